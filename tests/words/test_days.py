"""Days as people say them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words.days import WEEKDAYS, Reading, days_ahead, read_day, read_span, spoken
from words.problems import Unclear
from words.written import DateOrder

TODAY = date(2026, 11, 2)  # a Monday
LOG = Reading(TODAY, DateOrder.MDY, looks_back=True)
QUESTION = Reading(TODAY, DateOrder.MDY, looks_back=False)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", TODAY),
        ("yesterday", date(2026, 11, 1)),
        ("3 days ago", date(2026, 10, 30)),
        ("two weeks ago", date(2026, 10, 19)),
        ("a month ago", date(2026, 10, 2)),
        ("1 March", date(2026, 3, 1)),
        ("March 1", date(2026, 3, 1)),
        ("Mar 1st", date(2026, 3, 1)),
        ("3rd of December", date(2025, 12, 3)),
        ("3 Dec 2024", date(2024, 12, 3)),
        ("December 3, 2024", date(2024, 12, 3)),
        ("3-Dec-2024", date(2024, 12, 3)),
        ("26-Oct-24", date(2024, 10, 26)),
        ("Oct-26-2024", date(2024, 10, 26)),
        ("26-Oct", date(2026, 10, 26)),
        ("thurs", date(2026, 10, 29)),
        ("this Monday", TODAY),
        ("this Friday", date(2026, 11, 6)),
        ("tonight", TODAY),
        ("2024-12-03", date(2024, 12, 3)),
        ("12/3/2024", date(2024, 12, 3)),
        ("12/3/24", date(2024, 12, 3)),
        ("11/1", date(2026, 11, 1)),
        ("11/3", date(2025, 11, 3)),
        ("29 February", date(2024, 2, 29)),
        ("monday", TODAY),
        ("last monday", date(2026, 10, 26)),
        ("friday", date(2026, 10, 30)),
        ("last Friday", date(2026, 10, 30)),
    ],
)
def test_a_log_looks_back(said: str, day: date) -> None:
    assert read_day(said.split(), LOG) == (day, len(said.split()))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("1 March", date(2027, 3, 1)),
        ("2 November", TODAY),
        ("1 November", date(2027, 11, 1)),
        ("29 Feb", date(2028, 2, 29)),
        ("friday", date(2026, 11, 6)),
        ("next Monday", date(2026, 11, 9)),
        ("tomorrow", date(2026, 11, 3)),
    ],
)
def test_a_question_looks_ahead(said: str, day: date) -> None:
    assert read_day(said.split(), QUESTION) == (day, len(said.split()))


@pytest.mark.parametrize("today", [date(2026, 11, 2) + timedelta(days=n) for n in range(7)])
def test_this_weekday_in_a_log_is_of_this_week_and_is_never_moved_back(today: date) -> None:
    for number, name in enumerate(WEEKDAYS):
        day, _ = read_day(["this", name], Reading(today, DateOrder.MDY, looks_back=True)) or (today, 0)
        assert day.weekday() == number
        assert day >= today or (today.weekday() != 6 and (today - day).days <= today.weekday())


def test_tonight_is_still_to_come_until_the_evening() -> None:
    with pytest.raises(Unclear, match="still to come"):
        read_day(["tonight"], Reading(TODAY, DateOrder.MDY, looks_back=True, hour=9))
    assert read_day(["tonight"], Reading(TODAY, DateOrder.MDY, looks_back=True, hour=20)) == (TODAY, 1)
    assert read_day(["tonight"], Reading(TODAY, DateOrder.MDY, looks_back=False, hour=9)) == (TODAY, 1)


def test_day_first_is_the_regions_to_set() -> None:
    day_first = Reading(TODAY, DateOrder.DMY, looks_back=True)
    assert read_day(["3/12/2024"], day_first) == (date(2024, 12, 3), 1)
    assert read_day(["1/11"], day_first) == (date(2026, 11, 1), 1)


@pytest.mark.parametrize(
    "said", ["31 February", "2/30/2026", "2026-13-01", "31 Feb 2026", "25/12/2026", "13/1"]
)
def test_what_is_no_day_is_said_to_be_none(said: str) -> None:
    with pytest.raises(Unclear, match="no day in the calendar"):
        read_day(said.split(), LOG)


@pytest.mark.parametrize("said", ["Cedar Fire", "4h", "May Parker", "90 days", "", "for", "March", "3"])
def test_what_names_no_day_is_left_alone(said: str) -> None:
    assert read_day(said.split(), LOG) is None


def test_spans() -> None:
    assert read_span(["90", "days"]) == (90, 0, 2)
    assert read_span(["two", "weeks"]) == (14, 0, 2)
    assert read_span(["six", "months"]) == (0, 6, 2)
    assert read_span(["a", "year"]) == (0, 12, 2)
    assert read_span(["90", "people"]) is None
    assert days_ahead(date(2026, 1, 31), 0, 1) == 28


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_what_muster_says_it_understands(day: date) -> None:
    assert read_day(spoken(day).split(), LOG) == (day, 3)
    assert read_day([day.isoformat()], QUESTION) == (day, 1)


@given(st.lists(st.text(max_size=12), max_size=5))
def test_no_words_break_it(words: list[str]) -> None:
    words = [word for word in words if word.split()]
    try:
        found = read_day(words, LOG)
    except Unclear:
        return
    assert found is None or 1 <= found[1] <= len(words)


@pytest.mark.parametrize("said", ["9999 years ago", "9999 months ago", "9999 weeks ago"])
def test_what_lies_before_every_record_is_no_day(said: str) -> None:
    with pytest.raises(Unclear, match="no day"):
        read_day(said.split(), LOG)


def test_a_span_past_the_calendar_is_still_a_number_of_days() -> None:
    assert days_ahead(TODAY, 0, 12 * 9999) > 2_000_000
