"""A meeting is cancelled with its reason, once, and who was asked hears it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commands.kit.problems import Wrong
from storage.engine import Store
from tests.commands.meetings.room import Room, a_room, in_slack_all
from words.problems import Problem

ADA, BEN, MAX = "ada@grove.example", "ben@grove.example", "max@birch.example"


@pytest.fixture
def room(county_store: Store) -> Room:
    room = a_room(county_store)
    in_slack_all(room, ADA, BEN)
    return room


def test_it_needs_a_reason_and_is_told_once(room: Room) -> None:
    manager = room.manager()
    for said, reason in (
        ("kickoff because the room is closed", "the room is closed"),
        ("kickoff 10 Dec: the room is closed", "the room is closed"),
        ("the kickoff", None),
    ):
        view = manager.says(f"meeting cancel {said}").reply.modal
        assert view is not None
        assert view.to_dict()["blocks"][1]["element"].get("initial_value") == reason
    opened = manager.says("meeting cancel kickoff")
    with pytest.raises(Wrong, match="This is needed"):
        manager.submits(opened, reason=" ")
    room.somebody(BEN).presses(room.call_of(BEN), "Not coming")
    done = manager.submits(opened, reason="The room is closed.")
    assert "Kickoff, 10 Dec 2026, 09:00 is cancelled: The room is closed." in done.text
    assert (
        "1 person hears it in their next letter.\nNot in Slack, so please tell them yourself: Max"
        in done.text
    )
    assert "Not in Slack, so please tell them yourself: Max" in done.text
    assert "Cancelled: The room is closed." in room.card().text
    with pytest.raises(Problem, match="was cancelled already: The room is closed"):
        manager.submits(opened, reason="Another")
    with pytest.raises(Problem, match="Call another one: it stays as it is"):
        manager.clicks("meeting.cancel", {"meeting_id": room.meeting})


def test_near_it_is_said_at_once_and_once_it_is_over_to_nobody(room: Room) -> None:
    opened = room.manager().says("meeting cancel kickoff")
    room.clock.now = datetime(2026, 12, 10, 4, tzinfo=UTC)
    done = room.manager().submits(opened, reason="Ice on the roads")
    texts = [post.message.text for post in done.posts if post.to == room.key(ADA)]
    assert "Kickoff, 10 Dec 2026, 09:00 is cancelled: Ice on the roads." in texts


def test_one_that_is_over_is_cancelled_without_telling_anybody(room: Room) -> None:
    opened = room.manager().says("meeting cancel kickoff")
    room.clock.now = datetime(2026, 12, 12, 4, tzinfo=UTC)
    done = room.manager().submits(opened, reason="Nobody came")
    assert "Nobody had to be told." in done.text
    assert done.posts == []
