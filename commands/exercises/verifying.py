"""`/exercise verify`: what nobody confirmed yet, for whose exercise it was to confirm, mend or void."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, Option
from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from commands.exercises.signing_in import theirs
from commands.exercises.signing_in_views import CLOSE, SignInOf
from commands.exercises.taking_part import ROLE
from commands.exercises.verifying_views import (
    ALL,
    CORRECT,
    NOBODY_WAITS,
    PAGE,
    VERIFY,
    VOID,
    Row,
    UpTo,
    Waiting,
    WaitingPart,
    page_of,
    waiting_line,
)
from commands.kit.blocks import button, buttons, option, words
from commands.kit.exercise_rights import parts_for
from commands.kit.forms import Field, Modal, searched_field, text_field
from commands.kit.home import REST, Waits
from commands.kit.may import Action, may
from commands.kit.member import Member
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Message, Reply
from commands.kit.request import STALE, Request
from commands.language.exercises import exercise_name, exercise_said, held
from commands.language.fields import (
    RUN,
    agency_option,
    read_needed_agency,
    read_position,
    search_agencies,
    search_positions,
)
from commands.language.taking_part import changed_meanwhile, part_as
from readiness.records import AgencyId
from storage.exercises import COUNTS, ExerciseRecord, ExerciseState, ParticipationRecord
from storage.people import Person
from storage.signing_in import presence
from storage.taking_part import (
    NoLongerStands,
    Part,
    correct_part,
    standing_parts,
    verify_parts,
    void_part,
)
from words.amounts import plural
from words.names import Match
from words.problems import Offer, Problem

SETTLED = "That was decided in the meantime: it is confirmed, or another record has replaced it."
ROWS, MOST_CARDS = 6, 3
FROM = "the list of what waits"
"""Where a corrected row of participation is recorded from."""
UNVERIFIED = ParticipationRecord.verified.is_(False)
WAITS = and_(
    UNVERIFIED, or_(ParticipationRecord.self_reported.is_(True), ParticipationRecord.import_id.is_(None))
)
"""What somebody is asked to confirm: people's own word, and whatever was written down here without being
confirmed with that. What a file says of others asks nobody; in its exercise it can be confirmed."""


def verify(request: Request) -> Reply:
    """What waits for the speaker, oldest exercise first; of an exercise that is named, everybody in it."""
    said = request.text.strip()
    if not said:
        return Reply(message=_page(request, Waiting()))
    exercise = exercise_said(request, said, _of_exercise, "/exercise verify Vine drill")
    return Reply(message=_page(request, Waiting(exercise=exercise.id)))


def more(request: Request) -> Reply:
    """The next ones, in place of those before."""
    return Reply(message=_page(request, request.carried(Waiting)), replaces=True)


def verify_one(request: Request) -> Reply:
    """Confirms one row; the list comes anew."""
    pressed = request.carried(WaitingPart)
    record = _standing(request, pressed.record)
    if not verify_parts(request.session, [record], request.trail(FROM)):
        raise Problem(SETTLED)
    return Reply(message=_page(request, pressed, "Verified."), replaces=True)


def verify_all(request: Request) -> Reply:
    """Confirms all that waited when the list was shown; what came since waits on."""
    upto = request.carried(UpTo)
    mine = _mine(request.member, upto.exercise).where(ParticipationRecord.id <= upto.record, UNVERIFIED)
    rows = verify_parts(request.session, request.session.scalars(mine).all(), request.trail(FROM))
    done = f"Verified: {plural(len(rows), 'record')}."
    return Reply(message=_page(request, Waiting(exercise=upto.exercise), done), replaces=True)


def correct(request: Request) -> Reply:
    """The form that mends a row, filled in as it stands."""
    pressed = request.carried(WaitingPart)
    record = _standing(request, pressed.record)
    view = CORRECT_FORM.view(
        {
            "role": record.role,
            "position": _position_now(request, record),
            "run": ("1", str(record.run)),
            "agency": agency_option(request, record.agency_id),
        },
        carried=pressed,
        above=[words(_said(request, record))],
    )
    return Reply(modal=view)


def submit_correct(request: Request) -> Reply:
    """Puts the mended row in the place of the one that was said, and confirms it."""
    filled = CORRECT_FORM.read(request)
    pressed = request.carried(WaitingPart)
    record = _standing(request, pressed.record)
    if record.person_id is None and filled[POSITION] is not None:
        raise Wrong({"position": "A headcount holds no position: a person does. Leave it empty."})
    part = Part(
        filled[AGENCY], record.person_id, record.headcount, filled[ROLE], filled[POSITION], filled[RUN]
    )
    changed = part != Part.of(record)
    try:
        new = correct_part(request.session, record, part, request.trail(FROM))
    except NoLongerStands as gone:
        raise changed_meanwhile(request, gone) from None
    if not new.verified:
        verify_parts(request.session, [new], request.trail(FROM))
    said = f"Corrected: {_said(request, new)}. What was said before stays readable." if changed else ""
    done = said or "Nothing was changed; it is verified as it was said."
    return Reply(message=_page(request, pressed, done), closes=True)


def void(request: Request) -> Reply:
    """The form that asks for a reason."""
    pressed = request.carried(WaitingPart)
    record = _standing(request, pressed.record)
    return Reply(modal=VOID_FORM.view(carried=pressed, above=[words(_said(request, record))]))


def submit_void(request: Request) -> Reply:
    """Takes the row back, with the reason."""
    filled = VOID_FORM.read(request)
    pressed = request.carried(WaitingPart)
    record = _standing(request, pressed.record)
    said = _said(request, record)
    try:
        back = void_part(request.session, record, filled[REASON], request.trail(FROM))
    except NoLongerStands as gone:
        raise changed_meanwhile(request, gone) from None
    again = " What it had replaced is back." if back else ""
    done = f"Voided: {said}. It stays readable, with the reason, and counts for nothing.{again}"
    return Reply(message=_page(request, pressed, done), closes=True)


def waiting_for_me(request: Request) -> Iterator[Waits]:
    """Home's line of how many wait, for those for whom any do."""
    _, waiting, _ = _how_many(request.session, request.member, None)
    if waiting:
        yield waiting_line(waiting)


def _of_exercise(match: Match) -> Offer:
    return Offer(match.name, PAGE, Waiting(exercise=int(match.key)))


def _mine(member: Member, exercise_id: int | None) -> Any:
    """What waits for a member, or everybody in one exercise of theirs; never what they said of themself.

    What was pressed on a card waits for its exercise to be closed, where all of it is confirmed at once.
    """
    parts = standing_parts(COUNTS).join(ExerciseRecord, ExerciseRecord.id == ParticipationRecord.exercise_id)
    if exercise_id is None:
        parts = parts.where(WAITS, ExerciseRecord.state != ExerciseState.SIGNING_IN)
    else:
        parts = parts.where(ExerciseRecord.id == exercise_id)
    return parts.where(parts_for(member))


def _how_many(session: Session, member: Member, exercise_id: int | None) -> tuple[int, int, int]:
    """How many rows there are, how many of them wait, and the newest of them."""
    parts = _mine(member, exercise_id).order_by(None)
    rows = parts.with_only_columns(
        ParticipationRecord.id, case((UNVERIFIED, 1), else_=0).label("waits")
    ).subquery()
    counted = select(func.count(), func.coalesce(func.sum(rows.c.waits), 0), func.max(rows.c.id))
    count, waiting, newest = session.execute(counted.select_from(rows)).one()
    return count, waiting, newest or 0


def _standing(request: Request, record_id: int) -> ParticipationRecord:
    """A row that is the speaker's to decide about.

    Raises Refused where it is not, Problem where it stands no more, or its exercise was cancelled.
    """
    record = request.session.get(ParticipationRecord, record_id)
    exercise = None if record is None else request.session.get(ExerciseRecord, record.exercise_id)
    if record is None or exercise is None or exercise.voided_at is not None:
        raise Problem(STALE)
    about = held(exercise, record.person_id)
    may(request.member, Action.CONFIRM, about, exercise.held_on, request.today).or_refuse()
    if not record.stands:
        raise Problem(SETTLED)
    if exercise.state is ExerciseState.CANCELLED:
        raise Problem(
            f"{exercise_name(exercise)} was cancelled: who signed in to it counts for nothing. "
            "Nothing was changed."
        )
    return record


def _page(request: Request, shown: Waiting, done: str = "") -> Message:
    shown = Waiting(start=shown.start, exercise=shown.exercise)
    exercise = None if shown.exercise is None else request.session.get(ExerciseRecord, shown.exercise)
    if exercise is not None:
        about = held(exercise)
        may(request.member, Action.CONFIRM, about, exercise.held_on, request.today).or_refuse()
    count, waiting, newest = _how_many(request.session, request.member, shown.exercise)
    if shown.start >= count:
        shown.start = max(0, (count - 1) // ROWS * ROWS)
    found: Sequence[Any] = request.session.execute(
        _mine(request.member, shown.exercise)
        .add_columns(ExerciseRecord, Person)
        .outerjoin(Person, Person.id == ParticipationRecord.person_id)
        .order_by(None)
        .order_by(
            ExerciseRecord.held_on,
            ExerciseRecord.id,
            Person.id.is_(None),
            Person.sort_key,
            ParticipationRecord.id,
        )
        .offset(shown.start)
        .limit(ROWS)
    ).all()
    rows = [_row(request, record, None if exercise else held_at, person) for record, held_at, person in found]
    head = NOBODY_WAITS if not count else f"{plural(count, 'part waits', 'parts wait')} for you to confirm."
    if exercise is not None:
        head = f"{exercise_name(exercise)}{_of_all(exercise, count, waiting)}"
    page = page_of(rows, shown, count, waiting, newest, head, done)
    return Message([*page.blocks, *_on_open_cards(request, exercise)])


def _on_open_cards(request: Request, exercise: ExerciseRecord | None) -> Iterator[Block]:
    """Those who signed in on a card that is open are confirmed together, when it is closed."""
    conditions = [] if exercise is None else [ExerciseRecord.id == exercise.id]
    there = theirs(request, *conditions, ExerciseRecord.state == ExerciseState.SIGNING_IN)
    for each in there[:MOST_CARDS]:
        here = presence(request.session, each.id).people
        if here and each.held_on <= request.today:
            have = "has" if here == 1 else "have"
            yield words(f"{here:,} {have} signed in on the open card of {exercise_name(each)}.")
            yield from buttons(button("Close", f"{CLOSE}:{each.id}", SignInOf(exercise=each.id)))


def _row(
    request: Request, record: ParticipationRecord, exercise: ExerciseRecord | None, person: Person | None
) -> Row:
    line = _line(request, record, exercise, person)
    said = f"{line} (confirmed)" if record.verified else line
    return Row(record.id, said, not record.verified, person is not None)


def _of_all(exercise: ExerciseRecord, count: int, waiting: int) -> str:
    """What is said of an exercise behind its name: how many are on record, and how many are to confirm."""
    if exercise.state is ExerciseState.CANCELLED:
        return " was cancelled: there is nothing to confirm."
    if not count:
        return ": nobody else's part is on record."
    return f": {plural(count, 'part')} of others, {f'{waiting} to confirm' if waiting else 'all confirmed'}."


def _position_now(request: Request, record: ParticipationRecord) -> Option | None:
    """What a row says was played; it may have been taken out of the catalogue since."""
    position = request.catalogue.every_position.get(record.position_id or 0)
    return None if position is None else option(position.title, str(position.key))


def _read_position(request: Request, field: str) -> int | None:
    """The position chosen: one of the catalogue, or the one the row has. Raises CantTake for others."""
    record = request.session.get(ParticipationRecord, request.carried(WaitingPart).record)
    chosen = request.typed_id(field)
    if record is not None and chosen is not None and chosen == record.position_id:
        return chosen
    return read_position(request, field)


def _said(request: Request, record: ParticipationRecord) -> str:
    exercise = request.session.get_one(ExerciseRecord, record.exercise_id)
    person = None if record.person_id is None else request.session.get(Person, record.person_id)
    return _line(request, record, exercise, person)


def _line(
    request: Request, record: ParticipationRecord, exercise: ExerciseRecord | None, person: Person | None
) -> str:
    """Who, as what and where; None for an exercise that was named above."""
    agency = request.catalogue.agencies[record.agency_id].name
    who = f"{person.name}, {agency}" if person is not None else f"{record.headcount:,} of {agency}"
    at = "" if exercise is None else f", at {exercise_name(exercise)}"
    return f"{who}: {part_as(request, record)}{at}"


POSITION: Field[int | None] = searched_field(
    "position", "Position", "None", _read_position, search_positions, optional=True
)
AGENCY: Field[AgencyId] = searched_field(
    "agency", "For which agency", "An agency", read_needed_agency, search_agencies
)
REASON = text_field("reason", "Why it is no record", 300, optional=False, hint="It is kept with the record.")
CORRECT_FORM = Modal(
    "exercise.correct", "Correct a part", "Correct it", (POSITION, ROLE, RUN, AGENCY), submit_correct
)
VOID_FORM = Modal("exercise.void", "Void a part", "Void it", (REASON,), submit_void)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise verify",
        verify,
        what="what nobody confirmed yet, for you to confirm; of an exercise: everybody in it",
        example="/exercise verify Vine drill",
    ),
    Click(PAGE, more),
    Click(VERIFY, verify_one, changes=True),
    Click(ALL, verify_all, changes=True),
    Click(CORRECT, correct),
    Click(VOID, void),
    *CORRECT_FORM.entries(),
    *VOID_FORM.entries(),
    HomePart(REST, waiting_for_me),
)
