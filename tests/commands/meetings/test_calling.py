"""Calling a meeting: the first step, the draft it keeps, and what can't be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from commands.all import registry
from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from commands.language.sentences import resolve
from storage.engine import Store
from storage.meeting_seats import seats_of
from storage.meetings import MeetingRecord, MeetingState
from tests.commands.meetings.room import Room, a_room
from tests.commands.speaking import Said, Speaker
from tests.conversations.county import agency_id
from words.problems import Problem

CORA, ADA = "cora@grove.example", "ada@grove.example"
FACTS: dict[str, Any] = {
    "title": "The room",
    "objective": "Agree who writes the plan",
    "day": "2026-12-14",
    "at": "09:00",
    "length": "60",
    "place": "EOC",
}


@pytest.fixture
def room(county_store: Store) -> Room:
    return a_room(county_store)


def drafted(speaker: Speaker, **more: Any) -> Said:
    return speaker.submits(speaker.says("meeting call"), **{**FACTS, **more})


def drafts(room: Room) -> list[MeetingRecord]:
    with room.store.reading() as session:
        query = select(MeetingRecord).where(MeetingRecord.state == MeetingState.DRAFT)
        return list(session.scalars(query))


def test_nothing_is_recorded_by_saying_it_and_what_is_filled_in_is_a_draft(room: Room) -> None:
    manager = room.manager()
    opened = manager.says("meeting call The room 14 Dec 9am at the EOC")
    assert "The room" in str(opened.reply.modal)
    said = manager.says("meeting call The room 14 Dec 9am at the EOC", Door.DIRECT)
    assert "I understood: The room, 14 Dec 2026, 09:00, the EOC." in said.text
    assert drafts(room) == []
    step = drafted(manager, ready=["first"], seats=["d:law", f"a:{agency_id(room.store, 'Grove 911')}"])
    assert "Who is asked" in str(step.reply.updated)
    [draft] = drafts(room)
    assert (draft.title, draft.held_on, draft.agency_id) == ("The room", date(2026, 12, 14), None)
    with room.store.reading() as session:
        names = [seat.name for seat in seats_of(session, draft.id)]
    assert names[0] == "Police chiefs and sheriffs"
    assert len(names) == 7  # the police's once

    again = manager.says("meeting call")
    assert again.carried == {"meeting_id": draft.id}
    manager.submits(again, **{**FACTS, "title": "The room, again"})
    assert [each.title for each in drafts(room)] == ["The room, again"]
    other = manager.says("meeting call Another")
    assert "You have a draft already: The room, again" in str(other.reply.modal)
    manager.submits(other, **{**FACTS, "title": "Another"})
    assert [each.title for each in drafts(room)] == ["Another"]
    thrown = manager.presses(manager.says("meeting"), "Throw it away")
    assert "Nobody was told about it." in thrown.text
    assert drafts(room) == []


def test_what_cannot_be_is_said_at_its_field(room: Room) -> None:
    manager, cora = room.manager(), room.somebody(CORA)
    for fields, wrong in (
        ({"day": "2026-11-01"}, {"day": "1 Nov 2026 has passed: choose a day that is still ahead."}),
        ({"day": "2037-01-01"}, {"day": "1 Jan 2037 is more than ten years ahead."}),
        ({"day": "2026-11-02"}, {"at": "09:00 today has passed: it is 09:00 now."}),
        ({"answer_by": "2026-12-15"}, {"answer_by": "That is after the meeting, on 14 Dec 2026"}),
        ({"answer_by": "2026-11-01"}, {"answer_by": "1 Nov 2026 has passed: choose a day from today on."}),
        ({"place": ""}, {"place": "Say where it is held, or give the link it is held by."}),
        ({"link": "meet.example"}, {"link": "A web address without spaces"}),
        ({"objective": " "}, {"objective": "This is needed."}),
        ({"seats": ["d:pirates"]}, {"seats": "Choose disciplines and agencies from the list."}),
        ({"length": "1000"}, {"length": "Choose how long it is."}),
    ):
        with pytest.raises(Wrong) as found:
            drafted(manager, **fields)
        assert found.value.fields.keys() == wrong.keys(), fields
        assert all(said in found.value.fields[name] for name, said in wrong.items())
    with pytest.raises(Wrong, match="asks its own people: Birch Police Department"):
        drafted(cora, seats=[f"a:{agency_id(room.store, 'Birch Police Department')}"])
    assert drafts(room) == []
    drafted(cora, seats=["d:fire"])
    [own] = drafts(room)
    assert own.agency_id == agency_id(room.store, "Cedar Fire Department")


def test_a_twin_is_asked_about(room: Room) -> None:
    manager = room.manager()
    fields = {**FACTS, "title": "kickoff", "day": "2026-12-10"}
    asked = manager.submits(manager.says("meeting call"), **fields)
    assert "There is one of that title and time: Kickoff, 10 Dec 2026, 09:00" in str(asked.reply.updated)
    assert drafts(room) == []
    manager.submits(asked, **fields)
    assert len(drafts(room)) == 1


def test_who_may_call(room: Room) -> None:
    with pytest.raises(Refused, match="Calling a meeting is for the leads of agencies"):
        room.somebody(ADA).says("meeting call Coffee")
    drafted(room.manager())
    [draft] = drafts(room)
    with pytest.raises(Refused):
        room.somebody(CORA).clicks("meeting.resume", {"meeting_id": draft.id})
    with pytest.raises(Problem, match="was called already"):
        room.manager().clicks("meeting.resume", {"meeting_id": room.meeting})
    options = room.somebody(CORA).looks_up("meeting.call_form/agency", "")
    assert list(options) == ["Cedar Fire Department"]
    seats = room.manager().looks_up("meeting.call_form/seats", "fire")
    assert seats["Fire chiefs"] == "d:fire"
    assert "Cedar Fire Department" in seats


def test_the_first_meeting_has_its_seats_ready_made(room: Room) -> None:
    form, text = resolve(registry(), "call the first meeting of the room 14 Dec 9am at the EOC")
    for said in (f"meeting call {text}", "meeting call first meeting", "meeting call our first meeting"):
        view = room.manager().says(said).reply.modal
        assert view is not None
        ready = [each["element"] for each in view.to_dict()["blocks"] if each.get("block_id") == "ready"]
        assert ready[0]["initial_options"][0]["value"] == "first"
    assert form.says == "meeting call"
    assert "First meeting of the room" in str(room.manager().says(f"meeting call {text}").reply.modal)
    assert "initial_options" not in str(room.manager().says("meeting call Second meeting").reply.modal)


def test_a_draft_is_its_writers_alone_and_its_old_buttons_touch_no_other(room: Room) -> None:
    dana, theirs = room.manager(), room.manager()
    theirs.member = replace(dana.member, user="UDANA")
    thrown = drafted(dana).carried
    assert "thrown away" in dana.clicks("meeting.discard", thrown).text
    step = drafted(theirs, title="Another")
    draft = step.carried
    assert draft["meeting_id"] != thrown["meeting_id"], "an id that was given is given to no other"
    for action in ("meeting.discard", "meeting.resume", "meeting.back"):
        with pytest.raises(Problem, match="no longer there"):
            dana.clicks(action, thrown)
        with pytest.raises(Refused, match="That draft is somebody else's"):
            dana.clicks(action, draft)
    with pytest.raises(Refused, match="That draft is somebody else's"):
        dana.submits(step, channel="C1")
    with pytest.raises(Refused, match="That draft is somebody else's"):
        dana.submits(theirs.clicks("meeting.resume", draft), **FACTS)
    assert [each.title for each in drafts(room)] == ["Another"]
    assert "Called: Another" in theirs.submits(step, channel="C1").text
