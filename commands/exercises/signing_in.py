"""`/exercise signin`: the card that people sign in on, and what a press on it records.

A press is one's own word: one row of participation, for the run the card shows, taken back by Undo until the
sign-in is closed (`commands.exercises.closing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from commands.exercises.signing_in_views import (
    AS,
    CHOOSE,
    CLOSE,
    HERE,
    OPEN,
    UNDO,
    Pressed,
    Said,
    SignInOf,
    Undo,
    ended_card,
    exercise_facts,
    not_filled,
    open_card,
    posted,
    signed_in,
    signed_in_already,
    taken_back,
    which_agency,
)
from commands.kit.blocks import button, words
from commands.kit.cards import CardKind, Look
from commands.kit.channel import CHANNEL, is_channel
from commands.kit.forms import Modal, opened, searched_field
from commands.kit.may import WHOSE_EXERCISE, Action, may
from commands.kit.problems import AskedBack, Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import CardOf, Message, Post, Reply
from commands.kit.request import STALE, Request, carried
from commands.kit.signin_views import further_down, signin_card
from commands.language.exercises import (
    exercise_name,
    exercise_option,
    exercise_said,
    held,
    position_options,
    read_exercise,
    read_position,
    search_exercises,
)
from readiness.asked import is_active
from readiness.positions import Position
from readiness.records import Agency
from storage import cards
from storage.audit import AuditKind, note
from storage.exercises import SIGNIN_CARD, ExerciseRecord, ExerciseState, InvitedAgency, ParticipationRecord
from storage.plans import PlanRecord, RevisionRecord
from storage.roster import terms_of
from storage.signing_in import CARD, parts_in, presence, sign_in_as
from storage.taking_part import Part, Trail, lock_exercise, void_part
from words.days import spoken
from words.names import Match
from words.problems import Offer, Problem

EXAMPLE = "/exercise signin Vine drill"
TAKEN_BACK = "taken back by the one who signed in"
SLACK = "slack"


def open_said(request: Request) -> Reply:
    """Posts the sign-in card of the exercise that is named; of today's, where none is and there is one."""
    said = request.text.strip()
    exercise = exercise_said(request, said, _offer, EXAMPLE) if said else _todays(request)
    return _open_here(request, exercise)


def open_pressed(request: Request) -> Reply:
    """Posts the sign-in card of the exercise that a button carries."""
    return _open_here(request, exercise_of(request, request.carried(SignInOf).exercise))


def open_submitted(request: Request) -> Reply:
    """Posts the card of the chosen exercise into the chosen channel."""
    filled = SIGN_IN.read(request)
    return _post(request, filled[EXERCISE], filled[CHANNEL], "that channel")


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
    return _sign_in(request, request.carried(Pressed).model_copy(update={"position": position.key}))


def search_positions(request: Request) -> Reply:
    """The positions of the catalogue that fit what is being typed."""
    typed = request.text.casefold().split()
    found = [
        each
        for each in position_options(request)
        if all(word in str(each.to_dict()["text"]["text"]).casefold() for word in typed)
    ]
    return Reply(options=found[:100])


def take_back(request: Request) -> Reply:
    """Undo: takes back rows of one's own, until the sign-in is closed; what gave way to them stands again."""
    wanted = request.carried(Undo)
    exercise = exercise_of(request, wanted.exercise)
    lock_exercise(request.session, exercise)
    if exercise.state is ExerciseState.CONFIRMED:
        raise Refused("The sign-in is closed, and who took part is confirmed: it stands.", WHOSE_EXERCISE)
    mine = _mine(request, exercise)
    gone = [each for each in mine if each.id in wanted.rows]
    if not gone:
        raise Problem("It was taken back already; nothing changed.")
    if any(each.verified for each in gone):
        raise Refused("It was confirmed meanwhile: it stands.", WHOSE_EXERCISE)
    said = [_said(request, each) for each in gone]
    for each in gone:
        void_part(request.session, each, TAKEN_BACK, trail(request, CARD))
    left = [_said(request, each) for each in _mine(request, exercise)]
    return Reply(message=taken_back(exercise, said, left), replaces=True)


def render(look: Look) -> Message | None:
    """The card as the exercise stands now; an earlier one of a channel points to the latest."""
    exercise = look.session.get_one(ExerciseRecord, look.record_id)
    if not look.newest:
        return further_down(exercise.title)
    return card_of(look, exercise)


def card_of(look: Look | Request, exercise: ExerciseRecord) -> Message:
    """The sign-in card of an exercise as it stands."""
    session, catalogue = look.session, look.catalogue
    host = catalogue.agencies.get(exercise.host_agency_id or 0)
    facts = exercise_facts(exercise, host.name if host else "", _plan(look, exercise), look.today)
    if exercise.state is ExerciseState.SIGNING_IN:
        here = presence(session, exercise.id, exercise.run)
        return signin_card(open_card(exercise, facts, here, list(catalogue.positions.values())))
    return signin_card(ended_card(exercise, facts, presence(session, exercise.id)))


def exercise_of(request: Request, key: int) -> ExerciseRecord:
    """The exercise a button is about. Raises Problem for one that is no longer there."""
    found = request.session.get(ExerciseRecord, key)
    if found is None or found.voided_at is not None:
        raise Problem("That exercise is no longer there. Nothing was recorded.")
    return found


def decide(request: Request, exercise: ExerciseRecord) -> None:
    """Raises Refused unless it is theirs to open, run and close."""
    may(request.member, Action.EXERCISE, held(exercise), exercise.held_on, request.today).or_refuse()


def theirs(request: Request, *conditions: Any) -> list[ExerciseRecord]:
    """The exercises for which something holds, of those that are the speaker's, the earliest first."""
    query = select(ExerciseRecord).where(ExerciseRecord.voided_at.is_(None), *conditions)
    found = request.session.scalars(query.order_by(ExerciseRecord.held_on, ExerciseRecord.id))
    today = request.today
    return [each for each in found if may(request.member, Action.EXERCISE, held(each), each.held_on, today)]


def trail(request: Request, recorded_from: str) -> Trail:
    """Who records something here, and from where."""
    return Trail(request.member.label, SLACK, recorded_from, request.now)


def stands_for(
    request: Request, exercise: ExerciseRecord, person: int, position: Position | None
) -> list[Agency]:
    """The agencies somebody may have been there for, by the roster of its day: one, where that is decided.

    What they signed in for before decides; else the agencies invited, then those that fill the position.
    """
    terms = terms_of(request.session, [person]).get(person, ())
    on = exercise.held_on
    known = request.catalogue.agencies
    there = list(dict.fromkeys(term.agency for term in terms if is_active(term, on)))
    before = [each.agency_id for each in parts_in(request.session, exercise.id, person)]
    invited = request.session.scalars(
        select(InvitedAgency.agency_id).where(InvitedAgency.exercise_id == exercise.id)
    ).all()
    for narrower in (
        [key for key in there if key in before],
        [key for key in there if key in invited],
        [key for key in there if position is not None and position.is_filled_by(known[key].disciplines)],
    ):
        if len(there) > 1 and narrower:
            there = narrower
    return [known[key] for key in there]


def _sign_in(request: Request, pressed: Pressed) -> Reply:
    exercise = exercise_of(request, pressed.exercise)
    lock_exercise(request.session, exercise)
    _refuse_unless_open(request, exercise)
    if not 1 <= pressed.run <= exercise.run:
        raise Problem(STALE)
    position = _position(request, pressed.position)
    mine = _mine(request, exercise, pressed.run)
    there = [each for each in mine if position is None or each.position_id == position.key]
    notes = _notes(exercise, pressed)
    if there:
        own = [each.id for each in there if not each.verified]
        said = [_said(request, each) for each in there]
        return Reply(message=signed_in_already(said, notes, Undo(exercise=exercise.id, rows=own)))
    person = request.member.person_id
    assert person is not None
    agency = _agency(request, exercise, position, pressed)
    part = Part(agency.key, person, position_id=None if position is None else position.key, run=pressed.run)
    taken = sign_in_as(request.session, exercise, part, trail(request, CARD), self_reported=True)
    if position is not None and not position.is_filled_by(agency.disciplines):
        notes = [not_filled(position, agency), *notes]
    others = [each for each in _mine(request, exercise, pressed.run) if each.id != taken.record.id]
    return Reply(
        message=signed_in(
            _said(request, taken.record),
            [_said(request, each) for each in others],
            notes,
            Undo(exercise=exercise.id, rows=[taken.record.id]),
        )
    )


def _agency(
    request: Request, exercise: ExerciseRecord, position: Position | None, pressed: Pressed
) -> Agency:
    """The agency somebody signs in for. Raises AskedBack where that is theirs to say, Refused where none."""
    person = request.member.person_id
    assert person is not None
    possible = stands_for(request, exercise, person, position)
    if pressed.agency is not None:
        terms = terms_of(request.session, [person]).get(person, ())
        theirs = [term.agency for term in terms if is_active(term, exercise.held_on)]
        if pressed.agency not in theirs:
            raise Problem(STALE)
        return request.catalogue.agencies[pressed.agency]
    if not possible:
        on = spoken(exercise.held_on)
        raise Refused(
            f"You were on no agency's roster on {on}, so that I can't tell for whom you were there. "
            "Nothing was recorded.",
            f"Who can add you: {_who_adds(request, exercise)}",
        )
    if len(possible) > 1:
        what = "were you there" if position is None else f"did you play {position.title}"
        raise AskedBack(Reply(message=which_agency(pressed, what, possible)))
    return possible[0]


def _refuse_unless_open(request: Request, exercise: ExerciseRecord) -> None:
    """Raises Problem or Refused where nobody signs in: before its day, after closing, cancelled, not opened."""
    name = exercise_name(exercise)
    match exercise.state:
        case ExerciseState.CANCELLED:
            raise Problem(f"{name} was cancelled: there is nothing to sign in to. Nothing was recorded.")
        case ExerciseState.CONFIRMED:
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


def _mine(
    request: Request, exercise: ExerciseRecord, run: int | None = None
) -> Sequence[ParticipationRecord]:
    assert request.member.person_id is not None
    return parts_in(request.session, exercise.id, request.member.person_id, run)


def _said(request: Request, record: ParticipationRecord) -> Said:
    position = request.catalogue.every_position.get(record.position_id or 0)
    agency = request.catalogue.agencies[record.agency_id]
    role = "" if record.role == "player" else record.role
    return Said(position.title if position else "", role, record.run, agency.name)


def _open_here(request: Request, exercise: ExerciseRecord) -> Reply:
    """The card into this channel; where this is none, the form that asks into which."""
    decide(request, exercise)
    _refuse_ended(exercise)
    if is_channel(request.place):
        return _post(request, exercise, request.place.channel, "this channel")
    raise AskedBack(_form(request, exercise))


def _form(request: Request, exercise: ExerciseRecord | None) -> Reply:
    view = SIGN_IN.view({"exercise": None if exercise is None else exercise_option(exercise)})
    chosen = SignInOf(exercise=0 if exercise is None else exercise.id)
    text = "Into which channel? Say it there, or choose it in the form."
    return opened(request, view, text, button("Open the sign-in", OPEN, chosen))


def _post(request: Request, exercise: ExerciseRecord, channel: str, where: str) -> Reply:
    session = request.session
    decide(request, exercise)
    lock_exercise(session, exercise)
    _refuse_ended(exercise)
    exercise.state = ExerciseState.SIGNING_IN
    session.flush()
    subject = (ExerciseRecord.__tablename__, exercise.id)
    kind = AuditKind.SIGNIN_OPENED
    note(session, request.now, request.member.label, SLACK, kind, subject, of=exercise, channel=channel)
    cards.changed(session, SIGNIN_CARD, exercise.id, request.now)
    post = Post(
        to=channel,
        message=card_of(request, exercise),
        key="sign-in",
        tell=request.member.user,
        inside_only=True,
        about=subject,
        card=CardOf(SIGNIN_CARD, exercise.id),
    )
    return Reply(message=posted(exercise, where, request.today), posts=[post], closes=True)


def _refuse_ended(exercise: ExerciseRecord) -> None:
    name = exercise_name(exercise)
    if exercise.state is ExerciseState.CANCELLED:
        raise Problem(f"{name} was cancelled: there is nothing to sign in to.")
    if exercise.state is ExerciseState.CONFIRMED:
        raise Problem(
            f"The sign-in for {name} is closed, and who took part is confirmed. "
            "Whoever is missing is added by /exercise log."
        )


def _todays(request: Request) -> ExerciseRecord:
    """The one exercise of today that is theirs to open. Raises AskedBack, with the form, for none or several."""
    open_ones = (ExerciseState.PLANNED, ExerciseState.SIGNING_IN)
    of_today = (ExerciseRecord.held_on == request.today, ExerciseRecord.state.in_(open_ones))
    found = theirs(request, *of_today)
    if len(found) != 1:
        raise AskedBack(_form(request, None))
    return found[0]


def _offer(match: Match) -> Offer:
    return Offer(f"Sign-in for {match.name}", OPEN, SignInOf(exercise=int(match.key)))


def _plan(look: Look | Request, exercise: ExerciseRecord) -> Any:
    if exercise.revision_id is None:
        return None
    query = select(PlanRecord.name, RevisionRecord.name, RevisionRecord.effective_on).join(
        PlanRecord, PlanRecord.id == RevisionRecord.plan_id
    )
    return look.session.execute(query.where(RevisionRecord.id == exercise.revision_id)).one()


EXERCISE = searched_field("exercise", "Exercise", "Type its title", read_exercise, search_exercises)
SIGN_IN = Modal("signin.open", "Open the sign-in", "Post the card", (EXERCISE, CHANNEL), open_submitted)
POSITION = searched_field("position", "Position", "Type a position", read_position, search_positions)
PLAYED = Modal("signin.played", "I played …", "Sign in", (POSITION,), choose_in_form)

ENTRIES: tuple[Declared, ...] = (
    CardKind(SIGNIN_CARD, render),
    Form(
        "exercise signin",
        open_said,
        what="post the card that people sign in on to an exercise",
        example=EXAMPLE,
        changes=True,
        takes="EXERCISE",
    ),
    Click(OPEN, open_pressed, changes=True),
    Click(HERE, press, changes=True),
    Click(AS, choose_in_menu, changes=True),
    Click(CHOOSE, open_positions),
    Click(UNDO, take_back, changes=True),
    *SIGN_IN.entries(),
    *PLAYED.entries(),
)
