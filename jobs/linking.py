"""Who is who in Slack: users met, and linked to the roster by the e-mail Slack confirmed.

A daily walk goes through all users; somebody new is met when they first speak. Links made by hand are left
alone, those made here follow the e-mail. Only the e-mail somebody bears on the roster today makes a link; one
they had, or have elsewhere, keeps the link that is there.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commands.kit.reply import Post
from commands.region.setup import set_up_of
from commands.region.setup_views import first_welcome
from jobs.failures import ODD_SHAPES, Failure, Limited, PersonGone, failures, part_of
from jobs.posting import put
from storage.addresses import bearers, kept_for, release
from storage.audit import AuditKind, Trail, note
from storage.deliveries import Delivery
from storage.engine import Store
from storage.letters import WELCOME, leave_lines
from storage.linking import BY_EMAIL, follow_email
from storage.people import Person, SlackIdentity
from storage.region import Region
from words.signs import typeable

PAGE = 200
SLACKBOT = "USLACKBOT"
ID = re.compile(r"[A-Za-z0-9]{1,40}")
PATIENCE = 10
"""How often one page of users is asked for when Slack says to wait."""

Pause = Callable[[float], object]
"""Waits so many seconds; something true means that there is no more time and the walk ends."""

log = structlog.get_logger()


class SlackAway(Exception):
    """Slack can't be asked who somebody is. Try again later; it says nothing about them."""


def walk(
    store: Store,
    client: WebClient,
    workspace: str,
    now: datetime,
    region: Region,
    pause: Pause = time.sleep,
) -> int:
    """Meets every user of the workspace; returns how many. Raises SlackAway when Slack can't be asked."""
    met = 0
    for users in _pages(client, pause):
        readable = _readable(users, workspace)
        _remember(store, workspace, readable, now, region)
        met += len(readable)
    log.info("users walked", workspace=workspace, users=met)
    return met


def meet(
    store: Store,
    client: WebClient,
    workspace: str,
    user: str,
    now: datetime,
    region: Region,
    speaks: bool = False,
) -> bool:
    """Meets one user; whether Slack says that they are of this workspace.

    `speaks`: they are met because they speak to Muster this moment, so that no letter is to welcome them.
    Raises SlackAway when Slack can't be asked; a user Slack does not know is not met.
    """
    try:
        with failures("users.info"):
            met = _User.of(part_of(client.users_info(user=user), "user"), workspace)
    except PersonGone:
        return False
    except Failure as failure:
        raise SlackAway(str(failure)) from failure
    _remember(store, workspace, [met], now, region, speaks)
    return not met.is_outside


@dataclass(frozen=True)
class _User:
    """What Slack says of a user. `email` is a confirmed one; `knows_email` is False where Slack gave none."""

    id: str
    email: str | None
    knows_email: bool
    real_name: str
    first_name: str
    last_name: str
    timezone: str
    is_guest: bool
    is_outside: bool
    is_bot: bool
    is_deactivated: bool

    @classmethod
    def of(cls, user: Mapping[str, Any], workspace: str) -> _User:
        """Reads a user object, whatever it lacks: a deactivated one has neither zone nor e-mail.

        Raises one of ODD_SHAPES for what is no user.
        """
        if not ID.fullmatch(user["id"]):
            raise TypeError("a user without an id")
        profile = user.get("profile") or {}
        given = user.get("real_name") or profile.get("real_name") or user.get("name") or ""
        real_name = " ".join(typeable(str(given)).split())
        first, _, last = real_name.strip().partition(" ")
        confirmed = user.get("is_email_confirmed", True) is not False
        email = typeable(str(profile.get("email") or "")).strip().lower()
        return cls(
            id=user["id"],
            email=email if email and confirmed else None,
            knows_email="email" in profile or not confirmed,
            real_name=real_name,
            first_name=typeable(str(profile.get("first_name") or first)),
            last_name=typeable(str(profile.get("last_name") or last.strip())),
            timezone=typeable(str(user.get("tz") or "")),
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_outside=_is_outside(user, workspace),
            is_bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
            is_deactivated=bool(user.get("deleted")),
        )

    @property
    def may_be_linked(self) -> bool:
        """Whether a confirmed e-mail alone says who they are on the roster."""
        return not (self.is_guest or self.is_outside or self.is_bot or self.is_deactivated)


def _is_outside(user: Mapping[str, Any], workspace: str) -> bool:
    """Whether somebody is of another organization: whoever's team is not the workspace's.

    `is_stranger` is true only of people who share no channel with the app, so it is no mark by itself. In an
    enterprise one user is of several workspaces. Whom Slack says nothing of is one of ours: it says so of
    everybody else.
    """
    if user.get("is_stranger"):
        return True
    stated = [user.get("team_id"), (user.get("profile") or {}).get("team")]
    stated += (user.get("enterprise_user") or {}).get("teams") or []
    teams = {team for team in stated if team}
    return bool(teams) and workspace not in teams


def _readable(users: Sequence[Any], workspace: str) -> list[_User]:
    """Those of some users that can be read: an odd one keeps nobody else from being met."""
    found = []
    for user in users:
        try:
            found.append(_User.of(user, workspace))
        except ODD_SHAPES as error:
            log.warning("user skipped", workspace=workspace, error=type(error).__name__)
    return found


def _pages(client: WebClient, pause: Pause) -> Iterator[Sequence[Any]]:
    cursor = ""
    while True:
        users, cursor = _page(client, cursor, pause)
        yield users
        if not cursor or pause(0):
            return


def _page(client: WebClient, cursor: str, pause: Pause) -> tuple[Sequence[Any], str]:
    """Some users, each of any shape, and where the next ones begin; empty where there are no more."""
    for _ in range(PATIENCE):
        try:
            with failures("users.list"):
                found = client.users_list(limit=PAGE, cursor=cursor or None)
                users, further = found["members"], (found["response_metadata"] or {}).get("next_cursor") or ""
                if not (isinstance(users, list) and isinstance(further, str)):
                    raise TypeError("no page of users")
                return users, further
        except Limited as limited:
            log.info("users.list has to wait", seconds=limited.seconds)
            if pause(limited.seconds):
                break
        except Failure as failure:
            raise SlackAway(str(failure)) from failure
    raise SlackAway("users.list: there was no time to wait")


def _remember(
    store: Store,
    workspace: str,
    users: Sequence[_User],
    now: datetime,
    region: Region,
    speak: bool = False,
) -> None:
    """Writes what Slack says of some users, and links those the roster knows, in one transaction."""
    try:
        with store.writing() as session:
            _write(session, workspace, users, now, region, speak)
    except IntegrityError:
        # Somebody else met one of them at the same moment; now they are known.
        with store.writing() as session:
            _write(session, workspace, users, now, region, speak)


def _write(
    session: Session, workspace: str, users: Sequence[_User], now: datetime, region: Region, speak: bool
) -> None:
    ids = [user.id for user in users]
    query = select(SlackIdentity).where(SlackIdentity.workspace == workspace, SlackIdentity.user.in_(ids))
    known = {identity.user: identity for identity in session.scalars(query)}
    emails = [user.email for user in users if user.email]
    people = bearers(session, emails)
    kept = kept_for(session, emails)
    welcome: list[tuple[int, int]] = []
    for user in users:
        identity = known.get(user.id)
        if identity is None:
            identity = SlackIdentity(workspace=workspace, user=user.id, seen_at=now)
            session.add(identity)
        _note_user(identity, user, now)
        if user.may_be_linked and user.email in region.emergency_managers and user.email not in people:
            people[user.email] = _new_manager(session, user, now)
        person = people.get(user.email) if user.email else None
        if person is None and _keeps_link(identity, user, kept):
            continue
        if not _link(session, identity, user, person, now) or person is None or identity.person_id is None:
            continue
        is_first = user.email in region.emergency_managers and _welcome_first(session, identity, now, region)
        if not is_first and not speak:
            welcome.append((person.id, person.id))
    leave_lines(session, welcome, WELCOME, now)


def _keeps_link(identity: SlackIdentity, user: _User, kept: Mapping[str | None, int]) -> bool:
    """Whether an address its person had, or has elsewhere, keeps a link that is there."""
    there = identity.person_id
    return bool(user.may_be_linked and user.email and there is not None and kept.get(user.email) == there)


def _note_user(identity: SlackIdentity, user: _User, now: datetime) -> None:
    identity.seen_at = now
    identity.is_deactivated, identity.is_outside = user.is_deactivated, user.is_outside
    if user.is_deactivated:
        return  # Slack says little else of them any more: what was known stays
    identity.real_name = user.real_name
    identity.timezone = user.timezone or identity.timezone or ""
    identity.is_guest, identity.is_bot = user.is_guest, user.is_bot
    if user.knows_email:
        identity.email = user.email


def _welcome_first(session: Session, identity: SlackIdentity, now: datetime, region: Region) -> bool:
    """Writes to the emergency manager of an empty region, at once and once, what to begin with.

    False where something was brought already, or they were: then they are welcomed as everybody is.
    """
    key = f"welcome:{identity.workspace}:{identity.user}"
    state = set_up_of(session, region.day(now))
    if not state.is_empty or session.scalar(select(Delivery.id).where(Delivery.key == key)) is not None:
        return False
    put(session, Post(to=identity.user, message=first_welcome(state, region)), identity.workspace, key, now)
    return True


def _link(
    session: Session, identity: SlackIdentity, user: _User, person: Person | None, now: datetime
) -> bool:
    """Links by e-mail, and takes back such a link that no longer holds. Links by hand stay.

    Whether the user is somebody else now.
    """
    by_hand = identity.person_id is not None and identity.linked_by != BY_EMAIL
    if by_hand or (user.is_deactivated and not user.is_outside):
        return False
    if not user.knows_email and user.may_be_linked:
        return False
    wanted = person.id if person is not None and user.may_be_linked else None
    return follow_email(session, identity, wanted, now)


def _new_manager(session: Session, user: _User, now: datetime) -> Person:
    """An emergency manager the settings name who is on no roster, so that the audit can name somebody.

    Their e-mail is theirs alone from now on, whoever had it beside their own.
    """
    assert user.email is not None
    release(session, user.email, Trail("Muster", "job", now), why="named by the settings")
    person = Person(email=user.email, first_name=user.first_name, last_name=user.last_name)
    person.rekey()
    session.add(person)
    session.flush()
    note(
        session,
        now,
        "Muster",
        "job",
        AuditKind.PERSON_ADDED,
        ("person", person.id),
        of=person,
        why="named by the settings",
    )
    return person
