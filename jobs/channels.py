"""Whether a channel may be written to, and what becomes of what was to be written into one that may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

import structlog
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from commands.kit.blocks import buttons, raw, says, styled, words
from commands.kit.slash import locally
from jobs.failures import (
    ChannelArchived,
    GroupMessage,
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
from storage.checklists import ChecklistChannel
from storage.deliveries import post
from storage.digests import DigestSubscription
from storage.engine import Store
from storage.region import Region
from storage.subscriptions import Subscription, live, stop, undeliverable

METHOD = "conversations.info"
SHARED = ("is_ext_shared", "is_org_shared", "is_pending_ext_shared")

log = structlog.get_logger()


def look_inside(client: WebClient, channel: str, takes_groups: bool = True) -> None:
    """Makes sure that a channel is ours alone, open, and has us in it.

    `takes_groups`: a group's direct messages will do, as where somebody shares something with the group.

    Raises SharedOutside, ChannelArchived, NotInChannel, GroupMessage or NotSeen, or what kept Slack from
    saying.
    Which scope is needed depends on the kind of conversation: one that is missing speaks of this one only.
    """
    try:
        with failures(METHOD):
            found = part_of(client.conversations_info(channel=channel), "channel")
            # What does not say whose it is, or whether we are in it, would cost the channel its digest.
            is_ours = bool(found.get("is_im") or found.get("is_mpim") or found["is_member"])
    except NotAllowed as failure:
        raise NotSeen("not_seen_inside", METHOD) from failure
    if found.get("is_mpim") and not takes_groups:
        raise GroupMessage("group_message", METHOD)
    if found.get("is_im"):
        return
    if any(found.get(flag) for flag in SHARED):
        raise SharedOutside("shared_outside", METHOD)
    if found.get("is_archived"):
        raise ChannelArchived("is_archived", METHOD)
    # A group message is seen by those who are in it, and does not say that we are.
    if not is_ours:
        raise NotInChannel("not_in_channel", METHOD)


@dataclass(frozen=True)
class Written:
    """A kind of thing that is written into channels by itself, and how it is spoken of when it stops."""

    kind: type[Subscription]
    stopped: AuditKind
    what: str  # "the readiness digest"
    chosen_by: str  # the words of the form that chooses a channel
    label: str  # of the button that opens it


DIGESTS = Written(
    DigestSubscription,
    AuditKind.DIGEST_STOPPED,
    "the readiness digest",
    "readiness digest",
    "Readiness digest",
)
CHECKLISTS = Written(
    ChecklistChannel,
    AuditKind.CHECKLIST_CHANNEL_STOPPED,
    "a checklist's weekly line",
    "checklist channel",
    "Weekly line",
)


def stop_undeliverable(store: Store, workspace: str, now: datetime, region: Region) -> int:
    """Stops what is written into channels that can't be written to, and tells whoever asked for each.

    Returns how much was stopped.
    """
    return sum(_stop_all(store, each, workspace, now, region) for each in (DIGESTS, CHECKLISTS))


def _stop_all(store: Store, written: Written, workspace: str, now: datetime, region: Region) -> int:
    with store.reading() as session:
        there = undeliverable(session, written.kind, workspace)
        found = {subscription.id: error for subscription, error in there}
    if not found:
        return 0
    stopped = 0
    with store.writing() as session:
        for subscription in live(session, written.kind, workspace, list(found), lock=True):
            error, failure = found[subscription.id], failure_called(found[subscription.id])
            why = "Slack does not let me write there. Choose another channel."
            if isinstance(failure, Unreachable):
                why = f"{failure.why} {failure.what_to_do}"
            stop_and_tell(session, written, subscription, error, why, now, region)
            stopped += 1
    return stopped


def stop_and_tell(
    session: Session,
    written: Written,
    subscription: Subscription,
    error: str,
    why: str,
    now: datetime,
    region: Region,
) -> None:
    """Stops what is written into one channel, and tells whoever asked for it why, and what they may do."""
    stop(session, subscription, "Muster", now)
    note(
        session,
        now,
        "Muster",
        "job",
        written.stopped,
        subscription.subject,
        of=subscription,
        channel=subscription.channel,
        why=error,
    )
    if subscription.slack_user:
        _tell(session, written, subscription, why, now, region)
    log.warning("stopped in a channel", what=written.what, subscription=subscription.id, why=error)


def _tell(
    session: Session, written: Written, subscription: Subscription, why: str, now: datetime, region: Region
) -> None:
    where = f"I stopped {written.what} in <#{subscription.channel}>."
    again = f"Then, or for another channel: {locally(f'/{written.chosen_by}', region)}."
    post(
        session,
        key=f"{written.kind.__tablename__} stopped:{subscription.id}",
        workspace=subscription.workspace,
        recipient=subscription.slack_user,
        about=subscription.subject,
        text=f"{where} {escape(f'{why} {again}', quote=False)}",
        blocks=raw(
            [
                styled(where),
                words(f"{why} {again}"),
                *buttons(says(written.label, written.chosen_by)),
            ]
        ),
        now=now,
    )
