"""Taking part in an exercise, in words: "I played Transport at the Vine drill yesterday".

What is said and understood to the last word may be recorded at once. Of anything else this keeps what was
understood, as keys, and says what was not: the form is filled in with it, and records nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from pydantic import Field
from sqlalchemy import select

from commands.kit.blocks import meant
from commands.kit.exercise_rights import writes_exercises_down
from commands.kit.may import WHOSE_EXERCISE
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.request import Request
from commands.language.clauses import leaves_open_whose
from commands.language.crews import Crew, crew_said
from commands.language.exercises import (
    exercise_name,
    exercise_said,
    fitting_exercises,
    unknown_position,
)
from commands.language.logs import NOT_YET
from commands.language.naming import find_people
from commands.language.no_part import course_in, refuse_class, refuse_no_part
from commands.language.pasted import Kept
from commands.language.played import CREW, Names, Played, told_part
from commands.language.players import cant_be_logged
from commands.language.positions import near_positions, position_lexicon
from commands.language.scopes import agencies_fitting, several, shown
from commands.language.telling import Telling
from readiness.exercises import MOST_RUNS
from readiness.vocabulary import Result, Role
from storage.catalogue import Catalogue
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.last_played import LastHeld, last_held
from storage.people import Person
from storage.taking_part import NoLongerStands
from words.days import spoken
from words.names import Kind, Lexicon, Match, tokens
from words.problems import Offer, Problem, Unclear

EXAMPLE = "/exercise log I played Transport at the Vine drill yesterday"
OPEN = "exercise.part.open"
"""What a button that opens the form is known by; it carries what was understood."""
PLAN = "exercise plan"


class PartSaid(Kept):
    """What was understood of somebody's part in an exercise, as keys; it travels with a button or a form.

    `more`: positions beside the first. `agency`: the one for which it was, where one was said.
    `unclear` says what was not understood, in a line; `named`: somebody was named, found or not, so that
    nobody chosen does not mean the speaker. No run: the first. With it is kept who of a list was found.
    """

    exercise: int | None = None
    position: int | None = None
    more: list[int] = Field(default_factory=list)
    agency: int | None = None
    role: Role = Role.PLAYER
    run: int | None = None
    day: date | None = None
    people: list[int] = Field(default_factory=list)
    named: bool = False
    unclear: str = ""


@dataclass(frozen=True)
class PartUnderstood:
    """What was said, and whether all of it was understood, so that it may be recorded as it stands.

    `of_others`: somebody beside the speaker was named, known or not. `near`: positions one of which was
    perhaps meant, where nothing else is unclear. `tells`: it is a sentence, and no list of keys.
    """

    said: PartSaid
    exercise: ExerciseRecord | None
    people: Sequence[Person]
    of_others: bool
    is_whole: bool
    near: Sequence[int] = ()
    tells: bool = False


def understand_part(request: Request) -> PartUnderstood:
    """The part in an exercise that a text speaks of; nothing is guessed, and no word is dropped.

    Raises Unclear for a day that can't be or is not the exercise's, for an exercise nobody knows, for several
    that fit, and for a part that was not taken; Refused for people not for the speaker to name.
    """
    told = told_part(request.text, request.reading(looks_back=True), _names(request))
    refuse_no_part(told, EXAMPLE)
    if told.day is not None and told.day > request.today:
        raise Unclear(
            not_understood=f"{spoken(told.day)} is still ahead: record who took part once it is "
            f"over. {NOT_YET}",
            example=EXAMPLE,
        )
    refuse_class(told, request, EXAMPLE)
    crew = _crew(told, request)
    refuse_no_part(told, EXAMPLE)
    positions, near, notes = _positions(told, request)
    others = _crew_notes(crew) + _other_notes(told, request)
    notes += others
    if told.run is not None and told.run > MOST_RUNS:
        raise Unclear(not_understood=f"An exercise has up to {MOST_RUNS} runs. {NOT_YET}", example=EXAMPLE)
    said = PartSaid(
        position=positions[0] if positions else None,
        more=positions[1:],
        agency=told.agencies[0] if len(told.agencies) == 1 else None,
        role=told.role,
        run=told.run,
        day=told.day,
        people=[person.id for person in crew.people],
        # Who writes down their own part alone chooses nobody in the form.
        named=crew.named and writes_exercises_down(request.session, request.member),
        unclear=" ".join([*notes, NOT_YET]) if notes else "",
    )
    exercise = _exercise(told, said, request)
    if exercise is None and not notes:
        said = said.model_copy(update={"unclear": f"Which exercise? {NOT_YET}"})
    if exercise is not None:
        if why_not := cant_be_logged(request, exercise):
            raise Unclear(not_understood=f"{why_not} {NOT_YET}", example=EXAMPLE)
        said = said.model_copy(update={"exercise": exercise.id})
    says_what = bool(positions) or told.role is not Role.PLAYER
    of_others = bool(crew.unknown) or any(each.id != request.member.person_id for each in crew.people)
    is_open = leaves_open_whose(request.text, len(positions))
    is_whole = not notes and exercise is not None and says_what and not is_open
    near = () if others or exercise is None else near
    return PartUnderstood(said, exercise, crew.people, of_others, is_whole, near, told.tells)


def names_a_class(request: Request) -> bool:
    """Whether what was said of an exercise names a course where a position or an exercise would stand."""
    try:
        told = told_part(request.text, request.reading(looks_back=True), _names(request))
    except Unclear:
        return False
    return bool(course_in(told, request))


def names_a_part(request: Request) -> bool:
    """Whether a sentence that uses no form's words speaks of an exercise that is there, or of a position."""
    try:
        told = told_part(request.text, request.reading(looks_back=True), _names(request))
    except Unclear:
        return False
    if (
        (told.exercise_words and not told.exercises)
        or told.never
        or (told.unknown and not told.tells)
        or 2 * len(told.unknown) > len(request.text.split())
    ):
        return False
    return bool(told.exercises) or (bool(told.positions) and (told.tells or told.day is not None))


def told_of(request: Request, said: PartSaid) -> str:
    """What was understood, in words: "Vine campus drill, 14 Jan 2026; Transport; run 2"."""
    exercise = None if said.exercise is None else request.session.get(ExerciseRecord, said.exercise)
    known = request.catalogue.every_position
    position = None if said.position is None else known.get(said.position)
    people = [request.session.get(Person, each) for each in said.people] if said.named else []
    parts = [
        exercise_name(exercise) if exercise else (spoken(said.day) if said.day else ""),
        *([position.title] if position else []),
        *(request.catalogue.every_position[each].title for each in said.more if each in known),
        said.role.value if said.role is not Role.PLAYER else "",
        f"run {said.run}" if said.run else "",
        f"for {', '.join(each.name for each in people if each)}" if people else "",
    ]
    return "; ".join(part for part in parts if part)


def part_as(request: Request, record: ParticipationRecord) -> str:
    """What somebody was there, in words: "Transport, run 2", "evaluator", "player"."""
    run = [f"run {record.run}"] if record.run > 1 else []
    return ", ".join([*(held_as(request.catalogue, record) or [record.role]), *run])


def held_as(catalogue: Catalogue, record: ParticipationRecord) -> list[str]:
    """The position somebody held, and the role of whoever was no player; neither for a player alone."""
    position = catalogue.every_position.get(record.position_id or 0)
    role = [] if record.role == Role.PLAYER else [record.role]
    return [*([] if position is None else [position.title]), *role]


def position_lines(
    request: Request, person_id: int, is_told: Callable[[date], bool] = lambda day: True
) -> list[str]:
    """By position when somebody last played and walked it, on the days of which it may be told.

    "Transport: played 14 Jan 2026 (full-scale), walked 3 Oct 2025", in the catalogue's order.
    """
    positions = request.catalogue.every_position
    return [
        f"{positions[each.position].title}: {_last_held(each)}"
        for each in last_held(request.session, person_id, request.today, is_told)
    ]


def _last_held(held: LastHeld) -> str:
    parts = []
    if held.played is not None:
        kind = f"{held.played.kind}, simulation" if held.played.simulation else held.played.kind
        own = "; own word until verified" if held.on_own_word else ""
        parts.append(f"played {spoken(held.played.held_on)} ({kind}{own})")
    if held.walked is not None:
        parts.append(f"walked {spoken(held.walked.held_on)}")
    return ", ".join(parts)


def changed_meanwhile(request: Request, gone: NoLongerStands) -> Problem:
    """What is said of a part that somebody else changed first: what stands now; nothing was changed."""
    latest: ParticipationRecord | None = gone.record
    while latest is not None and latest.replaced_by_id is not None:
        latest = request.session.get(ParticipationRecord, latest.replaced_by_id)
    there = "it was taken back"
    if latest is not None and latest.voided_at is None:
        there = f"it is {part_as(request, latest)} now"
    return Problem(f"That was changed meanwhile: {there}. Nothing was changed here.")


def _names(request: Request) -> Names:
    lexicon = position_lexicon(request.catalogue)

    def position(words: Sequence[str]) -> tuple[Sequence[int], int] | None:
        found = lexicon.find(words, [Kind.POSITION])
        return None if found is None else ([int(match.key) for match in found.matches], found.words)

    def in_full(words: Sequence[str]) -> bool:
        found = lexicon.exactly(words, [Kind.POSITION])
        return found is not None and found.words == len(words) and len(found.matches) == 1

    def agency(said: str) -> Sequence[int]:
        return [int(each.key) for each in agencies_fitting(said, request.catalogue)]

    def is_person(said: str) -> bool:
        return bool(find_people(request.session, said, request.member))

    titled: dict[tuple[str, ...], list[int]] = {}
    columns = select(ExerciseRecord.id, ExerciseRecord.code, ExerciseRecord.title)
    for key, *names in request.session.execute(columns.where(ExerciseRecord.voided_at.is_(None))):
        for name in {tokens(each) for each in names}:
            if len(name) > 1:
                titled.setdefault(name, []).append(key)
    return Names(titled, fitting_exercises(request), position, in_full, agency, is_person)


def _crew(told: Played, request: Request) -> Crew:
    """Those it is told of; the speaker where nobody is named. What else stands there is taken in."""
    words = told.crew if not told.crew or told.crew[0].lower() in CREW else ["for", *told.crew]
    telling = Telling(day=told.day, crew=list(words))
    reading = request.reading(looks_back=True)
    crew = crew_said(telling, request, reading, Lexicon((), ()))
    told.day, told.unknown = telling.day, [*told.unknown, *telling.unknown]
    told.never += telling.never
    told.unknown += telling.lasted
    (told.never if telling.result is Result.INCOMPLETE else told.unknown).extend(telling.ended)
    others = not writes_exercises_down(request.session, request.member)
    if others and crew.unknown:
        raise Refused(
            f"I can't find “{shown(', '.join(crew.unknown))}” among the people whose part you can record. "
            f"{NOT_YET}",
            f"You can record your own part. {WHOSE_EXERCISE}",
        )
    return crew


def _positions(told: Played, request: Request) -> tuple[list[int], Sequence[int], list[str]]:
    """The positions that were named, those perhaps meant, and what is to be said of words not understood."""
    left = " ".join(told.unknown)
    aside = [f"I did not understand “{shown(left)}”."] if left else []
    if len(told.positions) > 1 and not told.all_of_them:
        titles = ", ".join(request.catalogue.positions[each].title for each in told.positions)
        return [], (), [f"One position at a time: {titles}. Choose one; log the other after it.", *aside]
    if told.positions:
        return told.positions, (), aside
    if left and told.role is Role.PLAYER and tokens(left):
        keys = [int(each.key) for each in near_positions(request, left)]
        return [], keys, [unknown_position(request, left).not_understood]
    return [], (), aside


def _other_notes(told: Played, request: Request) -> list[str]:
    """What is to be said of times that are no one day, and of several agencies."""
    notes = [f"“{shown(each)}” is not a single day: check the exercise and its day." for each in told.times]
    if len(told.agencies) > 1:
        names = ", ".join(request.catalogue.agencies[each].name for each in told.agencies[:8])
        notes.append(f"For which agency: {names}?")
    return notes


def _crew_notes(crew: Crew) -> list[str]:
    notes = [*crew.unsure, *crew.look]
    if crew.unknown:
        notes.append(f"I can't find “{shown(', '.join(crew.unknown))}” in your own agency: search for them.")
    if crew.signs:
        notes.append(f"I did not understand “{shown(' '.join(crew.signs))}”.")
    return notes


def _exercise(told: Played, said: PartSaid, request: Request) -> ExerciseRecord | None:
    """The one exercise that was named, on the day that was said; None where none was named."""
    offering = partial(_picked, said)
    if not told.exercises and not told.exercise_words:
        return None
    if not told.exercises:
        raise _unknown(told, request, said)
    found = [request.session.get_one(ExerciseRecord, each) for each in told.exercises]
    if told.day is not None:
        on_day = [each for each in found if each.held_on == told.day]
        if not on_day:
            raise _another_day(told, found, said, request)
        found = on_day
    elif len(found) > 1:
        # A log looks back: what was cancelled, or is still to come, is not what somebody took part in.
        over = [each for each in found if not cant_be_logged(request, each)]
        if not over:
            raise Unclear(not_understood=_none_was_held(request, found), example=EXAMPLE)
        found = over
    if len(found) > 1:
        matches = [Match(Kind.EXERCISE, each.id, exercise_name(each)) for each in found]
        raise several(matches, told.exercise_words, offering, understood=told_of(request, said))
    return found[0]


def _picked(said: PartSaid, match: Match) -> Offer:
    chosen = said.model_copy(update={"exercise": int(match.key), "day": None})
    return Offer(match.name, OPEN, chosen)


def _none_was_held(request: Request, found: Sequence[ExerciseRecord]) -> str:
    """Why nobody can have taken part in any of some exercises."""
    reasons = " ".join(cant_be_logged(request, each) for each in found[:3])
    return f"{reasons} {NOT_YET}"


def _another_day(told: Played, found: Sequence[ExerciseRecord], said: PartSaid, request: Request) -> Unclear:
    """The day said is not the exercise's: nothing is moved to fit; only what was held is offered."""
    assert told.day is not None
    names = " or ".join(exercise_name(each) for each in found[:3])
    held = select(ExerciseRecord).where(
        ExerciseRecord.held_on == told.day, ExerciseRecord.voided_at.is_(None)
    )
    perhaps = dict.fromkeys([*found, *request.session.scalars(held.order_by(ExerciseRecord.id).limit(3))])
    over = [each for each in perhaps if not cant_be_logged(request, each)]
    why_not = (
        ""
        if any(each in over for each in found)
        else f" {_none_was_held(request, found).removesuffix(NOT_YET).strip()}"
    )
    return Unclear(
        not_understood=f"You said {spoken(told.day)}; I know {names}.{why_not} {NOT_YET}",
        example=EXAMPLE,
        offers=[_picked(said, Match(Kind.EXERCISE, each.id, exercise_name(each))) for each in over[:4]],
    )


def _unknown(told: Played, request: Request, said: PartSaid) -> Unclear:
    """No such exercise: what is near, and, for those who may plan one, how it comes to be there."""
    words = told.exercise_words

    def offering(match: Match) -> Offer | None:
        record = request.session.get_one(ExerciseRecord, int(match.key))
        return None if cant_be_logged(request, record) else _picked(said, match)

    try:
        exercise_said(request, words, offering, EXAMPLE)
    except Unclear as unclear:
        near = list(unclear.offers)
    else:  # what none of the words fit together, they do not fit now
        near = []
    plans = [meant(PLAN)] if request.member.may(Needs.LEAD) else []
    hint = " You can plan it first, with its day." if plans else ""
    return Unclear(
        not_understood=f"I can't find any exercise called “{shown(words)}”.{hint} {NOT_YET}",
        understood=told_of(request, said),
        example=EXAMPLE,
        offers=[*near, *plans],
    )
