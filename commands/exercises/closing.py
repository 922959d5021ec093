"""`/exercise close`: the list of all who signed in, mended and confirmed once by whose exercise it is.

Nobody confirms what they did themself: the closer's own part waits for somebody else. What is missing later
is added by `/exercise log`; a sign-in that was closed is not opened again.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.views import View

from commands.exercises.closing_views import (
    ADD,
    PAGE,
    STRIKE,
    Closing,
    Confirmed,
    choices,
    confirmed_message,
    list_blocks,
    ones,
)
from commands.exercises.signing_in import (
    decide,
    refuse_ended,
    theirs,
)
from commands.exercises.signing_in_presses import stands_for
from commands.exercises.signing_in_views import CLOSE, SignInOf
from commands.exercises.taking_part import AGENCY
from commands.kit.blocks import OPTION, button, cut, option, words
from commands.kit.forms import (
    CantTake,
    Field,
    Modal,
    opened,
    searched_field,
    several_searched_field,
    text_field,
)
from commands.kit.may import WHOSE_EXERCISE, Action, may
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request, record_id
from commands.language.choosing import people_options
from commands.language.exercises import exercise_name, exercise_of, exercise_said, held
from commands.language.fields import POSITION, agency_option, people_among, position_option
from commands.language.lists import wrong_lines
from commands.language.pasting import WITHOUT, asked_again, is_asked, is_refused, left_out, with_found_before
from commands.language.players import listed_players, not_filled, players_among, search_players
from commands.language.reach import reach_lines
from commands.language.scopes import Offering, offers
from readiness.positions import PositionId
from readiness.records import AgencyId
from storage import cards
from storage.audit import AuditKind
from storage.exercises import SIGNIN_CARD, ExerciseRecord, ExerciseState, ParticipationRecord
from storage.people import Person, lock_people
from storage.signing_in import parts_in, people_and_parts, presence, sign_in_as
from storage.taking_part import Part, lock_parts, verify_parts, void_part
from words.amounts import listing, plural
from words.days import spoken
from words.names import Kind, Match
from words.problems import Offer, Problem, Unclear

LISTED = "the list at the close"
"""Where rows of participation are recorded from."""
EXAMPLE = "/exercise close Vine drill"
MOST_ADDED = 50
OFFERED = 50


def close_said(request: Request) -> Reply:
    """Opens the list of the exercise that is named; of the one whose sign-in is open, where none is."""
    said = request.text.strip()
    exercise = exercise_said(request, said, offer, EXAMPLE) if said else the_open_one(request, EXAMPLE, offer)
    return _opened(request, exercise)


def close_pressed(request: Request) -> Reply:
    """Opens the list of the exercise that a card's button carries."""
    return _opened(request, exercise_of(request, request.carried(SignInOf).exercise))


def turn_page(request: Request) -> Reply:
    """Another page of the list."""
    closing = request.carried(Closing)
    return Reply(updated=_list(request, _theirs(request, closing), closing.start))


def open_adding(request: Request) -> Reply:
    """The form that adds those who could not press, in the list's place."""
    closing = request.carried(Closing)
    exercise = _theirs(request, closing)
    run = option(f"Run {exercise.run}", str(exercise.run))
    asked = [each for each in ADDING.fields if each is not WITHOUT]
    return Reply(updated=ADDING.view({"run": run}, closing, only=asked))


def add(request: Request) -> Reply:
    """Adds everybody chosen and listed; of a list with lines that name nobody only when that is ticked."""
    closing = request.carried(Closing)
    exercise = _theirs(request, closing, lock=True)
    form = ADDING.turned(closing.turn, PASTED, WITHOUT)
    filled = form.read(request)
    listed = with_found_before(request, closing, listed_players(request, filled[PASTED]))
    if is_refused(listed):
        raise form.wrong({"pasted": wrong_lines(listed.wrong)})
    if is_asked(listed, filled):
        others = {
            "people": people_options(request, filled[PEOPLE]),
            "position": position_option(request, filled[POSITION]),
            "run": option(f"Run {filled[RUN]}", str(filled[RUN])),
            "agency": agency_option(request, filled[AGENCY]),
        }
        raise AskedBack(Reply(updated=asked_again(ADDING, PASTED, listed, closing, others)))
    people = list({each.id: each for each in (*filled[PEOPLE], *listed.people)}.values())
    if not people:
        raise Wrong({"people": "Choose somebody, or paste a list."})
    position, agency = filled[POSITION], filled[AGENCY]
    parts = [
        (
            person,
            Part(
                _agency(request, exercise, person, position, agency),
                person.id,
                position_id=position,
                run=filled[RUN],
            ),
        )
        for person in people
    ]
    lock_people(request.session, [person.id for person in people])
    added = []
    for person, part in parts:
        own = person.id == request.member.person_id
        there = parts_in(request.session, exercise.id, person.id)
        left = request.trail(LISTED)
        added.append(sign_in_as(request.session, exercise, part, there, left, self_reported=own).record)
    said = [*not_filled(request, exercise, added), left_out(listed)]
    return Reply(updated=_list(request, exercise, closing.start, " ".join(each for each in said if each)))


def search_runs(request: Request) -> Reply:
    """The runs there were so far."""
    exercise = _theirs(request, request.carried(Closing))
    return Reply(options=[option(f"Run {run}", str(run)) for run in range(1, exercise.run + 1)])


def open_striking(request: Request) -> Reply:
    """The form that strikes somebody out, in the list's place."""
    closing = request.carried(Closing)
    _theirs(request, closing)
    return Reply(updated=STRIKING.view(carried=closing))


def search_present(request: Request) -> Reply:
    """Those who signed in whose name, agency or part fits what is being typed, for whose exercise it is."""
    exercise = _theirs(request, request.carried(Closing))
    typed = request.text.casefold().split()
    found = [
        (label, value)
        for label, value in choices(request.catalogue, people_and_parts(request.session, exercise.id))
        if all(word in label.casefold() for word in typed)
    ]
    return Reply(options=[option(cut(label, OPTION), value) for label, value in found[:OFFERED]])


def strike(request: Request) -> Reply:
    """Takes back what was chosen, with the reason given."""
    closing = request.carried(Closing)
    exercise = _theirs(request, closing, lock=True)
    filled = STRIKING.read(request)
    present = people_and_parts(request.session, exercise.id)
    rows = lock_parts(request.session, [row for row, _ in present if row.id in filled[WHO]])
    if not rows:
        raise Wrong({"who": "That was taken back meanwhile: choose again."})
    for row in rows:
        void_part(request.session, row, filled[REASON], request.trail(LISTED))
    return Reply(updated=_list(request, exercise, 0))


def confirm(request: Request) -> Reply:
    """Confirms all who took part but oneself, in one transaction, and closes the sign-in.

    Where somebody came since the list was shown, it is shown again instead: nobody is confirmed unseen.
    """
    closing = request.carried(Closing)
    exercise = _theirs(request, closing, lock=True)
    present = people_and_parts(request.session, exercise.id)
    if not present:
        raise Problem(
            f"Nobody signed in to {exercise_name(exercise)}: there is nothing to confirm yet. "
            "Add those who were there, or cancel the exercise."
        )
    if came := sum(row.id > closing.newest for row, _ in present):
        since = f"{plural(came, 'part')} more since this list was shown: look again, and confirm it. "
        return Reply(updated=_list(request, exercise, 0, f"{since}Nothing was confirmed yet."))
    rows = [row for row, _ in present if _confirms(request, exercise, row)]
    own = [row for row, _ in present if not row.verified and not _confirms(request, exercise, row)]
    verify_parts(request.session, rows, request.trail(LISTED))
    exercise.state = ExerciseState.CONFIRMED
    cards.changed(request.session, SIGNIN_CARD, exercise.id, request.now)
    request.note(
        AuditKind.SIGNIN_CONFIRMED,
        exercise.subject,
        of=[exercise, *rows],
        records=[row.id for row in rows],
    )
    whole = presence(request.session, exercise.id)
    waiting = {row.id for row in own}
    confirmed = {(row.person_id, row.position_id): row for row, _ in present if row.id not in waiting}
    unfilled = not_filled(request, exercise, list(confirmed.values()))
    done = Confirmed(whole, reach_lines(request, exercise), bool(own), unfilled)
    return Reply(message=confirmed_message(exercise, done), closes=True)


def the_open_one(request: Request, example: str, offering: Offering) -> ExerciseRecord:
    """The one exercise of the speaker's whose sign-in is open. Raises Unclear for none and for several."""
    found = theirs(request, ExerciseRecord.state == ExerciseState.SIGNING_IN)
    if len(found) == 1:
        return found[0]
    if not found:
        whose = (
            "" if theirs(request, ExerciseRecord.state != ExerciseState.CANCELLED) else f" {WHOSE_EXERCISE}"
        )
        raise Unclear(f"No sign-in of yours is open: name the exercise.{whose}", example=example)
    matches = [named(each) for each in found]
    raise Unclear("Several sign-ins of yours are open.", example=example, offers=offers(matches, offering))


def named(exercise: ExerciseRecord) -> Match:
    """An exercise as one of several to choose from."""
    return Match(Kind.EXERCISE, exercise.id, exercise_name(exercise))


def offer(match: Match) -> Offer:
    """What pressing one of several exercises does: its list is opened."""
    return Offer(f"Close the sign-in for {match.name}", CLOSE, SignInOf(exercise=int(match.key)))


def _opened(request: Request, exercise: ExerciseRecord) -> Reply:
    _may_close(request, exercise)
    close = button("Open the list", CLOSE, SignInOf(exercise=exercise.id))
    return opened(request, _list(request, exercise, 0), "Look at who signed in, and confirm it once.", close)


def _theirs(request: Request, closing: Closing, lock: bool = False) -> ExerciseRecord:
    """The exercise of a form, still theirs to close and still open; with `lock`, as long as this lasts."""
    exercise = exercise_of(request, closing.exercise, lock)
    _may_close(request, exercise)
    return exercise


def _may_close(request: Request, exercise: ExerciseRecord) -> None:
    """Raises Refused for somebody whose it is not, Problem for a sign-in that can't be closed now."""
    decide(request, exercise)
    refuse_ended(exercise)
    if exercise.held_on > request.today:
        raise Problem(
            f"{exercise_name(exercise)} is still to come: its sign-in opens on {spoken(exercise.held_on)}."
        )


def _list(request: Request, exercise: ExerciseRecord, start: int, note: str = "") -> View:
    """The list from one person on; above it a note on what was just done."""
    session, catalogue = request.session, request.catalogue
    present = people_and_parts(session, exercise.id)
    there = ones(catalogue, present)
    first = start if start < len(there) else 0
    blocks = list_blocks(exercise, there, presence(session, exercise.id), catalogue, first)
    if any(not row.verified and not _confirms(request, exercise, row) for row, _ in present):
        blocks.append(words("Your own part waits for somebody else whose exercise it is."))
    if note:
        blocks.insert(0, words(note))
    newest = max((row.id for row, _ in present), default=0)
    return CONFIRMING.view(carried=Closing(exercise=exercise.id, start=first, newest=newest), above=blocks)


def _confirms(request: Request, exercise: ExerciseRecord, row: ParticipationRecord) -> bool:
    about = held(exercise, row.person_id)
    return bool(may(request.member, Action.CONFIRM, about, exercise.held_on, request.today))


def _agency(
    request: Request,
    exercise: ExerciseRecord,
    person: Person,
    position: PositionId | None,
    chosen: AgencyId | None,
) -> AgencyId:
    """For which agency somebody is added: the one chosen, else theirs of that day. Raises Wrong."""
    if chosen is not None:
        return chosen
    there = parts_in(request.session, exercise.id, person.id)
    possible = stands_for(request, exercise, person.id, position, there)
    if len(possible) == 1:
        return possible[0]
    on = spoken(exercise.held_on)
    known = request.catalogue.agencies
    names = listing([known[each].name for each in possible]) if possible else "no agency"
    why = f"{person.name} belonged to {names} on {on}: choose for which one. Nobody was added."
    raise Wrong({"agency": why})


def _run(request: Request, field: str) -> int:
    chosen = request.typed_id(field) or 0
    if not 1 <= chosen <= exercise_of(request, request.carried(Closing).exercise).run:
        raise CantTake("Choose a run that there was.")
    return chosen


def _rows(request: Request, field: str) -> list[int]:
    found = [record_id(each) for each in request.typed(field).split(",")]
    rows = [each for each in found if each is not None]
    if not rows or len(rows) < len(found):
        raise CantTake("Choose somebody from the list.")
    return rows


PEOPLE: Field[Sequence[Person]] = several_searched_field(
    "people", "People", "Type a name", people_among(players_among), search_players, MOST_ADDED
)
PASTED = text_field(
    "pasted",
    "Or a list",
    most=3000,
    lines=True,
    hint="One name or e-mail per line; add the agency after a comma if two people have the same name.",
)
RUN: Field[int] = searched_field("run", "Run", "A run", _run, search_runs)
ADDING = Modal("signin.add", "Add people", "Add them", (PEOPLE, PASTED, WITHOUT, POSITION, RUN, AGENCY), add)
WHO: Field[list[int]] = searched_field("who", "Whom", "Type a name", _rows, search_present)
REASON = text_field("reason", "Reason", optional=False, hint="It stays readable beside what was struck out.")
STRIKING = Modal("signin.strike", "Strike out", "Strike out", (WHO, REASON), strike)
CONFIRMING = Modal("signin.confirm", "Close the sign-in", "Confirm all", (), confirm)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise close",
        close_said,
        what="look at who signed in to an exercise, and confirm them once",
        example=EXAMPLE,
        takes="EXERCISE",
    ),
    Click(CLOSE, close_pressed),
    Click(PAGE, turn_page),
    Click(ADD, open_adding),
    Click(STRIKE, open_striking),
    *ADDING.entries(),
    *STRIKING.entries(),
    *CONFIRMING.entries(),
)
