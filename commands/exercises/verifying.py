"""`/exercise verify`: what people said of themselves, for whose exercise it was to confirm, mend or void."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel
from slack_sdk.models.blocks import Block
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from commands.exercises.taking_part import (
    ROLE,
    position_option,
    read_agency,
    read_position,
    read_run,
    search_positions,
    trail,
)
from commands.exercises.verifying_views import (
    ALL,
    CORRECT,
    PAGE,
    VERIFY,
    VOID,
    UpTo,
    Waiting,
    WaitingPart,
    page_of,
    waiting_line,
)
from commands.kit.blocks import option, words
from commands.kit.forms import Field, Modal, number_field, searched_field, text_field
from commands.kit.may import Action, exercises_for, may
from commands.kit.member import Member
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Message, Reply
from commands.kit.request import STALE, Request
from commands.language.exercises import exercise_name, held
from commands.language.players import search_agencies
from commands.language.taking_part import MOST_RUNS, part_as
from readiness.records import AgencyId
from storage.exercises import ExerciseRecord, ExerciseState, ParticipationRecord
from storage.people import Person
from storage.taking_part import Part, correct_part, standing_parts, verify_parts, void_part
from words.amounts import plural
from words.problems import Problem

SETTLED = "That was settled meanwhile: it is confirmed, or another record stands in its place."
ROWS = 6
FROM = "the list of what waits"
"""Where a corrected row of participation is recorded from."""


class WhichPart(BaseModel):
    """The row that a form mends or voids."""

    record: int


def verify(request: Request) -> Reply:
    """What waits for the speaker, oldest exercise first."""
    return Reply(message=_page(request, 0))


def more(request: Request) -> Reply:
    """The next ones, in place of those before."""
    return Reply(message=_page(request, request.carried(Waiting).start), replaces=True)


def verify_one(request: Request) -> Reply:
    """Confirms one row; the list comes anew."""
    pressed = request.carried(WaitingPart)
    record = _waiting(request, pressed.record)
    verify_parts(request.session, [record], trail(request, FROM))
    return Reply(message=_page(request, pressed.start, "Verified."), replaces=True)


def verify_all(request: Request) -> Reply:
    """Confirms all that waited when the list was shown; what came since waits on."""
    upto = request.carried(UpTo)
    mine = _mine(request.member).where(ParticipationRecord.id <= upto.record)
    rows = request.session.scalars(mine).all()
    by_exercise: dict[int, list[ParticipationRecord]] = {}
    for each in rows:
        by_exercise.setdefault(each.exercise_id, []).append(each)
    for theirs in by_exercise.values():
        verify_parts(request.session, theirs, trail(request, FROM))
    return Reply(message=_page(request, 0, f"Verified: {plural(len(rows), 'record')}."), replaces=True)


def correct(request: Request) -> Reply:
    """The form that mends a row, filled in as it stands."""
    record = _waiting(request, request.carried(WaitingPart).record)
    agency = request.catalogue.agencies[record.agency_id]
    view = CORRECT_FORM.view(
        {
            "role": record.role,
            "position": position_option(request, record.position_id),
            "run": ("1", str(record.run)),
            "agency": option(agency.name, str(agency.key)),
        },
        carried=WhichPart(record=record.id),
        above=[words(_said(request, record))],
    )
    return Reply(modal=view)


def submit_correct(request: Request) -> Reply:
    """Puts the mended row in the place of the one that was said, and confirms it."""
    filled = CORRECT_FORM.read(request)
    record = _waiting(request, request.carried(WhichPart).record)
    agency = filled[AGENCY]
    if agency is None:
        raise Wrong({"agency": "Choose the agency it was for."})
    part = Part(agency, record.person_id, None, filled[ROLE], filled[POSITION], filled[RUN])
    changed = part != Part.of(record)
    new = correct_part(request.session, record, part, trail(request, FROM))
    if not new.verified:
        verify_parts(request.session, [new], trail(request, FROM))
    said = f"Corrected: {_said(request, new)}. What was said before stays readable." if changed else ""
    return Reply(
        message=_page(request, 0, said or "Nothing was changed; verified as it was said."), closes=True
    )


def void(request: Request) -> Reply:
    """The form that asks for a reason."""
    record = _waiting(request, request.carried(WaitingPart).record)
    return Reply(
        modal=VOID_FORM.view(carried=WhichPart(record=record.id), above=[words(_said(request, record))])
    )


def submit_void(request: Request) -> Reply:
    """Takes the row back, with the reason."""
    filled = VOID_FORM.read(request)
    record = _waiting(request, request.carried(WhichPart).record)
    said = _said(request, record)
    void_part(request.session, record, filled[REASON], trail(request, FROM))
    text = f"Voided: {said}. It stays readable, with the reason, and counts for nothing."
    return Reply(message=_page(request, 0, text), closes=True)


def waiting_for_me(request: Request) -> Iterator[Block]:
    """Home's line of how many wait, for those for whom any do."""
    count, _ = _how_many(request.session, request.member)
    if count:
        yield from waiting_line(count)


def _mine(member: Member) -> Any:
    """What people said of themselves that waits for a member: nobody confirms their own."""
    parts = standing_parts(
        ParticipationRecord.self_reported.is_(True),
        ParticipationRecord.verified.is_(False),
        ExerciseRecord.voided_at.is_(None),
        ExerciseRecord.state != ExerciseState.CANCELLED,
    ).join(ExerciseRecord, ExerciseRecord.id == ParticipationRecord.exercise_id)
    theirs = exercises_for(member)
    if theirs is not None:
        parts = parts.where(theirs)
    if member.person_id is not None:
        own = ParticipationRecord.person_id
        parts = parts.where(or_(own.is_(None), own != member.person_id))
    return parts


def _how_many(session: Session, member: Member) -> tuple[int, int]:
    """How many rows wait for a member, and the newest of them."""
    rows = _mine(member).with_only_columns(ParticipationRecord.id).order_by(None).subquery()
    count, newest = session.execute(select(func.count(), func.max(rows.c.id)).select_from(rows)).one()
    return count, newest or 0


def _waiting(request: Request, record_id: int) -> ParticipationRecord:
    """A row that waits for the speaker.

    Raises Refused where it is not theirs to confirm, Problem where it waits no more.
    """
    record = request.session.get(ParticipationRecord, record_id)
    exercise = None if record is None else request.session.get(ExerciseRecord, record.exercise_id)
    if record is None or exercise is None:
        raise Problem(STALE)
    about = held(exercise, record.person_id)
    may(request.member, Action.CONFIRM, about, exercise.held_on, request.today).or_refuse()
    if record.verified or record.voided_at is not None or record.replaced_by_id is not None:
        raise Problem(SETTLED)
    return record


def _page(request: Request, start: int, done: str = "") -> Message:
    count, newest = _how_many(request.session, request.member)
    start = start if start < count else max(0, (count - 1) // ROWS * ROWS)
    rows: Sequence[Any] = request.session.execute(
        _mine(request.member)
        .add_columns(ExerciseRecord, Person)
        .join(Person, Person.id == ParticipationRecord.person_id)
        .order_by(None)
        .order_by(ExerciseRecord.held_on, ExerciseRecord.id, Person.sort_key, ParticipationRecord.id)
        .offset(start)
        .limit(ROWS)
    ).all()
    shown = [(record.id, _line(request, record, exercise, person)) for record, exercise, person in rows]
    return page_of(shown, start, count, newest, done)


def _said(request: Request, record: ParticipationRecord) -> str:
    exercise = request.session.get_one(ExerciseRecord, record.exercise_id)
    person = request.session.get(Person, record.person_id)
    assert person is not None
    return _line(request, record, exercise, person)


def _line(request: Request, record: ParticipationRecord, exercise: ExerciseRecord, person: Person) -> str:
    agency = request.catalogue.agencies[record.agency_id].name
    return f"{person.name}, {agency}: {part_as(request, record)}, at {exercise_name(exercise)}"


POSITION: Field[int | None] = searched_field(
    "position", "Position", "None", read_position, search_positions, optional=True
)
RUN: Field[int] = Field(
    "run", "Run", number_field("run", "Run", MOST_RUNS, "1").draw, read_run, optional=True
)
AGENCY: Field[AgencyId | None] = searched_field(
    "agency", "For which agency", "An agency", read_agency, search_agencies
)
REASON = text_field("reason", "Why it is no record", 300, optional=False, hint="It stands beside the record.")
CORRECT_FORM = Modal(
    "exercise.correct", "Correct a part", "Correct it", (POSITION, ROLE, RUN, AGENCY), submit_correct
)
VOID_FORM = Modal("exercise.void", "Void a part", "Void it", (REASON,), submit_void)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise verify",
        verify,
        what="what people said they played, for you to confirm",
        example="/exercise verify",
    ),
    Click(PAGE, more),
    Click(VERIFY, verify_one, changes=True),
    Click(ALL, verify_all, changes=True),
    Click(CORRECT, correct),
    Click(VOID, void),
    *CORRECT_FORM.entries(),
    *VOID_FORM.entries(),
    HomePart(13, waiting_for_me),
)
