"""Which of what is asked of people answers which question, each state by what its word means."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from readiness.answering import answering, due_by_at_most
from readiness.due import EVERYONE, Scope, who_is_due
from readiness.question import Measure, Question, State
from readiness.records import Absence, AbsenceKind, PersonId, RuleVersion
from readiness.standing import Status, all_asked
from tests.readiness.builders import (
    ADA,
    BEN,
    CORA,
    COURSE,
    DOV,
    EVE,
    FAY,
    FIRE_1,
    LAW_1,
    LAW_2,
    LONG_AGO,
    NOBODY,
    day,
    member,
    passed,
    person,
    rules,
)

ON = day("2026-11-02")
GRACIOUS = (RuleVersion(LONG_AGO, 24, grace_days=30, initial_days=90),)
RULEBOOK = rules({COURSE: GRACIOUS})
GUS = NOBODY
EVERYBODY = [
    person(*passed("2026-01-10"), key=ADA, at=[member(FIRE_1)]),  # current until 10 Jan 2028
    person(*passed("2024-12-01", verified=False), key=BEN, at=[member(LAW_1)]),  # due 1 Dec 2026, unverified
    person(*passed("2024-10-20"), key=CORA, at=[member(LAW_2), member(FIRE_1)]),  # in grace since 20 Oct 2026
    person(*passed("2023-09-15"), key=DOV, at=[member(FIRE_1)]),  # expired 15 Sep 2025
    person(key=EVE, at=[member(LAW_2)]),  # never, no day to count from
    person(key=FAY, at=[member(FIRE_1, "2026-10-01")]),  # new, due 30 Dec 2026
    person(
        *passed("2026-01-10"),
        key=GUS,
        at=[member(FIRE_1)],
        away=[Absence(AbsenceKind.LEAVE, day("2026-10-01"), None)],
    ),
]
ASKED = list(all_asked(RULEBOOK, EVERYBODY, ON))


def who(states: Iterable[State], since: str = "", by: str = "", **more: object) -> set[PersonId]:
    question = Question(
        Measure.WHO,
        ON,
        states=frozenset(states),
        since=day(since) if since else None,
        by=day(by) if by else None,
        **more,  # type: ignore[arg-type]
    )
    return {row.responder for row in answering(RULEBOOK, ASKED, question)}


@pytest.mark.parametrize(
    ("states", "since", "by", "expected"),
    [
        ([State.DUE], "", "2027-01-31", {BEN, CORA, DOV, EVE, FAY}),
        ([State.DUE], "", "2026-12-01", {BEN, CORA, DOV, EVE}),
        ([State.DUE], "2026-12-01", "2026-12-31", {BEN, FAY}),
        ([State.DUE], "2027-03-02", "", {ADA}),
        ([State.DUE], "2026-10-01", "2026-10-31", {CORA}),  # who was due in October
        ([State.OVERDUE], "", "", {CORA, DOV, EVE}),
        ([State.EXPIRED], "", "", {CORA, DOV}),
        ([State.EXPIRED], "2026-09-01", "", {CORA}),  # expired since September
        ([State.GRACE], "", "", {CORA}),
        ([State.NEVER], "", "", {EVE}),
        ([State.NEVER], "2026-01-01", "", set()),  # nobody knows since when
        ([State.NEVER, State.NEW], "", "", {EVE, FAY}),
        ([State.DUE_SOON], "", "2027-01-31", {BEN}),
        ([State.DUE_SOON, State.NEW], "", "2027-01-31", {BEN, FAY}),
        ([State.CURRENT], "", "", {ADA, BEN}),
        ([State.CURRENT], "", "2027-12-31", {BEN}),
        ([State.UNVERIFIED], "", "", {BEN}),
        ([State.ON_LEAVE], "", "", {GUS}),
        ([State.WAIVED], "", "", set()),
        ([State.NEW], "", "", {FAY}),
    ],
)
def test_a_state_means_what_its_word_means(
    states: list[State], since: str, by: str, expected: set[PersonId]
) -> None:
    assert who(states, since, by) == expected


def test_scopes_add_up_and_take_away() -> None:
    everyone = {State.OVERDUE}
    both = (Scope.agency(LAW_2), Scope.person(DOV))
    assert who(everyone, scopes=both) == {CORA, DOV, EVE}
    assert who(everyone, scopes=(EVERYONE,), without=(Scope.discipline("law"),)) == {CORA, DOV}
    assert who(everyone, scopes=(EVERYONE,), without=(Scope.person(EVE),)) == {CORA, DOV}
    assert who(everyone, without_courses=(COURSE,)) == set()


def test_a_row_has_the_agencies_in_scope_alone() -> None:
    question = Question(Measure.WHO, ON, without=(Scope.agency(FIRE_1),), states=frozenset([State.GRACE]))
    [row] = answering(RULEBOOK, ASKED, question)
    assert (row.agencies, row.disciplines, row.status) == ((LAW_2,), ("law",), Status.GRACE)


def test_the_plain_question_is_who_is_due() -> None:
    question = Question(Measure.WHO, ON, by=day("2027-01-31"))
    assert list(answering(RULEBOOK, ASKED, question)) == who_is_due(RULEBOOK, ASKED, ON, 90)


@pytest.mark.parametrize(
    ("states", "by", "expected"),
    [
        ({State.DUE}, day("2027-01-31"), day("2027-01-31")),
        ({State.DUE}, None, None),
        ({State.OVERDUE, State.GRACE}, None, ON),
        ({State.DUE_SOON}, day("2026-01-31"), ON),
        ({State.CURRENT}, day("2027-01-31"), None),
        ({State.NEW, State.DUE}, day("2027-01-31"), None),
    ],
)
def test_no_more_is_read_than_may_answer(states: set[State], by: date | None, expected: date | None) -> None:
    assert due_by_at_most(Question(Measure.WHO, ON, states=frozenset(states), by=by)) == expected
