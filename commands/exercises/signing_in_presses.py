"""What a press on an exercise's sign-in card records: one's own word, for the run the card shows.

It is taken back by Undo until the sign-in is closed (`commands.exercises.closing`).
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from commands.exercises.planning_views import once_held
from commands.exercises.signing_in_views import (
    AS,
    CHOOSE,
    HERE,
    UNDO,
    Pressed,
    Undo,
    signed_as,
    signed_in,
    signed_in_already,
    taken_back,
    which_agency,
)
from commands.kit.blocks import buttons
from commands.kit.forms import CantTake, Field, Modal, searched_field
from commands.kit.may import WHOSE_EXERCISE, Action, may
from commands.kit.problems import AskedBack, Refused
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply, say
from commands.kit.request import STALE, Request, carried
from commands.language.exercises import exercise_name, exercise_of, held
from commands.language.fields import read_position, search_positions
from commands.language.players import agencies_then, agency_for, not_filled
from readiness.positions import Position, PositionId
from readiness.records import Agency, AgencyId
from storage.exercises import ExerciseRecord, ExerciseState, ParticipationRecord
from storage.signing_in import parts_in, sign_in_as
from storage.taking_part import Part, lock_parts, void_part
from words.days import spoken
from words.problems import Problem

CARD = "the sign-in card"
"""Where rows of participation are recorded from."""
TAKEN_BACK = "taken back by the one who signed in"


def press(request: Request) -> Reply:
    """I'm here: signs the one who pressed in, for the run the card shows."""
    return _sign_in(request, request.carried(Pressed))


def choose_in_menu(request: Request) -> Reply:
    """I played …, chosen in the card's menu."""
    try:
        chosen = Pressed.model_validate_json(request.text)
    except ValidationError:
        raise Problem(STALE) from None
    return _sign_in(request, carried(chosen.model_dump(), Pressed))


def open_positions(request: Request) -> Reply:
    """I played …, where there are more positions than a menu takes."""
    pressed = request.carried(Pressed)
    return Reply(modal=PLAYED.view(carried=pressed))


def choose_in_form(request: Request) -> Reply:
    """Signs in as the position chosen in the form."""
    position = PLAYED.read(request)[POSITION]
    return _sign_in(request, request.carried(Pressed).model_copy(update={"position": position}))


def take_back(request: Request) -> Reply:
    """Undo: takes back what one recorded oneself, until the sign-in is closed; what gave way stands again."""
    wanted = request.carried(Undo)
    exercise = exercise_of(request, wanted.exercise, lock=True)
    if exercise.state is ExerciseState.CONFIRMED:
        raise Refused("The sign-in is closed, and who took part is confirmed, so it stays.", WHOSE_EXERCISE)
    mine = _mine(request, exercise)
    gone = [each for each in mine if each.id in wanted.rows]
    if not gone:
        raise Problem("It was taken back already; nothing changed.")
    if any(each.recorded_by != request.member.label for each in gone):
        raise Refused("You did not record that yourself, so it stays.", WHOSE_EXERCISE)
    if any(each.verified for each in gone):
        raise Refused("It was confirmed in the meantime, so it stays.", WHOSE_EXERCISE)
    lock_parts(request.session, gone)
    said = [signed_as(request.catalogue, each) for each in gone]
    for each in gone:
        void_part(request.session, each, TAKEN_BACK, request.trail(CARD))
    left = [signed_as(request.catalogue, each) for each in _mine(request, exercise)]
    return Reply(message=taken_back(exercise, said, left), replaces=True)


def stands_for(
    request: Request,
    exercise: ExerciseRecord,
    person: int,
    position: PositionId | None,
    before: Sequence[ParticipationRecord],
) -> list[AgencyId]:
    """The agencies somebody may be there for, by the roster of its day; one, where that is decided.

    What they signed in for `before` decides, else the invitation and the position (`agency_for`).
    """
    there = agencies_then(request, person, exercise)
    if len(there) < 2:
        return there
    known = [each for each in there if any(part.agency_id == each for part in before)]
    if known:
        return known[:1]
    decided = agency_for(request, person, exercise, position)
    return there if decided is None else [decided]


def _sign_in(request: Request, pressed: Pressed) -> Reply:
    exercise = exercise_of(request, pressed.exercise, lock=True)
    _refuse_unless_open(request, exercise)
    if not 1 <= pressed.run <= exercise.run:
        raise Problem(STALE)
    position = _position(request, pressed.position)
    everything = _mine(request, exercise)
    mine = [each for each in everything if each.run == pressed.run]
    there = [each for each in mine if position is None or each.position_id == position.key]
    notes = _notes(exercise, pressed)
    if there:
        by_me = request.member.label
        own = [each.id for each in there if not each.verified and each.recorded_by == by_me]
        said = [signed_as(request.catalogue, each) for each in there]
        return Reply(message=signed_in_already(said, notes, Undo(exercise=exercise.id, rows=own)))
    person = request.member.person_id
    assert person is not None
    agency = _agency(request, exercise, position, pressed, everything)
    part = Part(agency.key, person, position_id=None if position is None else position.key, run=pressed.run)
    taken = sign_in_as(request.session, exercise, part, mine, request.trail(CARD), self_reported=True)
    notes = [*not_filled(request, exercise, [taken.record]), *notes]
    others = [each for each in mine if each.replaced_by_id is None]
    return Reply(
        message=signed_in(
            signed_as(request.catalogue, taken.record),
            [signed_as(request.catalogue, each) for each in others],
            notes,
            Undo(exercise=exercise.id, rows=[taken.record.id]),
        )
    )


def _agency(
    request: Request,
    exercise: ExerciseRecord,
    position: Position | None,
    pressed: Pressed,
    before: Sequence[ParticipationRecord],
) -> Agency:
    """The agency somebody signs in for. Raises AskedBack where that is theirs to say, Refused where none."""
    person = request.member.person_id
    assert person is not None
    known = request.catalogue.agencies
    if pressed.agency is not None:
        if pressed.agency not in agencies_then(request, person, exercise):
            raise Problem(STALE)
        return known[pressed.agency]
    possible = stands_for(request, exercise, person, pressed.position, before)
    if not possible:
        on = spoken(exercise.held_on)
        raise Refused(
            f"You were on no agency's roster on {on}, so I can't tell which agency you were there for. "
            "Nothing was recorded.",
            f"Who can add you: {_who_adds(request, exercise)}",
        )
    if len(possible) > 1:
        what = "were you there" if position is None else f"did you play {position.title}"
        raise AskedBack(Reply(message=which_agency(pressed, what, [known[each] for each in possible])))
    return known[possible[0]]


def _refuse_unless_open(request: Request, exercise: ExerciseRecord) -> None:
    """Raises Problem or Refused where nobody signs in: before its day, once closed, cancelled, not opened."""
    name = exercise_name(exercise)
    match exercise.state:
        case ExerciseState.CANCELLED:
            raise Problem(f"{name} was cancelled: there is nothing to sign in to. Nothing was recorded.")
        case ExerciseState.CONFIRMED:
            if may(request.member, Action.EXERCISE, held(exercise), exercise.held_on, request.today):
                said = f"The sign-in for {name} is closed. Nothing was recorded; you can still write it down."
                raise AskedBack(say(said, *buttons(once_held(exercise)[0])))
            raise Refused(
                f"The sign-in for {name} is closed. Nothing was recorded.",
                f"Who can add you: {_who_adds(request, exercise)}",
            )
        case ExerciseState.PLANNED:
            raise Problem(f"The sign-in for {name} is not open yet. Nothing was recorded.")
    if exercise.held_on > request.today:
        raise Problem(
            f"The sign-in for {name} opens on {spoken(exercise.held_on)}: press again on the day. "
            "Nothing was recorded."
        )


def _who_adds(request: Request, exercise: ExerciseRecord) -> str:
    host = request.catalogue.agencies.get(exercise.host_agency_id or 0)
    lead = f"the lead of {host.name}, " if host else ""
    return f"{lead}its point of contact, an emergency manager."


def _notes(exercise: ExerciseRecord, pressed: Pressed) -> list[str]:
    if pressed.run == exercise.run:
        return []
    return [f"Run {exercise.run} is on meanwhile: for that one press on the card again."]


def _position(request: Request, key: int | None) -> Position | None:
    """The position that was pressed. Raises Problem for one taken out of the catalogue since."""
    if key is None:
        return None
    found = request.catalogue.positions.get(key)
    if found is None:
        gone = request.catalogue.every_position.get(key)
        if gone is None:
            raise Problem(STALE)
        raise Problem(
            f"{gone.title} was taken out of the catalogue of positions. Nothing was recorded: "
            "press another one, or I'm here."
        )
    return found


def _mine(request: Request, exercise: ExerciseRecord) -> Sequence[ParticipationRecord]:
    assert request.member.person_id is not None
    return parts_in(request.session, exercise.id, request.member.person_id)


def _chosen_position(request: Request, field: str) -> PositionId:
    found = read_position(request, field)
    if found is None:
        raise CantTake("Choose a position from the list.")
    return found


POSITION: Field[PositionId] = searched_field(
    "position", "Position", "Type a position", _chosen_position, search_positions
)
PLAYED = Modal("signin.played", "I played …", "Sign in", (POSITION,), choose_in_form)

ENTRIES: tuple[Declared, ...] = (
    Click(HERE, press, changes=True),
    Click(AS, choose_in_menu, changes=True),
    Click(CHOOSE, open_positions),
    Click(UNDO, take_back, changes=True),
    *PLAYED.entries(),
)
