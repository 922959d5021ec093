"""Which Slack account a message to a person of the roster goes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.people import SlackIdentity

SEEN_LATELY = timedelta(days=7)
"""A workspace whose users were walked through so lately has a Muster that sends there."""


def has_no_slack(person_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The condition that nobody can write to a person in Slack."""
    working = select(SlackIdentity.user).where(
        SlackIdentity.person_id == person_id,
        SlackIdentity.is_bot.is_(False),
        SlackIdentity.is_deactivated.is_(False),
    )
    return ~working.exists()


def account_of(session: Session, person_id: int, workspace: str, now: datetime) -> SlackIdentity | None:
    """The one account a message to a person goes to; None where they have none that works."""
    return accounts_of(session, [person_id], workspace, now).get(person_id)


def accounts_of(
    session: Session, person_ids: Collection[int], workspace: str, now: datetime
) -> dict[int, SlackIdentity]:
    """The one account a message to each of some people goes to, by person; of those who have one that works.

    One in the workspace given, the one linked last; else one in another workspace that is served.
    """
    working = select(SlackIdentity).where(
        SlackIdentity.person_id.in_(sorted(person_ids)),
        SlackIdentity.is_bot.is_(False),
        SlackIdentity.is_deactivated.is_(False),
    )
    found = session.scalars(working.order_by(SlackIdentity.workspace, SlackIdentity.user))
    theirs: defaultdict[int, list[SlackIdentity]] = defaultdict(list)
    for account in found:
        if account.person_id is not None and (
            account.workspace == workspace or abs(now - account.seen_at) < SEEN_LATELY
        ):
            theirs[account.person_id].append(account)

    def order(account: SlackIdentity) -> tuple[bool, float]:
        linked = account.linked_at.timestamp() if account.linked_at else 0.0
        return account.workspace == workspace, linked

    return {person: max(accounts, key=order) for person, accounts in theirs.items()}
