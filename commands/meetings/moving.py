"""`/meeting move`: a called meeting is moved or changed in a form, and who is asked to it is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import Field
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from commands.kit.blocks import button, words
from commands.kit.forms import Modal, opened
from commands.kit.meeting_views import MeetingPicked, meeting_name
from commands.kit.problems import AskedBack
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Post, Reply
from commands.kit.request import Request
from commands.kit.telling import is_near
from commands.language.meetings import meeting_said_to_decide, theirs_to_decide
from commands.language.meetings_said import MeetingSaid, understand_meeting
from commands.meetings.calendar_posts import calendar_gone, calendar_posts
from commands.meetings.calling_form import (
    AT,
    DAY,
    FACTS,
    PLACE,
    READY,
    SEATS,
    facts_of,
    of_record,
    seats_said,
    wrong_facts,
)
from commands.meetings.meanwhile import Merged, asked_said, kept_said, marks_of, merged
from commands.meetings.seats import IN_SLACK, calls_of, take_turn_to_call, the_same, twin_of
from commands.meetings.steps_views import MOVE, heard, how_many, not_in_slack, over_said, receipt
from commands.meetings.telling_meetings import how_it_is, tell
from storage.calling import IN_CALENDARS, Changed, change_meeting
from storage.letters import MEETING_CHANGED, MEETING_LEFT, MEETING_MOVED
from storage.meeting_seats import Seated, invitations_of, seats_of, set_seats
from storage.meeting_times import begins
from storage.meeting_turns import NotAsItStands
from storage.meetings import MeetingRecord, MeetingState
from storage.people import lock_people
from words.problems import Problem

NEW = re.compile(r"\s+to\s+", re.IGNORECASE)
"""What parts a meeting from when and where it is to be: "kickoff to 14 Jan 10am"."""
Done = TypeVar("Done")


class Moving(MeetingPicked):
    """Which meeting the form is of, and the one that it is known to be another one than; marks of what the
    form showed, and how often its fields were emptied.
    """

    besides: int = 0
    shown: dict[str, str] = Field(default_factory=dict)
    turn: int = 0


def move(request: Request) -> Reply:
    """Opens the form of the meeting that is said, filled in with what it is to become."""
    which, *to = NEW.split(request.text.strip(), 1)
    meeting = meeting_said_to_decide(request, which, MOVE)
    refuse_over(request, meeting)
    said = understand_meeting(request, to[0]) if to else MeetingSaid()
    text = f"{meeting_name(meeting)}: look at it, and save it. Nothing was changed yet."
    opener = button("Move or change", MOVE, MeetingPicked(meeting_id=meeting.id))
    return opened(request, _form(request, meeting, said), text, opener)


def open_move(request: Request) -> Reply:
    """The form of the meeting a button is about."""
    meeting = theirs_to_decide(request, request.carried(MeetingPicked).meeting_id)
    refuse_over(request, meeting)
    return Reply(modal=_form(request, meeting, MeetingSaid()))


def move_submitted(request: Request) -> Reply:
    """Changes the meeting and its seats, and tells whom it concerns; or shows what can't be taken."""
    carried = request.carried(Moving)
    take_turn_to_call(request)
    meeting = theirs_to_decide(request, carried.meeting_id, lock=True)
    refuse_over(request, meeting)
    form = MOVE_MEETING.turned(carried.turn)
    found = merged(request, meeting, form.read(request), carried.shown)
    filled = found.filled
    if found.asked:
        raise AskedBack(Reply(updated=_form_anew(request, meeting, found, carried.turn + 1)))
    if wrong := wrong_facts(request, filled, meeting.agency_id, meeting):
        raise form.wrong(wrong)
    facts = facts_of(filled)
    _ask_of_twin(request, meeting, facts, carried)
    was, start = how_it_is(request, meeting), begins(meeting, request.region.zone)
    trail, seats = request.trail(IN_SLACK), seats_said(request, filled)
    done = unless_over(lambda: change_meeting(request.session, meeting, facts, trail, request.today), meeting)
    seated = set_seats(request.session, meeting, seats, trail, request.today)
    kept = kept_said(found.kept)
    if not done.before and not seated.is_other:
        return Reply(message=receipt(request, meeting, "As it is now", [kept]), closes=True)
    near = is_near(request.now, start, begins(meeting, request.region.zone))
    lock_people(request.session, {*done.told, *seated.invited, *seated.left})
    posts = _tell_changed(request, meeting, done, was, near)
    posts += tell_seated(request, meeting, seated, near)
    said = "Moved" if done.asks_anew else "Changed"
    notes = [*_told_notes(request, meeting, done, near), *seated_notes(request, seated), kept]
    return Reply(message=receipt(request, meeting, said, notes), posts=posts, closes=True)


def unless_over(change: Callable[[], Done], meeting: MeetingRecord) -> Done:
    """What a change gives. Raises Problem where the meeting can't be changed as it is now."""
    try:
        return change()
    except NotAsItStands:
        raise Problem(over_said(meeting)) from None


def refuse_over(request: Request, meeting: MeetingRecord) -> None:
    """Raises Problem for a meeting that stays as it is: a draft, over, held or cancelled."""
    if meeting.state is not MeetingState.CALLED or meeting.held_on < request.today:
        raise Problem(over_said(meeting))


def tell_seated(request: Request, meeting: MeetingRecord, seated: Seated, near: bool) -> list[Post]:
    """The call to those who are asked now, and to those who are no more that they are not.

    Lock them first: lines are left for their letters.
    """
    posts = calls_of(request, meeting, seated.invited) if seated.invited else []
    if seated.left:
        posts += tell(request, meeting, seated.left, MEETING_LEFT, near)
        posts += calendar_gone(request, meeting, seated.left, near)
    return posts


def seated_notes(request: Request, seated: Seated) -> list[str]:
    """How many are asked now, how many for another seat, and how many no more."""
    notes = [f"{how_many(len(seated.invited))} more asked now."] if seated.invited else []
    notes += [not_in_slack(request, seated.invited)] if seated.invited else []
    if moved := len(seated.moved):
        shows = "their call shows" if moved == 1 else "their calls show"
        notes.append(f"{how_many(moved)} moved to another seat; {shows} it.")
    notes += ["Its seats are others now; the cards show it."] if seated.seats else []
    if seated.left:
        missed = not_in_slack(request, seated.left)
        notes.append(f"{how_many(len(seated.left))} not asked any more{'.' if missed else ', and told so.'}")
        notes += [missed] if missed else []
    return notes


def _ask_of_twin(request: Request, meeting: MeetingRecord, facts: Mapping[str, Any], carried: Moving) -> None:
    """Raises AskedBack where it would be on a day and hour at which one of its title takes place already."""
    if all(facts[name] == getattr(meeting, name) for name in ("title", "held_on", "start_time")):
        return
    double = twin_of(request, MeetingRecord(id=meeting.id, agency_id=meeting.agency_id, **facts))
    if double is not None and double.id != carried.besides:
        note = f"{the_same(double)} If it is another one, press Save again."
        shown = of_record(request, meeting, seats_of(request.session, meeting.id))
        again = carried.model_copy(update={"besides": double.id})
        raise AskedBack(Reply(updated=_view(meeting, shown, again, [words(note)])))


def _tell_changed(
    request: Request, meeting: MeetingRecord, done: Changed, was: str, near: bool
) -> list[Post]:
    """The messages for those who have to know at once; for the others a line of their letter is left."""
    if not any(name in done.before for name in IN_CALENDARS):
        return []
    there = {person.id for _, person in invitations_of(request.session, meeting.id)}
    told = [each for each in done.told if each in there]
    matter = MEETING_MOVED if done.asks_anew else MEETING_CHANGED
    return [*tell(request, meeting, told, matter, near, was), *calendar_posts(request, meeting, told, near)]


def _told_notes(request: Request, meeting: MeetingRecord, done: Changed, near: bool) -> list[str]:
    """How many hear of it and when, and who has to be told otherwise; that answers count no more."""
    notes = heard(request, meeting, done.told, done.left, near)
    if not notes:
        return ["The cards show it; nobody is notified."] if done.before else []
    if done.answered:
        count = len(done.answered)
        are = "is" if count == 1 else "are"
        notes.append(f"{how_many(count)} had answered for the other time, and {are} asked again.")
    return notes


def _form(request: Request, meeting: MeetingRecord, said: MeetingSaid) -> View:
    """The form with what the meeting says now, and over it what it is to become, where that was said."""
    shown = of_record(request, meeting, seats_of(request.session, meeting.id))
    place = said.place or (said.title if said.day or said.at else "")
    new: dict[str, object] = {DAY.name: said.day, AT.name: said.at or None, PLACE.name: place or None}
    shown |= {name: value for name, value in new.items() if value is not None}
    carried = Moving(meeting_id=meeting.id, shown=marks_of(request, meeting))
    return _view(meeting, shown, carried, [words(said.unclear)] if said.unclear else [])


def _form_anew(request: Request, meeting: MeetingRecord, found: Merged, turn: int) -> View:
    """The form as it stands with what else was filled in, where another changed the same meanwhile."""
    said, seats = MeetingRecord(**facts_of(found.filled)), seats_said(request, found.filled)
    carried = Moving(meeting_id=meeting.id, shown=marks_of(request, meeting), turn=turn)
    return _view(meeting, of_record(request, said, seats), carried, [words(asked_said(found.asked))])


def _view(
    meeting: MeetingRecord, shown: Mapping[str, object], carried: Moving, above: Sequence[Block]
) -> View:
    lead = words(f"{meeting_name(meeting)}, as it is now. On another day or hour everybody is asked again.")
    form = MOVE_MEETING.turned(carried.turn)
    return form.view(shown, carried=carried, above=[lead, *above], only=(*FACTS, SEATS))


MOVE_MEETING = Modal("meeting.move_form", "Move or change", "Save", (*FACTS, READY, SEATS), move_submitted)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting move",
        move,
        what="move or change a meeting; who is asked to it is told",
        example="/meeting move kickoff to 14 Jan 10am",
        takes="MEETING [to DAY TIME]",
    ),
    Click(MOVE, open_move),
    *MOVE_MEETING.entries(),
)
