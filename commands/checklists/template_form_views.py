"""A template's lines in a modal, with the way to change each; the fields of a line, and of a template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    SectionBlock,
)

from commands.checklists.template_views import template_words
from commands.checklists.template_words import Template
from commands.kit.blocks import aside, bold, button, buttons, option, plain, shown_of, words
from commands.kit.forms import choice_field, text_field
from commands.language.fields import optional_whole_number_field, whole_number_field
from storage.checklists import OwnerRight
from storage.templates import (
    LONGEST_ABOUT,
    LONGEST_AHEAD,
    LONGEST_LINE,
    LONGEST_STEP,
    LONGEST_TITLE,
    MOST_LINES,
    MOST_MONTHS,
    LineSaid,
)
from words.amounts import plural

PAGE = 12
LINE, LINES, LINE_OUT = "template.line", "template.lines", "template.line_out"
"""What the buttons of the modal are known by: the form of a line, the list of them, and taking one out."""
RENAME, TAKE_OUT = "template.rename", "template.take_out"
REGION, AGENCIES = "region", "agencies"
YES, NO = "yes", "no"


class LinePicked(BaseModel):
    """A line of a template: its number on record, and its place from 1 on; neither: a new one.

    One of a template that comes with Muster and was not loaded has a place alone. `start`: the part of the
    list it was chosen from. `turn` tells one drawing of the form from another: a field that is drawn again
    under the name it had keeps what was put into it.
    """

    key: str = ""
    line: int = 0
    place: int = 0
    start: int = 0
    turn: int = 0


@dataclass(frozen=True)
class Row:
    """A line as the list shows it; `line` is its number on record, 0 for one that is not loaded."""

    said: LineSaid
    place: int
    line: int = 0


def line_words(said: LineSaid) -> str:
    """A line's terms: "An emergency manager · due after 30 days · every 6 months · asks for evidence"."""
    parts = [
        said.owner_right.called().capitalize(),
        "no due day" if said.due_after_days is None else f"due after {plural(said.due_after_days, 'day')}",
        f"again every {plural(said.every_months, 'month')}" if said.every_months else "",
        "asks for evidence" if said.needs_evidence else "",
    ]
    return " · ".join(part for part in parts if part)


def lines_blocks(
    template: Template, rows: Sequence[Row], start: int, lists: int, edits: bool, done: str = ""
) -> list[Block]:
    """A template's lines, a part of them; with `edits` the ways to change them."""
    blocks: list[Block] = [words(done)] if done else []
    blocks.append(words(f"{template.title}: {template_words(template)}\n{template.about}".strip()))
    if edits:
        blocks += buttons(*_template_ways(template, start, len(rows)))
    shown, step = rows[start : start + PAGE], None
    for each in shown:
        if each.said.step != step and each.said.step:
            blocks.append(bold(each.said.step))
        step = each.said.step
        blocks.append(_line_block(template, each, start, edits))
    turn = [
        button("Back", f"{LINES}:back", LinePicked(key=template.key, start=max(0, start - PAGE)))
        if start
        else None,
        button("More", f"{LINES}:more", LinePicked(key=template.key, start=start + PAGE))
        if start + PAGE < len(rows)
        else None,
    ]
    blocks += buttons(*turn)
    note = ""
    if lists and edits:
        begun = "1 list began" if lists == 1 else f"{lists:,} lists began"
        note = f"{begun} with it: a list keeps what it has until somebody brings it up to date."
    paged = shown_of(start, len(shown), len(rows), "Items")
    return [*blocks, aside(paged, note)] if paged or note else blocks


def line_ways(picked: LinePicked) -> list[Block]:
    """The ways beneath a line's form: back to the list, and taking it out."""
    row: list[ButtonElement] = [
        button("Back to the list", f"{LINES}:list", LinePicked(key=picked.key, start=picked.start))
    ]
    if picked.place:
        sure = "Lists that have it keep it. New ones begin without it."
        row.append(button("Take it out", LINE_OUT, picked, confirm=sure))
    return [ActionsBlock(elements=row)]


TITLE = text_field("title", "Title", LONGEST_TITLE, optional=False)
ABOUT = text_field("about", "What it is for", LONGEST_ABOUT, lines=True)
WHOSE = choice_field(
    "whose",
    "Whose lists it begins",
    [option("Agencies': one each", AGENCIES), option("The region's: one", REGION)],
    "Agencies': one each",
    "Say whose lists it begins.",
)
TEXT = text_field("text", "What needs to be done", LONGEST_LINE, optional=False, lines=True)
STEP = text_field("step", "Step", LONGEST_STEP, hint="The heading it goes under; empty for none.")
OWNER = choice_field(
    "owner",
    "Whose it is",
    [option(each.called().capitalize(), each.value) for each in OwnerRight],
    "Whose it is",
    "Say whose it is.",
    hint="Until somebody is named on the list itself.",
)
DAYS = optional_whole_number_field(
    "days", "Due so many days after it is handed out", 0, LONGEST_AHEAD, "Empty: no due day."
)
MONTHS = optional_whole_number_field(
    "months", "Repeats every so many months", 1, MOST_MONTHS, "Empty: once. Closed, it makes the next."
)
EVIDENCE = choice_field(
    "evidence",
    "Evidence to close it",
    [option("Not needed", NO), option("Needed: where the paper is", YES)],
    "Not needed",
    "Say whether it is needed.",
)
PLACE = whole_number_field("place", "Place in the list", 1, MOST_LINES + 1)


def _template_ways(template: Template, start: int, count: int) -> Iterator[ButtonElement]:
    picked = LinePicked(key=template.key, start=start)
    if count < MOST_LINES:
        yield button("Add an item", f"{LINE}:new", picked)
    yield button("Title and purpose", RENAME, picked)
    if template.record is not None:
        sure = "It is no longer handed out. The lists it began stay."
        yield button("Take the template out", TAKE_OUT, picked, confirm=sure)


def _line_block(template: Template, row: Row, start: int, edits: bool) -> SectionBlock:
    picked = LinePicked(key=template.key, line=row.line, place=row.place, start=start)
    return SectionBlock(
        text=plain(f"{row.place}. {row.said.text}\n{line_words(row.said)}"),
        accessory=button("Change", f"{LINE}:{row.place}", picked) if edits else None,
    )
