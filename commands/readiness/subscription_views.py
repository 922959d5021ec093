"""The form of a channel's digest, the list of those there are, and what the channel is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
)
from slack_sdk.models.views import View

from commands.kit.blocks import aside, button, buttons, cut, plain, says, styled, words
from commands.kit.forms import TITLE
from commands.kit.reply import Message
from commands.kit.subscription_views import Listed, Stop, list_of
from words.days import spoken

OPTIONS = 100
MOST_LEFT, MOST_REPEATED = 4, 60


def beneath_the_form(known: Sequence[Listed]) -> list[Block]:
    """The way to a preview, and the digests there are."""
    return [
        ActionsBlock(elements=[button("Preview", "digest.preview")]),
        *list_of(known, "Digests there are", "digest.stop"),
    ]


def not_taken(left: Sequence[str]) -> str:
    """What was said of a digest and not understood, above the form that has all the rest."""
    said = ", ".join(f"“{cut(each, MOST_REPEATED)}”" for each in left[:MOST_LEFT])
    return f"I did not understand {said}. All else is filled in; nothing is subscribed yet."


def preview(message: Message) -> View:
    """A digest on top of the form, as a workspace without charts shows it, and without its buttons."""
    blocks = message.blocks if message.plain_blocks is None else message.plain_blocks
    shown = [block for block in blocks if block.type != "actions"]
    return View(type="modal", title=plain("Preview", TITLE), close=plain("Back", TITLE), blocks=shown)


def subscribed(listed: Listed, first: date) -> Message:
    """What the subscriber is told."""
    text = f"Subscribed: {listed.about}, {listed.when}, first on {spoken(first)}."
    note = "If I can't write to that channel I stop the digest, and tell you why."
    blocks = [styled(f"A readiness digest for <#{listed.channel}>"), words(text), aside(note), *_rows(listed)]
    return Message(blocks)


def begins_message(listed: Listed, first: date) -> Message:
    """What the channel is told."""
    text = (
        f"This channel gets the readiness digest ({listed.about}) {listed.when}, first on {spoken(first)}. "
        "It counts, and names nobody."
    )
    return Message([words(text), *_rows(listed)])


def _rows(listed: Listed) -> list[ActionsBlock]:
    stop = button("Stop", "digest.stop", Stop(subscription=listed.id), confirm="No more digests will come.")
    return buttons(says("Coverage now", "readiness"), stop)
