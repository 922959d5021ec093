"""Channels and direct messages, and how Slack describes them."""

from dataclasses import dataclass, field
from typing import Literal

from practice.installation import OTHER_TEAM
from practice.shapes import Json

Kind = Literal["public_channel", "private_channel", "mpim", "im"]


@dataclass
class Conversation:
    """One channel, a group's direct messages (`mpim`), or one person's with the bot (`im`, of `user`)."""

    id: str
    kind: Kind
    name: str = ""
    topic: str = ""
    members: set[str] = field(default_factory=set)
    shared: bool = False
    archived: bool = False
    user: str | None = None
    created: int = 0
    read: dict[str, str] = field(default_factory=dict)

    @property
    def channel_type(self) -> str:
        """What a message event calls this kind."""
        return {"public_channel": "channel", "private_channel": "group", "mpim": "mpim", "im": "im"}[
            self.kind
        ]

    @property
    def event(self) -> str:
        """The event that delivers this kind's messages."""
        return {
            "public_channel": "message.channels",
            "private_channel": "message.groups",
            "mpim": "message.mpim",
            "im": "message.im",
        }[self.kind]


def conversation_object(
    conversation: Conversation, bot_user: str, team_id: str, *, user_deleted: bool = False
) -> Json:
    """A conversation as `conversations.info` gives it; `user_deleted` tells of a DM's other side."""
    if conversation.kind == "im":
        return {
            "id": conversation.id,
            "created": conversation.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": team_id,
            "updated": conversation.created * 1000,
            "user": conversation.user,
            "is_user_deleted": user_deleted,
            "priority": 0,
        }
    group = conversation.kind == "mpim"
    private = group or conversation.kind == "private_channel"
    text = {"value": conversation.topic, "creator": "", "last_set": 0}
    teams = [team_id, OTHER_TEAM] if conversation.shared else [team_id]
    return {
        "id": conversation.id,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": not group,
        "is_group": private,
        "is_im": False,
        "is_mpim": group,
        "is_private": private,
        "is_archived": conversation.archived,
        "is_general": False,
        "is_shared": conversation.shared,
        "is_ext_shared": conversation.shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "shared_team_ids": teams,
        "connected_team_ids": teams[1:],
        "is_member": bot_user in conversation.members,
        "created": conversation.created,
        "creator": "USLACKBOT",
        "context_team_id": team_id,
        "updated": conversation.created * 1000,
        "unlinked": 0,
        "topic": text,
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "num_members": len(conversation.members),
    }


@dataclass
class Conversations:
    """Every conversation, in the order they were made."""

    by_id: dict[str, Conversation] = field(default_factory=dict)
    _direct: dict[str, Conversation] = field(default_factory=dict)

    def add(self, conversation: Conversation) -> Conversation:
        """Keep a new one.

        Raises:
            ValueError: a channel of that name exists.
        """
        if conversation.name and self.named(conversation.name):
            raise ValueError(f"there is a channel {conversation.name} already")
        self.by_id[conversation.id] = conversation
        if conversation.user is not None:
            self._direct[conversation.user] = conversation
        return conversation

    def get(self, conversation_id: str | None) -> Conversation | None:
        """The conversation with an id, or None."""
        return self.by_id.get(conversation_id or "")

    def named(self, name: str) -> Conversation | None:
        """The channel with a name, with or without its #."""
        wanted = name.removeprefix("#")
        return next((c for c in self.by_id.values() if c.name and c.name == wanted), None)

    def direct(self, user_id: str) -> Conversation | None:
        """A person's direct messages with the bot, if opened."""
        return self._direct.get(user_id)
