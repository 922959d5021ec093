"""What a form says, as soon as a channel is chosen in it, of a channel that Muster can't write into.

Slack is asked after the request was acknowledged, and what it does not say in time is not said: who goes on
all the same is told by message what became of it. What was said is refused when it is submitted, and Slack
is asked anew, as Muster may have been let in meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.delivered import standing_id, text_at
from bot.hearing import Heard
from commands.kit.blocks import raw
from commands.kit.channel import CHANNEL, STANDING, is_channel, standing_of
from jobs.failures import Unreachable

MOST_BLOCKS = 100
"""As many as a view takes."""
KEPT = (
    "callback_id",
    "clear_on_close",
    "close",
    "external_id",
    "notify_on_close",
    "private_metadata",
    "submit",
    "title",
    "type",
)
"""What a view is made of beside its blocks; what Slack adds to it is not taken back."""


def chosen_at_first(heard: Heard, view: Mapping[str, Any]) -> str:
    """The channel that stands in a form as it is opened; empty for none, and where it asks for none."""
    place = _field(view)
    element = {} if place is None else view["blocks"][place]["element"]
    if element.get("default_to_current_conversation") and is_channel(heard.place):
        return heard.place.channel
    return text_at(element, "initial_conversation")


def with_standing(view: Mapping[str, Any], channel: str, why: Unreachable | None) -> dict[str, Any] | None:
    """A modal, as Slack delivered it, that says beneath the channel what keeps Muster out of it.

    None where it says so already, or has no room. What was put into its fields stays, as their ids do.
    """
    said: list[dict[str, Any]] = []
    if why is not None and channel:
        [block] = raw([standing_of(channel, f"{why.why} {why.while_choosing}")])
        said = [{**block, "block_id": standing_id(channel, why.code)}]
    was = [each for each in view.get("blocks") or [] if text_at(each, "block_id").startswith(STANDING)]
    if [text_at(each, "block_id") for each in was] == [each["block_id"] for each in said]:
        return None
    blocks = [each for each in view.get("blocks") or [] if each not in was]
    place = _field({"blocks": blocks})
    if place is None or len(blocks) + len(said) > MOST_BLOCKS:
        return None
    blocks[place + 1 : place + 1] = said
    return {**{name: view[name] for name in KEPT if view.get(name)}, "blocks": blocks}


def _field(view: Mapping[str, Any]) -> int | None:
    """Where the field stands that asks for the channel, whichever turn of the form it is."""
    for place, block in enumerate(view.get("blocks") or []):
        asked = text_at(block, "element", "type"), text_at(block, "element", "action_id")
        if asked == ("conversations_select", CHANNEL.name):
            return place
    return None
