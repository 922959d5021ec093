"""`/meeting`: what is coming, one's own answers, and for who decides the open seats and the never filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block, ButtonElement
from sqlalchemy import select

from commands.kit.blocks import aside, button, buttons, headed, rule, shown_of, words
from commands.kit.meeting_rights import meetings_for, readable_by
from commands.kit.meeting_views import MeetingPicked, meeting_name, meeting_time, meeting_where
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.meetings import may_call_any, may_decide
from commands.language.meetings_said import MeetingSaid
from commands.meetings.after_views import after_buttons
from commands.meetings.asked import MeetingsAsked, head_said, meant, meetings_that_fit
from commands.meetings.calling import call_button, own_draft
from commands.meetings.card_views import answer_buttons, answers_said, is_open, seats_said
from commands.meetings.invitation_views import own_answer
from commands.meetings.past import any_past, asked, is_over, past_block, past_meetings, past_of, past_steps
from commands.meetings.steps_views import LIST, PAST, decider_buttons, draft_buttons
from readiness.dates import ONE_DAY
from storage.answering_calls import answers_of, invitation_for, seat_states
from storage.calling import seats_never_filled
from storage.meeting_times import begins, ends
from storage.meetings import IS_CALLED, IS_KNOWN, REMEMBERED, InvitationRecord, MeetingRecord, SeatRecord
from words.amounts import plural
from words.classes import listed, plain_word
from words.days import spoken

PAGE = 3
ASKED = "meeting.asked"
"""What a button is known by that turns a page of those that were asked for."""
WENT = listed("past previous earlier held over")
"""With one of these, what is over is asked for; "last" is the last of it."""


def meetings(request: Request) -> Reply:
    """The meetings to come, the earliest first; the next one alone, or the one that is named."""
    found = meant(request)
    if isinstance(found, MeetingRecord):
        return Reply(message=_one(request, found))
    if found is not None:
        return Reply(message=_asked_for(request, found))
    said = [plain_word(word) for word in request.text.split()]
    if "last" in said and "meetings" not in said and (gone := past_meetings(request)):
        return Reply(message=_one(request, gone[0]))
    if "last" in said or not WENT.isdisjoint(said):
        return Reply(message=past_of(request))
    if "next" in said and (coming := _to_come(request)):
        return Reply(message=_one(request, coming[0]))
    return Reply(message=listing_of(request))


def past_said(request: Request) -> Reply:
    """The meetings that are over, or those of a time or of agencies among them."""
    if not request.text.strip():
        return asked(request)
    return meetings(replace(request, text=f"past meetings {request.text}"))


def show_asked(request: Request) -> Reply:
    """The next of those that were asked for, in place of those shown."""
    return Reply(message=_asked_for(request, request.carried(MeetingsAsked)), replaces=True)


def _asked_for(request: Request, asked: MeetingsAsked) -> Message:
    there = meetings_that_fit(request, asked)
    shown = there[asked.start : asked.start + PAGE]
    blocks: list[Block] = [words(head_said(request, asked, len(there)))]
    for each in shown:
        theirs, is_one = _own(request, each), len(there) == 1
        row = past_steps(request, each) if is_over(request, each) else _first_steps(request, each, theirs)
        blocks += [rule(), _block(request, each, theirs, is_one), *buttons(*row)]
    last = asked.start + len(shown)
    if page := shown_of(asked.start, len(shown), len(there), "Meetings"):
        blocks.append(aside(page))
    more = button("More", ASKED, asked.model_copy(update={"start": last})) if last < len(there) else None
    return Message([*blocks, *buttons(more, button("All meetings", LIST, MeetingPicked()))])


def show(request: Request) -> Reply:
    """More of them, in place of those shown; or the one a button is about."""
    carried = request.carried(MeetingPicked)
    if not carried.meeting_id:
        return Reply(message=listing_of(request, carried.start), replaces=True)
    one = MeetingRecord.id == carried.meeting_id
    query = select(MeetingRecord).where(one, IS_KNOWN, readable_by(request.member))
    meeting = request.session.scalars(query).first()
    return Reply(message=listing_of(request) if meeting is None else _one(request, meeting))


def listing_of(request: Request, start: int = 0) -> Message:
    """Some of the meetings to come, each with where the reader stands and what they may do."""
    over, coming = _over(request), _to_come(request)
    there = [*over, *coming]
    draft = own_draft(request) if start == 0 else None
    end = start + PAGE - (draft is not None)  # a draft takes the room of one
    shown = there[start:end]
    calls = bool(may_call_any(request))
    blocks: list[Block] = [words(_head(len(coming), len(over), calls))]
    if draft is not None:
        said = f"Your draft: {meeting_name(draft)}. Nobody was told of it yet."
        blocks += [rule(), words(said), *buttons(*draft_buttons(draft))]
    for each in shown:
        is_one = len(there) == 1
        theirs = _own(request, each)
        row = _steps(request, each, theirs) if is_one else _first_steps(request, each, theirs)
        blocks += [rule(), _block(request, each, theirs, is_one), *buttons(*row)]
    if calls and start == 0 and (never := _never_said(request)):
        blocks += [rule(), words(never)]
    if page := shown_of(start, len(shown), len(there), "Meetings", "the earliest first"):
        blocks.append(aside(page))
    more = button("More", LIST, MeetingPicked(start=end)) if end < len(there) else None
    call = call_button("Call a meeting", MeetingSaid()) if calls else None
    past = button("Past meetings", PAST, MeetingPicked()) if any_past(request) else None
    return Message([*blocks, *buttons(more, call, past)])


def _one(request: Request, meeting: MeetingRecord) -> Message:
    every = button("All meetings", LIST, MeetingPicked())
    if is_over(request, meeting):
        return Message([past_block(request, meeting), *buttons(*past_steps(request, meeting), every)])
    theirs = _own(request, meeting)
    return Message([_block(request, meeting, theirs), *buttons(*_steps(request, meeting, theirs), every)])


def _own(request: Request, meeting: MeetingRecord) -> InvitationRecord | None:
    """The reader's own invitation to it."""
    return invitation_for(request.session, meeting.id, request.member.person_id)


def _to_come(request: Request) -> list[MeetingRecord]:
    """The called meetings that have not ended, the earliest first: one that began yesterday may be on."""
    query = select(MeetingRecord).where(
        IS_CALLED, readable_by(request.member), MeetingRecord.held_on >= request.today - ONE_DAY
    )
    order = (MeetingRecord.held_on, MeetingRecord.start_time, MeetingRecord.id)
    found = request.session.scalars(query.order_by(*order))
    return [each for each in found if ends(each, request.region.zone) > request.now]


def _over(request: Request) -> list[MeetingRecord]:
    """Those of late that are over, and the reader's to say who was there: nobody did yet."""
    query = select(MeetingRecord).where(
        IS_CALLED,
        meetings_for(request.member),
        MeetingRecord.held_on.between(request.today - REMEMBERED, request.today),
    )
    found = request.session.scalars(query.order_by(MeetingRecord.held_on, MeetingRecord.id))
    return [each for each in found if ends(each, request.region.zone) <= request.now]


def _head(come: int, over: int, calls: bool) -> str:
    """How many come, and how many wait for who was there."""
    wait = f"{over} {'waits' if over == 1 else 'wait'} for who was there to be confirmed"
    if come:
        coming = f"{plural(come, 'meeting is', 'meetings are')} coming"
        return f"{coming}, {wait}." if over else f"{coming}."
    if over:
        return f"No meeting is coming; {wait}."
    return "No meeting is coming." if calls else "No meeting is coming that you are asked to."


def _block(
    request: Request, meeting: MeetingRecord, invitation: InvitationRecord | None, is_one: bool = True
) -> Block:
    """What, when and where; the reader's own answer; for who decides, its seats and the counts.

    Among several who decides reads the objective where the meeting is opened.
    """
    if is_over(request, meeting):
        return past_block(request, meeting, is_one)
    is_theirs = may_decide(request, meeting)
    lines = [
        f"{meeting_time(meeting, request.region)}{meeting_where(meeting)}.",
        "It is on now." if begins(meeting, request.region.zone) <= request.now else "",
        f"Objective: {meeting.objective}" if meeting.objective and (is_one or not is_theirs) else "",
    ]
    if invitation is not None:
        lines.append(own_answer(request, invitation))
    if is_theirs:
        lines += [_seats_line(request, meeting), answers_said(answers_of(request.session, meeting.id))]
    elif invitation is not None and meeting.answer_by is not None and invitation.answer is None:
        lines.append(f"Please answer by {spoken(meeting.answer_by)}.")
    return headed(meeting.title, "\n".join(line for line in lines if line))


def _seats_line(request: Request, meeting: MeetingRecord) -> str:
    """ "2 of 7 seats filled. Open: Fire chiefs. Nobody is invited yet for: School or campus safety."."""
    seats = seat_states(request.session, meeting.id)
    if not seats:
        return ""
    still = [each for each in seats if not each.filled]
    if not still:
        return seats_said(seats)
    asked = ", ".join(each.seat.name for each in still if each.invited)
    nobody = ", ".join(each.seat.name for each in still if not each.invited)
    parts = [
        f"{len(seats) - len(still)} of {plural(len(seats), 'seat')} filled.",
        f"Open: {asked}." if asked else "",
        f"Nobody is invited yet for: {nobody}." if nobody else "",
    ]
    return " ".join(part for part in parts if part)


def _never_said(request: Request) -> str:
    """Which seats were asked for this year, and never attended; by what rule."""
    first = request.today.replace(month=1, day=1)
    never = seats_never_filled(request.session, request.today, meetings_for(request.member))
    if not never:
        return ""
    names = ", ".join(_called(request, each) for each in never)
    return (
        f"Never filled this year: {names}.\nThat is: asked for in a meeting held since {spoken(first)} whose "
        "attendance is confirmed, and attended in none."
    )


def _called(request: Request, seat: SeatRecord) -> str:
    """A seat by what it is called today; an agency's by the agency's name."""
    agency = request.catalogue.agencies.get(seat.agency_id or 0)
    return seat.name if agency is None else agency.name


def _steps(
    request: Request, meeting: MeetingRecord, invitation: InvitationRecord | None
) -> Sequence[ButtonElement]:
    """What the reader may do: answer, where they are asked; decide, where it is theirs."""
    row: list[ButtonElement] = []
    is_theirs = may_decide(request, meeting)
    if begins(meeting, request.region.zone) <= request.now and is_theirs:
        return after_buttons(meeting)
    if _may_answer(request, meeting, invitation):
        row += answer_buttons(meeting, f":{meeting.id}")
    return [*row, *(decider_buttons(request, meeting) if is_theirs else [])]


def _first_steps(
    request: Request, meeting: MeetingRecord, invitation: InvitationRecord | None
) -> Sequence[ButtonElement]:
    """The first of them, in a list of several, and what shows the meeting with all of them."""
    row = _steps(request, meeting, invitation)
    alone = button("Open it", f"{LIST}:{meeting.id}", MeetingPicked(meeting_id=meeting.id))
    most = 4 if _may_answer(request, meeting, invitation) else 2
    return row if len(row) <= 4 else [*row[:most], alone]


def _may_answer(request: Request, meeting: MeetingRecord, invitation: InvitationRecord | None) -> bool:
    """Whether the reader is asked, and can still answer."""
    return invitation is not None and is_open(request, meeting)


ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting",
        meetings,
        what="the meetings that are coming, your answers, and which seats are open",
        example="/meeting",
        takes="[MEETING] | [AGENCY] [a time]",
    ),
    Form(
        "meeting past",
        past_said,
        what="the meetings that are over: their minutes, notes and follow-ups",
        example="/meeting past",
        takes="[AGENCY] [a time]",
        also=("past meetings", "previous meetings", "held meetings", "last meetings", "last meeting"),
    ),
    Click(LIST, show),
    Click(ASKED, show_asked),
)
