"""The weekly lines of checklists that came due in their channels.

A line's slot is a local date of its channel, claimed once (`jobs.coming_due`). In a week with nothing to tell
(all is done, and was the week before) none is written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
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
from storage.subscriptions import drop_waiting, due_channels, live

LINES_A_BATCH = 25
"""Written in one transaction: few enough that who wants to record something hardly waits."""
GONE = "That checklist was taken back. Choose another."


@dataclass(frozen=True, slots=True)
class _Week:
    """What is told of a checklist: what it is called, and its counts."""

    name: str
    counts: WeekCounts


def write_weeks(
    store: Store,
    workspace: str,
    region: Region,
    now: datetime,
    rest: Callable[[float], object] = time.sleep,
) -> int:
    """Writes every weekly line that came due by `now`, some at a time; returns how many are to be sent.

    What they say is found out before anybody is kept from writing. After each batch it rests, by `rest`, as
    long as the batch took: the others get their turn. It may raise to end early.
    """
    with store.reading() as session:
        channels = due_channels(session, ChecklistChannel, workspace, now)
        if not channels:
            return 0
        there = live(session, ChecklistChannel, workspace)
        ready = [
            (each.id, each.checklist_id) for each in there if each.channel in channels and came_due(each, now)
        ]
    written = 0
    for start in range(0, len(ready), LINES_A_BATCH):
        batch = dict(ready[start : start + LINES_A_BATCH])
        with store.reading() as session:
            weeks = _weeks(session, set(batch.values()), region, region.day(now))
        began = time.monotonic()
        with store.writing() as session:
            # Another process may have written them meanwhile: it held these rows until it was done.
            found = live(session, ChecklistChannel, workspace, list(batch), lock=True)
            written += sum(_write(session, each, weeks[each.checklist_id], region, now) for each in found)
        rest(time.monotonic() - began)
    return written


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
