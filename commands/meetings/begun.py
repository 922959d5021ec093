"""Meetings that began: which one is meant, whose it is to say what came of it, and why it can't be said.

Somebody who says what was decided means the meeting they are in, or the last one; several are asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel
from sqlalchemy import ColumnElement, select

from commands.kit.meeting_rights import WHOSE_MEETING, invited_to, meetings_for
from commands.kit.meeting_views import MeetingPicked, because, meeting_name, whose_it_is
from commands.kit.problems import Refused
from commands.kit.request import Request
from commands.language.meetings import begun_lately, meeting_said, theirs_to_decide
from storage.meeting_attendance import NotBegun, refuse_before_it_begins
from storage.meeting_times import begins, ends
from storage.meeting_turns import MeetingCancelled, NotAsItStands
from storage.meetings import IS_CALLED, REMEMBERED, TAKES_PLACE, MeetingRecord
from words.days import spoken
from words.problems import Offer, Problem, Unclear

MOST_OFFERED = 5
NOTHING = "Nothing was recorded."


class Begun(MeetingPicked):
    """Which meeting a button or a form is about; `start`: from which of its rows on; `turn`: how often the
    form's fields were emptied; `seen`: what the list was recognized by that it showed.
    """

    turn: int = 0
    seen: str = ""


def theirs_begun(request: Request, meeting_id: int, lock: bool = False) -> MeetingRecord:
    """The meeting, if it began and is the speaker's to decide about, asked once its turn has come (`lock`).

    Raises Refused, and Problem for one that is gone or in which nothing has happened.
    """
    meeting = theirs_to_decide(request, meeting_id, lock)
    try:
        refuse_before_it_begins(meeting, request.now, request.region.zone)
    except NotAsItStands as problem:
        raise refused(request, problem) from None
    return meeting


def meeting_said_begun(request: Request, said: str, action: str) -> MeetingRecord:
    """The meeting of the speaker's that the words name, if it began; `action` presses one of several."""
    named = meeting_said(request, said, action, TAKES_PLACE & meetings_for(request.member))
    return theirs_begun(request, named.id)


def unconfirmed(request: Request, own: ColumnElement[bool]) -> list[MeetingRecord]:
    """Meetings that are over, of which nobody has said who was there, the oldest first; none longer ago than
    they are remembered at all.
    """
    query = select(MeetingRecord).where(
        own,
        IS_CALLED,
        MeetingRecord.held_on.between(request.today - REMEMBERED, request.today),
    )
    zone = request.region.zone
    found = [each for each in request.session.scalars(query) if ends(each, zone) <= request.now]
    return sorted(found, key=lambda each: (begins(each, zone), each.id))


def meant(request: Request, action: str, carried: Callable[[int], BaseModel], example: str) -> MeetingRecord:
    """The one meeting that began lately and is the speaker's. Raises Problem for none, Unclear for several.

    A press on one of several is known by `action` and carries what `carried` makes of the meeting's id.
    """
    there = begun_lately(request)
    if not there:
        _refuse_anothers(request)
        raise Problem(f"No meeting that is yours to decide about began in the last two weeks. {NOTHING}")
    return one_of(there, action, carried, example)


def _refuse_anothers(request: Request) -> None:
    """Raises Refused where the speaker is, or was, at one that is somebody else's to decide about."""
    there = begun_lately(request, invited_to(request.member))
    if there:
        said = f"{meeting_name(there[0])} is not yours to change. {whose_it_is(request, there[0])}."
        raise Refused(f"{said} {NOTHING}", WHOSE_MEETING)


def one_of(
    there: Sequence[MeetingRecord], action: str, carried: Callable[[int], BaseModel], example: str
) -> MeetingRecord:
    """The one meeting of some. Raises Unclear for several, with each to press."""
    if len(there) == 1:
        return there[0]
    raise Unclear(
        not_understood=f"Of which meeting? {NOTHING}",
        example=example,
        offers=[
            Offer(meeting_name(each), f"{action}:{each.id}", carried(each.id))
            for each in there[:MOST_OFFERED]
        ],
    )


def refused(request: Request, problem: NotAsItStands) -> Problem:
    """What whoever decides about a meeting is told when it can't be done with it as it is."""
    name = meeting_name(problem.meeting)
    match problem:
        case MeetingCancelled():
            return Problem(f"{name} was cancelled{because(problem.meeting)} {NOTHING}")
        case NotBegun():
            start = begins(problem.meeting, request.region.zone).astimezone(request.region.zone)
            return Problem(
                f"{name} has not begun: it begins on {spoken(start.date())} at {start:%H:%M %Z}. {NOTHING}"
            )
        case _:
            return Problem(f"{name} was not called yet. {NOTHING}")
