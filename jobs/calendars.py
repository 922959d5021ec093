"""Files for people's calendars that waited for the morning of who is to have them: of changes by night."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from commands.meetings.calendar_posts import calendar_post
from jobs.posting import put
from storage.accounts import accounts_of
from storage.calendar_files import CALENDAR, CALENDAR_GONE, CalendarOwed, owed
from storage.engine import Store
from storage.letters import is_quiet, zone_of
from storage.meeting_roster import on_its_roster
from storage.meeting_turns import lock_meeting
from storage.meetings import MeetingRecord
from storage.region import Region


def send_owed(store: Store, workspace: str, region: Region, now: datetime) -> int:
    """Writes the files of those where it is day by now, each as its meeting is by then; how many."""
    with store.reading() as session:
        waiting = _whose_day_it_is(session, owed(session), workspace, region, now)
        meetings = [key for key, _ in groupby(waiting, key=lambda each: each.meeting_id)]
    sent = 0
    for key in meetings:
        with store.writing() as session:
            meeting = session.get_one(MeetingRecord, key)
            lock_meeting(session, meeting)
            rows = _whose_day_it_is(session, owed(session, key), workspace, region, now)
            there = on_its_roster(session, meeting, {each.person_id for each in rows})
            for each in rows:
                kind = CALENDAR_GONE if each.gone or each.person_id not in there else CALENDAR
                post = calendar_post(region, meeting, each.person_id, kind, had_one=True)
                put(session, post, workspace, f"calendar:{key}:{now.isoformat()}", now)
                session.delete(each)
                sent += 1
    return sent


def _whose_day_it_is(
    session: Session, rows: list[CalendarOwed], workspace: str, region: Region, now: datetime
) -> list[CalendarOwed]:
    """Those whose reader is not asleep; who has no Slack any more has it with the next press."""
    accounts = accounts_of(session, {each.person_id for each in rows}, workspace, now)
    return [
        each
        for each in rows
        if each.person_id in accounts
        and not is_quiet(now, zone_of(accounts[each.person_id].timezone, region))
    ]
