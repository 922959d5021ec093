"""`/checklist assign`, and changing an item: who sees to it, its words, its day, how often it comes again."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from slack_sdk.models.views import View

from commands.checklists.adding import TYPED, facts
from commands.checklists.checklist_views import receipt
from commands.checklists.history import CALLED, latest
from commands.checklists.item_form import DUE, FIELDS, OWNER, RIGHT, of_record, why_not_given, written
from commands.kit.blocks import aside, button, words
from commands.kit.forms import Modal, opened
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.checklist_items import understand_owner
from commands.language.checklists import ASSIGN, CHANGE, ItemPicked, item_of, refuse_closed
from commands.language.items_meant import item_said, items_fitting
from commands.language.scopes import shown
from storage.checklist_history import changed_since, last_row
from storage.checklist_keeping import change_item, plain
from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight
from words.amounts import listing
from words.days import read_day
from words.problems import Unclear

EXAMPLE = "/checklist assign radio plan to Maria Ortiz"
TO = re.compile(r"\s+(?:to|for)\s+(?!.*\s(?:to|for)\s)", re.IGNORECASE)
"""What parts an item from who is to see to it: the last one of its kind."""
NEW_DAY = re.compile(r"(?P<which>.+)\s+(?:to|until|till|by)\s+(?P<day>.+)", re.IGNORECASE | re.DOTALL)
"""What parts an item from the day it is to be due: the last one of its kind."""


class Shown(ItemPicked):
    """Which item a form is of, and how it was when it was shown (`storage.checklist_history.last_row`).

    `turn` tells one drawing of the form from another.
    """

    row: int = 0
    turn: int = 0


def assign(request: Request) -> Reply:
    """Gives the item that is said to who is said; with nobody said, the form asks."""
    which, *to = TO.split(request.text, 1)
    key = item_said(request, which.strip(), ASSIGN)
    item, there = item_of(request, key, Action.CHECKLIST, lock=True)
    refuse_closed(item)
    if not to or request.door not in TYPED:
        raise AskedBack(_assign_form(request, item))
    person, right, why_not = understand_owner(request, to[0].strip(" .!"), there.agency_id)
    if why_not:
        raise Unclear(not_understood=f"{why_not} Nothing was changed.", example=EXAMPLE)
    changes = {"owner_id": person or None} | ({} if right is None else {"owner_right": right})
    return _given(request, item, there, changes)


def assign_pressed(request: Request) -> Reply:
    """The form that asks who is to see to an item."""
    item, _ = item_of(request, request.carried(ItemPicked).item_id, Action.CHECKLIST)
    refuse_closed(item)
    return _assign_form(request, item)


def assign_submitted(request: Request) -> Reply:
    """Gives an item to who was chosen."""
    item, there, shown = _theirs(request)
    form = ASSIGN_FORM.turned(shown.turn)
    filled, was = form.read(request), changed_since(request.session, item, shown.row)
    person = filled[OWNER]
    if why := why_not_given(request, person, item.owner_id, was.get("owner_id")):
        raise form.wrong({OWNER.name: why})
    values = {"owner_id": None if person is None else person.id, "owner_right": OwnerRight(filled[RIGHT])}
    changes, both = _apart(item, values, was)
    if both:
        raise AskedBack(Reply(updated=_assign_view(request, item, shown.turn + 1, _meanwhile(both))))
    return _given(request, item, there, changes)


def change_said(request: Request) -> Reply:
    """Opens the form of the item that is said, with the day that is said for it: "radio plan to 20 Dec"."""
    which, day = request.text, None
    fitting = items_fitting(request, which)
    if not fitting and (parts := NEW_DAY.fullmatch(request.text.strip())):
        said = parts["day"].split()
        found = read_day(said, request.reading(looks_back=False))
        day = found[0] if found is not None and found[1] == len(said) else None
        if day is None:
            raise Unclear(
                not_understood=f"I don't understand the day “{shown(parts['day'])}”. Nothing was changed.",
                example="/checklist change radio plan to 20 Dec",
            )
        which = parts["which"]
    return _change_form(request, item_said(request, which, CHANGE, fitting=fitting), day)


def change_pressed(request: Request) -> Reply:
    """The form of an item, filled in with what it is."""
    return _change_form(request, request.carried(ItemPicked).item_id)


def change_submitted(request: Request) -> Reply:
    """Changes an item into what the form was filled in with."""
    item, there, shown = _theirs(request)
    form, was = CHANGE_ITEM.turned(shown.turn), changed_since(request.session, item, shown.row)
    filled = form.read(request)
    try:
        values = written(request, filled, item, was)
    except Wrong as wrong:
        raise form.wrong(wrong.fields) from None
    changes, both = _apart(item, values, was)
    if both:
        raise AskedBack(Reply(updated=_change_view(request, item, shown.turn + 1, _meanwhile(both))))
    before = change_item(request.session, item, changes, request.trail(), request.member.person_id)
    said = "Changed" if before else "It was so already; nothing changed"
    message = receipt(f"{said}: {item.text}.\n{facts(request, item, there)}", item)
    return Reply(message=message, closes=True)


def _apart(
    item: ChecklistItem, values: Mapping[str, Any], was: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """What a form changes, without what it left as it was shown and somebody else changed meanwhile; and what
    both changed, each into another.
    """
    found = {
        name: each
        for name, each in values.items()
        if name not in was or plain({name: each})[name] != was[name]
    }
    both = [name for name in found if name in was and getattr(item, name) != found[name]]
    return found, both


def _meanwhile(both: Collection[str]) -> str:
    """What is said above a form that is shown anew."""
    said = listing([CALLED[name] for name in both])
    return f"Somebody else changed {said} while this was open. Nothing was saved; this is how it is now."


def _theirs(request: Request) -> tuple[ChecklistItem, ChecklistRecord, Shown]:
    shown = request.carried(Shown)
    item, there = item_of(request, shown.item_id, Action.CHECKLIST, lock=True)
    refuse_closed(item)
    return item, there, shown


def _given(
    request: Request, item: ChecklistItem, there: ChecklistRecord, changes: Mapping[str, Any]
) -> Reply:
    before = change_item(request.session, item, changes, request.trail(), request.member.person_id)
    said = "Changed" if before else "It was so already; nothing changed"
    told = bool(before) and item.owner_id is not None and item.owner_id != request.member.person_id
    lines = f"{said}: {item.text}.\n{facts(request, item, there)}"
    if told and "owner_id" in before:
        lines += " They read of it in their next letter."
    return Reply(message=receipt(lines, item), closes=True)


def _assign_form(request: Request, item: ChecklistItem) -> Reply:
    opener = button("Choose who", f"{ASSIGN}:form", ItemPicked(item_id=item.id))
    text = f"{item.text}: who is to see to it? Nothing was changed yet."
    return opened(request, _assign_view(request, item), text, opener)


def _assign_view(request: Request, item: ChecklistItem, turn: int = 0, note: str = "") -> View:
    fields = {name: value for name, value in of_record(request, item).items() if name in ASKED}
    above = [words(note)] if note else []
    return ASSIGN_FORM.turned(turn).view(fields, _shown(request, item, turn), [*above, words(item.text)])


def _change_form(request: Request, key: int, due_on: date | None = None) -> Reply:
    item, _ = item_of(request, key, Action.CHECKLIST)
    refuse_closed(item)
    opener = button("Open the form", f"{CHANGE}:form", ItemPicked(item_id=item.id))
    view = _change_view(request, item, due_on=due_on)
    return opened(request, view, f"{item.text}: nothing was changed yet.", opener)


def _change_view(
    request: Request, item: ChecklistItem, turn: int = 0, note: str = "", due_on: date | None = None
) -> View:
    """The form as the item is now, `due_on` said anew; beneath it what happened with it last."""
    above, (said, _) = [words(note)] if note else [], latest(request, item)
    below = [aside(said)] if said else []
    form = CHANGE_ITEM.turned(turn)
    filled = of_record(request, item) | ({} if due_on is None else {DUE.name: due_on})
    return form.view(filled, _shown(request, item, turn), above, below)


def _shown(request: Request, item: ChecklistItem, turn: int) -> Shown:
    return Shown(item_id=item.id, row=last_row(request.session, item), turn=turn)


ASSIGN_FORM = Modal(
    "checklist.assign_form", "Who sees to it", "Give it", (OWNER, RIGHT), assign_submitted, needs=Needs.LEAD
)
CHANGE_ITEM = Modal(
    "checklist.change_form", "Change an item", "Save it", FIELDS, change_submitted, needs=Needs.LEAD
)
ASKED = frozenset((OWNER.name, RIGHT.name))

ENTRIES: tuple[Declared, ...] = (
    Form(
        "checklist assign",
        assign,
        what="give an item to somebody to see to: a person, the lead, the emergency manager",
        example=EXAMPLE,
        needs=Needs.LEAD,
        changes=True,
        takes="ITEM to WHO",
    ),
    Form(
        "checklist change",
        change_said,
        what="change an item: its words, its day, its owner, how often it repeats, its notes",
        example="/checklist change radio plan",
        needs=Needs.LEAD,
        takes="ITEM [to DAY]",
    ),
    Click(ASSIGN, assign_pressed, needs=Needs.LEAD),
    Click(CHANGE, change_pressed, needs=Needs.LEAD),
    *ASSIGN_FORM.entries(),
    *CHANGE_ITEM.entries(),
)
