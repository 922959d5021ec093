"""The weekly lines of checklists that came due in their channels.

A line's slot is a local date of its channel, claimed once (`jobs.coming_due`). In a week with nothing to tell
(all is done, and was the week before) none is written.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.checklists.channel_views import week_message
from commands.language.checklists import list_called
from jobs.channels import CHECKLISTS, stop_and_tell
from jobs.coming_due import came_due, claim_due, write_in
from storage.catalogue import catalogue_of
from storage.checklist_weeks import WeekCounts, week_counts
from storage.checklists import CHECKLIST_WEEK, ChecklistChannel, ChecklistRecord
from storage.engine import Store
from storage.region import Region
from storage.subscriptions import drop_waiting, live

GONE = "That checklist was taken back. Choose another."


@dataclass(frozen=True, slots=True)
class _Week:
    """What is told of a checklist: what it is called, and its counts."""

    name: str
    counts: WeekCounts


def write_weeks(store: Store, workspace: str, region: Region, now: datetime) -> int:
    """Writes every weekly line that came due by `now`; returns how many are to be sent."""
    with store.reading() as session:
        there = live(session, ChecklistChannel, workspace)
        ready = {each.id: each.checklist_id for each in there if came_due(each, now)}
        today = region.day(now)
        if not ready:
            return 0
        weeks = _weeks(session, set(ready.values()), region, today)
    with store.writing() as session:
        # Another process may have written them meanwhile: it held these rows until it was done.
        found = live(session, ChecklistChannel, workspace, list(ready), lock=True)
        return sum(_write(session, each, weeks[each.checklist_id], region, now) for each in found)


def _weeks(session: Session, checklist_ids: Collection[int], region: Region, today: date) -> dict[int, _Week]:
    """What is to be told of some checklists, found out before anybody is kept from writing."""
    counts, catalogue = week_counts(session, checklist_ids, today), catalogue_of(session)
    lists = session.scalars(select(ChecklistRecord).where(ChecklistRecord.id.in_(sorted(checklist_ids))))
    return {each.id: _Week(list_called(catalogue, region, each), counts[each.id]) for each in lists}


def _write(session: Session, channel: ChecklistChannel, week: _Week, region: Region, now: datetime) -> bool:
    """Writes what came due of one channel; whether something is to be sent."""
    slot = claim_due(session, channel, CHECKLIST_WEEK, now)
    if slot is None:
        return False
    checklist = session.get_one(ChecklistRecord, channel.checklist_id)
    if checklist.voided_at is not None:
        stop_and_tell(session, CHECKLISTS, channel, "checklist taken back", GONE, now, region)
        slot.skipped = True
        return False
    if week.counts.says_nothing:
        slot.skipped = True
        return False
    drop_waiting(session, channel)
    about, today = channel.checklist_id, region.day(now)
    message = week_message(week.name, week.counts, about, today, region.handling_mark)
    write_in(session, channel, slot, message, week.counts.figures, now)
    return True
