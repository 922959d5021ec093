"""Meetings that are over: what was held and when, which seats were attended, and what was kept of it.

Whose meeting it is opens its notes, follow-ups, minutes and who was there from here; who was there has the
minutes, who was asked its facts.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement
from sqlalchemy import ColumnElement, select

from commands.kit.blocks import aside, button, buttons, headed, rule, shown_of, words
from commands.kit.meeting_rights import readable_by
from commands.kit.meeting_views import MeetingPicked, meeting_time, meeting_where
from commands.kit.registry import Click, Declared
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.meetings import may_decide
from commands.meetings.after_views import after_buttons, minutes_button
from commands.meetings.card_views import how_it_stands
from commands.meetings.invitation_views import THERE
from commands.meetings.steps_views import LIST, PAST
from storage.answering_calls import invitation_for
from storage.meeting_attendance import attendance_of
from storage.meeting_times import ends
from storage.meetings import IS_KNOWN, MeetingRecord, MeetingState
from words.amounts import plural

PAGE = 4
OVER = (MeetingState.HELD, MeetingState.CANCELLED)


def asked(request: Request) -> Reply:
    """The meetings that are over, the latest first."""
    return Reply(message=past_of(request))


def past(request: Request) -> Reply:
    """The meetings that are over, in place of what was shown."""
    start = request.carried(MeetingPicked).start
    return Reply(message=past_of(request, start), replaces=start > 0)


def past_of(request: Request, start: int = 0) -> Message:
    """Some of the meetings that are over, the latest first."""
    there = past_meetings(request)
    shown = there[start : start + PAGE]
    count = plural(len(there), "meeting is", "meetings are")
    blocks: list[Block] = [words(f"{count} over." if there else "No meeting of yours is over yet.")]
    for each in shown:
        blocks += [
            rule(),
            past_block(request, each, is_one=len(shown) == 1),
            *buttons(*past_steps(request, each)),
        ]
    if page := shown_of(start, len(shown), len(there), "Meetings", "the latest first"):
        blocks.append(aside(page))
    more = button("Earlier", f"{PAST}:more", MeetingPicked(start=start + PAGE))
    coming = button("Meetings to come", LIST, MeetingPicked())
    return Message([*blocks, *buttons(more if start + PAGE < len(there) else None, coming)])


def past_meetings(request: Request) -> list[MeetingRecord]:
    """The meetings that are over and the speaker's to read of, the latest first."""
    query = select(MeetingRecord).where(_over_by(request), readable_by(request.member))
    order = (MeetingRecord.held_on.desc(), MeetingRecord.start_time.desc(), MeetingRecord.id.desc())
    return [each for each in request.session.scalars(query.order_by(*order)) if is_over(request, each)]


def any_past(request: Request) -> bool:
    """Whether there is one."""
    query = select(MeetingRecord).where(_over_by(request), readable_by(request.member))
    found = request.session.scalars(query.order_by(MeetingRecord.held_on).limit(1)).first()
    return found is not None and is_over(request, found)


def is_over(request: Request, meeting: MeetingRecord) -> bool:
    """Whether nobody comes to it any more: it was held or cancelled, or has ended."""
    return meeting.state in OVER or ends(meeting, request.region.zone) <= request.now


def past_block(request: Request, meeting: MeetingRecord, is_one: bool = True) -> Block:
    """What, when and where it was, and what became of it; where it is the only one, its objective."""
    invitation = invitation_for(request.session, meeting.id, request.member.person_id)
    held = meeting.state is MeetingState.HELD
    became = how_it_stands(request, meeting)
    if held and may_decide(request, meeting):
        found = attendance_of(request.session, meeting)
        count = len(found.present) + len(found.named_present)
        became += " 1 person was there." if count == 1 else f" {count:,} people were there."
    if meeting.state is MeetingState.CALLED:
        became = "It is over. Who was there is not confirmed yet."
    own = THERE.get(invitation.attended, "") if held and invitation is not None else ""
    lines = [
        f"{meeting_time(meeting, request.region)}{meeting_where(meeting)}.",
        f"Objective: {meeting.objective}" if meeting.objective and is_one else "",
        f"{became}{own}",
    ]
    return headed(meeting.title, "\n".join(each for each in lines if each))


def past_steps(request: Request, meeting: MeetingRecord) -> Sequence[ButtonElement]:
    """What the reader may do about a meeting that is over."""
    if may_decide(request, meeting):
        return after_buttons(meeting)
    invitation = invitation_for(request.session, meeting.id, request.member.person_id)
    if meeting.state is MeetingState.HELD and invitation is not None and invitation.attended:
        return [minutes_button(meeting)]
    return []


def _over_by(request: Request) -> ColumnElement[bool]:
    """The condition on those that may be over: their day has come."""
    return IS_KNOWN & (MeetingRecord.held_on <= request.today)


ENTRIES: tuple[Declared, ...] = (Click(PAST, past),)
