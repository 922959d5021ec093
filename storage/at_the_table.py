"""Who was at the table: which agencies played in an exercise, how far it reached, who was missing lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.exercises import Reach, missing, reach
from readiness.records import AgencyId
from readiness.vocabulary import CORE, Role
from storage.base import table_of
from storage.catalogue import Catalogue
from storage.exercises import ExerciseRecord
from storage.playing import COUNTS, EXERCISE, PART


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an exercise reached: the agencies that played, and which disciplines were missing."""

    reach: Reach
    missing: tuple[str, ...]
    agencies: tuple[AgencyId, ...]


@dataclass(frozen=True, slots=True)
class Away:
    """A discipline that is not invited: when it last played, and how many exercises went without it since.

    `without` are those of the year of the day asked for, up to that day, later than the last one it played.
    """

    discipline: str
    last_on: date | None
    without: int


def agencies_that_played(session: Session, *conditions: Any) -> dict[int, frozenset[AgencyId]]:
    """The agencies with a player that counts, by exercise; those where nobody played are not among them."""
    found: defaultdict[int, set[AgencyId]] = defaultdict(set)
    query = (
        select(PART.exercise_id, PART.agency_id)
        .join(table_of(ExerciseRecord), EXERCISE.id == PART.exercise_id)
        .where(COUNTS, PART.role == Role.PLAYER, *conditions)
        .distinct()
    )
    for exercise, agency in session.execute(query):
        found[exercise].add(agency)
    return {exercise: frozenset(agencies) for exercise, agencies in found.items()}


def reached(session: Session, catalogue: Catalogue, exercise_ids: Iterable[int]) -> dict[int, Reached]:
    """How far some exercises reached, by exercise; the agencies by name."""
    wanted = list(exercise_ids)
    played = agencies_that_played(session, PART.exercise_id.in_(wanted))
    return {each: reach_of(catalogue, played.get(each, frozenset())) for each in wanted}


def reach_of(catalogue: Catalogue, agencies: frozenset[AgencyId]) -> Reached:
    """How far it reaches where these agencies play."""
    playing = {key: catalogue.agencies[key].disciplines for key in agencies if key in catalogue.agencies}
    names = sorted(playing, key=lambda key: catalogue.agencies[key].name)
    return Reached(reach(playing), missing(playing), tuple(names))


def away(
    session: Session,
    catalogue: Catalogue,
    today: date,
    disciplines: Sequence[str] = CORE,
    but: int | None = None,
) -> list[Away]:
    """Since when some disciplines have not played; `but` an exercise that is not looked at."""
    days: Mapping[int, date] = dict(
        session.execute(
            select(EXERCISE.id, EXERCISE.held_on).where(
                EXERCISE.voided_at.is_(None), EXERCISE.held_on <= today
            )
        ).all()
    )
    played = [
        (days[exercise], _disciplines(catalogue, agencies))
        for exercise, agencies in agencies_that_played(session, EXERCISE.held_on <= today).items()
        if exercise != but
    ]
    return [_away(discipline, played, today) for discipline in disciplines]


def _away(discipline: str, played: Sequence[tuple[date, frozenset[str]]], today: date) -> Away:
    last = max((day for day, present in played if discipline in present), default=None)
    without = sum(
        day.year == today.year and (last is None or day > last) and discipline not in present
        for day, present in played
    )
    return Away(discipline, last, without)


def _disciplines(catalogue: Catalogue, agencies: frozenset[AgencyId]) -> frozenset[str]:
    known = (catalogue.agencies[key].disciplines for key in agencies if key in catalogue.agencies)
    return frozenset[str]().union(*known)
