"""What a command gives back."""

from __future__ import annotations

from commands.kit.blocks import aside, raw
from commands.kit.reply import say


def test_what_is_said_stands_before_its_blocks_and_all_of_it_is_the_text() -> None:
    reply = say("Stopped.", aside("It can be started again."), replaces=True)
    assert reply.message is not None
    assert reply.message.text == "Stopped.\nIt can be started again."
    assert [block["type"] for block in raw(reply.message.blocks)] == ["section", "context"]
    assert reply.replaces
