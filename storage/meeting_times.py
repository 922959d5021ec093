"""When a meeting begins and ends: its day and time on the region's clocks, as instants."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from readiness.slots import slot_instant
from storage.meetings import MeetingRecord


def begins(meeting: MeetingRecord, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which it begins; in an hour the clocks show twice, in the first of the two."""
    return slot_instant(meeting.held_on, meeting.start_time, zone)


def ends(meeting: MeetingRecord, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which it ends: so many minutes on, whatever the clocks do meanwhile."""
    return begins(meeting, zone) + timedelta(minutes=meeting.minutes)
