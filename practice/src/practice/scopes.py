"""Which scope opens which method, and which event needs which scope.

Source: the method and event reference pages of Slack's documentation.
"""

from collections.abc import Mapping
from types import MappingProxyType

NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "api.test": (),
        "apps.connections.open": ("connections:write",),
        "auth.test": (),
        "blocks.validate": (),
        "bots.info": ("users:read",),
        "chat.delete": ("chat:write",),
        "chat.getPermalink": (),
        "chat.postEphemeral": ("chat:write",),
        "chat.postMessage": ("chat:write",),
        "chat.update": ("chat:write",),
        "conversations.info": ("channels:read", "groups:read", "im:read", "mpim:read"),
        "conversations.join": ("channels:join",),
        "conversations.list": ("channels:read", "groups:read", "im:read", "mpim:read"),
        "conversations.members": ("channels:read", "groups:read", "im:read", "mpim:read"),
        "conversations.open": ("im:write", "mpim:write"),
        "files.completeUploadExternal": ("files:write",),
        "files.getUploadURLExternal": ("files:write",),
        "files.info": ("files:read",),
        "team.info": ("team:read",),
        "users.info": ("users:read",),
        "users.list": ("users:read",),
        "users.lookupByEmail": ("users:read.email",),
        "views.open": (),
        "views.publish": (),
        "views.push": (),
        "views.update": (),
    }
)
"""For each method the scopes any one of which opens it; an empty tuple needs none.

`apps.connections.open` takes the app-level token, whose scope is not in the manifest.
"""

READ_KIND: Mapping[str, str] = MappingProxyType(
    {
        "public_channel": "channels:read",
        "private_channel": "groups:read",
        "im": "im:read",
        "mpim": "mpim:read",
    }
)
"""Beyond the method, the scope that opens each kind of conversation to `conversations.*`."""

EVENT_NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "app_home_opened": (),
        "app_mention": ("app_mentions:read",),
        "member_joined_channel": ("channels:read", "groups:read"),
        "member_left_channel": ("channels:read", "groups:read"),
        "message.channels": ("channels:history",),
        "message.groups": ("groups:history",),
        "message.im": ("im:history",),
        "message.mpim": ("mpim:history",),
        "team_join": ("users:read",),
        "user_change": ("users:read",),
    }
)
"""For each event the scopes any one of which lets it be delivered."""
