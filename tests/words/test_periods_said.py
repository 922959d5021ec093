"""More of how people say times, on Thursday 19 November 2026; and what has no single meaning."""

from __future__ import annotations

from datetime import date

import pytest

from words.days import Reading
from words.periods import Period, read_period
from words.problems import Unclear
from words.written import DateOrder

READING = Reading(date(2026, 11, 19), DateOrder.MDY, looks_back=False)

SAID = [
    ("within the month", None, "2026-11-30"),
    ("within the week", None, "2026-11-22"),
    ("within the year", None, "2026-12-31"),
    ("within the next two months", None, "2027-01-19"),
    ("in one month", None, "2026-12-19"),
    ("in sixty days", None, "2027-01-18"),
    ("in 90-days", None, "2027-02-17"),
    ("90 days from now", None, "2027-02-17"),
    ("30 days from today", None, "2026-12-19"),
    ("between 30 and 60 days", "2026-12-19", "2027-01-18"),
    ("in 30 to 60 days", "2026-12-19", "2027-01-18"),
    ("in 30-60 days", "2026-12-19", "2027-01-18"),
    ("in two to three weeks", "2026-12-03", "2026-12-10"),
    ("by COB Friday", None, "2026-11-20"),
    ("by close of business Friday", None, "2026-11-20"),
    ("by EOD tomorrow", None, "2026-11-20"),
    ("tomorrow", None, "2026-11-20"),
    ("tomorrow night", None, "2026-11-20"),
    ("by EOD", None, "2026-11-19"),
    ("by Monday morning", None, "2026-11-23"),
    ("before Monday morning", None, "2026-11-22"),
    ("by the end of the calendar year", None, "2026-12-31"),
    ("by yearend", None, "2026-12-31"),
    ("by year-end", None, "2026-12-31"),
    ("by end-of-year", None, "2026-12-31"),
    ("end-of-month", None, "2026-11-30"),
    ("by the last of the month", None, "2026-11-30"),
    ("by the first of the month", None, "2026-12-01"),
    ("by the first of the year", None, "2027-01-01"),
    ("by the first", None, "2026-12-01"),
    ("by the fifth", None, "2026-12-05"),
    ("by Dec the 5th", None, "2026-12-05"),
    ("by the 5th of December", None, "2026-12-05"),
    ("by next week Friday", None, "2026-11-27"),
    ("by Friday of next week", None, "2026-11-27"),
    ("later this year", "2026-11-19", "2026-12-31"),
    ("earlier this month", "2026-11-01", "2026-11-19"),
    ("so far this year", "2026-01-01", "2026-11-19"),
    ("year to date", "2026-01-01", "2026-11-19"),
    ("YTD", "2026-01-01", "2026-11-19"),
    ("the month of January", "2027-01-01", "2027-01-31"),
    ("in the month of March 2028", "2028-03-01", "2028-03-31"),
    ("in the year 2027", "2027-01-01", "2027-12-31"),
    ("calendar year 2027", "2027-01-01", "2027-12-31"),
    ("CY 2027", "2027-01-01", "2027-12-31"),
    ("this yr", "2026-01-01", "2026-12-31"),
    ("next qtr", "2027-01-01", "2027-03-31"),
    ("1st qtr 2027", "2027-01-01", "2027-03-31"),
    ("the previous month", "2026-10-01", "2026-10-31"),
    ("the prior quarter", "2026-07-01", "2026-09-30"),
    ("the month before last", "2026-09-01", "2026-09-30"),
    ("the week after next", "2026-11-30", "2026-12-06"),
    ("in January and February", "2027-01-01", "2027-02-28"),
    ("in December or January", "2026-12-01", "2027-01-31"),
    ("Q1 and Q2 2027", "2027-01-01", "2027-06-30"),
    ("this month and next month", "2026-11-01", "2026-12-31"),
    ("January to March", "2027-01-01", "2027-03-31"),
    ("in 2027-03", "2027-03-01", "2027-03-31"),
    ("by 03/2027", None, "2027-03-31"),
    ("up to and including 1 March", None, "2027-03-01"),
    ("on or before 1 March", None, "2027-03-01"),
    ("not after 1 March", None, "2027-03-01"),
    ("on or after 1 March", "2027-03-01", None),
    ("not before March", "2027-03-01", None),
    ("no earlier than 1 March", "2027-03-01", None),
    ("starting in January", "2027-01-01", None),
    ("effective 1 March", "2027-03-01", None),
    ("since two weeks ago", "2026-11-05", None),
    ("since 2 months", "2026-09-19", None),
    ("since end of last month", "2026-10-31", None),
]


@pytest.mark.parametrize(("said", "since", "by"), SAID)
def test_a_time_as_it_is_said(said: str, since: str | None, by: str | None) -> None:
    assert read_period(said.split(), READING, past=False) == Period(
        len(said.split()),
        since=date.fromisoformat(since) if since else None,
        by=date.fromisoformat(by) if by else None,
    )


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("tonight", "2026-11-19"),
        ("a year ago today", "2025-11-19"),
        ("this time last year", "2025-11-19"),
        ("this time last month", "2026-10-19"),
        ("as on 1 March 2026", "2026-03-01"),
        ("as of the last day of October 2026", "2026-10-31"),
    ],
)
def test_a_day_to_ask_as_of(said: str, day: str) -> None:
    assert read_period(said.split(), READING, past=False) == Period(
        len(said.split()), on=date.fromisoformat(day)
    )


@pytest.mark.parametrize(
    "said",
    [
        *("this fall", "in the spring", "by summer", "last winter", "since spring", "the coming month"),
        *(
            "over the next month",
            "two weeks from Monday",
            "30 days after Christmas",
            "at year end",
            "the last year",
        ),
        *("by the 31st of this month", "as of Q1", "as of 2026", "in the next several weeks"),
    ],
)
def test_what_has_no_single_meaning_is_asked_back(said: str) -> None:
    with pytest.raises(Unclear):
        read_period(said.split(), READING, past=False)


@pytest.mark.parametrize(
    "said", ["in Spring Valley", "by Summer Parker", "will fall due", "spring", "late November"]
)
def test_a_season_in_a_name_is_none(said: str) -> None:
    assert read_period(said.split(), READING, past=False) is None
