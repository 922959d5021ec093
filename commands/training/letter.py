"""What a letter says of training: records others wrote or settled for one, and the classes one comes to.

Each line is made of its record as it stands when the letter is written: what was taken back meanwhile, or
changed again, is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from commands.kit.blocks import says
from commands.kit.letter_rights import Candidates, linked
from commands.kit.letters import WEEK, Asking, LetterPart, Line, Round, is_within
from commands.kit.registry import Declared
from commands.training.closing_views import close_button
from commands.training.telling_classes import how_it_is
from commands.training.telling_classes import line as class_line
from readiness.dates import ONE_DAY
from readiness.records import CourseId, PersonId
from readiness.vocabulary import Result
from storage import letters
from storage.answers import asked_on
from storage.classes import IS_GOING, WOULD_COME, ClassRecord, Coming, ComingRecord
from storage.crediting import left_over
from storage.letters import CREDITED, LOGGED, REJECTED, TAKEN_BACK, VERIFIED, LetterLine
from storage.people import Person
from storage.recording import correction_of
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
TEACHES = " You teach it."
NAMED = " You are named as its instructor: you open and close its sign-in."


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
    logged = {line.about_id for line in left if line.matter in (LOGGED, CREDITED)}
    credited = [stands[line.about_id] for line in left if line.matter == CREDITED and line.about_id in stands]
    until = _good_until(round_, credited)
    for line in left:
        there = (voided if line.matter in OF_VOIDED else stands).get(line.about_id)
        is_told = there is not None and there.person_id == line.person_id
        is_told = is_told and (line.person_id, line.about_id) not in told
        if is_told:
            told.add((line.person_id, line.about_id))
        said = ""
        if is_told and there is not None:
            said = _record_said(
                round_, line.matter, there, logged, until.get((line.person_id, there.course_id))
            )
        is_rejected = line.matter in OF_VOIDED and bool(said)
        look = says("My record", MY_RECORD, f"letter {line.id}") if is_rejected else None
        yield Line.of_left(line, said, button=look)


def _good_until(
    round_: Round, records: Sequence[CompletionRecord]
) -> dict[tuple[PersonId, CourseId], date | None]:
    """Until when those of some records are current in their courses, where these are asked of them."""
    if not records:
        return {}
    among = select(Person.id).where(Person.id.in_(sorted({each.person_id for each in records})))
    courses = sorted({each.course_id for each in records})
    asked = asked_on(round_.session, round_.day, courses=courses, among=among)
    return {
        (each.responder, each.course): each.outlook.due_on(round_.day)
        for each in asked
        if each.outlook.status(round_.day).is_current
    }


def _record_said(
    round_: Round, matter: str, record: CompletionRecord, logged: Collection[int], until: date | None
) -> str:
    """One record as a matter tells of it; `logged`: those that these letters tell are on record."""
    name = _named(round_, record)
    if matter in OF_VOIDED:
        return _taken_back(round_, matter, record)
    if matter == CREDITED:
        good = f", good until {spoken(until)}" if until is not None else ""
        return f"You are credited with {name}{good}."
    if matter == VERIFIED:
        return f"Verified: {name}."
    before = record
    while before.corrects_id is not None and before.id in logged:
        before = round_.session.get_one(CompletionRecord, before.corrects_id)
    if before is not record and before.id not in logged:
        return corrected(round_, before, record)
    waits = "" if record.verified else " It waits to be verified."
    return f"Logged for you: {name}.{waits}"


def _taken_back(round_: Round, matter: str, record: CompletionRecord) -> str:
    """That a record was taken back or not confirmed, and why; of a correction, what stands in its place."""
    why = f": {record.void_reason}" if record.void_reason else ""
    stands = _stands_again(round_, record)
    is_rejected = matter == REJECTED
    if stands is None:
        return f"{'Not confirmed' if is_rejected else 'Taken back'}: {_named(round_, record)}{why}"
    became = "was not confirmed" if is_rejected else "was taken back"
    return (
        f"A change of your record {became}{why or ':'}{'.' if why else ''} {_named(round_, stands)} stands."
    )


def _stands_again(round_: Round, record: CompletionRecord) -> CompletionRecord | None:
    """The record that a correction taken back had corrected, or what took its place since; None for none."""
    before = record
    while before.voided_at is not None:
        if before.corrects_id is None:
            return None
        before = round_.session.get_one(CompletionRecord, before.corrects_id)
    while (later := correction_of(round_.session, before)) is not None:
        before = later
    return before


def corrected(round_: Round, before: CompletionRecord, now: CompletionRecord) -> str:
    """What somebody else changed in a record: "Basic Life Support is on 29 Nov 2026, not 1 Dec 2026"."""
    title = round_.catalogue.courses[now.course_id].title
    said = f"{title} is on {spoken(now.completed_on)}, not {spoken(before.completed_on)}"
    if now.course_id != before.course_id:
        said = f"it says {_named(round_, now)}, not {_named(round_, before)}"
    elif now.completed_on == before.completed_on:
        said = _named(round_, now)
    more = []
    if now.hours != before.hours and now.hours is not None:
        was = "" if before.hours is None else f", not {before.hours:g}"
        more.append(f"{now.hours:g} hours{was}")
    if now.result != before.result:
        more.append("passed" if now.result == Result.PASS else "incomplete, it counts for nothing")
    if now.expires_on != before.expires_on:
        ends = now.expires_on
        more.append(
            "its certificate has no last day" if ends is None else f"certificate expires {spoken(ends)}"
        )
    more.append("confirmed" if now.verified else "it waits to be verified")
    return f"Your record was corrected: {'; '.join([said, *more])}."


def _named(round_: Round, record: CompletionRecord) -> str:
    return f"{round_.catalogue.courses[record.course_id].title}, {spoken(record.completed_on)}"


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
        if line.matter == letters.CLASS_TO_TEACH and held is not None and _is_near(round_, line, held):
            is_so = False  # the line of what is near says it
        if held is None or not is_so:
            yield Line.of_left(line, "", is_urgent=True)
            continue
        said = class_line(round_.of(round_.readers[line.person_id]), held, line.matter)
        label = TO_CLOSE.get(line.matter)
        press = close_button(held, label) if said and label else None
        yield Line.of_left(line, said, is_urgent=True, button=press)


def _is_near(round_: Round, line: LetterLine, held: ClassRecord) -> bool:
    """Whether a class is among those that the same letter tells its reader are near."""
    return round_.day < held.held_on <= round_.last_day(round_.readers[line.person_id])


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
    named = {(line.person_id, line.about_id) for line in round_.left(letters.CLASS_TO_TEACH)}
    taught: set[tuple[int, int]] = set()
    for held, person, answer in round_.session.execute(query):
        teacher = held.instructor_id
        if teacher is not None and teacher in round_.readers and (teacher, held.id) not in taught:
            taught.add((teacher, held.id))
            yield from _near_line(round_, held, teacher, NAMED if (teacher, held.id) in named else TEACHES)
        if person is not None and person != teacher:
            waits = " You wait in line for a seat." if answer is Coming.WAITING else ""
            yield from _near_line(round_, held, person, waits)


def _near_line(round_: Round, held: ClassRecord, person: int, more: str) -> Iterator[Line]:
    course = round_.catalogue.courses[held.course_id].title
    when = how_it_is(round_.of(round_.readers[person]), held)
    yield from round_.near(person, NEAR, held.id, held.held_on, f"{course}, {when}.{more}")


ENTRIES: tuple[Declared, ...] = (
    LetterPart(5, tomorrow, tomorrows_classes, classes_of_the_week, before_monday=True),
    LetterPart(6, changes, changed_classes, before_monday=True),
    LetterPart(8, to_hold),
    LetterPart(30, records),
)
