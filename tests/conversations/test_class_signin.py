"""A class: planned in words and in the form, answered, signed in to, moved, cancelled; its sheet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from storage.attending import list_of
from storage.audit import AuditKind, AuditRow
from storage.classes import ClassRecord, ClassState
from storage.letters import LetterLine
from storage.people import Person
from tests.conversations.conftest import Stage

SIGNIN = "/training signin ASIM Basic 3 Dec 18:00 Station 4"
AT_THREE_TO_FIVE = datetime(2026, 12, 3, 22, 57, tzinfo=UTC)  # 16:57 in Chicago


@pytest.mark.postgres
@pytest.mark.long
def test_a_class_is_planned_answered_opened_and_signed_in_to(stage: Stage) -> None:
    stage.ada.says(SIGNIN, stage.room)
    stage.ada.sees("Planning a class is for the leads of agencies.")
    stage.cora.says(f"{SIGNIN}, by Eve Nakamura, 1 seat, 3h", stage.room)
    planned = stage.cora.sees("Planned: ASIM Basic")
    assert "Thu 3 Dec 2026, 18:00 to 21:00\nPlace: Station 4\nInstructor: Eve Nakamura" in planned.text
    assert "Held by: Cedar Fire Department\nSeats: 1\nCode for the wall: " in planned.text
    card = stage.ada.sees("Nobody has answered yet.", seconds=10)
    assert "Sign-in opens on 3 Dec 2026 at 17:00." in card.text
    assert waiting(stage, "class to teach") == ["eve@grove.example"]

    stage.cora.says(SIGNIN, stage.room)
    stage.cora.sees("Planned already: ASIM Basic")
    stage.ada.sees("ASIM Basic: the sign-in is further down in this channel.", seconds=10, since="ever")
    stage.rests()

    stage.ada.presses("Coming")
    stage.ada.sees("You are coming: ASIM Basic, 3 Dec 2026, 18:00, Station 4.")
    stage.ben.presses("Coming")
    stage.ben.sees("is full, with 1 seat: you are first in line.")
    stage.max.presses("Coming")
    stage.max.sees("you are second in line.")
    stage.max.presses("Coming")
    stage.max.sees("You said so already.")
    stage.sam.presses("Coming")
    stage.sam.sees("Ask to be linked")
    stage.gale.presses("Coming")
    stage.gale.sees("You are a guest here")
    stage.ada.presses("Not coming")
    stage.ada.sees("Noted: you are not coming to ASIM Basic")
    assert waiting(stage, "class seat") == ["ben@grove.example"]
    stage.max.says("/training classes")
    listed = stage.max.sees("1 class is coming.")
    assert "You are first in line for a seat." in listed.text
    assert "Open now" not in listed.shown
    shown(stage, "1 coming of 1 seat, 1 waiting for a seat, 1 not coming.")

    stage.clock.moves_to(AT_THREE_TO_FIVE)
    code = held(stage).wall_code or ""
    stage.ada.says(f"here {code}")
    stage.ada.sees("opens at 17:00. Nothing was recorded.")
    stage.ada.opens_home()
    stage.ada.does_not_see("Your class today")
    stage.ben.opens_home()
    stage.ben.sees("Your class today at 18:00: ASIM Basic, Station 4. You are coming.")
    stage.clock.moves(minutes=4)
    stage.ada.sees("Nobody has signed in yet.", seconds=10)
    stage.ada.presses("I'm here")
    stage.ada.sees("You are signed in to ASIM Basic, 3 Dec 2026, 18:00, at 17:01.")
    stage.ada.says(f"I'm here {code}")
    stage.ada.sees("already, since 17:01: nothing was recorded twice.")
    for stranger in (stage.sam, stage.gale):
        stranger.says(f"here {code}", stranger.dm)
        stranger.sees("Nothing was recorded. If you are at the class, tell the instructor your name")
    stage.max.says(f"/training here {code}")
    stage.max.sees("You are signed in to ASIM Basic")
    stage.ben.presses("I'm leaving early")
    stage.ben.sees("You are not signed in to ASIM Basic, 3 Dec 2026, 18:00: press I'm here first.")
    stage.max.presses("I'm leaving early")
    stage.max.sees("Partial attendance gives no record of the class.")
    stage.max.presses("I'm back")
    stage.max.sees("You are back: signed in to ASIM Basic")
    shown(stage, "2 here.")
    assert on_list(stage) == [("Ada Abbott", "pressed"), ("Max <!channel> O'Hara", "code")]
    kinds = {AuditKind.CLASS_PLANNED: 1, AuditKind.CLASS_OPENED: 1, AuditKind.CLASS_LEFT: 1}
    assert {kind: audited(stage, kind) for kind in kinds} == kinds
    assert not any(name in str(stage.ada.messages(stage.room)) for name in ("Abbott", "Flores", "O'Hara"))


def test_a_class_is_planned_in_the_form_moved_at_night_and_cancelled(stage: Stage) -> None:
    stage.max.opens_home()  # Slack knows him from now on
    stage.cora.says("training signin ASIM 3 Dec 6:30 Elm Hall at Station 4, by Jo Lee")
    said = stage.cora.sees("matches 2 courses: ASIM-A, ASIM-B").text
    assert "Is it 06:30 in the morning, or 18:30?" in said
    assert "“Jo Lee” matches 2 people: choose the instructor." in said
    assert "“Elm Hall” or “Station 4”" in said
    stage.cora.presses("Open the form")
    stage.cora.sees("Plan a class")
    stage.cora.fills({"Course": "ASIM-B: ASIM Basic", "Day": "2026-10-30", "Time": "18:30"})
    stage.cora.submits()
    stage.cora.sees("30 Oct 2026 has passed: log a class that was held with /training.")
    stage.cora.fills({"Day": "2027-03-14", "Time": "02:30"})
    stage.cora.submits()
    stage.cora.sees("The clocks go forward on 14 Mar 2027: there is no 02:30 that day.")
    stage.cora.fills({"Day": "2026-11-03", "Time": "07:00", "Place": "Station 4", "Seats": "2"})
    stage.cora.fills({"Instructor": "O'Hara"})
    stage.cora.fills({"Post it in": stage.room, "Whose class it is": "Cedar Fire Department"})
    stage.cora.submits()
    stage.max.sees("You are named as the instructor of ASIM Basic, Tue 3 Nov 2026, 07:00", seconds=10)
    stage.ben.sees("Tue 3 Nov 2026, 07:00 to 11:00", seconds=10)
    stage.ada.presses("Coming")
    stage.ada.sees("You are coming")
    stage.ben.presses("Coming")
    stage.ben.sees("You are coming")
    stage.ben.says("/training move ASIM Basic")
    stage.ben.sees("That class is not yours to change.")

    stage.clock.moves_to(datetime(2026, 11, 3, 3, 0, tzinfo=UTC))  # 21:00
    stage.max.says("/training move ASIM Basic to 5 Nov 19:00")
    stage.max.sees("ASIM Basic, 3 Nov 2026, 07:00, as it is planned now.")
    stage.max.fills({"Place": "Elm Hall", "Seats": "1"})
    stage.max.submits()
    stage.max.sees("2 people who would come hear it now.", seconds=10)
    moved = "ASIM Basic is moved: it is now Thu 5 Nov 2026, 19:00 to 23:00, Elm Hall."
    assert (
        f"{moved} It was: Tue 3 Nov 2026, 07:00 to 11:00, Station 4."
        in stage.ada.sees(moved, seconds=10).text
    )
    stage.ben.sees(moved, seconds=10)
    stage.ben.sees("has fewer seats now than people who would come: you wait in line", seconds=10)
    stage.rests()

    stage.max.says("/training cancel ASIM Basic")
    stage.max.fills({"Reason": "The instructor is ill"})
    stage.max.submits()
    stage.max.sees("2 people who would come hear it in their next letter.", seconds=10)
    assert waiting(stage, "class cancelled") == ["ada@grove.example", "ben@grove.example"]
    shown(stage, "Cancelled: The instructor is ill.")
    code = held(stage).wall_code
    assert code is None
    stage.ben.presses("Not coming")
    stage.ben.sees(
        "was cancelled: The instructor is ill. There is nothing to sign in to. Nothing was recorded."
    )


def test_codes_are_not_guessed_and_the_sheet_shows_one(stage: Stage) -> None:
    stage.dana.says(SIGNIN.replace("3 Dec 18:00", "today 11:00"), stage.room)
    stage.dana.sees("Planned: ASIM Basic")
    stage.ada.sees("Nobody has answered yet.", seconds=10)
    stage.rests()
    stage.muster.jobs.run("class links", stage.clock())
    stage.dana.presses("A sheet for the wall")
    stage.dana.sees("The sheet comes as a direct message, to print.")
    stage.dana.sees("sign-in-asim-basic-2026-11-02.pdf", seconds=10)
    stage.ada.presses("Open now")
    stage.ada.sees("That class is not yours to change.")
    stage.dana.presses("Open now")
    stage.dana.sees("The sign-in of ASIM Basic, 2 Nov 2026, 11:00 is open")
    code = held(stage).wall_code or ""
    wrong = [f"{number:04d}" for number in range(6) if f"{number:04d}" != code][:5]
    for each in wrong:
        stage.ada.says(f"here {each}")
        stage.ada.sees(f"No class has the code {each} now.")
    stage.ada.says(f"here {code}")
    stage.ada.sees("Those were 5 wrong codes")
    stage.ben.says(f"here {code}")
    stage.ben.sees("You are signed in to ASIM Basic")
    stage.clock.moves(minutes=11)
    stage.ada.says(code)
    stage.ada.sees("You are signed in to ASIM Basic")
    stage.ada.says("here 48")
    stage.ada.sees("A code on the wall is four digits")
    shown(stage, "2 here.")
    evil = stage.slack.person("Eve Evers", email="eve@grove.example", outside=True)
    bridge = stage.slack.channel("bridge", members=[stage.dana, evil], shared=True)
    stage.slack.let_outsiders_command()
    evil.says(f"/training here {code}", bridge)
    evil.sees("You are here from another organization")
    stage.dana.says("@Muster training signin ASIM Basic", bridge)
    stage.dana.sees("readiness stays inside", seconds=10)
    with stage.store.writing() as session:
        session.get_one(ClassRecord, 1).state = ClassState.CLOSED
    stage.max.presses("I'm here")
    stage.max.sees("is closed, and who took it is on record. Nothing was recorded.")


def held(stage: Stage) -> ClassRecord:
    """The one class there is."""
    with stage.store.reading() as session:
        return session.scalars(select(ClassRecord)).one()


def on_list(stage: Stage) -> list[tuple[str, str]]:
    """Who is on its list, and how they came there."""
    with stage.store.reading() as session:
        return sorted((person.name, str(row.way)) for row, person in list_of(session, held(stage).id))


def waiting(stage: Stage, matter: str) -> list[str]:
    """For whose letters a line of a matter waits."""
    with stage.store.reading() as session:
        query = select(Person.email).join(LetterLine, LetterLine.person_id == Person.id)
        return sorted(filter(None, session.scalars(query.where(LetterLine.matter == matter))))


def audited(stage: Stage, kind: AuditKind) -> int:
    """How often something was done."""
    with stage.store.reading() as session:
        return len(session.scalars(select(AuditRow.id).where(AuditRow.kind == kind.value)).all())


def shown(stage: Stage, said: str) -> None:
    """The card comes to say it: at its next update, some seconds later."""
    stage.clock.moves(seconds=5)
    stage.ben.sees(said, seconds=10, since="ever")
