"""What a press on a meeting's call records: Coming, Not coming, Not sure yet; in the channel or a message.

Only who is invited answers, until the meeting's day has passed; an answer is no attendance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from slack_sdk.models.blocks import ButtonElement

from commands.kit.blocks import button, buttons, words
from commands.kit.cards import CardKind, Look
from commands.kit.meeting_views import (
    COMING,
    NOT_COMING,
    SENDING,
    UNSURE,
    MeetingPicked,
    because,
    meeting_name,
    meeting_where,
    whose_it_is,
)
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared
from commands.kit.reply import Message, Post, Reply
from commands.kit.request import Request
from commands.kit.telling import is_near, told_at_once
from commands.kit.zone_views import where_you_are
from commands.meetings.calendar_posts import calendar_button, calendar_gone
from commands.meetings.card_views import further_down, meeting_card
from commands.meetings.invitation_views import invitation_card
from commands.meetings.telling_meetings import declined_said
from readiness.nudges import nudge_on
from storage.answering_calls import Answered, answer, invitation_for
from storage.letters import MEETING_LEFT, SENT_DECLINES
from storage.meeting_times import begins
from storage.meeting_turns import (
    MeetingCancelled,
    MeetingHeld,
    MeetingOver,
    NotAsItStands,
    NotInvited,
    turn_with,
)
from storage.meetings import (
    INVITATION_CARD,
    MEETING_CARD,
    InvitationRecord,
    MeetingRecord,
    MeetingState,
    RsvpAnswer,
)
from storage.people import Person, lock_people
from words.days import spoken
from words.problems import Problem

T = TypeVar("T")
NOTHING = "Nothing was recorded."
CARD = "the meeting's call"
"""Where rows of a press are recorded from."""
WHO_INVITES = "Who is invited can send you in their place; who called it can invite you."
ASK_THEM = "If you should be at a meeting, tell whoever called it: they can invite anybody on the roster."
"""What somebody who is not on the roster, or not linked to it, can do to be in the room."""


def coming(request: Request) -> Reply:
    """Coming."""
    return _answer(request, RsvpAnswer.COMING)


def not_coming(request: Request) -> Reply:
    """Not coming; who sends them hears it."""
    return _answer(request, RsvpAnswer.NOT_COMING)


def unsure(request: Request) -> Reply:
    """Not sure yet: asked once more."""
    return _answer(request, RsvpAnswer.UNSURE)


def pressed(request: Request, lock: bool = False) -> MeetingRecord:
    """The meeting a button is about; with `lock`, nobody else changes it as long as this lasts.

    Raises Problem for one that is not there, or not called.
    """
    key = request.carried(MeetingPicked).meeting_id
    meeting = turn_with(request.session, key) if lock else request.session.get(MeetingRecord, key)
    if meeting is None or meeting.state is MeetingState.DRAFT:
        raise Problem(f"That meeting is no longer there. {NOTHING}")
    return meeting


def own_invitation(request: Request, meeting: MeetingRecord) -> InvitationRecord:
    """The speaker's invitation to it. Raises Refused, which says whose call it is, where there is none."""
    found = invitation_for(request.session, meeting.id, request.member.person_id)
    if found is None:
        raise _not_invited(request, meeting)
    return found


def as_it_stands(request: Request, meeting: MeetingRecord, change: Callable[[], T]) -> T:
    """What a change gives. Raises Problem or Refused where it can't be, as the meeting is now."""
    try:
        return change()
    except (MeetingCancelled, MeetingHeld, MeetingOver, NotInvited) as why:
        raise why_not(request, meeting, why) from None


def why_not(request: Request, meeting: MeetingRecord, why: NotAsItStands) -> Problem:
    """What is said where something can't be done with a meeting as it is now."""
    name = meeting_name(meeting)
    match why:
        case MeetingCancelled():
            return Problem(f"{name} was cancelled{because(meeting)} {NOTHING}")
        case MeetingHeld():
            return Problem(f"{name} was held, and who was there is on record. {NOTHING}")
        case MeetingOver():
            return Problem(
                f"{meeting.title} was on {spoken(meeting.held_on)}: its answers are closed. {NOTHING} Who "
                "called it confirms who was there."
            )
        case NotInvited():
            return _not_invited(request, meeting)
    return Problem(f"{name} can't be answered as it is now. {NOTHING}")


def tell_of(request: Request, meeting: MeetingRecord, done: Answered) -> list[Post]:
    """Tells those who are sent no more: at once where it begins within a day, else by letter.

    Whom Slack does not reach has it in a letter, too: their lead's.
    """
    gone = [each.person_id for each in done.taken_back]
    if not gone:
        return []
    near = _is_near(request, meeting)
    lock_people(request.session, {*gone, done.invitation.sent_by_id or gone[0]})  # who is told next, too
    at_once = told_at_once(request, gone, MEETING_LEFT, meeting.id, near)
    is_back = done.invitation.answer is RsvpAnswer.COMING
    sender = request.member.name or "Who sent you"
    why = f"{sender} comes themself" if is_back else f"{sender} does not send you any more"
    said = f"{meeting_name(meeting)}: {why}. You are not asked to it any more."
    told = [
        Post(each, Message([words(said)]), f"sent no more {each}", about=meeting.subject) for each in at_once
    ]
    return [*told, *calendar_gone(request, meeting, gone, near)]


def when_and_where(request: Request, meeting: MeetingRecord) -> str:
    """A meeting as its answer is said: "Kickoff, 10 Dec 2026, 09:00 (07:00 where you are), County EOC"."""
    start = begins(meeting, request.region.zone)
    there = where_you_are(start, request.member.timezone, request.region)
    return f"{meeting_name(meeting)}{there}{meeting_where(meeting)}"


def render(look: Look) -> Message:
    """The card in a channel as the call stands now; an earlier one points to the latest."""
    meeting = look.session.get_one(MeetingRecord, look.record_id)
    return meeting_card(look, meeting) if look.newest else further_down(meeting)


def render_invitation(look: Look) -> Message:
    """The call of one invited person as it stands now."""
    return invitation_card(look, look.session.get_one(InvitationRecord, look.record_id))


def _answer(request: Request, said: RsvpAnswer) -> Reply:
    meeting = pressed(request, lock=True)
    theirs = own_invitation(request, meeting)
    done = as_it_stands(
        request,
        meeting,
        lambda: answer(request.session, theirs, said, request.trail(CARD), request.today, turn=meeting),
    )
    posts = [*tell_of(request, meeting, done), *_tell_sender(request, meeting, done)]
    return Reply(message=_answered(request, meeting, done), posts=posts)


def _not_invited(request: Request, meeting: MeetingRecord) -> Refused:
    whose = whose_it_is(request, meeting)
    return Refused(f"You are not invited to {meeting_name(meeting)}. {whose}. {NOTHING}", WHO_INVITES)


def _answered(request: Request, meeting: MeetingRecord, done: Answered) -> Message:
    """What somebody hears who answered, or said the same again."""
    again = "" if done.is_new else "You said so already. "
    said, picked = done.invitation.answer, MeetingPicked(meeting_id=meeting.id)
    name = meeting_name(meeting)
    sending = button("Sending someone", f"{SENDING}:after", picked)
    row: Sequence[ButtonElement]
    if said is RsvpAnswer.COMING:
        text = f"{again}You are coming: {when_and_where(request, meeting)}."
        row = [button("Not coming", f"{NOT_COMING}:after", picked), calendar_button(meeting)]
    elif said is RsvpAnswer.NOT_COMING:
        text = f"{again}Noted: you are not coming to {name}. If somebody can come in your place, say who."
        row = [sending, button("Coming after all", f"{COMING}:after", picked)]
    else:
        nudge = nudge_on(meeting.held_on, meeting.answer_by)
        later = f" I will ask again on {spoken(nudge)}." if nudge > request.today else ""
        text = f"{again}Noted: you are not sure yet about {name}.{later}"
        row = [button("Coming", f"{COMING}:after", picked), sending]
    if done.taken_back:
        people = [request.session.get_one(Person, each.person_id).name for each in done.taken_back]
        text += f" {' and '.join(people)} {'is' if len(people) == 1 else 'are'} not asked to it any more."
    return Message([words(text), *buttons(*row)])


def _tell_sender(request: Request, meeting: MeetingRecord, done: Answered) -> list[Post]:
    """Tells who sends somebody that these do not come, and the seat is open again; so too."""
    theirs = done.invitation
    if not done.is_new or theirs.answer is not RsvpAnswer.NOT_COMING or theirs.sent_by_id is None:
        return []
    sender = invitation_for(request.session, meeting.id, theirs.sent_by_id)
    if sender is None or sender.answer is not RsvpAnswer.SENDING:
        return []  # asked no more, or they said something else since: it is no longer theirs to mend
    near = _is_near(request, meeting)
    lock_people(request.session, [theirs.sent_by_id])
    at_once = told_at_once(request, [theirs.sent_by_id], SENT_DECLINES, meeting.id, near)
    said = declined_said(request.member.name, meeting)
    message = Message([words(said), *buttons(*_steps_of_sender(meeting))])
    return [Post(each, message, f"sent declines {theirs.id}", about=meeting.subject) for each in at_once]


def _is_near(request: Request, meeting: MeetingRecord) -> bool:
    return is_near(request.now, begins(meeting, request.region.zone))


def _steps_of_sender(meeting: MeetingRecord) -> list[ButtonElement]:
    picked = MeetingPicked(meeting_id=meeting.id)
    return [
        button("Sending someone", f"{SENDING}:declined", picked),
        button("Coming", f"{COMING}:declined", picked),
        button("Not coming", f"{NOT_COMING}:declined", picked),
    ]


ENTRIES: tuple[Declared, ...] = (
    CardKind(MEETING_CARD, render),
    CardKind(INVITATION_CARD, render_invitation),
    Click(COMING, coming, changes=True, stranger=ASK_THEM),
    Click(NOT_COMING, not_coming, changes=True, stranger=ASK_THEM),
    Click(UNSURE, unsure, changes=True, stranger=ASK_THEM),
)
