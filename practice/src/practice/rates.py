"""Slack's rate limits, when a test asks for them to be kept.

Source: Slack's documentation "Rate limits": tiers count a minute, posting counts a second a channel.
"""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

TIER: Mapping[str, int] = MappingProxyType(
    {
        "apps.connections.open": 1,
        "conversations.info": 50,
        "conversations.join": 50,
        "conversations.list": 20,
        "conversations.members": 100,
        "conversations.open": 50,
        "chat.delete": 50,
        "chat.getPermalink": 300,  # "hundreds of requests per minute"
        "chat.postEphemeral": 100,
        "chat.update": 50,
        "bots.info": 50,
        "files.completeUploadExternal": 100,
        "files.getUploadURLExternal": 100,
        "files.info": 100,
        "team.info": 50,
        "users.info": 100,
        "users.list": 20,
        "users.lookupByEmail": 50,
        "views.open": 100,
        "views.publish": 100,
        "views.push": 100,
        "views.update": 100,
    }
)
"""Calls a minute."""

POST_BURST = 3
"""Messages a channel takes at once before one a second is all it takes."""


@dataclass
class Rates:
    """Counts calls while `kept`; otherwise lets everything through."""

    kept: bool = False
    _seen: dict[str, deque[float]] = field(default_factory=dict)

    def wait(self, method: str, channel: str, now: float) -> int | None:
        """Seconds to wait before this call may be made, or None if it may be made now."""
        if not self.kept:
            return None
        if method == "chat.postMessage":
            return self._count(f"{method} {channel}", POST_BURST, float(POST_BURST), now)
        if method in TIER:
            return self._count(method, TIER[method], 60.0, now)
        return None

    def _count(self, key: str, most: int, span: float, now: float) -> int | None:
        seen = self._seen.setdefault(key, deque())
        while seen and now - seen[0] >= span:
            seen.popleft()
        if len(seen) >= most:
            return max(1, math.ceil(span - (now - seen[0])))
        seen.append(now)
        return None
