"""Which meetings are asked for: of a time, of agencies, one's own: "meetings with Cedar Fire next month"."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ColumnElement, or_, select

from commands.kit.meeting_rights import called_by, invited_to, own_meetings, readable_by
from commands.kit.member import Needs
from commands.kit.request import Request
from commands.language.meetings import meeting_said_to_read, meetings_fitting
from commands.language.records_asked import Own, Said, records_asked, refuse
from commands.language.records_meant import RecordsAsked, agencies_asked, scopes_said, span_said
from commands.meetings.steps_views import LIST
from readiness.due import EVERYONE
from storage.meetings import IS_KNOWN, SEAT_STANDS, MeetingRecord, MeetingState, SeatRecord
from words.amounts import plural
from words.classes import plain_word
from words.problems import Unclear

NEXT, LAST, COMING, PAST, SEATS = "next", "last", "coming", "past", "seats"
CALLED, INVITED, OFF = "called", "invited", "off"
OWN = Own(
    called="meetings",
    example="/meeting with Cedar Fire next month",
    marks={
        "": "meeting | meetings | list | there | scheduled | on the calendar | calendar | going on | going | "
        "all | every | have | took place | take place",
        CALLED: "call | calls | called | called by | convened | convened by",
        INVITED: "invited | invited to | asked | asked to",
        OFF: "called off | cancelled | canceled",
        SEATS: "seat | seats | open | empty | free | filled | never filled | never been filled | never",
        NEXT: "next",
        LAST: "last | latest | most recent",
        COMING: "coming up | coming | upcoming | planned | ahead | come | comes | come up | up",
        PAST: "past | previous | earlier | held | over | recent | recently | so far | already",
    },
    looks_back=frozenset((LAST, PAST)),
    ours=frozenset((CALLED, INVITED)),
    shared=True,
)


class MeetingsAsked(RecordsAsked):
    """Which meetings: of whom and when; `mine`: those one is asked to or called; `one`: the first alone.

    `how`: of those named, and of one's own, the ones they called alone, or were invited to.
    """

    mine: bool = False
    how: Literal["", "called", "invited"] = ""
    latest_first: bool = False
    one: bool = False
    start: int = 0


def meetings_asked(request: Request) -> MeetingsAsked:
    """What was said. Raises Unclear for what is not understood."""
    return _asked(request, records_asked(request, OWN))


def meant(request: Request) -> MeetingsAsked | MeetingRecord | None:
    """The meeting that is named, or which of them are asked for; None for all that come, or that were.

    Raises Unclear for words that name neither.
    """
    if not request.text.strip():
        return None
    theirs = IS_KNOWN & readable_by(request.member)
    try:
        asked = meetings_asked(request)
    except Unclear:
        of_several = "meetings" in map(plain_word, request.text.split())
        if of_several and not meetings_fitting(request, request.text, theirs):
            raise
        return meeting_said_to_read(request, request.text, LIST)
    if not is_a_part(request, asked):
        return None
    if asked.scopes and meetings_fitting(request, request.text, theirs):
        return meeting_said_to_read(request, request.text, LIST)
    return asked


def _asked(request: Request, said: Said) -> MeetingsAsked:
    asked, marks, today = said.asked, said.marks, request.today
    back, ahead = bool(marks & {LAST, PAST}), bool(marks & {NEXT, COMING})
    if asked.without and not asked.scopes:
        refuse(request, OWN, "Meetings with whom, without them?")
    if OFF in marks:
        refuse(request, OWN, "I tell the meetings that stand, and not those that were called off.")
    if SEATS in marks and (asked.is_anything or said.is_mine or back or ahead):
        refuse(request, OWN, "I tell open seats of all meetings that come, and not of a part of them.")
    if CALLED in marks and INVITED in marks:
        refuse(request, OWN, "Those that were called by them, or those they were invited to?")
    since, by = asked.since, asked.by
    timed = since is not None or by is not None
    if back and ahead:
        refuse(request, OWN, "Those to come, or those before?")
    back = back or (said.is_past and not timed and SEATS not in marks)
    if back:
        by = min(by or today, today)
    elif ahead or not timed or since is None:
        since = max(since or today, today)
    if since is not None and by is not None and since > by:
        refuse(request, OWN, "That time ends before it begins.")
    one = bool(marks & {NEXT, LAST}) and not said.how_many
    return MeetingsAsked(
        **(asked.model_dump() | {"since": since, "by": by}),
        mine=said.is_mine,
        how="called" if CALLED in marks else "invited" if INVITED in marks else "",
        latest_first=back,
        one=one,
    )


def is_a_part(request: Request, asked: MeetingsAsked) -> bool:
    """Whether it asks for a part of what comes, or of what was: of a time, or of agencies."""
    today = request.today
    return bool(
        asked.scopes or asked.mine or asked.since not in (None, today) or asked.by not in (None, today)
    )


def meetings_that_fit(request: Request, asked: MeetingsAsked) -> list[MeetingRecord]:
    """Those it asks for, of those the speaker may read of; what was cancelled only where it lies behind."""
    held = MeetingRecord.held_on
    is_on = (MeetingRecord.state != MeetingState.CANCELLED) | (held < request.today)
    conditions: list[ColumnElement[bool]] = [IS_KNOWN, is_on, readable_by(request.member)]
    if asked.since is not None:
        conditions.append(held >= asked.since)
    if asked.by is not None:
        conditions.append(held <= asked.by)
    if asked.mine:
        conditions.append(_own(request, asked))
    agencies = agencies_asked(request, asked)
    if agencies is not None and EVERYONE not in asked.within_scopes:
        keys = sorted(agencies)
        seats = select(SeatRecord.meeting_id).where(SEAT_STANDS, SeatRecord.agency_id.in_(keys))
        theirs, asks_them = MeetingRecord.agency_id.in_(keys), MeetingRecord.id.in_(seats)
        either = {"called": theirs, "invited": asks_them}.get(asked.how, or_(theirs, asks_them))
        conditions.append(either)
    order = (held, MeetingRecord.start_time, MeetingRecord.id)
    query = select(MeetingRecord).where(*conditions)
    query = query.order_by(*(each.desc() for each in order) if asked.latest_first else order)
    found = list(request.session.scalars(query))
    return found[:1] if asked.one else found


def _own(request: Request, asked: MeetingsAsked) -> ColumnElement[bool]:
    """The condition for the speaker's own, as they are asked for."""
    asks, member = invited_to(request.member), request.member
    ways = {"called": called_by(member), "invited": asks}
    return ways.get(asked.how, or_(asks, own_meetings(member)))


def head_said(request: Request, asked: MeetingsAsked, count: int) -> str:
    """ "2 meetings with Cedar Fire Department, between 1 Dec 2026 and 31 Dec 2026."."""
    called = plural(count, "meeting") if count else "No meeting"
    mine = {"called": " that you called", "invited": " that you are invited to"}.get(asked.how, " of yours")
    own = mine if asked.mine else "" if request.member.may(Needs.MANAGER) else " that you may read of"
    how = {"called": "called by", "invited": "with a seat for"}.get(asked.how, "with")
    whose = f" {how} {scopes_said(request, asked, 'or')}" if asked.scopes else ""
    when = span_said(asked.since, asked.by)
    return f"{called}{own}{whose}{f', {when}' if when else ''}."
