"""The cards of classes by themselves: they open an hour before the start, and get their address."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient
from sqlalchemy import select

from jobs.failures import Away, Failure, Limited, NotAllowed, TokenRefused, failures
from storage.attending import open_class, sign_in_opens
from storage.audit import Trail
from storage.cards import Card, without_link
from storage.class_turns import NotAsItIs
from storage.classes import CLASS_CARD, ClassRecord, ClassState
from storage.engine import Store
from storage.region import Region
from storage.workspace_limits import held_methods, hold

PERMALINK = "chat.getPermalink"
MOST_A_ROUND = 20
MUSTER = "Muster"
"""Who opens a class whose hour has come."""
JOB = "job"
PAUSE = timedelta(minutes=1)
"""How long Slack is not asked again for addresses after it could not be."""
LATER = (Away, Limited, NotAllowed, TokenRefused)
"""What keeps us from asking for an address now, and may be over later."""

log = structlog.get_logger()


def open_due(store: Store, region: Region, now: datetime) -> int:
    """Opens the sign-in of every class whose hour has come; how many were opened."""
    query = select(ClassRecord).where(
        ClassRecord.state == ClassState.PLANNED, ClassRecord.held_on <= region.day(now)
    )
    with store.reading() as session:
        due = [each.id for each in session.scalars(query) if sign_in_opens(each, region.zone) <= now]
    opened = 0
    for key in due:
        with store.writing() as session:
            held = session.get_one(ClassRecord, key, populate_existing=True)
            if held.state is not ClassState.PLANNED or sign_in_opens(held, region.zone) > now:
                continue
            try:
                opened += open_class(session, held, Trail(MUSTER, JOB, now))
            except NotAsItIs:
                continue
    return opened


def find_links(store: Store, client: WebClient, workspace: str, now: datetime) -> int:
    """Asks Slack for the address of every class's card that has arrived; how many are known now.

    A card that is gone has none; while Slack is away, it is asked again in the next round.
    """
    with store.reading() as session:
        there = without_link(session, CLASS_CARD, workspace, MOST_A_ROUND)
        if there and PERMALINK in held_methods(session, workspace, now):
            return 0
    found: dict[int, str] = {}
    for key, channel, ts in there:
        try:
            with failures(PERMALINK):
                found[key] = str(client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])
        except LATER as failure:
            log.warning("no address of a card now", card=key, error=failure.code)
            wait = timedelta(seconds=failure.seconds) if isinstance(failure, Limited) else PAUSE
            with store.writing() as session:
                hold(session, workspace, PERMALINK, now + wait, now)
            break
        except Failure as failure:
            log.warning("a card has no address", card=key, error=failure.code)
            found[key] = ""
    if found:
        with store.writing() as session:
            for key, address in found.items():
                session.get_one(Card, key).permalink = address
    return len(found)
