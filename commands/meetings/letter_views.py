"""How letters speak of meetings: which one, when it is where the reader is, and what to press."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from commands.kit.blocks import button
from commands.kit.letters import Round
from commands.kit.meeting_views import (
    COMING,
    NOT_COMING,
    SENDING,
    MeetingPicked,
    meeting_time,
    meeting_where,
)
from commands.kit.zone_views import where_you_are
from readiness.records import PersonId
from storage.meeting_times import begins
from storage.meetings import MeetingRecord
from words.amounts import listing

MOST_NAMED = 5
"""People, or seats, that one line names; the answers have all of them."""


def some(what: str, names: Sequence[str]) -> str:
    """ "Open seats: Fire and Police." ; the first of many, and how many more."""
    return f"{what}: {listing(names, MOST_NAMED)}." if names else ""


def steps(meeting: MeetingRecord, place: str) -> list[ButtonElement]:
    """What may be answered to a call from a letter; `place` tells its buttons from others."""
    picked, mark = MeetingPicked(meeting_id=meeting.id), f":{place} {meeting.id}"
    return [
        button("Coming", COMING + mark, picked),
        button("Not coming", NOT_COMING + mark, picked),
        button("Sending someone", SENDING + mark, picked),
    ]


def title_and_when(round_: Round, meeting: MeetingRecord, person: PersonId) -> str:
    """ "Kickoff, Thu 10 Dec 2026, 09:00 to 10:00 CST (07:00 where you are), County EOC"."""
    start, zone = begins(meeting, round_.region.zone), round_.readers[person].member.timezone
    there = where_you_are(start, zone, round_.region)
    return f"{meeting.title}, {meeting_time(meeting, round_.region)}{there}{meeting_where(meeting)}"
