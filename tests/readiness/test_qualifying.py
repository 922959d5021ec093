"""Corners of "Which completions qualify" beyond the worked cases."""

from __future__ import annotations

from datetime import date

from readiness.qualifying import qualifying
from readiness.records import Completion, CourseId, Equivalent, Relation, Rulebook, RuleVersion
from tests.readiness.builders import (
    COURSE,
    HIGHER,
    HIGHEST,
    LONG_AGO,
    REFRESHER,
    ROLL_CALL,
    TWO_YEARS,
    day,
    days,
    passed,
    rules,
)


def counted(
    rulebook: Rulebook, course: CourseId, completions: tuple[Completion, ...], on: date
) -> tuple[date, ...]:
    return qualifying(rulebook, course, completions, on).days


def days_of(*completions: Completion, rulebook: Rulebook | None = None) -> tuple[date, ...]:
    return counted(rulebook or rules(), COURSE, completions, day("2030-01-01"))


def test_the_higher_course_stands_for_the_lower_not_the_other_way_round() -> None:
    assert days_of(*passed("2024-01-01", HIGHER)) == days("2024-01-01")
    assert counted(rules(), HIGHER, passed("2024-01-01"), day("2030-01-01")) == ()


def test_relations_are_not_chained() -> None:
    chained = (
        Equivalent(HIGHEST, HIGHER, Relation.SATISFIES),
        Equivalent(HIGHER, COURSE, Relation.SATISFIES),
    )
    rulebook = rules(equivalents=chained)
    assert days_of(*passed("2024-01-01", HIGHEST), rulebook=rulebook) == ()
    recorded = rules(equivalents=(*chained, Equivalent(HIGHEST, COURSE, Relation.SATISFIES)))
    assert days_of(*passed("2024-01-01", HIGHEST), rulebook=recorded) == days("2024-01-01")


def test_other_courses_count_for_nothing() -> None:
    assert days_of(*passed("2024-01-01", ROLL_CALL)) == ()


def test_what_comes_after_the_day_asked_about_does_not_count_yet() -> None:
    completions = passed("2024-01-01 2024-06-01")
    assert counted(rules(), COURSE, completions, day("2024-05-31")) == days("2024-01-01")
    assert counted(rules(), COURSE, completions, day("2024-06-01")) == days("2024-01-01 2024-06-01")


def test_a_refresher_alone_counts_for_nothing() -> None:
    assert days_of(*passed("2024-01-01", REFRESHER)) == ()


def test_a_refresher_before_the_first_full_one_never_counts() -> None:
    completions = (*passed("2023-12-31", REFRESHER), *passed("2024-01-01"))
    assert days_of(*completions) == days("2024-01-01")


def test_a_refresher_after_a_higher_course_counts() -> None:
    completions = (*passed("2024-01-01", HIGHER), *passed("2025-01-01", REFRESHER))
    assert days_of(*completions) == days("2024-01-01 2025-01-01")


def test_several_on_one_day_are_one() -> None:
    completions = (*passed("2024-01-01"), *passed("2024-01-01"), *passed("2024-01-01", HIGHER))
    assert days_of(*completions) == days("2024-01-01")


def test_a_full_one_hides_a_refresher_of_its_day_even_past_the_lapse() -> None:
    completions = (
        *passed("2010-01-01"),
        *passed("2024-01-01", REFRESHER),
        *passed("2024-01-01"),
        *passed("2025-01-01", REFRESHER),
    )
    assert days_of(*completions) == days("2010-01-01 2024-01-01 2025-01-01")


def test_a_course_that_satisfies_and_renews_counts_in_full() -> None:
    both = tuple(Equivalent(REFRESHER, COURSE, relation) for relation in Relation)
    found = days_of(*passed("2024-01-01", REFRESHER), rulebook=rules(equivalents=both))
    assert found == days("2024-01-01")


def test_each_refresher_that_counted_moves_the_lapse() -> None:
    # 1 Jan 2018 holds to 2020, and a refresher to 2023; that of 2022 to 2024, and a refresher to 2027.
    completions = (*passed("2018-01-01"), *passed("2022-06-01 2027-06-01", REFRESHER))
    assert days_of(*completions) == days("2018-01-01 2022-06-01 2027-06-01")
    assert days_of(*completions[:1], *completions[2:]) == days("2018-01-01")


def test_a_refresher_that_came_too_late_does_not_carry_the_next() -> None:
    completions = (*passed("2018-01-01"), *passed("2023-01-02 2023-01-03", REFRESHER))
    assert days_of(*completions) == days("2018-01-01")


def test_where_no_version_was_in_force_yet_a_refresher_counts() -> None:
    rulebook = rules((RuleVersion(day("2020-01-01"), 24),))
    completions = (*passed("1990-01-01"), *passed("2020-01-01", REFRESHER))
    assert days_of(*completions, rulebook=rulebook) == days("1990-01-01 2020-01-01")
    a_day_later = (*passed("1990-01-01"), *passed("2020-01-02", REFRESHER))
    assert days_of(*a_day_later, rulebook=rulebook) == days("1990-01-01")


def test_what_never_expired_can_always_be_refreshed() -> None:
    rulebook = rules((RuleVersion(LONG_AGO, None),))
    completions = (*passed("1990-01-01"), *passed("2029-01-01", REFRESHER))
    assert days_of(*completions, rulebook=rulebook) == days("1990-01-01 2029-01-01")


def test_once_counted_it_stays_counted_whatever_the_rules_become() -> None:
    # Good to 2020 and refreshable to 2023; by the rule of 2025 it would have been refreshable to 1 Feb 2019.
    stricter = (*TWO_YEARS, RuleVersion(day("2025-01-01"), 12, lapse_months=1))
    completions = (*passed("2018-01-01"), *passed("2022-06-01", REFRESHER))
    assert days_of(*completions, rulebook=rules(stricter)) == days("2018-01-01 2022-06-01")


def test_the_lapse_is_that_of_the_newest_version_on_the_eve() -> None:
    versions = (
        RuleVersion(LONG_AGO, 24, lapse_months=36),
        RuleVersion(day("2022-06-01"), 24, lapse_months=6),
    )
    on_its_first_day = (*passed("2018-01-01"), *passed("2022-06-01", REFRESHER))
    assert len(days_of(*on_its_first_day, rulebook=rules(versions))) == 2
    the_day_after = (*passed("2018-01-01"), *passed("2022-06-02", REFRESHER))
    assert len(days_of(*the_day_after, rulebook=rules(versions))) == 1


def test_the_sources_of_a_course_are_whatever_a_completion_of_may_count_for_it() -> None:
    equivalents = [
        Equivalent(HIGHER, COURSE, Relation.SATISFIES),
        Equivalent(REFRESHER, COURSE, Relation.RENEWS),
        Equivalent(COURSE, ROLL_CALL, Relation.RENEWS),
    ]
    rulebook = rules({COURSE: TWO_YEARS, ROLL_CALL: TWO_YEARS}, equivalents=equivalents)
    assert rulebook.sources(COURSE) == {COURSE, HIGHER, REFRESHER}
    assert rulebook.sources(ROLL_CALL) == {ROLL_CALL, COURSE}
