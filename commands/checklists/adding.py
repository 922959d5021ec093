"""`/checklist add`: an item is written down, in words or in a form, which asks for what was left open."""

from __future__ import annotations

from slack_sdk.models.views import View

from commands.checklists.checklist_views import add_button, look_button, owner_words
from commands.checklists.item_form import FIELDS, LIST, of_words, written
from commands.kit.about import Kept
from commands.kit.blocks import aside, button, buttons, words
from commands.kit.forms import Modal, opened
from commands.kit.may import Action, agencies_led, may
from commands.kit.member import Needs
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared, Form, Undoes
from commands.kit.reply import Message, Reply, say
from commands.kit.request import Door, Request
from commands.language.checklist_items import (
    EXAMPLE,
    NOTHING_YET,
    ItemWords,
    into_parts,
    people_named,
    understand_item,
    usual_list,
)
from commands.language.checklists import (
    ADD,
    CHANGE,
    UNDO,
    ItemPicked,
    checklist_of,
    item_of,
    list_name,
    locked_list,
    own_list,
)
from commands.language.logs import UNDO_NOTE, refuse_late_undo
from readiness.records import AgencyId
from storage.audit import AuditKind
from storage.checklist_closing import take_out
from storage.checklist_keeping import ItemSaid, add_item, standing_twin
from storage.checklist_turns import ItemClosed, Touched
from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight
from words.days import spoken
from words.problems import Problem
from words.recurring import how_often

TYPED = (Door.COMMAND, Door.MENTION, Door.DIRECT)
WHO_UNDOES = "Who keeps the list can mark it as not being done, with a reason."


def add(request: Request) -> Reply:
    """Adds the item that is said to the last word; anything open, or nothing said, opens the form."""
    _refuse_nobodys(request)
    said = understand_item(request, request.text) if request.text else ItemWords(into=usual_list(request))
    # A press says what was typed at another time: it shows, and records nothing.
    if said.unclear or not request.text or request.door not in TYPED:
        raise AskedBack(_shown(request, said))
    into = _list_of(request, said.into)
    twin = standing_twin(request.session, into, said.text)
    if twin is not None:
        raise AskedBack(_twin(request, said, into, twin))
    item = add_item(request.session, into, _of_words(said), request.trail(), request.member.person_id)
    return Reply(message=_added(request, item, into))


def open_form(request: Request) -> Reply:
    """The form, filled in with what the button carries."""
    _refuse_nobodys(request)
    said = request.carried(ItemWords)
    said = said if said.into else said.model_copy(update={"into": usual_list(request)})
    return Reply(modal=_form(request, said))


def submit(request: Request) -> Reply:
    """Adds the item that was filled in, or shows which fields can't be taken."""
    _refuse_nobodys(request)
    filled = ADD_ITEM.read(request)
    values = written(request, filled)
    into = _list_of(request, filled[LIST])
    twin = standing_twin(request.session, into, filled[FIELDS[0]])
    said = request.carried(ItemWords)
    if twin is not None and twin.id != said.twin:
        note = f"{_stands(twin)} If this is another one, press Add it again."
        shown = ADD_ITEM.view(
            of_words(request, said), carried=said.model_copy(update={"twin": twin.id}), above=[words(note)]
        )
        raise AskedBack(Reply(updated=shown))
    item = add_item(request.session, into, ItemSaid(**values), request.trail(), request.member.person_id)
    return Reply(message=_added(request, item, into), closes=True)


def undo(request: Request) -> Reply:
    """Undo: takes an item out again that the speaker only just added."""
    item, there = item_of(request, request.carried(ItemPicked).item_id, Action.CHECKLIST, lock=True)
    if item.recorded_by != request.member.label:
        raise Problem(f"{item.text}: somebody else added it. {WHO_UNDOES}")
    refuse_late_undo(request, item.recorded_at, WHO_UNDOES)
    try:
        take_out(request.session, item, request.trail())
    except (ItemClosed, Touched):
        raise Problem(f"Somebody has worked on it since: {item.text}. {WHO_UNDOES}") from None
    return say(f"Taken out of {list_name(request, there)} again: {item.text}.", replaces=True)


def facts(request: Request, item: ChecklistItem, there: ChecklistRecord) -> str:
    """What is kept of an open item, in a line: its due day, who sees to it, how often it comes again."""
    due = f"Due {spoken(item.due_on)}" if item.due_on else "No due day, so nobody is reminded"
    again = f", then {how_often(item.every_months, item.due_day, item.due_on)}" if item.every_months else ""
    owner = owner_words(request, [(item, there)])[item.id]
    evidence = " It closes only with its evidence." if item.needs_evidence else ""
    return f"{due}{again}. Seen to by {owner}.{evidence}"


def _added(request: Request, item: ChecklistItem, there: ChecklistRecord) -> Message:
    picked = ItemPicked(item_id=item.id)
    told = item.owner_id is not None and item.owner_id != request.member.person_id
    return Message(
        [
            words(f"Added to {list_name(request, there)} as number {item.place}: {item.text}."),
            words(facts(request, item, there) + (" They read of it in their next letter." if told else "")),
            *buttons(
                button("Undo", UNDO, picked),
                button("Change", f"{CHANGE}:added", picked),
                look_button(item),
            ),
            aside(UNDO_NOTE),
        ]
    )


def _list_of(request: Request, into: str) -> ChecklistRecord:
    """The list an item is for. Raises Refused for one that is not the speaker's."""
    number, agency = _parts(into)
    return locked_list(request, checklist_of(request, number)) if number else own_list(request, agency)


def _parts(into: str) -> tuple[int, AgencyId | None]:
    try:
        return into_parts(into)
    except ValueError:
        raise Wrong({LIST.name: "Choose a checklist from the list."}) from None


def _refuse_nobodys(request: Request) -> None:
    """Raises Refused for who keeps no list at all."""
    if not agencies_led(request.member):
        may(request.member, Action.CHECKLIST, Kept(), request.today, request.today).or_refuse()


def _of_words(said: ItemWords) -> ItemSaid:
    return ItemSaid(
        said.text,
        owner_id=said.owner_id or None,
        owner_right=OwnerRight(said.owner_right) if said.owner_right else OwnerRight.LEAD,
        due_on=said.due_on,
        every_months=said.every or None,
        due_day=said.due_day or None,
        needs_evidence=said.evidence,
    )


def _stands(twin: ChecklistItem) -> str:
    return f"That is on the list already, as number {twin.place}."


def _twin(request: Request, said: ItemWords, there: ChecklistRecord, twin: ChecklistItem) -> Reply:
    other = said.model_copy(update={"twin": twin.id})
    return say(
        f"{_stands(twin)} {twin.text}: {list_name(request, there)}. {NOTHING_YET}",
        *buttons(look_button(twin), add_button(other, "Another one: add it")),
    )


def _shown(request: Request, said: ItemWords) -> Reply:
    """The form; where none opens by itself, what was not understood, and a button that opens it."""
    lead = said.unclear or f"Say it, such as {EXAMPLE}, or open the form. {NOTHING_YET}"
    understood = _told(request, said)
    text = f"{lead}\nI understood: {understood}." if understood else lead
    return opened(request, _form(request, said), text, add_button(said, "Open the form"))


def _told(request: Request, said: ItemWords) -> str:
    """What was understood of an item, in words."""
    by_right = f"for {OwnerRight(said.owner_right).called()}" if said.owner_right else ""
    parts = [
        said.text,
        f"due {spoken(said.due_on)}" if said.due_on else "",
        f"for {people_named(request, said.owner_id)}" if said.owner_id else by_right,
        how_often(said.every, said.due_day or None, said.due_on) if said.every else "",
        "with evidence" if said.evidence else "",
    ]
    return ", ".join(each for each in parts if each)


def _form(request: Request, said: ItemWords) -> View:
    above = [words(said.unclear)] if said.unclear else []
    return ADD_ITEM.view(of_words(request, said), carried=said, above=above)


ADD_ITEM = Modal(
    "checklist.add_item", "Add an item", "Add it", (FIELDS[0], LIST, *FIELDS[1:]), submit, needs=Needs.LEAD
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "checklist add",
        add,
        what="add an item to a checklist: by when, by whom, how often, with what evidence",
        example=EXAMPLE,
        needs=Needs.LEAD,
        changes=True,
        takes="WHAT [by DAY] [for WHO] [every N months] [with evidence]",
    ),
    Click(ADD, open_form, needs=Needs.LEAD),
    Click(UNDO, undo, needs=Needs.LEAD, changes=True),
    Undoes(AuditKind.ITEM_ADDED, UNDO, lambda rows: ItemPicked(item_id=rows[0].subject_id or 0)),
    *ADD_ITEM.entries(),
)
