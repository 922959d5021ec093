"""What paid for something, in the two fields of a form and put together again."""

from __future__ import annotations

import pytest

from commands.kit.problems import Wrong
from commands.language.grants import funding_of, grant_and_award


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("", ("", "")),
        ("EMPG", ("EMPG", "")),
        ("EMPG EMW-2026-1", ("EMPG", "EMW-2026-1")),
        ("HSGP (UASI) 7", ("HSGP (UASI)", "7")),
        ("Statewide Homeland Fund 2026", ("", "Statewide Homeland Fund 2026")),
        ("Localities' fund", ("", "Localities' fund")),
        ("empg 77", ("", "empg 77")),
        ("EMPG  77", ("", "EMPG  77")),
    ],
)
def test_a_form_sent_as_it_opened_changes_no_grant(kept: str, shown: tuple[str, str]) -> None:
    assert grant_and_award(kept) == shown
    assert funding_of(*shown) == kept


def test_no_more_is_taken_than_a_file_brings_back() -> None:
    with pytest.raises(Wrong):
        funding_of("EMPG", "7" * 196)
    assert len(funding_of("", "7" * 200)) == 200
