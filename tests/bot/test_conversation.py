"""What becomes of a request that another came in the way of: it is done again, and recorded once."""

from __future__ import annotations

import pytest
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.conversation import Conversation
from bot.hearing import Heard
from commands.kit.blocks import words
from commands.kit.member import Needs
from commands.kit.registry import Form, Registry
from commands.kit.reply import Message, Reply
from commands.kit.request import Door, Request
from storage.engine import Store
from storage.people import Person
from tests.conversations.county import NOW, REGION


@pytest.mark.parametrize(
    ("came", "is_done_again"),
    [
        (OperationalError("", {}, DeadlockDetected()), True),
        (OperationalError("", {}, SerializationFailure()), True),
        (IntegrityError("", {}, Exception()), True),
        (OperationalError("", {}, LockNotAvailable()), False),
    ],
)
def test_a_command_that_another_came_in_the_way_of_is_done_again(
    store: Store, came: Exception, is_done_again: bool
) -> None:
    errors = [came]

    def count(request: Request) -> Reply:
        request.session.add(Person(email="ada@grove.example"))
        request.session.flush()
        if errors:
            raise errors.pop()
        return Reply(message=Message([words("Counted.")]))

    form = Form("count", count, what="counts", example="/count", needs=Needs.NOTHING, changes=True)
    talk = Conversation(store, Registry.of([form]), REGION, lambda: NOW, lambda *_: True, lambda: None)
    said = talk.answer(Heard(Door.COMMAND, "T1", "U1", "k", text="count"))
    assert ("Counted." in said.text) is is_done_again
    with store.reading() as session:
        assert len(session.scalars(select(Person)).all()) == is_done_again
