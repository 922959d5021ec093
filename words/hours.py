"""How long something lasted, in hours: "4h", "8 hrs", "90 min", "1h30", "half an hour", "an hour and a half".

Minutes are parts of an hour: "15 min" is 0.25.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from words.spans import number_said

_HOUR = ("h", "hr", "hrs", "hour", "hours")
_MINUTE = ("m", "min", "mins", "minute", "minutes")
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?|\.[0-9]{1,4}")
_AT_ONCE = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4})?|\.[0-9]{1,4}|[0-9]{0,3}[½¼¾])-?([a-z]+)")
_BOTH_AT_ONCE = re.compile(r"([0-9]{1,3})(?:h|hr|hrs)([0-9]{1,2})(?:m|min|mins)?")
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::00)?")
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_PARTS = {"half": 0.5, "quarter": 0.25}
_MARKS = ",;!?()*_`"
_NO_LENGTH = ("ago", "late", "later", "before", "after", "earlier", "from", "am", "pm", "a.m", "p.m")
"""Behind these words a number of hours says when, or how late, and not how long."""
MINUTES = 60


def read_hours(words: Sequence[str]) -> tuple[float, int] | None:
    """The hours that the first words name, and how many of them do; None if they name none.

    "4:00" is none here, for it may be a time of day: see `read_clock_hours`. Nor is "2 hours ago".
    """
    plain = _plainly(words[:8])
    if not plain:
        return None
    found = _both(plain) or _spoken(plain)
    if found is None or (len(plain) > found[1] and plain[found[1]] in _NO_LENGTH):
        return None
    return found


def read_clock_hours(words: Sequence[str]) -> tuple[float, int] | None:
    """The same, and "4:00" or "1:30" too: where the course is said, and no "at" stands before them."""
    plain = _plainly(words[:2])
    match = _CLOCK.fullmatch(plain[0]) if plain else None
    if match is None:
        return read_hours(words)
    behind = plain[1] if len(plain) > 1 else ""
    if behind in _NO_LENGTH:
        return None
    return int(match[1]) + int(match[2]) / MINUTES, 2 if behind in _HOUR else 1


def written_hours(text: str) -> float | None:
    """The hours that the whole of a text is, as a cell has them: "4", "4h", "4:00", "90 min", "1.5 hours".

    None for any other text, such as "N/A", "-4" or "4 to 6".
    """
    words = text.split()
    if len(words) == 1 and _NUMBER.fullmatch(words[0]):
        return float(words[0])
    found = read_clock_hours(words)
    return found[0] if found is not None and found[1] == len(words) else None


def _plainly(words: Sequence[str]) -> list[str]:
    """Words without the marks around them; the point of ".5h" is no mark."""
    return [word.lower().strip(_MARKS).rstrip(_MARKS + ".") for word in words]


def _both(plain: Sequence[str]) -> tuple[float, int] | None:
    """Hours and minutes: "1h30", "1 hr 30 min", "2 hours and 15 minutes", "1 hour 30"."""
    match = _BOTH_AT_ONCE.fullmatch(plain[0])
    if match is not None and int(match[2]) < MINUTES:
        return int(match[1]) + int(match[2]) / MINUTES, 1
    whole = _counted(plain, _HOUR)
    if whole is None:
        return None
    hours, used = whole
    lead = used + (1 if plain[used : used + 1] == ["and"] else 0)
    rest = plain[lead:]
    minutes = _counted(rest, _MINUTE)
    if minutes is not None and minutes[0] < MINUTES:
        return hours + minutes[0] / MINUTES, lead + minutes[1]
    part = 1 if rest[:1] == ["a"] else 0
    if lead > used and len(rest) > part and rest[part] in _PARTS:
        return hours + _PARTS[rest[part]], lead + part + 1
    return hours, used


def _counted(plain: Sequence[str], units: Sequence[str]) -> tuple[float, int] | None:
    """A number and its unit: "4h", "8-hour", "8 hrs", "two hours", "an hour", "1 1/2 hours"."""
    match = _AT_ONCE.fullmatch(plain[0]) if plain else None
    if match is not None:
        at_once = _number([match[1]])
        return (at_once[0], 1) if at_once is not None and match[2] in units else None
    number = _number(plain)
    if number is None:
        spoken, _, unit = plain[0].rpartition("-") if plain else ("", "", "")
        said = number_said(spoken)
        return (float(said), 1) if said is not None and unit in units else None
    count, used = number
    return (count, used + 1) if len(plain) > used and plain[used] in units else None


def _number(plain: Sequence[str]) -> tuple[float, int] | None:
    """ "4", "1.5", "two", "a", "1½", "1 1/2", "one and a half", "two and a quarter"."""
    if not plain:
        return None
    word = plain[0]
    if word in _FRACTIONS:
        return _FRACTIONS[word], 1
    if word[:-1].isascii() and word[:-1].isdecimal() and word[-1:] in _FRACTIONS:
        return int(word[:-1]) + _FRACTIONS[word[-1]], 1
    said = 1 if word in ("a", "an") else number_said(word)
    count = float(word) if _NUMBER.fullmatch(word) else said
    if count is None:
        return None
    if len(plain) > 1 and plain[1] in _FRACTIONS and word not in ("a", "an"):
        return count + _FRACTIONS[plain[1]], 2
    if len(plain) > 3 and plain[1] == "and" and plain[2] == "a" and plain[3] in _PARTS:
        return count + _PARTS[plain[3]], 4
    return float(count), 1


def _spoken(plain: Sequence[str]) -> tuple[float, int] | None:
    """Minutes, and parts of an hour: "90 min", "half an hour", "a half hour", "three quarters of an hour"."""
    minutes = _counted(plain, _MINUTE)
    if minutes is not None:
        return minutes[0] / MINUTES, minutes[1]
    for said, hours in _OF_AN_HOUR:
        if tuple(plain[: len(said)]) == said:
            return hours, len(said)
    return None


_OF_AN_HOUR = tuple(
    (tuple(said.split()), hours)
    for said, hours in (
        *(("half an hour", 0.5), ("a half hour", 0.5), ("half hour", 0.5), ("half-hour", 0.5)),
        *(("a half-hour", 0.5), ("half a hour", 0.5), ("a half an hour", 0.5)),
        *(("three quarters of an hour", 0.75), ("three-quarters of an hour", 0.75)),
        *(("a quarter of an hour", 0.25), ("quarter of an hour", 0.25), ("a quarter hour", 0.25)),
        *(("quarter hour", 0.25), ("½ hour", 0.5), ("1/2 hour", 0.5), ("½ an hour", 0.5)),
    )
)
