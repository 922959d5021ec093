"""What is asked, as far as it is asked in a scope: what figures, projections and explained numbers count."""

from __future__ import annotations

import pytest

from readiness.coverage import coverage
from readiness.due import EVERYONE, Scope
from readiness.records import AgencyId, PersonId, Requirement
from readiness.standing import all_asked
from storage.answers import narrowed
from tests.readiness.builders import (
    ADA,
    BEN,
    CORA,
    COURSE,
    FIRE_1,
    LAW_1,
    LAW_2,
    TWO_YEARS,
    day,
    member,
    passed,
    person,
    rules,
)

ON = day("2026-01-01")
RULEBOOK = rules({COURSE: TWO_YEARS}, [Requirement(COURSE)])
EVERYBODY = [
    person(key=ADA, at=[member(FIRE_1)]),
    person(*passed("2025-06-01"), key=BEN, at=[member(LAW_1)]),
    person(*passed("2025-06-01"), key=CORA, at=[member(LAW_2), member(FIRE_1)]),
]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (EVERYONE, {ADA: {FIRE_1}, BEN: {LAW_1}, CORA: {LAW_2, FIRE_1}}),
        (Scope.agency(FIRE_1), {ADA: {FIRE_1}, CORA: {FIRE_1}}),
        (Scope.discipline("law"), {BEN: {LAW_1}, CORA: {LAW_2}}),
        (Scope.person(CORA), {CORA: {LAW_2, FIRE_1}}),
        (Scope.unit(7), {}),
    ],
)
def test_what_is_asked_in_a_scope_is_by_its_agencies_alone(
    scope: Scope, expected: dict[PersonId, set[AgencyId]]
) -> None:
    asked = list(all_asked(RULEBOOK, EVERYBODY, ON))
    found = narrowed(RULEBOOK, asked, scope)
    assert {each.responder: set(each.agencies) for each in found} == expected
    assert coverage(RULEBOOK, found, ON, "everyone", scope) == coverage(
        RULEBOOK, asked, ON, "everyone", scope
    )


def test_of_one_person_nobody_else_is_asked_though_they_are_of_the_same_agency() -> None:
    asked = list(all_asked(RULEBOOK, EVERYBODY, ON))
    assert [each.responder for each in narrowed(RULEBOOK, asked, Scope.person(ADA))] == [ADA]
    twin = person(key=PersonId(99), at=[member(FIRE_1)])
    both = list(all_asked(RULEBOOK, [EVERYBODY[0], twin], ON))
    assert [each.responder for each in narrowed(RULEBOOK, both, Scope.person(PersonId(99)))] == [99]
