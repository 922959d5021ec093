"""Counts are shared with the channel they were asked in, and nowhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commands.kit.blocks import words
from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.kit.reply import Message
from commands.kit.request import Door, Place, Request
from commands.kit.sharing import ON_ITS_WAY, refuse_nowhere, shared
from storage.engine import Store
from storage.region import Region

NOON = datetime(2026, 11, 2, 18, tzinfo=UTC)


def test_they_go_where_they_were_asked_and_never_outside(store: Store) -> None:
    with store.reading() as session:
        request = Request(
            session,
            Member("T1", "U1"),
            Region(),
            NOON,
            date(2026, 11, 2),
            Door.MESSAGE,
            key="1",
            place=Place("C1", "readiness"),
        )
        refuse_nowhere(request)
        reply = shared(request, Message([words("3 of 5 are current.")]))
        [post] = reply.posts
        assert (post.to, post.tell, post.inside_only) == ("C1", "U1", True)
        assert post.message.text == "3 of 5 are current."
        assert reply.message is not None
        assert reply.message.text == ON_ITS_WAY


@pytest.mark.parametrize("place", [Place(), Place("D1", is_direct=True)])
def test_where_there_is_no_channel_nothing_is_shared(store: Store, place: Place) -> None:
    with store.reading() as session:
        request = Request(
            session, Member("T1", "U1"), Region(), NOON, date(2026, 11, 2), Door.MESSAGE, key="1", place=place
        )
        with pytest.raises(Refused, match="no channel here"):
            refuse_nowhere(request)
