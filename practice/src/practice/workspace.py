"""The workspace: everybody and everything in it, what changed, and what the app did wrong."""

import asyncio
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from practice.clock import Clock
from practice.conversations import Conversation, Conversations, Kind
from practice.files import File, Oddity
from practice.installation import OTHER_TEAM, Installation
from practice.manifest import Manifest
from practice.messages import Message, Messages
from practice.people import SLACKBOT, People, Person
from practice.shapes import Blocks, Json
from practice.tickets import ResponseUrls, Triggers
from practice.views import Views, elements_of

_ALPHABET = string.digits + string.ascii_uppercase


@dataclass(frozen=True)
class Notice:
    """A line only one person sees, from Slack itself: a command that failed, a click that did not arrive."""

    text: str
    time: datetime
    changed: int


@dataclass(frozen=True)
class Complaint:
    """Something the app did against the protocol."""

    kind: str
    detail: str
    time: datetime


@dataclass
class Call:
    """One call of the Web API: what was asked, without its token, and how it was answered."""

    method: str
    args: Json
    ok: bool
    error: str | None
    injected: bool
    time: datetime
    response: Json


@dataclass
class Workspace:
    """All state of the practice workspace. Only ever touched from the server's event loop."""

    manifest: Manifest
    clock: Clock = field(default_factory=Clock)
    base_url: str = ""
    team_name: str = "Practice"

    def __post_init__(self) -> None:
        self._count = 0
        self.team_id = self.new_id("T")
        self.app_id = self.new_id("A")
        self.bot_id = self.new_id("B")
        self.bot_token = f"xoxb-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-{self.app_id}-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        self.verification_token = secrets.token_hex(12)
        self.people = People(self.team_id)
        self.conversations = Conversations()
        self.messages = Messages()
        self.views = Views()
        self.files: dict[str, File] = {}
        self.odd = Oddity()
        self.triggers = Triggers()
        self.response_urls = ResponseUrls()
        self.notices: dict[str, list[Notice]] = {}
        self.complaints: list[Complaint] = []
        self.calls: list[Call] = []
        self.unknown_blocks: frozenset[str] = frozenset()
        self.installation = Installation(self.manifest.scopes)
        self.sequence = 0
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self.people.add(Person(SLACKBOT, self.team_id, "Slackbot", "slackbot", tz="America/Los_Angeles"))
        handle = self.people.free_handle(self.manifest.bot_name)
        bot = Person(self.new_id("U"), self.team_id, self.manifest.bot_name, handle, bot=True)
        bot.bot_id, bot.app_id = self.bot_id, self.app_id
        self.bot = self.people.add(bot)

    @property
    def team_domain(self) -> str:
        """The workspace's name as its address would have it."""
        return "".join(c for c in self.team_name.casefold().replace(" ", "-") if c.isalnum() or c == "-")

    def new_id(self, letter: str) -> str:
        """An id of Slack's look that nothing else has."""
        self._count += 1
        digits, n = "", self._count
        for _ in range(4):
            n, r = divmod(n, 36)
            digits = _ALPHABET[r] + digits
        return f"{letter}0PRAC{digits}"

    # -- people and conversations

    def add_person(self, real_name: str, *, user_id: str | None = None, **about: Any) -> Person:
        """Let somebody in; `about` are the fields of `Person`.

        Raises:
            ZoneInfoNotFoundError: `tz` is no time zone.
            ValueError: the id or the handle is taken.
        """
        ZoneInfo(str(about.get("tz") or "UTC"))
        outside = bool(about.get("outside"))
        handle = about.pop("name", None) or self.people.free_handle(real_name)
        team = OTHER_TEAM if outside else self.team_id
        person = Person(user_id or self.new_id("U"), team, real_name, handle, **about)
        person.updated = int(self.clock.seconds())
        if person.bot:
            person.bot_id, person.app_id = self.new_id("B"), self.new_id("A")
        return self.people.add(person)

    def add_channel(
        self, name: str, *, members: Iterable[str] = (), private: bool = False, **about: Any
    ) -> Conversation:
        """Make a channel; `about` are the fields of `Conversation`."""
        kind: Kind = "private_channel" if private else "public_channel"
        created = int(self.clock.seconds())
        channel = Conversation(self.new_id("C"), kind, name, members=set(members), created=created, **about)
        return self.conversations.add(channel)

    def add_group_dm(self, members: Iterable[str]) -> Conversation:
        """Let people talk in a group's direct messages; its id is like a channel's, its name Slack's own."""
        together = set(members)
        handles = "--".join(p.name for p in self.people.by_id.values() if p.id in together)
        group = Conversation(self.new_id("C"), "mpim", f"mpdm-{handles}-1", members=together)
        group.created = int(self.clock.seconds())
        return self.conversations.add(group)

    def stranger(self, person: Person) -> bool:
        """Whether somebody of another organization shares no channel with the app."""
        together = {person.id, self.bot.id}
        return person.outside and not any(
            c.kind != "im" and together <= c.members for c in self.conversations.by_id.values()
        )

    def direct(self, person: Person) -> Conversation:
        """A person's direct messages with the bot, opened if need be."""
        found = self.conversations.direct(person.id)
        if found:
            return found
        im = Conversation(self.new_id("D"), "im", members={person.id, self.bot.id}, user=person.id)
        im.created = int(self.clock.seconds())
        return self.conversations.add(im)

    def sees(self, person: Person, conversation: Conversation) -> bool:
        """Whether a person can look into a conversation."""
        if person.id in conversation.members:
            return True
        return conversation.kind == "public_channel" and not (
            person.guest or person.single_channel_guest or person.outside or person.deactivated
        )

    def audience(self, conversation: Conversation) -> list[str]:
        """Who can look into a conversation, by id."""
        return [p.id for p in self.people.by_id.values() if self.sees(p, conversation)]

    # -- messages and views

    def post(
        self, conversation: Conversation, user: str, text: str, blocks: Blocks | None = None, **more: Any
    ) -> Message:
        """Keep a new message and tell those who see it."""
        ts = self.messages.next_ts(self.clock.seconds())
        message = Message(ts, conversation.id, user, text, self.with_ids(blocks or []), **more)
        self.messages.add(message)
        if not message.ephemeral_to:
            conversation.read[user] = ts
        self.message_changed(message)
        return message

    def message_changed(self, message: Message) -> None:
        """A message is new, edited or gone: tell those who see it."""
        conversation = self.conversations.by_id[message.conversation]
        if message.ephemeral_to:
            message.changed = self.touch([message.ephemeral_to])
        else:
            message.changed = self.touch(self.audience(conversation))

    def with_ids(self, blocks: Blocks) -> Blocks:
        """Blocks with the ids Slack makes up where the app gave none."""
        given: Blocks = []
        for original in blocks:
            block = _deep(original)
            block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
            for element in elements_of(block):
                if element.get("type") not in ("image", "plain_text", "mrkdwn"):
                    element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
            given.append(block)
        return given

    def notice(self, user_id: str, text: str) -> None:
        """Show one person a line from Slack itself."""
        changed = self.touch([user_id])
        self.notices.setdefault(user_id, []).append(Notice(text, self.clock.now(), changed))

    # -- what changed, and what was wrong

    def touch(self, user_ids: Iterable[str]) -> int:
        """Something these people see changed; returns the change's number."""
        self.sequence += 1
        for user_id in user_ids:
            for event in self._waiting.get(user_id, ()):
                event.set()
        return self.sequence

    def watch(self, user_id: str, event: asyncio.Event) -> None:
        """Set an event whenever something one person sees changes."""
        self._waiting.setdefault(user_id, set()).add(event)

    def unwatch(self, user_id: str, event: asyncio.Event) -> None:
        """Stop watching."""
        self._waiting.get(user_id, set()).discard(event)

    def complain(self, kind: str, detail: str) -> None:
        """Note that the app broke the protocol."""
        self.complaints.append(Complaint(kind, detail, self.clock.now()))


def _deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _deep(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_deep(inner) for inner in value]
    return value
