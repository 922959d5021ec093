"""`/meeting attendance`: who was there, confirmed by who may decide about the meeting, and mended afterwards.

An RSVP is no attendance: those who said that they come are shown, one press chooses them to begin with, and
nobody counts before the form is submitted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    InputInteractiveElement,
    Option,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from commands.kit.blocks import option, plain, says, words
from commands.kit.forms import PLACEHOLDER, CantTake, Field, Modal, opened, several_searched_field
from commands.kit.home import REST, Urgency, Waits
from commands.kit.meeting_rights import own_meetings
from commands.kit.meeting_views import meeting_name
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Reply
from commands.kit.request import Request, record_id
from commands.language.choosing import OPTIONS, everybody, people_options
from commands.language.fields import MOST_OPTIONS, people_among
from commands.language.naming import find_on_roster
from commands.meetings.after_views import (
    ATTENDANCE,
    COMING,
    attendance_button,
    confirmed_message,
    list_blocks,
)
from commands.meetings.begun import Begun, meant, meeting_said_begun, refused, theirs_begun, unconfirmed
from storage.answering_calls import seat_states
from storage.meeting_attendance import (
    AnswersChanged,
    Attendance,
    NobodyThere,
    attendance_of,
    confirm_attendance,
)
from storage.meeting_seats import seats_of
from storage.meeting_turns import NotAsItStands
from storage.meetings import MeetingRecord, MeetingState, SeatRecord
from storage.people import Person
from words.amounts import plural

EXAMPLE = "/meeting attendance"
AT_HOME = 3
MOST = 100
"""People that one field takes."""
CHANGED = (
    "Somebody answered, or confirmed it, since this list was shown: look again, and confirm it. Nothing was "
    "recorded."
)
MORE_EXPECTED = "And {:,} more who said they're coming, who count as there."
MORE_THERE = "And {:,} more on record as there, who stay so."
NOBODY = "Choose who was there. A meeting that did not take place is cancelled instead."


class Confirming(Begun):
    """The same, and whom the form begins with: those who said that they come (`expected`), else those on
    record as there. `shown_to`: the last invitation of these that it shows; 0, where it shows all.
    """

    expected: bool = False
    shown_to: int = 0


def attendance(request: Request) -> Reply:
    """Opens the list of the meeting that is named; of the one that is on, or was the last, where none is."""
    said = request.text.strip()
    meeting = (
        meeting_said_begun(request, said, ATTENDANCE)
        if said
        else meant(request, ATTENDANCE, lambda key: Begun(meeting_id=key), EXAMPLE)
    )
    return _opened(request, meeting)


def attendance_pressed(request: Request) -> Reply:
    """The same, of the meeting a button carries."""
    return _opened(request, theirs_begun(request, request.carried(Begun).meeting_id))


def choose_expected(request: Request) -> Reply:
    """The form anew with those chosen who said that they come: to be looked at, nothing is recorded."""
    begun = request.carried(Confirming)
    meeting = theirs_begun(request, begun.meeting_id)
    again = Confirming(meeting_id=meeting.id, turn=begun.turn + 1, expected=True)
    return Reply(updated=_view(request, meeting, again))


def search_roster(request: Request) -> Reply:
    """The people of the whole roster that fit what is being typed, for whose meeting it is."""
    theirs_begun(request, request.carried(Begun).meeting_id)
    said = request.text.strip()
    found = find_on_roster(request.session, said, request.member.workspace, OPTIONS) if said else []
    return Reply(options=people_options(request, found))


def confirm(request: Request) -> Reply:
    """Confirms who was there, once; what was confirmed before stays readable in the log."""
    begun = request.carried(Confirming)
    meeting = theirs_begun(request, begun.meeting_id, lock=True)
    form = CONFIRMING.turned(begun.turn)
    filled = form.read(request)
    seat = filled[SEAT]
    if seat is not None and seat not in {each.id for each in seats_of(request.session, meeting.id)}:
        raise form.wrong({"seat": "That seat was taken out meanwhile: choose again."})
    shown = attendance_of(request.session, meeting)
    beyond = shown.beyond(begun.shown_to, begun.expected)
    # The menu of those named in words shows the first, too: what is on record of the others stays.
    others = [each.invitation for each in shown.named[MOST_OPTIONS:] if each.invitation.sent_attended]
    named = {*filled[NAMED], *(each.id for each in others)}
    there = {each.person.id for each in beyond} - {each.id for each in filled[ABSENT]}
    present = dict.fromkeys([*(each.id for each in filled[WHO]), *sorted(there)], seat)
    was_held = meeting.state is MeetingState.HELD
    left, zone = request.trail(), request.region.zone
    try:
        done = confirm_attendance(request.session, meeting, present, named, begun.seen, left, zone)
    except AnswersChanged:
        again = begun.model_copy(update={"turn": begun.turn + 1})
        return Reply(updated=_view(request, meeting, again, filled[WHO]))
    except NobodyThere:
        raise form.wrong({"who": NOBODY}) from None
    except NotAsItStands as problem:
        raise refused(request, problem) from None
    found = done or attendance_of(request.session, meeting)
    states = seat_states(request.session, meeting.id)
    return Reply(message=confirmed_message(meeting, found, states, was_held, done is None), closes=True)


def to_confirm(request: Request) -> Iterator[Waits]:
    """Home's lines of the speaker's meetings that are over, and of which nobody said who was there."""
    waiting = unconfirmed(request, own_meetings(request.member)) if request.member.may(Needs.LEAD) else []
    for each in waiting[:AT_HOME]:
        said = f"{meeting_name(each)}: over. Who was there is not confirmed yet."
        yield Waits(Urgency.LATE, said, attendance_button(each), each.held_on)
    if len(waiting) > AT_HOME:
        more = plural(len(waiting) - AT_HOME, "more meeting")
        said = f"{more} of which nobody said who was there."
        yield Waits(Urgency.LATE, said, says("Meetings", "meeting", "meetings that are over"))


def _opened(request: Request, meeting: MeetingRecord) -> Reply:
    view = _view(request, meeting, Confirming(meeting_id=meeting.id))
    return opened(request, view, f"{meeting_name(meeting)}: say who was there.", attendance_button(meeting))


def _view(
    request: Request,
    meeting: MeetingRecord,
    begun: Confirming,
    people: Sequence[Person] | None = None,
) -> View:
    """The form: whom the meeting has on its list with what they answered, and who was there as far as said.

    `people` are those chosen in a form whose list has changed since; the others beyond it stay chosen.
    """
    found, seats = attendance_of(request.session, meeting), seats_of(request.session, meeting.id)
    above = [] if people is None else [words(CHANGED)]
    if people is None:
        chosen = found.expected if begun.expected else found.present
        shown_to = chosen[MOST - 1].invitation.id if len(chosen) > MOST else 0
        begun = begun.model_copy(update={"shown_to": shown_to})
        people = [each.person for each in chosen[:MOST]]
    initial = {
        "who": people_options(request, people),
        "named": (_named_options(found, seats), {str(each.invitation.id) for each in found.named_present}),
        "seat": [option(each.name, str(each.id)) for each in seats],
    }
    carried = begun.model_copy(update={"seen": found.fingerprint})
    blocks = list(list_blocks(request, meeting, found, seats, carried))
    form = CONFIRMING.turned(begun.turn)
    asked: list[Field[Any]] = [WHO]
    asked += [SEAT] if seats else []
    asked += [NAMED] if found.named else []
    beyond = len(found.beyond(begun.shown_to, begun.expected))
    asked += [ABSENT] if beyond else []
    hints = {WHO.name: (MORE_EXPECTED if begun.expected else MORE_THERE).format(beyond)} if beyond else None
    return form.view(initial, carried, above=[*above, *blocks], only=asked, hints=hints)


def _named_options(found: Attendance, seats: Sequence[SeatRecord]) -> list[Option]:
    """Those who are named in words only, each with who sends them and for which seat."""
    known = {each.id: each.name for each in seats}
    return [
        option(
            f"{each.named}, for {each.person.name}",
            str(each.invitation.id),
            known.get(each.invitation.seat_id or 0, ""),
        )
        for each in found.named[:MOST_OPTIONS]
    ]


def _draw_named(initial: tuple[Sequence[Option], set[str]] | None) -> InputInteractiveElement:
    options, chosen = initial or ((), set())
    return StaticMultiSelectElement(
        action_id="named",
        placeholder=plain("Choose them", PLACEHOLDER),
        options=list(options),
        initial_options=[each for each in options if each.value in chosen] or None,
    )


def _read_named(request: Request, field: str) -> Collection[int]:
    return request.chosen_ids(field)


def _draw_seat(initial: Sequence[Option] | None) -> InputInteractiveElement:
    return StaticSelectElement(
        action_id="seat", placeholder=plain("For no seat", PLACEHOLDER), options=list(initial or ())
    )


def _read_seat(request: Request, field: str) -> int | None:
    said = request.typed(field)
    found = record_id(said)
    if said and found is None:
        raise CantTake("Choose a seat from the list.")
    return found


WHO: Field[Sequence[Person]] = several_searched_field(
    "who",
    "Who was there",
    "Type a name",
    people_among(everybody),
    search_roster,
    MOST,
    hint="Everybody on the roster can be added, invited or not. Take out whoever did not come.",
)
SEAT: Field[int | None] = Field(
    "seat",
    "Those who were not invited sat for",
    _draw_seat,
    _read_seat,
    "Who was invited keeps their own seat. For no seat: they were in the room.",
    optional=True,
)
NAMED: Field[Collection[int]] = Field(
    "named", "And of those who are not on the roster", _draw_named, _read_named, optional=True
)
ABSENT: Field[Sequence[Person]] = several_searched_field(
    "absent",
    "Of those who are not shown, who was not there",
    "Type a name",
    people_among(everybody),
    search_roster,
    MOST,
)
CONFIRMING = Modal(
    "meeting.attendance", "Who was there", "Confirm", (WHO, ABSENT, SEAT, NAMED), confirm, needs=Needs.LEAD
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting attendance",
        attendance,
        what="say who was at a meeting",
        example=EXAMPLE,
        needs=Needs.LEAD,
        takes="[MEETING]",
    ),
    Click(ATTENDANCE, attendance_pressed, needs=Needs.LEAD),
    Click(COMING, choose_expected, needs=Needs.LEAD),
    *CONFIRMING.entries(),
    HomePart(REST, to_confirm),
)
