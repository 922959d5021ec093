"""The list of who is due: scope, courses, and one row a person and course."""

from __future__ import annotations

import pytest

from readiness.due import DueRow, Scope, who_is_due
from readiness.records import Absence, AbsenceKind, Requirement
from readiness.standing import Status, all_asked
from tests.readiness.builders import TWO_YEARS, day, member, passed, person, rules

ON = day("2026-01-01")
RULEBOOK = rules(
    {"course": TWO_YEARS, "arms": TWO_YEARS},
    [Requirement("course"), Requirement("arms", frozenset({"law"}))],
)
ADA = person(key="ada", at=[member("fire-1", "2020-01-01")])
BEN = person(*passed("2025-06-01"), *passed("2010-01-01", "arms"), key="ben", at=[member("law-1")])
CORA = person(*passed("2025-06-01", "arms"), key="cora", at=[member("law-2"), member("fire-1", "2021-01-01")])
AWAY = person(key="dov", at=[member("law-1")], away=[Absence(AbsenceKind.LEAVE, day("2025-06-01"))])
EVERYBODY = [ADA, BEN, CORA, AWAY]


def due(scope: Scope, courses: set[str] | None = None) -> set[tuple[object, object]]:
    rows = who_is_due(RULEBOOK, all_asked(RULEBOOK, EVERYBODY, ON, courses), ON, scope=scope)
    return {(row.responder, row.course) for row in rows}


def test_a_row_says_who_what_where_and_since_when() -> None:
    assert who_is_due(RULEBOOK, all_asked(RULEBOOK, EVERYBODY, ON), ON) == [
        DueRow("ada", "course", ("fire-1",), ("ems", "fire"), Status.NEVER, day("2020-01-01"), None),
        DueRow("ben", "arms", ("law-1",), ("law",), Status.EXPIRED, day("2012-01-01"), True),
        DueRow(
            "cora",
            "course",
            ("fire-1", "law-2"),  # Alder Fire before Birch Police
            ("ems", "fire", "law"),
            Status.NEVER,
            day("2021-01-01"),
            None,
        ),
    ]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), {("ada", "course"), ("ben", "arms"), ("cora", "course")}),
        (Scope.agency("law-1"), {("ben", "arms")}),
        (Scope.agency("law-2"), {("cora", "course")}),
        (Scope.discipline("law"), {("ben", "arms"), ("cora", "course")}),
        (Scope.discipline(" EMS "), {("ada", "course"), ("cora", "course")}),
        (Scope.jurisdiction("city  of alder"), {("ada", "course"), ("ben", "arms"), ("cora", "course")}),
        (Scope.jurisdiction("City of Birch"), {("cora", "course")}),
        (Scope.person("ben"), {("ben", "arms")}),
        (Scope.person("dov"), set()),
        (Scope.agency("nowhere"), set()),
    ],
)
def test_scopes(scope: Scope, expected: set[tuple[object, object]]) -> None:
    assert due(scope) == expected


def test_a_row_names_only_the_agencies_in_scope() -> None:
    (row,) = who_is_due(
        RULEBOOK, all_asked(RULEBOOK, [CORA], ON), ON, scope=Scope.jurisdiction("City of Birch")
    )
    assert (row.agencies, row.disciplines) == (("law-2",), ("law",))
    assert row.due_on == day("2021-01-01"), "where a person stands does not depend on who asks"


def test_a_membership_in_scope_that_need_not_hold_it_brings_nobody() -> None:
    responder = person(key="eve", at=[member("law-1"), member("fire-1")])
    rows = who_is_due(RULEBOOK, all_asked(RULEBOOK, [responder], ON), ON, scope=Scope.discipline("fire"))
    assert {row.course for row in rows} == {"course"}


def test_only_the_courses_asked_for() -> None:
    assert due(Scope(), {"arms"}) == {("ben", "arms")}
    assert due(Scope(), set()) == set()


def test_ninety_days_unless_said_otherwise() -> None:
    responder = person(*passed("2024-04-01"), key="fay", at=[member("fire-1")])
    assert len(who_is_due(RULEBOOK, all_asked(RULEBOOK, [responder], ON), ON)) == 1  # 1 April is 90 days away
    assert who_is_due(RULEBOOK, all_asked(RULEBOOK, [responder], ON), ON, within=89) == []
