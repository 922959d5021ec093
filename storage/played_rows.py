"""Numbers of exercises and of positions counted anew, as `storage.number_rows` counts people.

Participation is read as it was known at an instant. Of an exercise that was changed in place the audit says
only that it was not cancelled yet: its day and its type are as they are now.

Of a part of the region: the exercises that one of its agencies hosts or plays in, the pairs of its own
agencies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from readiness.dates import add_months
from readiness.exercises import Reach, climb, missing, most_missing, reach
from readiness.positions import (
    Experience,
    Position,
    Stint,
    Teams,
    mask_of,
    may_fill,
    needed,
    stands,
    teams,
)
from readiness.records import AgencyId, PersonId, Responder
from readiness.vocabulary import ExerciseType, Role, discipline_label
from storage.answers import agencies_in, names_of
from storage.audit import AuditKind, AuditRow
from storage.base import table_of
from storage.benches import teams_on
from storage.exercises import (
    EXERCISE,
    PART,
    ExerciseRecord,
    ExerciseState,
    ParticipationRecord,
)
from storage.imports import applied_after
from storage.number_rows import Asking, NumberRow, Recounted
from storage.responders import load_responders
from storage.seats import seatable_on
from storage.shown_numbers import missing_kept, reach_kept, teams_kept
from words.amounts import listing
from words.days import spoken

CHANGES: Mapping[AuditKind, str] = {
    AuditKind.EXERCISE_PLANNED: "exercise planned",
    AuditKind.EXERCISE_CHANGED: "exercise changed",
    AuditKind.EXERCISE_CANCELLED: "exercise cancelled",
    AuditKind.SIGNIN_CONFIRMED: "sign-in confirmed",
    AuditKind.TOOK_PART: "record of who took part",
    AuditKind.TOOK_PART_UNDONE: "record of who took part taken back",
    AuditKind.TOOK_PART_CORRECTED: "record of who took part corrected",
}
"""What is done to exercises that may change what is counted of them; each text begins with its noun."""


def exercises_of(asking: Asking) -> Recounted:
    """Exercises within so many months, or one of them, by how far they reached."""
    held = [
        (each, reach(_disciplines(asking, each.agencies)))
        for each in _exercises(asking)
        if _is_asked(asking, each)
    ]
    counted = Counter(far for _, far in held)
    result = reach_kept({far: counted[far] for far in Reach})

    def rows() -> list[NumberRow]:
        made = []
        for each, far in held:
            lacking = [discipline_label(name) for name in missing(_disciplines(asking, each.agencies))]
            without = f"; without {listing(lacking)}" if lacking and far is not Reach.NOT_PLAYED else ""
            made.append(
                NumberRow(each.title, asking.named(each.agencies), spoken(each.held_on), far.value + without)
            )
        return made

    return Recounted(result, rows, done_since(asking, CHANGES))


def _is_asked(asking: Asking, each: _Exercise) -> bool:
    """Whether an exercise is the one that is asked about, or of those within some months in the scope."""
    if "exercise" in asking.question:
        return bool(each.key == asking.question["exercise"])
    since = add_months(asking.on, -int(asking.question.get("months", 12)))
    within = agencies_in(asking.catalogue, asking.scope)
    return each.held_on >= since and (
        within is None or each.host in within or not each.agencies.isdisjoint(within)
    )


def missing_of(asking: Asking) -> Recounted:
    """Which of the four core disciplines was missing most often within so many months, and of how many."""
    played = [each for each in _exercises(asking) if _is_asked(asking, each) and each.agencies]
    lacking = {each.key: missing(_disciplines(asking, each.agencies)) for each in played}
    who, times = most_missing(Counter(name for names in lacking.values() for name in names))

    def rows() -> list[NumberRow]:
        made = [
            NumberRow(
                each.title,
                asking.named(each.agencies),
                spoken(each.held_on),
                why="" if who in lacking[each.key] else "was at the table",
            )
            for each in played
        ]
        return sorted(made, key=lambda row: not row.counts)

    return Recounted(missing_kept(who, times, len(played)), rows, done_since(asking, CHANGES))


def ladder_of(asking: Asking) -> Recounted:
    """The highest step of the ladder that was played within so many months."""
    within, months = agencies_in(asking.catalogue, asking.scope), int(asking.question.get("months", 24))
    kinds = {
        row.exercise_id: (ExerciseType(row.type), row.simulation, row.held_on)
        for row in _participation(asking)
        if row.held_on <= asking.on and (within is None or row.agency_id in within)
    }
    highest = climb(kinds.values(), asking.on, months).highest

    def rows() -> list[NumberRow]:
        made = []
        for each in _exercises(asking):
            steps = climb([kinds[each.key]], asking.on, months).reached if each.key in kinds else {}
            if steps:
                said = " and ".join(steps)
                made.append(NumberRow(each.title, asking.named(each.agencies), spoken(each.held_on), said))
        return made

    return Recounted({"highest": highest}, rows, done_since(asking, CHANGES))


def teams_of(asking: Asking) -> Recounted:
    """How many full teams deep the scope is, and what one more is short of."""
    catalogue = asking.catalogue
    seats = needed(catalogue.positions.values())
    seatable = seatable_on(asking.session, asking.on, asking.fewest)
    if not seats or not seatable.may_seat(asking.scope):
        return Recounted(teams_kept(None, [], None, None))
    held = None if asking.known is None else _held_as_known(asking, seats)
    deep = teams_on(asking.session, asking.on, asking.scope) if held is None else _teams(seats, held)
    is_counted = seatable.may_count(asking.scope, *(catalogue.positions[key] for key in deep.short_of))
    short = [catalogue.positions[key].title for key in deep.short_of]
    counts = (deep.people, deep.wanted) if is_counted else (None, None)
    result = teams_kept(deep.teams, short, *counts)

    def rows() -> list[NumberRow]:
        found = _held_as_known(asking, seats) if held is None else held
        people = names_of(asking.session, found)
        made = []
        for person in sorted(people.values(), key=lambda each: (each.sort_key, each.id)):
            for position, said in found[person.id].items():
                made.append(
                    NumberRow(
                        person.name,
                        about=position.title,
                        said=said.said,
                        why=said.why,
                        email=person.email,
                        member_id=person.member_id,
                    )
                )
        return sorted(made, key=lambda row: not row.counts)

    later = dict(done_since(asking, CHANGES))
    if asking.known is not None:
        there = asking.known.later((), asking.on, set(held or ()))
        later |= {kind.value: many for kind, many in there.items()}
    return Recounted(result, rows, later)


@dataclass(frozen=True)
class _Held:
    """How somebody stands in a position; `why` where they are not counted for it."""

    said: str
    why: str


def _held_as_known(asking: Asking, seats: Sequence[Position]) -> dict[PersonId, dict[Position, _Held]]:
    """Who of the scope held a needed position as a player by the day, with how they stand in it."""
    by_key = {each.key: each for each in seats}
    done: defaultdict[PersonId, defaultdict[Position, list[Stint]]] = defaultdict(lambda: defaultdict(list))
    for row in _participation(asking):
        if row.person_id is not None and row.position_id in by_key and row.held_on <= asking.on:
            played = ExerciseType(row.type).counts_as_played(row.simulation)
            done[row.person_id][by_key[row.position_id]].append(Stint(row.held_on, played))
    responders = {each.key: each for each in load_responders(asking.session, sorted(done), courses=())}
    responders |= {key: each.then for key, each in asking.since.items() if key in done}
    rulebook = asking.catalogue.rulebook
    found: dict[PersonId, dict[Position, _Held]] = {}
    for person, by_position in done.items():
        there: dict[Position, _Held] = {}
        for position, stints in by_position.items():
            experience = Experience.of(stints, asking.on)
            if may_fill(rulebook, _as_if_there(responders[person]), position, asking.on, asking.scope):
                can = may_fill(rulebook, responders[person], position, asking.on, asking.scope)
                there[position] = _standing(position, experience, asking.on, can)
        if there:
            found[person] = there
    return found


def _as_if_there(responder: Responder) -> Responder:
    """A person as if nobody were away: whoever is on leave is listed, and left out for that reason."""
    return replace(responder, absences=())


def _standing(position: Position, experience: Experience, on: date, is_there: bool) -> _Held:
    currency = stands(position, experience, on)
    if experience.played_on is None:
        walked = experience.walked_on
        return _Held(f"walked {spoken(walked)}" if walked else "", "walked through only, not played")
    said = f"played {spoken(experience.played_on)}"
    if not is_there:
        return _Held(said, "on leave")
    return _Held(said, "" if currency.is_current else "played too long ago")


def _teams(seats: Sequence[Position], held: Mapping[PersonId, Mapping[Position, _Held]]) -> Teams:
    current = (
        {position.key for position, how in by_position.items() if not how.why}
        for by_position in held.values()
    )
    return teams(seats, Counter(mask_of(seats, each) for each in current if each))


@dataclass(frozen=True)
class _Exercise:
    """An exercise that counts, with the agencies that played in it."""

    key: int
    title: str
    held_on: date
    host: AgencyId | None
    agencies: frozenset[AgencyId]


def _exercises(asking: Asking) -> list[_Exercise]:
    """The exercises that count and were held by the day, the earliest first."""
    playing: defaultdict[int, set[AgencyId]] = defaultdict(set)
    for row in _participation(asking):
        playing[row.exercise_id].add(row.agency_id)
    query = select(EXERCISE.id, EXERCISE.title, EXERCISE.held_on, EXERCISE.host_agency_id)
    query = query.where(EXERCISE.held_on <= asking.on, *that_count(asking))
    return [
        _Exercise(key, title, held_on, host, frozenset(playing[key]))
        for key, title, held_on, host in asking.session.execute(query.order_by(EXERCISE.held_on, EXERCISE.id))
    ]


def _participation(asking: Asking) -> Sequence[Any]:
    """The rows of players that stand, each with its exercise's day, type and whether it is a simulation."""
    columns = (PART.exercise_id, PART.agency_id, PART.person_id, PART.position_id)
    query = (
        select(*columns, EXERCISE.held_on, EXERCISE.type, EXERCISE.simulation)
        .join(table_of(ExerciseRecord), EXERCISE.id == PART.exercise_id)
        .where(PART.role == Role.PLAYER, *that_count(asking), *stood(ParticipationRecord, asking))
    )
    if asking.known is None:
        return asking.session.execute(query.where(PART.replaced_by_id.is_(None))).all()
    later = table_of(ParticipationRecord).alias("replaced_by")
    query = query.outerjoin(later, later.c.id == PART.replaced_by_id)
    is_replaced_later = or_(PART.replaced_by_id.is_(None), later.c.recorded_at > asking.known.at)
    return asking.session.execute(query.where(is_replaced_later)).all()


def that_count(asking: Asking) -> list[ColumnElement[bool]]:
    """The condition that an exercise counts: that it stands, and is not cancelled."""
    not_cancelled: ColumnElement[bool] = EXERCISE.state != ExerciseState.CANCELLED
    if asking.known is not None:
        cancelled_since = select(AuditRow.subject_id).where(
            AuditRow.at > asking.known.at, AuditRow.kind == AuditKind.EXERCISE_CANCELLED.value
        )
        not_cancelled = or_(not_cancelled, EXERCISE.id.in_(cancelled_since))
    return [not_cancelled, *stood(ExerciseRecord, asking)]


def stood(model: Any, asking: Asking) -> list[ColumnElement[bool]]:
    """The condition that a record was, or is, known and not taken back."""
    columns = table_of(model).c
    if asking.known is None:
        return [columns.voided_at.is_(None)]
    at = asking.known.at
    return [
        columns.recorded_at <= at,
        or_(columns.import_id.is_(None), columns.import_id.not_in(applied_after(at))),
        or_(columns.voided_at.is_(None), columns.voided_at > at),
    ]


def done_since(asking: Asking, kinds: Mapping[AuditKind, str]) -> dict[str, int]:
    """What was done since, by how one of it is counted in words; an import by what it brought at all."""
    if asking.known is None:
        return {}
    since = Counter(
        dict(
            asking.session.execute(
                select(AuditRow.kind, func.count())
                .where(AuditRow.at > asking.known.at, AuditRow.kind.in_([*kinds, AuditKind.IMPORTED]))
                .group_by(AuditRow.kind)
            ).all()
        )
    )
    said = {**kinds, AuditKind.IMPORTED: "import"}
    return {text: since[kind.value] for kind, text in said.items() if since[kind.value]}


def _disciplines(asking: Asking, agencies: Iterable[AgencyId]) -> dict[AgencyId, frozenset[str]]:
    return {key: asking.catalogue.agencies[key].disciplines for key in agencies}
