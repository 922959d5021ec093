"""Classes that are over and that nobody closed: who is asked to, and when; nothing people pressed lapses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from storage.attending import AFTER_THE_END, ended, ends
from storage.cards import changed
from storage.classes import CLASS_CARD, IS_GOING, ClassRecord
from storage.letters import CLASS_UNCLOSED, leave_line
from storage.people import AffiliationRecord
from storage.region import Region
from storage.rights import leads_of, managers_of
from storage.roster import is_on_roster
from storage.slots import Slot, claim_slot
from storage.training import CourseRecord


@dataclass(frozen=True, slots=True)
class Asking:
    """One time at which somebody is asked: so long after the end; by the name its slots are claimed."""

    kind: str
    after: timedelta


FIRST = Asking("class unclosed", AFTER_THE_END)
"""Its instructor is asked."""
THEN = Asking("class unclosed for days", timedelta(days=3))
"""The lead of the agency whose class it is, else the emergency managers."""


def over(
    session: Session,
    region: Region,
    now: datetime,
    theirs: ColumnElement[bool] | None = None,
    since: timedelta = timedelta(),
) -> list[ClassRecord]:
    """The classes that nobody closed or cancelled and that ended so long ago, the oldest first."""
    query = (
        select(ClassRecord, CourseRecord.hours)
        .join(CourseRecord, CourseRecord.id == ClassRecord.course_id)
        .where(IS_GOING, ClassRecord.held_on <= region.day(now), true() if theirs is None else theirs)
        .order_by(ClassRecord.held_on, ClassRecord.id)
    )
    zone = region.zone
    return [held for held, hours in session.execute(query) if ends(held, hours, zone) + since <= now]


def to_ask(session: Session, region: Region, now: datetime) -> list[tuple[ClassRecord, Asking]]:
    """About which classes somebody is to be asked now, who was not asked yet."""
    found = []
    for asking in (FIRST, THEN):
        asked = select(Slot.id).where(
            Slot.kind == asking.kind,
            Slot.subject_id == ClassRecord.id,
            Slot.local_date == ClassRecord.held_on,
        )
        found += [(held, asking) for held in over(session, region, now, ~asked.exists(), asking.after)]
    return found


def ask(session: Session, held: ClassRecord, asking: Asking, region: Region, now: datetime) -> Sequence[int]:
    """Leaves the line for whoever is asked at that time, once for a class and its day; who they are."""
    if claim_slot(session, asking.kind, held.id, held.held_on, now) is None:
        return ()
    changed(session, CLASS_CARD, held.id, now)  # it says that it is over
    people = _whom(session, held, asking, region, now)
    mark = f"{held.held_on.isoformat()} {'lead' if asking is THEN else 'instructor'}"
    leave_line(session, people, CLASS_UNCLOSED, held.id, now, mark)
    return people


def who_else(session: Session, held: ClassRecord, person_id: int, region: Region, today: date) -> list[int]:
    """Who is to confirm somebody's own record of a class that they close themself.

    The leads of its agency; the emergency managers where it has no other lead.
    """
    led = [each for each in _led(session, held, today) if each != person_id]
    return led or [each for each in managers_of(session, region) if each != person_id]


def _whom(
    session: Session, held: ClassRecord, asking: Asking, region: Region, now: datetime
) -> Sequence[int]:
    """Its instructor first; where there is none on the roster, and later, whoever else may close it."""
    today = region.day(now)
    if asking is FIRST and held.instructor_id is not None:
        there = select(AffiliationRecord.id).where(
            AffiliationRecord.person_id == held.instructor_id, is_on_roster(today)
        )
        if session.scalar(there.limit(1)) is not None:
            return [held.instructor_id]
    if asking is FIRST and ended(session, held, region.zone) + THEN.after <= now:
        return ()  # they are asked now anyway
    return _led(session, held, today) or managers_of(session, region)


def _led(session: Session, held: ClassRecord, today: date) -> list[int]:
    return [] if held.agency_id is None else leads_of(session, held.agency_id, today)
