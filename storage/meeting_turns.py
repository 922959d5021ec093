"""Whose turn it is with a meeting, and what cannot be done with it as it is now: refusals by their names."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from storage.catalogue import share_catalogue
from storage.meetings import InvitationRecord, MeetingRecord, MeetingState


class NotAsItStands(Exception):
    """Something cannot be done with a meeting as it is now; `meeting` says how it is."""

    def __init__(self, meeting: MeetingRecord) -> None:
        """Of this meeting."""
        super().__init__(f"meeting {meeting.id} is {meeting.state}")
        self.meeting = meeting


class MeetingCancelled(NotAsItStands):
    """It was cancelled: why stands in it."""


class MeetingHeld(NotAsItStands):
    """Who was there is confirmed already."""


class MeetingOver(NotAsItStands):
    """Its day has passed."""


class NotCalledYet(NotAsItStands):
    """It is being put together: nobody was asked to it."""


class CalledAlready(NotAsItStands):
    """It was called, and is no draft any more."""


class SeatTwice(NotAsItStands):
    """The same discipline or agency would have two seats; `name` is what the seat is called."""

    def __init__(self, meeting: MeetingRecord, name: str) -> None:
        """Of this seat of this meeting."""
        super().__init__(meeting)
        self.name = name


class TwoSeats(NotAsItStands):
    """Somebody would have two seats; `person_id` is who."""

    def __init__(self, meeting: MeetingRecord, person_id: int) -> None:
        """Of this meeting, who would have two seats in it."""
        super().__init__(meeting)
        self.person_id = person_id


class NotInvited(NotAsItStands):
    """Somebody is spoken of who is not invited, or whose invitation was taken back."""


class AlreadyInvited(NotAsItStands):
    """Somebody would be invited, or sent, who is invited already; `theirs` is their invitation."""

    def __init__(self, meeting: MeetingRecord, theirs: InvitationRecord) -> None:
        """Of this meeting, to which they are invited so."""
        super().__init__(meeting)
        self.theirs = theirs


class SendsThemself(NotAsItStands):
    """Somebody would send themself."""


class NotOnRoster(NotAsItStands):
    """Somebody would be sent who is not on the roster on the meeting's day."""


class NamedAlready(NotAsItStands):
    """Somebody would be sent by a name in words that is sent for another seat already."""


def lock_meeting(session: Session, meeting: MeetingRecord) -> None:
    """Makes those who change one meeting take turns (SQLite's writers do so anyway); it is as it is now.

    The catalogue is shared before it, and people are locked after it, all of them at once (`lock_people`).
    """
    session.flush()
    share_catalogue(session)
    session.refresh(meeting, with_for_update=session.get_bind().dialect.name != "sqlite" or None)


def turn_with(session: Session, meeting_id: int) -> MeetingRecord | None:
    """The same of a meeting that was not read yet, in the one question; None where there is none."""
    session.flush()
    share_catalogue(session)
    lock = session.get_bind().dialect.name != "sqlite" or None
    return session.get(MeetingRecord, meeting_id, with_for_update=lock, populate_existing=True)


def lock_called(session: Session, meeting: MeetingRecord, today: date) -> None:
    """`lock_meeting`, for what can be done only while people answer: until its day has passed.

    `today` is the region's. Raises MeetingCancelled, MeetingHeld, MeetingOver and NotCalledYet.
    """
    lock_meeting(session, meeting)
    refuse_not_called(meeting, today)


def refuse_not_called(meeting: MeetingRecord, today: date) -> None:
    """Raises what `lock_called` does, for what changes nothing yet."""
    match meeting.state:
        case MeetingState.CANCELLED:
            raise MeetingCancelled(meeting)
        case MeetingState.HELD:
            raise MeetingHeld(meeting)
        case MeetingState.DRAFT:
            raise NotCalledYet(meeting)
    if meeting.held_on < today:
        raise MeetingOver(meeting)


def refuse_over(meeting: MeetingRecord) -> None:
    """Raises MeetingHeld and MeetingCancelled for one whose seats and facts stay as they are."""
    if meeting.state is MeetingState.HELD:
        raise MeetingHeld(meeting)
    if meeting.state is MeetingState.CANCELLED:
        raise MeetingCancelled(meeting)
