"""Blocks, elements and views as they are sent, valid, in one walk.

The SDK's own `to_dict` looks through every name an object has for its checks, and copies what it made at each
level once more: an answer's blocks took longer so than the database did. The checks, the attributes and what
may be empty are the SDK's; they are looked for once a class, and what is made is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from slack_sdk.models.basic_objects import EMPTY_ALLOWED_TYPE_AND_PROPERTY_LIST, JsonObject

_MAY_BE_EMPTY = frozenset((each["type"], each["property"]) for each in EMPTY_ALLOWED_TYPE_AND_PROPERTY_LIST)
_INHERITED = JsonObject.to_dict


def as_json(value: JsonObject) -> dict[str, Any]:
    """What the SDK's `to_dict` gives. Raises SlackObjectFormationError for what Slack would not take."""
    kind = type(value)
    if kind.to_dict is not _INHERITED:
        made: dict[str, Any] = value.to_dict()  # it is made in a way of its own
        return {name: _made(each) for name, each in made.items()}
    for check in _checks(kind):
        getattr(value, check)()
    of = getattr(value, "type", None)
    found = {}
    for name in _attributes(kind):
        there = getattr(value, name, None)
        if there is None or (not there and hasattr(there, "__len__") and (of, name) not in _MAY_BE_EMPTY):
            continue
        found[name] = there if type(there) in _PLAIN else _made(there)
    return found


_PLAIN = frozenset({str, int, bool, float, dict})


def _made(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [each if type(each) in _PLAIN else _made(each) for each in value]
    if isinstance(value, JsonObject):
        return as_json(value)
    to_dict: Callable[[], dict[str, Any]] | None = getattr(value, "to_dict", None)
    return {name: _made(each) for name, each in to_dict().items()} if callable(to_dict) else value


@cache
def _checks(kind: type[JsonObject]) -> Sequence[str]:
    """The names of the SDK's checks of a class, in the order it makes them."""
    named = ((name, getattr(kind, name, None)) for name in dir(kind) if not name.startswith("__"))
    return [name for name, method in named if callable(method) and hasattr(method, "validator")]


@cache
def _attributes(kind: type[JsonObject]) -> Sequence[str]:
    """The attributes of a class, in order; some classes have them worked out, from nothing but the class."""
    return sorted(kind.__new__(kind).attributes)
