"""`/meeting call`: a meeting is put together in a form of two steps, its facts, then its seats (`seats`).

What was filled in is a draft that nobody was told of: a form that got lost is gone on with.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from commands.kit.blocks import button, buttons, words
from commands.kit.forms import Modal, opened
from commands.kit.meeting_views import MeetingPicked, meeting_name
from commands.kit.problems import AskedBack
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Door, Request
from commands.language.meetings import may_call, may_call_any, refuse_anothers_draft, theirs_to_decide
from commands.language.meetings_said import MeetingSaid, understand_meeting
from commands.meetings.calling_form import (
    AGENCY,
    FACTS,
    READY,
    SEATS,
    facts_of,
    of_record,
    of_words,
    own_agency_of,
    seats_said,
    whose,
    wrong_facts,
)
from commands.meetings.seats import IN_SLACK, keep_asked, seats_view, take_turn_to_call, the_same, twin_of
from commands.meetings.steps_views import BACK, CALL, DISCARD, RESUME, draft_buttons
from readiness.records import AgencyId
from storage.calling import change_draft, discard_draft, draft_meeting, draft_of
from storage.meeting_seats import seats_of, set_seats
from storage.meeting_turns import lock_meeting
from storage.meetings import MeetingRecord, MeetingState
from words.days import spoken
from words.problems import Problem

EXAMPLE = "/meeting call Regional plan kickoff 12 Jan 9am at the EOC"


def call_meeting(request: Request) -> Reply:
    """Opens the form, filled in with what was said; alone, with the draft there is. It records nothing."""
    may_call_any(request).or_refuse()
    draft = own_draft(request)
    if not request.text and draft is not None:
        text = f"You have a draft: {meeting_name(draft)}. Go on with it; nobody was told yet."
        return opened(request, _of_draft(request, draft), text, draft_buttons(draft)[0])
    said = understand_meeting(request, request.text) if request.text else MeetingSaid()
    lead = said.unclear or "Look at it in the form, and go on. Nobody was told."
    understood = _told(request, said)
    text = f"{lead}\nI understood: {understood}." if understood else lead
    return opened(request, _of_words(request, said, draft), text, call_button("Open the form", said))


def call_button(label: str, said: MeetingSaid) -> ButtonElement:
    """A button that opens the form, filled in with what was understood."""
    return button(label, CALL, said)


def open_form(request: Request) -> Reply:
    """The form, filled in with what the button carries."""
    may_call_any(request).or_refuse()
    return Reply(modal=_of_words(request, request.carried(MeetingSaid), own_draft(request)))


def resume(request: Request) -> Reply:
    """The form with what the draft says; in a form that is open already, in its place."""
    meeting = _own(request, request.carried(MeetingPicked).meeting_id)
    view = _of_draft(request, meeting)
    return Reply(updated=view) if request.door is Door.MODAL else Reply(modal=view)


def back(request: Request) -> Reply:
    """From the second step back to the first; whom its seats ask by now is kept."""
    meeting = _own(request, request.carried(MeetingPicked).meeting_id)
    lock_meeting(request.session, meeting)
    keep_asked(request, meeting)
    return Reply(updated=_of_draft(request, meeting))


def discard(request: Request) -> Reply:
    """Throws a draft away."""
    meeting = _own(request, request.carried(MeetingPicked).meeting_id)
    name = meeting_name(meeting)
    discard_draft(request.session, meeting)
    return Reply(message=Message([words(f"The draft of {name} is thrown away. Nobody was told about it.")]))


def submit_facts(request: Request) -> Reply:
    """Keeps the facts as a draft, and shows whom its seats ask; or shows which fields can't be taken."""
    may_call_any(request).or_refuse()
    carried = request.carried(MeetingSaid)
    take_turn_to_call(request)  # before the draft is locked: two forms of one caller leave one draft
    there = _draft_to_write(request, carried)
    filled = CALL_MEETING.read(request)
    agency = whose(request, filled)
    may_call(request, agency).or_refuse()
    if wrong := wrong_facts(request, filled, agency):
        raise CALL_MEETING.wrong(wrong)
    facts = facts_of(filled)
    said = MeetingRecord(agency_id=agency, id=None if there is None else there.id, **facts)
    double = twin_of(request, said)
    if double is not None and double.id != carried.besides:
        note = f"{the_same(double)} If it is another one, press Next again."
        besides = carried.model_copy(update={"besides": double.id})
        raise AskedBack(Reply(updated=_form(request, of_words(request, carried), besides, [words(note)])))
    meeting = _drafted(request, there, bool(carried.meeting_id), agency, facts)
    trail = request.trail(IN_SLACK)
    set_seats(request.session, meeting, seats_said(request, filled), trail, request.today)
    besides_id = 0 if double is None else double.id
    return Reply(updated=seats_view(request, meeting, besides=besides_id))


def own_draft(request: Request) -> MeetingRecord | None:
    """The speaker's draft, where it is theirs to call still."""
    member = request.member
    draft = draft_of(request.session, member.workspace, member.user)
    return draft if draft is not None and may_call(request, draft.agency_id) else None


def _own(request: Request, key: int) -> MeetingRecord:
    """The draft a button is about. Raises Problem for one that is none any more, Refused for another's."""
    meeting = theirs_to_decide(request, key)
    if meeting.state is not MeetingState.DRAFT:
        raise Problem(f"{meeting_name(meeting)} was called already: it is no draft any more.")
    refuse_anothers_draft(request, meeting)
    return meeting


def _draft_to_write(request: Request, carried: MeetingSaid) -> MeetingRecord | None:
    """The draft that the form is of; the speaker's other one gives way to a form that is new."""
    there = _own(request, carried.meeting_id) if carried.meeting_id else own_draft(request)
    if there is not None:
        lock_meeting(request.session, there)
    return there


def _drafted(
    request: Request,
    there: MeetingRecord | None,
    goes_on: bool,
    agency: AgencyId | None,
    facts: dict[str, Any],
) -> MeetingRecord:
    """The draft with these facts: the one that is gone on with, else a new one in place of any other."""
    member, trail = request.member, request.trail(IN_SLACK)
    if there is not None and not goes_on:
        discard_draft(request.session, there)
    elif there is not None:
        change_draft(request.session, there, {**facts, "agency_id": agency}, trail)
        return there
    meeting = MeetingRecord(
        **facts,
        agency_id=agency,
        workspace=member.workspace,
        called_by_user=member.user,
        called_by_id=member.person_id,
    )
    return draft_meeting(request.session, meeting, trail)


def _told(request: Request, said: MeetingSaid) -> str:
    """What was understood of a meeting, in words."""
    agency = request.catalogue.agencies.get(said.agency)
    parts = [
        said.title,
        "" if said.day is None else spoken(said.day),
        said.at,
        f"{said.minutes} minutes" if said.minutes else "",
        said.place,
        said.link,
        "" if agency is None else f"for {agency.name}",
    ]
    return ", ".join(part for part in parts if part)


def _of_words(request: Request, said: MeetingSaid, draft: MeetingRecord | None) -> View:
    above: list[Block] = [words(said.unclear)] if said.unclear else []
    if draft is not None:
        note = f"You have a draft already: {meeting_name(draft)}. Going on with this form takes its place."
        above += [words(note), *buttons(draft_buttons(draft)[0])]
    return _form(request, of_words(request, said), said.model_copy(update={"unclear": ""}), above)


def _of_draft(request: Request, draft: MeetingRecord) -> View:
    seats = seats_of(request.session, draft.id)
    first = of_record(request, draft, seats)
    above: list[Block] = [words("Your draft, as far as it is. Nobody was told of it yet.")]
    return _form(request, first, MeetingSaid(meeting_id=draft.id), above)


def _form(request: Request, first: dict[str, object], carried: MeetingSaid, above: list[Block]) -> View:
    """The first step: of a lead of one agency it does not ask whose meeting it is."""
    asked = [*FACTS, SEATS]
    if may_call(request):
        asked += [AGENCY, READY]
    elif not own_agency_of(request):
        asked += [AGENCY]
    return CALL_MEETING.view(first, carried=carried, above=above, only=asked)


CALL_MEETING = Modal(
    "meeting.call_form",
    "Call a meeting",
    "Next",
    (*FACTS, AGENCY, READY, SEATS),
    submit_facts,
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting call",
        call_meeting,
        what="call a meeting: its objective, day, place, and the seats that must be filled",
        example=EXAMPLE,
        takes="TITLE DAY TIME at PLACE",
    ),
    Click(CALL, open_form),
    Click(RESUME, resume),
    Click(BACK, back, changes=True),
    Click(DISCARD, discard, changes=True),
    *CALL_MEETING.entries(),
)
