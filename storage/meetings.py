"""Meetings: called by emergency management or a lead, with seats that have to be filled; who comes, who came.

An answer is no attendance: who was there is confirmed afterwards. What was answered, said and decided is
kept, and what was taken back stays readable. A meeting's follow-ups are items of a checklist
(`storage.checklists`).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import LIVE, NEVER_AGAIN, Base, TakenBack
from storage.training import new_record

MEETING_CARD = "meeting"
"""The kind of card that shows a meeting's call in a channel: counts, and no names."""
INVITATION_CARD = "meeting invitation"
"""The kind of card that shows somebody their call, in a direct message; its record is the invitation."""

USUAL_MINUTES = 60
REMEMBERED = timedelta(days=90)
"""How long ago a meeting may have been that is looked for first, and that is still asked about: who was
there? By its name, and in the list of what is over, it is found however long ago it was."""


class MeetingState(StrEnum):
    """How far a meeting is."""

    DRAFT = "draft"  # being put together; nobody but who does has been told
    CALLED = "called"  # people answer
    HELD = "held"  # who was there is confirmed
    CANCELLED = "cancelled"


class RsvpAnswer(StrEnum):
    """What somebody invited answered last."""

    COMING = "coming"
    NOT_COMING = "not coming"
    UNSURE = "not sure yet"
    SENDING = "sending someone"


class NoteKind(StrEnum):
    """What is kept of what was said in a meeting."""

    DECISION = "decision"
    OBJECTION = "objection"
    CONCERN = "concern"


IN_VIEW = (MeetingState.CALLED, MeetingState.HELD)
"""The states of a meeting that took or takes place."""


class MeetingRecord(Base):
    """A meeting: its objective, when and where. Days and times of day are the region's.

    `agency_id` is the agency whose meeting it is, None the region's. `answer_by`: until which day people are
    asked to answer. `sequence` grows with each change that calendars have to follow; the calendar's UID is
    made of `record`. `workspace` and `called_by_user` are where and by whom it was called: who is told what
    waits (empty for one called elsewhere). `called_by_id` is that person, where they are on the roster.
    """

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_held", "held_on"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(unique=True, default=new_record)
    title: Mapped[str]
    objective: Mapped[str] = mapped_column(default="")
    agenda: Mapped[str] = mapped_column(default="")
    held_on: Mapped[date]
    start_time: Mapped[time]
    minutes: Mapped[int] = mapped_column(default=USUAL_MINUTES)
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    answer_by: Mapped[date | None] = mapped_column(default=None)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    state: Mapped[MeetingState] = mapped_column(
        Enum(MeetingState, native_enum=False, length=20, values_callable=lambda states: [*map(str, states)]),
        default=MeetingState.DRAFT,
    )
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]  # when `sequence` grew last: what a calendar stamps it with
    moved_at: Mapped[datetime | None] = mapped_column(default=None)  # its day or hour last: all asked anew
    reminded_on: Mapped[date | None] = mapped_column(default=None)  # the silent last, by who decides
    workspace: Mapped[str] = mapped_column(default="")
    called_by_user: Mapped[str] = mapped_column(default="")
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    called_at: Mapped[datetime | None] = mapped_column(default=None)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    closed_by: Mapped[str | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[str | None] = mapped_column(default=None)

    @property
    def subject(self) -> tuple[str, int]:
        """What audit rows and messages are about that speak of it."""
        return (self.__tablename__, self.id)


class SeatRecord(Base, TakenBack):
    """A seat of a meeting that must be filled: a discipline's or an agency's, never both.

    `name` is what it is called, such as "Police chiefs and sheriffs". `place` is its place in the list.
    """

    __tablename__ = "meeting_seat"
    __table_args__ = (Index("ix_meeting_seat_meeting", "meeting_id", "place"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    place: Mapped[int]
    name: Mapped[str]
    discipline: Mapped[str | None] = mapped_column(default=None)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)


class InvitationRecord(Base, TakenBack):
    """Somebody invited to a meeting, and what they answered last.

    A person has one that stands in a meeting: one seat a person. `seat_id` None: in the room without a seat.
    Who sends someone keeps their invitation with the answer "sending someone"; the one sent has an invitation
    of their own for that seat, with `sent_by_id`, or is named in words only (`sent_name`) where they are not
    on the roster. `attended` is None until who was there is confirmed. `unannounced`: nobody invited them;
    they are on the list since they were confirmed as there.
    """

    __tablename__ = "meeting_invitation"
    __table_args__ = (
        Index(
            "uq_meeting_invitation_live",
            "meeting_id",
            "person_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_meeting_invitation_person", "person_id"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_seat.id"), default=None)
    answer: Mapped[RsvpAnswer | None] = mapped_column(
        Enum(RsvpAnswer, native_enum=False, length=20, values_callable=lambda values: [*map(str, values)]),
        default=None,
    )
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[str] = mapped_column(default="")  # themself, or who answered for them
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    sent_name: Mapped[str] = mapped_column(default="")
    attended: Mapped[bool | None] = mapped_column(default=None)
    sent_attended: Mapped[bool | None] = mapped_column(default=None)  # the one named in words only
    unannounced: Mapped[bool] = mapped_column(default=False)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]

    @property
    def subject(self) -> tuple[str, int]:
        """What audit rows and messages are about that speak of it."""
        return (self.__tablename__, self.id)


class MeetingNote(Base, TakenBack):
    """A decision, an objection or a concern of a meeting."""

    __tablename__ = "meeting_note"
    __table_args__ = (Index("ix_meeting_note_meeting", "meeting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    kind: Mapped[NoteKind] = mapped_column(
        Enum(NoteKind, native_enum=False, length=20, values_callable=lambda kinds: [*map(str, kinds)])
    )
    text: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


IS_CALLED: ColumnElement[bool] = MeetingRecord.state == MeetingState.CALLED
"""The condition that people answer to a meeting's call, or did, and nobody said yet who was there."""
TAKES_PLACE: ColumnElement[bool] = MeetingRecord.state.in_(IN_VIEW)
"""The condition that a meeting took or takes place."""
IS_KNOWN: ColumnElement[bool] = MeetingRecord.state != MeetingState.DRAFT
"""The condition that a meeting was called once, whatever became of it."""
SEAT_STANDS: ColumnElement[bool] = SeatRecord.voided_at.is_(None)
"""The condition that a seat was not taken out."""
IS_INVITED: ColumnElement[bool] = InvitationRecord.voided_at.is_(None)
"""The condition that an invitation stands."""
