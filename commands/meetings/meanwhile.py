"""What another changed of a meeting while a form of it was open: a form changes only what its reader did.

A form carries marks of what it showed. What is submitted as it was shown is as the meeting has it by now;
what both changed is shown again, and asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from commands.kit.forms import Filled
from commands.kit.request import Request
from commands.meetings.calling_form import (
    AGENDA,
    ANSWER_BY,
    AT,
    DAY,
    FACTS,
    LENGTH,
    LINK,
    OBJECTIVE,
    PLACE,
    READY,
    SEATS,
    TITLE,
)
from storage.canonical import digest_of
from storage.meeting_seats import invitations_of, seats_of
from storage.meetings import MeetingRecord
from words.amounts import listing

WHEN = frozenset((DAY.name, AT.name))
"""Of which one says nothing without the other."""
CALLED = {each.name: each.label.lower() for each in (*FACTS, SEATS)}


@dataclass(frozen=True)
class Merged:
    """What a form comes to: as it was filled in, and as another has changed the rest of it meanwhile.

    `kept`: the fields another changed, as the meeting has them; `asked`: those that both changed, each to
    something else.
    """

    filled: Filled
    kept: Sequence[str] = ()
    asked: Sequence[str] = ()


def marks_of(request: Request, meeting: MeetingRecord) -> dict[str, str]:
    """What a form of a meeting is recognized by that it shows, field by field."""
    return {name: _mark(value) for name, value in _facts(request, meeting).items()}


def merged(request: Request, meeting: MeetingRecord, filled: Filled, shown: Mapping[str, str]) -> Merged:
    """What is to become of a meeting by a form that showed what `shown` marks."""
    now = _facts(request, meeting)
    said = {each.name: filled[each] for each in (*FACTS, SEATS)}
    mine = {name for name, value in said.items() if _mark(value) != shown.get(name)}
    theirs = {name for name, value in now.items() if shown and _mark(value) != shown.get(name)}
    both = {name for name in mine & theirs if _mark(said[name]) != _mark(now[name])}
    if mine & WHEN and theirs & WHEN and any(_mark(said[each]) != _mark(now[each]) for each in WHEN):
        both |= WHEN
    values = {name: said[name] if name in mine - both else now[name] for name in said}
    order = [name for name in said if name in theirs]
    return Merged(
        Filled({**values, READY.name: filled[READY]}),
        [CALLED[name] for name in order if name not in both],
        [CALLED[name] for name in said if name in both],
    )


def kept_said(kept: Sequence[str]) -> str:
    """What a receipt says of what another changed meanwhile; empty for nothing."""
    return f"Changed by somebody else meanwhile, and kept so: {listing(kept)}." if kept else ""


def asked_said(asked: Sequence[str]) -> str:
    """What a form says that is shown anew."""
    return (
        f"Somebody else changed this since the form was shown: {listing(asked)}. It shows how it is now; "
        "change it again if you still want to. Nothing was changed."
    )


def asked_mark(session: Session, meeting: MeetingRecord, last: int) -> str:
    """What a form of who is asked is known by: its meeting, its seats, who is asked up to an invitation."""
    seats = [each.id for each in seats_of(session, meeting.id)]
    there = [[each.id, each.seat_id] for each, _ in invitations_of(session, meeting.id) if each.id <= last]
    more = [meeting.objective, meeting.agenda, meeting.minutes, meeting.answer_by, meeting.agency_id]
    return _mark([facts_mark(meeting), more, seats, there])


def facts_mark(meeting: MeetingRecord) -> str:
    """What a meeting is recognized by that is to be called or cancelled: what, when and where it is."""
    return _mark([meeting.title, meeting.held_on, meeting.start_time, meeting.place, meeting.link])


def _facts(request: Request, meeting: MeetingRecord) -> dict[str, Any]:
    """A meeting as its form is filled in with it."""
    return {
        TITLE.name: meeting.title,
        OBJECTIVE.name: meeting.objective,
        DAY.name: meeting.held_on,
        AT.name: meeting.start_time,
        LENGTH.name: meeting.minutes,
        PLACE.name: meeting.place,
        LINK.name: meeting.link,
        AGENDA.name: meeting.agenda,
        ANSWER_BY.name: meeting.answer_by,
        SEATS.name: [(each.discipline, each.agency_id) for each in seats_of(request.session, meeting.id)],
    }


def _mark(value: Any) -> str:
    return digest_of([value])[:8]
