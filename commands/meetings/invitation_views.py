"""A call as somebody invited gets it, in a direct message: their seat, their own answer, who sends them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block
from sqlalchemy import select

from commands.kit.blocks import aside, buttons, title, words
from commands.kit.cards import Look
from commands.kit.meeting_views import because, meeting_blocks, meeting_name, whose_it_is
from commands.kit.reply import CardOf, Message, Post
from commands.kit.request import Request
from commands.meetings.after_views import minutes_button
from commands.meetings.calendar_posts import calendar_button
from commands.meetings.card_views import CONTROLS, answer_buttons, is_open
from storage.answering_calls import sent_by
from storage.meeting_roster import on_its_roster
from storage.meetings import (
    INVITATION_CARD,
    InvitationRecord,
    MeetingRecord,
    MeetingState,
    RsvpAnswer,
    SeatRecord,
)
from storage.people import Person
from words.days import spoken

OFF_ROSTER = "you are not on the roster on that day. If that is wrong, tell whoever called it."
THERE: dict[bool | None, str] = {
    True: " You are on record as there.",
    False: " You are not on record as there; if you were, please tell whoever called it.",
}
SAYS = {
    None: "You have not answered yet.",
    RsvpAnswer.COMING: "You are coming.",
    RsvpAnswer.NOT_COMING: "You are not coming.",
    RsvpAnswer.UNSURE: "You are not sure yet.",
}


@dataclass(frozen=True)
class Alike:
    """What the calls of one meeting say alike, read once: its facts, whose it is, what its seats are called,
    those who send somebody, and who of them is on the roster on its day.
    """

    facts: Sequence[Block]
    whose: str
    seats: Mapping[int | None, str]
    senders: Mapping[int | None, str]
    there: Collection[int]


def invitation_posts(
    request: Request, meeting: MeetingRecord, there: Sequence[InvitationRecord], key: str = "call"
) -> list[Post]:
    """The call for each of some who are invited, by direct message; it changes with the record."""
    alike = _alike(request, meeting, there)
    return [
        Post(
            to=each.person_id,
            message=invitation_card(request, each, alike),
            key=f"{key} {each.id}",
            about=each.subject,
            card=CardOf(INVITATION_CARD, each.id),
        )
        for each in there
    ]


def invitation_card(
    look: Look | Request, invitation: InvitationRecord, alike: Alike | None = None
) -> Message:
    """The call as it stands for them now; `alike`: what all of them say, where that is read already."""
    meeting = look.session.get_one(MeetingRecord, invitation.meeting_id)
    if invitation.voided_at is not None:
        return Message([words(f"{meeting_name(meeting)}: you are not asked to it any more.")])
    alike = alike or _alike(look, meeting, [invitation])
    if invitation.person_id not in alike.there:
        return Message([words(f"{meeting_name(meeting)}: {OFF_ROSTER}")])
    blocks: list[Block] = [title(meeting.title), words(_asked_for(invitation, alike)), *alike.facts]
    blocks.append(words(_how_it_stands(look, meeting, invitation)))
    if is_open(look, meeting):
        row = [*answer_buttons(meeting), calendar_button(meeting)]
        blocks.append(ActionsBlock(block_id=CONTROLS, elements=row))
    elif meeting.state is MeetingState.HELD and invitation.attended:
        blocks += buttons(minutes_button(meeting))
    if look.region.handling_mark:
        blocks.append(aside(look.region.handling_mark))
    return Message(blocks)


def _alike(look: Look | Request, meeting: MeetingRecord, there: Sequence[InvitationRecord]) -> Alike:
    seats = select(SeatRecord).where(SeatRecord.meeting_id == meeting.id)
    senders = {each.sent_by_id for each in there if each.sent_by_id is not None}
    people = look.session.scalars(select(Person).where(Person.id.in_(senders))) if senders else ()
    return Alike(
        facts=meeting_blocks(look, meeting),
        whose=whose_it_is(look, meeting),
        seats={each.id: each.name for each in look.session.scalars(seats)},
        senders={each.id: each.name for each in people},
        there=on_its_roster(look.session, meeting, {each.person_id for each in there}),
    )


def _asked_for(invitation: InvitationRecord, alike: Alike) -> str:
    """Whose call it is, for what seat they are asked, and who sends them."""
    sender, seat = alike.senders.get(invitation.sent_by_id), alike.seats.get(invitation.seat_id)
    asked = f"{sender} sends you" if sender is not None else "You are asked to come"
    place = f" for the seat {seat}" if seat is not None else ""
    return f"{alike.whose}. {asked}{place}."


def own_answer(look: Look | Request, invitation: InvitationRecord) -> str:
    """What somebody answered last: "You send Al Hart."."""
    if invitation.answer is RsvpAnswer.COMING and is_senders_word(invitation):
        return "You are coming, by the word of who sends you. Please say so yourself, or that you can't."
    if invitation.answer is not RsvpAnswer.SENDING:
        return SAYS[invitation.answer]
    sent = sent_by(look.session, invitation)
    person = None if sent is None else look.session.get_one(Person, sent.person_id)
    if sent is None or person is None:
        return f"You send {invitation.sent_name or 'someone'}."
    says = {
        RsvpAnswer.NOT_COMING: ", who is not coming",
        RsvpAnswer.UNSURE: ", who is not sure yet",
        None: ", who has not answered yet",
    }
    return f"You send {person.name}{says.get(sent.answer, '')}."


def is_senders_word(invitation: InvitationRecord) -> bool:
    """Whether the answer of somebody who is sent is still that of who sends them, who wrote it down."""
    return invitation.sent_by_id is not None and invitation.answered_by == invitation.recorded_by


def _how_it_stands(look: Look | Request, meeting: MeetingRecord, invitation: InvitationRecord) -> str:
    match meeting.state:
        case MeetingState.CANCELLED:
            return f"Cancelled{because(meeting)} You don't need to do anything."
        case MeetingState.HELD:
            return f"It was held.{THERE.get(invitation.attended, '')}"
    said = own_answer(look, invitation)
    if meeting.held_on < look.today:
        return f"{said} Its day has passed: answers are closed."
    if meeting.answer_by is not None and invitation.answer in (None, RsvpAnswer.UNSURE):
        return f"{said} Please answer by {spoken(meeting.answer_by)}."
    return said
