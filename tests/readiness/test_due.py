"""The list of who is due: scope, courses, and one row a person and course."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.coverage import coverage
from readiness.due import DueRow, Scope, who_is_due
from readiness.records import Absence, AbsenceKind, CourseId, PersonId, Requirement
from readiness.standing import Status, all_asked
from tests.readiness.builders import (
    ADA,
    ARMS,
    BEN,
    CORA,
    COURSE,
    DOV,
    EVE,
    FAY,
    FIRE_1,
    LAW_1,
    LAW_2,
    NOWHERE,
    TWO_YEARS,
    day,
    member,
    passed,
    person,
    rules,
)

ON = day("2026-01-01")
RULEBOOK = rules(
    {COURSE: TWO_YEARS, ARMS: TWO_YEARS},
    [Requirement(COURSE), Requirement(ARMS, frozenset({"law"}))],
)
IN_FIRE = person(key=ADA, at=[member(FIRE_1, "2020-01-01")])
IN_LAW = person(*passed("2025-06-01"), *passed("2010-01-01", ARMS), key=BEN, at=[member(LAW_1)])
IN_BOTH = person(*passed("2025-06-01", ARMS), key=CORA, at=[member(LAW_2), member(FIRE_1, "2021-01-01")])
AWAY = person(key=DOV, at=[member(LAW_1)], away=[Absence(AbsenceKind.LEAVE, day("2025-06-01"))])
EVERYBODY = [IN_FIRE, IN_LAW, IN_BOTH, AWAY]


def due(scope: Scope, courses: set[CourseId] | None = None) -> set[tuple[PersonId, CourseId]]:
    rows = who_is_due(RULEBOOK, all_asked(RULEBOOK, EVERYBODY, ON, courses), ON, scope=scope)
    return {(row.responder, row.course) for row in rows}


def test_a_row_says_who_what_where_and_since_when() -> None:
    assert who_is_due(RULEBOOK, all_asked(RULEBOOK, EVERYBODY, ON), ON) == [
        DueRow(ADA, COURSE, (FIRE_1,), ("ems", "fire"), Status.NEVER, day("2020-01-01"), None),
        DueRow(BEN, ARMS, (LAW_1,), ("law",), Status.EXPIRED, day("2012-01-01"), True),
        DueRow(
            CORA,
            COURSE,
            (FIRE_1, LAW_2),  # Alder Fire before Birch Police
            ("ems", "fire", "law"),
            Status.NEVER,
            day("2021-01-01"),
            None,
        ),
    ]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), {(ADA, COURSE), (BEN, ARMS), (CORA, COURSE)}),
        (Scope.agency(LAW_1), {(BEN, ARMS)}),
        (Scope.agency(LAW_2), {(CORA, COURSE)}),
        (Scope.discipline("law"), {(BEN, ARMS), (CORA, COURSE)}),
        (Scope.discipline(" EMS "), {(ADA, COURSE), (CORA, COURSE)}),
        (Scope.jurisdiction("city  of alder"), {(ADA, COURSE), (BEN, ARMS), (CORA, COURSE)}),
        (Scope.jurisdiction("City of Birch"), {(CORA, COURSE)}),
        (Scope.person(BEN), {(BEN, ARMS)}),
        (Scope.person(DOV), set()),
        (Scope.agency(NOWHERE), set()),
    ],
)
def test_scopes(scope: Scope, expected: set[tuple[PersonId, CourseId]]) -> None:
    assert due(scope) == expected


def test_a_row_names_only_the_agencies_in_scope() -> None:
    (row,) = who_is_due(
        RULEBOOK, all_asked(RULEBOOK, [IN_BOTH], ON), ON, scope=Scope.jurisdiction("City of Birch")
    )
    assert (row.agencies, row.disciplines) == ((LAW_2,), ("law",))
    assert row.due_on == day("2021-01-01"), "where a person stands does not depend on who asks"


def test_a_membership_in_scope_that_need_not_hold_it_brings_nobody() -> None:
    responder = person(key=EVE, at=[member(LAW_1), member(FIRE_1)])
    rows = who_is_due(RULEBOOK, all_asked(RULEBOOK, [responder], ON), ON, scope=Scope.discipline("fire"))
    assert {row.course for row in rows} == {COURSE}


def test_only_the_courses_asked_for() -> None:
    assert due(Scope(), {ARMS}) == {(BEN, ARMS)}
    assert due(Scope(), set()) == set()


def test_ninety_days_unless_said_otherwise() -> None:
    responder = person(*passed("2024-04-01"), key=FAY, at=[member(FIRE_1)])
    assert len(who_is_due(RULEBOOK, all_asked(RULEBOOK, [responder], ON), ON)) == 1  # 1 April is 90 days away
    assert who_is_due(RULEBOOK, all_asked(RULEBOOK, [responder], ON), ON, within=89) == []


def test_a_unit_is_those_of_its_agency_who_are_in_it_as_whom_it_is_asked() -> None:
    """Cora's shift asks it of her; as one of another agency she is in another agency's unit."""
    shift, station, elsewhere = 601, 602, 603
    rulebook = replace(RULEBOOK, units={shift: FIRE_1, station: FIRE_1, elsewhere: LAW_2})
    in_shift, in_station = (replace(member(FIRE_1, "2020-01-01"), unit=each) for each in (shift, station))
    left = replace(member(FIRE_1, "2010-01-01", "2015-01-01"), unit=station)
    people = [
        person(key=ADA, at=[left, in_shift]),
        person(key=BEN, at=[in_station]),
        person(key=CORA, at=[replace(member(LAW_2), unit=elsewhere), in_shift]),
        person(key=DOV, at=[member(FIRE_1)]),
    ]
    asked = list(all_asked(rulebook, people, ON))
    for unit, wanted in (
        (shift, {(ADA, COURSE, (FIRE_1,)), (CORA, COURSE, (FIRE_1,))}),
        (station, {(BEN, COURSE, (FIRE_1,))}),
        (elsewhere, {(CORA, COURSE, (LAW_2,)), (CORA, ARMS, (LAW_2,))}),
        (604, set()),
    ):
        rows = who_is_due(rulebook, asked, ON, scope=Scope.unit(unit))
        assert {(row.responder, row.course, row.agencies) for row in rows} == wanted
        counted = coverage(rulebook, asked, ON, "everyone", Scope.unit(unit))
        assert sum(each.never for each in counted.values()) == len(wanted)
