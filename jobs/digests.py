"""The digests that came due: each slot written once, with its figures and one message a channel.

A slot is a subscription and a local date, claimed by a unique row. Every tick writes, in one transaction,
all that came due since the last one; whoever is killed before the commit has written nothing, and whoever
comes after it has nothing left to write. Sending is the outbox's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from commands.kit.reply import Post
from commands.readiness.digest_views import How, digest_message
from jobs.posting import put
from readiness.slots import slots_between
from storage.catalogue import catalogue_of
from storage.digests import (
    DigestSubscription,
    SentDigest,
    digest_key,
    drop_waiting,
    last_sent,
    live_subscriptions,
    sent_on,
)
from storage.engine import Store
from storage.figures import Figures, figures, scope_of
from storage.region import Region

CATCH_UP = timedelta(hours=24)
"""How late a digest may be. Of several that were missed only the latest is sent, and none older than this."""

log = structlog.get_logger()


@dataclass(frozen=True)
class _Due:
    """What came due of one subscription: the days to record, and the one of them to send, if any."""

    days: Sequence[date]
    to_send: date | None


def write_due(store: Store, workspace: str, region: Region, now: datetime) -> int:
    """Writes every digest that came due by `now`; returns how many are to be sent."""
    with store.reading() as session:
        waiting = {
            each.id: each.scope for each in live_subscriptions(session, workspace) if _came_due(each, now)
        }
        drafts = _drafts(session, sorted(set(waiting.values())), region.day(now))
    ready = [key for key, scope in waiting.items() if scope in drafts]
    if not ready:
        return 0
    with store.writing() as session:
        # Another process may have written them meanwhile: it held these rows until it was done.
        subscriptions = live_subscriptions(session, workspace, ready, lock=True)
        return sum(_write(session, each, drafts[each.scope], region, now) for each in subscriptions)


def _came_due(subscription: DigestSubscription, now: datetime) -> _Due | None:
    zone = ZoneInfo(subscription.timezone)
    slots = slots_between(subscription.weekday, subscription.at, zone, subscription.known_until, now)
    if not slots:
        return None
    latest, instant = slots[-1]
    return _Due([day for day, _ in slots], latest if now - instant <= CATCH_UP else None)


def _drafts(session: Session, scopes: Sequence[str], today: date) -> dict[str, Figures]:
    """The figures of each scope, counted once. One that can't be counted keeps no other from being sent."""
    catalogue = catalogue_of(session)
    found: dict[str, Figures] = {}
    for key in scopes:
        try:
            scope = scope_of(key, catalogue)
            if scope is None:
                raise LookupError(f"no scope {key!r}")
            found[key] = figures(session, scope, today, with_records=True)
        except (LookupError, ValueError, ArithmeticError):
            log.exception("digest not counted", scope=key, reference=uuid4().hex[:8])
    return found


def _write(
    session: Session, subscription: DigestSubscription, counted: Figures, region: Region, now: datetime
) -> bool:
    """Writes what came due of one subscription; whether something is to be sent."""
    due = _came_due(subscription, now)
    if due is None:
        return False
    subscription.known_until = now
    fresh = [day for day in due.days if sent_on(session, subscription.id, day) is None]
    for day in fresh:
        if day != due.to_send:
            log.warning("digest skipped", subscription=subscription.id, day=day.isoformat())
            session.add(
                SentDigest(subscription_id=subscription.id, local_date=day, written_at=now, skipped=True)
            )
    if due.to_send is None or due.to_send not in fresh:
        return False
    drop_waiting(session, subscription.id)
    session.flush()
    last = last_sent(session, subscription.workspace, subscription.channel, subscription.scope)
    before = Figures.model_validate(last.figures) if last is not None else None
    how = How(subscription=subscription.id, day=due.to_send, scope=subscription.scope)
    post = Post(to=subscription.channel, message=digest_message(counted, before, region, how))
    session.add(
        SentDigest(
            subscription_id=subscription.id,
            local_date=due.to_send,
            written_at=now,
            figures=counted.model_dump(mode="json"),
        )
    )
    put(
        session,
        post,
        subscription.workspace,
        digest_key(subscription.id, due.to_send),
        now,
        inside_only=True,
    )
    return True
