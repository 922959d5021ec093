"""The times of a question in a past tense, the days it asks as of, and what is asked back or is no time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words.days import Reading, spoken
from words.periods import Period, read_period
from words.problems import Unclear
from words.written import DateOrder

MDY, DMY = DateOrder.MDY, DateOrder.DMY
THU, FRI, EVE, SUN = "2026-11-19", "2026-12-11", "2026-12-31", "2027-01-03"

PAST = [
    ("in October", THU, "2026-10-01", "2026-10-31"),
    ("in November", THU, "2026-11-01", "2026-11-30"),
    ("in December", THU, "2025-12-01", "2025-12-31"),
    ("in October 2024", THU, "2024-10-01", "2024-10-31"),
    ("in October of last year", THU, "2025-10-01", "2025-10-31"),
    ("last October", THU, "2026-10-01", "2026-10-31"),
    ("last November", THU, "2025-11-01", "2025-11-30"),
    ("last month", SUN, "2026-12-01", "2026-12-31"),
    ("last week", THU, "2026-11-09", "2026-11-15"),
    ("last quarter", THU, "2026-07-01", "2026-09-30"),
    ("last year", THU, "2025-01-01", "2025-12-31"),
    ("in Q3", THU, "2026-07-01", "2026-09-30"),
    ("in Q4", THU, "2026-10-01", "2026-12-31"),
    ("between 1 Oct and 31 Dec", THU, "2026-10-01", "2026-12-31"),
    ("between Dec 15 and Jan 15", THU, "2025-12-15", "2026-01-15"),
    ("from August to October", THU, "2026-08-01", "2026-10-31"),
    ("from Nov 2025 to February", THU, "2025-11-01", "2026-02-28"),
    ("since September", THU, "2026-09-01", None),
    ("after 1 March", THU, "2026-03-02", None),
    ("before July", THU, None, "2026-06-30"),
    ("by October", THU, None, "2026-10-31"),
    ("by 1 December", THU, None, "2025-12-01"),
    ("by 1 December 2026", THU, None, "2026-12-01"),
    ("in the past 90 days", THU, "2026-08-21", "2026-11-19"),
    ("this year", THU, "2026-01-01", "2026-12-31"),
]


@pytest.mark.parametrize(("said", "today", "since", "by"), PAST)
def test_a_time_in_a_past_tense_is_the_latest(
    said: str, today: str, since: str | None, by: str | None
) -> None:
    reading = Reading(date.fromisoformat(today), MDY, looks_back=False)
    assert read_period(said.split(), reading, past=True) == Period(
        len(said.split()),
        since=date.fromisoformat(since) if since else None,
        by=date.fromisoformat(by) if by else None,
    )


@pytest.mark.parametrize(
    ("said", "today", "past", "day"),
    [
        ("on July 1", THU, True, "2026-07-01"),
        ("on July 1", THU, False, "2027-07-01"),
        ("on 1 July 2026", EVE, True, "2026-07-01"),
        ("on August 15", FRI, True, "2026-08-15"),
        ("as of December 31, 2025", THU, False, "2025-12-31"),
        ("as of 31 December 2026", SUN, True, "2026-12-31"),
        ("as of 12/31/2025", THU, False, "2025-12-31"),
        ("as of yesterday", THU, False, "2026-11-18"),
        ("as of today", THU, False, "2026-11-19"),
        ("as of now", THU, False, "2026-11-19"),
        ("as of last Friday", THU, False, "2026-11-13"),
        ("as of the end of October", THU, True, "2026-10-31"),
        ("as of the end of the year", THU, False, "2026-12-31"),
        ("at the end of October", THU, True, "2026-10-31"),
        ("at the beginning of the year", THU, True, "2026-01-01"),
        ("on Friday", THU, False, "2026-11-20"),
        ("on Friday", THU, True, "2026-11-13"),
        ("on the 12th", THU, True, "2026-11-12"),
        ("on the 12th", THU, False, "2026-12-12"),
        ("on Christmas", THU, False, "2026-12-25"),
        ("today", THU, False, "2026-11-19"),
        ("tonight", THU, False, "2026-11-19"),
        ("right now", THU, True, "2026-11-19"),
        ("yesterday", THU, True, "2026-11-18"),
        ("two weeks ago", THU, True, "2026-11-05"),
        ("six months ago", THU, True, "2026-05-19"),
        ("1 July", THU, True, "2026-07-01"),
    ],
)
def test_another_day_to_ask_as_of(said: str, today: str, past: bool, day: str) -> None:
    reading = Reading(date.fromisoformat(today), MDY, looks_back=False)
    assert read_period(said.split(), reading, past) == Period(len(said.split()), on=date.fromisoformat(day))


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ("today", "2026-11-19"),
        ("Friday", "2026-11-20"),
        ("tomorrow", "2026-11-20"),
        ("1 March", "2027-03-01"),
    ],
)
def test_behind_due_a_day_alone_ends_the_time(said: str, by: str) -> None:
    reading = Reading(date(2026, 11, 19), MDY, looks_back=False)
    found = read_period(said.split(), reading, past=False, due=True)
    assert found == Period(len(said.split()), by=date.fromisoformat(by))


@pytest.mark.parametrize("said", ["90 days", "30d", "six months", "two weeks, Cedar"])
def test_behind_overdue_a_span_may_say_how_late_somebody_is(said: str) -> None:
    reading = Reading(date(2026, 11, 19), MDY, looks_back=False)
    with pytest.raises(Unclear, match="late by so long"):
        read_period(said.split(), reading, past=False, late=True)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "in fiscal year 2027",
            "this fiscal year",
            "FY27",
            "in FY 2027",
            "next fiscal quarter",
            "by fiscal year",
        ),
        *(
            "the last month",
            "in the next month",
            "by 30 days",
            "as of October",
            "as of last month",
            "in the last year",
        ),
        *("between 1 May 2027 and 1 Mar 2027", "from 5 Mar 2027 to 1 Mar 2027", "in the next few weeks"),
        *("90 days overdue", "over 90 days", "for 30 days", "30 days before Christmas"),
        *("6 months late", "in the next quarter", "in the next month", "30 days from 1 March"),
        *("by 31 February", "on 2/30/2027", "since 25/12/2026", "at the end of the year", "this school year"),
    ],
)
def test_what_may_be_two_things_or_none_is_asked_back(said: str) -> None:
    with pytest.raises(Unclear):
        read_period(said.split(), Reading(date(2026, 11, 19), MDY, looks_back=False), past=False)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "January",
            "Friday",
            "May Parker",
            "April",
            "in Cedar Fire",
            "by Ada Abbott",
            "for Noor Dahl",
            "Q5",
            "2027",
        ),
        *(
            "on ASIM Basic",
            "on leave",
            "since",
            "in",
            "between",
            "between Cedar and Elm",
            "as of",
            "before",
            "30",
        ),
        *(
            "in grace",
            "in percent",
            "in fire and EMS",
            "at 911",
            "at Cedar Fire",
            "from Elm PD",
            "over 75 percent",
        ),
        *(
            "below 80%",
            "after",
            "next",
            "this",
            "last",
            "the",
            "end",
            "the end",
            "end of",
            "within",
            "a",
            "6m",
        ),
        *(
            "second half",
            "first responders",
            "Station 4",
            "the next person",
            "the first",
            "week",
            "month",
            "",
        ),
    ],
)
def test_what_is_no_time_is_none(said: str) -> None:
    for past in (False, True):
        reading = Reading(date(2026, 11, 19), MDY, looks_back=False)
        assert read_period(said.split(), reading, past) is None


def test_only_the_words_of_the_time_are_taken() -> None:
    reading = Reading(date(2026, 11, 19), MDY, looks_back=False)
    for said, used in (
        ("Q1 2027 EMD due at Grove 911", 2),
        ("by 1 December, Cedar Fire", 3),
        ("in January? Cedar", 2),
        ("between Dec 15 and Jan 15 at Willow FD", 6),
        ("this year and next", 2),
        ("as of 31 December 2026 in fire", 5),
        ("within 30d BLS", 2),
        ("in May 4 people", 2),
        ("from March to the board", 2),
        ("for April", 2),
        ("for May in Cedar Fire", 2),
        ("for June, Cedar Fire", 2),
        ("for May BLS", 2),
        ("for April 2027 at Elm", 3),
        ("in April Cedar", 2),
    ):
        found = read_period(said.split(), reading, past=False)
        assert found is not None
        assert found.used == used, said


def test_numbers_follow_the_regions_order() -> None:
    day_first = Reading(date(2026, 11, 19), DMY, looks_back=False)
    assert read_period(["by", "1/12"], day_first, past=False) == Period(2, by=date(2026, 12, 1))
    found = read_period(["between", "15/12/2026", "and", "15/1/2027"], day_first, past=False)
    assert found == Period(4, since=date(2026, 12, 15), by=date(2027, 1, 15))


DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
WORDS = [
    *(
        "in",
        "by",
        "before",
        "after",
        "since",
        "until",
        "between",
        "and",
        "from",
        "to",
        "on",
        "as",
        "of",
        "at",
    ),
    *("the", "end", "start", "next", "last", "this", "past", "week", "month", "quarter", "year", "rest"),
    *(
        "January",
        "May",
        "Q1",
        "2027",
        "'27",
        "Friday",
        "12th",
        "3",
        "Dec",
        "11/3",
        "30",
        "days",
        "30d",
        "6mo",
    ),
    *("today", "Christmas", "first", "half", "within", "a", "-", "Jan-Mar", "tomorrow", "fiscal", "EMD"),
]


def test_a_year_is_no_count_of_days() -> None:
    reading = Reading(date(2026, 11, 2), MDY, looks_back=False)
    assert read_period(["2027", "days"], reading, False, due=False) is None
    assert read_period(["600", "days"], reading, False, due=False) == Period(2, by=date(2028, 6, 24))


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), st.booleans(), st.booleans(), DAYS)
def test_every_span_begins_before_it_ends(words: list[str], past: bool, due: bool, today: date) -> None:
    try:
        found = read_period(words, Reading(today, MDY, looks_back=False), past, due=due)
    except Unclear:
        return
    if found is None:
        return
    assert 1 <= found.used <= len(words)
    assert found.on or found.since or found.by
    assert not (found.on and (found.since or found.by))
    if found.since and found.by:
        assert found.since <= found.by
    if "2027" in words[: found.used]:
        years = {day.year for day in (found.on, found.since, found.by) if day}
        assert years & {2026, 2027, 2028}  # before 2027 ends in 2026, after 2027 begins in 2028


@given(DAYS, DAYS, st.sampled_from([MDY, DMY]), st.booleans(), DAYS)
def test_typed_days_are_the_ends(first: date, last: date, order: DateOrder, past: bool, today: date) -> None:
    first, last = sorted((first, last))
    reading = Reading(today, order, looks_back=False)
    for said in (f"between {spoken(first)} and {spoken(last)}", f"from {first} to {last}"):
        assert read_period(said.split(), reading, past) == Period(len(said.split()), since=first, by=last)
    for lead, period in (
        ("by", Period(4, by=last)),
        ("until", Period(4, by=last)),
        ("since", Period(4, since=last)),
        ("on", Period(4, on=last)),
    ):
        assert read_period([lead, *spoken(last).split()], reading, past) == period
