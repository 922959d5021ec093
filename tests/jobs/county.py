"""A county to count: agencies with people who passed, let lapse or never took some courses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from readiness.dates import add_months
from readiness.text import fold
from storage.catalogue import catalogue_changed
from storage.digests import DigestSubscription
from storage.engine import Store
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Person
from storage.standing import rebuild
from storage.training import CompletionRecord, CourseRecord, RequirementRecord, RuleRecord

MONTHS_AGO = {"current": 3, "due_soon": 23, "expired": 30}
"""When somebody took a course that lasts 24 months; whoever is "never" has not."""


@dataclass(frozen=True)
class Staff:
    """An agency: its disciplines and, for each course's code, where its people stand, in their order."""

    name: str
    disciplines: Sequence[str]
    standing: Mapping[str, Sequence[str]]
    strength: int | None = None

    @property
    def people(self) -> int:
        return max((len(each) for each in self.standing.values()), default=0)


def seed(store: Store, today: date, staffs: Sequence[Staff], titles: Mapping[str, str]) -> dict[str, int]:
    """Writes a county as it stands on a day, and projects it; the ids of its agencies by name."""
    with store.writing() as session:
        courses = {code: _course(session, code, title) for code, title in titles.items()}
        agencies = {staff.name: _agency(session, staff, courses, today) for staff in staffs}
        catalogue_changed(session)
        rebuild(session, today)
    return agencies


def passes(session: Session, person_id: int, course_id: int, on: date, verified: bool = True) -> None:
    """Records a pass."""
    session.add(
        CompletionRecord(
            person_id=person_id,
            course_id=course_id,
            completed_on=on,
            verified=verified,
            recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    )


def subscribe_each(store: Store, workspace: str, channels: Iterable[str], now: datetime) -> None:
    """Each channel gets a digest of everybody, all of them due on the minute that was."""
    due = now - timedelta(minutes=1)
    with store.writing() as session:
        session.add_all(
            DigestSubscription(
                workspace=workspace,
                channel=channel,
                weekday=due.weekday(),
                at=due.time().replace(second=0, microsecond=0),
                timezone="UTC",
                created_by="morgan@county.example",
                created_at=now - timedelta(days=1),
                known_until=now - timedelta(days=1),
            )
            for channel in channels
        )


def _course(session: Session, code: str, title: str) -> int:
    course = CourseRecord(key=fold(code), code=code, title=title)
    session.add(course)
    session.flush()
    session.add(RuleRecord(course_id=course.id, effective_on=date(2020, 1, 1), interval_months=24))
    session.add(RequirementRecord(course_id=course.id))
    return course.id


def _agency(session: Session, staff: Staff, courses: Mapping[str, int], today: date) -> int:
    agency = AgencyRecord(key=fold(staff.name), name=staff.name, strength=staff.strength)
    session.add(agency)
    session.flush()
    session.add_all(AgencyDiscipline(agency_id=agency.id, discipline=each) for each in staff.disciplines)
    for number in range(staff.people):
        person = Person(
            email=f"p{number}@{fold(staff.name).replace(' ', '-')}.example",
            first_name=f"Person{number}",
            last_name=f"Of{staff.name}",
        )
        person.rekey()
        session.add(person)
        session.flush()
        session.add(AffiliationRecord(person_id=person.id, agency_id=agency.id))
        for code, standings in staff.standing.items():
            months = MONTHS_AGO.get(standings[number])
            if months is not None:
                passes(session, person.id, courses[code], add_months(today, -months))
    return agency.id
