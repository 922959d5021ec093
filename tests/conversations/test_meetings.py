"""Calling the room: a meeting called in two steps, moved, cancelled, listed; what can't be is said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from storage.audit import AuditKind, AuditRow
from storage.letters import LetterLine
from storage.meeting_seats import invitations_of, seats_of
from storage.meetings import InvitationRecord, MeetingRecord, MeetingState
from storage.people import Person, RightKind
from storage.rights import give_right
from tests.conversations import county
from tests.conversations.classes import person
from tests.conversations.conftest import Stage
from tests.conversations.meetings import in_calendar

CALL = "/meeting call Regional plan kickoff 14 Dec 9am at the EOC"


@pytest.mark.postgres
@pytest.mark.long
def test_a_meeting_is_called_moved_and_cancelled(stage: Stage) -> None:
    lead(stage, "max@birch.example", "Birch Police Department")
    for each in (stage.ada, stage.ben, stage.cora, stage.max):
        each.opens_home()  # Slack knows them from now on
    stage.ada.says("/meeting")
    stage.ada.sees("No meeting is coming that you are asked to.")
    stage.ada.says(CALL)
    stage.ada.sees("Calling a meeting is for the leads of agencies and for emergency management.")

    stage.dana.says(CALL)
    stage.dana.sees("Call a meeting")
    stage.dana.fills({"Objective": "Agree who writes the regional plan", "Seats to fill": "Grove 911"})
    stage.dana.fills({"Seats to fill, ready-made": "The first meeting's seats", "Answer by": "2026-12-20"})
    stage.dana.submits()
    stage.dana.sees("That is after the meeting, on 14 Dec 2026: choose a day before it.")
    stage.dana.fills({"Answer by": "2026-12-10"})
    stage.dana.submits()
    step = stage.dana.sees("2 people would be asked. Change who, then call it: nobody was told yet.")
    assert "Regional plan kickoff, Mon 14 Dec 2026, 09:00 to 10:00 CST, the EOC." in step.text
    assert "Nobody found for: EMS chiefs, private and third-service too, 911" in step.text
    assert "One seat a person: Cora Diaz could fill it" in step.text
    assert "Nobody on the roster can fill it: no agency here does this." in step.text
    assert "No lead there is on the roster: type a name to add somebody" in step.text
    stage.dana.closes()

    stage.dana.says("/meeting")
    stage.dana.sees("Your draft: Regional plan kickoff, 14 Dec 2026, 09:00. Nobody was told of it yet.")
    stage.dana.presses("Go on with the draft")
    stage.dana.sees("Your draft, as far as it is.")
    stage.dana.submits()
    stage.dana.sees("2 people would be asked.")
    stage.dana.fills({"Grove 911": ["Max"]})
    stage.dana.submits()
    stage.dana.sees("one seat a person.")
    stage.dana.fills({"Grove 911": ["Ben Flores"], "Also asked, without a seat": ["Pat Quinn"]})
    stage.dana.fills({"Post its card in": stage.room})
    stage.dana.submits()
    called = stage.dana.sees("Called: Regional plan kickoff", seconds=10)
    assert "4 people are asked now." in called.text
    assert "Not in Slack, so please tell them yourself: Pat Quinn." in called.text
    for each in (stage.ben, stage.cora, stage.max):
        each.sees("Objective: Agree who writes the regional plan", seconds=10)
    stage.rests()
    assert len(of_kind(stage, AuditKind.MEETING_CALLED)) == 1
    assert len(of_kind(stage, AuditKind.MEETING_INVITED)) == 4

    stage.ben.says("/meeting")
    listed = stage.ben.sees("1 meeting is coming.")
    assert "You have not answered yet." in listed.text
    assert "Please answer by 10 Dec 2026." in listed.text
    assert "filled" not in listed.text
    stage.ben.presses("Coming")
    stage.ben.sees("You are coming: Regional plan kickoff", seconds=10)
    stage.max.says("next meeting?", stage.max.dm)
    stage.max.sees("Regional plan kickoff")
    stage.dana.says("what meetings are coming?", stage.dana.dm)
    seen = stage.dana.sees("1 of 7 seats filled. Open:")
    assert "Nobody is invited yet for: EMS chiefs, private and third-service too, 911" in seen.text
    assert "1 coming, 3 have not answered." in seen.text

    stage.cora.says("/meeting move kickoff to 15 Dec 10am")
    stage.cora.sees("That meeting is not yours to change.")
    stage.dana.says("/meeting move kickoff to 15 Dec 10am")
    stage.dana.sees("On another day or hour everybody is asked again.")
    stage.dana.submits()
    moved = stage.dana.sees("Moved: Regional plan kickoff", seconds=10)
    assert "3 people hear it in their next letter.\nNot in Slack, so please tell them" in moved.text
    assert "1 person had answered for the other time, and is asked again." in moved.text
    assert waiting(stage, "meeting moved") == [
        "ben@grove.example",
        "cora@grove.example",
        "max@birch.example",
        "pat@birch.example",
    ]
    assert not any(each.answer for each in invited(stage).values())
    assert the_meeting(stage).sequence == 1

    stage.dana.presses("Who is asked")
    stage.dana.fills({"Grove 911": ["Ada Abbott"]})
    stage.dana.submits()
    stage.dana.sees("1 person more asked now.", seconds=10)
    stage.ada.sees("You are asked to come for the seat Grove 911.", seconds=10)
    assert waiting(stage, "meeting left") == ["ben@grove.example"]

    stage.clock.moves_to(datetime(2026, 12, 15, 3, tzinfo=UTC))  # 21:00 on the day before
    stage.ada.presses("Not coming")
    stage.ada.sees("Noted: you are not coming", seconds=10)
    stage.dana.says("/meeting cancel kickoff because the room is closed")
    stage.dana.sees("will not be held")
    stage.dana.submits()
    stage.dana.sees("is cancelled: the room is closed", seconds=10)
    stage.max.sees("Regional plan kickoff, 15 Dec 2026, 10:00 is cancelled: the room is closed.", seconds=10)
    assert the_meeting(stage).state is MeetingState.CANCELLED
    stage.rests()
    assert "10:00 is cancelled" not in str(stage.ada.messages(stage.ada.dm))  # she had said no
    assert in_calendar(stage.store, "max@birch.example") == [
        ("PUBLISH", "0", "14 Dec 15:00 UTC"),
        ("PUBLISH", "1", "15 Dec 16:00 UTC"),
        ("CANCEL", "3", "15 Dec 16:00 UTC"),
    ]
    assert in_calendar(stage.store, "ben@grove.example")[-1] == ("CANCEL", "2", "15 Dec 16:00 UTC")
    assert in_calendar(stage.store, "ada@grove.example")[-1] == ("CANCEL", "3", "15 Dec 16:00 UTC")
    assert not any(
        name in str(stage.ada.messages(stage.room)) for name in ("Abbott", "Flores", "O'Hara", "Diaz")
    )


def test_what_cannot_be_called_is_said_at_its_field(stage: Stage) -> None:
    stage.ada.opens_home()
    stage.dana.says("meeting call Kickoff 6 Nov 9 at noon http://a@b", stage.dana.dm)
    stage.dana.sees("is not a web address")
    stage.cora.says("/meeting call Officers 14 Mar 2027 2:30am")
    assert "there is no 02:30 that day. They show 03:00" in stage.cora.sees("The clocks go forward").text
    stage.cora.fills({"Objective": "One thing", "Place": "Station 4", "Seats to fill": "Birch Police"})
    stage.cora.submits()
    stage.cora.sees("The clocks go forward on 14 Mar 2027: there is no 02:30 that day.")
    stage.cora.fills({"Day": "2026-11-02", "Time": "08:00"})
    stage.cora.submits()
    stage.cora.sees("08:00 today has passed: it is 09:0")
    stage.cora.sees("A meeting of Cedar Fire Department asks its own people")
    stage.cora.fills({"Day": "2040-11-02", "Seats to fill": [], "Answer by": "2026-11-01"})
    stage.cora.submits()
    assert stage.cora.modal_errors.keys() >= {"day", "answer_by"}
    stage.cora.fills({"Day": "2026-11-03", "Answer by": None})
    stage.cora.submits()
    stage.cora.sees("0 people would be asked.")
    stage.cora.submits()
    stage.cora.sees("Nobody would hear about it")
    stage.cora.fills({"Who is asked": ["Ada Abbott"]})
    stage.cora.presses("Back to the facts")
    stage.cora.sees("Your draft, as far as it is.")
    stage.cora.submits()
    stage.cora.sees("1 person would be asked.")
    quiet = stage.slack.channel("quiet", members=[stage.cora], bot_in=False)
    stage.cora.fills({"Post its card in": quiet})
    stage.cora.sees("I am not in that channel.", seconds=10)
    stage.cora.submits()
    assert "I am not in that channel." in str(stage.cora.modal_errors)
    stage.cora.fills({"Post its card in": None})
    stage.cora.submits()
    stage.cora.sees("Called: Officers", seconds=10)
    stage.ada.sees("You are asked to come", seconds=10)

    stage.cora.says("/meeting call Officers 3 Nov 8am at Station 4")
    stage.cora.fills({"Objective": "One thing"})
    stage.cora.submits()
    stage.cora.sees("There is one of that title and time: Officers, 3 Nov 2026, 08:00, Station 4. The same?")
    stage.cora.submits()
    stage.cora.sees("would be asked.")
    stage.cora.closes()
    stage.dana.says("/meeting call")
    stage.dana.sees("Call a meeting")


def lead(stage: Stage, email: str, agency: str) -> None:
    key = county.agency_id(stage.store, agency)
    with stage.store.writing() as session:
        give_right(session, person(session, email), RightKind.LEAD, key, "a test", county.NOW)


def the_meeting(stage: Stage) -> MeetingRecord:
    with stage.store.reading() as session:
        return session.scalars(select(MeetingRecord)).one()


def invited(stage: Stage) -> dict[str, InvitationRecord]:
    with stage.store.reading() as session:
        key = session.scalars(select(MeetingRecord.id)).one()
        assert len(seats_of(session, key)) == 7
        return {str(who.email): each for each, who in invitations_of(session, key)}


def waiting(stage: Stage, matter: str) -> list[str]:
    with stage.store.reading() as session:
        query = select(Person.email).join(LetterLine, LetterLine.person_id == Person.id)
        found = session.scalars(query.where(LetterLine.matter == matter, LetterLine.told_on.is_(None)))
        return sorted(str(each) for each in found)


def of_kind(stage: Stage, kind: AuditKind) -> list[AuditRow]:
    with stage.store.reading() as session:
        return list(session.scalars(select(AuditRow).where(AuditRow.kind == kind)))
