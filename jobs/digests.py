"""The digests that came due: each slot written once, with its figures and one message a channel.

A slot is a local date of a subscription, claimed by a unique row (`jobs.coming_due`). Sending is the
outbox's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

import structlog
from sqlalchemy.orm import Session

from commands.kit.may import counting_aloud
from commands.readiness.digest_views import How, digest_message
from jobs.coming_due import came_due, claim_due, write_in
from storage.catalogue import catalogue_of
from storage.digests import (
    DIGEST,
    DigestSubscription,
    last_sent,
    live_subscriptions,
)
from storage.engine import Store
from storage.figures import Figures, figures, scope_of
from storage.region import Region
from storage.slots import Slot
from storage.subscriptions import drop_waiting

log = structlog.get_logger()


def write_due(store: Store, workspace: str, region: Region, now: datetime) -> int:
    """Writes every digest that came due by `now`; returns how many are to be sent."""
    with store.reading() as session:
        waiting = {
            each.id: each.scope for each in live_subscriptions(session, workspace) if came_due(each, now)
        }
        scopes = sorted(set(waiting.values()))
        drafts = _drafts(session, scopes, region.day(now), region)
    ready = [key for key, scope in waiting.items() if scope in drafts]
    if not ready:
        return 0
    with store.writing() as session:
        # Another process may have written them meanwhile: it held these rows until it was done.
        subscriptions = live_subscriptions(session, workspace, ready, lock=True)
        return sum(_write(session, each, drafts[each.scope], region, now) for each in subscriptions)


def _drafts(session: Session, scopes: Sequence[str], today: date, region: Region) -> dict[str, Figures]:
    """The figures of each scope, counted once. One that can't be counted keeps no other from being sent."""
    catalogue, fewest = catalogue_of(session), counting_aloud(region)
    found: dict[str, Figures] = {}
    for key in scopes:
        try:
            scope = scope_of(key, catalogue)
            if scope is None:
                raise LookupError(f"no scope {key!r}")
            found[key] = figures(session, scope, today, fewest, with_records=True)
        except (LookupError, ValueError, ArithmeticError):
            log.exception("digest not counted", scope=key, reference=uuid4().hex[:8])
    return found


def _write(
    session: Session, subscription: DigestSubscription, counted: Figures, region: Region, now: datetime
) -> bool:
    """Writes what came due of one subscription; whether something is to be sent."""
    slot = claim_due(session, subscription, DIGEST, now)
    if slot is None:
        return False
    _say(session, subscription, slot, counted, region, now)
    return True


def _say(
    session: Session,
    subscription: DigestSubscription,
    slot: Slot,
    counted: Figures,
    region: Region,
    now: datetime,
) -> None:
    """Writes a slot's message, in place of one that nobody has been sent yet."""
    drop_waiting(session, subscription)
    about = subscription.workspace, subscription.channel, subscription.scope
    last = last_sent(session, *about, now, but=slot.id)
    before = Figures.model_validate(last.figures) if last is not None else None
    how = How(subscription=subscription.id, day=slot.local_date, scope=subscription.scope)
    message = digest_message(counted, before, region, how)
    write_in(session, subscription, slot, message, counted.model_dump(mode="json"), now)
