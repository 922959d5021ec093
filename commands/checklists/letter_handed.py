"""What a letter says of a checklist that was handed to the agency one leads, or brought up to date."""

from __future__ import annotations

from collections.abc import Iterator

from commands.checklists.template_views import open_button
from commands.kit.checklist_rights import kept
from commands.kit.letters import LetterPart, Line, Round
from commands.kit.may import Action, may
from commands.kit.registry import Declared
from commands.language.checklists import list_name
from storage.checklist_keeping import items_of
from storage.checklists import IS_OPEN, ChecklistRecord
from storage.letters import CHECKLIST_HANDED, LetterLine
from words.amounts import plural
from words.days import spoken


def handed(round_: Round) -> Iterator[Line]:
    """Each list that was handed out and still stands, to those who still may keep it."""
    for line in round_.left(CHECKLIST_HANDED):
        record = round_.session.get(ChecklistRecord, line.about_id)
        text = "" if record is None else _said(round_, line, record)
        yield Line(
            line.person_id,
            line.matter,
            line.about_id,
            text,
            button=open_button(record) if record is not None and text else None,
            waiting=line.id,
        )


def _said(round_: Round, line: LetterLine, record: ChecklistRecord) -> str:
    reader = round_.readers[line.person_id]
    verdict = may(reader.member, Action.CHECKLIST, kept(record), round_.day, round_.day)
    if record.voided_at is not None or not verdict:
        return ""
    there = items_of(round_.session, record.id, IS_OPEN)
    days = [each.due_on for each in there if each.due_on is not None and each.due_on >= round_.day]
    due = f", the next due {spoken(min(days))}" if days else ""
    is_new = line.noted_at == record.recorded_at
    did = "has a new checklist" if is_new else "has a checklist that was brought up to date"
    by = f" Handed out by {record.recorded_by}." if is_new and record.recorded_by else ""
    name = list_name(round_.of(reader), record)
    return f"Your agency {did}: {name}, {plural(len(there), 'open item')}{due}.{by}"


ENTRIES: tuple[Declared, ...] = (LetterPart(36, handed),)
