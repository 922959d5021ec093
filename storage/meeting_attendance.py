"""Who was at a meeting: confirmed once it began by who may decide about it, and mended afterwards.

What somebody answered is no attendance: nobody counts as there until somebody said so. Every confirmation
leaves an audit row with what was said before; the meeting is held from the first one on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from storage.audit import AuditKind, Trail
from storage.calling import mark_cards
from storage.canonical import digest_of
from storage.meeting_seats import invitations_of
from storage.meeting_times import begins
from storage.meeting_turns import MeetingCancelled, NotAsItStands, NotCalledYet, lock_meeting
from storage.meetings import InvitationRecord, MeetingRecord, MeetingState, RsvpAnswer
from storage.people import Person, lock_people

NOT_THERE = "was not there after all"
"""Why somebody stands in a meeting no more who had been added to it as there, and was not."""


class NotBegun(NotAsItStands):
    """It begins later: nobody was there yet, and nothing was said in it."""


class AnswersChanged(NotAsItStands):
    """Somebody answered, was invited or confirmed since the list was shown that is confirmed."""


class NobodyThere(NotAsItStands):
    """Nobody is named as there: what did not take place is cancelled."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody a meeting has on its list, with what they answered and whether they were there."""

    invitation: InvitationRecord
    person: Person

    @property
    def is_expected(self) -> bool:
        """Whether they, by their own or by their sender's word, would come."""
        return self.invitation.answer is RsvpAnswer.COMING

    @property
    def named(self) -> str:
        """Who comes in their place and is named in words only."""
        return self.invitation.sent_name


@dataclass(frozen=True, slots=True)
class Attendance:
    """A meeting's list, and what it is recognized by when it is confirmed."""

    there: Sequence[Invited]
    fingerprint: str

    @property
    def present(self) -> list[Invited]:
        """Those who are on record as there, themselves."""
        return [each for each in self.there if each.invitation.attended]

    @property
    def named_present(self) -> list[Invited]:
        """Those whom somebody is on record as there for who is named in words only."""
        return [each for each in self.there if each.invitation.sent_attended]

    @property
    def expected(self) -> list[Invited]:
        """Those who would come: to be looked at, and never counted."""
        return [each for each in self.there if each.is_expected]

    @property
    def named(self) -> list[Invited]:
        """Those in whose place somebody would come who is named in words only."""
        return [each for each in self.there if each.named]

    def beyond(self, shown_to: int, expected: bool) -> list[Invited]:
        """Those on record as there, or with `expected` those who would come, of whom a form showed none.

        `shown_to` is the last invitation that it showed; 0: it showed all there were.
        """
        chosen = self.expected if expected else self.present
        return [each for each in chosen if shown_to and each.invitation.id > shown_to]


def refuse_before_it_begins(meeting: MeetingRecord, now: datetime, zone: ZoneInfo) -> None:
    """Raises NotCalledYet, MeetingCancelled and NotBegun for one in which nothing has happened."""
    if meeting.state is MeetingState.DRAFT:
        raise NotCalledYet(meeting)
    if meeting.state is MeetingState.CANCELLED:
        raise MeetingCancelled(meeting)
    if now < begins(meeting, zone):
        raise NotBegun(meeting)


def attendance_of(session: Session, meeting: MeetingRecord) -> Attendance:
    """The list of a meeting as it is now."""
    there = [Invited(each, person) for each, person in invitations_of(session, meeting.id)]
    known = [
        [
            each.invitation.id,
            None if each.invitation.answer is None else str(each.invitation.answer),
            each.named,
            each.invitation.attended,
            each.invitation.sent_attended,
        ]
        for each in there
    ]
    return Attendance(there, digest_of([str(meeting.state), known])[:16])


def confirm_attendance(
    session: Session,
    meeting: MeetingRecord,
    present: Mapping[int, int | None],
    named: Collection[int],
    seen: str,
    trail: Trail,
    zone: ZoneInfo,
) -> Attendance | None:
    """Confirms who was there, in place of what was confirmed before; None where that said the same already.

    `present`: people by their id, with the seat that somebody sat for who was not invited (those invited keep
    theirs). `named`: the invitations in whose place somebody came who is named in words only. `seen`: the
    fingerprint of the list that was shown. Raises AnswersChanged where it is another since, NobodyThere, and
    what `refuse_before_it_begins` raises.
    """
    lock_meeting(session, meeting)
    refuse_before_it_begins(meeting, trail.now, zone)
    found = attendance_of(session, meeting)
    if found.fingerprint != seen:
        raise AnswersChanged(meeting)
    came_by_name = {each.invitation.id for each in found.named} & set(named)
    if not present and not came_by_name:
        raise NobodyThere(meeting)
    before = _said(found) if meeting.state is MeetingState.HELD else None
    lock_people(session, sorted(present))
    _write(session, meeting, found, present, came_by_name, trail)
    session.flush()
    now = attendance_of(session, meeting)
    if before == _said(now):
        return None
    if meeting.state is MeetingState.CALLED:
        meeting.state, meeting.closed_by, meeting.closed_at = MeetingState.HELD, trail.by, trail.now
        now = attendance_of(session, meeting)
    of = [meeting, *(each.invitation for each in now.there)]
    trail.note(session, AuditKind.MEETING_HELD, meeting.subject, of=of, before=before, **_said(now))
    mark_cards(session, meeting, trail)
    return now


def _write(
    session: Session,
    meeting: MeetingRecord,
    found: Attendance,
    present: Mapping[int, int | None],
    came_by_name: Collection[int],
    trail: Trail,
) -> None:
    for each in found.there:
        invitation, was_there = each.invitation, each.person.id in present
        invitation.attended = was_there
        invitation.sent_attended = invitation.id in came_by_name if each.named else None
        if not was_there and invitation.unannounced:
            invitation.take_back(trail.now, trail.by, NOT_THERE)
    for person in sorted(set(present) - {each.person.id for each in found.there}):
        session.add(
            InvitationRecord(
                meeting_id=meeting.id,
                person_id=person,
                seat_id=present[person],
                attended=True,
                unannounced=True,
                recorded_by=trail.by,
                recorded_at=trail.now,
            )
        )


def _said(found: Attendance) -> dict[str, list[int]]:
    """Who was there as an audit row has it: people, and the invitations whose stand-in has no record."""
    return {
        "people": sorted(each.person.id for each in found.present),
        "named": sorted(each.invitation.id for each in found.named_present),
    }
