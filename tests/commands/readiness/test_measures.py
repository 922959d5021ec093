"""Every measure counts as the answers do, and is said and explained in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from commands.readiness.measures import ENTRIES
from readiness.due import EVERYONE, Scope
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.figures import Figures, figures
from storage.number_rows import Asking
from storage.scopes import scope_of
from storage.shown_numbers import Measure, Shown, ShownNumber, counts_kept
from tests.commands.readiness.numbers import EXPLAINS, TODAY
from tests.commands.speaking import NOON

Said = tuple[Measure, str, dict[str, Any], dict[str, Any]]


def said_by(found: Figures) -> Iterator[Said]:
    """The numbers of figures, as a digest keeps them: measure, scope, question, result."""
    yield Measure.COVERAGE, found.scope, {"course": None}, counts_kept(found.overall)
    for course in found.courses:
        yield Measure.COVERAGE, found.scope, {"course": course.course}, counts_kept(course.counts)
        on_plan = {"on_plan": course.counts.on_plan, "current": course.counts.current}
        yield Measure.ON_PLAN, found.scope, {"course": course.course}, on_plan
    for days, count in found.due.items():
        yield Measure.DUE, found.scope, {"within": days}, {"count": count}
    if found.scope == "everyone":
        for part in found.disciplines:
            yield Measure.COVERAGE, f"discipline:{part.name}", {"course": None}, counts_kept(part.counts)


@pytest.mark.postgres
@pytest.mark.parametrize("fewest", [1, 5])
def test_what_is_counted_anew_is_what_the_figures_say(
    store: Store, county: dict[str, int], fewest: int
) -> None:
    scopes = [EVERYONE, Scope.discipline("fire"), Scope.agency(county["Cedar Fire"])]
    seen = 0
    with store.reading() as session:
        catalogue = catalogue_of(session)
        for of in scopes:
            found = figures(session, of, TODAY, fewest)
            numbers = list(said_by(found))
            names = {each.name: key for key, each in catalogue.agencies.items()}
            titles = {each.title: key for key, each in catalogue.courses.items()}
            numbers += [
                (
                    Measure.LAPSED,
                    found.scope,
                    {"course": titles[each.course], "agency": names[each.agency]},
                    counts_kept(each.counts),
                )
                for each in found.lapsed
            ]
            for measure, key, question, result in numbers:
                scope = scope_of(key, catalogue)
                recount = EXPLAINS[measure].recount
                assert scope is not None
                assert recount is not None
                anew = recount(Asking(session, scope, TODAY, question, fewest))
                assert dict(anew.result) == result, (measure, key, question)
                seen += 1
    assert seen > 20


def test_a_pair_of_too_few_people_is_counted_for_nobody_who_may_not_name(
    store: Store, county: dict[str, int]
) -> None:
    with store.reading() as session:
        course = next(iter(catalogue_of(session).courses))
        pair = {"course": course, "agency": county["Solo Dispatch"]}
        recount = EXPLAINS[Measure.LAPSED].recount
        assert recount is not None
        assert recount(Asking(session, EVERYONE, TODAY, pair, 1)).result["never"] == 1
        assert not any(recount(Asking(session, EVERYONE, TODAY, pair, 5)).result.values())


@pytest.mark.parametrize(
    ("measure", "result", "said"),
    [
        (
            Measure.COVERAGE,
            {"current": 41, "expired": 11, "on_leave": 3},
            "41 of 52 current (78%) · 3 on leave",
        ),
        (Measure.FIX_RATE, {"shown": 2, "claimed": 5}, "40% (2 of 5 actions)"),
        (Measure.FIX_RATE, {"shown": 0, "claimed": 0}, "no action is said to be done"),
        (Measure.COVERAGE, {}, "0 of 0 current (n/a)"),
        (Measure.DUE, {"count": 1}, "1 falls due"),
        (Measure.DUE, {"count": 1204}, "1,204 fall due"),
        (Measure.LAPSED, {"current": 4, "never": 6}, "6 of 10 not current"),
        (
            Measure.TEAMS,
            {"teams": 1, "short": ["Tactical", "Triage"], "people": 3, "wanted": 4},
            "1 team deep, short of Tactical and Triage (3 people, 4 wanted)",
        ),
        (Measure.TEAMS, {"teams": 2, "short": ["Rescue"], "people": None}, "2 teams deep, short of Rescue"),
        (Measure.TEAMS, {"teams": None}, "too few people to count, or no position is needed"),
        (Measure.ON_PLAN, {"on_plan": 3, "current": 9}, "3 of 9 current on today’s plan"),
        (Measure.ON_PLAN, {"on_plan": None, "current": 9}, "no revision in force"),
        (Measure.ADOPTED, {"adopted": 1, "of": 1}, "1 of 1 agency adopted it"),
        (Measure.ACTIONS, {"open": 2, "came_back": 1, "done": 0}, "2 open, 1 came back"),
        (Measure.EXERCISES, {"full": 1, "not_played": 2}, "1 full, 2 without players on record"),
        (Measure.EXERCISES, {}, "none"),
    ],
)
def test_a_result_is_said_in_few_words(measure: Measure, result: dict[str, Any], said: str) -> None:
    explains = EXPLAINS[measure]
    assert " · ".join([explains.says(result, {"course": 1}), *explains.beside(result)]) == said


def test_every_measure_says_its_rule_and_where_that_stands_whatever_is_gone(
    store: Store, county: dict[str, int]
) -> None:
    assert len(ENTRIES) == len(EXPLAINS)
    scores = {Measure.SCORE, Measure.LADDER, Measure.MISSING}
    assert {*EXPLAINS} == {*Measure} - scores, "the scorecard explains its own"
    with store.reading() as session:
        catalogue = catalogue_of(session)
        for measure, explains in EXPLAINS.items():
            for gone in ({}, {"course": 999, "agency": 999, "plan": 999, "within": 30}, {"exercise": 1}):
                shown = Shown(Measure(measure), "everyone", TODAY - timedelta(days=9000), {}, gone)
                number = ShownNumber(
                    key=shown.key, measure=measure, as_of=shown.as_of, question=gone, counted_at=NOON
                )
                rule = explains.rule(catalogue, number)
                assert rule[-1].startswith("From docs/rules.md")
                assert explains.asks(catalogue, gone)
                assert explains.says({}, gone)


def test_one_agency_beside_the_whole_is_counted_alone_and_named(store: Store, county: dict[str, int]) -> None:
    with store.reading() as session:
        catalogue, oak = catalogue_of(session), county["Oak Police"]
        explains = EXPLAINS[Measure.COVERAGE]
        question = {"course": None, "agency": oak}
        assert explains.asks(catalogue, question) == "coverage of all courses at Oak Police"
        recount = explains.recount
        assert recount is not None
        within = recount(Asking(session, EVERYONE, TODAY, question))
        alone = recount(Asking(session, Scope.agency(oak), TODAY, {"course": None}))
        assert within.result == alone.result
        assert {row.where for row in within.rows()} == {"Oak Police"}
