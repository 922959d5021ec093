"""`/exercise run 2`: another run, with the people of the one before, and their positions to be swapped.

Those carried over are verified by nobody, and whose word they were they stay: who closes the sign-in confirms
them, and whoever presses another position on the card leaves the one they were carried over with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from slack_sdk.models.views import View

from commands.exercises.closing import named, the_open_one
from commands.exercises.closing_views import START_RUN, Present
from commands.exercises.runs_views import (
    A_PAGE,
    NO_POSITION,
    PART,
    POSITION,
    SWAP,
    Swapping,
    part_field,
    part_label,
    position_choice,
    run_begun,
    still_running,
    swap_head,
    swapped,
)
from commands.exercises.signing_in import decide, refuse_ended, theirs
from commands.exercises.signing_in_views import MOST_IN_A_MENU, SignInOf
from commands.kit.blocks import paragraphs
from commands.kit.forms import Modal
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form, Search, in_form
from commands.kit.reply import Reply
from commands.kit.request import Door, Request, record_id
from commands.language.exercises import exercise_name, exercise_of, exercise_said, fitting_exercises
from commands.language.fields import search_positions
from commands.language.players import not_filled
from commands.language.scopes import several
from readiness.exercises import MOST_RUNS
from storage import cards
from storage.audit import AuditKind
from storage.exercises import SIGNIN_CARD, ExerciseRecord, ExerciseState, Origin, ParticipationRecord
from storage.people import lock_people
from storage.signing_in import people_and_parts
from storage.taking_part import Part, correct_part, lock_exercise, take_part, verify_parts
from words.names import Match
from words.problems import Offer, Problem, Unclear

EXAMPLE = "/exercise run 2 Vine drill"
CARRIED_OVER = "the run before"
GIVEN = "positions swapped for the run"
"""Where rows of participation of a run that begins are recorded from."""


def run_said(request: Request) -> Reply:
    """Begins the run that is named, of the exercise that is named or whose sign-in alone is open."""
    first, _, rest = request.text.strip().partition(" ")
    number = int(first) if first.isascii() and first.isdecimal() and len(first) < 5 else None
    said = (rest if number is not None else request.text).strip()
    exercise = _said(request, said) if said else the_open_one(request, EXAMPLE, _offer)
    _lock(request, exercise)
    if number is not None and number == exercise.run:
        return Reply(message=still_running(exercise, _parts(request, exercise)))
    following = exercise.run + 1
    if number is not None and number != following:
        raise Unclear(
            f"Run {exercise.run} of {exercise_name(exercise)} is on: the next is run {following}.",
            example=f"/exercise run {following}",
        )
    return Reply(message=run_begun(exercise, *_begin(request, exercise)))


def start_pressed(request: Request) -> Reply:
    """Begins the next run; pressed in the list, the form that swaps positions takes its place."""
    exercise = exercise_of(request, request.carried(SignInOf).exercise)
    _lock(request, exercise)
    carried, left = _begin(request, exercise)
    if request.door is not Door.MODAL:
        return Reply(message=run_begun(exercise, carried, left))
    view = _form(request, exercise, Swapping(exercise=exercise.id, run=exercise.run), left)
    return Reply(updated=view)


def open_swapping(request: Request) -> Reply:
    """The form that gives people of this run other positions."""
    exercise = exercise_of(request, request.carried(SignInOf).exercise)
    _refuse_unless_running(request, exercise)
    return Reply(modal=_form(request, exercise, Swapping(exercise=exercise.id, run=exercise.run)))


def swap(request: Request) -> Reply:
    """Gives everybody on the page the position chosen; the next page follows, until there is none."""
    swapping = request.carried(Swapping)
    exercise = exercise_of(request, swapping.exercise)
    _lock(request, exercise)
    if swapping.run != exercise.run:
        raise Problem(f"Run {exercise.run} is on meanwhile. Nothing was changed.")
    parts = _swappable(request, exercise)
    chosen = _chosen(request, {record.id: record.position_id for record, _ in parts})
    changed, given = swapping.changed, set()
    for record, _ in parts:
        if record.id in chosen and chosen[record.id] != record.position_id:
            _give(request, record, chosen[record.id])
            changed += 1
            given.add(record.person_id)
    now = [record for record, _ in _parts(request, exercise)]
    notes = not_filled(request, exercise, [each for each in now if each.person_id in given])
    following = swapping.start + A_PAGE
    if following < len(_swappable(request, exercise)):
        further = Swapping(exercise=exercise.id, run=exercise.run, start=following, changed=changed)
        return Reply(updated=_form(request, exercise, further, notes=notes))
    return Reply(message=swapped(exercise, changed, notes), closes=True)


def search_choices(request: Request) -> Reply:
    """The positions that fit what is being typed, and none."""
    found = search_positions(request).options
    return Reply(options=[*found[: MOST_IN_A_MENU - 1], position_choice(None)])


def _said(request: Request, said: str) -> ExerciseRecord:
    """The exercise that is named: of several first among the speaker's whose sign-in is open.

    Raises Unclear for none and for several.
    """
    fitting = set(fitting_exercises(request)(said))
    if len(fitting) > 1:
        is_open = ExerciseRecord.state == ExerciseState.SIGNING_IN
        mine = theirs(request, ExerciseRecord.id.in_(sorted(fitting)), is_open)
        if len(mine) == 1:
            return mine[0]
        if mine:
            raise several([named(each) for each in mine], said, _offer, example=EXAMPLE)
    return exercise_said(request, said, _offer, EXAMPLE)


def _begin(request: Request, exercise: ExerciseRecord) -> tuple[int, list[str]]:
    """The next run, with everybody of the one before, whoever said it; their own part is the starter's word.

    How many people were carried over, and the positions taken out of the catalogue since: nobody is in those.
    """
    session = request.session
    if exercise.run >= MOST_RUNS:
        raise Problem(f"{exercise_name(exercise)} has {MOST_RUNS} runs already: more can't be counted.")
    before = [row for row, _ in _parts(request, exercise)]
    if not before:
        raise Problem(f"Nobody signed in to run {exercise.run} yet: there is nobody to carry over.")
    exercise.run += 1
    session.flush()
    there = request.catalogue.positions
    mine: list[Part] = []
    others: list[Part] = []
    left: set[str] = set()
    for row in before:
        part = replace(Part.of(row), run=exercise.run)
        if part.position_id is not None and part.position_id not in there:
            left.add(request.catalogue.every_position[part.position_id].title)
            part = replace(part, position_id=None)
        own_word = row.self_reported or row.person_id == request.member.person_id
        (mine if own_word else others).append(part)
    for parts, own_word in ((others, False), (mine, True)):
        left_by, origin = request.trail(CARRIED_OVER), Origin.CARRIED_OVER
        take_part(session, exercise, parts, left_by, self_reported=own_word, origin=origin)
    request.note(AuditKind.RUN_STARTED, exercise.subject, of=exercise, run=exercise.run)
    cards.changed(session, SIGNIN_CARD, exercise.id, request.now)
    return len({row.person_id for row in before}), sorted(left)


def _lock(request: Request, exercise: ExerciseRecord) -> None:
    """Locks the exercise, and everybody in the run that is on. Raises as `_refuse_unless_running`."""
    lock_exercise(request.session, exercise)
    _refuse_unless_running(request, exercise)
    there = [record.person_id for record, _ in _parts(request, exercise)]
    lock_people(request.session, [each for each in there if each is not None])


def _refuse_unless_running(request: Request, exercise: ExerciseRecord) -> None:
    """Raises Refused for somebody whose it is not, Problem where nobody is signed in just now."""
    decide(request, exercise)
    refuse_ended(exercise)
    if exercise.state is not ExerciseState.SIGNING_IN or exercise.held_on > request.today:
        raise Problem(
            f"Nobody is signed in to {exercise_name(exercise)} yet: a run needs those of the first."
        )


def _parts(request: Request, exercise: ExerciseRecord) -> list[Present]:
    """What each person has in the run that is on."""
    there = people_and_parts(request.session, exercise.id, exercise.run)
    return [(record, person) for record, person in there if person is not None]


def _swappable(request: Request, exercise: ExerciseRecord) -> list[Present]:
    """Those, but for what was confirmed of the speaker themself: nobody confirms what they did."""
    me = request.member.person_id
    return [each for each in _parts(request, exercise) if not (each[0].verified and each[0].person_id == me)]


def _give(request: Request, record: ParticipationRecord, position: int | None) -> None:
    """Gives a part another position: the giver's word, their own only of themself; confirmed if it was."""
    part, left = replace(Part.of(record), position_id=position), request.trail(GIVEN)
    own = record.person_id == request.member.person_id
    given = correct_part(
        request.session,
        record,
        part,
        left,
        verified=record.verified,
        self_reported=own,
        origin=Origin.GIVEN,
    )
    if record.verified and not given.verified:
        verify_parts(request.session, [given], left)


def _form(
    request: Request,
    exercise: ExerciseRecord,
    swapping: Swapping,
    left: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> View:
    parts = _swappable(request, exercise)
    page = parts[swapping.start : swapping.start + A_PAGE]
    positions = request.catalogue.every_position
    fields = [
        part_field(
            record.id, part_label(request.catalogue, (record, person)), positions.get(record.position_id or 0)
        )
        for record, person in page
    ]
    head = swap_head(exercise, swapping.start, len(page), len(parts), swapping.changed, left)
    return SWAPPING.view(carried=swapping, above=[*paragraphs(notes), *head, *fields])


def _chosen(request: Request, now: Mapping[int, int | None]) -> dict[int, int | None]:
    """The position chosen for each part on the page, where `now` says what they have.

    Raises Wrong for a position that is not in the catalogue; what a part has may stay.
    """
    found: dict[int, int | None] = {}
    for name in request.fields:
        part = record_id(name.removeprefix(PART))
        if part is None or not request.typed(name):
            continue
        chosen = request.typed_id(name)
        known = chosen in request.catalogue.positions or (chosen is not None and chosen == now.get(part))
        if request.typed(name) != NO_POSITION and not known:
            raise Wrong({name: "Choose a position from the list."})
        found[part] = chosen
    return found


def _offer(match: Match) -> Offer:
    return Offer(f"Next run of {match.name}", START_RUN, SignInOf(exercise=int(match.key)))


SWAPPING = Modal("run.swap", "Swap positions", "Save", (), swap)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise run",
        run_said,
        what="begin another run with the people of the one before, and swap positions",
        example=EXAMPLE,
        changes=True,
        takes="NUMBER [EXERCISE]",
    ),
    Click(START_RUN, start_pressed, changes=True),
    Click(SWAP, open_swapping),
    Search(in_form(SWAPPING.name, POSITION), search_choices),
    *SWAPPING.entries(),
)
