"""`muster explain`: a number by its key, on the command line."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from readiness.due import EVERYONE
from storage.engine import Store
from storage.number_rows import Asking, coverage_of
from storage.shown_numbers import Measure, Shown, keep_numbers
from tests.bot.cli.conftest import Muster
from tests.conversations import county


@pytest.mark.postgres
def test_a_number_is_explained_with_its_rows(store: Store, muster: Muster) -> None:
    county.bring_in(store)
    day = county.NOW.date()
    with store.writing() as session:
        found = coverage_of(Asking(session, EVERYONE, day, {"course": None}))
        shown = Shown(Measure.COVERAGE, "everyone", day, found.result, {"course": None})
        [key] = keep_numbers(session, [shown], county.NOW + timedelta(hours=1))
    said = muster("explain", key.lower())
    assert said.status == 0
    assert f"Key {key}:" in said.out
    assert "known then: the same" in said.out
    rows = muster("explain", key[:3], key[3:], "--format", "csv")
    found_rows = list(csv.DictReader(io.StringIO(rows.out)))
    assert sum(each["counted"] == "yes" for each in found_rows) == sum(
        found.result[name] or 0 for name in ("current", "grace", "expired", "never")
    )
    assert "How it is counted" in rows.err
    missing = muster("explain", "2222222")
    assert missing.status == 2
    assert "muster explain 7KQ2MNA4WD" in missing.err
