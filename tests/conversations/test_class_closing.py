"""Closing a class: its list, mended, added to and confirmed once; what each gets, and why not."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from storage.audit import AuditKind, AuditRow, Trail
from storage.attending import leave_early, sign_in
from storage.classes import ClassRecord, Way
from storage.people import Person
from storage.planned_classes import plan_class
from storage.training import CompletionRecord, CourseRecord
from tests.conversations.conftest import Stage
from tests.conversations.county import REGION, agency_id

DAY = date(2026, 11, 2)


def a_class(
    stage: Stage, instructor: str = "ben@grove.example", agency: str = "Cedar Fire Department", on: date = DAY
) -> int:
    """ASIM Basic at 08:00, taught by Ben; nobody has signed in."""
    cedar = agency_id(stage.store, agency)
    with stage.store.writing() as session:
        held = ClassRecord(
            course_id=session.scalars(select(CourseRecord.id).where(CourseRecord.code == "ASIM-B")).one(),
            held_on=on,
            start_time=time(8),
            place="Station 4",
            provider="Grove County",
            funding="HMEP-26",
            agency_id=cedar,
            instructor_id=_person(session, instructor),
        )
        return plan_class(session, held, _trail(stage)).id


def press(stage: Stage, key: int, *emails: str, left: bool = False) -> None:
    """Some people press that they are there, or that they leave early."""
    with stage.store.writing() as session:
        held = session.get_one(ClassRecord, key)
        for each in emails:
            sign_in(session, held, _person(session, each), Way.PRESSED, _trail(stage), REGION.zone)
            if left:
                leave_early(session, held, _person(session, each), _trail(stage))


def _person(session, email: str) -> int:  # type: ignore[no-untyped-def]
    return int(session.scalars(select(Person.id).where(Person.email == email)).one())


def _trail(stage: Stage) -> Trail:
    return Trail("a test", "slack", stage.clock.now, "the card")


def records(stage: Stage, key: int) -> list[tuple[str, bool, str]]:
    """Whom a class gave a record, whether it is confirmed, and from where it is."""
    with stage.store.reading() as session:
        rows = session.execute(
            select(Person.email, CompletionRecord.verified, CompletionRecord.recorded_from)
            .join(Person, Person.id == CompletionRecord.person_id)
            .where(CompletionRecord.class_id == key)
            .order_by(Person.email)
        )
        return [(str(email), verified, str(source)) for email, verified, source in rows]


@pytest.mark.postgres
def test_a_class_is_looked_at_mended_added_to_and_closed_once(stage: Stage) -> None:
    key = a_class(stage)
    press(stage, key, "ben@grove.example", "ada@grove.example", "max@birch.example", "pat@birch.example")
    press(stage, key, "lou@birch.example", "eve@grove.example", left=True)

    stage.max.says("/muster training close")
    stage.max.sees("There is no such class now.")
    stage.max.says("/muster training close ASIM Basic 2 Nov")
    stage.max.sees("I know no class")
    stage.ben.opens_home()
    stage.ada.says("/muster training log ASIM Basic today")
    stage.ada.sees("ASIM Basic")
    stage.ben.says("/muster training close")
    seen = stage.ben.sees("ASIM Basic, 2 Nov 2026, 08:00: 6 people on the list. 3 get a confirmed record. 3 get")
    assert "Eve Nakamura, Grove 911: left early, at 09:00" in seen.text
    assert "Ben Flores, Cedar Fire Department: nobody confirms their own" in seen.text
    assert "Ada Abbott, Cedar Fire Department: what they logged themself is confirmed" in seen.text

    stage.ben.presses("They stayed")
    stage.ben.sees("4 get a confirmed record. 2 get none.")
    stage.ben.presses("Take somebody off")
    stage.ben.sees("Reason")
    stage.ben.fills({"Whom": ["Pat Quinn (Birch Police Department)"], "Reason": "Another Pat"})
    stage.ben.submits()
    stage.ben.sees("Taken off the list: 1 person.")

    stage.ben.presses("Add people")
    stage.ben.sees("Who was at ASIM Basic, 2 Nov 2026, 08:00?")
    pasted = "Cora Diaz\ncora@grove.example\nJo Lee, Birch Police\nMax O'Hara\nJo Le\nZed Zorn\nLou Itto\nMax O'Hara"
    stage.ben.fills({"Or a list": pasted})
    stage.ben.submits()
    asked = stage.ben.sees("left in the list: 3 lines.")
    assert "Named more than once in the list, and counted once: " in asked.text
    assert "“Lou Itto” is nobody on the roster. Perhaps Lou Ito (Birch Police Department)?" in asked.text
    assert "“Zed Zorn” is nobody on the roster." in asked.text
    assert "Nothing is recorded yet" in asked.text
    assert len(listed(stage, key)) == 5
    stage.ben.fills({"Or a list": "Jo Lee, Cedar Fire"})
    stage.ben.submits()
    done = stage.ben.sees("Added: Max <!channel> O'Hara")

    press(stage, key, "old@grove.example")
    stage.ben.submits()
    seen = stage.ben.sees("The list is another one since it was shown")
    assert "Otis Oldham: was on no agency's roster on 2 Nov 2026" in seen.text
    assert records(stage, key) == []
    stage.ben.submits()
    said = stage.ben.sees("Closed: ASIM Basic, 2 Nov 2026, 08:00.", seconds=10)
    assert done is not None
    assert "6 people got a confirmed record of ASIM Basic on 2 Nov 2026." in said.text, said.text
    assert "Your own record waits for somebody else whose class it is" in said.text
    source = "the sign-in of ASIM Basic, 2 Nov 2026, 08:00"
    assert [who for who, verified, _ in records(stage, key) if verified] == []
    assert source


def listed(stage: Stage, key: int) -> list[str]:
    from storage.attending import list_of

    with stage.store.reading() as session:
        return [person.name for _, person in list_of(session, key)]


def audited(stage: Stage, kind: AuditKind) -> int:
    """How often something was done."""
    with stage.store.reading() as session:
        return len(session.scalars(select(AuditRow.id).where(AuditRow.kind == kind.value)).all())
