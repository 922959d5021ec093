"""Numbers that a spreadsheet shows as codes."""

from __future__ import annotations

import pytest

from files.number_formats import code_format


@pytest.mark.parametrize(
    ("written", "number", "seen"),
    [
        ("00000", "104", "00104"),
        ('"CFD-"000', "101", "CFD-101"),
        ('"CFD-"000', "4.0", "CFD-004"),
        ("000\\-00", "12345", "123-45"),
        ("00-00", "123456", "1234-56"),
        ("000;[Red]-000", "7", "007"),
    ],
)
def test_a_code_is_read_as_it_is_seen(written: str, number: str, seen: str) -> None:
    found = code_format(written)
    assert found is not None
    assert found.shown(number) == seen


@pytest.mark.parametrize(
    "written", ["General", "0", "0.00", "#,##0", "0%", "yyyy-mm-dd", '0" months"', "@", ""]
)
def test_other_formats_are_numbers_or_days(written: str) -> None:
    assert code_format(written) is None


def test_what_is_no_whole_number_stays_one() -> None:
    found = code_format("000")
    assert found is not None
    assert found.shown("1.5") is None
    assert found.shown("-3") is None
