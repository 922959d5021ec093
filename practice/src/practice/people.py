"""Who is in the workspace, and how Slack describes them."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from practice.installation import ENTERPRISE_NAME
from practice.shapes import Json

SLACKBOT = "USLACKBOT"
"""Slack's own user, present in every workspace and, oddly, not marked as a bot."""


@dataclass
class Person:
    """One user. `outside` people belong to a connected workspace; `guest` ones see only their channels, a
    `single_channel_guest` only one."""

    id: str
    team_id: str
    real_name: str
    name: str
    email: str | None = None
    title: str = ""
    tz: str = "America/Chicago"
    guest: bool = False
    single_channel_guest: bool = False
    admin: bool = False
    deactivated: bool = False
    email_confirmed: bool = True
    outside: bool = False
    bot: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    updated: int = 0


def user_object(
    person: Person,
    now: datetime,
    *,
    with_email: bool,
    stranger: bool = False,
    enterprise_id: str | None = None,
) -> Json:
    """A user as `users.info` gives it; the e-mail only for apps that may read it.

    A `stranger` shares no channel with the app; other people of another organization are known only by their
    team's id. `enterprise_id` is that of the organization the user's workspace belongs to.
    """
    profile = _profile(person, with_email=with_email)
    user: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deactivated,
    }
    if person.deactivated:
        user |= {"profile": profile, "is_bot": person.bot, "is_app_user": False, "updated": person.updated}
        return user
    offset = now.astimezone(ZoneInfo(person.tz)).utcoffset()
    user |= {
        "color": "9f69e7",
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": now.astimezone(ZoneInfo(person.tz)).tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_admin": person.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.guest or person.single_channel_guest,
        "is_ultra_restricted": person.single_channel_guest,
        "is_bot": person.bot,
        "is_app_user": False,
        "updated": person.updated,
        "is_email_confirmed": person.email_confirmed,
        "who_can_share_contact_card": "EVERYONE",
    }
    if stranger:
        user |= {"is_stranger": True}
    if enterprise_id is not None:
        user["enterprise_user"] = {
            "id": person.id,
            "enterprise_id": enterprise_id,
            "enterprise_name": ENTERPRISE_NAME,
            "is_admin": False,
            "is_owner": False,
            "teams": [person.team_id],
        }
    return user


def _profile(person: Person, *, with_email: bool) -> Json:
    first, _, last = person.real_name.partition(" ")
    profile: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": "" if person.bot else person.name,
        "display_name_normalized": "" if person.bot else person.name,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": "0" * 12,
        "first_name": first,
        "last_name": last,
        "team": person.team_id,
    }
    if person.bot:
        profile |= {"api_app_id": person.app_id or "", "bot_id": person.bot_id, "always_active": True}
    elif with_email and person.email is not None:
        profile["email"] = person.email
    return profile


@dataclass
class People:
    """Everybody the workspace knows, in the order they came."""

    home_team: str
    by_id: dict[str, Person] = field(default_factory=dict)
    _handles: set[str] = field(default_factory=set)

    def add(self, person: Person) -> Person:
        """Let somebody in.

        Raises:
            ValueError: the id or the handle is taken.
        """
        if person.id in self.by_id:
            raise ValueError(f"there is a {person.id} already")
        if person.name in self._handles:
            raise ValueError(f"the handle {person.name} is taken")
        self._handles.add(person.name)
        self.by_id[person.id] = person
        return person

    def get(self, user_id: str | None) -> Person | None:
        """The user with an id, or None."""
        return self.by_id.get(user_id or "")

    def with_email(self, email: str) -> Person | None:
        """The active user of this workspace with an e-mail, or None; case does not count."""
        wanted = email.strip().casefold()
        for person in self.members():
            if not person.deactivated and (person.email or "").casefold() == wanted:
                return person
        return None

    def members(self) -> list[Person]:
        """Those of this workspace itself, deactivated ones and bots too: what `users.list` gives."""
        return [p for p in self.by_id.values() if not p.outside]

    def free_handle(self, real_name: str) -> str:
        """A handle nobody has, made from a name as Slack makes it."""
        base = (
            "".join(c for c in real_name.casefold().replace(" ", ".") if c.isalnum() or c in "._-") or "user"
        )
        handle, n = base, 1
        while handle in self._handles:
            n += 1
            handle = f"{base}{n}"
        return handle
