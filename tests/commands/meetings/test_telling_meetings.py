"""What is said of a meeting that changed, as it is now."""

from __future__ import annotations

from dataclasses import replace

from commands.meetings.telling_meetings import line
from storage.audit import Trail
from storage.calling import cancel_meeting
from storage.engine import Store
from storage.letters import MEETING_CANCELLED, MEETING_CHANGED, MEETING_LEFT, MEETING_MOVED
from storage.meetings import MeetingRecord
from tests.commands.speaking import request_with
from tests.conversations import calls, county


def test_a_matter_says_how_it_is_and_nothing_once_it_is_not_so(county_store: Store) -> None:
    key = calls.a_call(county_store)
    with county_store.writing() as session:
        meeting = session.get_one(MeetingRecord, key)
        today = county.REGION.day(county.NOW)
        request = replace(request_with(), session=session, region=county.REGION, now=county.NOW, today=today)
        now = "it is now Thu 10 Dec 2026, 09:00 to 10:00 CST, County EOC."
        assert line(request, meeting, MEETING_CHANGED) == f"Kickoff has changed: {now}"
        assert line(request, meeting, MEETING_MOVED, "then").startswith(
            f"Kickoff is moved: {now} It was: then."
        )
        assert (
            line(request, meeting, MEETING_LEFT)
            == "You are not asked to Kickoff, 10 Dec 2026, 09:00 any more."
        )
        assert line(request, meeting, MEETING_CANCELLED) == ""
        cancel_meeting(session, meeting, "Ice", Trail("cora@grove.example", "slack", county.NOW))
        said = "Kickoff, 10 Dec 2026, 09:00 is cancelled: Ice."
        assert line(request, meeting, MEETING_CANCELLED) == said
        assert line(request, meeting, MEETING_MOVED) == ""
