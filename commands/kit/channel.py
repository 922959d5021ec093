"""The field of a form that asks into which channel: one of ours, never one that outsiders read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationSelectElement,
    InputInteractiveElement,
)

from commands.kit.blocks import plain, styled
from commands.kit.forms import PLACEHOLDER, CantTake, Field
from commands.kit.reply import Reply
from commands.kit.request import Place, Request

CHANNEL_ID = re.compile(r"[CG][A-Z0-9]+")
STANDING = "channel.standing"
"""The block of a form that says what keeps Muster out of the channel chosen in it. What was said is among the
fields that are submitted, by this name: the channel's id, and the words."""
SAID = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
"""A channel as Slack hands over one that somebody typed."""


def is_channel(place: Place) -> bool:
    """Whether somebody speaks in a channel, and not in direct messages, of a group either, or nowhere.

    The id of a group message looks like a channel's: Slack tells it by its name, `mpdm-dana--ben-1`.
    """
    is_of_group = place.channel_name.startswith("mpdm-")
    return not (place.is_direct or is_of_group) and CHANNEL_ID.fullmatch(place.channel) is not None


def channel_said(text: str) -> tuple[str, str]:
    """The channel a text names, by its id, and the other words; empty for none, and for several."""
    found = SAID.findall(text)
    return found[0] if len(found) == 1 else "", " ".join(SAID.sub(" ", text).split())


def _select(first: bool | str | None) -> InputInteractiveElement:
    """That channel is chosen already, or (True) the one it is opened in; none shared outside is offered."""
    return ConversationSelectElement(
        action_id="channel",
        placeholder=plain("A channel", PLACEHOLDER),
        default_to_current_conversation=first is True or None,
        initial_conversation=first if isinstance(first, str) and first else None,
        filter=ConversationFilter(
            include=["public", "private"], exclude_bot_users=True, exclude_external_shared_channels=True
        ),
    )


def _channel(request: Request, field: str) -> str:
    chosen = request.typed(field)
    if not CHANNEL_ID.fullmatch(chosen):
        raise CantTake("Choose a channel.")
    told, _, why = request.typed(STANDING).partition(" ")
    if told == chosen:
        raise CantTake(why)
    return chosen


def known_to_be_shut(fields: Mapping[str, Any]) -> str | None:
    """The channel a submitted form was told Muster is kept out of: worth another look; None for none."""
    said = fields.get(STANDING)
    return said.partition(" ")[0] if isinstance(said, str) else None


def look(request: Request) -> Reply:
    """Has the channel looked into that was chosen: the form says at once what keeps me out of it."""
    return Reply(looks_into=request.text)


def standing_of(channel: str, why: str) -> Block:
    """What a form says of a channel that can't be written into."""
    return styled(f"<#{channel}>: {why}")


CHANNEL: Field[str] = Field(
    "channel", "Channel", _select, _channel, hint="I must be in it: /invite @Muster.", change=look
)


def optional_channel_field(label: str, hint: str) -> Field[str]:
    """The same where none need be chosen; empty then."""

    def read(request: Request, field: str) -> str:
        return CHANNEL.read(request, field) if request.typed(field) else ""

    return replace(CHANNEL, label=label, read=read, optional=True, hint=hint)
