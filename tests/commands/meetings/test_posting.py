"""A called meeting's card into one channel more."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused, Wrong
from storage.engine import Store
from tests.commands.meetings.room import a_room


def test_the_card_is_posted_by_whose_meeting_it_is(county_store: Store) -> None:
    room = a_room(county_store)
    manager = room.manager()
    opened = manager.clicks("meeting.post", {"meeting_id": room.meeting})
    with pytest.raises(Wrong, match="Choose a channel"):
        manager.submits(opened)
    done = manager.submits(opened, channel="C2")
    [post] = done.posts
    assert (post.to, post.inside_only, post.tell) == ("C2", True, manager.member.user)
    assert "I am posting its card into that channel. I tell you if I can't." in done.text
    with pytest.raises(Refused):
        room.somebody("ada@grove.example").clicks("meeting.post", {"meeting_id": room.meeting})
