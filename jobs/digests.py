"""The digests that came due: each slot written once, with its figures and numbers, one message a channel.

A slot is a local date of a subscription, claimed by a unique row (`jobs.coming_due`). What else a channel is
to get on that morning is written with the first of it, in one message. Where that is taken back before it was
sent, since one of them was stopped, the others are written again from what was kept. Sending is the outbox's.

A round goes channel by channel, in legs: what some of them will read is counted and composed in one look at
the records, then written some channels at a time, with a commit each. Whoever is killed has written some
channels whole and of the others nothing; any number of processes may be at it.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.language.scopes import shown
from commands.readiness.digest_post_views import DigestPart, together
from commands.readiness.digest_views import How
from jobs.channels import DIGESTS, stop_and_tell
from jobs.coming_due import came_due, claim_all, key_of
from jobs.digest_drafts import Draft, Drafts
from readiness.due import ScopeKind
from storage.catalogue import catalogue_of
from storage.deliveries import Delivery, post
from storage.digests import (
    DIGEST,
    DigestSubscription,
    channels_to_write_again,
    last_sent_in,
    live_subscriptions,
    to_write_again,
    unsent_in,
)
from storage.engine import Store, out_of_reach
from storage.figures import Figures
from storage.kept_figures import figures_kept
from storage.region import Region
from storage.scopes import scope_in, scope_of
from storage.shown_numbers import keep_numbers
from storage.slots import Slot
from storage.subscriptions import drop_waiting, due_channels

log = structlog.get_logger()

SCOPE_GONE = "scope_gone"
"""Why a digest was stopped, in the audit, whose scope is not there any more when it comes due."""
MORNING = timedelta(hours=4)
"""What a channel is to get so long after a digest, on the same day, comes with it."""
CHANNELS_A_LEG = 200
"""Composed in one look at the records: what costs the same for one scope and for many is asked once."""
CHANNELS_A_BATCH = 25
"""Written in one transaction: few enough that who wants to record something hardly waits."""

Each = TypeVar("Each")


@dataclass(frozen=True)
class _Ready:
    """A digest to be written: whose it is, its slot, and what it says."""

    subscription: DigestSubscription
    slot: Slot
    figures: Figures


def write_due(
    store: Store,
    workspace: str,
    region: Region,
    now: datetime,
    rest: Callable[[float], object] = time.sleep,
    draw: Callable[[], float] = random.random,
) -> int:
    """Writes every digest that came due by `now`; returns how many messages are to be sent.

    After each batch it rests, by `rest`, as long as the batch took: the others get their turn. It may raise
    to end early. `draw` says where a round begins, so that two processes do not go side by side.
    """
    with store.reading() as session:
        channels = due_channels(session, DigestSubscription, workspace, now)
        channels |= channels_to_write_again(session, workspace)
        legs = list(_legs(session, workspace, channels)) if channels else []
    if not legs:
        return 0
    begin = int(draw() * len(legs))
    return _Round(store, workspace, region, now, rest).write([*legs[begin:], *legs[:begin]])


def _legs(session: Session, workspace: str, channels: Collection[str]) -> Iterator[Sequence[_Channel]]:
    """The channels of a round, some at a time: those with the same scopes beside one another."""
    query = select(DigestSubscription.channel, DigestSubscription.id, DigestSubscription.scope).where(
        DigestSubscription.workspace == workspace, DigestSubscription.stopped_at.is_(None)
    )
    theirs: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for channel, key, scope in session.execute(query):
        if channel in channels:
            theirs[channel].append((scope, key))
    found = [
        _Channel(tuple(sorted(scope for scope, _ in there)), channel, tuple(key for _, key in there))
        for channel, there in theirs.items()
    ]
    return _parts(sorted(found), CHANNELS_A_LEG)


@dataclass(frozen=True, order=True)
class _Channel:
    """A channel and its live digests: their scopes and their ids."""

    scopes: tuple[str, ...]
    channel: str
    subscriptions: tuple[int, ...]


@dataclass
class _Round:
    """One round in one process."""

    store: Store
    workspace: str
    region: Region
    now: datetime
    rest: Callable[[float], object]
    gone: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.drafts = Drafts(self.region, self.region.day(self.now))

    def write(self, legs: Sequence[Sequence[_Channel]]) -> int:
        """Writes leg after leg; how many messages. Figures are kept as long as a leg to come wants them."""
        wanted = Counter(scope for leg in legs for each in leg for scope in each.scopes)
        written = 0
        for leg in legs:
            for batch in _parts(self._composed(leg), CHANNELS_A_BATCH):
                began = time.monotonic()
                written += self._write_batch(batch)
                self.rest(time.monotonic() - began)
            wanted.subtract(scope for each in leg for scope in each.scopes)
            self.drafts.let_go(scope for scope, many in wanted.items() if many)
        return written

    def _composed(self, leg: Sequence[_Channel]) -> list[_Channel]:
        """The channels of a leg that nobody wrote to meanwhile, once what they will read is composed."""
        with self.store.reading() as session:
            names = [each.channel for each in leg]
            keys = [key for each in leg for key in each.subscriptions]
            there = live_subscriptions(session, self.workspace, keys)
            again = {slot.subject_id for slot in to_write_again(session, self.workspace, names)}
            still = {each.channel for each in there if each.id in again or came_due(each, self.now)}
            coming = [each for each in there if each.channel in still and _comes(each, self.now)]
            catalogue = catalogue_of(session)
            scopes = {key: scope_of(key, catalogue) for key in {each.scope for each in coming}}
            self.gone |= {key for key, scope in scopes.items() if scope is None}
            self.drafts.count(session, {key: scope for key, scope in scopes.items() if scope is not None})
            unsent = unsent_in(session, self.workspace, still)
            last = last_sent_in(session, self.workspace, still, self.now, unsent)
            for each in coming:
                if (found := self.drafts.of(each.scope)) is not None:
                    self.drafts.draft(found, last.get((each.channel, each.scope)))
        return [each for each in leg if each.channel in still]

    def _write_batch(self, batch: Sequence[_Channel]) -> int:
        """Writes to some channels; where one of them can't be written to, to each of the others."""
        try:
            with self.store.writing() as session:
                return self._write(session, batch)
        except Exception as error:
            if out_of_reach(error):
                raise
            reference = uuid4().hex[:8]
            log.exception("digests not written", channels=len(batch), reference=reference)
            return sum(self._write_batch([each]) for each in batch) if len(batch) > 1 else 0

    def _write(self, session: Session, batch: Sequence[_Channel]) -> int:
        # Another process may have written them meanwhile: it held these rows until it was done.
        keys = [key for each in batch for key in each.subscriptions]
        found = live_subscriptions(session, self.workspace, keys, lock=True)
        for each in found:
            if each.scope in self.gone:
                stop_and_tell(session, DIGESTS, each, SCOPE_GONE, _why_gone(each), self.now, self.region)
        there = [each for each in found if each.stopped_at is None]
        by_channel: defaultdict[str, list[_Ready]] = defaultdict(list)
        for ready in sorted(self._ready(session, there), key=lambda each: each.subscription.id):
            by_channel[ready.subscription.channel].append(ready)
        return self._say(session, [*by_channel.values()])

    def _ready(self, session: Session, there: Sequence[DigestSubscription]) -> list[_Ready]:
        """What is to be written of some locked digests: what is claimed now, and what is written again."""
        by_id = {each.id: each for each in there}
        claimed = self._claimed(session, there)
        drop_waiting(session, *(by_id[slot.subject_id] for slot in claimed))
        found = []
        for slot in claimed:
            figures = self.drafts.of(by_id[slot.subject_id].scope)
            assert figures is not None
            found.append(_Ready(by_id[slot.subject_id], slot, figures))
        for slot in to_write_again(session, self.workspace, {each.channel for each in there}):
            if slot.subject_id in by_id:
                kept = figures_kept(slot)
                slot.skipped = kept is None
                found += [] if kept is None else [_Ready(by_id[slot.subject_id], slot, kept)]
        return found

    def _claimed(self, session: Session, there: Sequence[DigestSubscription]) -> list[Slot]:
        """What came due and, where anything is written, what else comes on this morning."""
        counted = [each for each in there if self.drafts.of(each.scope) is not None]
        due = claim_all(session, counted, DIGEST, self.now)
        channels = {each.channel for each in counted if each.id in due}
        along = [each for each in counted if each.channel in channels and _comes(each, self.now)]
        return [*due.values(), *claim_all(session, along, DIGEST, self.now, MORNING).values()]

    def _say(self, session: Session, channels: Collection[Sequence[_Ready]]) -> int:
        """Writes what each channel gets, in as few messages as it fits into; how many.

        Each digest is measured against the last of its own scope there; its numbers are kept.
        """
        ready = [each for there in channels for each in there]
        last = last_sent_in(
            session,
            self.workspace,
            {each.subscription.channel for each in ready},
            self.now,
            [each.slot.id for each in ready],
        )
        drafts = {
            each.slot.id: self.drafts.draft(
                each.figures, last.get((each.subscription.channel, each.subscription.scope))
            )
            for each in ready
        }
        keep_numbers(session, [number for each in drafts.values() for number in each.numbers], self.now)
        written: list[tuple[Delivery, Sequence[_Ready]]] = []
        for there in channels:
            start = 0
            for part, many in together([_asked(each, drafts[each.slot.id]) for each in there]):
                those = there[start : start + many]
                written.append((self._post(session, those[0], part), those))
                start += many
        session.flush()
        for delivery, those in written:
            for each in those:
                each.slot.delivery_id, each.slot.figures = delivery.id, self.drafts.kept(each.figures)
        return len(written)

    def _post(self, session: Session, first: _Ready, part: DigestPart) -> Delivery:
        subscription = first.subscription
        return post(
            session,
            key=key_of(subscription, first.slot, self.now),
            workspace=self.workspace,
            recipient=subscription.channel,
            text=escape(part.text, quote=False),
            blocks=list(part.blocks),
            plain_blocks=None if part.plain_blocks == part.blocks else list(part.plain_blocks),
            now=self.now,
            inside_only=True,
            about=subscription.subject,
        )


def _asked(ready: _Ready, draft: Draft) -> DigestPart:
    """A digest for its channel."""
    about = ready.subscription
    return draft.part.asked_by(How(subscription=about.id, day=ready.slot.local_date, scope=about.scope))


def _parts(those: Sequence[Each], size: int) -> Iterator[Sequence[Each]]:
    for start in range(0, len(those), size):
        yield those[start : start + size]


def _comes(subscription: DigestSubscription, now: datetime) -> bool:
    """Whether it came due, or will on this morning."""
    if came_due(subscription, now):
        return True
    soon = came_due(subscription, now, MORNING)
    return soon is not None and soon.to_send == now.astimezone(ZoneInfo(subscription.timezone)).date()


def _why_gone(subscription: DigestSubscription) -> str:
    """Why a digest stops whose scope is not there any more, and what to do."""
    scope = scope_in(subscription.scope)
    was = "the part" if scope is None else f"the {scope.kind.value}"
    if scope is not None and scope.kind is ScopeKind.JURISDICTION:
        was += f" “{shown(str(scope.key))}”"
    return f"What it was about, {was}, is no longer on record; it may have another name now. Look it up."
