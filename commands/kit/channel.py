"""The field of a form that asks into which channel: one of ours, never one that outsiders read."""

from __future__ import annotations

import re
from dataclasses import replace

from slack_sdk.models.blocks import ConversationFilter, ConversationSelectElement, InputInteractiveElement

from commands.kit.blocks import plain
from commands.kit.forms import PLACEHOLDER, CantTake, Field
from commands.kit.request import Place, Request

CHANNEL_ID = re.compile(r"[CG][A-Z0-9]+")


def is_channel(place: Place) -> bool:
    """Whether somebody speaks in a channel, and not in direct messages or nowhere."""
    return not place.is_direct and CHANNEL_ID.fullmatch(place.channel) is not None


def _select(is_here: bool | None) -> InputInteractiveElement:
    """The channel the form is opened in is chosen already; channels shared outside are not offered."""
    return ConversationSelectElement(
        action_id="channel",
        placeholder=plain("A channel", PLACEHOLDER),
        default_to_current_conversation=is_here or None,
        filter=ConversationFilter(
            include=["public", "private"], exclude_bot_users=True, exclude_external_shared_channels=True
        ),
    )


def _channel(request: Request, field: str) -> str:
    chosen = request.typed(field)
    if not CHANNEL_ID.fullmatch(chosen):
        raise CantTake("Choose a channel.")
    return chosen


CHANNEL: Field[str] = Field("channel", "Channel", _select, _channel, hint="I must be in it: /invite @Muster.")


def optional_channel_field(label: str, hint: str) -> Field[str]:
    """The same where none need be chosen; empty then."""

    def read(request: Request, field: str) -> str:
        return CHANNEL.read(request, field) if request.typed(field) else ""

    return replace(CHANNEL, label=label, read=read, optional=True, hint=hint)
