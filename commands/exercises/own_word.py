"""`/exercise log`: one's own word of what one played, and the form for whoever writes an exercise down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from commands.exercises.taking_part import IN_WORDS, decides, filled_in, record, recorded
from commands.kit.blocks import button, buttons, says, words
from commands.kit.forms import opened
from commands.kit.home import STANDING, Piece
from commands.kit.member import Needs
from commands.kit.problems import AskedBack, Refused
from commands.kit.registry import Click, Declared, Form, HomePart, Overheard
from commands.kit.reply import Message, Reply
from commands.kit.request import STALE, Door, Request
from commands.language.exercises import exercise_name, exercise_of
from commands.language.logs import NOT_YET, carriable_people
from commands.language.players import agencies_then, agency_for, asked_which_agency, cant_be_logged, seen_by
from commands.language.taking_part import (
    EXAMPLE,
    OPEN,
    PartSaid,
    PartUnderstood,
    names_a_part,
    told_of,
    understand_part,
)
from readiness.vocabulary import Role
from storage.exercises import ExerciseRecord
from storage.improving import runs_of
from storage.people import Person
from storage.taking_part import Part
from words.amounts import listing, plural
from words.problems import Problem

RECORD = "exercise.part.record"
"""What a button that records a part is known by; it carries all of the part."""
WITHOUT = "As a player, without a position"
TYPED = (Door.COMMAND, Door.MENTION, Door.DIRECT)


def log(request: Request) -> Reply:
    """Records the part that was said and understood to the last word; shows the form for any other."""
    if not request.text:
        raise AskedBack(_shown(request, PartSaid(), f"Say it, such as {EXAMPLE}, or fill in the form."))
    understood = _understood(request)
    said, exercise = understood.said, understood.exercise
    # A press says what was typed at another time: it shows, and records nothing.
    if exercise is None or not understood.is_whole or request.door not in TYPED:
        raise AskedBack(_asked(request, understood))
    return _recorded(request, said, exercise, understood.people)


def heard(request: Request) -> Reply | None:
    """What a sentence that uses no form may tell of an exercise is shown, and recorded by a press alone."""
    if not request.member.may(Needs.RESPONDER) or not names_a_part(request):
        return None
    return _asked(request, _understood(request))


def record_pressed(request: Request) -> Reply:
    """Records exactly what a button said, and carries."""
    said = request.carried(PartSaid)
    exercise = exercise_of(request, said.exercise or 0)
    keys = said.people if said.named else [request.member.person_id or 0]
    people = seen_by(request, keys)
    positions = {key for key in (said.position, *said.more) if key is not None}
    if len(people) < len(keys) or not positions <= request.catalogue.positions.keys():
        raise Problem(STALE)
    if why_not := cant_be_logged(request, exercise):
        raise Problem(f"{why_not} {NOT_YET}")
    if any(each.id != request.member.person_id for each in people):
        _refuse_others(request, exercise)
    return _recorded(request, said, exercise, people)


def _understood(request: Request) -> PartUnderstood:
    """What was said. Raises Refused for what is somebody else's to write down."""
    understood = understand_part(request)
    carriable_people(understood.said.people)
    if understood.exercise is not None and understood.of_others:
        _refuse_others(request, understood.exercise)
    return understood


def _recorded(request: Request, said: PartSaid, exercise: ExerciseRecord, people: Sequence[Person]) -> Reply:
    """Records a part that is clear: a row for each position; asks where it is not clear for which agency."""
    runs = runs_of(request.session, exercise)
    if (said.run or 1) > runs and not decides(request, exercise):
        known = f"{exercise_name(exercise)} has {plural(runs, 'run')} on record"
        unclear = f"{known}, and you said run {said.run}: look at it, and log it. {NOT_YET}"
        raise AskedBack(_shown(request, said.model_copy(update={"unclear": unclear}), unclear))
    parts = []
    for person, position in product(people, [said.position, *said.more]):
        theirs = agencies_then(request, person.id, exercise)
        agency = said.agency if said.agency in theirs else None
        if said.agency is None:
            agency = agency_for(request, person.id, exercise, position)
        if agency is None:
            unclear = f"{asked_which_agency(request, person, exercise)} {NOT_YET}"
            asked = said.model_copy(update={"unclear": unclear, "agency": None})
            raise AskedBack(_shown(request, asked, unclear))
        parts.append(Part(agency, person.id, None, said.role, position, said.run or 1))
    return Reply(message=recorded(request, exercise, record(request, exercise, parts, IN_WORDS)))


def _asked(request: Request, understood: PartUnderstood) -> Reply:
    """What is asked back: which position it was, where that alone is missing; else the form."""
    said, exercise = understood.said, understood.exercise
    if exercise is not None and understood.near:
        positions = request.catalogue.positions
        meant = [
            (f"{positions[key].title}, {exercise_name(exercise)}", key)
            for key in understood.near
            if key in positions
        ]
        return _choice(request, said, said.unclear, meant)
    lacks_position = said.position is None and said.role is Role.PLAYER and not said.unclear
    if exercise is not None and understood.tells and lacks_position and request.door in TYPED:
        return _choice(request, said, _what_is_missing(said), [(WITHOUT, None)])
    return _shown(request, said, said.unclear or _what_is_missing(said))


def _choice(request: Request, said: PartSaid, text: str, choices: Sequence[tuple[str, int | None]]) -> Reply:
    """What was understood, a button for each of some positions, which records just that, and the form."""
    lines = [text, f"I understood: {told_of(request, said)}."]
    offers = [
        button(label, f"{RECORD}:{n}", said.model_copy(update={"position": key, "unclear": ""}))
        for n, (label, key) in enumerate(choices)
    ]
    opener = button("Choose in the form" if WITHOUT in dict(choices) else "Open the form", OPEN, said)
    return Reply(message=Message([words("\n".join(lines)), *buttons(*offers, opener)]))


def _refuse_others(request: Request, exercise: ExerciseRecord) -> None:
    """Raises Refused where somebody else was named, of an exercise that is not the speaker's."""
    verdict = decides(request, exercise)
    if not verdict:
        raise Refused(
            f"{exercise_name(exercise)} is not yours to write down. {NOT_YET}",
            f"You can record your own part. {verdict.who_could}",
        )


def _what_is_missing(said: PartSaid) -> str:
    if said.role is Role.PLAYER and said.position is None:
        return f"Which position? {NOT_YET}"
    return f"Look at it, and log it. {NOT_YET}"


def _shown(request: Request, said: PartSaid, text: str) -> Reply:
    """The form; where none opens by itself, what was understood, what was not, and a button that opens it."""
    if said.more:
        titles = [request.catalogue.every_position[each].title for each in said.more]
        text = f"{text} The form takes one position at a time: log {listing(titles)} after it."
        said = said.model_copy(update={"unclear": text})
    lines = [text]
    if told := told_of(request, said):
        lines.append(f"I understood: {told}.")
    opener = button("Open the form", OPEN, said)
    return opened(request, filled_in(request, said), "\n".join(lines), opener)


def ways_on(request: Request) -> Iterator[Piece]:
    """Home's button to say what one played, for those who belong to an agency."""
    if request.member.agencies and request.catalogue.positions:
        yield says("Log an exercise", "exercise log", "exercise")


ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise log",
        log,
        what="say what you played; for whose exercise it is: who took part",
        example="/exercise log Transport at the Vine drill yesterday",
        changes=True,
    ),
    Click(RECORD, record_pressed, changes=True),
    Overheard(heard),
    HomePart(STANDING, ways_on),
)
