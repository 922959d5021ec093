"""What Slack delivers, as the conversation hears it: one shape for all its doors.

Text arrives escaped once and is unescaped once; mentions stay mentions, e-mails and links become plain.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commands.kit.request import Door, Place

LINK = re.compile(
    r"<(?:mailto:[^|>]*\|([^>]*)|(?:https?://[^|>]*)\|([^>]*)|mailto:([^>]*)|(https?://[^>]*))>"
)


@dataclass(frozen=True)
class Heard:
    """One delivery. `name` is what the registry knows its handler by; for sentences it is empty.

    `key` recognizes the same delivery when it comes again.
    """

    door: Door
    workspace: str
    user: str
    key: str
    name: str = ""
    text: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    trigger: str = ""
    response_url: str = ""
    form: str = ""  # the callback of the modal it came from
    view_id: str = ""
    view_hash: str = ""


def unescape(text: str) -> str:
    """Text as it was typed, but for mentions, which stay `<@U…>`."""
    plain = LINK.sub(lambda match: next(filter(None, match.groups()), ""), text)
    return html.unescape(plain)


def hear_command(body: Mapping[str, Any]) -> Heard:
    """A slash command."""
    return Heard(
        door=Door.COMMAND,
        workspace=body["team_id"],
        user=body["user_id"],
        key=f"command:{body['trigger_id']}",
        text=f"{body['command'].lstrip('/')} {unescape(body.get('text') or '')}".strip(),
        place=Place(body["channel_id"], body.get("channel_name", ""), body["channel_id"].startswith("D")),
        trigger=body["trigger_id"],
        response_url=body.get("response_url", ""),
    )


def hear_click(body: Mapping[str, Any]) -> Heard:
    """A button pressed or something chosen, in a message, a modal or Home."""
    action = body["actions"][0]
    view = body.get("view") or {}
    door = Door.MESSAGE
    if view:
        door = Door.HOME if view.get("type") == "home" else Door.MODAL
    channel = (body.get("channel") or {}).get("id", "")
    message = body.get("message") or body.get("container") or {}
    value = _json(action["value"]) if action.get("type") == "button" and action.get("value") else {}
    return Heard(
        door=door,
        workspace=body["team"]["id"],
        user=body["user"]["id"],
        key=f"click:{body['trigger_id']}",
        name=action["action_id"].partition(":")[0],
        text=_chosen_text(action),
        value=value or _json(view.get("private_metadata")),
        fields=_fields(view),
        place=Place(
            channel,
            (body.get("channel") or {}).get("name", ""),
            channel.startswith("D"),
            message.get("thread_ts"),
            message.get("ts") or message.get("message_ts"),
        ),
        trigger=body["trigger_id"],
        response_url=body.get("response_url") or "",
        form=view.get("callback_id") or "",
        view_id=view.get("id", ""),
        view_hash=view.get("hash", ""),
    )


def hear_submission(body: Mapping[str, Any]) -> Heard:
    """A submitted modal."""
    view = body["view"]
    return Heard(
        door=Door.SUBMITTED,
        workspace=body["team"]["id"],
        user=body["user"]["id"],
        key=f"view:{view['id']}:{view.get('hash', '')}",
        name=view["callback_id"],
        value=_json(view.get("private_metadata")),
        fields=_fields(view),
        trigger=body.get("trigger_id", ""),
        view_id=view["id"],
        view_hash=view.get("hash", ""),
    )


def hear_search(body: Mapping[str, Any]) -> Heard:
    """Options looked up while somebody types."""
    view = body.get("view") or {}
    return Heard(
        door=Door.SEARCH,
        workspace=body["team"]["id"],
        user=body["user"]["id"],
        key="",
        name=body["action_id"],
        text=html.unescape(body.get("value") or ""),
        form=view.get("callback_id") or "",
        value=_json(view.get("private_metadata")),
        fields=_fields(view),
    )


def hear_shortcut(body: Mapping[str, Any]) -> Heard:
    """A global shortcut."""
    return Heard(
        door=Door.SHORTCUT,
        workspace=body["team"]["id"],
        user=body["user"]["id"],
        key=f"shortcut:{body['trigger_id']}",
        name=body["callback_id"],
        trigger=body["trigger_id"],
    )


def hear_words(body: Mapping[str, Any], bot_user: str) -> Heard | None:
    """A mention or a direct message; None for what people's edits, joins and other bots cause."""
    event = body["event"]
    if event.get("subtype") or event.get("bot_id") or not event.get("user"):
        return None
    direct = event["type"] == "message"
    if direct and event.get("channel_type") != "im":
        return None
    said = event.get("text") or ""
    text = re.sub(rf"<@{re.escape(bot_user)}(\|[^>]*)?>", " ", said) if bot_user else said
    return Heard(
        door=Door.DIRECT if direct else Door.MENTION,
        workspace=body["team_id"],
        user=event["user"],
        key=f"event:{body['event_id']}",
        text=unescape(text).strip().lstrip("/"),
        place=Place(event["channel"], "", direct, event.get("thread_ts"), event.get("ts")),
    )


def hear_home(body: Mapping[str, Any]) -> Heard | None:
    """Home was opened; None for the app's other tabs."""
    event = body["event"]
    if event.get("tab", "home") != "home":
        return None
    return Heard(
        door=Door.OPENED_HOME,
        workspace=body["team_id"],
        user=event["user"],
        key=f"event:{body['event_id']}",
        name="home",
    )


def _json(text: str | None) -> dict[str, Any]:
    """What a button or a modal carries; nothing for one that is not ours."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _fields(view: Mapping[str, Any]) -> dict[str, Any]:
    """A modal's inputs by block id."""
    values = (view.get("state") or {}).get("values") or {}
    found: dict[str, Any] = {}
    for block_id, elements in values.items():
        for element in elements.values():
            found[block_id] = _typed(element)
    return found


def _typed(element: Mapping[str, Any]) -> Any:
    """What one input holds: a text, a list of texts, or None."""
    for single in ("selected_option", "selected_options", "files"):
        if single in element:
            held = element[single]
            if isinstance(held, list):
                return [each.get("value", each.get("id", "")) for each in held]
            return None if held is None else held["value"]
    for name, held in element.items():
        if name.startswith("selected_"):
            return held
    value = element.get("value")
    return value if value is None else str(value)


def _chosen_text(action: Mapping[str, Any]) -> str:
    chosen = _typed({name: held for name, held in action.items() if name != "value"})
    return chosen if isinstance(chosen, str) else ""
