"""Closing a class: who gets a verified completion for it, and who does not, and why; once, all or nobody.

Who confirms never confirms themself: their own place on the list waits for somebody else, after the close.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from readiness.vocabulary import Result
from storage.attending import list_of
from storage.audit import AuditKind, Trail
from storage.cards import changed
from storage.class_turns import NotAsItIs, lock_class, lock_going
from storage.classes import CLASS_CARD, ON_LIST, AttendanceRecord, ClassRecord, ClassState, Outcome
from storage.letters import CLASS_LEFT_OVER, CREDITED, leave_line
from storage.people import AffiliationRecord, Person, lock_people
from storage.responders import PART, live_completions
from storage.roster import is_on_roster
from storage.standing import project
from storage.training import CompletionRecord, CourseRecord


class NobodyThere(NotAsItIs):
    """There is nobody on its list: nothing to confirm."""


class StillToCome(NotAsItIs):
    """Its day has not come yet: nobody took it."""


class ListChanged(NotAsItIs):
    """Somebody came or went since the list was shown: nobody is confirmed unseen."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Somebody on the list of a class, and what closing it gives them.

    `on_record` is the completion of that course and day they have already, confirmed or not.
    """

    record: AttendanceRecord
    person: Person
    outcome: Outcome
    on_record: CompletionRecord | None = None


@dataclass(frozen=True)
class Crediting:
    """What closing a class gives to whom, by name."""

    judged: Sequence[Judged]
    counts: Mapping[Outcome, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", Counter(each.outcome for each in self.judged))

    def of(self, outcome: Outcome) -> list[Judged]:
        """Those to whom it gives that."""
        return [each for each in self.judged if each.outcome is outcome]

    @property
    def fingerprint(self) -> str:
        """Another one whenever somebody else is on the list, or gets something else."""
        told = ";".join(f"{each.record.id}:{each.outcome}" for each in self.judged)
        return sha256(told.encode()).hexdigest()[:16]


def crediting(session: Session, held: ClassRecord, confirmer_id: int | None) -> Crediting:
    """What closing a class now would give to whom, where this person of the roster confirms it."""
    return _judge(session, held, list_of(session, held.id), confirmer_id)


def close_class(
    session: Session,
    held: ClassRecord,
    confirmer_id: int | None,
    trail: Trail,
    today: date,
    seen: str | None = None,
    others: Sequence[int] = (),
) -> Crediting:
    """Closes a class and gives a verified completion to all on its list who took it, in this transaction.

    One's own unverified word of that very course and day is confirmed rather than doubled. `seen` is the
    fingerprint of the list as it was shown. Everybody credited is told in their letter; where somebody's own
    record waits, `others`, who may confirm it, are told that in theirs.

    Raises ClassClosed (by whom and when stands in the class), ClassCancelled, StillToCome, NobodyThere, and
    ListChanged where somebody came or went since.
    """
    lock_going(session, held)
    if held.held_on > today:
        raise StillToCome(held)
    found = _locked(session, held, list_of(session, held.id), confirmer_id, others)
    if not found.judged:
        raise NobodyThere(held)
    if seen is not None and seen != found.fingerprint:
        raise ListChanged(held)
    held.state, held.closed_by, held.closed_at = ClassState.CLOSED, trail.by, trail.now
    held.wall_code = None
    _credit(session, held, found, trail, today)
    if found.of(Outcome.THEIR_OWN):
        leave_line(session, others, CLASS_LEFT_OVER, held.id, trail.now)
    return found


def confirm_left(
    session: Session, held: ClassRecord, confirmer_id: int | None, trail: Trail, today: date
) -> Crediting:
    """Confirms, after a class was closed, those who confirmed it themselves and so are left over.

    Never the one who confirms now. Raises NotAsItIs for a class that is not closed.
    """
    lock_class(session, held)
    if held.state is not ClassState.CLOSED:
        raise NotAsItIs(held)
    found = _locked(session, held, left_over(session, held.id), confirmer_id)
    if any(each.outcome is not Outcome.THEIR_OWN for each in found.judged):
        _credit(session, held, found, trail, today)
    return found


def left_over(session: Session, class_id: int) -> list[tuple[AttendanceRecord, Person]]:
    """Those on the list of a closed class whom nobody else confirmed yet."""
    return [
        (record, person)
        for record, person in list_of(session, class_id)
        if record.outcome is Outcome.THEIR_OWN and record.completion_id is None
    ]


def left_over_classes(
    session: Session, theirs: ColumnElement[bool], since: date, person_id: int | None
) -> list[int]:
    """Which closed classes, of some and from a day on, have somebody left over who is not this person."""
    query = (
        select(ClassRecord.id)
        .join(AttendanceRecord, AttendanceRecord.class_id == ClassRecord.id)
        .where(
            theirs,
            ClassRecord.state == ClassState.CLOSED,
            ClassRecord.held_on >= since,
            ON_LIST,
            AttendanceRecord.outcome == Outcome.THEIR_OWN,
            AttendanceRecord.completion_id.is_(None),
        )
        .order_by(ClassRecord.held_on, ClassRecord.id)
    )
    if person_id is not None:
        query = query.where(AttendanceRecord.person_id != person_id)
    return list(dict.fromkeys(session.scalars(query)))


def _locked(
    session: Session,
    held: ClassRecord,
    listed: Sequence[tuple[AttendanceRecord, Person]],
    confirmer_id: int | None,
    others: Sequence[int] = (),
) -> Crediting:
    """The same once nobody else changes these people's records any more."""
    lock_people(session, [*(person.id for _, person in listed), *others])
    return _judge(session, held, listed, confirmer_id)


def _judge(
    session: Session,
    held: ClassRecord,
    listed: Sequence[tuple[AttendanceRecord, Person]],
    confirmer_id: int | None,
) -> Crediting:
    ids = [person.id for _, person in listed]
    known, belong = _on_record(session, held, ids), _on_roster(session, held.held_on, ids)
    judged = []
    for record, person in listed:
        there = known.get(person.id)
        if record.left_early_at is not None:
            outcome = Outcome.LEFT_EARLY
        elif person.id not in belong:
            outcome = Outcome.NOT_ON_ROSTER
        elif there is not None and there.verified:
            outcome = Outcome.HAD_IT
        else:
            outcome = Outcome.THEIR_OWN if person.id == confirmer_id else Outcome.CREDITED
        judged.append(Judged(record, person, outcome, there))
    return Crediting(judged)


def _on_record(session: Session, held: ClassRecord, ids: Sequence[int]) -> dict[int, CompletionRecord]:
    """Who has a pass of a class's course and day that stands: the confirmed one, where there are several."""
    found: dict[int, CompletionRecord] = {}
    for start in range(0, len(ids), PART):
        query = live_completions(CompletionRecord).where(
            CompletionRecord.person_id.in_(ids[start : start + PART]),
            CompletionRecord.course_id == held.course_id,
            CompletionRecord.completed_on == held.held_on,
            CompletionRecord.result == Result.PASS,
        )
        in_order = query.order_by(CompletionRecord.verified, CompletionRecord.id)
        rows = session.scalars(in_order.execution_options(populate_existing=True))
        found |= {each.person_id: each for each in rows}
    return found


def _on_roster(session: Session, on: date, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), PART):
        theirs = AffiliationRecord.person_id.in_(ids[start : start + PART])
        found.update(session.scalars(select(AffiliationRecord.person_id).where(theirs, is_on_roster(on))))
    return found


def _credit(session: Session, held: ClassRecord, found: Crediting, trail: Trail, today: date) -> None:
    """Writes down what a class gave; who had it already keeps the record that stands."""
    credited = found.of(Outcome.CREDITED)
    given = {each.person.id: each.on_record or _completion(session, held, each, trail) for each in credited}
    confirmed = [each.on_record for each in credited if each.on_record is not None]
    for record in confirmed:
        _confirm(session, held, record, trail)
    session.add_all(given.values())
    session.flush()
    for each in found.judged:
        there = given.get(each.person.id, each.on_record)
        has_it = each.outcome in (Outcome.CREDITED, Outcome.HAD_IT)
        each.record.outcome = each.outcome
        each.record.completion_id = there.id if has_it and there is not None else None
    for record in confirmed:
        about = ("completion", record.id)
        trail.note(session, AuditKind.TRAINING_VERIFIED, about, of=record, **{"class": held.id})
    trail.note(
        session,
        AuditKind.CLASS_CLOSED,
        held.subject,
        of=[held, *given.values()],
        records=[record.id for record in given.values()],
        outcomes={str(outcome): many for outcome, many in sorted(found.counts.items())},
    )
    project(session, given, today)
    for person_id, record in given.items():
        leave_line(session, [person_id], CREDITED, record.id, trail.now)
    changed(session, CLASS_CARD, held.id, trail.now)


def _completion(session: Session, held: ClassRecord, each: Judged, trail: Trail) -> CompletionRecord:
    return CompletionRecord(
        person_id=each.person.id,
        course_id=held.course_id,
        completed_on=held.held_on,
        result=Result.PASS.value,
        hours=_hours(session, held),
        provider=held.provider,
        instructor=_instructor(session, held),
        funding=held.funding,
        class_id=held.id,
        verified=True,
        verified_by=trail.by,
        verified_at=trail.now,
        recorded_by=trail.by,
        recorded_from=trail.recorded_from,
        recorded_at=trail.now,
    )


def _confirm(session: Session, held: ClassRecord, record: CompletionRecord, trail: Trail) -> None:
    """Confirms somebody's own word; what they left open of the class is filled in, what they said stays."""
    record.verified, record.verified_by, record.verified_at = True, trail.by, trail.now
    record.class_id = record.class_id or held.id
    record.hours = _hours(session, held) if record.hours is None else record.hours
    record.provider = record.provider or held.provider
    record.instructor = record.instructor or _instructor(session, held)
    record.funding = record.funding or held.funding


def _hours(session: Session, held: ClassRecord) -> float | None:
    return session.get_one(CourseRecord, held.course_id).hours if held.hours is None else held.hours


def _instructor(session: Session, held: ClassRecord) -> str:
    """Who taught it, as named there, else by the name on the roster."""
    if held.instructor or held.instructor_id is None:
        return held.instructor
    return session.get_one(Person, held.instructor_id).name
