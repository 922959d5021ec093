"""Closing a class: its list, mended, added to and confirmed once; what each gets, and why not."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from commands.training.letter import ENTRIES as LETTER
from storage.audit import AuditKind, AuditRow
from storage.classes import ClassRecord
from storage.letters import CLASS_LEFT_OVER
from storage.people import AffiliationRecord
from storage.planned_classes import cancel_class
from tests.commands.letters_read import person as id_of
from tests.commands.letters_read import told
from tests.conversations.classes import NAME, a_class, listed, person, press, records, trail
from tests.conversations.conftest import Stage


@pytest.mark.postgres
def test_a_class_is_looked_at_mended_added_to_and_closed_once(stage: Stage) -> None:
    key = a_class(stage.store)
    press(
        stage.store, key, "ben@grove.example", "ada@grove.example", "max@birch.example", "pat@birch.example"
    )
    press(stage.store, key, "lou@birch.example", "eve@grove.example", left=True)

    stage.max.says("/muster training close")
    stage.max.sees("There is no such class now.")
    stage.ada.says("/muster training log ASIM Basic today")
    stage.ada.sees("ASIM Basic")
    stage.ben.says("/muster training close")
    seen = stage.ben.sees(
        "ASIM Basic, 2 Nov 2026, 08:00: 6 people on the list. 3 get a confirmed record. 3 get"
    )
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
    named = ["Cora Diaz", "cora@grove.example", "Jo Lee, Birch Police", "Max O'Hara", "Max O'Hara"]
    pasted = "\n".join([*named, "Jo Le", "Zed Zorn", "Lou Itto"])
    stage.ben.fills({"Or a list": pasted})
    stage.ben.submits()
    asked = stage.ben.sees("left in the list: 3 lines.")
    assert "Named more than once in the list, and counted once: " in asked.text
    assert "“Lou Itto” is nobody on the roster. Perhaps Lou Ito (Birch Police Department)?" in asked.text
    assert "“Zed Zorn” is nobody on the roster." in asked.text
    assert "Nothing is recorded yet" in asked.text
    assert len(listed(stage.store, key)) == 5
    stage.ben.fills({"Or a list": "Jo Lee, Cedar Fire"})
    stage.ben.submits()
    stage.ben.sees(
        "Added: Cora Diaz, Jo Lee and Jo Lee. 1 person was on the list already: nobody is on it twice."
    )

    stage.dana.says("/muster training close ASIM Basic")
    stage.dana.sees(
        "8 people on the list. 7 get a confirmed record. 1 gets none."
    )  # Ben is another's to confirm
    press(stage.store, key, "old@grove.example")
    stage.ben.submits()
    seen = stage.ben.sees("Somebody came or went since this list was shown")
    assert "Otis Oldham: was on no agency's roster on 2 Nov 2026" in seen.text
    assert records(stage.store, key) == []
    stage.ben.submits()
    said = stage.ben.sees("Closed: ASIM Basic, 2 Nov 2026, 08:00.", seconds=10)
    assert "6 people got a confirmed record of ASIM Basic on 2 Nov 2026." in said.text
    assert "Otis Oldham: on no agency's roster on 2 Nov 2026: no record." in said.text
    assert "Your own record waits for somebody else whose class it is" in said.text
    stage.dana.submits()
    stage.dana.sees(
        "ASIM Basic, 2 Nov 2026, 08:00 was closed by ben@grove.example on 2 Nov 2026 at 09:00.", seconds=10
    )
    stage.ben.says("/muster training close ASIM Basic")
    stage.ben.sees(f"{NAME} was closed by you on 2 Nov 2026 at 09:00.")

    cora, ben = (id_of(stage.store, f"{each}@grove.example") for each in ("cora", "ben"))
    [line] = [each for each in told(stage.store, LETTER, [cora, ben]) if each.matter == CLASS_LEFT_OVER]
    assert (line.person, line.text) == (
        cora,
        f"{NAME} is closed; one record waits for you, since nobody confirms their own.",
    )
    assert line.button is not None
    assert line.button.action_id == f"class.close:{key}"
    stage.cora.says("/training verify")
    stage.cora.sees("In 1 closed class a record waits for you, since nobody confirms their own")
    stage.cora.closes()
    stage.cora.opens_home()
    stage.cora.sees("ASIM Basic, 2 Nov 2026, 08:00: closed; one record waits for you")
    stage.cora.presses("Look and confirm")
    stage.cora.sees("Not confirmed yet, since nobody confirms their own record: Ben Flores.")
    stage.cora.submits()
    stage.cora.sees("Confirmed in ASIM Basic, 2 Nov 2026, 08:00: Ben Flores.", seconds=10)
    left = [each for each in told(stage.store, LETTER, [cora]) if each.matter == CLASS_LEFT_OVER]
    assert [each.text for each in left] == [""]
    source = "the sign-in of ASIM Basic, 2 Nov 2026, 08:00"
    assert records(stage.store, key) == [
        ("ada@grove.example", True, source),  # with what the class adds to her own word
        ("ben@grove.example", True, source),
        ("cora@grove.example", True, source),
        ("jo.lee@grove.example", True, source),
        ("jolee@birch.example", True, source),
        ("lou@birch.example", True, source),
        ("max@birch.example", True, source),
    ]
    kinds = {AuditKind.CLASS_CLOSED: 2, AuditKind.ATTENDANCE_REMOVED: 1, AuditKind.TRAINING_CORRECTED: 1}
    assert {kind: audited(stage, kind) for kind in kinds} == kinds


@pytest.mark.both_doors
def test_whoever_holds_the_class_no_more_is_refused_at_the_next_press(stage: Stage) -> None:
    key = a_class(stage.store)
    press(stage.store, key, "ada@grove.example")
    stage.max.says("/muster training close ASIM Basic 2 Nov")
    stage.max.sees("I can't find any class")
    stage.ben.says("/muster training close")
    stage.ben.sees("1 person on the list. 1 gets a confirmed record.")
    with stage.store.writing() as session:
        session.get_one(ClassRecord, key).instructor_id = person(session, "max@birch.example")
    stage.ben.submits()
    stage.ben.sees("That class is not yours to change.", seconds=10)
    stage.max.says("training close")
    stage.max.sees(f"{NAME}: look at its list, and confirm it once.")
    stage.max.presses("Open the list")
    stage.max.sees("1 person on the list.")
    ends_membership(stage, "max@birch.example")
    stage.max.submits()
    stage.max.sees("ended on 2026-11-01", seconds=10)
    assert records(stage.store, key) == []

    later = a_class(stage.store, on=date(2026, 11, 3))
    stage.dana.says("/muster training close ASIM Basic 3 Nov")
    stage.dana.sees("I can't find any class")
    with stage.store.writing() as session:
        cancel_class(session, session.get_one(ClassRecord, key), "no room", trail(stage.clock.now))
    stage.clock.moves(days=1)
    stage.cora.says("/muster training close")
    stage.cora.sees("nobody is on its list. Add those who were there, or cancel it.")
    stage.cora.submits()
    stage.cora.sees(
        "Nobody is on the list of ASIM Basic, 3 Nov 2026, 08:00: there is nothing to confirm.", seconds=10
    )
    assert records(stage.store, later) == []


def ends_membership(stage: Stage, email: str) -> None:
    """Somebody left their agency yesterday."""
    with stage.store.writing() as session:
        theirs = AffiliationRecord.person_id == person(session, email)
        session.scalars(select(AffiliationRecord).where(theirs)).one().left_on = date(2026, 11, 1)


def audited(stage: Stage, kind: AuditKind) -> int:
    """How often something was done."""
    with stage.store.reading() as session:
        return len(session.scalars(select(AuditRow.id).where(AuditRow.kind == kind.value)).all())
