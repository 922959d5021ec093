"""One way of writing a record down, so that its digest is the same on every database and in years."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Any

__all__ = ["canonical", "digest_of"]


def digest_of(value: Any) -> str:
    """The SHA-256 of a value's canonical form, in hexadecimal. Raises TypeError, ValueError as it does."""
    return sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def canonical(value: Any) -> str:
    """A value as JSON that can be written in one way only.

    Keys in order, no spaces, sets in order; days and times of day in ISO 8601, instants in UTC to the
    microsecond, bytes by their SHA-256; a whole number as one, whether a database gave 4 or 4.0.

    Raises:
        TypeError: for what has no such form.
        ValueError: for an instant without a zone, and for a number that is none.
    """
    simply = _SIMPLY.get(type(value))
    return _WRITTEN(_plain(value)) if simply is None else simply(value)


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is date:
        return value.isoformat()
    if kind is dict:  # the most there is, and the quickest to be told
        return {_key(key): each if type(each) in _AS_IT_IS else _plain(each) for key, each in value.items()}
    match value:
        case Enum():
            return _plain(value.value)
        case bool() | int() | str():
            return value
        case float():
            return _number(value)
        case datetime():
            return _instant(value)
        case bytes():
            return sha256(value).hexdigest()
        case date() | time():
            return value.isoformat()
        case Mapping():
            return {_key(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case set() | frozenset():
            return sorted((_plain(each) for each in value), key=canonical)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    raise TypeError(f"{type(value).__name__} has no canonical form")


_AS_IT_IS = frozenset({str, int, bool, type(None)})
_WRITTEN = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_SIMPLY: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        str: encode_basestring,
        int: int.__repr__,
        bool: lambda value: "true" if value else "false",
        float: lambda value: repr(_number(value)),
        date: lambda value: f'"{value.isoformat()}"',
        datetime: lambda value: f'"{_instant(value)}"',
    }
)
"""What most of a record's values are, without the way round by what JSON knows; the same comes of it."""


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{key!r} is no key: only text is")
    return str(key)


def _number(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number to be written down")
    return int(value) if value.is_integer() else value


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no zone: an instant is never naive")
    return _in_utc(value) if value.tzinfo is UTC else _in_utc(value.astimezone(UTC))


@lru_cache(1024)
def _in_utc(value: datetime) -> str:
    """What was recorded together is of one instant. In UTC two that are equal are written alike."""
    return value.isoformat(timespec="microseconds")
