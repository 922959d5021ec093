"""Who logs classes in words, and what stands on record then."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from commands.kit.member import Member
from storage.people import Person
from storage.training import CompletionRecord, CourseRecord
from tests.commands.speaking import Office, Speaker
from tests.conversations import county

MORE_PEOPLE = (
    *(("April", "May"), ("Tri", "Thu"), ("Nora", "O'Shea"), ("Joe", "Friday"), ("Maria", "García-López")),
    *(("Tri", "Nguyen"), ("April", "Jones"), ("Rosa", "D’Amico"), ("Will", "Failing"), ("Al", "Last")),
)
MORE_COURSES = (
    ("HAZ-R", "HAZWOPER Refresher"),
    ("LE-ASR", "Law enforcement active shooter response"),
    ("ROLL-CALL", "ASIM roll-call micro-training"),
    ("FAR", "First Aid for Responders"),
    ("EMD", "Emergency Medical Dispatch"),
)


@dataclass
class Desk:
    """Who speaks, and what stands on record."""

    office: Office
    ids: dict[str, int]

    def speaker(self, who: str) -> Speaker:
        cedar = county.agency_id(self.office.store, "Cedar Fire Department")
        led = frozenset({cedar}) if who == "Cora Diaz" else frozenset[int]()
        return self.office.speaker(
            Member("T1", "U1", self.ids[who], who, f"{who}@x.example", frozenset({cedar}), led)
        )

    def records(self) -> list[tuple[str, str, str, str]]:
        with self.office.store.reading() as session:
            names = {person.id: person.name for person in session.scalars(select(Person))}
            rows = session.execute(
                select(CompletionRecord, CourseRecord.code)
                .join(CourseRecord, CourseRecord.id == CompletionRecord.course_id)
                .where(CompletionRecord.recorded_by.like("%@x.example"))
            )
            return sorted(
                (names[row.person_id], code, row.completed_on.isoformat(), row.result) for row, code in rows
            )
