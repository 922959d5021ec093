"""Linking a Slack user to a person of the roster: one person a user, any number of users a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import note
from storage.people import SlackIdentity


class CannotLink(Exception):
    """A Slack user that is nobody's, or no longer anybody's; the message is for the one who tried."""


def identity_of(session: Session, workspace: str, user: str, lock: bool = False) -> SlackIdentity | None:
    """What is known of a Slack user; None before Muster first heard of them.

    `lock` makes two who would link the same user take turns.
    """
    return session.get(SlackIdentity, (workspace, user), with_for_update=lock or None)


def identities_of(session: Session, person_ids: Iterable[int]) -> dict[int, list[SlackIdentity]]:
    """The Slack users linked to some people, by the person's id."""
    found: defaultdict[int, list[SlackIdentity]] = defaultdict(list)
    query = select(SlackIdentity).where(SlackIdentity.person_id.in_(sorted(set(person_ids))))
    for identity in session.scalars(query.order_by(SlackIdentity.workspace, SlackIdentity.user)):
        if identity.person_id is not None:
            found[identity.person_id].append(identity)
    return dict(found)


def link(
    session: Session,
    identity: SlackIdentity,
    person_id: int,
    by: str,
    now: datetime,
    door: str = "slack",
) -> int | None:
    """Makes a Slack user somebody of the roster, with an audit row; whom they were linked to before.

    Linking them to the same person again changes nothing. Raises CannotLink for a bot and for an account
    that was deactivated.
    """
    if identity.is_bot:
        raise CannotLink("That is a bot. Only people are linked to the roster.")
    if identity.is_deactivated:
        raise CannotLink("That Slack account is deactivated, so nobody can speak through it.")
    before = identity.person_id
    if before == person_id:
        return before
    identity.person_id, identity.linked_by, identity.linked_at = person_id, by, now
    detail = {"workspace": identity.workspace, "user": identity.user}
    if before is not None:
        note(session, now, by, door, "unlinked from Slack", ("person", before), **detail)
    note(session, now, by, door, "linked to Slack", ("person", person_id), **detail)
    session.flush()
    return before
