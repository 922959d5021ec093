"""`/checklist assign`, and changing an item: who sees to it, its words, its day, how often it comes again."""

from __future__ import annotations

import re
from datetime import date

from commands.checklists.adding import TYPED, facts
from commands.checklists.checklist_views import receipt
from commands.checklists.item_form import DUE, FIELDS, OWNER, RIGHT, of_record, why_not_given, written
from commands.kit.blocks import button, words
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
from storage.checklist_keeping import change_item
from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight
from words.days import read_day
from words.problems import Unclear

EXAMPLE = "/checklist assign radio plan to Maria Ortiz"
TO = re.compile(r"\s+(?:to|for)\s+(?!.*\s(?:to|for)\s)", re.IGNORECASE)
"""What parts an item from who is to see to it: the last one of its kind."""
NEW_DAY = re.compile(r"(?P<which>.+)\s+(?:to|until|till|by)\s+(?P<day>.+)", re.IGNORECASE | re.DOTALL)
"""What parts an item from the day it is to be due: the last one of its kind."""


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
    item, there = _theirs(request)
    filled = ASSIGN_FORM.read(request)
    person = filled[OWNER]
    if why := why_not_given(request, person, item.owner_id):
        raise Wrong({OWNER.name: why})
    changes = {"owner_id": None if person is None else person.id, "owner_right": OwnerRight(filled[RIGHT])}
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
                not_understood=f"I know no day “{shown(parts['day'])}”. Nothing was changed.",
                example="/checklist change radio plan to 20 Dec",
            )
        which = parts["which"]
    return _change_form(request, item_said(request, which, CHANGE, fitting=fitting), day)


def change_pressed(request: Request) -> Reply:
    """The form of an item, filled in with what it is."""
    return _change_form(request, request.carried(ItemPicked).item_id)


def change_submitted(request: Request) -> Reply:
    """Changes an item into what the form was filled in with."""
    item, there = _theirs(request)
    values = written(request, CHANGE_ITEM.read(request), item)
    before = change_item(request.session, item, values, request.trail(), request.member.person_id)
    said = "Changed" if before else "It was so already; nothing changed"
    message = receipt(f"{said}: {item.text}.\n{facts(request, item, there)}", item)
    return Reply(message=message, closes=True)


def _theirs(request: Request) -> tuple[ChecklistItem, ChecklistRecord]:
    item, there = item_of(request, request.carried(ItemPicked).item_id, Action.CHECKLIST, lock=True)
    refuse_closed(item)
    return item, there


def _given(
    request: Request, item: ChecklistItem, there: ChecklistRecord, changes: dict[str, int | OwnerRight | None]
) -> Reply:
    before = change_item(request.session, item, changes, request.trail(), request.member.person_id)
    said = "Changed" if before else "It was so already; nothing changed"
    told = bool(before) and item.owner_id is not None and item.owner_id != request.member.person_id
    lines = f"{said}: {item.text}.\n{facts(request, item, there)}"
    if told and "owner_id" in before:
        lines += " They read of it in their next letter."
    return Reply(message=receipt(lines, item), closes=True)


def _assign_form(request: Request, item: ChecklistItem) -> Reply:
    picked = ItemPicked(item_id=item.id)
    shown = {name: value for name, value in of_record(request, item).items() if name in ASKED}
    view = ASSIGN_FORM.view(shown, carried=picked, above=[words(item.text)])
    opener = button("Choose who", f"{ASSIGN}:form", picked)
    return opened(request, view, f"{item.text}: who is to see to it? Nothing was changed yet.", opener)


def _change_form(request: Request, key: int, due_on: date | None = None) -> Reply:
    item, _ = item_of(request, key, Action.CHECKLIST)
    refuse_closed(item)
    picked = ItemPicked(item_id=item.id)
    filled = of_record(request, item) | ({} if due_on is None else {DUE.name: due_on})
    view = CHANGE_ITEM.view(filled, carried=picked)
    opener = button("Open the form", f"{CHANGE}:form", picked)
    return opened(request, view, f"{item.text}: nothing was changed yet.", opener)


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
        what="change an item: its words, its day, its owner, how often it comes again, its notes",
        example="/checklist change radio plan",
        needs=Needs.LEAD,
        takes="ITEM [to DAY]",
    ),
    Click(ASSIGN, assign_pressed, needs=Needs.LEAD),
    Click(CHANGE, change_pressed, needs=Needs.LEAD),
    *ASSIGN_FORM.entries(),
    *CHANGE_ITEM.entries(),
)
