"""One person's transcript, read from the store, as far as the one who asks may read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.documents.transcript import Class, Gone, Part, Standing, Term, Transcript
from readiness.due import Scope
from readiness.standing import Asked, Status
from readiness.vocabulary import Result, Role
from storage.answers import asked_on
from storage.audit import AuditKind, Trail
from storage.catalogue import Catalogue, catalogue_of
from storage.certificates import CertificateRecord, CertificateState, certificates_of
from storage.exercises import COUNTS, STANDS, ExerciseRecord, ParticipationRecord
from storage.people import Person
from storage.region import Region
from storage.responders import is_corrected
from storage.roster import memberships
from storage.sealing import head_line
from storage.tracing import rejected_among
from storage.training import CompletionRecord
from words.standing import standing_words

HASH_SHOWN = 12
"""So many hexadecimal digits of a file's SHA-256 tell which file it was."""

AN_IMPORT = "an import"
VERIFIED_ONES = "verified records"
UNVERIFIED_ONES = "a record nobody has verified yet"
FULL = "; a refresher is no longer enough"
PARTIAL = "This is the part of the record that is for the one it was made for, and nothing else."

Reads = Callable[[date], bool]
"""Whether what happened on a day is for the one who asks."""


def transcript_of(
    session: Session, region: Region, person: Person, now: datetime, reads: Reads, why_not: str = ""
) -> Transcript:
    """A person's transcript as of an instant. `why_not` says why today's standing is not for who asks."""
    today = region.day(now)
    catalogue = catalogue_of(session)
    stands, gone = _records(session, person, reads)
    remarks = [gone.said, PARTIAL if why_not else ""]
    return Transcript(
        audit_head=head_line(session),
        name=person.name,
        known_by=person.email or person.member_id or "",
        fema_sid="" if why_not else person.fema_sid,
        region=region.name or "Muster",
        handling_mark=region.handling_mark,
        on=today,
        made_at=now,
        zone=region.zone,
        terms=[
            Term(catalogue.agencies[each.agency_id].name, each.joined_on, each.left_on, each.role)
            for each in memberships(session, [person.id]).get(person.id, [])
            if not why_not or reads(each.left_on or today)
        ],
        standings=[] if why_not else _standings(session, catalogue, person, today),
        why_not=why_not,
        classes=_classes(session, catalogue, region, stands),
        parts=_parts(session, catalogue, person, today, reads),
        remarks=[each for each in remarks if each],
    )


def note_transcript(session: Session, trail: Trail, person: Person, made: Transcript, form: str) -> None:
    """Leaves the audit row of a transcript that was made for somebody."""
    trail.note(
        session,
        AuditKind.TRANSCRIPT_DOWNLOADED,
        ("person", person.id),
        person=person.email or person.member_id,
        form=form,
        classes=len(made.classes),
        exercises=len(made.parts),
    )


def _records(session: Session, person: Person, reads: Reads) -> tuple[list[CompletionRecord], Gone]:
    """The completions that stand, newest first, and how many do not."""
    rows = session.execute(
        select(CompletionRecord, is_corrected())
        .where(CompletionRecord.person_id == person.id)
        .order_by(CompletionRecord.completed_on.desc(), CompletionRecord.id.desc())
    )
    stands: list[CompletionRecord] = []
    voided: list[int] = []
    corrected = 0
    for record, is_replaced in rows:
        if not reads(record.completed_on):
            continue
        if record.voided_at is not None:
            voided.append(record.id)
        elif is_replaced:
            corrected += 1
        else:
            stands.append(record)
    rejected = len(rejected_among(session, voided))
    return stands, Gone(corrected, rejected, len(voided) - rejected)


def _standings(session: Session, catalogue: Catalogue, person: Person, today: date) -> list[Standing]:
    asked = asked_on(session, today, Scope.person(person.id))
    found = [_standing(catalogue, each, today) for each in asked]
    return sorted(found, key=lambda each: each.course.casefold())


def _standing(catalogue: Catalogue, asked: Asked, today: date) -> Standing:
    outlook = asked.outlook
    status, due_on = outlook.status(today), outlook.due_on(today)
    needs_all = status is Status.EXPIRED and not outlook.refresher_suffices(today)
    rests_on = "" if outlook.last_on is None else VERIFIED_ONES
    if outlook.last_on is not None and outlook.verified_expires_on != outlook.expires_on:
        rests_on = UNVERIFIED_ONES
    return Standing(
        course=catalogue.courses[asked.course].title,
        says=standing_words(status, due_on) + (FULL if needs_all else ""),
        until=due_on,
        last_on=outlook.last_on,
        rests_on=rests_on,
    )


def _classes(
    session: Session, catalogue: Catalogue, region: Region, records: Sequence[CompletionRecord]
) -> list[Class]:
    certificates = _certificates(session, records)
    return [
        Class(
            course=catalogue.courses[each.course_id].title,
            code=catalogue.courses[each.course_id].code,
            day=each.completed_on,
            passed=each.result == Result.PASS,
            hours=each.hours,
            provider=each.provider,
            instructor=each.instructor,
            grant=each.funding,
            expires_on=each.expires_on,
            evidence=each.evidence,
            certificates=certificates.get(each.id, ()),
            verified=each.verified,
            by=(each.verified_by if each.verified else each.recorded_by) or AN_IMPORT,
            on=_day(region, each.verified_at if each.verified else each.recorded_at),
        )
        for each in records
    ]


def _day(region: Region, instant: datetime | None) -> date | None:
    return None if instant is None else region.day(instant)


def _certificates(session: Session, records: Sequence[CompletionRecord]) -> dict[int, list[str]]:
    """The certificates kept for some completions and for what they correct, by the completion's id."""
    return {
        key: [
            _named(each) for each in found if each.voided_at is None and each.state is CertificateState.KEPT
        ]
        for key, found in certificates_of(session, records).items()
    }


def _named(certificate: CertificateRecord) -> str:
    known = f" (SHA-256 {certificate.sha256[:HASH_SHOWN]}…)" if certificate.sha256 else ""
    return certificate.name + known


def _parts(session: Session, catalogue: Catalogue, person: Person, today: date, reads: Reads) -> list[Part]:
    rows = session.execute(
        select(ParticipationRecord, ExerciseRecord)
        .join(ExerciseRecord, ExerciseRecord.id == ParticipationRecord.exercise_id)
        .where(ParticipationRecord.person_id == person.id, STANDS, COUNTS, ExerciseRecord.held_on <= today)
        .order_by(ExerciseRecord.held_on.desc(), ParticipationRecord.id)
    )
    return [
        Part(
            title=held.title,
            kind=f"{held.type}, simulation" if held.simulation else held.type,
            day=held.held_on,
            agency=catalogue.agencies[part.agency_id].name,
            held_as=_held_as(catalogue, part),
            verified=part.verified,
            self_reported=part.self_reported,
            by=(part.verified_by if part.verified else part.recorded_by) or AN_IMPORT,
        )
        for part, held in rows
        if reads(held.held_on)
    ]


def _held_as(catalogue: Catalogue, part: ParticipationRecord) -> str:
    position = catalogue.every_position.get(part.position_id or 0)
    said = [] if position is None else [position.title]
    if not said or part.role != Role.PLAYER:
        said.append(part.role)
    if part.run > 1:
        said.append(f"run {part.run}")
    return ", ".join(said)
