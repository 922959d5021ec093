"""Classes ahead: planned, moved, cancelled; who says they would come, and who gets a seat that comes free.

Every change marks the class's card and leaves an audit row, in the one transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.attending import attendance_of, list_of, sign_in_opens
from storage.audit import AuditKind, Trail
from storage.cards import changed
from storage.class_turns import ClassClosed, PeopleSignedIn, SignedIn, Teaches, lock_class, lock_going
from storage.classes import CLASS_CARD, WOULD_COME, ClassRecord, ClassState, Coming, ComingRecord

CODES = 10_000
TRIES = 20
"""How often a code is drawn again because another class took it in the same moment."""
CAN_CHANGE = frozenset(
    (
        "held_on",
        "start_time",
        "hours",
        "place",
        "provider",
        "instructor",
        "instructor_id",
        "agency_id",
        "funding",
        "seats",
    )
)
"""What of a class may become another; its course is what it is."""
MOVES = ("held_on", "start_time", "place")
"""Of which those who come have to know at once."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answers to a class now; their place among those who wait; whom that gave a seat."""

    answer: Coming
    place: int | None = None
    is_new: bool = True
    moved_up: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """What was otherwise before, by its column (nothing: the same was said again); who is to be told.

    Told are those who said they would come, or wait, and whoever is on the list. `moved_up` got a seat by it,
    `moved_back` lost theirs, and wait.
    """

    before: Mapping[str, Any]
    told: Sequence[int] = ()
    moved_up: Sequence[int] = ()
    moved_back: Sequence[int] = ()


def plan_class(session: Session, held: ClassRecord, trail: Trail) -> ClassRecord:
    """Adds a class with a free code for its wall, drawn at random: nobody guesses it from another one.

    Where every code is on a wall somewhere, it gets none.
    """
    session.flush()
    held.recorded_by, held.recorded_at = trail.by, trail.now
    for _ in range(TRIES):
        held.wall_code = free_code(session)
        try:
            with session.begin_nested():
                session.add(held)
                session.flush()
            break
        except IntegrityError:
            if not _is_on_a_wall(session, held.wall_code):
                raise  # something else about it was wrong
    else:
        held.wall_code = None
        session.add(held)
        session.flush()
    trail.note(session, AuditKind.CLASS_PLANNED, held.subject, of=held)
    return held


def answer(session: Session, held: ClassRecord, person_id: int, said: Coming, trail: Trail) -> Answered:
    """Keeps whether somebody comes: with a seat, or in the waiting list where none is free.

    Who said so before keeps their seat or their place. Where somebody with a seat does not come, who waits
    for longest gets it. Raises SignedIn for who is on its list and says they don't come, Teaches for its
    instructor, who takes no seat; ClassClosed and ClassCancelled.
    """
    lock_going(session, held)
    if said is Coming.NOT_COMING and attendance_of(session, held.id, person_id) is not None:
        raise SignedIn(held)
    if said in WOULD_COME and person_id == held.instructor_id:
        raise Teaches(held)
    row = session.get(ComingRecord, (held.id, person_id), populate_existing=True)
    before = None if row is None else row.answer
    would = said in WOULD_COME
    if (before in WOULD_COME) if would else before is Coming.NOT_COMING:
        assert before is not None
        return Answered(before, _place(session, held.id, person_id, before), False)
    kept = (Coming.COMING if _is_free(session, held) else Coming.WAITING) if would else Coming.NOT_COMING
    if row is None:
        row = ComingRecord(class_id=held.id, person_id=person_id, answer=kept, since=trail.now)
        session.add(row)
    row.answer, row.since = kept, trail.now
    trail.note(session, AuditKind.CLASS_ANSWERED, held.subject, of=row, person=person_id, answer=str(kept))
    moved_up = [] if would else _fill_seats(session, held, trail)
    changed(session, CLASS_CARD, held.id, trail.now)
    return Answered(kept, _place(session, held.id, person_id, kept), True, moved_up)


def change_class(
    session: Session, held: ClassRecord, changes: Mapping[str, Any], trail: Trail, zone: ZoneInfo
) -> Changed:
    """Moves a class, or changes what else of it may become another (`CAN_CHANGE`).

    Where there are fewer seats now, who came last waits. One that was open is shut again until its new start.
    Raises ValueError for what cannot change, PeopleSignedIn where it would move to a day ahead with people on
    its list, ClassClosed and ClassCancelled.
    """
    if not CAN_CHANGE.issuperset(changes):
        raise ValueError(f"not to be changed: {sorted(set(changes) - CAN_CHANGE)}")
    lock_going(session, held)
    others = {name: value for name, value in changes.items() if getattr(held, name) != value}
    if not others:
        return Changed({})
    listed = [person.id for _, person in list_of(session, held.id)]
    today = trail.now.astimezone(zone).date()
    day: date = others.get("held_on", held.held_on)
    if "held_on" in others and day > today and listed:
        raise PeopleSignedIn(held)
    before = {name: getattr(held, name) for name in others}
    for name, value in others.items():
        setattr(held, name, value)
    if held.state is ClassState.OPEN and not listed and trail.now < sign_in_opens(held, zone):
        held.state = ClassState.PLANNED
    _leave_their_seat(session, held)
    was = {name: None if value is None else str(value) for name, value in before.items()}
    trail.note(session, AuditKind.CLASS_CHANGED, held.subject, of=held, before=was)
    moved_back, moved_up = _wait_beyond_seats(session, held, trail), _fill_seats(session, held, trail)
    changed(session, CLASS_CARD, held.id, trail.now)
    return Changed(before, _concerned(session, held.id, listed), moved_up, moved_back)


def place_in_line(session: Session, class_id: int, person_id: int) -> int | None:
    """The place of somebody among those who wait for a seat, from 1; None for who does not wait."""
    row = session.get(ComingRecord, (class_id, person_id))
    return None if row is None else _place(session, class_id, person_id, row.answer)


def cancel_class(session: Session, held: ClassRecord, reason: str, trail: Trail) -> Changed:
    """Cancels a class with a reason; its code is free again, and what people pressed is kept.

    One that was cancelled before keeps its first reason, and nobody is told again. Raises ClassClosed.
    """
    lock_class(session, held)
    if held.state is ClassState.CLOSED:
        raise ClassClosed(held)
    if held.state is ClassState.CANCELLED:
        return Changed({})
    before = {"state": held.state}
    held.state, held.cancel_reason, held.wall_code = ClassState.CANCELLED, reason, None
    trail.note(session, AuditKind.CLASS_CANCELLED, held.subject, of=held, reason=reason)
    changed(session, CLASS_CARD, held.id, trail.now)
    listed = [person.id for _, person in list_of(session, held.id)]
    return Changed(before, _concerned(session, held.id, listed))


def free_code(session: Session, wanted: str | None = None) -> str | None:
    """A code that is on no wall, the one that is wanted where it is free; None, when there is none."""
    used = set(session.scalars(select(ClassRecord.wall_code).where(ClassRecord.wall_code.is_not(None))))
    free = [code for code in map("{:04d}".format, range(CODES)) if code not in used]
    return wanted if wanted in free else secrets.choice(free) if free else None


def _is_on_a_wall(session: Session, code: str | None) -> bool:
    return session.scalar(select(ClassRecord.id).where(ClassRecord.wall_code == code)) is not None


def _is_free(session: Session, held: ClassRecord) -> bool:
    """Whether a class has a seat for one more, and nobody waits for it."""
    if held.seats is None:
        return True
    answers = select(func.count()).where(
        ComingRecord.class_id == held.id, ComingRecord.answer.in_(WOULD_COME)
    )
    return (session.scalar(answers) or 0) < held.seats


def _fill_seats(session: Session, held: ClassRecord, trail: Trail) -> list[int]:
    """Gives the seats that are free to those who wait for longest; who they are."""
    session.flush()
    taken = select(func.count()).where(ComingRecord.class_id == held.id, ComingRecord.answer == Coming.COMING)
    free = None if held.seats is None else max(held.seats - (session.scalar(taken) or 0), 0)
    first = (
        select(ComingRecord)
        .where(ComingRecord.class_id == held.id, ComingRecord.answer == Coming.WAITING)
        .order_by(ComingRecord.since, ComingRecord.person_id)
        .limit(free)
    )
    rows = session.scalars(first.execution_options(populate_existing=True)).all()
    return _seated(session, held, rows, Coming.COMING, trail)


def _leave_their_seat(session: Session, held: ClassRecord) -> None:
    """Who teaches a class takes no seat in it, and waits for none: they are there."""
    session.flush()
    if held.instructor_id is not None:
        row = session.get(ComingRecord, (held.id, held.instructor_id), populate_existing=True)
        if row is not None and row.answer in WOULD_COME:
            session.delete(row)
            session.flush()


def _wait_beyond_seats(session: Session, held: ClassRecord, trail: Trail) -> list[int]:
    """Lets those who came last wait, where fewer seats are left than people who come; who they are."""
    if held.seats is None:
        return []
    session.flush()
    last = (
        select(ComingRecord)
        .where(ComingRecord.class_id == held.id, ComingRecord.answer == Coming.COMING)
        .order_by(ComingRecord.since, ComingRecord.person_id)
        .offset(held.seats)
    )
    rows = session.scalars(last.execution_options(populate_existing=True)).all()
    return _seated(session, held, rows, Coming.WAITING, trail)


def _seated(
    session: Session, held: ClassRecord, rows: Sequence[ComingRecord], answer: Coming, trail: Trail
) -> list[int]:
    """Gives some people a seat or takes it away, each with an audit row of who made that so; who they are."""
    for row in rows:
        before, row.answer = row.answer, answer
        trail.note(
            session,
            AuditKind.CLASS_ANSWERED,
            held.subject,
            of=row,
            person=row.person_id,
            answer=str(answer),
            before=str(before),
        )
    session.flush()
    return [row.person_id for row in rows]


def _place(session: Session, class_id: int, person_id: int, answered: Coming) -> int | None:
    """The place of somebody among those who wait, from 1; None for who does not wait."""
    if answered is not Coming.WAITING:
        return None
    session.flush()
    query = (
        select(ComingRecord.person_id)
        .where(ComingRecord.class_id == class_id, ComingRecord.answer == Coming.WAITING)
        .order_by(ComingRecord.since, ComingRecord.person_id)
    )
    return session.scalars(query).all().index(person_id) + 1


def _concerned(session: Session, class_id: int, listed: Sequence[int]) -> list[int]:
    """Who has to know of a change: those who would come, and those on the list."""
    query = select(ComingRecord.person_id).where(
        ComingRecord.class_id == class_id, ComingRecord.answer.in_(WOULD_COME)
    )
    return sorted({*session.scalars(query), *listed})
