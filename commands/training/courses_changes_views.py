"""How a change of what is asked is told to who may change it: who, when, what, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from commands.kit.blocks import cut
from commands.kit.request import Request
from readiness.vocabulary import discipline_name
from storage.audit import AuditKind, AuditRow
from words.days import spoken

VALUE = 120
SAID = {
    "code": "code",
    "title": "title",
    "hours": "hours",
    "plan_id": "plan",
    "plan": "plan",
    "aliases": "also called",
    "effective_on": "from",
    "interval_months": "months",
    "anchor": "counted from",
    "window_days": "window in days",
    "month_end": "end of the month",
    "cycle_start": "a cycle began",
    "grace_days": "days of grace",
    "initial_days": "days to take it first",
    "lapse_months": "months a refresher is enough",
    "disciplines": "of",
    "roles": "as",
    "course_id": "what counts",
    "counts_for_id": "for",
    "kind": "how",
    "trainer_course_id": "trainer course",
    "trainer_course": "trainer course",
    "classes_a_month": "classes a month",
    "seats": "seats",
    "target": "target in percent",
}
"""What a column is called, for people."""
OF = {
    "course": "the course",
    "rule": "a version of the rule",
    "requirement": "who must hold it",
    "equivalent": "what counts for what",
}


def change_line(row: AuditRow, request: Request) -> str:
    """One change in a line: "2 Nov 2026 09:14, dana@grove.example: added a version (from 1 Jan 2027; …)"."""
    at = row.at.astimezone(request.region.zone)
    who = f"{spoken(at.date())} {at:%H:%M}, {cut(row.actor, VALUE)}"
    subject = OF.get(row.subject_kind, row.subject_kind)
    if row.kind != AuditKind.COURSE_CHANGED:
        return f"{who}: {row.what} ({subject}){_differences(_brought(row), request)}"
    what = f"{row.detail.get('what', 'changed')} {subject}"
    before, now = row.detail.get("before", {}), row.detail.get("now", {})
    pairs = {name: (before.get(name), now.get(name)) for name in {**before, **now}}
    return f"{who}: {what}{_differences(pairs, request)}"


def _brought(row: AuditRow) -> Mapping[str, tuple[Any, Any]]:
    """What an import changed: each value before and after."""
    found = row.detail.get("changes", {})
    return {name: (pair[0], pair[1]) for name, pair in found.items() if len(pair) == 2}


def _differences(pairs: Mapping[str, tuple[Any, Any]], request: Request) -> str:
    """Values before and after; those that were and are empty left out."""
    parts = []
    for name, said in SAID.items():
        before, after = (_value(name, each, request) for each in pairs.get(name, (None, None)))
        if before and after:
            parts.append(f"{said} {before} → {after}")
        elif before or after:
            parts.append(f"{said} {after}" if after else f"{said} was {before}")
    return f" ({'; '.join(parts)})" if parts else ""


def _value(name: str, value: Any, request: Request) -> str:
    """A value as it is read; what names a record by its number is given by name."""
    if value in (None, "", [], False):
        return ""
    catalogue = request.catalogue
    match name:
        case "course_id" | "counts_for_id" | "trainer_course_id" if value in catalogue.courses:
            return catalogue.courses[value].code
        case "plan_id" if value in catalogue.plans:
            return cut(catalogue.plans[value].name, VALUE)
        case "effective_on" | "cycle_start":
            return spoken(date.fromisoformat(str(value)))
        case "disciplines":
            return ", ".join(map(discipline_name, str(value).split(";")))
        case _:
            said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            return cut("yes" if value is True else said, VALUE)
