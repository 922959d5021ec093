"""What the one who calls and moves meetings hears and may press next."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import select

from commands.kit.blocks import button, buttons, says, words
from commands.kit.meeting_views import ANSWERS, MeetingPicked, meeting_name, meeting_time, meeting_where
from commands.kit.reply import Message
from commands.kit.request import Request
from readiness.records import PersonId
from storage.accounts import accounts_of
from storage.meetings import MeetingRecord, MeetingState
from storage.people import Person
from words.amounts import listing, plural
from words.days import spoken

CALL = "meeting.call"
RESUME = "meeting.resume"
BACK = "meeting.back"
DISCARD = "meeting.discard"
MOVE = "meeting.move"
CANCEL = "meeting.cancel"
ASK = "meeting.ask"
POST = "meeting.post"
LIST = "meeting.list"
PAST = "meeting.past"
ASK_AGAIN = "meeting.ask_again"
"""What the buttons of who decides about a meeting are known by; each carries which meeting."""
MOST_NAMES = 10


def decider_buttons(request: Request, meeting: MeetingRecord) -> list[ButtonElement]:
    """What whoever decides about a called meeting may press."""
    picked, mark = MeetingPicked(meeting_id=meeting.id), f":{meeting.id}"
    if meeting.state is not MeetingState.CALLED:
        return []
    row = [button("Who answered what", ANSWERS + mark, picked)]
    if meeting.held_on >= request.today:
        row += [
            button("Move or change", MOVE + mark, picked),
            button("Who is asked", ASK + mark, picked),
            button("Post its card", POST + mark, picked),
        ]
    return [*row, button("Cancel it", CANCEL + mark, picked)]


def draft_buttons(meeting: MeetingRecord) -> list[ButtonElement]:
    """What may be pressed of a draft: it goes on, or it is thrown away."""
    picked, mark = MeetingPicked(meeting_id=meeting.id), f":{meeting.id}"
    return [
        button("Go on with the draft", RESUME + mark, picked, style="primary"),
        button("Throw it away", DISCARD + mark, picked, confirm="What was filled in is lost."),
    ]


def receipt(request: Request, meeting: MeetingRecord, done: str, notes: Sequence[str] = ()) -> Message:
    """What the one who called, moved or posted a meeting hears: what stands, and the next steps."""
    where = f"{meeting_time(meeting, request.region)}{meeting_where(meeting)}"
    lines = [f"{done}: {meeting.title}", where, *notes]
    row = decider_buttons(request, meeting)
    meetings = says("Meetings", "meeting", "meetings")
    return Message([words("\n".join(line for line in lines if line)), *buttons(*row, meetings)])


def not_in_slack(request: Request, people: Sequence[PersonId]) -> str:
    """Who of some people Slack does not reach, so that the caller tells them; empty where it reaches all."""
    reached = accounts_of(request.session, people, request.member.workspace, request.now)
    missed = [each for each in people if each not in reached]
    if not missed:
        return ""
    return f"Not in Slack, so please tell them yourself: {listing(names_of(request, missed), MOST_NAMES)}."


def heard(
    request: Request, meeting: MeetingRecord, people: Sequence[PersonId], left: Sequence[PersonId], near: bool
) -> list[str]:
    """How many of those who are told of a change hear it and when, and who has to be told otherwise.

    Who does it hears it anyway. `left`: those invited who are not on the roster on the meeting's day.
    """
    others = [each for each in people if each != request.member.person_id]
    hear = len(accounts_of(request.session, others, request.member.workspace, request.now))
    when = "now" if near else "in their next letter"
    notes = [f"{how_many(hear)} {'hears' if hear == 1 else 'hear'} it {when}."] if hear else []
    notes += [said] if (said := not_in_slack(request, others)) else []
    if left:
        names = listing(names_of(request, left), MOST_NAMES)
        agency = request.catalogue.agencies.get(meeting.agency_id or 0)
        roster = "the roster" if agency is None else f"the roster of {agency.name}"
        notes.append(f"Not on {roster} on {spoken(meeting.held_on)}, so not told: {names}.")
    return notes


def names_of(request: Request, people: Sequence[PersonId]) -> list[str]:
    """What some people are called, in their order."""
    there = {each.id: each for each in request.session.scalars(select(Person).where(Person.id.in_(people)))}
    return [there[each].name for each in people]


def how_many(people: int) -> str:
    """ "1 person", "12 people"."""
    return plural(people, "person", "people")


def over_said(meeting: MeetingRecord) -> str:
    """What is said of a meeting that can't be changed any more, by how it is."""
    name = meeting_name(meeting)
    match meeting.state:
        case MeetingState.CANCELLED:
            return f"{name} was cancelled. Call another one: it stays as it is."
        case MeetingState.HELD:
            return f"{name} was held, and who was there is on record: it stays as it is."
        case MeetingState.DRAFT:
            return f"{name} is a draft: nobody was told of it. Go on with it by /meeting."
    return f"{name} is over: it stays as it is. If it was not held, cancel it, and call another one."
