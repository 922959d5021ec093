"""Who is asked to a called meeting, changed: somebody more gets the call, who is taken out hears so."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from commands.kit.blocks import button, cut, words
from commands.kit.forms import Modal, opened
from commands.kit.meeting_views import MeetingPicked, meeting_name
from commands.kit.problems import AskedBack
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.kit.telling import is_near
from commands.language.meetings import meeting_said_to_decide, theirs_to_decide
from commands.meetings.moving import refuse_over, seated_notes, tell_seated, unless_over
from commands.meetings.seats import (
    ASKED,
    ASKED_CHANGED,
    IN_SLACK,
    OUT,
    Asking,
    asked_by_seat,
    drawn,
    first_asked,
    hints_of,
    is_stale,
    read_wanted,
    seats_form,
    shown_of,
)
from commands.meetings.steps_views import ASK, receipt
from storage.meeting_seats import seats_of, set_invited
from storage.meeting_times import begins
from storage.meetings import MeetingRecord
from storage.people import lock_people

MOST_SAID = 100
"""Characters of what was said that are shown again."""
NOTE = "Who is added gets the call at once; who is taken out is told that they are no longer asked."


def invite(request: Request) -> Reply:
    """Opens the form of who is asked to the meeting that is said; whom it is about is said above it."""
    whom, _, which = request.text.strip().rpartition(" to ")
    meeting = meeting_said_to_decide(request, which or request.text, ASK)
    refuse_over(request, meeting)
    name = cut(whom.strip(), MOST_SAID)
    lead = [words(f"You named “{name}”: choose them for a seat.")] if name else []
    text = f"{name or 'Who'}, to {meeting_name(meeting)}: choose the seat. Nothing was changed yet."
    opener = button("Who is asked", ASK, MeetingPicked(meeting_id=meeting.id))
    return opened(request, _form(request, meeting, lead=lead), text, opener)


def open_asked(request: Request) -> Reply:
    """The form with who is asked for each seat."""
    meeting = theirs_to_decide(request, request.carried(MeetingPicked).meeting_id)
    refuse_over(request, meeting)
    return Reply(modal=_form(request, meeting))


def asked_submitted(request: Request) -> Reply:
    """Changes who is asked, and tells them."""
    carried = request.carried(Asking)
    meeting = theirs_to_decide(request, carried.meeting_id, lock=True)
    refuse_over(request, meeting)
    if is_stale(request, meeting):
        raise AskedBack(Reply(updated=_form(request, meeting, ASKED_CHANGED, carried.turn + 1)))
    form = seats_form(seats_of(request.session, meeting.id), CHANGE_ASKED).turned(carried.turn)
    wanted = read_wanted(request, meeting, form, form.read(request))
    trail = request.trail(IN_SLACK)
    seated = unless_over(lambda: set_invited(request.session, meeting, wanted, trail), meeting)
    lock_people(request.session, {*seated.invited, *seated.left})
    near = is_near(request.now, begins(meeting, request.region.zone))
    posts = tell_seated(request, meeting, seated, near)
    said = "Changed" if seated.is_other else "As it is now"
    return Reply(
        message=receipt(request, meeting, said, seated_notes(request, seated)), posts=posts, closes=True
    )


def _form(
    request: Request, meeting: MeetingRecord, note: str = NOTE, turn: int = 0, lead: Sequence[Block] = ()
) -> View:
    seats, asked = seats_of(request.session, meeting.id), asked_by_seat(request, meeting)
    above: list[Block] = [*lead, words(f"{meeting_name(meeting)}. {note}")]
    form = seats_form(seats, CHANGE_ASKED).turned(turn)
    shown = shown_of(request, meeting).model_copy(update={"turn": turn})
    return form.view(
        first_asked(request, asked),
        carried=shown,
        above=above,
        only=drawn(form, shown),
        hints=hints_of(request, meeting, seats, asked),
    )


CHANGE_ASKED = Modal("meeting.asked_form", "Who is asked", "Save", (ASKED, OUT), asked_submitted)
ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting invite",
        invite,
        what="ask somebody more to a meeting that is called",
        example="/meeting invite Maria Ortiz to the kickoff",
        takes="[WHO to] MEETING",
    ),
    Click(ASK, open_asked),
    *CHANGE_ASKED.entries(),
)
