"""Who answered what to a meeting's call, seat by seat: for who may decide about the meeting, and nobody else.

Answered by direct message, or where only the speaker sees it; a channel sees counts (`card_views`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.kit.blocks import button, buttons, rule, shown_of, side_by_side, title, words
from commands.kit.meeting_rights import WHOSE_MEETING
from commands.kit.meeting_views import ANSWERS, MeetingPicked, meeting_name, meeting_time
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply, say
from commands.kit.request import Request
from commands.language.choosing import cards_of, option_label
from commands.language.meetings import may_decide, meeting_of, meeting_said_to_read, theirs_to_decide
from commands.meetings.after_views import after_buttons
from commands.meetings.card_views import answers_said, how_it_stands, seats_said
from commands.meetings.past import is_over
from commands.meetings.presses import own_invitation
from commands.meetings.steps_views import ASK_AGAIN, decider_buttons, how_many
from storage.answering_calls import SeatState, answers_of, invitation_for, open_answers, seat_states
from storage.meeting_seats import invitations_of
from storage.meeting_undelivered import not_reached
from storage.meetings import InvitationRecord, MeetingRecord, RsvpAnswer
from storage.people import Person
from words.amounts import listing

PAGE = 8
"""Seats of one answer: a message fits one screen."""
MOST_NAMED = 12
"""People of one seat who are named with one answer."""
SAID: Mapping[RsvpAnswer | None, str] = {
    RsvpAnswer.COMING: "Coming",
    RsvpAnswer.SENDING: "Sending someone",
    RsvpAnswer.UNSURE: "Not sure yet",
    None: "Not answered",
    RsvpAnswer.NOT_COMING: "Not coming",
}
"""Every answer, in the order in which they are told."""


@dataclass(frozen=True)
class _Answers:
    """The answers to a call: by seat (None: invited without one), and what everybody is called."""

    by_seat: Mapping[int | None, Sequence[tuple[InvitationRecord, Person]]]
    names: Mapping[int, str]
    senders: Collection[int | None]  # of people on the roster, who are named with them


def asked(request: Request) -> Reply:
    """Who is coming to the meeting that is said: to who may decide about it; counts to who is invited."""
    return _answered(request, meeting_said_to_read(request, request.text, ANSWERS), 0)


def pressed(request: Request) -> Reply:
    """The same of the meeting a button is about."""
    picked = request.carried(MeetingPicked)
    return _answered(request, meeting_of(request, picked.meeting_id), picked.start)


def answers_message(request: Request, meeting: MeetingRecord, start: int = 0) -> Message:
    """Who answered what, seat by seat. Ask whether they may decide about it before."""
    found, seats = _read(request, meeting), seat_states(request.session, meeting.id)
    blocks: list[Block] = [
        title(f"Who answered: {meeting.title}"),
        words(f"{meeting_time(meeting, request.region)}\n{how_it_stands(request, meeting)}"),
        rule(),
    ]
    for each in seats[start : start + PAGE]:
        blocks.append(_row(each, found))
    is_last = start + PAGE >= len(seats)
    others = found.by_seat.get(None, ())
    if others and is_last:
        blocks.append(side_by_side("Without a seat", _lines(others, found)))
    missed = not_reached(request.session, meeting.id)
    if missed and is_last:
        names = sorted(found.names[each] for each in missed if each in found.names)
        blocks.append(words(f"My message did not reach: {listing(names, MOST_NAMED)}. Please tell them."))
    further = None if is_last else button("Next seats", f"{ANSWERS}:more", _at(meeting, start + PAGE))
    if said := shown_of(start, len(seats[start : start + PAGE]), len(seats), "Seats"):
        blocks.append(words(said))
    return Message([*blocks, *buttons(further, *_steps(request, meeting))])


def _steps(request: Request, meeting: MeetingRecord) -> list[ButtonElement]:
    """What may be done about it next: the silent asked once more, others asked, the meeting changed."""
    if is_over(request, meeting):
        return after_buttons(meeting)
    row = decider_buttons(request, meeting)[1:-1]
    silent = len(open_answers(request.session, meeting)) if row else 0
    if not silent:
        return row
    whom = f"{how_many(silent)} who {'has' if silent == 1 else 'have'} not answered, or not for sure."
    picked = MeetingPicked(meeting_id=meeting.id)
    again = button("Ask again", f"{ASK_AGAIN}:answers", picked, confirm=f"The call goes again to {whom}")
    return [again, *row]


def _answered(request: Request, meeting: MeetingRecord, start: int) -> Reply:
    if may_decide(request, meeting):
        return Reply(message=answers_message(request, meeting, start), replaces=start > 0)
    if invitation_for(request.session, meeting.id, request.member.person_id) is None:
        theirs_to_decide(request, meeting.id)
    own_invitation(request, meeting)
    seats, count = seat_states(request.session, meeting.id), answers_of(request.session, meeting.id)
    counts = " ".join(each for each in (seats_said(seats), answers_said(count)) if each)
    return say(
        f"{meeting_name(meeting)}: {counts} Only those who run the meeting see who answered what. "
        f"{WHOSE_MEETING}"
    )


def _read(request: Request, meeting: MeetingRecord) -> _Answers:
    there = invitations_of(request.session, meeting.id)
    people = [person for _, person in there]
    twice = {name for name, count in Counter(each.name for each in people).items() if count > 1}
    alike = cards_of(request, [each for each in people if each.name in twice])
    names = {each.id: each.name for each in people}
    agencies, today = request.catalogue.agencies, request.today
    names |= {each.person.id: option_label(each, agencies, today) for each in alike}
    by_seat: defaultdict[int | None, list[tuple[InvitationRecord, Person]]] = defaultdict(list)
    for theirs, person in sorted(there, key=lambda each: each[1].sort_key):
        by_seat[theirs.seat_id].append((theirs, person))
    return _Answers(by_seat, names, {theirs.sent_by_id for theirs, _ in there})


def _row(state: SeatState, found: _Answers) -> SectionBlock:
    """A seat, whether it is filled, and who answered what for it."""
    asked_for = found.by_seat.get(state.seat.id, ())
    how = "Filled" if state.filled else "Open"
    return side_by_side(f"{state.seat.name}\n{how}", _lines(asked_for, found) or "Nobody is invited for it")


def _lines(there: Sequence[tuple[InvitationRecord, Person]], found: _Answers) -> str:
    """ "Coming: Ada Abbott" and so on: a line an answer, those that were given."""
    said: defaultdict[RsvpAnswer | None, list[str]] = defaultdict(list)
    for theirs, person in there:
        if theirs.answer is not RsvpAnswer.SENDING or theirs.sent_name or person.id not in found.senders:
            said[theirs.answer].append(_named(theirs, person, found))
    return "\n".join(
        f"{label}: {listing(said[answer], MOST_NAMED)}" for answer, label in SAID.items() if said[answer]
    )


def _named(theirs: InvitationRecord, person: Person, found: _Answers) -> str:
    name = found.names[person.id]
    if theirs.answer is RsvpAnswer.SENDING:
        return f"{name} (sends {theirs.sent_name}, not on the roster)" if theirs.sent_name else name
    if theirs.sent_by_id is not None and theirs.sent_by_id in found.names:
        return f"{name} (sent by {found.names[theirs.sent_by_id]})"
    return name


def _at(meeting: MeetingRecord, start: int) -> MeetingPicked:
    return MeetingPicked(meeting_id=meeting.id, start=start)


ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting answers",
        asked,
        what="who answered what to a meeting's call, seat by seat",
        example="/meeting answers kickoff",
        takes="MEETING",
    ),
    Click(ANSWERS, pressed),
)
