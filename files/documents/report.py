"""A report: facts, remarks and parts, each a table beneath its heading; `report.typ` sets it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from files.documents.pdf import pdf
from words.days import spoken

NOTHING = "Nothing is on record."

Cell = str | list[str]


def report(
    title: str,
    head: str,
    mark: str,
    facts: Sequence[tuple[str, str]],
    remarks: Sequence[str],
    parts: Sequence[dict[str, Any]],
    made_at: datetime,
    zone: ZoneInfo,
) -> bytes:
    """A report as PDF, for the eye and for screen readers.

    `facts` that say nothing are left out. `made_at` is the instant it is of, said in `zone`; `mark` is the
    handling mark.
    """
    content = {
        "title": title,
        "subject": f"As of {moment(made_at, zone)}",
        "head": head,
        "mark": mark,
        "foot": f"{title}, as of {spoken(made_at.astimezone(zone).date())}",
        "facts": [(label, value) for label, value in facts if value],
        "remarks": list(remarks),
        "parts": list(parts),
    }
    return pdf("report", content, made_at)


def part(
    heading: str, says: str, widths: Sequence[float], header: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> dict[str, Any]:
    """A part: its heading, what is said beneath it, and a table; `widths` are shares, 0 as wide as needed."""
    return {"heading": heading, "says": says, "widths": widths, "header": header, "rows": rows}


def lines(*said: str) -> Cell:
    """A cell of several lines; those that say nothing are left out."""
    return [each for each in said if each] or ""


def day_or_none(day: date | None) -> str:
    """A day in words; nothing for none."""
    return "" if day is None else spoken(day)


def moment(instant: datetime, zone: ZoneInfo) -> str:
    """An instant as a zone's clocks show it: "2 Nov 2026, 09:00 CST"."""
    there = instant.astimezone(zone)
    return f"{spoken(there.date())}, {there:%H:%M %Z}"
