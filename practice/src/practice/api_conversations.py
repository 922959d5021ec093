"""`conversations.*`: which there are, who is in them, opening and joining."""

from collections.abc import Sequence
from dataclasses import dataclass

from practice.conversations import Conversation, conversation_object
from practice.delivery import Courier
from practice.events import Events
from practice.people import SLACKBOT
from practice.scopes import READ_KIND
from practice.shapes import Json
from practice.web_api import ApiError, Method, flag, missing_scope, page, text_argument
from practice.workspace import Workspace

_KINDS = ("public_channel", "private_channel", "mpim", "im")


@dataclass
class ConversationMethods:
    """Channels and direct messages."""

    workspace: Workspace
    events: Events
    courier: Courier

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "conversations.info": self.info,
            "conversations.join": self.join,
            "conversations.list": self.list,
            "conversations.members": self.members,
            "conversations.open": self.open,
        }

    async def list(self, args: Json) -> Json:
        """The conversations of the kinds asked for that the bot can know of."""
        kinds = [k.strip() for k in str(args.get("types") or "public_channel").split(",")]
        if unknown := [k for k in kinds if k not in _KINDS]:
            raise ApiError("invalid_types", types=unknown)
        needed = [READ_KIND[kind] for kind in kinds]
        if any(scope not in self.workspace.installation.scopes for scope in needed):
            missing_scope(self.workspace, *needed)
        found = [
            self._shown(c)
            for c in self.workspace.conversations.by_id.values()
            if c.kind in kinds and self._known(c) and not (c.archived and flag(args, "exclude_archived"))
        ]
        shown, following = page(found, args, default=100)
        return {"channels": shown, "response_metadata": {"next_cursor": following}}

    async def info(self, args: Json) -> Json:
        """Describe one."""
        conversation = self._find(args)
        shown = self._shown(conversation)
        if not flag(args, "include_num_members"):
            shown.pop("num_members", None)
        return {"channel": shown}

    async def members(self, args: Json) -> Json:
        """Who is in one, by id."""
        conversation = self._find(args)
        everybody = [{"id": p} for p in self.workspace.people.by_id if p in conversation.members]
        shown, following = page(everybody, args, default=100)
        return {"members": [m["id"] for m in shown], "response_metadata": {"next_cursor": following}}

    async def open(self, args: Json) -> Json:
        """Open the direct messages with one user; opened again, they are the same."""
        if args.get("channel"):
            found = self._find(args)
            return {"channel": {"id": found.id}, "no_op": True, "already_open": True}
        users = [u for u in str(args.get("users") or "").split(",") if u]
        if not users:
            raise ApiError("users_list_not_supplied")
        if len(users) > 1:
            return self._open_group(users, args)
        person = self.workspace.people.get(users[0])
        if person is None:
            raise ApiError("user_not_found")
        if person.bot or person.id == SLACKBOT:
            raise ApiError("cannot_dm_bot")
        if person.deactivated:
            raise ApiError("user_disabled")
        known = self.workspace.conversations.direct(person.id)
        conversation = self.workspace.direct(person)
        channel = self._shown(conversation) if flag(args, "return_im") else {"id": conversation.id}
        return {"channel": channel} | ({"no_op": True, "already_open": True} if known else {})

    async def join(self, args: Json) -> Json:
        """Let the bot into a public channel."""
        conversation = self.workspace.conversations.get(text_argument(args, "channel"))
        if conversation is None or not self._known(conversation):
            raise ApiError("channel_not_found")
        if conversation.kind != "public_channel":
            raise ApiError("method_not_supported_for_channel_type")
        if conversation.archived:
            raise ApiError("is_archived")
        bot = self.workspace.bot
        if bot.id in conversation.members:
            shown = {
                "warning": "already_in_channel",
                "response_metadata": {"warnings": ["already_in_channel"]},
            }
            return {"channel": self._shown(conversation)} | shown
        conversation.members.add(bot.id)
        self.workspace.touch(self.workspace.audience(conversation))
        self.courier.spawn(self.events.membership(bot, conversation, "member_joined_channel"))
        return {"channel": self._shown(conversation)}

    def _open_group(self, users: Sequence[str], args: Json) -> Json:
        """A group's direct messages; opened again with the same people, they are the same."""
        workspace = self.workspace
        if "mpim:write" not in workspace.installation.scopes:
            missing_scope(workspace, "mpim:write")
        if any(workspace.people.get(user) is None for user in users):
            raise ApiError("user_not_found")
        together = {*users, workspace.bot.id}
        known = next(
            (c for c in workspace.conversations.by_id.values() if c.kind == "mpim" and c.members == together),
            None,
        )
        group = known or workspace.add_group_dm(together)
        channel = self._shown(group) if flag(args, "return_im") else {"id": group.id}
        return {"channel": channel} | ({"no_op": True, "already_open": True} if known else {})

    def _find(self, args: Json) -> Conversation:
        conversation = self.workspace.conversations.get(text_argument(args, "channel"))
        if conversation is None or not self._known(conversation):
            raise ApiError("channel_not_found")
        needed = READ_KIND[conversation.kind]
        if needed not in self.workspace.installation.scopes:
            missing_scope(self.workspace, needed)
        return conversation

    def _known(self, conversation: Conversation) -> bool:
        return conversation.kind == "public_channel" or self.workspace.bot.id in conversation.members

    def _shown(self, conversation: Conversation) -> Json:
        other = self.workspace.people.get(conversation.user)
        gone = other is not None and other.deactivated
        workspace = self.workspace
        return conversation_object(conversation, workspace.bot.id, workspace.team_id, user_deleted=gone)
