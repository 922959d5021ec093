"""Who decides asks the silent and the unsure once more: at once, at most once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from commands.all import registry
from commands.kit.problems import Refused
from commands.kit.request import Door
from commands.language.sentences import resolve
from storage.audit import AuditKind, AuditRow
from storage.engine import Store
from storage.meetings import MeetingRecord, MeetingState
from tests.commands.meetings.room import Room, a_room, in_slack_all
from words.problems import Problem

ADA, BEN, MAX = "ada@grove.example", "ben@grove.example", "max@birch.example"


@pytest.fixture
def room(county_store: Store) -> Room:
    room = a_room(county_store)
    in_slack_all(room, ADA, BEN)
    return room


def test_the_silent_and_the_unsure_are_asked_at_once_and_once_a_day(room: Room) -> None:
    room.somebody(BEN).presses(room.call_of(BEN), "Not sure yet")
    manager = room.manager()
    answers = manager.says("meeting answers kickoff")
    assert answers.buttons() == ["Ask again", "Move or change", "Who is asked", "Post its card"]
    done = manager.presses(answers, "Ask again")
    assert "2 people are asked again just now." in done.text
    assert "Not in Slack, so please tell them yourself: Max" in done.text
    ada, ben = done.post_to(room.key(ADA)).message, done.post_to(room.key(BEN)).message
    when = "Kickoff, Thu 10 Dec 2026, 09:00 to 10:00 CST, County EOC."
    assert f"asks again: {when} You have not answered yet. Are you coming?" in ada.text
    assert "You were not sure yet. Are you coming?" in ben.text
    assert "You are coming: Kickoff" in room.somebody(ADA).presses(ada, "Coming").text
    with pytest.raises(Problem, match="were asked again today already"):
        manager.presses(answers, "Ask again")
    room.clock.now += timedelta(days=1)
    assert "1 person is asked again just now." in manager.presses(answers, "Ask again").text
    with room.store.reading() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.MEETING_REMINDED.value))
        assert [row.detail["people"] for row in rows] == [2, 1]


def test_it_is_said_in_words_too(room: Room) -> None:
    for sentence in (
        "remind those who have not answered the kickoff",
        "please ask everybody again who hasn't answered yet",
        "Remind everyone who didn’t reply to the kickoff.",
    ):
        form, text = resolve(registry(), sentence)
        assert form.says == "meeting remind", sentence
        assert text in ("kickoff", ""), sentence
    form, text = resolve(registry(), "remind those who are silent")
    done = room.manager()._run(form, Door.DIRECT, text=text)
    assert "2 people are asked again just now." in done.text


def test_by_who_may_and_while_it_is_open(room: Room) -> None:
    with pytest.raises(Refused):
        room.somebody(ADA).clicks("meeting.ask_again", {"meeting_id": room.meeting})
    for each in (ADA, BEN, MAX):
        room.somebody(each).presses(room.call_of(each), "Coming")
    done = room.manager().says("meeting remind kickoff")
    assert "Nobody was asked again.\nEverybody who is asked has answered." in done.text
    assert not done.posts
    assert "Ask again" not in room.manager().says("meeting answers kickoff").buttons()
    with room.store.writing() as session:
        session.get_one(MeetingRecord, room.meeting).state = MeetingState.HELD
    with pytest.raises(Problem, match="was held"):
        room.manager().says("meeting remind kickoff")
