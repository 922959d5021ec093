"""Questions asked of the exercises: who was at the table, who has played with whom, who has been away.

Exercises that were cancelled or taken back count for nothing, and so does participation that was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from readiness.dates import months_before
from readiness.due import Scope
from readiness.exercises import TOGETHER_MONTHS, Played, Reach, missing, played_together, reach
from readiness.records import AgencyId
from readiness.vocabulary import CORE, Discipline, Role
from storage.answers import agencies_in
from storage.base import table_of
from storage.catalogue import Catalogue, catalogue_of
from storage.exercises import COUNTS, EXERCISE, PART, STANDS, ExerciseRecord

BATCH = 500
ALWAYS = date.min


@dataclass(frozen=True, slots=True)
class Table:
    """Who was at the table of an exercise, how far that reached, and which of the four core ones were not."""

    agencies: frozenset[AgencyId]
    reach: Reach
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two agencies that have both played in one exercise, the first by name first; the last such day."""

    agency: AgencyId
    other: AgencyId
    last_on: date


@dataclass(frozen=True, slots=True)
class Silence:
    """When a discipline last played (None: never), and in how many exercises of the year since it has not."""

    discipline: Discipline
    last_on: date | None
    without: int


def held_by(session: Session, on: date, since: date = ALWAYS) -> list[ExerciseRecord]:
    """The exercises that were held by a day, and since another; the earliest first."""
    query = select(ExerciseRecord).where(COUNTS, ExerciseRecord.held_on.between(since, on))
    return list(session.scalars(query.order_by(ExerciseRecord.held_on, ExerciseRecord.key)))


def exercises_of(session: Session, scope: Scope, since: date, on: date) -> list[tuple[ExerciseRecord, Table]]:
    """The exercises of a scope held from one day to another, the earliest first, each with its table.

    Of a part of the region: those that one of its agencies hosts or plays in.
    """
    within = agencies_in(catalogue_of(session), scope)
    held = held_by(session, on, since)
    tables = reach_of(session, [each.id for each in held])
    return [
        (each, tables[each.id])
        for each in held
        if within is None or not {each.host_agency_id, *tables[each.id].agencies}.isdisjoint(within)
    ]


def reach_of(session: Session, exercise_ids: Collection[int]) -> dict[int, Table]:
    """Who was at the table of some exercises, by id; the disciplines are those the agencies have today."""
    wanted = sorted(set(exercise_ids))
    agencies: defaultdict[int, set[AgencyId]] = defaultdict(set)
    for start in range(0, len(wanted), BATCH):
        for exercise, _, agency in session.execute(
            _players().where(EXERCISE.id.in_(wanted[start : start + BATCH]))
        ):
            agencies[exercise].add(agency)
    catalogue = catalogue_of(session)
    return {key: table_with(catalogue, agencies[key]) for key in wanted}


def table_with(catalogue: Catalogue, agencies: Collection[AgencyId]) -> Table:
    """How far an exercise reaches with players of some agencies at its table, as when one is planned."""
    playing = {key: catalogue.agencies[key].disciplines for key in agencies}
    return Table(frozenset(agencies), reach(playing), missing(playing))


def together_on(session: Session, on: date, months: int = TOGETHER_MONTHS) -> list[Pair]:
    """Which agencies have both played in one exercise within so many months, each pair once, by name.

    Of a pair the name that comes first as it is written, capitals before small letters, as the counties'
    expected answers have it.
    """
    names = {key: agency.name for key, agency in catalogue_of(session).agencies.items()}
    pairs = []
    for both, last_on in last_together(session, on, months).items():
        first, second = sorted(both, key=lambda key: (names[key], key))
        pairs.append(Pair(first, second, last_on))
    return sorted(pairs, key=lambda pair: (names[pair.agency].casefold(), names[pair.other].casefold()))


def last_together(
    session: Session, on: date, months: int = TOGETHER_MONTHS
) -> dict[tuple[AgencyId, AgencyId], date]:
    """The same as the last day by pair, the lower key first, for the matrix."""
    exercises = _played(session, EXERCISE.held_on >= months_before(on, months), EXERCISE.held_on <= on)
    return played_together(exercises, on, months)


def silent_disciplines(session: Session, on: date) -> list[Silence]:
    """For law, fire, EMS and dispatch: when each last played by a day, and how often not since, that year."""
    catalogue = catalogue_of(session)
    last: dict[Discipline, date] = {}
    held: list[date] = []
    for exercise in _played(session, EXERCISE.held_on <= on):
        held.append(exercise.held_on)
        for discipline in _disciplines(catalogue, exercise.agencies):
            last[discipline] = max(exercise.held_on, last.get(discipline, exercise.held_on))
    this_year = [day for day in held if day.year == on.year]
    return [
        Silence(each, last.get(each), sum(day > last.get(each, ALWAYS) for day in this_year)) for each in CORE
    ]


def _players() -> Select[Any]:
    """The agencies with a player that counts: exercise, its day, agency."""
    return (
        select(EXERCISE.id, EXERCISE.held_on, PART.agency_id)
        .join(table_of(ExerciseRecord), EXERCISE.id == PART.exercise_id)
        .where(STANDS, COUNTS, PART.role == Role.PLAYER)
        .distinct()
    )


def _played(session: Session, *conditions: Any) -> list[Played]:
    days: dict[int, date] = {}
    agencies: defaultdict[int, set[AgencyId]] = defaultdict(set)
    for exercise, held_on, agency in session.execute(_players().where(*conditions)):
        days[exercise] = held_on
        agencies[exercise].add(agency)
    return [Played(key, held_on, frozenset(agencies[key])) for key, held_on in days.items()]


def _disciplines(catalogue: Catalogue, agencies: Collection[AgencyId]) -> set[Discipline]:
    return {each for each in CORE if any(each in catalogue.agencies[key].disciplines for key in agencies)}
