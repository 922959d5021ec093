"""Looking ahead, once a day: of which due days somebody is to be told, and when next.

What is kept is a memory, too, of what Muster knew in time: a due day that had passed long before it came to
be known gets no notice, then or later. Who is due is asked of `storage.answers`, as everybody asks it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from readiness.dates import ONE_DAY
from readiness.due import Scope
from readiness.notices import DAYS_BEFORE, KNOWN_DAYS, is_old_news, next_notice, notice_on
from readiness.standing import Outlook
from storage.answers import asked_on
from storage.base import insert_into, table_of
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.letters import RefresherNotice
from storage.progress import progress, set_progress
from storage.training import AbsenceRecord

LOOKED_AHEAD = "refreshers looked ahead"
AHEAD = DAYS_BEFORE[0] + 1
"""Days ahead of the region's own: in some zone it is tomorrow already."""

NOTICES_A_BATCH = 500
PART = 500

Key = tuple[int, int]
"""A person and a course."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A due day somebody is to be told of, and when next."""

    person: int
    course: int
    due_on: date
    next_on: date


def due_day(outlook: Outlook | None, on: date) -> date | None:
    """The day an outlook is due, for those who are to be told of it; None where nothing is near, or known."""
    found = None if outlook is None else outlook.due_within(on, AHEAD)
    return None if found is None else found.due_on


def look_ahead(store: Store, today: date, rest: Callable[[float], object] = time.sleep) -> int:
    """Keeps in mind whatever comes due within AHEAD days of the region's day; how many days were new.

    Once a day, in batches with a commit each; after each it rests, by `rest`, as long as that took.
    """
    with store.reading() as session:
        said = progress(session, LOOKED_AHEAD)
        last = None if said is None else date.fromisoformat(said)
        if last == today:
            return 0
        agencies = sorted(catalogue_of(session).agencies)
    # What came to be known on a day on which nobody looked may have been known on any of them.
    since = today if last is None else min(last + ONE_DAY, today)
    found = 0
    for agency in agencies:
        with store.reading() as session:
            wanted = list(_wanted(session, agency, today, since))
        for start in range(0, len(wanted), NOTICES_A_BATCH):
            began = time.monotonic()
            with store.writing() as session:
                _keep(session, wanted[start : start + NOTICES_A_BATCH])
            rest(time.monotonic() - began)
        found += len(wanted)
    with store.writing() as session:
        set_progress(session, LOOKED_AHEAD, today.isoformat())
    return found


def _wanted(session: Session, agency: int, today: date, since: date) -> Iterator[Wanted]:
    """What is asked by an agency and not kept in mind as it stands. `since`: the first day not looked at."""
    asked = asked_on(session, today, Scope.agency(agency), due_by=today + AHEAD * ONE_DAY)
    days = {
        (each.responder, each.course): day
        for each in asked
        if (day := due_day(each.outlook, today)) is not None
    }
    kept = _kept(session, {person for person, _ in days})
    others = {key: day for key, day in days.items() if kept.get(key) != day}
    old = [key for key, day in others.items() if is_old_news(day, since)]
    excused = _excused(session, others, old, today)
    for (person, course), day in others.items():
        key = (person, course)
        before = kept.get(key)
        was_known = key in excused or (before is not None and before <= today)
        if is_old_news(day, since) and not was_known:
            continue
        nearest = notice_on(day, today) or next_notice(day, today)
        yield Wanted(person, course, day, nearest)


def _kept(session: Session, person_ids: Collection[int]) -> dict[Key, date]:
    table = table_of(RefresherNotice).c
    found: dict[Key, date] = {}
    for part in _parts(sorted(person_ids)):
        query = select(table.person_id, table.course_id, table.due_on).where(table.person_id.in_(part))
        found.update({(person, course): due_on for person, course, due_on in session.execute(query)})
    return found


def _excused(session: Session, days: Mapping[Key, date], old: Sequence[Key], today: date) -> set[Key]:
    """Which of them lapsed while a leave or a waiver held, that ended lately: nobody could have been told."""
    table = table_of(AbsenceRecord).c
    absences: defaultdict[int, list[Any]] = defaultdict(list)
    for part in _parts(sorted({person for person, _ in old})):
        query = select(table.person_id, table.course_id, table.starts_on, table.ends_on).where(
            table.person_id.in_(part),
            table.voided_at.is_(None),
            table.starts_on <= today,
            or_(table.ends_on.is_(None), table.ends_on >= today - timedelta(days=KNOWN_DAYS)),
        )
        for row in session.execute(query):
            absences[row.person_id].append(row)
    return {
        (person, course)
        for person, course in old
        if any(
            each.course_id in (None, course)
            and each.starts_on <= days[person, course]
            and (each.ends_on is None or days[person, course] <= each.ends_on)
            for each in absences[person]
        )
    }


def _keep(session: Session, wanted: Sequence[Wanted]) -> None:
    """Writes them down; what another process wrote meanwhile is the same."""
    table = table_of(RefresherNotice)
    kept = _kept(session, {each.person for each in wanted})
    new = [each for each in wanted if (each.person, each.course) not in kept]
    if new:
        rows = [
            {"person_id": each.person, "course_id": each.course, **_columns(each)}
            for each in sorted(new, key=lambda each: (each.person, each.course))
        ]
        session.execute(insert_into(session, table).on_conflict_do_nothing(), rows)
    for each in wanted:
        if kept.get((each.person, each.course), each.due_on) != each.due_on:
            mine = (table.c.person_id == each.person, table.c.course_id == each.course)
            session.execute(update(table).where(*mine).values(**_columns(each)))


def _columns(wanted: Wanted) -> dict[str, Any]:
    return {"due_on": wanted.due_on, "next_on": wanted.next_on, "told_on": None}


def _parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), PART):
        yield keys[start : start + PART]
