"""Putting a class on record: who may do it for whom, nothing twice, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from commands.kit.about import Verdict, Whom
from commands.kit.may import Action, may, may_for_all, whom_for
from commands.kit.request import Request
from commands.language.logs import ClassHeld, refuse_late_undo
from readiness.due import Scope
from readiness.standing import Asked
from readiness.vocabulary import Result
from storage.answers import asked_on
from storage.audit import AuditKind, AuditRow
from storage.catalogue import Course
from storage.people import Person, lock_people
from storage.responders import passes_on
from storage.standing import project
from storage.training import CompletionRecord
from words.days import spoken
from words.problems import Problem, Unclear

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
    lock_people(request.session, [person.id for person in held.people])
    already = {}
    if held.result is Result.PASS:
        already = passes_on(request.session, [p.id for p in held.people], held.course.id, held.day)
    fresh = [person for person in held.people if person.id not in already]
    theirs = whom_for(request, [person.id for person in fresh])
    confirms = {
        person.id
        for person in fresh
        if may(request.member, Action.VERIFY, theirs[person.id], held.day, request.today)
    }
    records = [_completion(request, held, person, person.id in confirms) for person in fresh]
    request.session.add_all(records)
    request.session.flush()
    audit_id = _note(request, held, records) if records else None
    project(request.session, [person.id for person in fresh], request.today)
    return Recorded(
        audit_id,
        fresh,
        [person for person in held.people if person.id in already],
        frozenset(each.person_id for each in records if each.verified),
    )


def still_to_come(day: date) -> Unclear:
    """A class of a day that lies ahead is no record yet."""
    return Unclear(
        not_understood=f"{spoken(day)} is still to come: log a class once it is over. Nothing was recorded.",
        example="/training log ASIM Basic yesterday",
    )


def refuse_strangers(request: Request, people: Sequence[Person], day: date) -> None:
    """Raises Refused unless the speaker may log for every one of them."""
    _may_log(request, people, day).or_refuse()


def may_log_for(request: Request, people: Sequence[Person], day: date) -> bool:
    """Whether the speaker may log a class of that day for every one of them."""
    return bool(_may_log(request, people, day))


def undo(request: Request, audit_id: int) -> int:
    """Takes back what one log recorded, for ten minutes, by the one who logged it; returns how many.

    Raises Refused for anybody else and for later, and Problem when it was taken back already. Of a log whose
    row does not say which person made it, nobody is the one who did.
    """
    logged = _log_for(request, audit_id)
    refuse_late_undo(request, logged.at, "An agency lead or an emergency manager can correct it.")
    ids = [int(each) for each in logged.detail["records"]]
    query = select(CompletionRecord).where(CompletionRecord.id.in_(ids)).order_by(CompletionRecord.id)
    records = list(request.session.scalars(query))
    lock_people(request.session, [each.person_id for each in records])
    standing = [each for each in records if each.voided_at is None]
    if not standing:
        raise Problem("It was taken back already; nothing changed.")
    for each in standing:
        each.take_back(request.now, request.member.label, "undone by the one who logged it")
    request.note(
        AuditKind.TRAINING_UNDONE,
        ("audit", audit_id),
        of=standing,
        records=[each.id for each in standing],
    )
    project(request.session, [each.person_id for each in standing], request.today)
    return len(standing)


def _log_for(request: Request, audit_id: int) -> AuditRow:
    """The row of a log that the speaker made. Raises Refused for any other."""
    row = request.session.scalars(
        select(AuditRow).where(AuditRow.id == audit_id, AuditRow.kind == AuditKind.TRAINING_LOGGED.value)
    ).one_or_none()
    made_by = Whom(0 if row is None else row.detail.get(LOGGED_BY) or 0)
    may(request.member, Action.UNDO, made_by, request.today, request.today).or_refuse()
    assert row is not None
    return row


def standing_after(request: Request, course: Course, person_id: int) -> Asked | None:
    """How a person stands with a course now; None when it is not asked of them."""
    found = asked_on(request.session, request.today, Scope.person(person_id), [course.id])
    return found[0] if found else None


def _may_log(request: Request, people: Sequence[Person], day: date) -> Verdict:
    """Whether they may; that a day is still to come is said of the day, not of the people."""
    on = min(day, request.today)
    return may_for_all(request, Action.LOG, [person.id for person in people], on)


def _completion(request: Request, held: ClassHeld, person: Person, confirmed: bool) -> CompletionRecord:
    return CompletionRecord(
        person_id=person.id,
        course_id=held.course.id,
        completed_on=held.day,
        result=held.result.value,
        hours=held.course.hours if held.hours is None else held.hours,
        provider=held.provider,
        instructor=held.instructor,
        funding=held.funding,
        evidence=held.evidence,
        verified=confirmed,
        verified_by=request.member.label if confirmed else "",
        verified_at=request.now if confirmed else None,
        recorded_by=request.member.label,
        recorded_at=request.now,
    )


def _note(request: Request, held: ClassHeld, records: Sequence[CompletionRecord]) -> int:
    row = request.note(
        AuditKind.TRAINING_LOGGED,
        ("course", held.course.id),
        of=records,
        day=held.day.isoformat(),
        records=[each.id for each in records],
        **{LOGGED_BY: request.member.person_id},
    )
    request.session.flush()
    return row.id
