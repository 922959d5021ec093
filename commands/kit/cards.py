"""Cards: posted messages that show a record. A capability says here how one is shown.

`Post(card=CardOf(...))` places one; whatever changes the record calls `storage.cards.changed` in the same
transaction, and `jobs.cards` shows its newest state, whoever pressed what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from commands.kit.reply import CardOf, Message, Post
from commands.kit.request import Request
from storage.catalogue import Catalogue, catalogue_of
from storage.deliveries import Subject
from storage.region import Region


@dataclass(frozen=True)
class Look:
    """What a card is rendered from: the record's number, where it stands, and the day.

    `newest`: whether this recipient got no later card of the same record.
    """

    session: Session
    region: Region
    now: datetime
    record_id: int
    workspace: str
    recipient: str
    newest: bool = True

    @property
    def today(self) -> date:
        """The region's day."""
        return self.region.day(self.now)

    @property
    def catalogue(self) -> Catalogue:
        """Agencies, courses and rules."""
        return catalogue_of(self.session)


def card_post(
    request: Request, channel: str, message: Message, shown: CardOf, about: Subject, key: str = "card"
) -> Post:
    """A card into a channel, never into one shared with outsiders; who posts it hears where that can't be.

    `about` is the record it speaks of. An earlier one of that record is to be marked changed by who calls.
    """
    return Post(
        to=channel,
        message=message,
        key=key,
        tell=request.member.user,
        inside_only=True,
        about=about,
        card=shown,
    )


Render = Callable[[Look], Message | None]


@dataclass(frozen=True)
class CardKind:
    """A kind of card by its name. `render` gives None where the message stays as it is."""

    name: str
    render: Render
