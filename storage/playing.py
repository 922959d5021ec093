"""Who can play: a projection of what people took part in, kept in the transaction of whatever moves it.

One row a person and position they ever held as a player, and what they are current in by stretches of days
(`storage.on_bench`). Rebuildable from the records at any time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from readiness.dates import add_months
from readiness.positions import Experience, PositionId, Stint
from readiness.records import PersonId
from readiness.vocabulary import ExerciseType, Role
from storage.base import table_of
from storage.catalogue import lock_catalogue
from storage.exercises import (
    COUNTS,
    EXERCISE,
    PART,
    STANDS,
    ExerciseRecord,
)
from storage.on_bench import project_bench
from storage.people import lock_people
from storage.positions import CanPlayRow, OnBenchRow, PositionRecord

BATCH = 500

CAN_PLAY = table_of(CanPlayRow)

FORGET = delete(CAN_PLAY).where(CAN_PLAY.c.person_id.in_(bindparam("people", expanding=True)))


def stints(*people: Any) -> Select[Any]:
    """Every position a person held as a player, by person: position, day, type, simulation, own word."""
    return (
        select(
            PART.person_id,
            PART.position_id,
            EXERCISE.held_on,
            EXERCISE.type,
            EXERCISE.simulation,
            PART.self_reported & ~PART.verified,
        )
        .join(table_of(ExerciseRecord), EXERCISE.id == PART.exercise_id)
        .where(STANDS, COUNTS, PART.role == Role.PLAYER, PART.position_id.is_not(None), *people)
    )


SOME_STINTS = stints(PART.person_id.in_(bindparam("people", expanding=True)))


def project_playing(session: Session, person_ids: Iterable[PersonId]) -> None:
    """Makes the rows of some people anew, from the records as this transaction sees them.

    Share the catalogue and lock the people first (`storage.people.lock_people`), as for their standing.
    """
    session.flush()
    everyone, months = sorted(set(person_ids)), current_months(session)
    for start in range(0, len(everyone), BATCH):
        people = everyone[start : start + BATCH]
        made = rows_of(session, people, months)
        session.execute(FORGET, {"people": people})
        if made:
            session.execute(insert(CAN_PLAY), made)
        project_bench(session, people)


def current_months(session: Session) -> Mapping[PositionId, int]:
    """How many months having played each position counts."""
    return dict(session.execute(select(PositionRecord.id, PositionRecord.current_months)).all())


def rows_of(
    session: Session, people: Collection[PersonId], months: Mapping[PositionId, int]
) -> list[dict[str, Any]]:
    """The rows some people have, from the records, by how many months each position counts."""
    rows = session.execute(SOME_STINTS, {"people": list(people)})
    return [
        _row(person, position, Experience.of(found, date.max), months)
        for (person, position), found in by_position(rows).items()
    ]


def project_positions(session: Session, position_ids: Collection[PositionId]) -> None:
    """Makes the rows of all who ever held some positions anew: having played them counts otherwise now.

    Lock the catalogue first: nobody else writes down meanwhile that somebody played one of them.
    """
    _project_all(session, PART.position_id.in_(position_ids))


def project_exercise(session: Session, exercise_id: int) -> None:
    """Makes the rows of all who took part in an exercise anew: its day, kind or state is another.

    Lock the exercise first (`storage.taking_part.lock_exercise`).
    """
    _project_all(session, PART.exercise_id == exercise_id)


def rebuild_playing(session: Session) -> None:
    """Makes all of it anew in this one transaction; whoever moves it meanwhile waits."""
    session.flush()
    lock_catalogue(session)
    known = select(CAN_PLAY.c.person_id).union(select(table_of(OnBenchRow).c.person_id))
    lock_people(session, [*_people(session, PART.position_id.is_not(None)), *session.scalars(known)])
    session.execute(delete(CAN_PLAY))
    session.execute(delete(OnBenchRow))
    _project_all(session, PART.position_id.is_not(None))


def _project_all(session: Session, parts: ColumnElement[bool]) -> None:
    """Makes the rows of everybody anew of whom there are some rows of participation, standing or not."""
    session.flush()
    people = _people(session, parts)
    lock_people(session, people)
    project_playing(session, people)


def _people(session: Session, parts: ColumnElement[bool]) -> Sequence[PersonId]:
    return session.scalars(select(PART.person_id).where(parts, PART.person_id.is_not(None)).distinct()).all()


def by_position(rows: Iterable[Any]) -> dict[tuple[PersonId, PositionId], list[Stint]]:
    """What each person did in each position, from rows of `stints`."""
    held: defaultdict[tuple[PersonId, PositionId], list[Stint]] = defaultdict(list)
    for person, position, held_on, kind, simulation, own_word in rows:
        played = ExerciseType(kind).counts_as_played(simulation)
        held[person, position].append(Stint(held_on, played, bool(own_word)))
    return held


def _row(person: int, position: int, found: Experience, months: Mapping[PositionId, int]) -> dict[str, Any]:
    return {
        "person_id": person,
        "position_id": position,
        "played_on": found.played_on,
        "walked_on": found.walked_on,
        "verified_on": found.verified_on,
        "through_on": found.played_on and add_months(found.played_on, months[position]),
        "walked_through_on": found.walked_on and add_months(found.walked_on, months[position]),
        "verified_through_on": found.verified_on and add_months(found.verified_on, months[position]),
    }
