"""Messages as the workspace keeps them and as Slack gives them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from practice.shapes import Blocks, Json


@dataclass
class Message:
    """One message. `ephemeral_to` names the only person who sees it; `changed` orders what is new."""

    ts: str
    conversation: str
    user: str
    text: str
    blocks: Blocks = field(default_factory=list)
    bot_id: str | None = None
    subtype: str | None = None
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    files: list[str] = field(default_factory=list)
    metadata: Json | None = None
    changed: int = 0
    state: dict[str, Json] = field(default_factory=dict)

    @property
    def time(self) -> datetime:
        """When it was posted, in UTC."""
        return datetime.fromtimestamp(float(self.ts), UTC)


@dataclass
class Messages:
    """Every message, by conversation and in the order posted."""

    by_conversation: dict[str, dict[str, Message]] = field(default_factory=dict)
    _last: float = 0.0

    def next_ts(self, seconds: float) -> str:
        """A timestamp no other message has, not before the given instant."""
        self._last = max(round(seconds, 6), round(self._last + 0.000001, 6))
        return f"{self._last:.6f}"

    def add(self, message: Message) -> Message:
        """Keep a new message."""
        self.by_conversation.setdefault(message.conversation, {})[message.ts] = message
        return message

    def get(self, conversation: str, ts: str) -> Message | None:
        """The message of a conversation with a timestamp, or None."""
        return self.by_conversation.get(conversation, {}).get(ts)

    def remove(self, message: Message) -> None:
        """Delete one."""
        self.by_conversation.get(message.conversation, {}).pop(message.ts, None)

    def in_conversation(self, conversation: str) -> list[Message]:
        """A conversation's messages, oldest first."""
        return list(self.by_conversation.get(conversation, {}).values())

    def visible(self, conversation: str, user_id: str) -> list[Message]:
        """What one person sees there, oldest first."""
        return [m for m in self.in_conversation(conversation) if m.ephemeral_to in (None, user_id)]

    def forget_ephemeral(self, user_id: str) -> None:
        """What a reload of the client does: messages only that person saw are gone."""
        for kept in self.by_conversation.values():
            for message in [m for m in kept.values() if m.ephemeral_to == user_id]:
                del kept[message.ts]
