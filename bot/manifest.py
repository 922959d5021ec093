"""The app's manifest, made from the registry: what Slack must know of Muster before it lets it in.

Scopes are asked for what is used, and for nothing else: `scopes_used` reads which methods of the Web API
the code calls.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from commands.kit.registry import Registry

HERE = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "jobs")  # the rooms that may speak to the Web API
FAMILIES = ("apps", "auth", "blocks", "bots", "chat", "conversations", "files", "team", "users", "views")

METHOD_SCOPES: dict[str, frozenset[str]] = {
    "apps.connections.open": frozenset(),  # by the app-level token
    "auth.test": frozenset(),
    "blocks.validate": frozenset(),
    "chat.getPermalink": frozenset(),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.info": frozenset({"channels:read", "groups:read", "mpim:read"}),
    "conversations.open": frozenset({"im:write"}),
    "files.info": frozenset({"files:read"}),
    "files.upload.v2": frozenset({"files:write"}),
    "users.info": frozenset({"users:read", "users:read.email"}),
    "users.list": frozenset({"users:read", "users:read.email"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
    "views.push": frozenset(),
    "views.update": frozenset(),
}
"""The scopes of each method Muster may use. A channel may be private or a group's direct messages; people are
known by their e-mail."""

EVENT_SCOPES = {
    "app_home_opened": frozenset[str](),
    "app_mention": frozenset({"app_mentions:read"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
}
"""The scopes of each event. In a group's direct messages a mention comes as a message, and no other way. The
scopes of messages let them be delivered; nobody's history is read."""

WITHOUT = {
    "app_mentions:read": "mentions in channels are not heard",
    "channels:read": "nothing is posted or shared in channels: whether outsiders read them can't be seen",
    "chat:write": "nothing can be said but to slash commands and in forms",
    "commands": "there are no slash commands",
    "files:read": "files brought in Slack can't be read",
    "files:write": "downloads can't be sent",
    "groups:read": "nothing is posted or shared in private channels",
    "im:history": "direct messages are not heard",
    "im:write": "nobody can be written to directly",
    "mpim:history": "mentions in group direct messages are not heard",
    "mpim:read": "nothing is shared in group direct messages",
    "users:read": "nobody is recognized: everybody is a stranger",
    "users:read.email": "nobody is linked to the roster by their e-mail",
}
"""What does not work without each scope."""


class UnknownMethod(Exception):
    """The code calls a method of the Web API whose scopes nobody wrote down in METHOD_SCOPES."""


def manifest(registry: Registry, prefix: str = "", short: bool = True, url: str = "") -> dict[str, Any]:
    """The manifest. Without `short` there is only /muster; a `prefix` goes before every other command.

    With a `url` Slack delivers by HTTP to it, otherwise over Socket Mode.
    """
    settings: dict[str, Any] = {
        "event_subscriptions": {"bot_events": sorted(EVENT_SCOPES)},
        "interactivity": {"is_enabled": True},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not url,
        "token_rotation_enabled": False,
    }
    if url:
        settings["event_subscriptions"]["request_url"] = url
        settings["interactivity"] |= {"request_url": url, "message_menu_options_url": url}
    return {
        "display_information": {
            "name": "Muster",
            "description": "Who is trained, who is due for a refresher, and how we know.",
            "background_color": "#1f3a4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Muster", "always_online": True},
            "shortcuts": [
                {"name": each.name, "type": "global", "callback_id": each.callback, "description": each.what}
                for each in registry.shortcuts.values()
            ],
            "slash_commands": list(_commands(registry, prefix, short, url)),
        },
        "oauth_config": {"scopes": {"bot": sorted(scopes_needed())}},
        "settings": settings,
    }


def to_yaml(made: dict[str, Any]) -> str:
    """The manifest as it is pasted into Slack: YAML whose every scalar is written as JSON writes it.

    A JSON string is a YAML string as well, whatever stands in it, so nothing here need know YAML's rules
    of quoting. Keys are ours and plain words.
    """
    return "".join(f"{line}\n" for line in _lines(made))


def _lines(value: Any) -> Iterator[str]:
    """The lines of one value. What stands within a list is indented by its dash."""
    if isinstance(value, dict) and value:
        for key, held in value.items():
            if isinstance(held, dict | list) and held:
                yield f"{key}:"
                yield from (f"  {line}" for line in _lines(held))
            else:
                yield f"{key}: {_scalar(held)}"
    elif isinstance(value, list) and value:
        for held in value:
            first, *others = _lines(held)
            yield f"- {first}"
            yield from (f"  {line}" for line in others)
    else:
        yield _scalar(value)


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def scopes_needed() -> set[str]:
    """What the methods, the events and the commands need, and nothing else."""
    scopes = {"commands"}
    for needed in EVENT_SCOPES.values():
        scopes |= needed
    for method in methods_used():
        if method not in METHOD_SCOPES:
            raise UnknownMethod(f"{method} is called, and METHOD_SCOPES in bot/manifest.py does not know it")
        scopes |= METHOD_SCOPES[method]
    return scopes


def methods_used() -> set[str]:
    """The Web API methods the code calls, found by reading it."""
    return {
        _dotted(node.attr)
        for room in ROOMS
        for path in sorted((HERE / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and _is_method(node.attr)
    }


def _is_method(name: str) -> bool:
    family = name.partition("_")[0]
    return family in FAMILIES and callable(getattr(WebClient, name, None))


def _dotted(name: str) -> str:
    """`chat.postMessage` from `chat_postMessage`."""
    return name.replace("_", ".")


def _commands(registry: Registry, prefix: str, short: bool, url: str) -> Iterator[dict[str, Any]]:
    for name in registry.commands:
        if name != "muster" and not short:
            continue
        form = registry.forms[name]
        command = {
            "command": f"/{name if name == 'muster' else prefix + name}",
            "description": form.what[0].upper() + form.what[1:],
            "usage_hint": form.takes or "help",
            "should_escape": True,
        }
        yield {**command, "url": url} if url else command
