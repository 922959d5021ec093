"""Which record a certificate goes to, who may put it there, and what it says of its own end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select

from commands.kit.about import Whom, Written
from commands.kit.may import THEIR_LEAD, Action, may, may_for_all, whom_for
from commands.kit.origin import where_said
from commands.kit.problems import Refused
from commands.kit.request import Request
from commands.language.logs import ClassHeld, refuse_late_undo
from commands.training.certificates_views import Attached, ShownRecord
from commands.training.recording import Recorded
from storage.audit import Trail
from storage.certificates import (
    BroughtBy,
    CertificateRecord,
    CertificateState,
    bring,
    certificates_of,
    place,
    remove,
)
from storage.engine import may_change
from storage.people import Person
from storage.recording import Completed, NoLongerStands, OnRecordAlready, correct, correction_of, lock_records
from storage.responders import live_completions, on_record, records_of
from storage.taking_back import void
from storage.training import CompletionRecord
from words.days import spoken
from words.problems import Problem

JUST_NOW = timedelta(hours=1)
"""How long after a class was logged a file that is sent is taken for its certificate."""

MOST_OF_ONE = 20
"""Certificates of one record."""
PROVES = (CertificateState.COMING, CertificateState.KEPT)
RECENT = 5
WHOSE = "A certificate is attached by that person, their agency's lead or an emergency manager."
NOT_YOURS = "That record is not yours to attach a certificate to. Nothing was attached."
GONE = "That record was taken back, so nothing was attached to it."
FORM = "the form Attach a certificate"


@dataclass(frozen=True)
class Noted:
    """What became of what a certificate says: the record that stands, the correction, and words."""

    completion: CompletionRecord
    corrected: int | None = None
    said: str = ""


def trail_of(request: Request) -> Trail:
    """Who attaches, when, and from which message or form."""
    return request.trail(where_said(request, FORM))


def record_for(request: Request, completion_id: int) -> CompletionRecord:
    """The record that stands for one that was chosen. Raises Refused where the speaker may not prove it."""
    found = request.session.get(CompletionRecord, completion_id)
    if found is None or not may_for_all(request, Action.LOG, [found.person_id], found.completed_on):
        raise Refused(NOT_YOURS, WHOSE)
    found = standing_for(request, found)
    if found.voided_at is not None:
        raise Problem(GONE)
    if not may_for_all(request, Action.LOG, [found.person_id], found.completed_on):
        raise Refused(NOT_YOURS, WHOSE)
    return found


def standing_for(request: Request, completion: CompletionRecord) -> CompletionRecord:
    """What stands in the place of a record: its last correction, or itself."""
    while (later := correction_of(request.session, completion)) is not None:
        completion = later
    return completion


def _first(request: Request, completion: CompletionRecord) -> CompletionRecord:
    """The record of which a record is a correction, or itself.

    A certificate is kept with it, and so proves whatever stands in its place, also once a correction is
    taken back.
    """
    while completion.corrects_id is not None:
        completion = request.session.get_one(CompletionRecord, completion.corrects_id)
    return completion


def brought(
    request: Request,
    file_id: str,
    name: str,
    person_id: int,
    completion: CompletionRecord | None,
    expires: date | None = None,
) -> CertificateRecord:
    """Notes one file, for a record, or until it is known for which, with what was said of its last day.

    It is fetched afterwards.
    """
    member = request.member
    by = BroughtBy(member.workspace, member.user, member.person_id)
    completion_id = None if completion is None else _first(request, completion).id
    return bring(request.session, file_id, name, person_id, completion_id, by, trail_of(request), expires)


def put(
    request: Request, files: Sequence[CertificateRecord], completion: CompletionRecord
) -> list[CertificateRecord]:
    """Sends files that waited to a record; gives back those that were put there now. Raises Problem."""
    fresh = still_waiting(files)
    refuse_too_many(request, completion, len(fresh))
    for each in fresh:
        place(request.session, each, _first(request, completion), trail_of(request))
    return fresh


def still_waiting(files: Sequence[CertificateRecord]) -> list[CertificateRecord]:
    """Those of some files that wait for somebody to say which record they prove."""
    return [
        each
        for each in files
        if each.completion_id is None and each.voided_at is None and each.state is CertificateState.COMING
    ]


def expiry_said(files: Sequence[CertificateRecord]) -> date | None:
    """The last day that was said with some files that wait; where several were, the last that was said."""
    return next((each.expires_on for each in reversed(files) if each.expires_on is not None), None)


def attach_to_log(request: Request, held: ClassHeld, done: Recorded, ids: Sequence[str]) -> None:
    """Attaches the files of a log to what it recorded, or to what was on record: for each of its people."""
    if not ids:
        return
    people = [person.id for person in [*done.people, *done.already]]
    keys = [(each, held.course.id, held.day, held.result.value) for each in people]
    for completion in on_record(request.session, keys).values():
        refuse_too_many(request, completion, len(ids))
        for each in ids:
            brought(request, each, "", completion.person_id, completion)


def refuse_too_many(request: Request, completion: CompletionRecord, more: int) -> None:
    """Raises Problem where a record has as many certificates as one can have; who adds to it takes turns."""
    if more:
        lock_records(request.session, [completion])
    there = live(certificates_of(request.session, [completion]).get(completion.id, ()))
    if len(there) + more > MOST_OF_ONE:
        raise Problem(
            f"A record has at most {MOST_OF_ONE} certificates. Nothing was attached. Put several pages into "
            "one PDF, or take one back that is no longer needed: press Certificate in the record."
        )


def note(request: Request, completion: CompletionRecord, expires: date | None, link: str = "") -> Noted:
    """Corrects a record by what its certificate says, its own last day or a link to it, where it says other.

    A record that was confirmed is not its person's to change: that is said, and the file goes along.
    """
    if expires or link:
        lock_records(request.session, [completion])  # somebody may be confirming it
    said = Completed.of(completion)
    change = Completed(
        **{
            **{name: getattr(said, name) for name in Completed.__slots__},
            "expires_on": expires or said.expires_on,
            "evidence": link or said.evidence,
        }
    )
    if change == said:
        return Noted(completion)
    whom = whom_for(request, [completion.person_id])[completion.person_id]
    day, today = completion.completed_on, request.today
    if not may(request.member, Action.CORRECT, Written(whom, completion.verified), day, today):
        what = "when it expires" if expires and expires != said.expires_on else "the link"
        return Noted(
            completion,
            said=f"I did not note {what}: that record was confirmed, so only your lead or an emergency "
            "manager can change it.",
        )
    try:
        kept = correct(
            request.session,
            completion,
            change,
            trail_of(request),
            today,
            verified=completion.verified,
            by=request.member.person_id,
        )
    except (NoLongerStands, OnRecordAlready):
        raise Problem("That record was changed meanwhile. Nothing was attached; please try again.") from None
    lines = []
    if expires and expires != said.expires_on:
        lines.append(f"It expires on {spoken(expires)}, as the certificate says.")
    if link and link != said.evidence:
        lines.append("The link is noted.")
    return Noted(kept.record, kept.record.id if kept.is_new else None, " ".join(lines))


def just_logged(request: Request) -> list[CompletionRecord]:
    """What the speaker logged lately, or was logged for them, and has no certificate yet; newest first."""
    person = request.member.person_id
    logged_by_them = and_(
        CompletionRecord.recorded_by_id == person,
        CompletionRecord.corrects_id.is_(None),
        CompletionRecord.class_id.is_(None),
    )
    query = live_completions(CompletionRecord).where(
        or_(CompletionRecord.person_id == person, logged_by_them),
        CompletionRecord.recorded_at >= request.now - JUST_NOW,
        CompletionRecord.import_id.is_(None),
    )
    found = request.session.scalars(query.order_by(CompletionRecord.id.desc())).all()
    records = provable(request, found)
    there = certificates_of(request.session, records)
    return [each for each in records if not live(there.get(each.id, ()))]


def provable(request: Request, records: Sequence[CompletionRecord]) -> list[CompletionRecord]:
    """Those of some records to which the speaker may attach a certificate."""
    whose = whom_for(request, {each.person_id for each in records})
    member, today = request.member, request.today
    return [
        each for each in records if may(member, Action.LOG, whose[each.person_id], each.completed_on, today)
    ]


def records_to_prove(
    request: Request, people: Sequence[int], courses: Sequence[int] = (), day: date | None = None
) -> list[CompletionRecord]:
    """A few records of some people to which the speaker may attach a certificate, the newest first.

    Only of some courses, or of a day, where they are named.
    """
    found = records_of(request.session, people, courses, day, most=RECENT)
    return provable(request, found)[:RECENT]


def own_files(request: Request, ids: Sequence[int]) -> list[CertificateRecord]:
    """Some files that the speaker brought; who may change them has them alone. Raises Refused for anybody
    else's.
    """
    query = select(CertificateRecord).where(CertificateRecord.id.in_(ids)).order_by(CertificateRecord.id)
    query = query.with_for_update() if may_change(request.session) else query
    found = list(request.session.scalars(query))
    if len(found) < len(set(ids)) or not all(_is_theirs(request, each.recorded_by_id) for each in found):
        raise Refused("Those files were not sent by you. Nothing was attached.", WHOSE)
    return found


def _is_theirs(request: Request, made_by: int | None) -> bool:
    """Whether the speaker is the person who made something, with whichever of their accounts."""
    return bool(may(request.member, Action.UNDO, Whom(made_by or 0), request.today, request.today))


def take_back(request: Request, undo: Attached) -> int:
    """Undoes an attachment, and the correction that came with it, by whoever made it; returns how many files.

    Raises Refused for anybody else, for later, and once somebody else confirmed the record by it, and Problem
    when it was taken back already.
    """
    files, trail = own_files(request, undo.certificates), trail_of(request)
    record = request.session.get(CompletionRecord, undo.corrected) if undo.corrected else None
    if record is not None and not _is_theirs(request, record.recorded_by_id):
        raise Refused("Only the one who attached it can undo it.", WHOSE)
    refuse_late_undo(
        request, undo.at, "It can still be taken back, with a reason: press Certificate in the record."
    )
    standing = [each for each in files if each.voided_at is None]
    _refuse_confirmed(request, record, standing, undo.at)
    reason = "undone by the one who attached it"
    undone = (
        record is not None and record.voided_at is None and correction_of(request.session, record) is None
    )
    if not standing and not undone:
        raise Problem("It was taken back already; nothing changed.")
    for each in standing:
        remove(request.session, each, reason, trail)
    if record is not None and undone:
        void(request.session, record, reason, trail, request.today, by=request.member.person_id)
    return len(standing)


def _refuse_confirmed(
    request: Request, record: CompletionRecord | None, files: Sequence[CertificateRecord], since: datetime
) -> None:
    """Raises Refused where somebody else confirmed, once this was attached, what it was attached to."""
    session = request.session
    proved = [session.get_one(CompletionRecord, each.completion_id) for each in files if each.completion_id]
    about = [*proved, *([] if record is None else [record])]
    lock_records(session, about)
    for each in (standing_for(request, each) for each in about):
        with_it = (each.verified_by, each.verified_at) == (each.recorded_by, each.recorded_at)
        by_me = with_it if each is record else each.verified_by == request.member.label
        is_late = each is record or each.verified_at is None or each.verified_at >= since
        if each.verified and is_late and not by_me:
            raise Refused("It was confirmed meanwhile, with what you attached, so it stays.", THEIR_LEAD)


def record_words(request: Request, completion: CompletionRecord) -> str:
    """A record in a few words: the course and the day, and whose it is where it is not the speaker's."""
    return records_words(request, [completion])[completion.id]


def records_words(request: Request, completions: Sequence[CompletionRecord]) -> dict[int, str]:
    """The same of some records, by id."""
    others = {each.person_id for each in completions} - {request.member.person_id}
    people = request.session.scalars(select(Person).where(Person.id.in_(others))).all() if others else []
    names = {person.id: f"{person.name}: " for person in people}
    titles = {key: course.title for key, course in request.catalogue.courses.items()}
    return {
        each.id: f"{names.get(each.person_id, '')}{titles[each.course_id]}, {spoken(each.completed_on)}"
        for each in completions
    }


def shown_record(request: Request, completion: CompletionRecord) -> ShownRecord:
    """A record among those to choose from."""
    return ShownRecord(completion.id, record_words(request, completion))


def live(found: Sequence[CertificateRecord]) -> list[CertificateRecord]:
    """Those of some certificates that prove something, or soon will."""
    return [each for each in found if each.voided_at is None and each.state in PROVES]
