"""Files for people's calendars that waited for the morning of who is to have them: of changes by night."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import uuid4

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commands.meetings.calendar_posts import calendar_post
from jobs.posting import put
from storage.accounts import accounts_of
from storage.calendar_files import CALENDAR, CALENDAR_GONE, CalendarOwed, owed
from storage.engine import Store, out_of_reach
from storage.letters import is_quiet, zone_of
from storage.meeting_roster import on_its_roster
from storage.meeting_times import ends
from storage.meeting_turns import lock_meeting
from storage.meetings import MeetingRecord
from storage.region import Region

log = structlog.get_logger()


def send_owed(store: Store, workspace: str, region: Region, now: datetime) -> int:
    """Writes the files of those where it is day by now, each as its meeting is by then; how many.

    What is owed of a meeting that is over is dropped. One whose file can't be made keeps no other waiting.
    """
    with store.reading() as session:
        rows = owed(session)
        over = _passed(session, rows, region.day(now))
        waiting = _whose_day_it_is(session, rows, workspace, region, now)
    sent = 0
    for key in sorted({*over, *(each.meeting_id for each in waiting)}):
        try:
            with store.writing() as session:
                sent += _send(session, key, workspace, region, now)
        except Exception as error:
            if out_of_reach(error):
                raise
            log.exception("calendar files not made", meeting=key, reference=uuid4().hex[:8])
    return sent


def _send(session: Session, key: int, workspace: str, region: Region, now: datetime) -> int:
    """Writes what is owed of one meeting, in its turn."""
    meeting = session.get_one(MeetingRecord, key)
    lock_meeting(session, meeting)
    if ends(meeting, region.zone) <= now:
        session.execute(delete(CalendarOwed).where(CalendarOwed.meeting_id == key))
        return 0
    rows = _whose_day_it_is(session, owed(session, key), workspace, region, now)
    there = on_its_roster(session, meeting, {each.person_id for each in rows})
    for each in rows:
        kind = CALENDAR_GONE if each.gone or each.person_id not in there else CALENDAR
        post = calendar_post(region, meeting, each.person_id, kind, had_one=True)
        put(session, post, workspace, f"calendar:{key}:{now.isoformat()}", now)
        session.delete(each)
    return len(rows)


def _passed(session: Session, rows: Iterable[CalendarOwed], today: date) -> Sequence[int]:
    """Those whose day has passed: what is owed to somebody who has no Slack any more goes then, too."""
    keys = sorted({each.meeting_id for each in rows})
    query = select(MeetingRecord.id).where(MeetingRecord.id.in_(keys), MeetingRecord.held_on < today)
    return session.scalars(query).all()


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
