"""Reading what was delivered, field by field, whatever stands in it: what is odd is as good as missing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from commands.kit.channel import STANDING
from jobs.failures import Unreachable, failure_called
from words.signs import typeable

IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Slack's ids are made of."""


class Unheard(Exception):
    """A delivery without what it needs; the message names the field, never what was in it."""


def at(body: Any, *path: str | int) -> Any:
    """What stands at a path of names and places; None where there is nothing."""
    found = body
    for step in path:
        if isinstance(found, Mapping) and isinstance(step, str):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return None
    return found


def text_at(body: Any, *path: str | int) -> str:
    """A text without signs nobody sees; empty where there is none."""
    found = at(body, *path)
    return typeable(found) if isinstance(found, str) else ""


def identifier(body: Any, *path: str | int) -> str:
    """One of Slack's ids; empty where there is none."""
    found = at(body, *path)
    return found if isinstance(found, str) and IDENTIFIER.fullmatch(found) else ""


def within(found: Any, name: str) -> Mapping[str, Any]:
    """A part a delivery can't be without. Raises Unheard, naming it."""
    if not isinstance(found, Mapping):
        raise Unheard(name)
    return found


def carried_json(text: str) -> dict[str, Any]:
    """What a button or a modal carries; nothing for what is not ours."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return _typeable(found) if isinstance(found, dict) else {}


def standing_id(channel: str, code: str) -> str:
    """The id of the block that says what keeps Muster out of a channel: which, and Slack's word for it."""
    return f"{STANDING}:{channel}:{code}"


def told_of(view: Any) -> dict[str, str]:
    """What a form as it was shown says of the channel chosen in it, for the field that asks for it."""
    for block in at(view, "blocks") or []:
        name, _, rest = text_at(block, "block_id").partition(":")
        channel, _, code = rest.partition(":")
        why = failure_called(code) if name == STANDING else None
        if isinstance(why, Unreachable):
            return {STANDING: f"{channel} {why.why} {why.while_choosing}"}
    return {}


def fields_of(view: Any) -> dict[str, Any]:
    """A modal's inputs by block id."""
    values = at(view, "state", "values")
    if not isinstance(values, Mapping):
        return {}
    return {
        block_id: input_of(element)
        for block_id, elements in values.items()
        if isinstance(elements, Mapping)
        for element in elements.values()
        if isinstance(element, Mapping)
    }


def input_of(element: Mapping[str, Any]) -> Any:
    """What one input holds: a text, a list of texts, or None."""
    for name in ("selected_option", "selected_options", "files"):
        if name in element:
            held = element[name]
            if isinstance(held, list):
                return [text_at(each, "value") or text_at(each, "id") for each in held]
            return text_at(held, "value") if isinstance(held, Mapping) else None
    for name, held in element.items():
        if name.startswith("selected_"):
            return _plain(held)
    return _plain(element.get("value"))


def _plain(held: Any) -> Any:
    if isinstance(held, list):
        return [typeable(each) for each in held if isinstance(each, str)]
    if isinstance(held, str):
        return typeable(held)
    return str(held) if isinstance(held, int | float) and not isinstance(held, bool) else None


def _typeable(value: Any) -> Any:
    if isinstance(value, str):
        return typeable(value)
    if isinstance(value, list):
        return [_typeable(each) for each in value]
    if isinstance(value, dict):
        return {typeable(name): _typeable(held) for name, held in value.items()}
    return value
