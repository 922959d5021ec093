"""The second step of a call: whom each seat asks, and the call itself, once."""

from __future__ import annotations

from typing import Any

import pytest

from commands.kit.problems import Refused, Wrong
from storage.engine import Store
from storage.meeting_seats import seats_of, set_invited
from storage.meetings import MeetingRecord
from storage.people import RightKind
from storage.rights import give_right
from tests.commands.meetings.room import TRAIL, Room, a_room, crowd, in_slack_all
from tests.commands.speaking import Said, Speaker, in_slack
from tests.conversations import calls, county
from tests.counting import statements
from words.problems import Problem

CORA, ADA, BEN, MAX, PAT = (
    "cora@grove.example",
    "ada@grove.example",
    "ben@grove.example",
    "max@birch.example",
    "pat@birch.example",
)
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


def step(speaker: Speaker, *seats: str, **more: Any) -> tuple[Said, list[str]]:
    """The second step, and the names of its seats' fields."""
    said = speaker.submits(speaker.says("meeting call"), **{**FACTS, **more}, seats=list(seats))
    with speaker.store.reading() as session:
        fields = [f"seat{each.id}" for each in seats_of(session, said.carried["meeting_id"])]
    return said, fields


def test_it_is_called_once_with_its_card_and_each_ones_call(room: Room) -> None:
    in_slack_all(room, CORA, ADA)
    manager = room.manager()
    shown, [fire, law] = step(manager, "d:fire", "d:law")
    view = str(shown.reply.updated)
    assert "1 person would be asked." in view
    assert "Nobody found for: Police chiefs and sheriffs." in view
    assert "No lead there is on the roster" in view
    people = {fire: [str(room.key(CORA))], law: [str(room.key(MAX))], "room": [str(room.key(ADA))]}
    done = manager.submits(shown, **people, channel="C1")
    assert "Called: The room\nMon 14 Dec 2026, 09:00 to 10:00 CST, EOC\n3 people are asked now." in done.text
    assert "Not in Slack, so please tell them yourself: Max" in done.text
    card, *others = done.posts
    assert (card.to, card.inside_only, card.tell) == ("C1", True, manager.member.user)
    assert {post.to for post in others} == {room.key(CORA), room.key(ADA)}
    assert sum(post.card is not None for post in others) == 2
    assert sum(post.file is not None for post in others) == 2
    with pytest.raises(Problem, match="was called already: nobody was told twice"):
        manager.submits(shown, **people)
    assert set(calls.answers(room.store, shown.carried["meeting_id"])) == {CORA, ADA, MAX}


def test_one_seat_a_person_on_the_roster_and_somebody_who_hears_of_it(room: Room) -> None:
    manager = room.manager()
    shown, [fire, law] = step(manager, "d:fire", "d:law")
    twice = [str(room.key(CORA))]
    with pytest.raises(Wrong) as wrong:
        manager.submits(shown, **{fire: twice, law: twice})
    assert wrong.value.fields == {law: "Cora Diaz is asked for Fire chiefs already: one seat a person."}
    with pytest.raises(Wrong, match="Otis Oldham is not on the roster on 14 Dec 2026"):
        manager.submits(shown, **{law: [str(room.key("old@grove.example"))]})
    with pytest.raises(Wrong, match="Choose people from the list"):
        manager.submits(shown, **{law: ["99999"]})
    with pytest.raises(Wrong, match="Nobody would hear about it"):
        manager.submits(shown)
    assert "Called" in manager.submits(shown, channel="C1").text


def test_an_agencys_own_meeting_asks_its_own_people(room: Room) -> None:
    cora = room.somebody(CORA)
    shown, [fire] = step(cora, "d:fire")
    with pytest.raises(Wrong, match="Choose people from the list"):
        cora.submits(shown, **{fire: [str(room.key(PAT))]})
    with pytest.raises(Refused):
        room.somebody(MAX).submits(shown, **{fire: [str(room.key(ADA))]})
    assert "Called" in cora.submits(shown, **{fire: [str(room.key(ADA))]}).text
    assert list(cora.looks_up("meeting.seats_form/asked", "Pat")) == []
    assert list(cora.looks_up("meeting.seats_form/asked", "Ben")) == ["Ben Flores (Cedar Fire Department)"]


def test_a_draft_that_waited_too_long_and_a_twin_called_meanwhile(room: Room) -> None:
    manager = room.manager()
    shown, _ = step(manager, "d:fire", title="Kickoff", day="2026-12-10", at="10:00")
    room.clock.now = county.NOW.replace(month=12, day=10, hour=17)
    late = manager.submits(shown, channel="C1")
    assert "10:00 today has passed: it is 11:00 now. Go back to the facts" in str(late.reply.updated)
    room.clock.now = county.NOW
    calls.a_call(room.store, {}, title="The room")
    shown, _ = step(manager, "d:fire", day="2026-12-11")
    with room.store.writing() as session:
        cedar = county.agency_id(room.store, "Birch Police Department")
        give_right(session, calls.person(session, MAX), RightKind.LEAD, cedar, "a test", county.NOW)
    back = manager.clicks("meeting.resume", {"meeting_id": shown.carried["meeting_id"]})
    again = manager.submits(back, **{**FACTS, "day": "2026-12-10"})
    assert "There is one of that title and time: The room, 10 Dec 2026, 09:00" in str(again.reply.updated)
    assert "If it is another one, press Next again." in str(again.reply.updated)


def test_all_who_are_asked_are_called_however_many_one_field_shows(room: Room) -> None:
    manager, people = room.manager(), crowd(room.store, 130)
    shown, [fire] = step(manager, "d:fire")
    key = shown.carried["meeting_id"]
    with room.store.writing() as session:
        set_invited(session, session.get_one(MeetingRecord, key), {None: people}, TRAIL)
    back = manager.clicks("meeting.resume", {"meeting_id": key})
    shown = manager.submits(back, **FACTS, seats=["d:fire"])
    assert "And 30 more, who stay asked." in str(shown.reply.updated)
    chosen = [str(each) for each in people[1:100]]
    done = manager.submits(shown, **{fire: [str(room.key(CORA))], "room": chosen})
    assert "130 people are asked now." in done.text, "Cora, and all but the first of them"


def test_a_call_for_a_hundred_asks_the_database_few_questions(room: Room) -> None:
    manager, people = room.manager(), crowd(room.store, 90)
    for each in people:
        in_slack(room.store, f"U{each}", person_id=each)
    shown, [fire] = step(manager, "d:fire")
    with statements(room.store) as sent:
        manager.submits(shown, **{fire: [str(room.key(CORA))], "room": [str(each) for each in people]})
        assert sum("SELECT" in each for each in sent) < 40, "a row of each, and no question of each"
