"""Keeps cards true: when a record has changed, the messages that show it are rendered anew and updated.

At most one update a card every few seconds, always of the newest state. What is not shown yet is in the
store, so that whoever comes after a kill goes on; two updaters never change the same card at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from html import escape
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from commands.kit.blocks import raw, styled, words
from commands.kit.cards import CardKind, Look
from commands.kit.reply import Message
from jobs import channels
from jobs.failures import (
    Away,
    BlocksRefused,
    CantBeChanged,
    Failure,
    Held,
    Limited,
    NotSeen,
    NotTaken,
    SharedOutside,
    Unreachable,
    failures,
)
from jobs.sending import is_user
from storage import cards, workspace_limits
from storage.cards import Card, Placed
from storage.deliveries import Delivery, post
from storage.engine import Busy, Store, was_busy
from storage.region import Region

UPDATE = "chat.update"
PACE = timedelta(seconds=3)
"""Between two updates of one card."""

SEEN_FOR = timedelta(minutes=1)
"""How long a channel that was seen to be ours alone is not looked at again: one call a minute of a method
that Slack takes some 50 a minute of, for each channel whose cards change."""

NOT_SHOWN = (
    "What stood here is no longer shown here: this channel is shared with another organization or workspace."
)

LEASE = timedelta(seconds=60)
MOST_A_ROUND = 20
"""Slack takes some 50 updates a minute of a workspace; a round is every second."""

TURNS = 5
"""How often a turn to write is asked for to note what was done."""

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)
GIVE_UP_AFTER = 8

Clock = Callable[[], datetime]
log = structlog.get_logger()


class KeptOut(Exception):
    """A channel's card may not be written to any more: `why`."""

    def __init__(self, why: Unreachable) -> None:
        """Of what Slack says of the channel."""
        super().__init__(why.code)
        self.why = why


class Cards:
    """Updates one workspace's cards. `kinds` are those the registry knows."""

    def __init__(
        self,
        store: Store,
        client: WebClient,
        workspace: str,
        region: Region,
        clock: Clock,
        kinds: Mapping[str, CardKind],
    ) -> None:
        self._store, self._client, self._workspace = store, client, workspace
        self._region, self._clock, self._kinds = region, clock, kinds
        self._inside: dict[str, datetime] = {}  # channels seen to be ours alone, and when

    def update_stale(self) -> int:
        """Updates what may be updated now, so many at most; returns how many were tried."""
        tried = 0
        while tried < MOST_A_ROUND and self._update_one():
            tried += 1
        return tried

    def _update_one(self) -> bool:
        now = self._clock()
        placed = self._claim(now)
        if placed is None:
            return False
        try:
            version, message = self._render(placed, now)
            if message is not None:
                self._look_inside(placed, now)
                self._say(placed, message)
        except KeptOut as kept_out:
            self._take_away(placed, kept_out.why)
        except Failure as failure:
            log.warning("card not updated", card=placed.card.id, error=failure.code)
            self._mark(placed, partial(self._settle, failure=failure))
        except DBAPIError:
            raise
        except Exception:
            log.exception("card not rendered", card=placed.card.id, kind=placed.card.kind)
            self._mark(placed, partial(self._try_again, why="not rendered"))
        else:
            self._mark(placed, lambda session, card: cards.mark_shown(card, version, self._clock() + PACE))
        return True

    def _claim(self, now: datetime) -> Placed | None:
        with self._store.reading() as session:
            if UPDATE in workspace_limits.held_methods(session, self._workspace, now):
                return None
            if not cards.is_any_stale(session, self._workspace, now):
                return None
        with self._store.writing() as session:
            return cards.claim(session, self._workspace, now, LEASE)

    def _render(self, placed: Placed, now: datetime) -> tuple[int, Message | None]:
        """What the card is to show, and the version of the record that is: both of one look at the store."""
        with self._store.reading() as session:
            card = session.get_one(Card, placed.card.id)
            kind = self._kinds.get(card.kind)
            if kind is None:
                raise CantBeChanged(f"no card is called {card.kind}", UPDATE)
            look = Look(
                session,
                self._region,
                now,
                card.record_id,
                self._workspace,
                placed.recipient,
                placed.newest,
            )
            return card.version, kind.render(look)

    def _look_inside(self, placed: Placed, now: datetime) -> None:
        """Makes sure that a channel's card is still among our own before its newest state is written there.

        Raises KeptOut where it is not, or what kept Slack from saying: then nothing is written either.
        """
        if not placed.inside_only or is_user(placed.recipient):
            return
        seen_at = self._inside.get(placed.channel)
        if seen_at is not None and timedelta() <= now - seen_at < SEEN_FOR:
            return
        self._inside.pop(placed.channel, None)
        with self._store.reading() as session:
            until = workspace_limits.held_methods(session, self._workspace, now).get(channels.METHOD)
        if until is not None:
            raise Held(channels.METHOD, until)
        try:
            channels.look_inside(self._client, placed.channel)
        except Unreachable as why:
            raise KeptOut(why) from why
        self._inside[placed.channel] = now

    def _take_away(self, placed: Placed, why: Unreachable) -> None:
        """Ends a card that may not be written to any more, and tells whose it is.

        Where outsiders may read along, the card gives way to words that say nothing of the record.
        """
        log.warning("card no longer shown", card=placed.card.id, error=why.code)
        try:
            if isinstance(why, SharedOutside | NotSeen):
                self._say(placed, Message([words(NOT_SHOWN)]))
        except Unreachable:
            pass  # nor can that be written
        except Failure as failure:
            self._mark(placed, partial(self._settle, failure=failure))
            return

        def end(session: Session, card: Card) -> None:
            cards.end(card, why.code)
            self._tell(session, card, why)

        self._mark(placed, end)

    def _tell(self, session: Session, card: Card, why: Unreachable) -> None:
        """Tells whoever had a channel's card posted that it is true no more, and what can be done."""
        posted = session.get_one(Delivery, card.delivery_id)
        if not posted.tell or posted.tell == posted.recipient:
            return
        said = f"{why.why} {why.what_to_do}"
        post(
            session,
            key=f"card ended:{card.id}",
            workspace=posted.tell_workspace,
            recipient=posted.tell,
            text=escape(f"A card you had me post is no longer kept up to date. {said}", quote=False),
            blocks=raw(
                [
                    styled(
                        f"The card you had me post in <#{posted.recipient}> is no longer kept up to date."
                    ),
                    words(said),
                ]
            ),
            now=self._clock(),
            about=(Card.__tablename__, card.id),
        )

    def _say(self, placed: Placed, message: Message) -> None:
        """The richest form Slack takes; the last, words alone."""
        forms: list[list[dict[str, Any]]] = [message.sent]
        if message.plain_blocks is not None:
            forms.append(raw(message.plain_blocks))
        for blocks in (*forms, []):
            try:
                with failures(UPDATE):
                    self._client.chat_update(
                        channel=placed.channel,
                        ts=placed.ts,
                        text=escape(message.text, quote=False),
                        blocks=blocks,
                    )
            except BlocksRefused:
                continue
            return
        raise NotTaken("no_text", UPDATE)

    def _mark(self, placed: Placed, mark: Callable[[Session, Card], None]) -> None:
        """Notes what became of a claim, with patience: without it the card would wait for its lease to end.

        A whole room that presses at once may keep the store busy for some seconds.
        """
        for left in reversed(range(TURNS)):
            try:
                self._mark_once(placed, mark)
            except (Busy, SQLAlchemyError) as error:
                if not left or not was_busy(error):
                    raise
            else:
                return

    def _mark_once(self, placed: Placed, mark: Callable[[Session, Card], None]) -> None:
        with self._store.writing() as session:
            card = cards.still_mine(session, placed)
            if card is None:
                log.warning("another updater took over", card=placed.card.id)
            else:
                mark(session, card)

    def _settle(self, session: Session, card: Card, failure: Failure) -> None:
        match failure:
            case Held():
                cards.wait(card, failure.until, counts=False)
            case Limited():
                until = self._clock() + timedelta(seconds=failure.seconds)
                method = failure.method or UPDATE
                workspace_limits.hold(session, self._workspace, method, until, self._clock())
                cards.wait(card, until, counts=False)
            case CantBeChanged():
                cards.end(card, failure.code)
            case Unreachable():
                cards.end(card, failure.code)
                self._tell(session, card, failure)
            case Away():  # no reason to give anything up, however long it lasts
                cards.wait(card, self._clock() + _pause(card.attempts))
            case _:
                self._try_again(session, card, failure.code)

    def _try_again(self, session: Session, card: Card, why: str) -> None:
        if card.attempts >= GIVE_UP_AFTER:
            cards.end(card, why)
            return
        cards.wait(card, self._clock() + _pause(card.attempts))


def _pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling, up to a cap."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(max(attempts - 1, 0), 20)
    return min(doubled, LONGEST_PAUSE)
