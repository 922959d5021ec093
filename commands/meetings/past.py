"""`/meeting past`: the meetings of one's own that are over, the latest first, each with what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement
from sqlalchemy import select

from commands.kit.blocks import aside, button, buttons, rule, shown_of, words
from commands.kit.meeting_rights import attended_by, readable_by
from commands.kit.meeting_views import MeetingPicked, meeting_time, meeting_where
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply, say
from commands.kit.request import Request
from commands.language.meetings import may_decide
from commands.meetings.after_views import after_buttons, minutes_button
from storage.meeting_times import ends
from storage.meetings import TAKES_PLACE, MeetingRecord
from words.amounts import plural

PAGE = 5
PAST = "meeting.past"
"""What the button is known by that shows more of them."""


def past(request: Request) -> Reply:
    """The latest of them."""
    return _listed(request, 0)


def more(request: Request) -> Reply:
    """Earlier ones, in place of those shown."""
    return _listed(request, request.carried(MeetingPicked).start)


def _listed(request: Request, start: int) -> Reply:
    there = _over(request)
    if not there:
        return say("No meeting that you were asked to, or decide about, is over yet.")
    shown = there[start : start + PAGE]
    minuted = _attended(request, shown)
    blocks: list[Block] = [words(f"{plural(len(there), 'meeting is', 'meetings are')} over.")]
    for each in shown:
        line = f"{each.title}\n{meeting_time(each, request.region)}{meeting_where(each)}."
        blocks += [rule(), words(line), *buttons(*_steps(request, each, each.id in minuted))]
    if page := shown_of(start, len(shown), len(there), "Meetings", "the latest first"):
        blocks.append(aside(page))
    further = button("Earlier ones", PAST, MeetingPicked(start=start + PAGE))
    row = buttons(further if start + PAGE < len(there) else None)
    return Reply(message=Message([*blocks, *row]), replaces=start > 0)


def _over(request: Request) -> list[MeetingRecord]:
    """Those that took place and have ended, the latest first."""
    query = select(MeetingRecord).where(
        TAKES_PLACE, readable_by(request.member), MeetingRecord.held_on <= request.today
    )
    order = (MeetingRecord.held_on.desc(), MeetingRecord.start_time.desc(), MeetingRecord.id.desc())
    found = request.session.scalars(query.order_by(*order))
    return [each for each in found if ends(each, request.region.zone) <= request.now]


def _attended(request: Request, shown: Sequence[MeetingRecord]) -> set[int]:
    """Of which of them the minutes are for the speaker, who was there."""
    keys = [each.id for each in shown]
    query = select(MeetingRecord.id).where(MeetingRecord.id.in_(keys), attended_by(request.member))
    return set(request.session.scalars(query))


def _steps(request: Request, meeting: MeetingRecord, was_there: bool) -> list[ButtonElement]:
    if may_decide(request, meeting):
        return after_buttons(meeting)
    return [minutes_button(meeting)] if was_there else []


ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting past",
        past,
        what="the meetings that are over, with their minutes",
        example="/meeting past",
    ),
    Click(PAST, more),
)
