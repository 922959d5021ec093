"""One good delivery of every kind, as Slack makes them, and every way a field of one can be odd."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
PATH = tuple[str | int, ...]

ODD: list[Any] = [
    None,
    7,
    2**70,
    -1.5,
    True,
    [],
    ["x"],
    {},
    {"id": 3},
    "",
    "x" * 20_000,
    "\ud800",
    "\x00\u202e",
]
GONE = object()

PLACE: Json = {
    "type": "message",
    "message_ts": "1.1",
    "channel_id": "C1",
    "is_ephemeral": False,
    "thread_ts": "1.0",
}
MODAL: Json = {
    "id": "V1",
    "team_id": "T1",
    "type": "modal",
    "blocks": [],
    "private_metadata": "{}",
    "callback_id": "training.log",
    "hash": "1.1",
    "app_installed_team_id": "T1",
    "state": {
        "values": {
            "course": {"course": {"type": "external_select", "selected_option": {"value": "1"}}},
            "day": {"day": {"type": "datepicker", "selected_date": "2026-10-20"}},
            "hours": {"hours": {"type": "number_input", "value": "4"}},
            "people": {"people": {"type": "multi_external_select", "selected_options": [{"value": "1"}]}},
        }
    },
}


def interaction(kind: str, **more: Any) -> Json:
    return {
        "type": kind,
        "user": {"id": "UADA", "username": "ada", "name": "ada", "team_id": "T1"},
        "api_app_id": "A1",
        "token": "v",
        "team": {"id": "T1", "domain": "grove"},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": "1.2.3",
        **more,
    }


def event(**inner: Any) -> Json:
    return {
        "token": "v",
        "team_id": "T1",
        "context_team_id": "T1",
        "api_app_id": "A1",
        "event": {"user": "UADA", "channel": "C1", "event_ts": "1.1", **inner},
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": 1_700_000_000,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": "T1",
                "user_id": "U0BOT",
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def said(**inner: Any) -> Json:
    return event(ts="1.1", team="T1", **inner)


BUTTON: Json = {"type": "button", "action_id": "say:mine", "block_id": "b", "value": '{"say": "due"}'}
PICKED: Json = {
    "type": "external_select",
    "action_id": "course",
    "block_id": "course",
    "selected_option": {"value": "1"},
}

DELIVERIES: dict[str, Json] = {
    "command": {
        "token": "v",
        "team_id": "T1",
        "team_domain": "grove",
        "channel_id": "C1",
        "channel_name": "readiness",
        "user_id": "UADA",
        "user_name": "ada",
        "command": "/due",
        "text": "everyone",
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/hook",
        "trigger_id": "1.2.3",
    },
    "click in a message": interaction(
        "block_actions",
        container=PLACE,
        channel={"id": "C1", "name": "readiness"},
        message={"ts": "1.1", "thread_ts": "1.0", "text": "x"},
        state={"values": {}},
        response_url="http://127.0.0.1:9/hook",
        actions=[BUTTON],
    ),
    "click in a modal": interaction(
        "block_actions", container={"type": "view", "view_id": "V1"}, view=MODAL, actions=[PICKED]
    ),
    "click in Home": interaction(
        "block_actions",
        container={"type": "view", "view_id": "V1"},
        view={"id": "V1", "type": "home", "hash": "1.1", "private_metadata": ""},
        actions=[BUTTON],
    ),
    "modal submitted": interaction("view_submission", view=MODAL, response_urls=[]),
    "option search": interaction(
        "block_suggestion", action_id="course", block_id="course", value="asim", view=MODAL
    ),
    "shortcut": interaction("shortcut", callback_id="log_training", action_ts="1.1"),
    "mention": said(type="app_mention", text="<@U0BOT> due"),
    "direct message": said(type="message", channel_type="im", channel="D1", text="due"),
    "group direct message": said(type="message", channel_type="mpim", text="<@U0BOT> due"),
    "file": said(
        type="message", channel_type="im", channel="D1", text="", subtype="file_share", files=[{"id": "F1"}]
    ),
    "Home opened": event(type="app_home_opened", tab="home"),
}


def mutations(kind: str) -> Iterator[tuple[str, Json]]:
    """Every field of a delivery gone, and in turn each odd value in its place."""
    good = DELIVERIES[kind]
    for path in _paths(good):
        for odd in (GONE, *ODD):
            yield f"{'.'.join(map(str, path))} = {str(odd)[:20]!r}", changed(good, path, odd)


def changed(good: Json, path: PATH, odd: Any) -> Json:
    """A delivery with one field changed."""
    made: Any = copy.deepcopy(good)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    if odd is GONE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = odd
    result: Json = made
    return result


def _paths(value: Any, at: PATH = ()) -> Iterator[PATH]:
    if at:
        yield at
    held = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in held:
        yield from _paths(inner, (*at, step))
