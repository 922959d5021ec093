"""A question as a button carries it, and as Muster says it."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from commands.language.due_questions import DueQuestion, scope_in_full
from readiness.due import Scope
from readiness.question import End, Measure, Rank, State
from tests.commands.language.grove import TODAY, Asker


@pytest.mark.parametrize(
    ("carried", "scopes"),
    [
        ({"kind": "agency", "key": 12, "courses": [3]}, ["agency:12"]),
        ({"kind": "discipline", "key": "law", "within": 30}, ["discipline:law"]),
        ({"kind": "person", "key": 7}, ["person:7"]),
        ({"kind": "everyone", "key": None, "on": "2026-10-01"}, []),
        ({"scopes": ["agency:1", "unit:2"]}, ["agency:1", "unit:2"]),
        ({}, []),
    ],
)
def test_a_button_of_before_asks_what_it_asked(carried: dict[str, object], scopes: list[str]) -> None:
    question = DueQuestion.model_validate(carried)
    assert (question.measure, question.scopes, question.states) == (Measure.WHO, scopes, [State.DUE])
    assert question.courses == carried.get("courses", [])
    assert question.within == carried.get("within", 90)
    assert DueQuestion.model_validate_json(question.model_dump_json()) == question


def test_a_state_that_looks_ahead_ends_in_the_usual_time() -> None:
    def until(*states: State, **more: date) -> date | None:
        return DueQuestion(states=list(states), **more).asked(TODAY).by

    assert until(State.DUE) == until(State.DUE_SOON, State.NEW) == date(2027, 1, 31)
    assert until(State.OVERDUE) is until(State.CURRENT) is None
    assert until(State.DUE, since=date(2026, 12, 1)) is None
    assert until(State.OVERDUE, by=date(2026, 12, 1)) == date(2026, 12, 1)
    assert until(State.DUE, on=date(2026, 1, 1)) == date(2026, 4, 1)


def test_what_muster_understood_can_be_typed_again(grove: Asker) -> None:
    """Over every measure, with scopes, courses, states and times of every kind."""
    cedar, elm = (grove.ask(name).scopes[0] for name in ("Cedar Fire", "Elm PD"))
    basic, support = (grove.ask(name).courses[0] for name in ("ASIM-B", "BLS"))
    castro = f"person:{grove.ask('kara.castro@elm.example').scope.key}"
    scopes: tuple[list[str], ...] = ([], [cedar], ["discipline:ems", elm], ["jurisdiction:State"], [castro])
    states = ([State.DUE], [State.EXPIRED, State.NEVER], [State.CURRENT], [State.DUE_SOON, State.NEW])
    days = (date(2026, 12, 1), date(2027, 2, 28))
    times: tuple[dict[str, object], ...] = (
        {},
        {"on": date(2026, 7, 1)},
        {"since": days[0]},
        {"since": days[0], "by": days[1]},
        {"by": days[1]},
        {"within": None},
    )
    wrong = []
    asked = 0
    for measure, scope, state, time in product(Measure, scopes, states, times):
        more: dict[str, object] = {"courses": [basic, support] if scope else [], **time}
        dated = state != [State.CURRENT] or not {"since", "by"} & set(time)
        if measure in (Measure.WHEN, Measure.WHETHER) and scope != [castro]:
            continue
        if measure in (Measure.SHARE, Measure.RANKING):
            state = [State.CURRENT]
        if measure is Measure.WHEN:
            state, more["within"] = [State.DUE], None
        if measure in (Measure.SHARE, Measure.RANKING, Measure.WHEN) and {"since", "by"} & set(time):
            continue
        if measure in (Measure.SHARE, Measure.RANKING) and (scope == [castro] or scope == [cedar]):
            continue
        if not dated or (measure is Measure.WHETHER and "within" in time):
            continue
        if measure is Measure.RANKING:
            more |= {"rank": Rank.DISCIPLINE, "end": End.BEST, "below": 80}
        if scope == [] and measure is not Measure.RANKING:
            more |= {"without": [cedar, "discipline:dispatch"], "without_courses": [basic]}
        question = DueQuestion(measure=measure, scopes=scope, states=state, **more)
        said, asked = grove.words(question), asked + 1
        if grove.ask(said).asked(TODAY) != question.asked(TODAY):
            wrong.append((said, grove.words(grove.ask(said))))
    assert wrong == []
    assert asked > 80


def test_what_two_bear_is_told_apart(grove: Asker) -> None:
    there = grove.ask("kara.castro@elm.example").scope
    assert scope_in_full(grove.session, grove.catalogue, there) == "Kara Castro (kara.castro@elm.example)"
    assert scope_in_full(grove.session, grove.catalogue, Scope.discipline("fire")) == "Fire"
