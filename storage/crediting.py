"""Closing a class: who gets a verified completion for it, and who does not, and why; once, all or nobody.

Who confirms never confirms themself: their own place on the list waits for somebody else, after the close.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from readiness.text import fold
from readiness.vocabulary import Result
from storage.attending import begins, list_of
from storage.audit import AuditKind, Trail
from storage.cards import changed
from storage.class_turns import NotAsItIs, lock_class, lock_going
from storage.classes import CLASS_CARD, ON_LIST, AttendanceRecord, ClassRecord, ClassState, Outcome
from storage.letters import CLASS_LEFT_OVER, leave_line
from storage.people import AffiliationRecord, Person, lock_people
from storage.recording import Completed, correct_all, record_completions, verify
from storage.responders import PART, live_completions, passes_on
from storage.roster import is_on_roster
from storage.training import CompletionRecord, CourseRecord


class NobodyThere(NotAsItIs):
    """There is nobody on its list: nothing to confirm."""


class StillToCome(NotAsItIs):
    """It has not begun yet: nobody took it."""


class ListChanged(NotAsItIs):
    """Somebody came, went or logged something since the list was shown: nobody is confirmed unseen."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Somebody on the list of a class, and what closing it gives them.

    `on_record` is the completion of that course and day they have already, confirmed or not. `says_other`:
    it is their own word, and says something else of it than the class; it waits to be looked at.
    """

    record: AttendanceRecord
    person: Person
    outcome: Outcome
    on_record: CompletionRecord | None = None
    says_other: bool = False


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
        """Another one whenever somebody else is on the list, gets something else, or has another record."""
        there = [None if each.on_record is None else each.on_record.id for each in self.judged]
        told = ";".join(
            f"{each.record.id}:{each.outcome}:{key}:{each.says_other}"
            for each, key in zip(self.judged, there, strict=True)
        )
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
    zone: ZoneInfo,
    seen: str | None = None,
    others: Sequence[int] = (),
) -> Crediting:
    """Closes a class and gives a verified completion to all on its list who took it, in this transaction.

    One's own unverified word of that very course and day is confirmed rather than doubled; what it left open
    a correction says, and it stays readable. One that says something else than the class is confirmed by
    nobody who did not look at it: it waits, beside what the class gives. `seen` is the fingerprint of the
    list as it was shown. Everybody credited is told in their letter; where somebody's own record waits,
    `others`, who may confirm it, are told that in theirs.

    Raises ClassClosed (by whom and when stands in the class), ClassCancelled, StillToCome, NobodyThere, and
    ListChanged where somebody came, went or logged something since.
    """
    lock_going(session, held)
    if trail.now < begins(held, zone):
        raise StillToCome(held)
    found = _locked(session, held, list_of(session, held.id), confirmer_id, others)
    if not found.judged:
        raise NobodyThere(held)
    if seen is not None and seen != found.fingerprint:
        raise ListChanged(held)
    held.state, held.closed_by, held.closed_at = ClassState.CLOSED, trail.by, trail.now
    code, held.wall_code = held.wall_code, None
    _credit(session, held, found, confirmer_id, trail, today, code=code)
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
        _credit(session, held, found, confirmer_id, trail, today)
    return found


def left_over(session: Session, class_id: int) -> list[tuple[AttendanceRecord, Person]]:
    """Those on the list of a closed class whom nobody else confirmed yet, or whose record stands no more."""
    query = (
        select(AttendanceRecord.id)
        .join(ClassRecord, ClassRecord.id == AttendanceRecord.class_id)
        .where(ClassRecord.id == class_id, ON_LIST, _is_left_over())
    )
    left = set(session.scalars(query))
    return [(record, person) for record, person in list_of(session, class_id) if record.id in left]


def resting_on(session: Session, completion_ids: Sequence[int]) -> list[ClassRecord]:
    """The closed classes in which somebody got no record because they had one of these already."""
    query = (
        select(ClassRecord)
        .join(AttendanceRecord, AttendanceRecord.class_id == ClassRecord.id)
        .where(
            ClassRecord.state == ClassState.CLOSED,
            ON_LIST,
            AttendanceRecord.outcome == Outcome.HAD_IT,
            AttendanceRecord.completion_id.in_(completion_ids),
        )
    )
    return list(session.scalars(query.order_by(ClassRecord.id)).unique())


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
            _is_left_over(),
        )
        .order_by(ClassRecord.held_on, ClassRecord.id)
    )
    if person_id is not None:
        query = query.where(AttendanceRecord.person_id != person_id)
    return list(dict.fromkeys(session.scalars(query)))


def _is_left_over() -> ColumnElement[bool]:
    """The condition on `AttendanceRecord` beside its `ClassRecord`: nobody confirmed them.

    Either it was their own to confirm, or they had a confirmed record then, and have none of that day now.
    """
    confirmed = (
        live_completions(CompletionRecord.id)
        .where(
            CompletionRecord.person_id == AttendanceRecord.person_id,
            CompletionRecord.course_id == ClassRecord.course_id,
            CompletionRecord.completed_on == ClassRecord.held_on,
            CompletionRecord.result == Result.PASS.value,
            CompletionRecord.verified,
        )
        .correlate(AttendanceRecord, ClassRecord)
    )
    their_own = and_(AttendanceRecord.outcome == Outcome.THEIR_OWN, AttendanceRecord.completion_id.is_(None))
    return or_(their_own, and_(AttendanceRecord.outcome == Outcome.HAD_IT, ~confirmed.exists()))


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
    known, gives = passes_on(session, ids, held.course_id, held.held_on), _gives(session, held)
    belong = _on_roster(session, held.held_on, ids)
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
        is_other = there is not None and not there.verified and _says_other(there, gives)
        judged.append(Judged(record, person, outcome, there, is_other))
    return Crediting(judged)


def _on_roster(session: Session, on: date, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), PART):
        theirs = AffiliationRecord.person_id.in_(ids[start : start + PART])
        found.update(session.scalars(select(AffiliationRecord.person_id).where(theirs, is_on_roster(on))))
    return found


def _credit(
    session: Session,
    held: ClassRecord,
    found: Crediting,
    confirmer_id: int | None,
    trail: Trail,
    today: date,
    **detail: Any,
) -> None:
    """Writes down what a class gave; who had it already keeps the record that stands."""
    given = _recorded(session, held, found.of(Outcome.CREDITED), confirmer_id, trail, today)
    for each in found.judged:
        there = each.on_record if each.outcome is Outcome.HAD_IT else given.get(each.person.id)
        each.record.outcome = each.outcome
        each.record.completion_id = None if there is None else there.id
    trail.note(
        session,
        AuditKind.CLASS_CLOSED,
        held.subject,
        of=[held, *given.values()],
        records=[record.id for record in given.values()],
        outcomes={str(outcome): many for outcome, many in sorted(found.counts.items())},
        **detail,
    )
    changed(session, CLASS_CARD, held.id, trail.now)


def _recorded(
    session: Session,
    held: ClassRecord,
    credited: Sequence[Judged],
    confirmer_id: int | None,
    trail: Trail,
    today: date,
) -> dict[int, CompletionRecord]:
    """The confirmed record each of them has now, by the person.

    What they wrote themself is confirmed; what it leaves open and the class says, a new record says beside
    what it said, and the earlier one stays readable.
    """
    gives, detail = _gives(session, held), {"class": held.id}
    own = {each.person.id: each.on_record for each in credited if each.on_record and not each.says_other}
    new = [replace(gives, person_id=each.person.id) for each in credited if each.person.id not in own]
    done = record_completions(
        session, new, trail, today, verified=True, by=confirmer_id, detail=detail, beside_unconfirmed=True
    )
    theirs = [(record, _both(record, gives)) for record in own.values()]
    alike = [record for record, both in theirs if both == Completed.of(record)]
    other = [(record, both) for record, both in theirs if both != Completed.of(record)]
    confirmed = verify(session, alike, trail, today, detail)
    more = correct_all(session, other, trail, today, verified=True, by=confirmer_id, detail=detail)
    kept = [*confirmed, *(each.record for each in (*done.kept, *more))]
    by_person = {each.person_id: each for each in kept}
    return {each.person.id: by_person[each.person.id] for each in credited}


def _gives(session: Session, held: ClassRecord) -> Completed:
    """What a class gives those who took it; nobody's yet."""
    return Completed(
        person_id=0,
        course_id=held.course_id,
        completed_on=held.held_on,
        hours=_hours(session, held),
        provider=held.provider,
        instructor=_instructor(session, held),
        funding=held.funding,
        class_id=held.id,
    )


def _says_other(record: CompletionRecord, gives: Completed) -> bool:
    """Whether somebody's own word says something else than the class: an end, hours, who gave or paid it."""
    said = Completed.of(record)
    texts = ((getattr(said, name), getattr(gives, name)) for name in ("provider", "instructor", "funding"))
    return (
        said.expires_on is not None
        or said.hours not in (None, gives.hours)
        or any(own and fold(own) != fold(of_class) for own, of_class in texts)
    )


def _both(record: CompletionRecord, gives: Completed) -> Completed:
    """What somebody wrote down themself, and of what they left open what the class says."""
    said = Completed.of(record)
    return replace(
        said,
        hours=gives.hours if said.hours is None else said.hours,
        provider=said.provider or gives.provider,
        instructor=said.instructor or gives.instructor,
        funding=said.funding or gives.funding,
        class_id=said.class_id or gives.class_id,
    )


def _hours(session: Session, held: ClassRecord) -> float | None:
    return session.get_one(CourseRecord, held.course_id).hours if held.hours is None else held.hours


def _instructor(session: Session, held: ClassRecord) -> str:
    """Who taught it, as named there, else by the name on the roster."""
    if held.instructor or held.instructor_id is None:
        return held.instructor
    return session.get_one(Person, held.instructor_id).name
