"""How leaves and waivers are said and shown: what, of whom, for which days, why, and who approved it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.kit.blocks import aside, button, buttons, cut, paragraphs, plain, says, shown_of, title
from commands.kit.reply import Message
from readiness.records import Absence, AbsenceKind
from storage.catalogue import Catalogue
from storage.training import AbsenceRecord
from words.days import spoken

ROWS = 10
OPEN, RECORD, END, SHOW = "absent.open", "absent.record", "absent.end", "absent.show"
UNTIL_ENDED = "until somebody ends it"


class AbsenceSaid(BaseModel):
    """A leave or a waiver as far as it was said. No course: all. `is_open`: until somebody ends it."""

    person: int | None = None
    kind: AbsenceKind | None = None
    course: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    is_open: bool = False
    reason: str = ""
    approved_by: str = ""


class AbsencesPage(BaseModel):
    """Whose leaves and waivers (None: those of all who are for the speaker), and from which row on."""

    person: int | None = None
    start: int = 0


class AbsenceNamed(BaseModel):
    """One leave or waiver on record."""

    absence: int


def days_words(absence: Absence) -> str:
    """The days of one: "1 Dec 2026 to 15 Jan 2027", "from 1 Dec 2026 until somebody ends it"."""
    if absence.ends_on is None:
        return f"from {spoken(absence.starts_on)} {UNTIL_ENDED}"
    if absence.ends_on == absence.starts_on:
        return f"on {spoken(absence.starts_on)}"
    return f"{spoken(absence.starts_on)} to {spoken(absence.ends_on)}"


def what_words(catalogue: Catalogue, absence: Absence) -> str:
    """What it is: "leave", "waiver for Basic Life Support", "waiver for all courses"."""
    if absence.kind is AbsenceKind.LEAVE:
        return "leave"
    course = catalogue.courses.get(absence.course or 0)
    return f"waiver for {course.title if course else 'all courses'}"


def absence_words(catalogue: Catalogue, absence: Absence) -> str:
    """What it is, and for which days."""
    return f"{what_words(catalogue, absence)}, {days_words(absence)}"


def absence_line(catalogue: Catalogue, record: AbsenceRecord, absence: Absence, whose: str) -> str:
    """One on record, with all that is known of it; `whose` stands before it, where several people's do."""
    said = absence_words(catalogue, absence)
    said = f"{whose}: {said}" if whose else said[0].upper() + said[1:]
    if record.reason:
        said += f" ({cut(record.reason, 200)})"
    if record.approved_by:
        said += f"; approved by {record.approved_by}"
    said += f"; recorded by {record.recorded_by or 'an import'}"
    if record.voided_at is not None:
        said += f" (taken back: {cut(record.void_reason or 'no reason given', 120)})"
    return said


def absences_message(
    head: str,
    rows: Sequence[tuple[str, ButtonElement | None]],
    page: AbsencesPage,
    total: int,
    note: str,
    opener: ButtonElement | None,
    done: Sequence[str] = (),
) -> Message:
    """A list of leaves and waivers, each with the way to end it."""
    blocks: list[Block] = [*paragraphs(done), title(head)]
    for line, end in rows:
        blocks.append(SectionBlock(text=plain(line), accessory=end))
    last = page.start + len(rows)
    beneath = [each for each in (shown_of(page.start, len(rows), total), note) if each]
    if beneath:
        blocks.append(aside(*beneath))
    blocks += buttons(
        button("More", SHOW, page.model_copy(update={"start": last})) if last < total else None,
        opener,
        says("Who is away", "muster absent", "absent") if opener and page.person is not None else None,
    )
    return Message(blocks)
