"""A meeting's call as it stands in a channel: what it is, seats and answers as counts, what to press.

Who answered what, and which seats are open, is never on it.
"""

from __future__ import annotations

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from commands.kit.blocks import aside, button, rule, title, words
from commands.kit.cards import Look
from commands.kit.meeting_views import (
    COMING,
    NOT_COMING,
    SENDING,
    UNSURE,
    MeetingPicked,
    because,
    meeting_blocks,
    whose_it_is,
)
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.meetings.calendar_posts import calendar_button
from storage.answering_calls import AnswerCount, SeatState, answers_of, seat_states
from storage.meetings import MeetingRecord, MeetingState
from words.amounts import plural
from words.days import WEEKDAYS, spoken

ONLY_YOU = "For those who are invited. Only you see what I answer to a press; the channel sees counts."
CONTROLS = "rsvp"


def meeting_card(look: Look | Request, meeting: MeetingRecord) -> Message:
    """The card of a call as it stands now."""
    blocks: list[Block] = [title(meeting.title), *meeting_blocks(look, meeting)]
    blocks += [words(how_it_stands(look, meeting))]
    whose = f"{whose_it_is(look, meeting, is_aloud=True)}."
    if is_open(look, meeting):
        # By a name of its own: a press on the card finds its place while the card is being changed.
        row = [*answer_buttons(meeting), calendar_button(meeting)]
        blocks.append(ActionsBlock(block_id=CONTROLS, elements=row))
        whose = f"{whose} {ONLY_YOU}"
    blocks.append(aside(whose, look.region.handling_mark))
    return Message(blocks)


def further_down(meeting: MeetingRecord) -> Message:
    """What an earlier card says once a later one stands in the same channel: nobody presses on two."""
    return Message([rule(), words(f"{meeting.title}: the call is further down in this channel.")])


def is_open(look: Look | Request, meeting: MeetingRecord) -> bool:
    """Whether people answer still: it is called, and its day has not passed."""
    return meeting.state is MeetingState.CALLED and meeting.held_on >= look.today


def how_it_stands(look: Look | Request, meeting: MeetingRecord) -> str:
    """Its seats and answers in counts, and until when to answer; of one that is over, what became of it."""
    seats = seat_states(look.session, meeting.id)
    match meeting.state:
        case MeetingState.CANCELLED:
            return f"Cancelled{because(meeting)}"
        case MeetingState.HELD:
            there = sum(each.attended for each in seats)
            return "Held." if not seats else f"Held. {there:,} of {plural(len(seats), 'seat')} attended."
    said = [seats_said(seats), answers_said(answers_of(look.session, meeting.id))]
    if meeting.held_on < look.today:
        said.append("Its day has passed: answers are closed.")
    elif meeting.answer_by is not None:
        day = f"{WEEKDAYS[meeting.answer_by.weekday()][:3].capitalize()} {spoken(meeting.answer_by)}"
        said.append(
            f"Please answer by {day}."
            if meeting.answer_by >= look.today
            else f"Answers were due by {day}; a late one still counts."
        )
    return "\n".join(each for each in said if each)


def seats_said(seats: list[SeatState]) -> str:
    """ "5 of 7 seats filled, 2 open."; empty for a meeting without seats."""
    if not seats:
        return ""
    filled = sum(each.filled for each in seats)
    if filled == len(seats):
        return f"All {plural(len(seats), 'seat')} filled." if filled > 1 else "Its one seat is filled."
    return f"{filled:,} of {plural(len(seats), 'seat')} filled, {len(seats) - filled:,} open."


def answers_said(count: AnswerCount) -> str:
    """ "6 coming, 2 not coming, 1 not sure yet, 4 have not answered."."""
    if not (count.coming or count.not_coming or count.unsure):
        return "Nobody has answered yet."
    parts = [f"{count.coming:,} coming"]
    parts += [f"{count.not_coming:,} not coming"] if count.not_coming else []
    parts += [f"{count.unsure:,} not sure yet"] if count.unsure else []
    parts += (
        [f"{count.silent:,} {'has' if count.silent == 1 else 'have'} not answered"] if count.silent else []
    )
    return f"{', '.join(parts)}."


def answer_buttons(meeting: MeetingRecord, mark: str = "") -> list[ButtonElement]:
    """What somebody invited may press; `mark` tells them from others in the same message."""
    picked = MeetingPicked(meeting_id=meeting.id)
    return [
        button("Coming", COMING + mark, picked, style="primary"),
        button("Not coming", NOT_COMING + mark, picked),
        button("Not sure yet", UNSURE + mark, picked),
        button("Sending someone", SENDING + mark, picked),
    ]
