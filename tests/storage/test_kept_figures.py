"""What was kept with a digest is read again, or is as if it never was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from readiness.due import EVERYONE
from storage.engine import Store
from storage.figures import figures
from storage.kept_figures import figures_kept
from storage.slots import Slot
from tests.jobs.county import Staff, seed

TODAY = date(2026, 11, 2)


def slot(kept: dict[str, Any]) -> Slot:
    return Slot(
        id=1,
        kind="digest",
        subject_id=1,
        local_date=TODAY,
        written_at=datetime(2026, 11, 2, 13, tzinfo=UTC),
        figures=kept,
    )


@pytest.mark.parametrize("part", ["courses", "overall", "as_of", "due", "all"])
def test_what_can_not_be_read_is_as_if_it_never_was(store: Store, part: str) -> None:
    seed(store, TODAY, [Staff("Cedar Fire", ["fire"], {"BLS": ["current"] * 6})], {"BLS": "BLS"})
    with store.reading() as session:
        found = figures(session, EVERYONE, TODAY)
    kept = found.model_dump(mode="json")
    assert figures_kept(slot(kept)) == found
    assert figures_kept(slot({} if part == "all" else {**kept, part: "of another kind"})) is None
