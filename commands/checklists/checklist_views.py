"""How checklists are shown: what is there of each, one list by its steps, one item with all there is of it.

The first line answers: how far it is. Names of people are for who may read the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    InteractiveElement,
    SectionBlock,
)

from commands.checklists.history import HISTORY, HistoryPicked, latest
from commands.checklists.item_pages import Page, Rows
from commands.kit.blocks import (
    aside,
    bold,
    button,
    buttons,
    cut,
    option,
    paragraphs,
    plain,
    says,
    shown_of,
    title,
    words,
)
from commands.kit.forms import one_of
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.checklist_items import ItemWords
from commands.language.checklists import (
    ADD,
    ASSIGN,
    CHANGE,
    CHANNEL_LINE,
    DONE,
    DROP,
    LOOK,
    REOPEN,
    SHOW,
    SNOOZE,
    ItemPicked,
    ListPicked,
    list_name,
    whose_name,
)
from readiness.records import PersonId
from storage.answers import names_of
from storage.checklist_counts import Counts, Standing, standing_of
from storage.checklist_owners import SeenTo, owners_on
from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight
from words.amounts import plural
from words.days import spoken
from words.recurring import how_often

POST = "checklist.post"
"""What the button is known by that posts a list's counts to a channel; it carries which list."""
CHOOSE = "checklist.look"
"""What the menu is known by from which one item of a list is opened."""
ROWS, LISTS = 7, 8
"""Items, and lists, on one page: a message fits one screen."""
TEXT, NOTE, EVIDENCE = 160, 600, 120


@dataclass(frozen=True)
class Listed:
    """One line of an overview: what it says, how far it is, and what opens it."""

    name: str
    counts: Counts
    opens: ListPicked


def counts_words(counts: Counts) -> str:
    """ "11 of 24 done, 2 overdue"."""
    if not counts.all:
        return "nothing to be done"
    late = f", {counts.overdue:,} overdue" if counts.overdue else ""
    return f"{counts.done:,} of {counts.all:,} done{late}"


def owner_words(request: Request, rows: Rows) -> dict[int, str]:
    """Who sees to each of some items, in words, by the item's id; and where whoever was named left."""
    owners = owners_on(request.session, rows, request.today, request.region)
    people = {key for each in owners.values() for key in (each.person, each.left) if key is not None}
    names = {key: each.name for key, each in names_of(request.session, people).items()}
    return {key: _owner(request, each, names) for key, each in owners.items()}


def standing_words(item: ChecklistItem, on: date) -> str:
    """Where an item stands, in words: "was due 3 Oct 2026, 30 days ago"."""
    again = f", {how_often(item.every_months, item.due_day, item.due_on)}" if item.every_months else ""
    match standing_of(item, on):
        case Standing.OVERDUE:
            assert item.due_on is not None
            said = f"was due {spoken(item.due_on)}, {plural((on - item.due_on).days, 'day')} ago{again}"
        case Standing.OPEN:
            said = f"due {spoken(item.due_on)}{again}" if item.due_on else f"no due day{again}"
        case Standing.RESTS:
            assert item.due_on is not None
            return f"done; due again {spoken(item.due_on)}{again}"
        case Standing.DONE:
            day = f" {spoken(item.closed_on)}" if item.closed_on else ""
            return f"done{day}" + (f" (evidence: {cut(item.evidence, EVIDENCE)})" if item.evidence else "")
        case Standing.DROPPED:
            return f"not doing: {cut(item.why_dropped, EVIDENCE)}"
    snoozed = item.snoozed_until
    return said + (f", put off until {spoken(snoozed)}" if snoozed and snoozed > on else "")


def item_line(item: ChecklistItem, owner: str, on: date) -> str:
    """One item in two lines: its number and what is to be done; where it stands, and who sees to it."""
    is_open = standing_of(item, on) in (Standing.OPEN, Standing.OVERDUE)
    parts = [standing_words(item, on), owner if is_open else ""]
    parts.append("needs evidence" if is_open and item.needs_evidence else "")
    return f"{item.place}. {cut(item.text, TEXT)}\n{' · '.join(each for each in parts if each)}"


def overview_message(
    head: str,
    lists: Sequence[Listed],
    page: ListPicked,
    above: Sequence[str],
    row: Sequence[ButtonElement | None],
) -> Message:
    """What is there: a line a list, or an agency, each with the button that opens it."""
    shown = lists[page.start : page.start + LISTS]
    blocks: list[Block] = [title(head), *paragraphs([each for each in above if each])]
    for place, each in enumerate(shown):
        line = f"{each.name}: {counts_words(each.counts)}"
        opens = button("Open", f"{SHOW}:list {page.start + place}", each.opens)
        blocks.append(SectionBlock(text=plain(line), accessory=opens))
    last = page.start + len(shown)
    if said := shown_of(page.start, len(shown), len(lists)):
        blocks.append(aside(said))
    more = page.model_copy(update={"start": last})
    blocks += buttons(button("More", f"{SHOW}:more", more) if last < len(lists) else None, *row)
    return Message(blocks)


def rows_message(
    request: Request,
    head: str,
    found: Page,
    page: ListPicked,
    steps: Mapping[str, Counts],
    done: str = "",
    above: Sequence[Block] = (),
) -> Message:
    """Items by their step, or by the list they are of where they are of several; each open one with Done."""
    shown, several = found.rows, not page.checklist
    owners = owner_words(request, shown)
    blocks: list[Block] = [words(done)] if done else []
    blocks += [title(head), *above]
    before, left = None, dict(steps)
    for item, checklist in shown:
        heading = list_name(request, checklist) if several else item.step
        if heading != before and heading:
            counts = None if several else left.pop(heading, None)  # counted where it begins
            blocks.append(bold(cut(heading, TEXT), f": {counts_words(counts)}" if counts else ""))
        before = heading
        blocks.append(_row(item, owners[item.id], request.today))
    if said := shown_of(page.start, len(shown), found.total):
        blocks.append(aside(said))
    last = page.start + len(shown)
    more = page.model_copy(update={"start": last})
    blocks += _foot(shown, [button("More", f"{SHOW}:more", more)] if last < found.total else [], page)
    return Message(blocks)


def item_message(request: Request, item: ChecklistItem, checklist: ChecklistRecord, keeps: bool) -> Message:
    """One item with all there is of it, and what may be said of it. `keeps`: the list is the reader's.

    Beneath it what happened with it last.
    """
    said, happened = latest(request, item)
    more = button("Its history", HISTORY, HistoryPicked(item_id=item.id)) if happened else None
    owner = owner_words(request, [(item, checklist)])[item.id]
    facts = [
        f"{list_name(request, checklist)}{f': {item.step}' if item.step else ''}",
        f"{standing_words(item, request.today)[:1].upper()}{standing_words(item, request.today)[1:]}.",
        f"Seen to by {owner}.",
        "It closes with its evidence." if item.needs_evidence else "",
        f"Notes: {cut(item.notes, NOTE)}" if item.notes else "",
    ]
    return Message(
        [
            title(f"{item.place}. {item.text}"),
            words("\n".join(each for each in facts if each)),
            *([aside(said)] if said else []),
            *buttons(*item_buttons(item, request.today, keeps), more),
        ]
    )


def item_buttons(item: ChecklistItem, on: date, keeps: bool) -> Iterator[ButtonElement]:
    """What may be said of an item as it stands."""
    picked = ItemPicked(item_id=item.id)
    if standing_of(item, on) in (Standing.DONE, Standing.DROPPED):
        yield button("Open again", f"{REOPEN}:{item.id}", picked)
    else:
        yield button("Done", f"{DONE}:{item.id}", picked)
        if keeps:
            yield button("Change", f"{CHANGE}:{item.id}", picked)
            yield button("Give to", f"{ASSIGN}:{item.id}", picked)
        yield button("Snooze", f"{SNOOZE}:{item.id}", picked)
        yield button("Not doing", f"{DROP}:{item.id}", picked)
    if keeps:
        yield button("The list", f"{SHOW}:the list", ListPicked(checklist=item.checklist_id))


def receipt(said: str, item: ChecklistItem, *row: ButtonElement) -> Message:
    """What is said once something of an item was changed, and what comes next."""
    return Message([words(said), *buttons(*row, look_button(item))])


def look_button(item: ChecklistItem) -> ButtonElement:
    """The button that shows one item."""
    return button("Look at it", f"{LOOK}:{item.id}", ItemPicked(item_id=item.id))


def add_button(said: ItemWords | None = None, label: str = "Add an item") -> ButtonElement:
    """The button that opens the form of a new item, filled in with what was understood."""
    return button(label, ADD, said or ItemWords())


def _owner(request: Request, seen: SeenTo, names: Mapping[PersonId, str]) -> str:
    if seen.person is not None:
        return "you" if seen.person == request.member.person_id else names.get(seen.person, "?")
    whose = whose_name(request, seen.agency)
    by_right = (seen.right or OwnerRight.MANAGER).called(whose)
    by_right += f", since {whose} has no lead" if seen.is_unled else ""
    if seen.left is None:
        return by_right
    return f"{names.get(seen.left, '?')} is no longer on the roster: it falls to {by_right}"


def _row(item: ChecklistItem, owner: str, on: date) -> Block:
    is_open = standing_of(item, on) in (Standing.OPEN, Standing.OVERDUE)
    done = button("Done", f"{DONE}:{item.id}", ItemPicked(item_id=item.id)) if is_open else None
    return SectionBlock(text=plain(item_line(item, owner, on)), accessory=done)


def _foot(shown: Rows, more: Sequence[ButtonElement], page: ListPicked) -> list[Block]:
    choices = [option(f"{item.place}. {item.text}", str(item.id)) for item, _ in shown]
    of_list = ListPicked(checklist=page.checklist)
    into = ItemWords(into=f"list:{page.checklist}") if page.checklist else ItemWords()
    row: list[InteractiveElement] = [*more]
    if choices:
        row.append(one_of(CHOOSE, choices, "Look at one item"))
    if page.checklist:
        if page.part:
            row.append(button("What is open", f"{SHOW}:open", of_list))
        else:
            row.append(add_button(into))
            every = of_list.model_copy(update={"part": "all"})
            row.append(button("All of it", f"{SHOW}:all", every))
            closed = of_list.model_copy(update={"part": "closed"})
            row.append(button("Done and dropped", f"{SHOW}:closed", closed))
            row.append(button("Post the counts", POST, of_list))
            row.append(button("Weekly line", CHANNEL_LINE, of_list))
    else:
        row.append(says("All checklists", "checklist", "checklists"))
    return [ActionsBlock(elements=row)] if row else []
