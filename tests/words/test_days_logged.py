"""The day of a log: what was said, on which day and at which hour, and the one day that was meant."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words.days import Reading, spoken
from words.logged_days import read_logged_day
from words.problems import Unclear
from words.written import DateOrder

MDY, DMY = DateOrder.MDY, DateOrder.DMY
MON, THU, FRI, SUN = "2026-11-30", "2026-11-19", "2026-12-11", "2027-01-03"

SAID = [
    ("today", THU, "2026-11-19"),
    ("this morning", THU, "2026-11-19"),
    ("this afternoon", THU, "2026-11-19"),
    ("earlier today", THU, "2026-11-19"),
    ("tonight", THU, "2026-11-19"),
    ("this evening", THU, "2026-11-19"),
    ("yesterday", THU, "2026-11-18"),
    ("yesterday morning", THU, "2026-11-18"),
    ("yesterday afternoon", SUN, "2027-01-02"),
    ("last night", SUN, "2027-01-02"),
    ("last evening", THU, "2026-11-18"),
    ("the day before yesterday", THU, "2026-11-17"),
    ("day before yesterday", SUN, "2027-01-01"),
    ("2 days ago", THU, "2026-11-17"),
    ("five days ago", THU, "2026-11-14"),
    ("ten days ago", SUN, "2026-12-24"),
    ("twelve days ago", THU, "2026-11-07"),
    ("twenty-one days ago", THU, "2026-10-29"),
    ("a day ago", THU, "2026-11-18"),
    ("a week ago", THU, "2026-11-12"),
    ("two weeks ago", THU, "2026-11-05"),
    ("3 weeks ago", SUN, "2026-12-13"),
    ("a month ago", "2026-03-31", "2026-02-28"),
    ("six months ago", THU, "2026-05-19"),
    ("a year ago", "2028-02-29", "2027-02-28"),
    ("30d ago", THU, "2026-10-20"),
    # a weekday is the latest past one, today's own name is today
    ("on Friday", THU, "2026-11-13"),
    ("on Thursday", THU, "2026-11-19"),
    ("Tues", THU, "2026-11-17"),
    ("tue", FRI, "2026-12-08"),
    ("Wed", THU, "2026-11-18"),
    ("weds", MON, "2026-11-25"),
    ("thurs", FRI, "2026-12-10"),
    ("Monday", MON, "2026-11-30"),
    ("on Monday", MON, "2026-11-30"),
    ("last Monday", MON, "2026-11-23"),
    ("last Friday", THU, "2026-11-13"),
    ("this past Friday", THU, "2026-11-13"),
    ("past Saturday", MON, "2026-11-28"),
    ("this Monday", THU, "2026-11-16"),
    ("this Thursday", THU, "2026-11-19"),
    ("Saturday morning", MON, "2026-11-28"),
    ("Friday night", THU, "2026-11-13"),
    ("on Sunday evening", SUN, "2027-01-03"),
    ("Tuesday of last week", THU, "2026-11-10"),
    ("Tuesday last week", THU, "2026-11-10"),
    ("last week Tuesday", THU, "2026-11-10"),
    ("last week on Tuesday", THU, "2026-11-10"),
    ("last week's", THU, None),
    ("Monday this week", THU, "2026-11-16"),
    ("Monday of this week", SUN, "2026-12-28"),
    ("Friday the 13th", THU, "2026-11-13"),
    # a day without a year is the latest past one, today included
    ("on the 12th", THU, "2026-11-12"),
    ("the 14th", THU, "2026-11-14"),
    ("the 19th", THU, "2026-11-19"),
    ("on the 20th", THU, "2026-10-20"),
    ("on 14th", THU, "2026-11-14"),
    ("on the 31st", THU, "2026-10-31"),
    ("on the 12th of last month", THU, "2026-10-12"),
    ("on Dec 1st", FRI, "2026-12-01"),
    ("2 January", "2026-12-31", "2026-01-02"),
    ("31 Dec", "2026-12-31", "2026-12-31"),
    ("Dec 29", SUN, "2026-12-29"),
    ("on the 4th of July", THU, "2026-07-04"),
    ("July 4th", THU, "2026-07-04"),
    ("11/20", THU, "2025-11-20"),
    ("on 12 Nov", THU, "2026-11-12"),
    ("12 Nov 26", THU, "2026-11-12"),
    ("Nov 12 '26", THU, "2026-11-12"),
    ("26-Oct-24", THU, "2024-10-26"),
    ("on December 31, 2025", THU, "2025-12-31"),
    ("dated 11-03-2026", THU, "2026-11-03"),
    ("11.3.2026", THU, "2026-11-03"),
    ("on 2026/11/03", THU, "2026-11-03"),
    ("on Thu, Nov 12, 2026", THU, "2026-11-12"),
    ("held 2026-11-03", THU, "2026-11-03"),
    ("Nov 3 last year", THU, "2025-11-03"),
    ("on Thanksgiving", MON, "2026-11-26"),
    ("on Thanksgiving", THU, "2025-11-27"),
    ("last Christmas", SUN, "2026-12-25"),
    ("on Labor Day", THU, "2026-09-07"),
    ("on Memorial Day 2025", THU, "2025-05-26"),
    ("on New Year's Eve", SUN, "2026-12-31"),
    # no days
    ("January", THU, None),
    ("May", THU, None),
    ("for April May", THU, None),
    ("with Tri Thu", THU, None),
    ("for Tuesday", THU, None),
    ("Station 4", THU, None),
    ("16h", THU, None),
    ("90 min", THU, None),
    ("from 9 to 12", THU, None),
    ("at 19:00", THU, None),
    ("Halloween drill", THU, None),
    ("in Cedar", THU, None),
    ("on it", THU, None),
    ("on", THU, None),
]


@pytest.mark.parametrize(("said", "today", "day"), SAID)
def test_a_log_looks_back(said: str, today: str, day: str | None) -> None:
    found = read_logged_day(said.split(), Reading(date.fromisoformat(today), MDY, looks_back=True, hour=20))
    if day is None:
        assert found is None
    else:
        assert found is not None
        assert (found.day, found.used) == (date.fromisoformat(day), len(said.split()))


@pytest.mark.parametrize(
    ("said", "today", "hour"),
    [
        ("this Friday", MON, 9),
        ("tonight", MON, 9),
        ("this evening", MON, 16),
        ("today evening", MON, 9),
        ("Monday night", MON, 9),
        ("tomorrow", MON, 20),
        ("the day after tomorrow", MON, 20),
        ("next Friday", MON, 20),
        ("this coming Friday", MON, 20),
        ("next week Tuesday", MON, 20),
        ("Sunday this week", MON, 20),
        ("2027-01-02", MON, 20),
        ("on Jan 2, 2027", MON, 20),
        ("Dec 31 of this year", MON, 20),
        ("12/3/87", MON, 20),
        ("in five days from now", MON, 20),
        ("two weeks from today", MON, 20),
        ("the 5th of next month", MON, 20),
        ("on Christmas 2026", MON, 20),
    ],
)
def test_what_lies_ahead_is_refused_and_never_moved(said: str, today: str, hour: int) -> None:
    reading = Reading(date.fromisoformat(today), MDY, looks_back=True, hour=hour)
    with pytest.raises(Unclear, match=r"still to come|no single day"):
        read_logged_day(said.split(), reading)


def test_what_lies_ahead_is_named_with_its_day() -> None:
    with pytest.raises(Unclear) as refused:
        read_logged_day(["this", "Friday"], Reading(date(2026, 11, 30), MDY, looks_back=True))
    assert refused.value.not_understood == (
        "4 Dec 2026 is still to come: log a class once it is over. Nothing was recorded."
    )


@pytest.mark.parametrize(
    "said",
    [
        *("last week", "this week", "last month", "this month", "last year", "in January", "in Nov 2026"),
        *(
            "last quarter",
            "Q1 2026",
            "in 2025",
            "since Monday",
            "by Friday",
            "before 1 March",
            "after Tuesday",
        ),
        *("between Nov 1 and Nov 5", "from Nov 1 to Nov 5", "Nov 1 - Nov 5", "the past 30 days", "30 days"),
        *("during October", "last October", "last weekend", "the last month", "in fiscal year 2026", "FY26"),
        *("the week of Nov 2", "the first quarter of 2026", "rest of the year", "January 2026"),
    ],
)
def test_several_days_are_asked_back(said: str) -> None:
    with pytest.raises(Unclear):
        read_logged_day(said.split(), Reading(date(2026, 11, 19), MDY, looks_back=True))


@pytest.mark.parametrize(
    ("said", "by_name"),
    [
        ("Thu", True),
        ("Monday", True),
        ("on Thu", False),
        ("last Thu", False),
        ("the 12th", False),
        ("3 May", False),
    ],
)
def test_the_name_of_a_weekday_alone_is_said_to_be_one(said: str, by_name: bool) -> None:
    found = read_logged_day(said.split(), Reading(date(2026, 11, 19), MDY, looks_back=True))
    assert found is not None
    assert found.by_name is by_name


@given(
    st.dates(date(1950, 1, 1), date(2090, 12, 31)),
    st.sampled_from([MDY, DMY]),
    st.integers(0, 2000),
    st.booleans(),
)
def test_what_muster_says_it_understands(day: date, order: DateOrder, later: int, on: bool) -> None:
    reading = Reading(day + timedelta(days=later), order, looks_back=True)
    words = [*(["on"] if on else []), *spoken(day).split()]
    found = read_logged_day(words, reading)
    assert found is not None
    assert (found.day, found.used) == (day, len(words))


WORDS = [
    *(
        "on",
        "the",
        "last",
        "this",
        "next",
        "past",
        "week",
        "month",
        "year",
        "Monday",
        "Thu",
        "friday",
        "12th",
    ),
    *("3", "Dec", "May", "2026", "26", "'25", "11/3", "yesterday", "tomorrow", "ago", "days"),
    *(
        "11-03-2026",
        "two",
        "from",
        "now",
        "in",
        "by",
        "since",
        "morning",
        "night",
        "Christmas",
        "of",
        "January",
        "Q1",
        "-",
    ),
]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7), st.integers(0, 400), st.integers(0, 23))
def test_no_words_make_it_a_day_ahead(words: list[str], later: int, hour: int) -> None:
    today = date(2026, 1, 1) + timedelta(days=later)
    try:
        found = read_logged_day(words, Reading(today, MDY, looks_back=True, hour=hour))
    except Unclear:
        return
    if found is not None:
        assert found.day <= today
        assert 1 <= found.used <= len(words)


@pytest.mark.parametrize(
    ("looks_back", "order", "example"),
    [
        (True, MDY, "16 Nov 2026, or 2026-11-16, or 11/16/2026"),
        (True, DMY, "16 Nov 2026, or 2026-11-16, or 16/11/2026"),
        (False, MDY, "26 Nov 2026, or 2026-11-26, or 11/26/2026"),
    ],
)
def test_the_example_of_a_day_could_have_been_meant(looks_back: bool, order: DateOrder, example: str) -> None:
    assert Reading(date.fromisoformat(THU), order, looks_back).example == example
