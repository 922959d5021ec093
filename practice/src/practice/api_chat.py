"""`chat.*`: posting, changing and deleting messages."""

from dataclasses import dataclass
from typing import Any

from practice import payloads
from practice.conversations import Conversation
from practice.delivery import Courier
from practice.events import Events
from practice.judge import judge_message
from practice.messages import Message
from practice.shapes import Json
from practice.web_api import ApiError, Method, text_argument
from practice.workspace import Workspace

MAX_TEXT = 40_000


@dataclass
class Chat:
    """The chat methods."""

    workspace: Workspace
    events: Events
    courier: Courier

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "chat.delete": self.delete,
            "chat.getPermalink": self.get_permalink,
            "chat.postEphemeral": self.post_ephemeral,
            "chat.postMessage": self.post_message,
            "chat.update": self.update,
        }

    async def post_message(self, args: Json) -> Json:
        """Post a message to a channel or, by user id, to somebody's direct messages."""
        conversation = self.place(text_argument(args, "channel"))
        self.may_post(conversation)
        text, blocks = self._content(args, "chat.postMessage")
        thread = args.get("thread_ts")
        if thread and self.workspace.messages.get(conversation.id, str(thread)) is None:
            raise ApiError("cannot_reply_to_message")
        message = self.workspace.post(
            conversation,
            self.workspace.bot.id,
            text,
            blocks,
            bot_id=self.workspace.bot_id,
            thread_ts=thread,
            metadata=args.get("metadata"),
        )
        self.courier.spawn(self.events.message(message))
        shown = payloads.message_object(self.workspace, message)
        return {"channel": conversation.id, "ts": message.ts, "message": shown}

    async def post_ephemeral(self, args: Json) -> Json:
        """Post a message one member of a conversation sees, until the client reloads."""
        conversation = self.place(text_argument(args, "channel"))
        self.may_post(conversation)
        user = self.workspace.people.get(text_argument(args, "user"))
        if user is None:
            raise ApiError("user_not_found")
        if user.id not in conversation.members:
            raise ApiError("user_not_in_channel")
        text, blocks = self._content(args, "chat.postEphemeral")
        message = self.workspace.post(
            conversation,
            self.workspace.bot.id,
            text,
            blocks,
            bot_id=self.workspace.bot_id,
            thread_ts=args.get("thread_ts"),
            ephemeral_to=user.id,
        )
        return {"message_ts": message.ts}

    async def update(self, args: Json) -> Json:
        """Change one of the app's own messages; not an ephemeral one. Blocks stay unless new ones, or
        none (`[]`), are given."""
        conversation, message = self._own(args, "cant_update_message")
        text, blocks = self._content(args, "chat.update")
        previous = payloads.message_object(self.workspace, message)
        if "text" in args:
            message.text = text
        if blocks is not None:
            message.blocks = self.workspace.with_ids(blocks)
        message.edited = True
        self.workspace.message_changed(message)
        self.courier.spawn(self.events.edited(message, previous))
        shown = payloads.message_object(self.workspace, message)
        return {"channel": conversation.id, "ts": message.ts, "text": message.text, "message": shown}

    async def delete(self, args: Json) -> Json:
        """Delete one of the app's own messages."""
        conversation, message = self._own(args, "cant_delete_message")
        self.workspace.messages.remove(message)
        self.workspace.message_changed(message)
        return {"channel": conversation.id, "ts": message.ts}

    async def get_permalink(self, args: Json) -> Json:
        """The address of a message that is there; of one in a thread, with the thread in it."""
        conversation = self.place(text_argument(args, "channel"), users=False)
        ts = text_argument(args, "message_ts")
        message = self.workspace.messages.get(conversation.id, ts)
        if message is None or message.ephemeral_to is not None:
            raise ApiError("message_not_found")
        where = f"https://{self.workspace.team_domain}.slack.com/archives/{conversation.id}"
        address = f"{where}/p{ts.replace('.', '')}"
        if message.thread_ts and message.thread_ts != ts:
            address += f"?thread_ts={message.thread_ts}&cid={conversation.id}"
        return {"channel": conversation.id, "permalink": address}

    def place(self, channel: str, *, users: bool = True) -> Conversation:
        """The conversation an argument names: an id, a name, or where `users`, a user's id.

        Raises:
            ApiError: there is none the bot could know of.
        """
        workspace = self.workspace
        person = workspace.people.get(channel) if users else None
        if person is not None:
            if person.bot or person.id == "USLACKBOT":
                raise ApiError("cannot_dm_bot")
            return workspace.direct(person)
        conversation = workspace.conversations.get(channel)
        if conversation is None and users:
            conversation = workspace.conversations.named(channel)
        hidden = conversation is not None and conversation.kind != "public_channel"
        if conversation is None or (hidden and workspace.bot.id not in conversation.members):
            raise ApiError("channel_not_found")
        return conversation

    def may_post(self, conversation: Conversation) -> None:
        """Whether the bot may write there.

        Raises:
            ApiError: it may not.
        """
        manifest = self.workspace.manifest
        if conversation.archived:
            raise ApiError("is_archived")
        if conversation.kind == "im":
            if not manifest.messages_tab:
                raise ApiError("messages_tab_disabled")
            return
        if self.workspace.bot.id not in conversation.members and not (
            conversation.kind == "public_channel"
            and "chat:write.public" in self.workspace.installation.scopes
        ):
            raise ApiError("not_in_channel")

    def _content(self, args: Json, method: str) -> tuple[str, Any]:
        text, blocks = str(args.get("text") or ""), args.get("blocks")
        if len(text) > MAX_TEXT:
            raise ApiError("msg_too_long")
        if not text.strip() and not blocks and not args.get("attachments"):
            raise ApiError("no_text")
        judge_message(blocks, args.get("attachments"), unknown=self.workspace.unknown_blocks)
        if not text.strip() and (method != "chat.update" or "text" in args):
            self.workspace.complain(
                "no_text", f"{method}: blocks without text, which screen readers and notices need"
            )
        return text, blocks

    def _own(self, args: Json, refusal: str) -> tuple[Conversation, Message]:
        conversation = self.place(text_argument(args, "channel"), users=False)
        message = self.workspace.messages.get(conversation.id, text_argument(args, "ts"))
        if message is None or message.ephemeral_to is not None:
            raise ApiError("message_not_found")
        if message.bot_id != self.workspace.bot_id:
            raise ApiError(refusal)
        return conversation, message
