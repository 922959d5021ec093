"""Putting a class on record: who may do it for whom, nothing twice, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from commands.kit.about import Whom
from commands.kit.may import THEIR_LEAD, Action, may, whom_for
from commands.kit.origin import where_said
from commands.kit.problems import Refused
from commands.kit.request import Request
from commands.language.classes import class_name
from commands.language.logs import ClassHeld, may_log, refuse_late_undo, still_to_come
from storage.answers import asked_now
from storage.audit import AuditKind, AuditRow
from storage.catalogue import Course
from storage.crediting import resting_on
from storage.people import Person
from storage.recording import Completed, lock_records, record_completions
from storage.taking_back import undo as undo_log
from storage.training import CompletionRecord
from words.problems import Problem
from words.standing import standing_words

FORM = "the form Log training"
CAN_VOID = "Their agency's lead or an emergency manager can take it back, with a reason: /training correct."
LOGGED_BY = "logged_by"
"""Under which the row of a log keeps the id of the person who made it: what they are called may change."""


@dataclass(frozen=True)
class Recorded:
    """What became of it: the new records' audit row, for whom, and who had it already."""

    audit_id: int | None
    people: Sequence[Person]
    already: Sequence[Person]
    verified: frozenset[int]  # the people for whom it is confirmed by somebody else


def record(request: Request, held: ClassHeld) -> Recorded:
    """Records a class for each person who has no pass of that course on that day yet.

    One's own is unverified; what a lead or an emergency manager logs for others is confirmed by them.
    Raises Unclear for a day in the future, Refused for people the speaker may not log for.
    """
    if held.day > request.today:
        raise still_to_come(held.day)
    refuse_strangers(request, held.people, held.day)
    theirs = whom_for(request, [person.id for person in held.people])
    confirms = {
        person.id
        for person in held.people
        if may(request.member, Action.VERIFY, theirs[person.id], held.day, request.today)
    }
    done = record_completions(
        request.session,
        [_completed(held, person) for person in held.people],
        request.trail(held.recorded_from or where_said(request, FORM)),
        request.today,
        verified=confirms,
        by=request.member.person_id,
        detail={"day": held.day.isoformat(), LOGGED_BY: request.member.person_id},
    )
    fresh = {each.person_id: each for each in done.fresh}
    return Recorded(
        None if done.log is None else done.log.id,
        [person for person in held.people if person.id in fresh],
        [person for person in held.people if person.id not in fresh],
        frozenset(key for key, each in fresh.items() if each.verified),
    )


def refuse_strangers(request: Request, people: Sequence[Person], day: date) -> None:
    """Raises Refused unless the speaker may log for every one of them."""
    may_log(request, people, day).or_refuse()


def may_log_for(request: Request, people: Sequence[Person], day: date) -> bool:
    """Whether the speaker may log a class of that day for every one of them."""
    return bool(may_log(request, people, day))


def undo(request: Request, audit_id: int) -> int:
    """Takes back what one log recorded, for ten minutes, by the one who logged it; returns how many.

    Raises Refused for anybody else and for later, and Problem when it was taken back already. Of a log whose
    row does not say which person made it, nobody is the one who did.
    """
    logged = _log_for(request, audit_id)
    refuse_late_undo(request, logged.at, "An agency lead or an emergency manager can correct it.")
    records = _records_of(request, logged)
    standing = lock_records(request.session, records)
    if any(each.verified and each.verified_by != request.member.label for each in standing):
        raise Refused("It was confirmed in the meantime, so it stays.", THEIR_LEAD)
    if not standing and any(each.voided_at is None for each in records):
        raise Problem("It has been corrected since, so nothing changed.")
    if not standing:
        raise Problem("It was taken back already; nothing changed.")
    resting = resting_on(request.session, [each.id for each in standing])
    if resting:
        name = class_name(request.catalogue, resting[0])
        raise Refused(
            f"{name} was closed since, and who sat in it has only this record of it, so it stays.", CAN_VOID
        )
    reason = "undone by the one who logged it"
    return len(undo_log(request.session, standing, reason, request.trail("undo"), request.today, audit_id))


def records_of_log(request: Request, audit_id: int) -> Sequence[CompletionRecord]:
    """What a log recorded, as it did, taken back or not. Raises Refused for any but who made it."""
    return _records_of(request, _log_for(request, audit_id))


def _records_of(request: Request, logged: AuditRow) -> Sequence[CompletionRecord]:
    ids = [int(each) for each in logged.detail["records"]]
    query = select(CompletionRecord).where(CompletionRecord.id.in_(ids)).order_by(CompletionRecord.id)
    return request.session.scalars(query).all()


def _log_for(request: Request, audit_id: int) -> AuditRow:
    """The row of a log that the speaker made. Raises Refused for any other."""
    row = request.session.scalars(
        select(AuditRow).where(AuditRow.id == audit_id, AuditRow.kind == AuditKind.TRAINING_LOGGED.value)
    ).one_or_none()
    made_by = Whom(0 if row is None else row.detail.get(LOGGED_BY) or 0)
    may(request.member, Action.UNDO, made_by, request.today, request.today).or_refuse()
    assert row is not None
    return row


def standings_after(request: Request, course: Course, people: Sequence[Person]) -> dict[int, str]:
    """How some people stand with a course now, in words, by person; not those of whom it is not asked."""
    today = request.today
    found = asked_now(request.session, today, [each.id for each in people], course.id)
    return {
        person: standing_words(each.outlook.status(today), each.outlook.due_on(today))
        for person, each in found.items()
    }


def _completed(held: ClassHeld, person: Person) -> Completed:
    return Completed(
        person_id=person.id,
        course_id=held.course.id,
        completed_on=held.day,
        result=held.result.value,
        hours=held.course.hours if held.hours is None else held.hours,
        provider=held.provider,
        instructor=held.instructor,
        funding=held.funding,
        evidence=held.evidence,
        expires_on=held.expires_on,
    )
