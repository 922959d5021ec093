"""What the workspace tells the app of its own accord, when the manifest subscribes to it."""

import secrets
from dataclasses import dataclass

from practice import payloads
from practice.answers import Answers
from practice.conversations import Conversation
from practice.delivery import EVENT, Courier
from practice.messages import Message
from practice.people import Person
from practice.scopes import EVENT_NEEDS
from practice.shapes import Json
from practice.workspace import Workspace


@dataclass
class Events:
    """Sends events. Each method waits for the first acknowledgement and returns whether one was due."""

    workspace: Workspace
    courier: Courier
    answers: Answers

    def subscribed(self, name: str) -> bool:
        """Whether the manifest asks for an event and has a scope for it."""
        needed = EVENT_NEEDS.get(name, ())
        scopes = self.workspace.installation.scopes
        return name in self.workspace.manifest.events and (not needed or any(s in scopes for s in needed))

    async def send(
        self,
        name: str,
        inner: Json,
        conversation: Conversation | None = None,
        by: Person | None = None,
        *,
        for_itself: bool = True,
    ) -> bool:
        """Deliver one event, if the app is to have it.

        `by` is whose act it is. Not `for_itself`, it comes besides another of the same act, which is the one
        that counts as the last thing that person did.
        """
        if not self.subscribed(name):
            return False
        body = payloads.event(self.workspace, inner, conversation, by)
        user = by.id if by and for_itself else None
        await self.courier.deliver(EVENT, body, lambda outcome: self.answers.event(name, outcome), user=user)
        return True

    async def message(self, message: Message, by: Person | None = None) -> bool:
        """A message was posted: `app_mention` and the message event of its conversation."""
        workspace = self.workspace
        conversation = workspace.conversations.by_id[message.conversation]
        if workspace.bot.id not in conversation.members:
            return False
        shown = payloads.message_object(workspace, message)
        shown |= {"channel": conversation.id, "event_ts": message.ts}
        if not message.bot_id:
            shown["client_msg_id"] = secrets.token_hex(16)
        if message.files and not message.bot_id:
            shown |= {"subtype": "file_share", "upload": False}
        if message.subtype == "thread_broadcast" and message.thread_ts:
            root = workspace.messages.get(conversation.id, message.thread_ts)
            shown |= {"root": payloads.message_object(workspace, root)} if root else {}
        author = by or workspace.people.get(message.user)
        ours = message.bot_id == workspace.bot_id
        sent = False
        if conversation.kind not in ("im", "mpim") and not ours and f"<@{workspace.bot.id}>" in message.text:
            sent = await self.send("app_mention", shown | {"type": "app_mention"}, conversation, author)
        inner = shown | {"channel_type": conversation.channel_type}
        alone = by is not None and not sent
        return await self.send(conversation.event, inner, conversation, author, for_itself=alone) or sent

    async def edited(self, message: Message, previous: Json, by: Person | None = None) -> bool:
        """A message was changed: `message_changed`."""
        conversation = self.workspace.conversations.by_id[message.conversation]
        if self.workspace.bot.id not in conversation.members:
            return False
        now = self.workspace.messages.next_ts(self.workspace.clock.seconds())
        inner: Json = {
            "type": "message",
            "subtype": "message_changed",
            "message": payloads.message_object(self.workspace, message),
            "previous_message": previous,
            "channel": conversation.id,
            "hidden": True,
            "ts": now,
            "event_ts": now,
            "channel_type": conversation.channel_type,
        }
        return await self.send(conversation.event, inner, conversation, by)

    async def deleted(self, previous: Json, conversation: Conversation, by: Person) -> bool:
        """A message is gone: `message_deleted`."""
        if self.workspace.bot.id not in conversation.members:
            return False
        now = self._ts()
        inner: Json = {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": previous,
            "channel": conversation.id,
            "hidden": True,
            "deleted_ts": previous["ts"],
            "ts": now,
            "event_ts": now,
            "channel_type": conversation.channel_type,
        }
        return await self.send(conversation.event, inner, conversation, by)

    async def home_opened(self, person: Person, tab: str) -> bool:
        """Somebody looks at the app's Home or messages tab."""
        inner: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.workspace.direct(person).id,
            "event_ts": self._ts(),
            "tab": tab,
        }
        home = self.workspace.views.homes.get(person.id)
        if home is not None and tab == "home":
            inner["view"] = payloads.view_object(self.workspace, home)
        return await self.send("app_home_opened", inner, None, person)

    async def person(self, person: Person, name: str) -> bool:
        """`team_join` or `user_change`."""
        user = self._user(person)
        inner: Json = {"type": name, "user": user, "event_ts": self._ts(), "cache_ts": person.updated}
        return await self.send(name, inner)

    async def membership(self, person: Person, conversation: Conversation, name: str) -> bool:
        """`member_joined_channel` or `member_left_channel`, where the app's bot is or was; and the line that
        says so in the channel, a message of its own subtype."""
        inner: Json = {
            "type": name,
            "user": person.id,
            "channel": conversation.id,
            "channel_type": "C" if conversation.kind == "public_channel" else "G",
            "team": person.team_id,
            "event_ts": self._ts(),
        }
        if self.workspace.bot.id not in conversation.members and person is not self.workspace.bot:
            return False
        sent = await self.send(name, inner, conversation)
        came, now = name == "member_joined_channel", self._ts()
        line = {
            "type": "message",
            "subtype": "channel_join" if came else "channel_leave",
            "user": person.id,
            "text": f"<@{person.id}> has {'joined' if came else 'left'} the channel",
            "channel": conversation.id,
            "ts": now,
            "event_ts": now,
            "channel_type": conversation.channel_type,
        }
        return await self.send(conversation.event, line, conversation) or sent

    def _user(self, person: Person) -> Json:
        return payloads.described(self.workspace, person)

    def _ts(self) -> str:
        return self.workspace.messages.next_ts(self.workspace.clock.seconds())
