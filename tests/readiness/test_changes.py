"""On what day an outlook stops holding."""

from __future__ import annotations

from datetime import date

import pytest

from readiness.records import Absence, AbsenceKind, CourseId, Requirement, Responder, Rulebook, RuleVersion
from readiness.standing import changes_on
from tests.readiness.builders import (
    ARMS,
    COURSE,
    FIRE_1,
    LAW_1,
    LONG_AGO,
    TWO_YEARS,
    day,
    member,
    passed,
    person,
    rules,
)


def change(responder: Responder, on: str, rulebook: Rulebook | None = None) -> str | None:
    found = changes_on(rulebook or rules(), responder, day(on))
    return None if found is None else found.isoformat()


def test_nothing_changes_when_nothing_is_to_come() -> None:
    responder = person(*passed("2024-05-10"), at=[member(FIRE_1, "2015-01-01", "2020-12-31")])
    assert change(responder, "2024-05-10") is None
    assert change(person(*passed("2024-05-10")), "2026-05-10") is None, "an expiry is known to the outlook"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2019-12-31", "2020-01-01"),
        ("2020-01-01", "2026-01-01"),
        ("2025-12-31", "2026-01-01"),
        ("2026-01-01", None),
    ],
)
def test_a_membership_begins_and_is_over_the_day_after_its_last(on: str, expected: str | None) -> None:
    assert change(person(at=[member(FIRE_1, "2020-01-01", "2025-12-31")]), on) == expected


def test_an_absence_begins_and_is_over_the_day_after_its_last() -> None:
    away = Absence(AbsenceKind.LEAVE, day("2025-03-01"), day("2025-03-31"))
    assert change(person(away=[away]), "2025-02-01") == "2025-03-01"
    assert change(person(away=[away]), "2025-03-01") == "2025-04-01"


def test_a_completion_entered_ahead_comes_to_count() -> None:
    assert change(person(*passed("2024-05-10 2026-01-01")), "2025-01-01") == "2026-01-01"


def test_a_version_of_a_rule_that_concerns_the_person() -> None:
    versions: dict[CourseId, tuple[RuleVersion, ...]] = {
        COURSE: (*TWO_YEARS, RuleVersion(day("2026-07-01"), 12)),
        ARMS: TWO_YEARS,
    }
    rulebook = rules(versions, [Requirement(COURSE, frozenset({"law"})), Requirement(ARMS)])
    assert change(person(at=[member(LAW_1)]), "2026-06-30", rulebook) == "2026-07-01"
    assert change(person(at=[member(LAW_1)]), "2026-07-01", rulebook) is None
    assert change(person(at=[member(FIRE_1)]), "2026-06-30", rulebook) is None


def test_a_requirement_and_the_first_version_of_its_rule() -> None:
    rulebook = rules(
        {COURSE: (RuleVersion(day("2026-07-01"), 24),)},
        [Requirement(COURSE, effective_on=day("2026-01-01"))],
    )
    assert change(person(), "2025-06-01", rulebook) == "2026-01-01"
    assert change(person(), "2026-01-01", rulebook) == "2026-07-01"


def test_a_requirement_that_only_a_former_membership_feels_can_move_the_start() -> None:
    rulebook = rules(
        TWO_YEARS,
        [
            Requirement(COURSE, frozenset({"law"})),
            Requirement(COURSE, frozenset({"fire"}), effective_on=day("2026-07-01")),
        ],
    )
    at = [member(FIRE_1, "2020-01-01", "2025-02-28"), member(LAW_1, "2025-03-01")]
    assert change(person(at=at), "2026-06-01", rulebook) == "2026-07-01"


def test_the_last_day_there_is_means_open() -> None:
    responder = person(
        at=[member(FIRE_1, "2020-01-01", date.max.isoformat())],
        away=[Absence(AbsenceKind.WAIVER, LONG_AGO, date.max)],
    )
    assert change(responder, "2026-01-01") is None
