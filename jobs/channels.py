"""Whether a channel may be written to, and what becomes of the digests of one that may not."""

from __future__ import annotations

from datetime import datetime

import structlog
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from commands.kit.blocks import buttons, raw, says, styled, words
from commands.kit.slash import locally
from jobs.failures import (
    ChannelArchived,
    NotAllowed,
    NotInChannel,
    NotSeen,
    SharedOutside,
    Unreachable,
    failure_called,
    failures,
    part_of,
)
from storage.audit import AuditKind, note
from storage.deliveries import post
from storage.digests import DigestSubscription, live_subscriptions, stop, undeliverable
from storage.engine import Store
from storage.region import Region

METHOD = "conversations.info"
SHARED = ("is_ext_shared", "is_org_shared", "is_pending_ext_shared")

log = structlog.get_logger()


def look_inside(client: WebClient, channel: str) -> None:
    """Makes sure that a channel is ours alone, open, and has us in it.

    Raises SharedOutside, ChannelArchived, NotInChannel or NotSeen, or what kept Slack from saying.
    Which scope is needed depends on the kind of conversation: one that is missing speaks of this one only.
    """
    try:
        with failures(METHOD):
            found = part_of(client.conversations_info(channel=channel), "channel")
            # What does not say whose it is, or whether we are in it, would cost the channel its digest.
            is_ours = bool(found.get("is_im") or found.get("is_mpim") or found["is_member"])
    except NotAllowed as failure:
        raise NotSeen("not_seen_inside", METHOD) from failure
    if found.get("is_im"):
        return
    if any(found.get(flag) for flag in SHARED):
        raise SharedOutside("shared_outside", METHOD)
    if found.get("is_archived"):
        raise ChannelArchived("is_archived", METHOD)
    # A group message is seen by those who are in it, and does not say that we are.
    if not is_ours:
        raise NotInChannel("not_in_channel", METHOD)


def stop_undeliverable(store: Store, workspace: str, now: datetime, region: Region) -> int:
    """Stops the digests of channels that can't be written to, and tells whoever asked for each.

    Returns how many were stopped.
    """
    with store.reading() as session:
        found = {subscription.id: error for subscription, error in undeliverable(session, workspace)}
    if not found:
        return 0
    stopped = 0
    with store.writing() as session:
        for subscription in live_subscriptions(session, workspace, list(found), lock=True):
            error = found[subscription.id]
            stop(session, subscription, "Muster", now)
            note(
                session,
                now,
                "Muster",
                "job",
                AuditKind.DIGEST_STOPPED,
                ("digest_subscription", subscription.id),
                of=subscription,
                channel=subscription.channel,
                why=error,
            )
            if subscription.slack_user:
                _tell(session, subscription, error, now, region)
            stopped += 1
            log.warning("digest stopped", subscription=subscription.id, why=error)
    return stopped


def _tell(
    session: Session, subscription: DigestSubscription, error: str, now: datetime, region: Region
) -> None:
    failure = failure_called(error)
    why, what_to_do = "Slack does not let me write there.", "Choose another channel."
    if isinstance(failure, Unreachable):
        why, what_to_do = failure.why, failure.what_to_do
    again = f"Then, or for another channel: {locally('/readiness digest', region)}."
    post(
        session,
        key=f"digest stopped:{subscription.id}",
        workspace=subscription.workspace,
        recipient=subscription.slack_user,
        about=subscription.subject,
        text=f"I stopped the weekly digest in one of your channels. {why} {what_to_do} {again}",
        blocks=raw(
            [
                styled(f"I stopped the weekly digest in <#{subscription.channel}>."),
                words(f"{why} {what_to_do} {again}"),
                *buttons(says("Weekly digest", "readiness digest")),
            ]
        ),
        now=now,
    )
