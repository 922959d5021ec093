"""An item's history: its rounds before with their evidence, by whom and when; what was changed.

What is opened again, changed or comes again loses nothing: who may read the item reads it here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel
from slack_sdk.models.blocks import Block

from commands.kit.blocks import aside, button, buttons, cut, paragraphs, shown_of, title, words
from commands.kit.registry import Click, Declared
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.checklists import LOOK, ItemPicked, item_of
from storage.answers import names_of
from storage.audit import AuditKind, AuditRow
from storage.checklist_history import happened, people_behind
from storage.checklists import ChecklistItem, ItemState, OwnerRight
from words.days import spoken

HISTORY = "checklist.history"
"""What the button is known by that shows an item's history; it carries which, and from which row on."""
PAGE, LATEST = 7, 3
"""Rows of one page of it, and of it beneath the item itself."""
SHORT, LONG = 160, 2800
CALLED = {
    "text": "its words",
    "step": "its step",
    "notes": "its notes",
    "owner_id": "who sees to it",
    "owner_right": "who sees to it where nobody is named",
    "due_on": "its due day",
    "every_months": "every how many months it repeats",
    "due_day": "on which day of the month",
    "needs_evidence": "whether it needs evidence",
}


class HistoryPicked(BaseModel):
    """The history of which item, from which row on."""

    item_id: int = 0
    start: int = 0


def show(request: Request) -> Reply:
    """The history of an item, a page of it, the latest first."""
    picked = request.carried(HistoryPicked)
    item, _ = item_of(request, picked.item_id)
    rows, total = happened(request.session, item, picked.start, PAGE)
    lines = _lines(request, rows, LONG)
    last, first = picked.start + len(rows), max(0, picked.start - PAGE)
    turn = [
        button("Later", f"{HISTORY}:later", HistoryPicked(item_id=item.id, start=first))
        if picked.start
        else None,
        button("Earlier", f"{HISTORY}:more", HistoryPicked(item_id=item.id, start=last))
        if last < total
        else None,
    ]
    blocks: list[Block] = [
        title("Its history"),
        words(item.text),
        *paragraphs(lines or ["Nothing was noted of it."]),
    ]
    if said := shown_of(picked.start, len(rows), total, "Of its history", "the latest first"):
        blocks.append(aside(said))
    look = button("Look at it", f"{LOOK}:{item.id}", ItemPicked(item_id=item.id))
    return Reply(
        message=Message([*blocks, *buttons(*turn, look)]), replaces=request.value.get("start") is not None
    )


def latest(request: Request, item: ChecklistItem) -> tuple[str, int]:
    """What happened with an item last, a line each; and how much there is in all."""
    rows, total = happened(request.session, item, 0, LATEST)
    return "\n".join(_lines(request, rows, SHORT)), total


def _lines(request: Request, rows: Sequence[AuditRow], most: int) -> list[str]:
    names = people_behind(request.session, request.member.workspace, {row.actor for row in rows})
    changes = [row.detail.get(each, {}) for row in rows for each in ("was", "now")]
    owners = {each["owner_id"] for each in changes if isinstance(each, dict) and each.get("owner_id")}
    people = {key: each.name for key, each in names_of(request.session, owners).items()}
    return [
        f"{spoken(request.region.day(row.at))}: {cut(_said(row.kind, row.detail, people), most)} "
        f"({names.get(row.actor, row.actor)})"
        for row in rows
    ]


def _said(kind: str, detail: Mapping[str, Any], people: Mapping[int, str]) -> str:
    match kind:
        case AuditKind.ITEM_ADDED:
            return "written down"
        case AuditKind.ITEM_CHANGED:
            parts = [_change(name, detail, people) for name in CALLED if name in detail.get("was", {})]
            return "; ".join(parts) or "changed"
        case AuditKind.ITEM_CLOSED:
            return _closed(detail)
        case AuditKind.ITEM_REOPENED:
            return "opened again"
        case AuditKind.ITEM_SNOOZED:
            return f"reminders put off until {_day(detail.get('until'))}"
    return kind


def _closed(detail: Mapping[str, Any]) -> str:
    became = str(detail.get("became", ""))
    on = f" on {_day(detail['on'])}" if detail.get("on") else ""
    if became == ItemState.DONE:
        shows = f", evidence: {detail['evidence']}" if detail.get("evidence") else ""
        return f"done{on}{shows}"
    why = f": {detail['why']}" if detail.get("why") else ""
    return f"{became}{why}"


def _change(name: str, detail: Mapping[str, Any], people: Mapping[int, str]) -> str:
    was, now = (_value(name, detail[which][name], people) for which in ("was", "now"))
    return f"{CALLED[name]}: {now}, was {was}"


def _value(name: str, value: Any, people: Mapping[int, str]) -> str:
    if value is None or value == "":
        return "nobody by name" if name == "owner_id" else "none"
    if name == "owner_id":
        return people.get(value, "somebody")
    if name == "due_on":
        return _day(value)
    if name == "owner_right":
        return OwnerRight(value).called()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{value}”" if isinstance(value, str) else str(value)


def _day(said: Any) -> str:
    return spoken(date.fromisoformat(str(said)))


ENTRIES: tuple[Declared, ...] = (Click(HISTORY, show),)
