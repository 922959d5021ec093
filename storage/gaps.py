"""What a scope has not done together yet: agencies, positions, disciplines at a tabletop, siloed exercises.

Agencies, positions and disciplines are named here, and nobody is; that two agencies have or have not played
together is no count of people. Positions of too few people of the scope are left out (`storage.seats`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from readiness.dates import months_before
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.exercises import TOGETHER_MONTHS, Reach
from readiness.pairs import HeldInRun, met_in, never_met
from readiness.positions import Position, needed
from readiness.records import AgencyId
from readiness.together import Matrix
from readiness.vocabulary import CORE, Discipline, ExerciseType, Role
from storage.answers import agencies_in
from storage.base import table_of
from storage.catalogue import Catalogue, catalogue_of
from storage.exercises import COUNTS, EXERCISE, PART, STANDS, ExerciseRecord
from storage.exercising import exercises_of, last_together
from storage.seats import seatable_on


@dataclass(frozen=True, slots=True)
class Siloed:
    """A siloed exercise: who played, and which of law, fire, EMS and dispatch were missing."""

    exercise: int
    code: str
    title: str
    held_on: date
    agencies: frozenset[AgencyId]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtTabletop:
    """A discipline, and the last day on which an agency of the scope that has it played a tabletop."""

    discipline: str
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps of a scope on a day. `played`: its exercises of the last `months` with a player on record."""

    scope: Scope
    on: date
    months: int
    matrix: Matrix
    positions: tuple[Position, ...]
    never_met: tuple[tuple[Position, Position], ...]
    tabletops: tuple[AtTabletop, ...]
    siloed: tuple[Siloed, ...]
    played: int
    not_played: int  # exercises of those months without any player on record: the scope's own
    leaves_out: bool  # whether a position of too few people of the scope is not spoken of

    @property
    def position_pairs(self) -> int:
        """Of how many pairs of positions it is told whether they have met."""
        return len(self.positions) * (len(self.positions) - 1) // 2

    @property
    def never_at_tabletop(self) -> list[str]:
        """The disciplines that never were at one."""
        return [each.discipline for each in self.tabletops if each.last_on is None]


def gaps_on(
    session: Session,
    on: date,
    scope: Scope = EVERYONE,
    fewest: int = 1,
    months: int = TOGETHER_MONTHS,
) -> Gaps:
    """The gaps of everyone, an agency, a discipline or a jurisdiction.

    An agency's pairs are those with each of the others; of the other scopes those among their agencies.
    `fewest` people are spoken of, and no fewer: the smallest count, or 1 for those who may know all.
    """
    catalogue = catalogue_of(session)
    within = agencies_in(catalogue, scope)
    theirs = list(catalogue.agencies) if within is None else within
    positions, leaves_out = _positions(session, catalogue, on, scope, fewest, theirs)
    held = _held(session, on, positions, within)
    by_key = {each.key: each for each in positions}
    siloed, played, not_played = _exercises(session, on, months, scope)
    return Gaps(
        scope=scope,
        on=on,
        months=months,
        matrix=matrix_on(session, on, scope, months),
        positions=positions,
        never_met=tuple((by_key[one], by_key[two]) for one, two in never_met([*by_key], held)),
        tabletops=_tabletops(session, catalogue, on, theirs),
        siloed=siloed,
        played=played,
        not_played=not_played,
        leaves_out=leaves_out,
    )


def matrix_on(session: Session, on: date, scope: Scope = EVERYONE, months: int = TOGETHER_MONTHS) -> Matrix:
    """Which agencies of a scope have played together; of an agency, with which of all the others."""
    catalogue = catalogue_of(session)
    centre = scope.number if scope.kind is ScopeKind.AGENCY else None
    within = None if centre is not None else agencies_in(catalogue, scope)
    named = sorted(catalogue.agencies.values(), key=lambda each: (each.name.casefold(), each.key))
    agencies = tuple(each.key for each in named if within is None or each.key in within)
    return Matrix(agencies, last_together(session, on, months), centre)


def last_of_agencies(session: Session, on: date, agency: AgencyId, other: AgencyId) -> ExerciseRecord | None:
    """The last exercise, however long ago, in which two agencies were both players; None for never."""
    both = [
        EXERCISE.id.in_(select(PART.exercise_id).where(*_players(None), PART.agency_id == each))
        for each in (agency, other)
    ]
    return _last(session, on, *both)


def last_of_positions(session: Session, on: date, one: Position, other: Position) -> ExerciseRecord | None:
    """The last exercise in a run of which two positions were held by two people; None for never."""
    met = met_in(one.key, other.key, _held(session, on, (one, other), None))
    return _last(session, on, EXERCISE.id.in_(sorted(met))) if met else None


def _last(session: Session, on: date, *conditions: ColumnElement[bool]) -> ExerciseRecord | None:
    query = select(ExerciseRecord).where(COUNTS, EXERCISE.held_on <= on, *conditions)
    return session.scalar(query.order_by(EXERCISE.held_on.desc(), EXERCISE.id.desc()).limit(1))


def _positions(
    session: Session, catalogue: Catalogue, on: date, scope: Scope, fewest: int, theirs: Sequence[AgencyId]
) -> tuple[tuple[Position, ...], bool]:
    """The needed positions that agencies of the scope may fill and that may be told; whether any may not."""
    disciplines = frozenset[str]().union(*(catalogue.agencies[key].disciplines for key in theirs))
    able = [
        each for each in needed(catalogue.positions.values()) if theirs and each.is_filled_by(disciplines)
    ]
    seatable = seatable_on(session, on, fewest)
    told = tuple(each for each in able if seatable.may_count(scope, each))
    return told, len(told) < len(able)


def _held(
    session: Session, on: date, positions: Collection[Position], theirs: Sequence[AgencyId] | None
) -> list[HeldInRun]:
    """Who held some positions in each run up to a day: of many the first and the last, which will do.

    Whoever is counted only is nobody else: a row of its own.
    """
    who = func.coalesce(PART.person_id, -PART.id)
    query = (
        select(PART.exercise_id, PART.run, PART.position_id, func.min(who), func.max(who))
        .join(table_of(ExerciseRecord), EXERCISE.id == PART.exercise_id)
        .where(
            *_players(theirs),
            COUNTS,
            EXERCISE.held_on <= on,
            PART.position_id.in_([each.key for each in positions]),
        )
        .group_by(PART.exercise_id, PART.run, PART.position_id)
    )
    return [
        HeldInRun(exercise, run, position, frozenset({first, last}))
        for exercise, run, position, first, last in session.execute(query)
    ]


def _tabletops(
    session: Session, catalogue: Catalogue, on: date, theirs: Sequence[AgencyId]
) -> tuple[AtTabletop, ...]:
    """For each discipline of a scope, the four of the core first: when it was last at a tabletop."""
    query = (
        select(PART.agency_id, func.max(EXERCISE.held_on))
        .join(table_of(ExerciseRecord), EXERCISE.id == PART.exercise_id)
        .where(
            *_players(theirs), COUNTS, EXERCISE.held_on <= on, EXERCISE.type == ExerciseType.TABLETOP.value
        )
        .group_by(PART.agency_id)
    )
    last: dict[str, date] = {}
    for agency, held_on in session.execute(query):
        for each in catalogue.agencies[agency].disciplines:
            last[each] = max(held_on, last.get(each, held_on))
    there = {each for key in theirs for each in catalogue.agencies[key].disciplines}
    order = [*CORE, *(each for each in Discipline if each not in CORE)]
    known = [each.value for each in order if each.value in there]
    others = sorted(there.difference(known))
    return tuple(AtTabletop(each, last.get(each)) for each in (*known, *others))


def _exercises(session: Session, on: date, months: int, scope: Scope) -> tuple[tuple[Siloed, ...], int, int]:
    """The siloed ones of a scope's exercises of so many months, the latest first; and how many of them all
    have a player on record, and how many none.
    """
    held = exercises_of(session, scope, months_before(on, months), on)
    siloed = tuple(
        Siloed(each.id, each.code, each.title, each.held_on, table.agencies, table.missing)
        for each, table in reversed(held)
        if table.reach is Reach.SILOED
    )
    not_played = sum(table.reach is Reach.NOT_PLAYED for _, table in held)
    return siloed, len(held) - not_played, not_played


def _players(theirs: Sequence[AgencyId] | None) -> list[ColumnElement[bool]]:
    """The condition on rows of participation for those of players of a scope that stand."""
    found = [STANDS, PART.role == Role.PLAYER.value]
    return found if theirs is None else [*found, PART.agency_id.in_(theirs)]
