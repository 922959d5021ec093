"""What a letter says of training: records others wrote or settled for one, and the classes one comes to.

Each line is made of its record as it stands when the letter is written: what was taken back meanwhile, or
changed again, is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import ColumnElement, and_, or_, select

from commands.kit.blocks import says
from commands.kit.letter_rights import Candidates, linked
from commands.kit.letters import WEEK, Asking, LetterPart, Line, Round, is_within
from commands.kit.registry import Declared
from commands.training.closing_views import close_button
from commands.training.telling_classes import how_it_is
from commands.training.telling_classes import line as class_line
from readiness.dates import ONE_DAY
from storage import letters
from storage.classes import IS_GOING, WOULD_COME, ClassRecord, Coming, ComingRecord
from storage.crediting import left_over
from storage.letters import CREDITED, LOGGED, REJECTED, TAKEN_BACK, VERIFIED, LetterLine
from storage.responders import is_corrected
from storage.training import CompletionRecord
from words.days import spoken

OF_RECORDS = (CREDITED, VERIFIED, LOGGED, REJECTED, TAKEN_BACK)
OF_VOIDED = (REJECTED, TAKEN_BACK)
"""The first that fits of one record is told, the others with it."""

CHANGES = (letters.CLASS_CANCELLED, letters.CLASS_MOVED, letters.CLASS_SEAT, letters.CLASS_WAITS)
TO_HOLD = (letters.CLASS_TO_TEACH, letters.CLASS_UNCLOSED, letters.CLASS_LEFT_OVER)
TO_CLOSE = {letters.CLASS_UNCLOSED: "Close", letters.CLASS_LEFT_OVER: "Look and confirm"}
"""What the button of a line says that asks for a class's list."""
NEAR = "class tomorrow"
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


def changes(round_: Round) -> Iterator[Line]:
    """What became of classes one would come to, or teaches."""
    return _classes(round_, CHANGES)


def changed_classes(asking: Asking) -> Iterator[Candidates]:
    """Those for whom a line of it was left."""
    yield select(LetterLine.person_id).where(LetterLine.matter.in_(CHANGES), LetterLine.told_on.is_(None))


def to_hold(round_: Round) -> Iterator[Line]:
    """Classes one is to teach, to close, or to confirm somebody in."""
    return _classes(round_, TO_HOLD)


def _classes(round_: Round, matters: Sequence[str]) -> Iterator[Line]:
    left = round_.left(*matters)
    query = select(ClassRecord).where(ClassRecord.id.in_(sorted({line.about_id for line in left})))
    there = {each.id: each for each in round_.session.scalars(query)}
    coming = _coming(round_, there)
    for line in left:
        held = there.get(line.about_id)
        is_so = held is not None and _is_so(round_, line, held, coming.get((held.id, line.person_id)))
        if held is None or not is_so:
            yield _of(line, "", is_urgent=True)
            continue
        said = class_line(round_.of(round_.readers[line.person_id]), held, line.matter)
        label = TO_CLOSE.get(line.matter)
        press = close_button(held, label) if said and label else None
        yield _of(line, said, is_urgent=True, button=press)


def _is_so(round_: Round, line: LetterLine, held: ClassRecord, answer: Coming | None) -> bool:
    """Whether what is said of a class is still so for the one it is said to."""
    match line.matter:
        case letters.CLASS_SEAT:
            return answer is Coming.COMING
        case letters.CLASS_WAITS:
            return answer is Coming.WAITING
        case letters.CLASS_TO_TEACH:
            return held.instructor_id == line.person_id
        case letters.CLASS_LEFT_OVER:
            return any(person.id != line.person_id for _, person in left_over(round_.session, held.id))
        case _:
            return True


def _coming(round_: Round, there: Mapping[int, ClassRecord]) -> dict[tuple[int, int], Coming]:
    query = select(ComingRecord).where(
        ComingRecord.class_id.in_(sorted(there)), ComingRecord.person_id.in_(sorted(round_.readers))
    )
    return {(each.class_id, each.person_id): each.answer for each in round_.session.scalars(query)}


def tomorrows_classes(asking: Asking) -> Iterator[Candidates]:
    """Those who would come to a class tomorrow, and who teach it."""
    return _who_is_near(_within(asking.day, ONE_DAY))


def classes_of_the_week(asking: Asking) -> Iterator[Candidates]:
    """The same of a class within a week."""
    return _who_is_near(_within(asking.day, WEEK))


def _who_is_near(soon: ColumnElement[bool]) -> Iterator[Candidates]:
    yield (
        select(ComingRecord.person_id)
        .join(ClassRecord, ClassRecord.id == ComingRecord.class_id)
        .where(soon, ComingRecord.answer.in_(WOULD_COME))
    )
    yield linked(select(ClassRecord.instructor_id).where(soon))


def _within(day: date, ahead: timedelta) -> ColumnElement[bool]:
    return and_(IS_GOING, is_within(ClassRecord.held_on, day, ahead))


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
        .where(
            _within(round_.day, round_.ahead),
            or_(ComingRecord.person_id.is_not(None), ClassRecord.instructor_id.in_(people)),
        )
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
    course = round_.catalogue.courses[held.course_id].title
    when = how_it_is(round_.of(round_.readers[person]), held)
    yield from round_.near(person, NEAR, held.id, held.held_on, f"{course}, {when}.{more}")


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
    LetterPart(5, tomorrow, tomorrows_classes, classes_of_the_week, before_monday=True),
    LetterPart(6, changes, changed_classes, before_monday=True),
    LetterPart(8, to_hold),
    LetterPart(30, records),
)
