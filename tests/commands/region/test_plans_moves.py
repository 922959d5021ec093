"""On which days a change of a plan is looked at, and for which courses."""

from __future__ import annotations

from datetime import date

from commands.region.plans_moves import days_that_matter, only_asking_for
from readiness.records import Requirement, Revision, Rulebook

TODAY = date(2026, 11, 2)


def test_the_days_are_today_when_it_takes_effect_and_when_the_time_is_over() -> None:
    coming = Revision(1, 1, "3.0", date(2027, 1, 1), 180)
    assert days_that_matter([coming], TODAY) == [TODAY, date(2027, 1, 1), date(2027, 7, 1)]
    past = Revision(2, 1, "2.0", date(2020, 1, 1), 180)
    assert days_that_matter([past], TODAY) == [TODAY]
    asks_nobody = Revision(3, 1, "4.0", date(2027, 1, 1))
    assert days_that_matter([asks_nobody], TODAY) == [TODAY, date(2027, 1, 1)]


def test_other_courses_are_left_aside() -> None:
    rulebook = Rulebook({}, [Requirement(1), Requirement(2)], {})
    assert only_asking_for(rulebook, [2]).requirements == [Requirement(2)]
