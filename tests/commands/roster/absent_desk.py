"""The county of the dialogues, at a desk where leaves and waivers are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from commands.kit.member import Member
from commands.roster import absences
from readiness.due import Scope
from storage.answers import asked_on
from storage.engine import Store
from storage.people import Person
from storage.training import AbsenceRecord, CourseRecord
from tests.commands.speaking import Clock, Office, Speaker
from tests.conversations import county

CEDAR, BIRCH = "Cedar Fire Department", "Birch Police Department"


def speaker(store: Store, name: str, leads: Sequence[str] = (), manages: bool = False) -> Speaker:
    """Somebody of the county who keeps leaves and waivers, or asks about them."""
    led = frozenset(county.agency_id(store, each) for each in leads)
    office = Office(store, absences.ENTRIES, Clock(county.NOW), county.REGION)
    first = name.split()[0]
    mine = led or frozenset({county.agency_id(store, CEDAR)})
    who = Member(
        "T1", f"U{first.upper()}", person(store, name), name, f"{first.lower()}@x.example", mine, led, manages
    )
    return office.speaker(who)


def cora(store: Store) -> Speaker:
    """The lead of Cedar Fire."""
    return speaker(store, "Cora Diaz", [CEDAR])


def person(store: Store, name: str) -> int:
    """Somebody's id by their name."""
    with store.reading() as session:
        return next(each.id for each in session.scalars(select(Person)) if each.name == name)


def course(store: Store, code: str) -> int:
    """A course's id by its code."""
    with store.reading() as session:
        return session.scalars(select(CourseRecord.id).where(CourseRecord.code == code)).one()


def standing(store: Store, name: str, on: date) -> dict[str, str]:
    """Where somebody stands with everything asked of them, by the course's code."""
    with store.reading() as session:
        courses = {each.id: each.code for each in session.scalars(select(CourseRecord))}
        asked = asked_on(session, on, Scope.person(person(store, name)))
        return {courses[each.course]: each.outlook.status(on).value for each in asked}


def kept(store: Store, name: str) -> list[tuple[str, date, date | None, bool]]:
    """Somebody's leaves and waivers in order: kind, days, and whether it stands."""
    with store.reading() as session:
        query = select(AbsenceRecord).where(AbsenceRecord.person_id == person(store, name))
        rows = session.scalars(query.order_by(AbsenceRecord.id))
        return [(each.kind, each.starts_on, each.ends_on, each.voided_at is None) for each in rows]
