"""The next exercise of a scope, from the records: the gaps it has, and the one that closes the most of them.

What is suggested is `readiness.suggesting`'s to decide; here it is asked of whom and of what that is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.actions import ActionState
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.positions import PositionId
from readiness.records import AgencyId
from readiness.suggesting import (
    Ahead,
    Apart,
    Gap,
    NeverMet,
    Suggestion,
    ThinPosition,
    ToShow,
    day_for,
    suggest,
)
from readiness.text import fold
from readiness.vocabulary import CORE, ActionStatus, ExerciseType
from storage.answers import agencies_in
from storage.catalogue import Catalogue, catalogue_of
from storage.exercise_plans import at_table, objectives_in
from storage.exercises import COUNTS, EXERCISE, ActionRecord, ExerciseRecord, ExerciseState
from storage.gaps import Gaps, gaps_on
from storage.improving import ActionStanding, actions_on, has_started
from storage.last_played import first_to_lapse
from storage.team_figures import TeamFigures, team_figures
from words.objectives import Objective

Kind = TypeVar("Kind", ThinPosition, Apart, NeverMet, ToShow)
AHEAD = timedelta(days=366)
"""So far ahead it is looked at which days other exercises have."""
LAST = date.max - AHEAD


@dataclass(frozen=True)
class PlannedExercise:
    """An exercise that is planned already, and the gaps it is to close; of several that would, the first."""

    title: str
    held_on: date
    closed: tuple[Gap, ...]


@dataclass(frozen=True)
class NextExercise:
    """What is suggested for a scope: the day, who and what, and why.

    `lapses_on`: the last day of the first who is to be no longer current, where that may be told. `planned`
    are the exercises to come that are to close gaps of it, which are none of the suggestion's.
    """

    day: date
    suggestion: Suggestion
    gaps: Gaps
    teams: TeamFigures | None
    actions: Mapping[int, ActionStanding]
    lapses_on: date | None = None
    planned: tuple[PlannedExercise, ...] = ()
    unclosed: tuple[Gap, ...] = ()  # what is left open by all of them, and by the suggestion

    @property
    def tasks(self) -> dict[str, str]:
        """Its tasks as they are called, by how they compare."""
        return {
            each.action.task_key: each.action.task
            for each in self.actions.values()
            if each.action.task_key in self.suggestion.tasks
        }

    def of_kind(self, kind: type[Kind]) -> list[Kind]:
        """The gaps of one kind that it closes."""
        return [each for each in self.suggestion.closed if isinstance(each, kind)]


def next_exercise(
    session: Session,
    today: date,
    scope: Scope = EVERYONE,
    fewest: int = 1,
    is_told: Callable[[ActionRecord], bool] = lambda action: True,
) -> NextExercise:
    """The exercise that closes the most gaps of everyone, an agency, a discipline or a jurisdiction.

    `fewest` people are counted, and no fewer. `is_told` says of which corrective actions it may be told.
    """
    catalogue = catalogue_of(session)
    gaps = gaps_on(session, today, scope, fewest)
    teams = team_figures(session, scope, today, fewest)
    theirs = agencies_in(catalogue, scope)
    actions = _to_show(session, theirs, today, is_told)
    wanted: list[Gap] = [ThinPosition(key) for key in (teams.short_of if teams is not None else ())]
    wanted += [ToShow(key, each.action.task_key, each.action.agency_id) for key, each in actions.items()]
    wanted += [NeverMet(one.key, two.key) for one, two in gaps.never_met]
    wanted += [Apart(one, two) for one, two in gaps.matrix.open_pairs()]
    # A day is nobody's name, but the day on which the one who could do it no longer can is.
    may_tell = fewest <= 1 and today <= LAST
    lapsing = first_to_lapse(session, today, scope, 1) if may_tell else []
    lapses_on = lapsing[0].through_on if lapsing else None
    able = _able(catalogue, theirs)
    planned = _planned(session, catalogue, today, wanted, able)
    ahead = {gap for each in planned for gap in each.closed}
    left = [gap for gap in wanted if gap not in ahead]
    found = suggest(left, able, _order(catalogue, scope, gaps), needed=_of_the_core(catalogue, theirs))
    return NextExercise(
        day=day_for(today, _taken(session, today), lapses_on),
        suggestion=found,
        gaps=gaps,
        teams=teams,
        actions=actions,
        lapses_on=lapses_on,
        planned=tuple(planned),
        unclosed=tuple(gap for gap in left if gap not in found.closed),
    )


def _of_the_core(catalogue: Catalogue, theirs: Sequence[AgencyId] | None) -> list[list[AgencyId]]:
    """The agencies of law, fire, EMS and dispatch, where a scope has all four of them; else none."""
    within = list(catalogue.agencies) if theirs is None else list(theirs)
    groups = [[key for key in within if each in catalogue.agencies[key].disciplines] for each in CORE]
    return groups if all(groups) else []


def _planned(
    session: Session,
    catalogue: Catalogue,
    today: date,
    wanted: Sequence[Gap],
    able: Mapping[PositionId, Sequence[AgencyId]],
) -> list[PlannedExercise]:
    """The exercises from today on that are to close any of some gaps, the earliest first.

    At the table are the host, who is invited and who signed in already. A position is to be played where an
    objective names it by its title, as those do that are taken over from a suggestion.
    """
    still = EXERCISE.state.in_([ExerciseState.PLANNED, ExerciseState.SIGNING_IN])
    query = select(ExerciseRecord).where(COUNTS, EXERCISE.held_on >= today, still)
    there = list(session.scalars(query.order_by(EXERCISE.held_on, EXERCISE.id)))
    keys = [each.id for each in there]
    tables, objectives = at_table(session, keys), objectives_in(session, keys)
    left, found = list(dict.fromkeys(wanted)), []
    for each in there:
        host = {each.host_agency_id} if each.host_agency_id is not None else set[AgencyId]()
        said = objectives.get(each.id, [])
        ahead = Ahead(
            tables[each.id] | host,
            _named_in(catalogue, said),
            frozenset(fold(task) for one in said for task in one.tasks),
            ExerciseType(each.type).counts_as_played(each.simulation),
        )
        if closed := [gap for gap in left if ahead.closes(gap, able)]:
            found.append(PlannedExercise(each.title, each.held_on, tuple(closed)))
            left = [gap for gap in left if gap not in closed]
    return found


def _named_in(catalogue: Catalogue, objectives: Sequence[Objective]) -> frozenset[PositionId]:
    """The positions that some objectives name by their whole titles, whatever the case."""
    said = " \n ".join(fold(each.objective) for each in objectives)
    return frozenset(
        key
        for key, position in catalogue.positions.items()
        if re.search(rf"(?<!\w){re.escape(fold(position.title))}(?!\w)", said)
    )


def _able(catalogue: Catalogue, theirs: Sequence[AgencyId] | None) -> dict[PositionId, list[AgencyId]]:
    """Which agencies of the scope may fill each position, in the catalogue's order."""
    return {
        key: [
            agency.key
            for agency in catalogue.agencies.values()
            if (theirs is None or agency.key in theirs) and position.is_filled_by(agency.disciplines)
        ]
        for key, position in catalogue.positions.items()
    }


def _order(catalogue: Catalogue, scope: Scope, gaps: Gaps) -> list[AgencyId]:
    """Whom to ask first of equals: an agency itself, its neighbours; then who has the fewest partners."""
    agencies = gaps.matrix.fewest_partners()
    if scope.kind is not ScopeKind.AGENCY:
        return agencies
    near = catalogue.agencies[scope.number].jurisdiction
    return sorted(
        agencies, key=lambda key: (key != scope.number, catalogue.agencies[key].jurisdiction != near)
    )


def _to_show(
    session: Session,
    theirs: Sequence[AgencyId] | None,
    today: date,
    is_told: Callable[[ActionRecord], bool],
) -> dict[int, ActionStanding]:
    """The corrective actions of a scope that wait for their task to be tried: those that came back first."""
    waiting = [
        each
        for each in actions_on(
            session, today, has_started(today), ActionRecord.status == ActionStatus.DONE.value
        )
        if each.state.is_to_show
        and each.action.task_key
        and (theirs is None or each.action.agency_id in theirs)
        and is_told(each.action)
    ]
    waiting.sort(key=lambda each: each.state is not ActionState.CAME_BACK)
    return {each.action.id: each for each in waiting}


def _taken(session: Session, today: date) -> set[date]:
    query = select(EXERCISE.held_on).where(COUNTS, EXERCISE.held_on.between(today, min(today, LAST) + AHEAD))
    return set(session.scalars(query))
