"""The field that asks for a channel."""

from __future__ import annotations

import pytest

from commands.kit.channel import CHANNEL, is_channel
from commands.kit.forms import CantTake
from commands.kit.request import Place
from tests.commands.speaking import request_with


def test_a_channel_is_one_by_its_id() -> None:
    assert CHANNEL.read(request_with(channel="C0AB1"), "channel") == "C0AB1"
    for said in ("", "general", "D01", "U01", None):
        with pytest.raises(CantTake, match="Choose a channel"):
            CHANNEL.read(request_with(channel=said), "channel")


def test_direct_messages_and_nowhere_are_no_channel() -> None:
    assert is_channel(Place("C1", "general"))
    assert not is_channel(Place("D1", "", is_direct=True))
    assert not is_channel(Place())
    assert not is_channel(Place("G1", "mpdm-dana--ben-1"))
    assert not is_channel(Place("C1", "mpdm-dana--ben-1"))
