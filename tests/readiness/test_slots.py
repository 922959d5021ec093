"""One slot a week, whatever the clocks do and whenever somebody looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from readiness.slots import slot_instant, slots_between

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
    [(day, instant)] = slots_between(6, time(23, 30), NEW_YORK, after, after + timedelta(days=1))
    assert day == date(2026, 11, 1)
    assert instant == datetime(2026, 11, 2, 4, 30, tzinfo=UTC)


def test_the_instant_looked_at_belongs_to_the_look_before() -> None:
    due = datetime(2026, 11, 2, 13, tzinfo=UTC)
    assert slots_between(0, time(8), NEW_YORK, due - timedelta(seconds=1), due) == [(date(2026, 11, 2), due)]
    assert slots_between(0, time(8), NEW_YORK, due, due + timedelta(days=6)) == []


@given(zone=zones, at=times, weekday=st.integers(0, 6), start=instants, pauses=gaps)
def test_every_week_has_exactly_one_slot_whenever_somebody_looks(
    zone: ZoneInfo, at: time, weekday: int, start: datetime, pauses: Sequence[timedelta]
) -> None:
    found, known_until = [], start
    for pause in pauses:
        now = known_until + pause
        found += slots_between(weekday, at, zone, known_until, now)
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
