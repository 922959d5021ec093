"""Which Slack account a message to a person of the roster goes to."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.people import SlackIdentity

SEEN_LATELY = timedelta(days=7)
"""A workspace whose users were walked through so lately has a Muster that sends there."""


def account_of(session: Session, person_id: int, workspace: str, now: datetime) -> SlackIdentity | None:
    """The one account a message to a person goes to; None where they have none that works.

    One in the workspace given, the one linked last; else one in another workspace that is served.
    """
    working = select(SlackIdentity).where(
        SlackIdentity.person_id == person_id,
        SlackIdentity.is_bot.is_(False),
        SlackIdentity.is_deactivated.is_(False),
    )
    found = session.scalars(working.order_by(SlackIdentity.workspace, SlackIdentity.user)).all()

    def order(account: SlackIdentity) -> tuple[bool, float]:
        linked = account.linked_at.timestamp() if account.linked_at else 0.0
        return account.workspace == workspace, linked

    served = (each for each in found if each.workspace == workspace or abs(now - each.seen_at) < SEEN_LATELY)
    return max(served, key=order, default=None)
