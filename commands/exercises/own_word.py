"""`/exercise log`: one's own word of what one played, and the form for whoever writes an exercise down."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from commands.exercises.taking_part import IN_WORDS, decides, filled_in, record, recorded
from commands.kit.blocks import button, buttons, says
from commands.kit.forms import opened
from commands.kit.problems import AskedBack, Refused
from commands.kit.registry import Declared, Form, HomePart
from commands.kit.reply import Reply
from commands.kit.request import Door, Request
from commands.language.exercises import exercise_name
from commands.language.logs import NOT_YET, carriable_people
from commands.language.players import agency_for, asked_which_agency
from commands.language.taking_part import EXAMPLE, OPEN, PartSaid, told_of, understand_part
from readiness.vocabulary import Role
from storage.exercises import ExerciseRecord
from storage.improving import runs_of
from storage.taking_part import Part
from words.amounts import plural

TYPED = (Door.COMMAND, Door.MENTION, Door.DIRECT)


def log(request: Request) -> Reply:
    """Records the part that was said and understood to the last word; shows the form for any other."""
    if not request.text:
        raise AskedBack(_shown(request, PartSaid(), f"Say it, such as {EXAMPLE}, or fill in the form."))
    understood = understand_part(request)
    said, exercise = understood.said, understood.exercise
    carriable_people(said.people)
    if exercise is not None and understood.of_others:
        _refuse_others(request, exercise)
    # A press says what was typed at another time: it shows, and records nothing.
    if exercise is None or not understood.is_whole or request.door not in TYPED:
        raise AskedBack(_shown(request, said, said.unclear or _what_is_missing(said)))
    runs = runs_of(request.session, exercise)
    if (said.run or 1) > runs and not decides(request, exercise):
        known = f"{exercise_name(exercise)} has {plural(runs, 'run')} on record"
        unclear = f"{known}, and you said run {said.run}: look at it, and log it. {NOT_YET}"
        raise AskedBack(_shown(request, said.model_copy(update={"unclear": unclear}), unclear))
    parts = []
    for person in understood.people:
        agency = agency_for(request, person.id, exercise, said.position)
        if agency is None:
            unclear = f"{asked_which_agency(request, person, exercise)} {NOT_YET}"
            raise AskedBack(_shown(request, said.model_copy(update={"unclear": unclear}), unclear))
        parts.append(Part(agency, person.id, None, said.role, said.position, said.run or 1))
    return Reply(message=recorded(request, exercise, record(request, exercise, parts, IN_WORDS)))


def _refuse_others(request: Request, exercise: ExerciseRecord) -> None:
    """Raises Refused where somebody else was named, of an exercise that is not the speaker's."""
    verdict = decides(request, exercise)
    if not verdict:
        raise Refused(
            f"{exercise_name(exercise)} is not yours to write down. {NOT_YET}",
            f"You write down your own part; others': {verdict.who_could}",
        )


def _what_is_missing(said: PartSaid) -> str:
    if said.role is Role.PLAYER and said.position is None:
        return f"Which position? {NOT_YET}"
    return f"Look at it, and log it. {NOT_YET}"


def _shown(request: Request, said: PartSaid, text: str) -> Reply:
    """The form; where none opens by itself, what was understood, what was not, and a button that opens it."""
    lines = [text]
    if told := told_of(request, said):
        lines.append(f"I understood: {told}.")
    opener = button("Open the form", OPEN, said)
    return opened(request, filled_in(request, said), "\n".join(lines), opener)


def ways_on(request: Request) -> Iterator[Block]:
    """Home's button to say what one played, for those who belong to an agency."""
    if request.member.agencies and request.catalogue.positions:
        yield from buttons(says("Log an exercise", "exercise log", "exercise"))


ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise log",
        log,
        what="say what you played; for whose exercise it is: who took part",
        example="/exercise log Transport at the Vine drill yesterday",
        changes=True,
    ),
    HomePart(12, ways_on),
)
