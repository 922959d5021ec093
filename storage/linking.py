"""Linking a Slack user to a person of the roster: one person a user, any number of users a person.

And who asked to be linked, with what was decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.audit import SLACK, AuditKind, note
from storage.base import Base
from storage.cards import changed
from storage.letters import WELCOME, leave_lines
from storage.people import Person, SlackIdentity

BY_EMAIL = "e-mail"
"""Who linked a user whose confirmed e-mail alone says who they are; links by hand bear a name."""

LINK_REQUEST = "link request"
"""The card that shows one."""


class LinkRequest(Base):
    """Somebody's wish to be linked, and what was decided: a person, or that they are not ours."""

    __tablename__ = "link_request"
    __table_args__ = (Index("ix_link_request_user", "workspace", "user", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    user: Mapped[str]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)

    def decide(self, session: Session, by: str, now: datetime, person_id: int | None = None) -> None:
        """Notes what was decided last; the cards that show it change."""
        self.decided_at, self.decided_by, self.person_id = now, by, person_id
        changed(session, LINK_REQUEST, self.id, now)


def follow_email(session: Session, identity: SlackIdentity, person_id: int | None, now: datetime) -> bool:
    """Links a user to whom their confirmed e-mail says they are, None for nobody; whether that changed."""
    before = identity.person_id
    if before == person_id:
        return False
    detail: dict[str, Any] = {"workspace": identity.workspace, "user": identity.user}
    identity.person_id = person_id
    identity.linked_by, identity.linked_at = (BY_EMAIL, now) if person_id is not None else (None, None)
    if before is not None:
        note(session, now, "Muster", "job", AuditKind.UNLINKED, ("person", before), of=identity, **detail)
    if person_id is not None:
        detail["by"] = BY_EMAIL
        note(session, now, "Muster", "job", AuditKind.LINKED, ("person", person_id), of=identity, **detail)
    return True


def link_those_known(session: Session, now: datetime) -> int:
    """Links the users heard of already whom the roster knows now by the e-mail they bear today; how many.

    Guests, people of other organizations and bots are linked by hand alone.
    """
    session.flush()
    free = (
        SlackIdentity.person_id.is_(None),
        *(
            column.is_(False)
            for column in (
                SlackIdentity.is_guest,
                SlackIdentity.is_outside,
                SlackIdentity.is_bot,
                SlackIdentity.is_deactivated,
            )
        ),
    )
    query = select(SlackIdentity, Person.id).join(Person, Person.email == SlackIdentity.email)
    rows = session.execute(query.where(*free).order_by(SlackIdentity.workspace, SlackIdentity.user))
    found = [(identity, person_id) for identity, person_id in rows]
    for identity, person_id in found:
        follow_email(session, identity, person_id, now)
    leave_lines(session, ((person, person) for _, person in found), WELCOME, now)
    return len(found)


class CannotLink(Exception):
    """A Slack user that is nobody's, or no longer anybody's; the message is for the one who tried."""


def identity_of(session: Session, workspace: str, user: str, lock: bool = False) -> SlackIdentity | None:
    """What is known of a Slack user; None before Muster first heard of them.

    `lock` makes two who would link the same user take turns.
    """
    return session.get(SlackIdentity, (workspace, user), with_for_update=lock or None)


def last_request(session: Session, workspace: str, user: str) -> LinkRequest | None:
    """What a Slack user asked for last; None if they never asked."""
    query = select(LinkRequest).where(LinkRequest.workspace == workspace, LinkRequest.user == user)
    return session.scalars(query.order_by(LinkRequest.id.desc()).limit(1)).first()


def undecided_requests(session: Session, workspace: str) -> list[tuple[LinkRequest, SlackIdentity]]:
    """Who asked to be linked and waits, the longest first; who was linked in another way waits no more."""
    newest = (
        select(func.max(LinkRequest.id))
        .where(LinkRequest.workspace == workspace)
        .group_by(LinkRequest.user)
        .scalar_subquery()
    )
    query = (
        select(LinkRequest, SlackIdentity)
        .join(
            SlackIdentity,
            (SlackIdentity.workspace == LinkRequest.workspace) & (SlackIdentity.user == LinkRequest.user),
        )
        .where(
            LinkRequest.id.in_(newest),
            LinkRequest.decided_at.is_(None),
            SlackIdentity.person_id.is_(None),
            SlackIdentity.is_deactivated.is_(False),
        )
        .order_by(LinkRequest.asked_at, LinkRequest.id)
    )
    return [(asked, identity) for asked, identity in session.execute(query)]


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
    door: str = SLACK,
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
    detail: dict[str, Any] = {"workspace": identity.workspace, "user": identity.user}
    if before is not None:
        note(session, now, by, door, AuditKind.UNLINKED, ("person", before), of=identity, **detail)
    note(session, now, by, door, AuditKind.LINKED, ("person", person_id), of=identity, **detail)
    asked = last_request(session, identity.workspace, identity.user)
    if asked is not None:
        asked.decide(session, by, now, person_id)
    session.flush()
    return before
