"""What a letter says of a checklist that was handed to the agency one leads, or brought up to date."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from commands.checklists.template_views import open_button
from commands.kit.checklist_rights import kept
from commands.kit.letters import LetterPart, Line, Round
from commands.kit.may import Action, may
from commands.kit.registry import Declared
from commands.language.checklists import list_name
from storage.checklist_counts import Counts, counts_by_list
from storage.checklists import LIST_STANDS, ChecklistRecord
from storage.letters import CHECKLIST_HANDED, LetterLine
from words.amounts import plural


def handed(round_: Round) -> Iterator[Line]:
    """Each list that was handed out and still stands, once, to those who may still keep it."""
    lines = round_.left(CHECKLIST_HANDED)
    theirs = ChecklistRecord.id.in_(sorted({line.about_id for line in lines}))
    query = select(ChecklistRecord).where(theirs, LIST_STANDS)
    lists = {each.id: each for each in round_.session.scalars(query)} if lines else {}
    counts = counts_by_list(round_.session, round_.day, theirs) if lists else {}
    for line in lines:
        found = lists.get(line.about_id)
        if found is None or not _may_keep(round_, line.person_id, found):
            yield Line.of_left(line)
            continue
        said = _said(round_, line, found, counts.get(found.id, Counts()))
        yield Line.of_left(line, said, button=open_button(found))


def _said(round_: Round, line: LetterLine, found: ChecklistRecord, counts: Counts) -> str:
    name = list_name(round_.of(round_.readers[line.person_id]), found)
    still = plural(counts.all - counts.done, "open item")
    if line.noted_at != found.recorded_at:
        return f"Brought up to date: {name}, {still}."
    by = f" Handed out by {found.recorded_by}." if found.recorded_by else ""
    return f"New for your agency: {name}, {still}.{by}"


def _may_keep(round_: Round, person: int, checklist: ChecklistRecord) -> bool:
    member = round_.readers[person].member
    return bool(may(member, Action.CHECKLIST, kept(checklist), round_.day, round_.day))


ENTRIES: tuple[Declared, ...] = (LetterPart(13, handed),)
