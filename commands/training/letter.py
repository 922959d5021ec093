"""What a letter says of training: records others wrote or settled for one, and the classes one comes to.

Each line is made of its record as it stands when the letter is written: what was taken back meanwhile, or
changed again, is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import ColumnElement, and_, or_, select

from commands.kit.blocks import says
from commands.kit.letter_rights import Candidates, linked
from commands.kit.letters import Asking, LetterPart, Line, Round
from commands.kit.registry import Declared
from storage import letters
from storage.classes import GOING, IS_GOING, WOULD_COME, ClassRecord, ClassState, Coming, ComingRecord
from storage.letters import CREDITED, LOGGED, REJECTED, TAKEN_BACK, VERIFIED, LetterLine
from storage.responders import is_corrected
from storage.training import CompletionRecord
from words.days import spoken

OF_RECORDS = (CREDITED, VERIFIED, LOGGED, REJECTED, TAKEN_BACK)
OF_VOIDED = (REJECTED, TAKEN_BACK)
"""The first that fits of one record is told, the others with it."""

OF_CLASSES = (
    letters.CLASS_CANCELLED,
    letters.CLASS_MOVED,
    letters.CLASS_SEAT,
    letters.CLASS_WAITS,
    letters.CLASS_TO_TEACH,
    letters.CLASS_UNCLOSED,
)
NEAR = "class tomorrow"
WEEK = timedelta(days=7)
MY_RECORD = "training history"


def records(round_: Round) -> Iterator[Line]:
    """What others logged, verified, rejected or took back for somebody, and what a class gave them."""
    left = round_.left(*OF_RECORDS)
    ids = sorted({line.about_id for line in left})
    standing = (
        CompletionRecord.id.in_(ids),
        CompletionRecord.voided_at.is_(None),
        ~is_corrected(),
    )
    stands = {each.id: each for each in round_.session.scalars(select(CompletionRecord).where(*standing))}
    void = and_(CompletionRecord.id.in_(ids), CompletionRecord.voided_at.is_not(None))
    voided = {each.id: each for each in round_.session.scalars(select(CompletionRecord).where(void))}
    told: set[tuple[int, int]] = set()
    for line in left:
        there = (voided if line.matter in OF_VOIDED else stands).get(line.about_id)
        is_told = there is not None and there.person_id == line.person_id
        is_told = is_told and (line.person_id, line.about_id) not in told
        if is_told:
            told.add((line.person_id, line.about_id))
        said = _record_said(round_, line.matter, there) if is_told and there is not None else ""
        is_rejected = line.matter in OF_VOIDED and bool(said)
        look = says("My record", MY_RECORD, f"letter {line.id}") if is_rejected else None
        yield _of(line, said, button=look)


def _record_said(round_: Round, matter: str, record: CompletionRecord) -> str:
    course = round_.catalogue.courses[record.course_id].title
    name = f"{course}, {spoken(record.completed_on)}"
    if matter in OF_VOIDED:
        why = f": {record.void_reason}" if record.void_reason else ""
        return f"{'Not confirmed' if matter == REJECTED else 'Taken back'}: {name}{why}"
    if matter == CREDITED:
        return f"You are credited with {name}."
    if matter == VERIFIED:
        return f"Verified: {name}."
    waits = "" if record.verified else " It waits to be verified."
    return f"Logged for you: {name}.{waits}"


def classes(round_: Round) -> Iterator[Line]:
    """What changed about classes one would come to or teaches, and the one that nobody closed."""
    left = round_.left(*OF_CLASSES)
    query = select(ClassRecord).where(ClassRecord.id.in_(sorted({line.about_id for line in left})))
    there = {each.id: each for each in round_.session.scalars(query)}
    coming = _coming(round_, there)
    for line in left:
        held = there.get(line.about_id)
        said = "" if held is None else _class_said(round_, line, held, coming)
        yield _of(line, said, is_urgent=True)


def _class_said(
    round_: Round, line: LetterLine, held: ClassRecord, coming: Mapping[tuple[int, int], Coming]
) -> str:
    """A matter of a class in words; empty where it is no longer so."""
    course = round_.catalogue.courses[held.course_id].title
    name = f"{course}, {spoken(held.held_on)}"
    if line.matter == letters.CLASS_UNCLOSED:
        if held.state not in GOING:
            return ""
        return f"{name} is over, and nobody closed its sign-in yet: look who was there and close it."
    if line.matter == letters.CLASS_CANCELLED:
        why = f" {held.cancel_reason}" if held.cancel_reason else ""
        return f"{name} is cancelled.{why}" if held.state is ClassState.CANCELLED else ""
    if held.state not in GOING or held.held_on < round_.day:
        return ""
    answer = coming.get((held.id, line.person_id))
    match line.matter:
        case letters.CLASS_MOVED:
            return f"{course} is moved: it is now {_when(held)}."
        case letters.CLASS_SEAT:
            free = f"A seat came free: you are coming to {course}, {_when(held)}."
            return free if answer is Coming.COMING else ""
        case letters.CLASS_WAITS:
            short = f"{course}, {_when(held)}, has fewer seats now: you wait in line for one."
            return short if answer is Coming.WAITING else ""
        case _:
            teaches = f"You are named as the instructor of {course}, {_when(held)}."
            return teaches if held.instructor_id == line.person_id else ""


def _coming(round_: Round, there: Mapping[int, ClassRecord]) -> dict[tuple[int, int], Coming]:
    query = select(ComingRecord).where(
        ComingRecord.class_id.in_(sorted(there)), ComingRecord.person_id.in_(sorted(round_.readers))
    )
    return {(each.class_id, each.person_id): each.answer for each in round_.session.scalars(query)}


def near_classes(asking: Asking) -> Iterator[Candidates]:
    """Those who would come to a class that is near, and who teach it."""
    soon = _near(asking)
    yield (
        select(ComingRecord.person_id)
        .join(ClassRecord, ClassRecord.id == ComingRecord.class_id)
        .where(soon, ComingRecord.answer.in_(WOULD_COME))
    )
    yield linked(select(ClassRecord.instructor_id).where(soon))


def _near(asking: Asking | Round) -> ColumnElement[bool]:
    ahead = WEEK if asking.is_monday else timedelta(days=1)
    return and_(
        IS_GOING,
        ClassRecord.held_on.between(asking.day + timedelta(days=1), asking.day + ahead),
    )


def tomorrow(round_: Round) -> Iterator[Line]:
    """The classes that are near to those who would come, or teach them."""
    people = sorted(round_.readers)
    query = (
        select(ClassRecord, ComingRecord.person_id, ComingRecord.answer)
        .outerjoin(
            ComingRecord,
            and_(
                ComingRecord.class_id == ClassRecord.id,
                ComingRecord.person_id.in_(people),
                ComingRecord.answer.in_(WOULD_COME),
            ),
        )
        .where(_near(round_), or_(ComingRecord.person_id.is_not(None), ClassRecord.instructor_id.in_(people)))
        .order_by(ClassRecord.held_on, ClassRecord.start_time, ClassRecord.id)
    )
    taught: set[tuple[int, int]] = set()
    for held, person, answer in round_.session.execute(query):
        teacher = held.instructor_id
        if teacher is not None and teacher in round_.readers and (teacher, held.id) not in taught:
            taught.add((teacher, held.id))
            yield from _near_line(round_, held, teacher, " You teach it.")
        if person is not None and person != teacher:
            waits = " You wait in line for a seat." if answer is Coming.WAITING else ""
            yield from _near_line(round_, held, person, waits)


def _near_line(round_: Round, held: ClassRecord, person: int, more: str) -> Iterator[Line]:
    if held.held_on > round_.last_day(round_.readers[person]):
        return
    is_tomorrow = held.held_on == round_.day + timedelta(days=1)
    course = round_.catalogue.courses[held.course_id].title
    said = f"{'Tomorrow' if is_tomorrow else 'This week'}: {course}, {_when(held)}.{more}"
    yield Line(person, NEAR, held.id, said, held.held_on, is_urgent=is_tomorrow)


def _when(held: ClassRecord) -> str:
    """Day, time and place: "3 Dec 2026 at 18:00, Station 4"."""
    at = f" at {held.start_time:%H:%M}" if held.start_time is not None else ""
    return f"{spoken(held.held_on)}{at}" + (f", {held.place}" if held.place else "")


def _of(line: LetterLine, said: str, is_urgent: bool = False, button: ButtonElement | None = None) -> Line:
    return Line(
        line.person_id,
        line.matter,
        line.about_id,
        said,
        is_urgent=is_urgent,
        button=button,
        waiting=line.id,
    )


ENTRIES: tuple[Declared, ...] = (
    LetterPart(5, tomorrow, near_classes),
    LetterPart(6, classes),
    LetterPart(30, records),
)
