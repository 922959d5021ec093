"""The summary of readiness for a council: one page as of a day, what was left out and why, as tagged PDF.

For people outside: counts by the rule of small counts alone, nobody's name, and a claim is of the strength an
agency declared. `files.exports.summary` reads it from the store.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

from files.documents.pdf import pdf
from words.amounts import in_percent
from words.days import spoken

MOST_COURSES, MOST_BARS, MOST_LINES = 7, 12, 8
"""Rows of a table, and lines beneath a heading: what fits on one page. What is left out is said."""
LONG, LONGER = 44, 240
"""Characters of a name, and of a line."""

COURSES = "What is asked, and who is current"
EXPLAINED = (
    "A number with a key can be checked: “explain KEY”, said to Muster in Slack, or muster explain KEY on "
    "the command line, tells the rule, what was counted and what was left out."
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A number to be read first: it, what it says, its key."""

    number: str
    says: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course: how often it is to be taken, how many are current, of what share. `strength_share` is of the
    strength agencies declared, where one did.
    """

    name: str
    how_often: str
    current: int
    required: int
    share: int | None
    strength_share: int | None
    key: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the scope with its share from 0 to 100; None where nothing is asked there."""

    name: str
    current: int
    required: int
    share: int | None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that stands in one. `made_at` is the instant it is dated with: the beginning of `as_of`.

    `parts` are headings with their lines; `remarks` what is to be known first.
    """

    of: str
    region: str
    handling_mark: str
    as_of: date
    made_at: datetime
    remarks: Sequence[str]
    tiles: Sequence[Tile]
    courses: Sequence[CourseLine]
    bars_heading: str
    bars: Sequence[Bar]
    parts: Sequence[tuple[str, Sequence[str]]] = field(default_factory=tuple)
    audit_head: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Readiness of {self.of}"


def summary_pdf(summary: Summary) -> bytes:
    """The summary as PDF, on one page whatever stands in it, for the eye and for screen readers."""
    day = spoken(summary.as_of)
    title = f"Readiness of {_short(summary.of, 90)}"
    is_of_strength = any(each.strength_share is not None for each in summary.courses)
    content: dict[str, Any] = {
        "title": title,
        "subject": f"As of {day}",
        "head": _short(summary.region, 90),
        "mark": _short(summary.handling_mark, 60),
        "foot": " · ".join(filter(None, (f"{title}, as of {day}", summary.audit_head))),
        "remarks": [f"As of {day}.", *(_short(each, LONGER) for each in summary.remarks)],
        "tiles": [
            {"number": each.number, "says": _short(each.says, 130), "key": _key(each.key)}
            for each in summary.tiles
        ],
        "courses-heading": COURSES,
        "courses-header": (
            "Course",
            "To be taken",
            "Current",
            "Of strength" if is_of_strength else "Share",
            "Key",
        ),
        "courses": [
            {"cells": _cells(each, is_of_strength), "key": each.key}
            for each in summary.courses[:MOST_COURSES]
        ],
        "bars-heading": _short(summary.bars_heading, 150),
        "bars-header": ("", "0 to 100 percent current", "Share", "Current", "Key"),
        "bars": [
            {
                "name": _short(each.name, LONG),
                "share": each.share,
                "said": in_percent(each.share),
                "counts": f"{each.current:,} of {each.required:,}",
                "key": each.key,
            }
            for each in summary.bars[:MOST_BARS]
        ],
        "parts": [
            {"heading": heading, "lines": [_short(each, LONGER) for each in lines[:MOST_LINES]]}
            for heading, lines in summary.parts
            if lines
        ],
    }
    return pdf("summary", content, summary.made_at)


def _cells(each: CourseLine, is_of_strength: bool) -> tuple[str, str, str, str]:
    listed = f"{each.current:,} of {each.required:,}" + (
        f" ({in_percent(each.share)})" if is_of_strength else ""
    )
    share = each.strength_share if is_of_strength and each.strength_share is not None else each.share
    return (_short(each.name, LONG), _short(each.how_often, 60), listed, in_percent(share))


def _key(key: str) -> str:
    return f"Key {key}" if key else ""


def _short(text: str, most: int) -> str:
    """A text that leaves the page room for the others; a wide sign takes the room of two."""
    ends = list(accumulate(2 if east_asian_width(sign) in "WF" else 1 for sign in text))
    if not ends or ends[-1] <= most:
        return text
    return f"{text[: bisect_right(ends, most - 1)].rstrip()}…"
