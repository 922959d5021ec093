"""Reminders of open items: which are called to mind on a day, whose they are, and which were told.

A reminder is a day (`readiness.reminders`): of one person and item each is told once. The line of a letter
that told it is its memory (`storage.letters.LetterLine`, marked with that day), so that a letter taken back
is told anew. Days before an item was written down have no reminder.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import Session

from readiness.reminders import DAYS_BEFORE, reminder_on
from storage import letters
from storage.accounts import has_no_slack
from storage.checklist_owners import PART, Owned, SeenTo, falling, seen_to_on
from storage.checklists import IS_OPEN, LIST_STANDS, ChecklistItem, ChecklistRecord, OwnerRight
from storage.engine import Store
from storage.letters import ITEM_DUE, ITEM_NEAR, LetterLine, leave_lines
from storage.people import Person
from storage.progress import progress, set_progress
from storage.region import Region
from storage.rights import leads_now, led_in_slack

Each = TypeVar("Each")

MATTERS = (ITEM_NEAR, ITEM_DUE)
AHEAD = timedelta(days=max(DAYS_BEFORE))
LEFT = "checklist reminders left"


@dataclass(frozen=True, slots=True)
class Called:
    """An open item that is called to mind, the day of its nearest reminder, and who sees to it."""

    item: int
    whose: SeenTo
    due_on: date | None
    reminder: date

    @property
    def matter(self) -> str:
        """What its line is called."""
        return ITEM_DUE if self.due_on is None or self.reminder >= self.due_on else ITEM_NEAR


def called(session: Session, region: Region, day: date) -> list[Called]:
    """Every open item with a reminder no later than a day, the nearest one of each, whether told or not."""
    item = ChecklistItem
    query = (
        select(
            item.id,
            ChecklistRecord.agency_id,
            item.owner_id,
            item.owner_right,
            item.due_on,
            item.snoozed_until,
            item.recorded_at,
        )
        .join(ChecklistRecord, ChecklistRecord.id == item.checklist_id)
        .where(
            IS_OPEN,
            LIST_STANDS,
            or_(item.due_on <= day + AHEAD, item.snoozed_until <= day),
            or_(item.snoozed_until.is_(None), item.snoozed_until <= day),
        )
        .order_by(item.id)
    )
    found: dict[int, tuple[Owned, date | None, date]] = {}
    for key, agency, owner, right, due_on, snoozed, noted_at in session.execute(query):
        nearest = nearest_reminder(due_on, day, snoozed)
        if nearest is not None and nearest >= region.day(noted_at):
            found[key] = Owned(key, agency, owner, right), due_on, nearest
    whose = seen_to_on(session, [each for each, *_ in found.values()], day, region)
    return [Called(key, whose[key], due_on, nearest) for key, (_, due_on, nearest) in found.items()]


def nearest_reminder(due_on: date | None, day: date, snoozed_until: date | None) -> date | None:
    """An item's nearest reminder no later than a day; of one without a due day, the day it was put off to."""
    if due_on is not None:
        return reminder_on(due_on, day, snoozed_until)
    return snoozed_until if snoozed_until is not None and snoozed_until <= day else None


def by_person(
    session: Session, day: date, found: Iterable[Called], managers: Collection[int]
) -> dict[int, list[Called]]:
    """Who is reminded of each: its owner, else the leads of its agency, else the `managers`.

    Leads who are not in Slack have it to see to, but can't be written to: where none of an agency's can, it
    is told to the managers.
    """
    leads = leads_now(session, day)
    reached = led_in_slack(session, day, leads)
    theirs: defaultdict[int, list[Called]] = defaultdict(list)
    for each in found:
        people: Collection[int] = managers
        if each.whose.person is not None:
            people = [each.whose.person]
        elif each.whose.right is OwnerRight.LEAD and each.whose.agency in reached:
            people = leads[each.whose.agency]
        for person in people:
            theirs[person].append(each)
    return dict(theirs)


def overdue_unled(session: Session, region: Region, day: date) -> tuple[int, int]:
    """How many items are overdue that fall to the emergency managers for want of a lead; in how many
    agencies.
    """
    agency = ChecklistRecord.agency_id
    query = (
        select(func.count(), func.count(distinct(agency)))
        .select_from(ChecklistItem)
        .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
        .where(IS_OPEN, LIST_STANDS, ChecklistItem.due_on < day, falling(session, day, region).is_unled)
    )
    items, agencies = session.execute(query).one()
    return items, agencies


def last_told(
    session: Session, people: Collection[int], with_left: bool = False
) -> dict[tuple[int, int], date]:
    """The last reminder each was told of an item, by person and item; `with_left`: or that waits for them."""
    found: dict[tuple[int, int], date] = {}
    for part in _parts(sorted(people)):
        query = select(LetterLine.person_id, LetterLine.about_id, func.max(LetterLine.mark)).where(
            LetterLine.person_id.in_(part), LetterLine.matter.in_(MATTERS)
        )
        if not with_left:
            query = query.where(LetterLine.told_on.is_not(None))
        for person, item, mark in session.execute(query.group_by(LetterLine.person_id, LetterLine.about_id)):
            found[person, item] = date.fromisoformat(mark)
    return found


def untold(session: Session, theirs: Mapping[int, Sequence[Called]]) -> dict[int, list[Called]]:
    """Those whose nearest reminder a person was not told yet, by person; who was told all is left out."""
    told = last_told(session, theirs)
    found = {
        person: [each for each in items if told.get((person, each.item), date.min) < each.reminder]
        for person, items in theirs.items()
    }
    return {person: items for person, items in found.items() if items}


def note_told(session: Session, told: Iterable[tuple[int, Called]], day: date, now: datetime) -> None:
    """Notes that people were told reminders in letters of a day: each once, whoever else notes it."""
    lines = [(person, each.matter, each.item, each.reminder.isoformat()) for person, each in told]
    letters.note_told(session, lines, day, now)


def leave_for_the_unreached(
    store: Store, region: Region, now: datetime, rest: Callable[[float], object] = time.sleep
) -> int:
    """Leaves a line for each owner without Slack whose reminder came, once a day of the region's; how many.

    Who leads them is told that something waits for them, as of all that is left for people without Slack.
    What is to be left is found out before anybody is kept from writing; a line that is not so any more once
    it is told is left out of the letter. They are left some at a time, with a rest after each as long as it
    took; whoever is killed goes on with those that were not left.
    """
    today = region.day(now)
    with store.reading() as session:
        if progress(session, LEFT) == today.isoformat():
            return 0
        waiting = _waiting(session, region, today)
    for (matter, reminder), lines in waiting.items():
        for part in _parts(lines):
            began = time.monotonic()
            with store.writing() as session:
                leave_lines(session, part, matter, now, reminder.isoformat())
            rest(time.monotonic() - began)
    with store.writing() as session:
        set_progress(session, LEFT, today.isoformat())
    return sum(map(len, waiting.values()))


def _waiting(session: Session, region: Region, today: date) -> dict[tuple[str, date], list[tuple[int, int]]]:
    """What is to be left for whom, person and item, by what it is called and the day of the reminder."""
    found = called(session, region, today)
    owners = {each.whose.person for each in found if each.whose.person is not None}
    silent = _without_slack(session, owners)
    known = last_told(session, silent, with_left=True)
    waiting: defaultdict[tuple[str, date], list[tuple[int, int]]] = defaultdict(list)
    for each in found:
        owner = each.whose.person
        if owner in silent and known.get((owner, each.item), date.min) < each.reminder:
            waiting[each.matter, each.reminder].append((owner, each.item))
    return waiting


def _without_slack(session: Session, people: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(sorted(people)):
        found.update(session.scalars(select(Person.id).where(Person.id.in_(part), has_no_slack(Person.id))))
    return found


def _parts(keys: Sequence[Each]) -> Iterator[Sequence[Each]]:
    for start in range(0, len(keys), PART):
        yield keys[start : start + PART]
