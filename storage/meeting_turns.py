"""Whose turn it is with a meeting, and what cannot be done with it as it is now: refusals by their names."""

from __future__ import annotations

from sqlalchemy.orm import Session

from storage.catalogue import share_catalogue
from storage.meetings import MeetingRecord, MeetingState


class MeetingNotAsItIs(Exception):
    """Something cannot be done with a meeting as it is now; `meeting` says how it is."""

    def __init__(self, meeting: MeetingRecord) -> None:
        """Of this meeting."""
        super().__init__(f"meeting {meeting.id} is {meeting.state}")
        self.meeting = meeting


class MeetingNotCalled(MeetingNotAsItIs):
    """It is a draft still: nobody was told of it."""


class MeetingCalled(MeetingNotAsItIs):
    """It was called already, and is no draft any more."""


class MeetingHeld(MeetingNotAsItIs):
    """It took place, and who was there is on record."""


class MeetingCancelled(MeetingNotAsItIs):
    """It was cancelled: why stands in it."""


class InvitedAlready(MeetingNotAsItIs):
    """Somebody would be invited twice, or have two seats; `person_id` is who."""

    def __init__(self, meeting: MeetingRecord, person_id: int) -> None:
        """Of this person, who is invited to this meeting."""
        super().__init__(meeting)
        self.person_id = person_id


class SeatTwice(MeetingNotAsItIs):
    """The same discipline or agency would have two seats; `name` is what the seat is called."""

    def __init__(self, meeting: MeetingRecord, name: str) -> None:
        """Of this seat of this meeting."""
        super().__init__(meeting)
        self.name = name


def lock_meeting(session: Session, meeting: MeetingRecord) -> None:
    """Makes those who change one meeting take turns (SQLite's writers do so anyway); it is as it is now.

    The catalogue is shared before it, and people are locked after it, all of them at once (`lock_people`).
    """
    session.flush()
    share_catalogue(session)
    session.refresh(meeting, with_for_update=session.get_bind().dialect.name != "sqlite" or None)


def lock_called(session: Session, meeting: MeetingRecord) -> None:
    """The same for what can be done only while a meeting is called: answering, moving, cancelling.

    Raises MeetingNotCalled, MeetingHeld and MeetingCancelled.
    """
    lock_meeting(session, meeting)
    refuse_over(meeting)
    if meeting.state is MeetingState.DRAFT:
        raise MeetingNotCalled(meeting)


def refuse_over(meeting: MeetingRecord) -> None:
    """Raises MeetingHeld and MeetingCancelled for one whose seats and facts stay as they are."""
    if meeting.state is MeetingState.HELD:
        raise MeetingHeld(meeting)
    if meeting.state is MeetingState.CANCELLED:
        raise MeetingCancelled(meeting)
