"""A roster that is written to: people in Slack, courses that come due, and the letters they got."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import select

from commands.all import registry
from commands.kit.letters import LetterPart
from jobs.letters import Letters
from readiness.dates import add_months
from storage.catalogue import catalogue_changed
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.letters import LETTER
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Grant, Person, SlackIdentity
from storage.projecting import move_on
from storage.region import Region
from storage.slots import Slot
from storage.standing import project
from storage.training import AbsenceRecord, CompletionRecord, CourseRecord, RequirementRecord, RuleRecord

WORKSPACE = "T1"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    """An instant in UTC, as "2026-11-02 13:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Mornings:
    """Cedar Fire, whose courses last 24 months, and the job that writes letters."""

    store: Store
    region: Region
    courses: dict[str, int] = field(default_factory=dict)
    agencies: dict[str, int] = field(default_factory=dict)
    parts: Sequence[LetterPart] = field(default_factory=lambda: registry().letters)

    @property
    def job(self) -> Letters:
        """The job, as a process that has just begun has it."""
        return Letters(self.store, WORKSPACE, self.region, self.parts, rest=lambda seconds: None)

    def asks(self, *titles: str, of: str = "fire") -> None:
        """Courses of 24 months, asked of everybody of a discipline."""
        with self.store.writing() as session:
            for title in titles:
                course = CourseRecord(key=title.lower(), code=title, title=title, hours=4)
                session.add(course)
                session.flush()
                session.add(
                    RuleRecord(course_id=course.id, effective_on=date(2015, 1, 1), interval_months=24)
                )
                session.add(RequirementRecord(course_id=course.id, disciplines=of))
                self.courses[title] = course.id
            catalogue_changed(session)

    def agency(self, name: str, discipline: str = "fire") -> int:
        """An agency, made at the first word of it."""
        if name not in self.agencies:
            with self.store.writing() as session:
                agency = AgencyRecord(key=name.lower(), name=name)
                session.add(agency)
                session.flush()
                session.add(AgencyDiscipline(agency_id=agency.id, discipline=discipline))
                catalogue_changed(session)
                self.agencies[name] = agency.id
        return self.agencies[name]

    def person(
        self, name: str, zone: str = "America/New_York", agency: str = "Cedar Fire", slack: bool = True
    ) -> int:
        """Somebody of an agency, linked to a Slack account unless they have none."""
        where = self.agency(agency)
        with self.store.writing() as session:
            person = Person(email=f"{name.lower()}@grove.example", first_name=name, last_name="Grove")
            person.rekey()
            session.add(person)
            session.flush()
            session.add(AffiliationRecord(person_id=person.id, agency_id=where, joined_on=date(2020, 1, 1)))
            if slack:
                session.add(
                    SlackIdentity(
                        workspace=WORKSPACE,
                        user=f"U{name.upper()}",
                        person_id=person.id,
                        timezone=zone,
                        linked_by="e-mail",
                        linked_at=LONG_AGO,
                        seen_at=LONG_AGO,
                    )
                )
            return person.id

    def passes(self, person: int, title: str, due_on: date, known: datetime = LONG_AGO) -> None:
        """A pass that lasts until a day."""
        with self.store.writing() as session:
            session.add(
                CompletionRecord(
                    person_id=person,
                    course_id=self.courses[title],
                    completed_on=add_months(due_on, -24),
                    verified=True,
                    recorded_at=known,
                )
            )
            project(session, [person], self.region.day(known))

    def away(self, person: int, starts_on: date, ends_on: date, kind: str = "leave") -> None:
        with self.store.writing() as session:
            session.add(
                AbsenceRecord(
                    person_id=person, kind=kind, starts_on=starts_on, ends_on=ends_on, recorded_at=LONG_AGO
                )
            )
            project(session, [person], starts_on)

    def leads(self, person: int, agency: str = "Cedar Fire", kind: str = "lead") -> None:
        led = self.agency(agency) if kind == "lead" else None
        with self.store.writing() as session:
            session.add(
                Grant(person_id=person, kind=kind, agency_id=led, given_by="a test", given_at=LONG_AGO)
            )

    def begins(self, instant: str) -> None:
        """Letters have been written until then."""
        self.ticks(instant)

    def ticks(self, *instants: str | datetime, arrive: bool = True) -> int:
        """What happens by itself at some instants; how many letters were written. What is written arrives."""
        written = 0
        for each in instants:
            now = at(each) if isinstance(each, str) else each
            move_on(self.store, self.region.day(now), lambda seconds: None)
            written += self.job.write_due(now)
            if arrive:
                self.sent()
        return written

    def passes_by(self, *days: str) -> None:
        """What happens by itself on some days, at 13:00 UTC; nothing is looked at in between.

        What comes due between two of them is written on the later one, and would be seen there.
        """
        self.ticks(*(f"{day} 13:00" for day in days))

    def sent(self) -> None:
        """All that waits arrives."""
        with self.store.writing() as session:
            for each in session.scalars(select(Delivery).where(Delivery.state == DeliveryState.WAITING)):
                each.state, each.sent_at = DeliveryState.SENT, each.created_at

    def letters(self, person: int) -> list[str]:
        """What somebody was written, oldest first; what was taken back apart."""
        with self.store.reading() as session:
            query = select(Delivery.text).where(
                Delivery.subject_kind == LETTER,
                Delivery.person_id == person,
                Delivery.state != DeliveryState.WITHDRAWN,
            )
            return list(session.scalars(query.order_by(Delivery.id)))

    def days(self, person: int) -> list[date]:
        """On which local dates."""
        with self.store.reading() as session:
            query = select(Slot.local_date).where(
                Slot.kind == LETTER, Slot.subject_id == person, Slot.skipped.is_(False)
            )
            return list(session.scalars(query.order_by(Slot.local_date)))

    def moved(self, person: int, zone: str) -> None:
        """Slack says they are in another zone."""
        with self.store.writing() as session:
            for each in session.scalars(select(SlackIdentity).where(SlackIdentity.person_id == person)):
                each.timezone = zone


def hours(first: datetime, last: datetime) -> Iterable[datetime]:
    """Every quarter of an hour from one instant to another."""
    from jobs.letters import QUARTER

    while first <= last:
        yield first
        first += QUARTER
