"""How a sign-in is shown in a channel, whatever people sign in to: what it is, what to press, the count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, InteractiveElement

from commands.kit.blocks import aside, rule, title, words
from commands.kit.reply import Message
from commands.kit.zone_views import in_their_zone
from words.amounts import plural

CONTROLS = "signin"


@dataclass(frozen=True)
class SignInShown:
    """What a sign-in card says: of what, its facts a line each, how many are there, and what may be pressed.

    Who signed in is never on it. What people press in view is exempt from small counts.
    """

    what: str
    facts: Sequence[str]
    here: str
    controls: Sequence[InteractiveElement] = ()
    notes: Sequence[str] = ()
    starts: datetime | None = None  # said in each reader's own zone


def here_words(people: int, agencies: int, carried: int = 0, is_over: bool = False) -> str:
    """ "42 here from 8 agencies", of a day that is over "42 on record"; how many were carried over."""
    if not people:
        return "Nobody has signed in yet."
    known = f", {carried:,} of them carried over from the run before" if carried else ""
    where = "on record" if is_over else "here"
    return f"{people:,} {where} from {plural(agencies, 'agency', 'agencies')}{known}."


def signin_card(shown: SignInShown) -> Message:
    """The card as it stands in a channel."""
    blocks: list[Block] = [title(shown.what), words("\n".join(shown.facts)), words(shown.here)]
    if shown.controls:
        # By a name of its own: a press on the card finds its place while the card is being changed.
        blocks.append(ActionsBlock(block_id=CONTROLS, elements=list(shown.controls)))
    if shown.starts is not None:
        blocks.append(in_their_zone(shown.starts))
    if shown.notes:
        blocks.append(aside(*shown.notes))
    return Message(blocks)


def further_down(what: str) -> Message:
    """What an earlier card says once a later one stands in the same channel: nobody presses on two."""
    return Message([rule(), words(f"{what}: the sign-in is further down in this channel.")])
