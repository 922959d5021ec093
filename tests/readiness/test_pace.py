"""Pace, projection and wave by worked cases with literal days, and what holds of all of them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.becoming import became_current, holds_through
from readiness.pace import (
    Ground,
    Pace,
    Reached,
    Teaching,
    classes_needed,
    end_of_wave,
    missing_on,
    months_between,
    pace,
    reached,
    reached_on,
    share_taught,
    wave,
    whole_months,
)
from readiness.records import Completion, Equivalent, Relation, Rulebook, RuleVersion

NOV = date(2026, 11, 26)
LONG_AGO = date(2015, 1, 1)


def ground(current: int, required: int = 100, on: date = NOV, **more: object) -> Ground:
    return Ground(on, required, current, **more)  # type: ignore[arg-type]


# Pace


def test_a_pace_is_of_the_last_six_whole_months() -> None:
    days = [date(2026, 4, 30), date(2026, 5, 1), *[date(2026, 7, 31)] * 2, *[date(2026, 10, 31)] * 9, NOV]
    found = pace(days, NOV, LONG_AGO)
    assert found == Pace((1, 0, 2, 0, 0, 9))
    assert (found.mean, found.lower, found.upper) == (Fraction(2), Fraction(0), Fraction(7, 4))


def test_a_month_is_whole_once_it_is_over() -> None:
    assert whole_months(date(2026, 10, 31), LONG_AGO)[-1] == date(2026, 9, 1)
    assert whole_months(date(2026, 11, 1), LONG_AGO)[-1] == date(2026, 10, 1)
    assert whole_months(date(2026, 3, 31), LONG_AGO)[0] == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("since", "months"),
    [(None, 0), (NOV, 0), (date(2026, 9, 1), 0), (date(2026, 8, 31), 3), (date(2026, 6, 30), 5)],
)
def test_under_three_whole_months_of_records_are_not_enough_to_say(since: date | None, months: int) -> None:
    found = pace([date(2026, 10, 1)], NOV, since)
    assert (0 if found is None else len(found.months)) == months


def test_quartiles_lie_between_the_months_in_order() -> None:
    found = Pace((9, 4, 8, 6, 10, 5))  # 4 5 6 8 9 10
    assert (found.lower, found.mean, found.upper) == (Fraction(21, 4), Fraction(7), Fraction(35, 4))
    assert Pace((3, 3, 3)).lower == Pace((3, 3, 3)).upper == 3


# When a target is reached


@pytest.mark.parametrize(
    ("on", "current", "people_a_month", "day"),
    [
        (date(2026, 11, 26), 60, 10, date(2027, 2, 26)),  # 30 missing: three months of the calendar
        (date(2026, 11, 26), 60, 12, date(2027, 2, 11)),  # two and a half: 16 of February's days
        (date(2027, 1, 31), 80, 10, date(2027, 2, 28)),  # from a month's end to a shorter one's
        (date(2028, 1, 31), 80, 10, date(2028, 2, 29)),
        (date(2027, 2, 28), 80, 10, date(2027, 3, 28)),
        (date(2026, 11, 26), 90, 0, date(2026, 11, 26)),  # reached already, at any pace
        (date(2026, 11, 26), 100, 0, date(2026, 11, 26)),
        (date(2026, 11, 26), 89, 0, None),
        (date(2026, 11, 26), 30, 1, date(2031, 11, 26)),  # 60 missing: five years, and not a day more
        (date(2026, 11, 26), 29, 1, None),
    ],
)
def test_what_is_missing_by_what_is_trained(
    on: date, current: int, people_a_month: int, day: date | None
) -> None:
    assert reached_on(ground(current, on=on), 90, people_a_month) == day


def test_one_person_and_nobody() -> None:
    assert reached_on(ground(0, required=1), 90, 1) == date(2026, 12, 26)
    assert reached_on(ground(0, required=0), 90, 100) is None
    assert not ground(0, required=0).is_there(90)
    assert ground(9, required=11).missing(90) == 1, "9 of 11 are 81%, and 10 are 90%"


def test_refreshers_that_fall_due_until_then_are_added() -> None:
    """30 are missing and 10 a month trained; 5 fall due in January: three and a half months."""
    falls = [date(2027, 1, 10)] * 5
    assert reached_on(ground(60, falls_due=falls), 90, 10) == date(2027, 3, 12)
    assert reached_on(ground(60, falls_due=[date(2027, 2, 26)] * 5), 90, 10) == date(2027, 2, 26), (
        "who is current through the very day is still current on it"
    )
    assert reached_on(ground(60, falls_due=[date(2027, 2, 25)] * 5), 90, 10) == date(2027, 3, 12)


def test_more_falling_due_than_is_trained_is_not_at_this_pace() -> None:
    """Of 60 who are current one falls due every second day; who is trained is current for eight months."""
    falls = [NOV + timedelta(days=2 * n) for n in range(60)]
    assert reached_on(ground(60, falls_due=falls, interval_months=8), 90, 10) is None
    assert reached_on(ground(60, falls_due=falls), 90, 10) == date(2027, 8, 26), "nine months for 90"
    assert reached_on(ground(60, falls_due=falls), 90, 40) == date(2027, 1, 2)


def test_who_is_trained_on_the_way_falls_due_again() -> None:
    """With 12 months of validity four a month hold 48 of 100, and never the 49th."""
    assert reached_on(ground(0, interval_months=12), 48, 4) == date(2027, 11, 26)
    assert reached_on(ground(0, interval_months=12), 49, 4) is None
    assert reached_on(ground(0), 49, 4) == date(2027, 12, 4)


def test_new_people_are_wanted_once_their_time_is_over() -> None:
    begins = [date(2026, 12, 31)] * 10
    assert missing_on(ground(90, begins=begins), 90, date(2026, 12, 31)) == 0
    assert missing_on(ground(90, begins=begins), 90, date(2027, 1, 1)) == 9
    assert reached_on(ground(60, begins=begins), 90, 10) == date(2027, 3, 24)


def test_the_range_is_by_both_quartiles_and_no_faster_than_trainers_can_teach() -> None:
    six = Pace((4, 5, 6, 8, 9, 10))
    assert reached(ground(60), 90, six, None) == Reached(date(2027, 3, 10), date(2027, 5, 18))
    assert reached(ground(60), 90, six, 20) == reached(ground(60), 90, six, None)
    assert reached(ground(60), 90, six, 5) == Reached(date(2027, 5, 26), date(2027, 5, 26))
    assert reached(ground(60), 90, six, 0) == Reached(None, None)
    assert reached(ground(60), 90, Pace((0, 0, 0, 0, 12, 12)), None) == Reached(date(2027, 3, 8), None)


def test_what_it_would_take_by_a_day() -> None:
    assert classes_needed(ground(60), 90, 20, date(2026, 12, 26)) == 2  # 30 in one month
    assert classes_needed(ground(60), 90, 20, date(2027, 2, 26)) == 1
    assert classes_needed(ground(60, falls_due=[date(2026, 12, 1)] * 31), 90, 20, date(2026, 12, 26)) == 4
    assert classes_needed(ground(90), 90, 20, date(2026, 12, 26)) == 0
    assert classes_needed(ground(60), 90, 20, NOV) is None


def test_months_are_those_of_the_calendar() -> None:
    assert months_between(date(2027, 1, 31), date(2027, 2, 28)) == 1
    assert months_between(date(2027, 1, 31), date(2027, 2, 27)) == Fraction(27, 28)
    assert months_between(date(2027, 2, 28), date(2027, 3, 31)) == Fraction(34, 31)
    assert months_between(NOV, NOV) == 0


# The wave


def test_a_wave_begins_today_and_has_24_months() -> None:
    days = [date(2026, 11, 25), NOV, date(2026, 11, 30), date(2027, 2, 28), date(2028, 10, 31)]
    found = wave([*days, date(2028, 11, 1)], NOV)
    assert len(found) == 24
    assert [each for each in found if each[1]] == [
        (date(2026, 11, 1), 2),
        (date(2027, 2, 1), 1),
        (date(2028, 10, 1), 1),
    ]
    assert end_of_wave(NOV) == date(2028, 10, 31)
    assert end_of_wave(date(2026, 2, 1), months=1) == date(2026, 2, 28)


def test_what_can_be_taught() -> None:
    assert (Teaching().classes, Teaching().capacity) == (None, None)
    assert Teaching(trainers=0).capacity == 0
    assert (Teaching(trainers=3).classes, Teaching(trainers=3).capacity) == (3, 60)
    assert Teaching(90, 2, 12, 3).capacity == 72
    assert share_taught(60, 0, 12) is None
    assert share_taught(60, 720, 12) == share_taught(60, 719, 12) == 100
    assert share_taught(60, 721, 12) == 99


# Who became current


COURSE, FULLER, REFRESHER = 1, 2, 3
BOOK = Rulebook(
    agencies={},
    requirements=[],
    versions={COURSE: [RuleVersion(date(2020, 1, 1), 12)], REFRESHER: []},
    equivalents=[
        Equivalent(FULLER, COURSE, Relation.SATISFIES),
        Equivalent(REFRESHER, COURSE, Relation.RENEWS),
    ],
)


@pytest.mark.parametrize(
    ("taken", "became"),
    [
        ([(COURSE, "2026-06-03")], ["2026-06-03"]),  # for the first time
        ([(FULLER, "2026-06-03")], ["2026-06-03"]),
        ([(REFRESHER, "2026-06-03")], []),  # which renews nothing
        ([(COURSE, "2025-06-03"), (REFRESHER, "2026-06-03")], []),  # renewed on its last day
        ([(COURSE, "2025-06-03"), (REFRESHER, "2026-06-04")], []),  # or the next: on no day without
        ([(COURSE, "2025-06-03"), (REFRESHER, "2026-06-05")], ["2026-06-05"]),  # after a lapse of a day
        ([(COURSE, "2026-06-03"), (COURSE, "2026-07-03")], ["2026-06-03"]),
        ([(COURSE, "2026-04-30")], []),  # before the months that are looked at
        ([(COURSE, "2026-11-01")], []),
    ],
)
def test_who_became_current(taken: list[tuple[int, str]], became: list[str]) -> None:
    passed = [Completion(course, date.fromisoformat(day)) for course, day in taken]
    found = became_current(BOOK, COURSE, passed, date(2026, 5, 1), date(2026, 10, 31))
    assert found == [date.fromisoformat(day) for day in became]


def test_a_course_without_a_rule_is_held_for_good() -> None:
    passed = [Completion(REFRESHER, date(2001, 1, 1))]
    assert holds_through(BOOK, REFRESHER, passed, NOV) == date.max
    assert holds_through(BOOK, REFRESHER, passed, date(2000, 1, 1)) is None
    assert holds_through(BOOK, COURSE, [Completion(COURSE, date(2026, 2, 28))], NOV) == date(2027, 2, 28)


# What holds of all


DAYS = st.integers(0, 2100).map(lambda days: NOV + timedelta(days=days))


@st.composite
def grounds(draw: st.DrawFn) -> Ground:
    required = draw(st.integers(1, 60))
    falls = draw(st.lists(DAYS, max_size=30))
    return Ground(
        draw(st.sampled_from([NOV, date(2027, 1, 31), date(2028, 2, 29)])),
        required,
        draw(st.integers(0, required)),
        falls,
        draw(st.lists(DAYS, max_size=8)),
        draw(st.sampled_from([None, 12, 24])),
    )


def later(one: date | None) -> date:
    return one or date.max


@given(grounds(), st.integers(1, 100), st.integers(0, 12), st.integers(0, 12))
def test_more_classes_are_never_later(there: Ground, target: int, people_a_month: int, more: int) -> None:
    slower = later(reached_on(there, target, people_a_month))
    assert later(reached_on(there, target, people_a_month + more)) <= slower


@given(grounds(), st.integers(1, 100), st.integers(0, 99), st.integers(0, 12))
def test_a_higher_target_is_never_earlier(there: Ground, target: int, higher: int, pace_: int) -> None:
    above = min(100, target + higher)
    assert later(reached_on(there, above, pace_)) >= later(reached_on(there, target, pace_))


@given(grounds(), st.integers(1, 100), st.integers(1, 24), st.integers(1, 1800))
def test_what_it_takes_is_enough(there: Ground, target: int, seats: int, ahead: int) -> None:
    by = there.on + timedelta(days=ahead)
    classes = classes_needed(there, target, seats, by)
    assert classes is not None
    assert later(reached_on(there, target, classes * seats)) <= by


@given(grounds(), st.integers(1, 100), st.integers(1, 12))
def test_the_day_is_the_first_on_which_enough_are_trained(there: Ground, target: int, pace_: int) -> None:
    """Against going through the days one by one."""

    def is_there(day: date) -> bool:
        months = months_between(there.on, day)
        kept = months if there.interval_months is None else min(months, Fraction(there.interval_months))
        return pace_ * kept >= missing_on(there, target, day)

    days = (there.on + timedelta(days=ahead) for ahead in range(1828))
    last = date(there.on.year + 5, there.on.month, min(there.on.day, 28))
    found = reached_on(there, target, pace_)
    assert (found is None or found > last) or found == next(day for day in days if is_there(day))


@given(st.lists(DAYS), DAYS)
def test_a_wave_holds_all_that_falls_due_within_its_months(days: list[date], on: date) -> None:
    within = [day for day in days if on <= day <= end_of_wave(on)]
    assert sum(people for _, people in wave(days, on)) == len(within)
