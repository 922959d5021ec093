"""Each slot once, whatever its cadence, whatever the clocks do and whenever somebody looks."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.dates import end_of_month
from readiness.slots import (
    Cadence,
    Every,
    before,
    first_slot,
    last_weekday,
    monthly,
    slot_instant,
    slots_between,
    weekly,
)

NEW_YORK = ZoneInfo("America/New_York")
ZONES = (
    "America/New_York",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Santiago",  # midnight is skipped
    "America/Havana",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Australia/Lord_Howe",  # half an hour
    "Antarctica/Troll",  # two hours
    "Atlantic/Azores",
    "Europe/Dublin",
    "Pacific/Apia",  # a whole day was skipped
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "UTC",
)

zones = st.sampled_from(ZONES).map(ZoneInfo)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
instants = st.datetimes(datetime(2009, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
days = st.dates(date(2009, 1, 1), date(2027, 12, 31))
cadences = st.one_of(
    st.builds(weekly, st.integers(0, 6), st.integers(1, 5), days),
    st.builds(monthly, st.integers(1, 31), st.integers(1, 13), days),
    st.builds(last_weekday, st.integers(0, 6), st.integers(1, 13), days),
    st.builds(before, days, st.integers(0, 90)),
)
gaps = st.lists(st.timedeltas(timedelta(seconds=1), timedelta(days=12)), min_size=1, max_size=25)


def test_a_time_the_clocks_skip_comes_due_when_they_have_skipped_it() -> None:
    assert slot_instant(date(2026, 3, 8), time(2, 30), NEW_YORK) == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_a_time_the_clocks_show_twice_comes_due_the_first_time() -> None:
    assert slot_instant(date(2026, 11, 1), time(1, 30), NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_day_that_was_skipped_comes_due_at_its_end() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert slot_instant(date(2011, 12, 30), time(8), apia) == datetime(2011, 12, 30, 10, tzinfo=UTC)


def test_arizona_keeps_its_hour_while_its_neighbours_change_theirs() -> None:
    """18F #76: local time, Arizona too."""
    phoenix, denver = ZoneInfo("America/Phoenix"), ZoneInfo("America/Denver")
    summer, winter = date(2026, 7, 6), date(2026, 12, 7)
    assert slot_instant(summer, time(8), phoenix).hour == slot_instant(winter, time(8), phoenix).hour == 15
    assert slot_instant(summer, time(8), denver).hour == 14
    assert slot_instant(winter, time(8), denver).hour == 15


def test_late_in_the_evening_the_slot_is_of_the_local_date() -> None:
    """18F #111: the date boundary late in the evening."""
    after = datetime(2026, 11, 1, 12, tzinfo=UTC)
    [(day, instant)] = slots_between(weekly(6), time(23, 30), NEW_YORK, after, after + timedelta(days=1))
    assert day == date(2026, 11, 1)
    assert instant == datetime(2026, 11, 2, 4, 30, tzinfo=UTC)


def test_the_instant_looked_at_belongs_to_the_look_before() -> None:
    due = datetime(2026, 11, 2, 13, tzinfo=UTC)
    assert slots_between(weekly(0), time(8), NEW_YORK, due - timedelta(seconds=1), due) == [
        (date(2026, 11, 2), due)
    ]
    assert slots_between(weekly(0), time(8), NEW_YORK, due, due + timedelta(days=6)) == []


@given(zone=zones, at=times, weekday=st.integers(0, 6), start=instants, pauses=gaps)
def test_every_week_has_exactly_one_slot_whenever_somebody_looks(
    zone: ZoneInfo, at: time, weekday: int, start: datetime, pauses: Sequence[timedelta]
) -> None:
    found, known_until = [], start
    for pause in pauses:
        now = known_until + pause
        found += slots_between(weekly(weekday), at, zone, known_until, now)
        known_until = now
    days = [day for day, _ in found]
    assert all(day.weekday() == weekday for day in days)
    assert days == [days[0] + timedelta(weeks=number) for number in range(len(days))] if days else True
    assert [instant for _, instant in found] == sorted(instant for _, instant in found)
    # Nothing is missing at either end: a span of n days has n / 7 slots, give or take the one at its edge.
    whole_weeks = (known_until - start) / timedelta(weeks=1)
    assert whole_weeks - 1.3 <= len(days) <= whole_weeks + 1.3


@given(zone=zones, at=times, day=st.dates(date(2009, 1, 1), date(2027, 12, 31)))
def test_a_slot_is_the_first_moment_the_clocks_have_reached_its_time(
    zone: ZoneInfo, at: time, day: date
) -> None:
    wall = datetime.combine(day, at)
    instant = slot_instant(day, at, zone)
    assert instant.astimezone(zone).replace(tzinfo=None) >= wall
    assert (instant - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) < wall


def on(cadence: Cadence, first: str, last: str) -> list[str]:
    found = cadence.dates(date.fromisoformat(first), date.fromisoformat(last))
    return [day.isoformat() for day in found]


def test_weekly_is_every_such_weekday_and_both_ends_count() -> None:
    assert on(weekly(0), "2026-11-02", "2026-11-16") == ["2026-11-02", "2026-11-09", "2026-11-16"]


def test_every_second_week_is_counted_from_the_week_of_its_anchor() -> None:
    """The anchor is a Friday: its own week has a Monday, the next has none."""
    fortnightly = weekly(0, 2, date(2026, 11, 6))
    expected = ["2026-10-19", "2026-11-02", "2026-11-16", "2026-11-30"]
    assert on(fortnightly, "2026-10-10", "2026-12-13") == expected
    assert on(fortnightly, "2026-11-03", "2026-11-15") == []


def test_every_second_week_goes_on_over_the_year() -> None:
    """2026 has 53 weeks: a rule of even week numbers would leave three weeks between."""
    assert on(weekly(3, 2, date(2026, 12, 24)), "2026-12-20", "2027-01-31") == [
        "2026-12-24",
        "2027-01-07",
        "2027-01-21",
    ]


def test_the_31st_is_the_last_of_every_month() -> None:
    assert on(monthly(31), "2028-01-01", "2028-06-30") == [
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
        "2028-04-30",
        "2028-05-31",
        "2028-06-30",
    ]
    assert on(monthly(29), "2027-02-01", "2027-03-31") == ["2027-02-28", "2027-03-29"]
    assert on(monthly(15), "2026-11-16", "2026-12-14") == []


def test_the_last_weekday_of_a_month() -> None:
    assert on(last_weekday(4), "2026-10-01", "2026-12-31") == ["2026-10-30", "2026-11-27", "2026-12-25"]
    assert on(last_weekday(0), "2026-08-01", "2026-08-31") == ["2026-08-31"], "the month ends on it"


def test_every_three_months_is_counted_from_the_month_of_its_anchor() -> None:
    quarterly = monthly(31, 3, date(2026, 11, 12))
    assert on(quarterly, "2026-01-01", "2027-06-30") == [
        "2026-02-28",
        "2026-05-31",
        "2026-08-31",
        "2026-11-30",
        "2027-02-28",
        "2027-05-31",
    ]


def test_before_a_day_comes_once() -> None:
    assert on(before(date(2028, 3, 1), 2), "2020-01-01", "2030-12-31") == ["2028-02-28"]
    assert on(before(date(2028, 3, 1), 0), "2020-01-01", "2030-12-31") == ["2028-03-01"]
    assert on(before(date(2028, 3, 1), 2), "2028-02-29", "2030-12-31") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": Every.WEEK, "amount": 2},
        {"every": Every.WEEK, "amount": 0},
        {"every": Every.WEEK, "weekday": 7},
        {"every": Every.MONTH, "day": 0},
        {"every": Every.MONTH, "day": 32},
        {"every": Every.BEFORE, "amount": 3},
        {"every": Every.BEFORE, "amount": -1, "anchor": date(2026, 11, 2)},
    ],
)
def test_a_cadence_that_is_none_is_not_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cadence"):
        Cadence(**wrong)


def test_the_first_slot_is_today_while_its_time_is_still_to_come() -> None:
    noon = datetime(2026, 11, 2, 17, tzinfo=UTC)
    assert first_slot(weekly(0), time(12, 1), NEW_YORK, noon) == date(2026, 11, 2)
    assert first_slot(weekly(0), time(12), NEW_YORK, noon) == date(2026, 11, 9)
    assert first_slot(before(date(2026, 11, 2), 1), time(8), NEW_YORK, noon) is None
    assert first_slot(before(date(2029, 11, 2), 1), time(8), NEW_YORK, noon) == date(2029, 11, 1)


@given(cadence=cadences, zone=zones, at=times, after=instants)
def test_what_comes_again_has_a_first_slot_however_far_apart_its_dates_lie(
    cadence: Cadence, zone: ZoneInfo, at: time, after: datetime
) -> None:
    found = first_slot(cadence, at, zone, after)
    assert (found is None) == (cadence.every is Every.BEFORE and _instant(cadence, at, zone) <= after)
    if found is not None:
        assert slot_instant(found, at, zone) > after


def _instant(cadence: Cadence, at: time, zone: ZoneInfo) -> datetime:
    [day] = cadence.dates(date.min, date.max)
    return slot_instant(day, at, zone)


@given(cadence=cadences, zone=zones, at=times, start=instants, pauses=gaps)
def test_however_often_somebody_looks_the_slots_are_the_same(
    cadence: Cadence, zone: ZoneInfo, at: time, start: datetime, pauses: Sequence[timedelta]
) -> None:
    found, known_until = [], start
    for pause in pauses:
        found += slots_between(cadence, at, zone, known_until, known_until + pause)
        known_until += pause
    assert found == slots_between(cadence, at, zone, start, known_until)
    assert [day for day, _ in found] == sorted({day for day, _ in found}), "each local date once"


@given(cadence=cadences, start=days, length=st.integers(0, 1200))
def test_the_dates_are_those_that_fit(cadence: Cadence, start: date, length: int) -> None:
    """Against the slow way: every day asked by itself."""
    span = [start + timedelta(days=number) for number in range(length)]
    if span:
        assert list(cadence.dates(span[0], span[-1])) == [day for day in span if _fits(cadence, day)]


def _fits(cadence: Cadence, day: date) -> bool:
    anchor = cadence.anchor
    assert anchor is not None
    months = (day.year - anchor.year) * 12 + day.month - anchor.month
    match cadence.every:
        case Every.BEFORE:
            return day + timedelta(days=cadence.amount) == anchor
        case Every.WEEK:
            weeks = (day.toordinal() - 1) // 7 - (anchor.toordinal() - 1) // 7
            return day.weekday() == cadence.weekday and weeks % cadence.amount == 0
        case Every.MONTH:
            last = monthrange(day.year, day.month)[1]
            return months % cadence.amount == 0 and day.day == min(cadence.day, last)
        case _:
            is_last = day + timedelta(days=7) > end_of_month(day)
            return months % cadence.amount == 0 and day.weekday() == cadence.weekday and is_last
