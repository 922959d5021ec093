"""How often something comes again, in words."""

from __future__ import annotations

from datetime import date

import pytest

from words.days import Reading
from words.problems import Unclear
from words.recurring import Recurrence, day_on_or_after, how_often, read_recurrence
from words.written import DateOrder

READING = Reading(date(2026, 11, 2), DateOrder.MDY, looks_back=False)


@pytest.mark.parametrize(
    ("said", "found", "used"),
    [
        ("every 6 months with evidence", Recurrence(6), 3),
        ("every month", Recurrence(1), 2),
        ("every other year, please", Recurrence(24), 3),
        ("Quarterly", Recurrence(3), 1),
        ("twice a year", Recurrence(6), 3),
        ("once a quarter", Recurrence(3), 3),
        ("yearly on 1 March for Ortiz", Recurrence(12, 1, date(2027, 3, 1)), 4),
        ("yearly on 3/1/2028", Recurrence(12, 1, date(2028, 3, 1)), 3),
        ("annually on the 1st of March", Recurrence(12, 1, date(2027, 3, 1)), 6),
        ("every month on the 31st", Recurrence(1, 31, date(2026, 11, 30)), 5),
        ("every month on the 1st of the month", Recurrence(1, 1, date(2026, 12, 1)), 8),
        ("every 3 months on the last day of the month", Recurrence(3, 31, date(2026, 11, 30)), 10),
        ("yearly on 29 February", Recurrence(12, 29, date(2027, 2, 28)), 4),
        ("yearly on 29 February 2028", Recurrence(12, 29, date(2028, 2, 29)), 5),
        ("every 6 months on file", Recurrence(6), 3),
    ],
)
def test_what_comes_again(said: str, found: Recurrence, used: int) -> None:
    assert read_recurrence(said.split(), READING) == (found, used)


@pytest.mark.parametrize(
    "said",
    [
        "every 2 weeks",
        "every day",
        "weekly",
        "every 500 months",
        "every 0 months",
    ],
)
def test_what_comes_too_often_or_never_is_said(said: str) -> None:
    found = read_recurrence(said.split(), READING)
    assert found is not None
    assert (found[0].months, found[1]) == (0, len(said.split()))
    assert "every so many months" in found[0].why_not


@pytest.mark.parametrize("said", ["every agency signs", "each chief", "on the 31st", "", "once more"])
def test_other_words_are_no_recurrence(said: str) -> None:
    assert read_recurrence(said.split(), READING) is None


def test_a_day_that_is_none_is_said() -> None:
    with pytest.raises(Unclear, match="no day in the calendar"):
        read_recurrence(["yearly", "on", "31", "February"], READING)


def test_it_is_said_in_words() -> None:
    assert how_often(1, 31, date(2026, 11, 30)) == "every month on the last day of the month"
    assert how_often(12, 1, date(2027, 3, 1)) == "every year"
    assert how_often(6, 30, date(2027, 2, 28)) == "every 6 months on the 30th of the month"
    assert how_often(24) == "every 2 years"


def test_the_first_such_day_may_be_a_months_last() -> None:
    assert day_on_or_after(date(2027, 2, 1), 31) == date(2027, 2, 28)
    assert day_on_or_after(date(2027, 1, 31), 30) == date(2027, 2, 28)
    assert day_on_or_after(date(2026, 12, 31), 5) == date(2027, 1, 5)
