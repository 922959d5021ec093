"""Where an answer goes besides here: its counts to the channel, a picture to the one who asked."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from commands.kit.problems import Refused
from commands.kit.reply import Afterwards, Message, Post, Reply, say
from commands.kit.request import Request

ON_ITS_WAY = "On its way to the channel: counts only, no names. If it can't be posted there, I tell you why."


def refuse_nowhere(request: Request) -> None:
    """Raises Refused where there is no channel to share with."""
    if not request.place.others_read:
        raise Refused("There is no channel here to share with.", "Ask in the channel, then press Share.")


def shared(
    request: Request, message: Message, *beneath: Block, afterwards: Sequence[Afterwards] = ()
) -> Reply:
    """What is shared, for the channel it was asked in, never one that outsiders read; and that it comes."""
    post = Post(
        to=request.place.channel, message=message, key="share", tell=request.member.user, inside_only=True
    )
    return say(ON_ITS_WAY, *beneath, posts=[post], afterwards=afterwards)


def sent_directly(request: Request, what: str, message: Message, *beneath: Block) -> Reply:
    """A chart or a table that only a message takes, by direct message; and that it comes."""
    post = Post(to=request.member.user, message=message, key=what)
    return say(f"The {what} comes to you in a direct message.", *beneath, posts=[post])
