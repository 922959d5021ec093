"""When somebody last played and last walked which position, and who will soon no longer count in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from readiness.asked import is_active
from readiness.due import Scope
from readiness.positions import LAPSING_DAYS, Position, PositionId, may_fill, through
from readiness.records import AgencyId, PersonId, Responder
from readiness.vocabulary import ExerciseType
from storage.answers import agencies_in, in_unit
from storage.catalogue import Catalogue, catalogue_of
from storage.exercises import EXERCISE, PART
from storage.playing import CAN_PLAY, stints
from storage.responders import AFFILIATION, load_responders

PAGE = 100
"""Rows looked at together, while those who lapse first are sought."""


@dataclass(frozen=True, slots=True)
class LastTime:
    """The last time a position was held one way: the day, and in what kind of exercise."""

    held_on: date
    kind: ExerciseType
    simulation: bool


@dataclass(frozen=True, slots=True)
class LastHeld:
    """When one person last played and last walked a position; None where they never did."""

    position: PositionId
    played: LastTime | None
    walked: LastTime | None
    on_own_word: bool  # the last time played rests on the person's own word alone


@dataclass(frozen=True, slots=True)
class Lapsing:
    """Somebody whose last day current in a position is near; `agencies`: for which of the scope."""

    person: PersonId
    position: PositionId
    through_on: date
    agencies: tuple[AgencyId, ...]
    on_own_word: bool


def last_held(
    session: Session, person_id: PersonId, on: date, is_told: Callable[[date], bool] = lambda day: True
) -> list[LastHeld]:
    """What somebody held as a player up to a day, in the catalogue's order; those taken out of it last.

    `is_told` says of which days it may be told.
    """
    found: defaultdict[PositionId, dict[bool, LastTime]] = defaultdict(dict)
    own_word: dict[tuple[PositionId, date], bool] = {}
    for _, position, held_on, kind, simulation, is_own in session.execute(
        stints(PART.person_id == person_id)
    ):
        if held_on > on or not is_told(held_on):
            continue
        held = LastTime(held_on, ExerciseType(kind), simulation)
        played = held.kind.counts_as_played(simulation)
        known = found[position].get(played)
        if known is None or held_on > known.held_on:
            found[position][played] = held
        if played:
            own_word[position, held_on] = own_word.get((position, held_on), True) and bool(is_own)
    order = list(catalogue_of(session).positions)
    made = [
        LastHeld(
            position,
            held.get(True),
            held.get(False),
            True in held and own_word[position, held[True].held_on],
        )
        for position, held in found.items()
    ]
    return sorted(made, key=lambda each: (_place(order, each.position), each.position))


def played_between(
    session: Session, scope: Scope, since: date | None, by: date, on: date
) -> dict[PositionId, tuple[int, int]]:
    """How many of those who may fill a position in a scope on a day played it between two days (both
    inclusive; `since` None: ever), and how many only walked it then, by position of the catalogue.
    """
    catalogue = catalogue_of(session)
    within = EXERCISE.held_on <= by
    if since is not None:
        within &= EXERCISE.held_on >= since
    rows = session.execute(stints(PART.exercise_id.in_(select(EXERCISE.id).where(within)))).all()
    held: defaultdict[PositionId, dict[PersonId, bool]] = defaultdict(dict)
    for person, position, _, kind, simulation, _ in rows:
        played = ExerciseType(kind).counts_as_played(simulation)
        held[position][person] = held[position].get(person, False) or played
    people: dict[PersonId, Responder] = {}
    everybody = sorted({person for each in held.values() for person in each})
    for start in range(0, len(everybody), PAGE):
        some = load_responders(session, everybody[start : start + PAGE], courses=())
        people |= {each.key: each for each in some}
    found = dict.fromkeys(catalogue.positions, (0, 0))
    for key, position in catalogue.positions.items():
        did = [
            played
            for person, played in held[key].items()
            if may_fill(catalogue.rulebook, people[person], position, on, scope)
        ]
        found[key] = (sum(did), len(did) - sum(did))
    return found


def first_to_lapse(session: Session, on: date, scope: Scope, most: int) -> list[Lapsing]:
    """Who in scope is the first to be no longer current in a needed position, within LAPSING_DAYS; so many.

    For a day that is not past: whoever played since then would be missing.
    """
    catalogue = catalogue_of(session)
    needed = {key: each for key, each in catalogue.positions.items() if each.needed}
    found: list[Lapsing] = []
    if not needed:
        return found
    rows = session.execute(_candidates(catalogue, needed, on, scope))
    for page in rows.partitions(PAGE):
        found += _of_scope(session, catalogue, page, on, scope)
        if len(found) >= most:
            break
    rows.close()
    return found[:most]


def _candidates(
    catalogue: Catalogue, needed: Mapping[PositionId, Position], on: date, scope: Scope
) -> Select[Any]:
    """Who played a needed position so long ago, whether or not they are there; the first to lapse first."""
    row = CAN_PLAY.c
    query = (
        select(row.person_id, row.position_id, row.through_on, row.verified_on)
        .where(
            row.position_id.in_(needed),
            row.through_on >= on,
            row.through_on <= on + timedelta(days=LAPSING_DAYS),
        )
        .order_by(row.through_on, row.position_id, row.person_id)
    )
    agencies = agencies_in(catalogue, scope)
    if agencies is None:
        return query
    belongs = AFFILIATION.agency_id.in_(agencies), AFFILIATION.voided_at.is_(None), *in_unit(scope)
    return query.where(row.person_id.in_(select(AFFILIATION.person_id).where(*belongs)))


def _of_scope(
    session: Session, catalogue: Catalogue, rows: Sequence[Any], on: date, scope: Scope
) -> Iterator[Lapsing]:
    people = {
        each.key: each
        for each in load_responders(session, sorted({row.person_id for row in rows}), courses=())
    }
    for row in rows:
        position = catalogue.positions[row.position_id]
        if may_fill(catalogue.rulebook, people[row.person_id], position, on, scope):
            counts_through = through(position, row.verified_on)
            yield Lapsing(
                row.person_id,
                row.position_id,
                row.through_on,
                _filled_for(catalogue, people[row.person_id], position, on, scope),
                counts_through is None or counts_through < on,
            )


def _filled_for(
    catalogue: Catalogue, responder: Responder, position: Position, on: date, scope: Scope
) -> tuple[AgencyId, ...]:
    rulebook = catalogue.rulebook
    there = {
        term.agency
        for term in responder.affiliations
        if is_active(term, on)
        and scope.covers(rulebook, responder.key, term.agency, (term.unit,))
        and position.is_filled_by(rulebook.agencies[term.agency].disciplines)
    }
    return tuple(sorted(there))


def _place(order: list[PositionId], position: PositionId) -> int:
    return order.index(position) if position in order else len(order)
