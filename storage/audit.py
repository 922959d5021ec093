"""Who changed what, from where, and when: by kind, with a digest of the record it speaks of."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, event, insert, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from storage.audit_key import KEY, AuditKey
from storage.base import WORKED_OUT, Base
from storage.canonical import digest_of

_LAST, _REMEMBERED = "last audit rows", 20

SLACK = "slack"
"""The door of what was done in Slack."""

COMMAND_LINE = "command line"
"""Who did, and through which door, what was done there: nobody says who types."""


class Privacy(StrEnum):
    """Of whom an audit row tells, and so who may be shown it."""

    NAMES = "names"  # one person or several: those who may name them
    REGION = "region"  # what the region asks and brings in: its emergency managers
    PRIVATE = "private"  # what somebody told emergency management, and never their lead
    CHANNEL = "channel"  # what a channel was told, and it was counts: whoever may read the channel


TAKEN_BACK = frozenset(("taken back", "taken out", "undone", "taken out again"))
"""What a row says under `what` or `became` that took back what another one had done."""


class Effect(StrEnum):
    """What came of what was done."""

    CHANGES = "changes"  # something is otherwise than before
    GIVES_OUT = "gives out"  # nothing: a file, a document or a certificate was given to who asked for it
    TAKES_BACK = "takes back"  # something done before counts no longer, or is open again


class AuditKind(StrEnum):
    """What can have been done; each kind with its text, its privacy and its effect.

    The value is what is stored, and never changes; the text is for people: after a name and after "you".
    """

    text: str
    privacy: Privacy
    effect: Effect

    def __new__(cls, value: str, text: str, privacy: Privacy, effect: Effect = Effect.CHANGES) -> AuditKind:
        """A kind of this stored value."""
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.text, kind.privacy, kind.effect = text, privacy, effect
        return kind

    TRAINING_LOGGED = "training.logged", "logged training", Privacy.NAMES
    TRAINING_UNDONE = "training.undone", "undid a log of training", Privacy.NAMES, Effect.TAKES_BACK
    SAID_AGAIN = "record.said_again", "said what was on record already", Privacy.NAMES
    TRAINING_VERIFIED = "training.verified", "verified training", Privacy.NAMES
    TRAINING_REJECTED = "training.rejected", "rejected training", Privacy.NAMES
    TRAINING_CORRECTED = "training.corrected", "corrected training", Privacy.NAMES
    TRAINING_VOIDED = "training.voided", "took back training", Privacy.NAMES
    CERTIFICATE_BROUGHT = "certificate.brought", "brought a certificate", Privacy.NAMES
    CERTIFICATE_PLACED = "certificate.placed", "said which record a certificate proves", Privacy.NAMES
    CERTIFICATE_ADDED = "certificate.added", "attached a certificate", Privacy.NAMES
    CERTIFICATE_REFUSED = "certificate.refused", "did not keep a certificate", Privacy.NAMES
    CERTIFICATE_REMOVED = "certificate.removed", "took back a certificate", Privacy.NAMES
    CERTIFICATE_SHOWN = "certificate.shown", "got a certificate", Privacy.NAMES, Effect.GIVES_OUT
    TRANSCRIPT_DOWNLOADED = (
        "transcript.downloaded",
        "downloaded a transcript",
        Privacy.NAMES,
        Effect.GIVES_OUT,
    )
    CLASS_PLANNED = "class.planned", "planned a class", Privacy.REGION
    CLASS_CHANGED = "class.changed", "changed a class", Privacy.REGION
    CLASS_CANCELLED = "class.cancelled", "cancelled a class", Privacy.REGION
    CLASS_ANSWERED = "class.answered", "answered whether they come to a class", Privacy.NAMES
    CLASS_OPENED = "class.opened", "opened a class's sign-in", Privacy.REGION
    CLASS_CLOSED = "class.closed", "closed a class", Privacy.NAMES
    CLASS_REOPENED = "class.reopened", "reopened a class", Privacy.NAMES, Effect.TAKES_BACK
    CLASS_ATTENDED = "class.attended", "signed in to a class", Privacy.NAMES
    CLASS_LEFT = "class.left", "left a class early", Privacy.NAMES
    ATTENDANCE_REMOVED = "class.attendance_removed", "took somebody off a class's list", Privacy.NAMES
    COURSE_CHANGED = "course.changed", "changed what is asked", Privacy.REGION
    ABSENCE_RECORDED = "absence.recorded", "recorded a leave or a waiver", Privacy.NAMES
    ABSENCE_ENDED = "absence.ended", "ended a leave or a waiver", Privacy.NAMES
    TRANSFERRED = "affiliation.transferred", "moved somebody between agencies", Privacy.NAMES
    MEETING_DRAFTED = "meeting.drafted", "began to call a meeting", Privacy.REGION
    MEETING_CALLED = "meeting.called", "called a meeting", Privacy.REGION
    MEETING_CHANGED = "meeting.changed", "changed a meeting", Privacy.REGION
    MEETING_CANCELLED = "meeting.cancelled", "cancelled a meeting", Privacy.REGION
    MEETING_INVITED = "meeting.invited", "invited somebody to a meeting", Privacy.NAMES
    MEETING_UNINVITED = "meeting.uninvited", "took an invitation to a meeting back", Privacy.NAMES
    MEETING_SEATED = "meeting.seated", "gave somebody another seat of a meeting", Privacy.NAMES
    MEETING_ANSWERED = "meeting.answered", "answered whether they come to a meeting", Privacy.NAMES
    MEETING_REMINDED = (
        "meeting.reminded",
        "asked those once more who had not answered a meeting's call",
        Privacy.REGION,
    )
    MEETING_HELD = "meeting.held", "confirmed who was at a meeting", Privacy.NAMES
    MEETING_NOTED = "meeting.noted", "noted what was said in a meeting", Privacy.REGION
    MINUTES_WRITTEN = "meeting.minutes", "got the minutes of a meeting", Privacy.NAMES, Effect.GIVES_OUT
    CHECKLIST_BEGUN = "checklist.begun", "began a checklist", Privacy.REGION
    ITEM_ADDED = "checklist.added", "added to a checklist", Privacy.REGION
    ITEM_CHANGED = "checklist.changed", "changed an item of a checklist", Privacy.REGION
    ITEM_CLOSED = "checklist.closed", "said what became of a checklist's item", Privacy.REGION
    ITEM_REOPENED = "checklist.reopened", "opened a checklist's item again", Privacy.REGION, Effect.TAKES_BACK
    ITEM_SNOOZED = "checklist.snoozed", "put a checklist's reminder off", Privacy.REGION
    CHECKLIST_CHANNEL_CHOSEN = "checklist.channel", "chose a checklist's channel", Privacy.CHANNEL
    CHECKLIST_CHANNEL_STOPPED = "checklist.channel_stopped", "stopped a checklist's channel", Privacy.CHANNEL
    CHECKLIST_SHARED = "checklist.shared", "shared how far checklists are", Privacy.CHANNEL
    TEMPLATE_CHANGED = "template.changed", "changed a template of checklists", Privacy.REGION
    TEMPLATE_HANDED = "template.handed", "handed out a template", Privacy.REGION
    CONFIDED = "confided.told", "told emergency management something", Privacy.PRIVATE
    CONFIDED_ANSWERED = "confided.answered", "answered what somebody told", Privacy.PRIVATE
    CONFIDED_TAKEN_BACK = (
        "confided.taken_back",
        "took back what they told",
        Privacy.PRIVATE,
        Effect.TAKES_BACK,
    )
    AGENCY_CHANGED = "agency.changed", "changed an agency", Privacy.REGION
    UNIT_CALLED = "unit.called", "said by what else a unit goes", Privacy.REGION
    UNIT_CHANGED = "affiliation.unit", "said of which unit somebody is", Privacy.NAMES
    LETTERS_CHOSEN = "letters.chosen", "chose how often to be written to", Privacy.NAMES
    DUE_SHARED = "due.shared", "shared who is due", Privacy.CHANNEL
    TEAMS_SHARED = "teams.shared", "shared how many teams deep", Privacy.CHANNEL
    GAPS_SHARED = "gaps.shared", "shared what was never done together", Privacy.CHANNEL
    DUE_DOWNLOADED = "due.downloaded", "downloaded who is due", Privacy.NAMES, Effect.GIVES_OUT
    NUMBER_DOWNLOADED = (
        "number.downloaded",
        "downloaded what a number is counted of",
        Privacy.NAMES,
        Effect.GIVES_OUT,
    )
    DIGEST_SUBSCRIBED = "digest.subscribed", "digest subscribed", Privacy.CHANNEL
    DIGEST_STOPPED = "digest.stopped", "digest stopped", Privacy.CHANNEL
    SCORECARD_ANSWERED = "scorecard.answered", "answered for a scorecard", Privacy.REGION
    SUMMARY_WRITTEN = "readiness.summary", "got a summary of readiness", Privacy.REGION, Effect.GIVES_OUT
    REPORT_WRITTEN = "exercise.report", "got an exercise's report", Privacy.NAMES, Effect.GIVES_OUT
    LEAD_MADE = "right.lead_made", "made lead", Privacy.NAMES
    LEAD_ENDED = "right.lead_ended", "no longer lead", Privacy.NAMES
    MANAGER_MADE = "right.manager_made", "made manager", Privacy.NAMES
    MANAGER_ENDED = "right.manager_ended", "no longer manager", Privacy.NAMES
    LINK_ASKED = "link.asked", "asked to be linked", Privacy.NAMES
    LINK_REFUSED = "link.refused", "not on the roster", Privacy.NAMES
    LINKED = "link.made", "linked to Slack", Privacy.NAMES
    UNLINKED = "link.ended", "unlinked from Slack", Privacy.NAMES
    PERSON_ADDED = "person.added", "person added", Privacy.NAMES
    ADDRESS_KEPT = "person.address_kept", "also known by another address", Privacy.NAMES
    ADDRESS_RELEASED = "person.address_released", "an address is no longer theirs", Privacy.NAMES
    CATALOGUE_LOADED = "catalogue.loaded", "loaded the starting catalogue", Privacy.REGION
    IMPORTED = "import.applied", "imported", Privacy.REGION
    IMPORTED_IN_PART = "import.written", "imported a part of a file", Privacy.REGION
    IMPORT_UNDONE = "import.undone", "undid an import", Privacy.REGION, Effect.TAKES_BACK
    IMPORT_UNDONE_IN_PART = "import.undone_in_part", "took a part of an import back", Privacy.REGION
    IMPORT_DISCARDED = "import.discarded", "discarded an import", Privacy.REGION
    LAYOUT_KEPT = "import.layout_kept", "remembered how a file is laid out", Privacy.REGION
    LAYOUT_FORGOTTEN = "import.layout_forgotten", "forgot how a file is laid out", Privacy.REGION
    CHANGED_BY_IMPORT = "import.changed", "changed by import", Privacy.NAMES
    PUT_BACK = "import.put_back", "put back by undoing an import", Privacy.NAMES
    EXERCISE_PLANNED = "exercise.planned", "planned an exercise", Privacy.REGION
    EXERCISE_CHANGED = "exercise.changed", "changed an exercise", Privacy.REGION
    EXERCISE_CANCELLED = "exercise.cancelled", "cancelled an exercise", Privacy.REGION
    SIGNIN_OPENED = "exercise.signin_opened", "opened an exercise's sign-in", Privacy.REGION
    SIGNIN_CONFIRMED = "exercise.signin_confirmed", "confirmed who took part", Privacy.NAMES
    RUN_STARTED = "exercise.run_started", "started another run", Privacy.REGION
    TOOK_PART = "participation.recorded", "recorded who took part", Privacy.NAMES
    TOOK_PART_UNDONE = "participation.undone", "took back who took part", Privacy.NAMES, Effect.TAKES_BACK
    TOOK_PART_VERIFIED = "participation.verified", "verified who took part", Privacy.NAMES
    TOOK_PART_CORRECTED = "participation.corrected", "corrected who took part", Privacy.NAMES
    TASKS_RATED = "exercise.rated", "rated an exercise's tasks", Privacy.REGION
    EXERCISE_REVIEWED = "exercise.reviewed", "reviewed an exercise", Privacy.REGION
    ACTION_WRITTEN = "action.written", "wrote a corrective action", Privacy.REGION
    ACTION_SETTLED = "action.settled", "said what became of a corrective action", Privacy.REGION
    POSITION_CHANGED = "position.changed", "changed the catalogue of positions", Privacy.REGION
    PLAN_REVISED = "plan.revised", "revised a shared plan", Privacy.REGION
    PLAN_ADOPTED = "plan.adopted", "adopted a shared plan", Privacy.REGION
    EXPORTED = "export.written", "exported", Privacy.REGION, Effect.GIVES_OUT
    KEY_CHANGED = "audit.key_changed", "changed the key the audit is sealed with", Privacy.REGION
    RECORDS_REBASED = "records.rebased", "took records over into a new shape", Privacy.REGION


class AuditRow(Base):
    """One change: who, from where, what, when. Never changed, never deleted.

    `digest` is of the record or records it speaks of as they were then (`digest_of_records`); rows of
    something that is no record, and those of releases that wrote none, have none. `code` is of the row
    itself, by the key (`of_row`); rows of before there were any have none.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject_kind", "subject_id"),
        Index("ix_audit_at", "at"),
        Index("ix_audit_import", "import_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]  # an e-mail, a member id, a Slack user, or "command line"
    door: Mapped[str]  # slack, command line, import, job
    kind: Mapped[str]  # an `AuditKind`
    subject_kind: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[int | None] = mapped_column(default=None)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str | None] = mapped_column(default=None)
    code: Mapped[str | None] = mapped_column(default=None)

    @property
    def what(self) -> str:
        """What was done, in words. A kind of a newer release is given as it is stored."""
        known = self._known
        return self.kind if known is None else known.text

    @property
    def gives_out(self) -> bool:
        """Whether something was only given out by it, and nothing changed."""
        return self._known is not None and self._known.effect is Effect.GIVES_OUT

    @property
    def takes_back(self) -> bool:
        """Whether it took back what was done before: a kind that does, or one that was undone by itself."""
        is_so = self._known is not None and self._known.effect is Effect.TAKES_BACK
        return is_so or "taken_back" in self.detail or self._became in TAKEN_BACK

    @property
    def _became(self) -> str:
        return str(self.detail.get("what") or self.detail.get("became") or "")

    @property
    def _known(self) -> AuditKind | None:
        return next((kind for kind in AuditKind if kind.value == self.kind), None)


def note(
    session: Session,
    at: datetime,
    actor: str,
    door: str,
    kind: AuditKind,
    subject: tuple[str, int | None] = ("", None),
    /,
    *,
    of: Base | Sequence[Base] | None = None,
    import_id: int | None = None,
    **detail: Any,
) -> AuditRow:
    """Writes one audit row in the transaction of the change it speaks of.

    `of` is the record it speaks of, or the records, as they are to be; `import_id` the import by which, or
    by undoing which, a record became another.
    """
    subject_kind, subject_id = subject
    row = AuditRow(
        at=at,
        actor=actor,
        door=door,
        kind=kind.value,
        subject_kind=subject_kind,
        subject_id=subject_id,
        import_id=import_id,
        detail=detail,
        digest=None if of is None else _digest(session, [of] if isinstance(of, Base) else of),
    )
    session.add(row)
    return row


def noted_after(session: Session, at: datetime, kinds: Iterable[AuditKind]) -> list[AuditRow]:
    """The rows of some kinds after an instant, the latest first: what is undone so is as it was then."""
    query = select(AuditRow).where(AuditRow.at > at, AuditRow.kind.in_([each.value for each in kinds]))
    return list(session.scalars(query.order_by(AuditRow.id.desc())))


def who_did_something(session: Session, actors: Iterable[str], since: datetime) -> set[str]:
    """Who of these, as the audit names them, did something in Slack since an instant."""
    query = select(AuditRow.actor).where(
        AuditRow.at >= since, AuditRow.door == SLACK, AuditRow.actor.in_(sorted(set(actors)))
    )
    return set(session.scalars(query.distinct()))


@dataclass(frozen=True, slots=True)
class Trail:
    """Who writes something down, through which door and when; from where, in words, where that is kept."""

    by: str
    door: str
    now: datetime
    recorded_from: str = ""

    def note(
        self,
        session: Session,
        kind: AuditKind,
        subject: tuple[str, int | None] = ("", None),
        /,
        *,
        of: Base | Sequence[Base] | None = None,
        **detail: Any,
    ) -> AuditRow:
        """Writes the audit row of what they did (`note`)."""
        return note(session, self.now, self.by, self.door, kind, subject, of=of, **detail)


def note_each(
    session: Session,
    trail: Trail,
    kind: AuditKind,
    rows: Iterable[tuple[tuple[str, int | None], Base, Mapping[str, Any]]],
) -> None:
    """Writes a row of one kind for each of many records, all at once: of what, the record, the details.

    The records are as they are to be, and known to the database already.
    """
    written = [
        {
            "at": trail.now,
            "actor": trail.by,
            "door": trail.door,
            "kind": kind.value,
            "subject_kind": subject[0],
            "subject_id": subject[1],
            "detail": dict(detail),
            "digest": digest_of_records([record]),
        }
        for subject, record, detail in rows
    ]
    if written:
        key: AuditKey = session.info[KEY]
        session.execute(insert(AuditRow), [{**row, "code": key.code(of_row(row))} for row in written])
        _remember(session, trail.now, None)


def of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the code of an audit row is of: all of it but the number it got from the database."""
    said = {name: value for name, value in row.items() if name not in ("id", "code") and value is not None}
    return {**said, "detail": json.loads(json.dumps(said.get("detail") or {}))}


def last_noted(session: Session) -> tuple[datetime | None, int | None]:
    """When the newest audit row of this transaction is of, and its id where it is known."""
    for at, row in reversed(session.info.get(_LAST, ())):
        if row is None or row in session:  # one of a savepoint that was rolled back is in it no more
            return at, None if row is None else row.id
    return None, None


def _remember(session: Session, at: datetime, row: AuditRow | None) -> None:
    session.info.setdefault(_LAST, deque(maxlen=_REMEMBERED)).append((at, row))


@event.listens_for(AuditRow, "before_insert")
def _give_code(_mapper: object, _connection: object, row: AuditRow) -> None:
    session = object_session(row)
    assert session is not None
    row.subject_kind, row.detail = row.subject_kind or "", row.detail or {}
    columns = {attribute.key: getattr(row, attribute.key) for attribute in inspect(AuditRow).column_attrs}
    key: AuditKey = session.info[KEY]
    row.code = key.code(of_row(columns))
    _remember(session, row.at, row)


def digest_of_records(records: Iterable[Base]) -> str:
    """The digest of some records, in their order: every column of them but what is worked out from others.

    Empty columns are left out, so that one added later changes the digest of no record from before. The same
    records have the same digest on every database. Raises TypeError for a column that has no canonical form.
    """
    return digest_of([{"table": record.__tablename__, **_columns(record)} for record in records])


def _digest(session: Session, records: Sequence[Base]) -> str:
    if any(record in session.new for record in records):
        session.flush()  # what the database gives a new record, its id first of all, is part of it
    return digest_of_records(records)


def _columns(record: Base) -> dict[str, Any]:
    return {
        attribute.key: value
        for attribute in inspect(type(record)).column_attrs
        if not attribute.columns[0].info.get(WORKED_OUT)
        and (value := getattr(record, attribute.key)) is not None
    }
