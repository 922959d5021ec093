"""The digests that came due: each slot written once, with its figures and numbers, one message a channel.

A slot is a local date of a subscription, claimed by a unique row (`jobs.coming_due`). What else a channel is
to get on that morning is written with the first of it, in one message. Where that is taken back before it was
sent, since one of them was stopped, the others are written again from what was kept. Sending is the outbox's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from commands.kit.may import counting_aloud
from commands.kit.reply import Message
from commands.language.scopes import shown
from commands.readiness.digest_lines_views import numbers_of
from commands.readiness.digest_post_views import digest_message, together
from commands.readiness.digest_views import How
from jobs.channels import DIGESTS, stop_and_tell
from jobs.coming_due import came_due, claim_due, write_in
from readiness.due import Scope, ScopeKind
from storage.catalogue import catalogue_of
from storage.digests import (
    DIGEST,
    DigestSubscription,
    last_sent,
    live_subscriptions,
    to_write_again,
)
from storage.engine import Store
from storage.figures import Figures, figures
from storage.kept_figures import figures_kept
from storage.region import Region
from storage.scopes import scope_in, scope_of
from storage.shown_numbers import keep_numbers
from storage.slots import Slot
from storage.subscriptions import drop_waiting

log = structlog.get_logger()

SCOPE_GONE = "scope_gone"
"""Why a digest was stopped, in the audit, whose scope is not there any more when it comes due."""
MORNING = timedelta(hours=4)
"""What a channel is to get so long after a digest, on the same day, comes with it."""


@dataclass(frozen=True)
class _Ready:
    """A digest to be written: whose it is, its slot, and what it says."""

    subscription: DigestSubscription
    slot: Slot
    figures: Figures


def write_due(store: Store, workspace: str, region: Region, now: datetime) -> int:
    """Writes every digest that came due by `now`; returns how many messages are to be sent."""
    with store.reading() as session:
        there = live_subscriptions(session, workspace)
        again = {slot.subject_id for slot in to_write_again(session, workspace)}
        channels = {each.channel for each in there if each.id in again or came_due(each, now)}
        if not channels:
            return 0
        ids = [each.id for each in there if each.channel in channels]
        wanted = {each.scope for each in there if each.channel in channels and _comes(each, now)}
        catalogue = catalogue_of(session)
        scopes = {key: scope for key in sorted(wanted) if (scope := scope_of(key, catalogue)) is not None}
        drafts = _drafts(session, scopes, region.day(now), region)
    with store.writing() as session:
        # Another process may have written them meanwhile: it held these rows until it was done.
        found = live_subscriptions(session, workspace, ids, lock=True)
        for each in found:
            if each.scope in wanted - scopes.keys():
                stop_and_tell(session, DIGESTS, each, SCOPE_GONE, _why_gone(each), now, region)
        found = [each for each in found if each.stopped_at is None]
        ready = _ready(session, workspace, found, drafts, now)
        return sum(_say(session, each, region, now) for each in ready)


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


def _drafts(session: Session, scopes: Mapping[str, Scope], today: date, region: Region) -> dict[str, Figures]:
    """The figures of each scope, counted once. One that can't be counted keeps no other from being sent."""
    fewest = counting_aloud(region)
    found: dict[str, Figures] = {}
    for key, scope in scopes.items():
        try:
            found[key] = figures(session, scope, today, fewest, with_records=True, with_activity=True)
        except (LookupError, ValueError, ArithmeticError):
            log.exception("digest not counted", scope=key, reference=uuid4().hex[:8])
    return found


def _ready(
    session: Session,
    workspace: str,
    there: Sequence[DigestSubscription],
    drafts: dict[str, Figures],
    now: datetime,
) -> list[list[_Ready]]:
    """What is to be written, together for each channel, by subscription: the oldest first."""
    found = list(_claimed(session, there, drafts, now))
    for each in found:
        drop_waiting(session, each.subscription)
    by_id = {each.id: each for each in there}
    for slot in to_write_again(session, workspace):
        if slot.subject_id in by_id:
            kept = figures_kept(slot)
            slot.skipped = kept is None
            found += [] if kept is None else [_Ready(by_id[slot.subject_id], slot, kept)]
    by_channel: defaultdict[str, list[_Ready]] = defaultdict(list)
    for each in sorted(found, key=lambda each: each.subscription.id):
        by_channel[each.subscription.channel].append(each)
    return list(by_channel.values())


def _claimed(
    session: Session, there: Sequence[DigestSubscription], drafts: dict[str, Figures], now: datetime
) -> Iterator[_Ready]:
    """What came due and, where anything is written, what else comes on this morning."""
    counted = [each for each in there if each.scope in drafts]
    channels = set()
    for each in counted:
        if came_due(each, now) and (slot := claim_due(session, each, DIGEST, now)):
            channels.add(each.channel)
            yield _Ready(each, slot, drafts[each.scope])
    for each in counted:
        if each.channel in channels and _comes(each, now):
            slot = claim_due(session, each, DIGEST, now, MORNING)
            if slot is not None:
                yield _Ready(each, slot, drafts[each.scope])


def _say(session: Session, ready: Sequence[_Ready], region: Region, now: datetime) -> int:
    """Writes what one channel gets, in as few messages as it fits into; how many."""
    messages = together([_part(session, each, region, now) for each in ready])
    start = 0
    for message, parts in messages:
        first, *others = ready[start : start + parts]
        kept = first.figures.model_dump(mode="json")
        delivery = write_in(session, first.subscription, first.slot, message, kept, now)
        for each in others:
            each.slot.delivery_id = delivery.id
            each.slot.figures = each.figures.model_dump(mode="json")
        start += parts
    return len(messages)


def _part(session: Session, ready: _Ready, region: Region, now: datetime) -> Message:
    """What one digest says, measured against the last of its own scope; its numbers are kept."""
    subscription, slot = ready.subscription, ready.slot
    about = subscription.workspace, subscription.channel, subscription.scope
    last = last_sent(session, *about, now, but=slot.id)
    before = figures_kept(last) if last is not None else None
    how = How(subscription=subscription.id, day=slot.local_date, scope=subscription.scope)
    numbers = numbers_of(ready.figures, counting_aloud(region))
    keep_numbers(session, [each.shown for each in numbers], now)
    return digest_message(ready.figures, before, region, how, numbers)
