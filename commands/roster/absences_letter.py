"""What a letter says of leaves and waivers: one that somebody else recorded for one, or ended.

During a leave nobody is written to: of a leave that has begun its person reads once it is over.
"""

from __future__ import annotations

from collections.abc import Iterator

from commands.kit.blocks import button
from commands.kit.letters import LetterPart, Line, Round
from commands.kit.registry import Declared
from commands.roster.absences_views import SHOW, AbsencesPage, absence_words
from storage.absences import absence_of
from storage.letters import ABSENCE_ENDED, ABSENCE_RECORDED, LetterLine
from storage.training import AbsenceRecord


def absences(round_: Round) -> Iterator[Line]:
    """What was recorded or ended, as it stands: one that was ended meanwhile is told as ended, alone."""
    for line in round_.left(ABSENCE_RECORDED, ABSENCE_ENDED):
        record = round_.session.get(AbsenceRecord, line.about_id)
        look = button("My absences", f"{SHOW}:letter {line.id}", AbsencesPage(person=line.person_id))
        yield Line.of_left(line, "" if record is None else _said(round_, line, record), button=look)


def _said(round_: Round, line: LetterLine, record: AbsenceRecord) -> str:
    what = absence_words(round_.catalogue, absence_of(record))
    by = f" by {record.recorded_by}" if record.recorded_by else ""
    if line.matter == ABSENCE_RECORDED:
        why = f" Why: {record.reason}." if record.reason else ""
        return "" if record.voided_at is not None else f"Recorded for you{by}: {what}.{why}"
    if record.voided_at is None:
        return f"Ended for you{by}: {what}."
    return f"Taken back{f' by {record.voided_by}' if record.voided_by else ''}: your {what}."


ENTRIES: tuple[Declared, ...] = (LetterPart(35, absences),)
