"""Two have a form of one meeting open: nobody undoes what the other did without having seen it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from commands.meetings.calling_form import FIRST_SEATS
from readiness.vocabulary import Discipline
from storage.engine import Store
from storage.meetings import MeetingRecord, MeetingState, SeatRecord
from tests.commands.meetings.room import Room, a_room, in_slack_all
from tests.commands.speaking import Said
from tests.conversations import calls

ADA, BEN, MAX, PAT = "ada@grove.example", "ben@grove.example", "max@birch.example", "pat@birch.example"


@pytest.fixture
def room(county_store: Store) -> Room:
    room = a_room(county_store)
    in_slack_all(room, ADA, BEN, MAX, PAT)
    with county_store.writing() as session:
        for seat, discipline in zip(session.scalars(select(SeatRecord)), ("fire", "law"), strict=True):
            seat.discipline, seat.name = discipline, FIRST_SEATS[Discipline(discipline)]
    return room


def shown(opened: Said) -> dict[str, Any]:
    """What the fields of a form show, as they are submitted untouched."""
    view = opened.reply.modal or opened.reply.updated
    assert view is not None
    found: dict[str, Any] = {}
    for block in view.to_dict()["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        if chosen := element.get("initial_options"):
            found[block["block_id"]] = [each["value"] for each in chosen]
        elif chosen := element.get("initial_option"):
            found[block["block_id"]] = chosen["value"]
        else:
            for name in {"initial_value", "initial_date", "initial_time"} & element.keys():
                found[block["block_id"]] = element[name]
    return found


def meeting(room: Room) -> MeetingRecord:
    with room.store.reading() as session:
        return session.get_one(MeetingRecord, room.meeting)


def test_an_older_form_of_a_move_changes_what_its_reader_changed_alone(room: Room) -> None:
    manager, picked = room.manager(), {"meeting_id": room.meeting}
    first, second, third = (manager.clicks("meeting.move", picked) for _ in range(3))
    manager.submits(first, **{**shown(first), "day": "2026-12-17", "place": "Station 4"})
    done = manager.submits(second, **{**shown(second), "agenda": "Another agenda"})
    assert "Thu 17 Dec 2026" in done.text
    assert "Changed by somebody else meanwhile, and kept so: day and place." in done.text
    assert not done.posts, "nobody is told again of what they were told"
    found = meeting(room)
    assert (found.agenda, found.place, str(found.held_on)) == ("Another agenda", "Station 4", "2026-12-17")
    asked = manager.submits(third, **{**shown(third), "at": "10:00", "place": "City Hall", "link": ""})
    view = str(asked.reply.updated)
    assert "Somebody else changed this since the form was shown: day, time and place." in view
    assert str(meeting(room).start_time) == "09:00:00", "nothing was changed"
    again = shown(asked)
    assert (again["day.1"], again["at.1"], again["place.1"]) == ("2026-12-17", "09:00", "Station 4")
    assert "10:00" in manager.submits(asked, **{**again, "at.1": "10:00"}).text
    assert str(meeting(room).start_time) == "10:00:00"


def test_an_older_form_of_who_is_asked_neither_asks_again_nor_takes_out(room: Room) -> None:
    manager, picked = room.manager(), {"meeting_id": room.meeting}
    first, second = (manager.clicks("meeting.ask", picked) for _ in range(2))
    people = shown(first)
    fire = next(name for name, chosen in people.items() if str(room.key(BEN)) in chosen)
    max_ = room.somebody(MAX)
    max_.submits(max_.presses(room.card(), "Sending someone"), person=PAT)
    manager.submits(first, **{**people, fire: [str(room.key(ADA))]})
    assert set(calls.answers(room.store, room.meeting)) == {ADA, MAX, PAT}, "who was sent meanwhile stays"
    asked = manager.submits(second, **shown(second))
    assert "The meeting, or who is asked, was changed elsewhere" in str(asked.reply.updated)
    assert set(calls.answers(room.store, room.meeting)) == {ADA, MAX, PAT}, "Ben is not asked again"
    assert "As it is now" in manager.submits(asked, **shown(asked)).text
    assert set(calls.answers(room.store, room.meeting)) == {ADA, MAX, PAT}


def test_what_was_moved_meanwhile_is_shown_before_it_is_cancelled(room: Room) -> None:
    manager, picked = room.manager(), {"meeting_id": room.meeting}
    move, cancel = manager.clicks("meeting.move", picked), manager.clicks("meeting.cancel", picked)
    manager.submits(move, **{**shown(move), "day": "2026-12-17"})
    asked = manager.submits(cancel, reason="No quorum")
    assert "Somebody else changed it since this was shown" in str(asked.reply.updated)
    assert "Kickoff, 17 Dec 2026, 09:00 will not be held." in str(asked.reply.updated)
    assert meeting(room).state is MeetingState.CALLED
    assert shown(asked)["reason"] == "No quorum"
    assert "is cancelled: No quorum." in manager.submits(asked, **shown(asked)).text


FACTS: dict[str, Any] = {
    "title": "Officers",
    "objective": "Agree who writes the plan",
    "day": "2026-12-14",
    "at": "09:00",
    "length": "60",
    "place": "EOC",
}


def test_what_is_called_is_what_the_form_shows(room: Room) -> None:
    """On the phone stand the seats of a meeting; on the laptop its draft becomes another."""
    phone = laptop = room.manager()
    first = phone.submits(phone.says("meeting call"), **FACTS)
    for field, value in (
        ("title", "Review"),
        ("objective", "Hear what went wrong"),
        ("agenda", "The fire"),
        ("day", "2026-12-20"),
        ("length", "90"),
    ):
        laptop.submits(laptop.says("meeting call"), **{**FACTS, field: value})
        asked = phone.submits(first, room=[str(room.key(ADA))])
        assert "The meeting, or who is asked, was changed elsewhere" in str(asked.reply.updated), field
        laptop.submits(laptop.says("meeting call"), **FACTS)
    laptop.submits(laptop.says("meeting call"), **{**FACTS, "title": "Review"})
    asked = phone.submits(first, room=[str(room.key(ADA))])
    assert "Review, Mon 14 Dec 2026" in str(asked.reply.updated)
    assert "Called: Review" in phone.submits(asked, **{"room.1": [str(room.key(ADA))]}).text
