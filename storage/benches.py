"""Who could take which position on a day, and how many full teams deep that makes a scope.

Read from the projections (`can_play`, `on_bench`) but for whoever has held a position after the day that is
asked about: those few are computed from their records. Either way the same rules decide
(`readiness.positions`), and the answer is the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.positions import (
    LAPSING_DAYS,
    Bench,
    Currency,
    Experience,
    Position,
    PositionId,
    Teams,
    mask_of,
    may_fill,
    needed,
    stands,
    teams,
)
from readiness.records import AbsenceKind, AgencyId, PersonId, Responder
from storage.answers import agencies_in, in_unit
from storage.base import table_of
from storage.catalogue import Catalogue, catalogue_of
from storage.exercises import EXERCISE, PART
from storage.playing import SOME_STINTS, by_position, stints
from storage.positions import CanPlayRow, OnBenchRow
from storage.responders import ABSENCE, AFFILIATION, load_responders
from storage.roster import is_on_roster

CAN_PLAY = table_of(CanPlayRow).c
ON_BENCH = table_of(OnBenchRow).c
BATCH = 500


def bench_on(session: Session, on: date, scope: Scope = EVERYONE) -> dict[PositionId, Bench]:
    """How many people of a scope stand how in each position of the catalogue, in its order."""
    catalogue = catalogue_of(session)
    found = dict.fromkeys(catalogue.positions, Bench())
    for places, condition in _eligible(catalogue, on, scope):
        query = select(CAN_PLAY.position_id, *_counts(on)).where(
            CAN_PLAY.position_id.in_(places), condition, *_known(session, on)
        )
        for position, *numbers in session.execute(query.group_by(CAN_PLAY.position_id)):
            found[position] = Bench(*numbers)
    later: defaultdict[PositionId, list[Currency]] = defaultdict(list)
    for _, position, _, currency in _from_records(session, catalogue, on, scope):
        later[position].append(currency)
    return {key: _sum(bench, Bench.of(later[key])) for key, bench in found.items()}


def teams_on(session: Session, on: date, scope: Scope = EVERYONE) -> Teams:
    """How many full teams deep a scope is on a day, and what one more would be short of."""
    catalogue = catalogue_of(session)
    seats = needed(catalogue.positions.values())
    people: Counter[int] = Counter()
    if scope == EVERYONE:
        people.update(_held_by_everyone(session, on, seats))
    else:
        people.update(_held_in(session, catalogue, on, scope, seats))
    later: defaultdict[PersonId, set[PositionId]] = defaultdict(set)
    for responder, position, _, currency in _from_records(session, catalogue, on, scope):
        if currency.is_current:
            later[responder.key].add(position)
    people.update(mask_of(seats, held) for held in later.values())
    return teams(seats, people)


def _counts(on: date) -> tuple[Any, ...]:
    """What is counted of rows of `can_play`, in the order of a Bench."""
    current = CAN_PLAY.through_on >= on
    walked = and_(or_(CAN_PLAY.through_on.is_(None), ~current), CAN_PLAY.walked_through_on >= on)
    lapsing = and_(current, CAN_PLAY.through_on <= _in_days(on, LAPSING_DAYS))
    unsure = or_(CAN_PLAY.verified_through_on.is_(None), CAN_PLAY.verified_through_on < on)
    return tuple(
        func.count(case((condition, 1))) for condition in (current, walked, lapsing, and_(current, unsure))
    )


def _in_days(on: date, days: int) -> date:
    return on + timedelta(days=min(days, (date.max - on).days))


def _sum(first: Bench, second: Bench) -> Bench:
    return Bench(
        first.current + second.current,
        first.walked + second.walked,
        first.lapsing + second.lapsing,
        first.on_own_word + second.on_own_word,
    )


def _held_by_everyone(session: Session, on: date, seats: Sequence[Position]) -> Mapping[int, int]:
    """People by what they are current in, of the whole region: counted by the index of `on_bench` alone."""
    query = select(ON_BENCH.disciplines, ON_BENCH.held, func.count()).where(
        ON_BENCH.from_on <= on, ON_BENCH.through_on >= on
    )
    found: Counter[int] = Counter()
    for disciplines, held, number in session.execute(query.group_by(ON_BENCH.disciplines, ON_BENCH.held)):
        found[_mask(seats, disciplines, held)] += number
    return found


def _mask(seats: Sequence[Position], disciplines: str, held: str) -> int:
    """What people of some disciplines may fill of what they are current in, as `mask_of`."""
    theirs, current = disciplines.split(";"), {int(key) for key in held.split()}
    return mask_of(seats, {each.key for each in seats if each.key in current and each.is_filled_by(theirs)})


def _held_in(
    session: Session, catalogue: Catalogue, on: date, scope: Scope, seats: Sequence[Position]
) -> Mapping[int, int]:
    """People by what they are current in, of a part of the region."""
    wanted = {each.key for each in seats}
    held: defaultdict[PersonId, set[PositionId]] = defaultdict(set)
    for places, condition in _eligible(catalogue, on, scope):
        query = select(CAN_PLAY.person_id, CAN_PLAY.position_id).where(
            CAN_PLAY.position_id.in_(wanted.intersection(places)),
            CAN_PLAY.through_on >= on,
            condition,
            *_known(session, on),
        )
        for person, position in session.execute(query):
            held[person].add(position)
    return Counter(mask_of(seats, each) for each in held.values())


def _eligible(
    catalogue: Catalogue, on: date, scope: Scope
) -> Iterator[tuple[list[PositionId], ColumnElement[bool]]]:
    """The positions that the same people of a scope may fill, and the condition that somebody may."""
    alike: defaultdict[frozenset[str], list[PositionId]] = defaultdict(list)
    for position in catalogue.positions.values():
        alike[position.disciplines].append(position.key)
    away = select(ABSENCE.person_id).where(
        ABSENCE.kind == AbsenceKind.LEAVE,
        ABSENCE.voided_at.is_(None),
        ABSENCE.starts_on <= on,
        or_(ABSENCE.ends_on.is_(None), ABSENCE.ends_on >= on),
    )
    active = select(AFFILIATION.person_id).where(is_on_roster(on, AFFILIATION), *in_unit(scope))
    if scope.kind is ScopeKind.PERSON:
        active = active.where(AFFILIATION.person_id == scope.number)
    for places in alike.values():
        members, agencies = active, _agencies(catalogue, scope, catalogue.positions[places[0]])
        if len(agencies) < len(catalogue.agencies):
            members = active.where(AFFILIATION.agency_id.in_(agencies))
        # Each asked once, not for each row: SQLite would look for every one of the agencies for each of them.
        yield places, and_(CAN_PLAY.person_id.in_(members), CAN_PLAY.person_id.not_in(away))


def _agencies(catalogue: Catalogue, scope: Scope, position: Position) -> list[AgencyId]:
    """The agencies of a scope whose people may fill a position."""
    within = agencies_in(catalogue, scope)
    return [
        key
        for key, agency in catalogue.agencies.items()
        if (within is None or key in within) and position.is_filled_by(agency.disciplines)
    ]


def _later(on: date) -> Select[Any]:
    """Those who have held a position after a day, of whom the projections say what they can do since.

    By the exercises first: of today there are none, and SQLite would else look at all participation.
    """
    since = select(EXERCISE.id).where(EXERCISE.held_on > on)
    return stints(PART.exercise_id.in_(since)).with_only_columns(PART.person_id).distinct()


def _known(session: Session, on: date) -> list[ColumnElement[bool]]:
    """The condition that the projections know of somebody on a day; none where they know of all."""
    if session.scalar(_later(on).limit(1)) is None:
        return []
    return [CAN_PLAY.person_id.not_in(_later(on))]


def _from_records(
    session: Session, catalogue: Catalogue, on: date, scope: Scope
) -> Iterator[tuple[Responder, PositionId, Experience, Currency]]:
    """How those who have held a position since stand in what they had held by a day, as far as they may."""
    people = session.scalars(_later(on)).all()
    for start in range(0, len(people), BATCH):
        some = sorted(people[start : start + BATCH])
        held = by_position(session.execute(SOME_STINTS, {"people": some}))
        responders = {each.key: each for each in load_responders(session, some, courses=())}
        for (person, key), done in held.items():
            position = catalogue.positions.get(key)
            responder = responders[person]
            if position is not None and may_fill(catalogue.rulebook, responder, position, on, scope):
                experience = Experience.of(done, on)
                yield responder, key, experience, stands(position, experience, on)
