"""What is said once it is on record who took part: who, as what, and who was not at the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import Block
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.kit.blocks import aside, button, buttons, paragraphs, says
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.choosing import whom
from commands.language.exercises import exercise_name
from commands.language.players import agencies_then, fills
from commands.language.taking_part import part_as
from readiness.exercises import Reach, missing, reach
from readiness.records import AgencyId
from readiness.vocabulary import ExerciseType, Role
from storage.exercises import ExerciseRecord, ExerciseState, ParticipationRecord
from storage.people import Person
from storage.taking_part import Taken
from words.amounts import listing, plural

SPOKEN = {"law": "law enforcement", "fire": "fire", "ems": "EMS", "dispatch": "dispatch"}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def receipt(
    request: Request, exercise: ExerciseRecord, taken: Sequence[Taken], undo: BaseModel | None, decides: bool
) -> Message:
    """What was recorded, for whom, what was on record before, and how far the exercise reached."""
    new = [each.record for each in taken if each.is_new]
    already = [each.record for each in taken if not each.is_new]
    lines = []
    if new:
        lines.append(f"Recorded: {exercise_name(exercise)}: {_told(request, exercise, new)}.")
        lines += _said_of(request, exercise, new)
    if already:
        told = _told(request, exercise, already)
        lines.append(f"On record already: {told}. Nothing was recorded twice.")
    if decides:
        lines += reach_lines(request, exercise)
    blocks: list[Block] = [*paragraphs(lines)]
    if undo is not None:
        blocks.append(aside("Undo is there for 10 minutes."))
    blocks += buttons(
        button("Undo", "exercise.part.undo", undo) if undo is not None else None,
        says("Log another part", "exercise log", "log"),
        says("What waits for me", "exercise verify", "verify") if decides else None,
        says("My record", "training history", "history"),
    )
    return Message(blocks)


def reach_lines(request: Request, exercise: ExerciseRecord) -> list[str]:
    """How far an exercise reached, and who was not at the table; kindly, for the next one."""
    playing = _playing(request.session, [exercise.id])[exercise.id]
    disciplines = {each: request.catalogue.agencies[each].disciplines for each in playing}
    found, gone = reach(disciplines), missing(disciplines)
    if found is Reach.NOT_PLAYED:
        return ["Nobody is on record as a player yet."]
    if found is Reach.FULL:
        return ["Full reach: law enforcement, fire, EMS and dispatch were all at the table."]
    agencies = plural(len(playing), "agency", "agencies")
    lines = [f"Joint: {agencies} played." if found is Reach.JOINT else f"Siloed so far: {agencies} played."]
    silent = _exercises_without(request, exercise, gone)
    return lines + [_not_there(each, silent[each]) for each in gone]


def spoken_discipline(code: str) -> str:
    """A discipline within a sentence, by its code."""
    return SPOKEN.get(code) or code.replace("_", " ")


def _not_there(discipline: str, count: int) -> str:
    name = spoken_discipline(discipline)
    said = f"{name[0].upper()}{name[1:]} was not at the table"
    if count < 2:
        return f"{said}."
    number = NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
    return f"{said}; {number} exercises this year without them."


def _exercises_without(
    request: Request, exercise: ExerciseRecord, disciplines: Iterable[str]
) -> dict[str, int]:
    """How many exercises of that year were played without a discipline, up to today."""
    year = exercise.held_on.replace(month=1, day=1)
    last = min(exercise.held_on.replace(month=12, day=31), request.today)
    held = select(ExerciseRecord.id).where(
        ExerciseRecord.held_on.between(year, last),
        ExerciseRecord.voided_at.is_(None),
        ExerciseRecord.state != ExerciseState.CANCELLED,
    )
    played = _playing(request.session, list(request.session.scalars(held)))
    agencies = request.catalogue.agencies
    return {
        each: sum(
            bool(playing) and not any(each in agencies[agency].disciplines for agency in playing)
            for playing in played.values()
        )
        for each in disciplines
    }


def _playing(session: Session, exercise_ids: Sequence[int]) -> dict[int, set[AgencyId]]:
    """The agencies with a player, by exercise."""
    rows = session.execute(
        select(ParticipationRecord.exercise_id, ParticipationRecord.agency_id)
        .where(
            ParticipationRecord.exercise_id.in_(exercise_ids),
            ParticipationRecord.role == Role.PLAYER,
            ParticipationRecord.voided_at.is_(None),
            ParticipationRecord.replaced_by_id.is_(None),
        )
        .distinct()
    )
    found: defaultdict[int, set[AgencyId]] = defaultdict(set)
    for exercise, agency in rows:
        found[exercise].add(agency)
    return found


def _told(request: Request, exercise: ExerciseRecord, records: Sequence[ParticipationRecord]) -> str:
    """Who and as what: "you and Ben Flores as Transport, for Cedar Fire; 12 of Oak Police as player"."""
    agencies = request.catalogue.agencies
    groups: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    counted = []
    for each in records:
        what, agency = part_as(request, each), agencies[each.agency_id].name
        if each.person_id is None:
            counted.append(f"{each.headcount:,} of {agency} as {what}")
        else:
            groups[what, agency].append(request.session.get_one(Person, each.person_id))
    told = [f"{whom(request, people)} as {what}, for {agency}" for (what, agency), people in groups.items()]
    return "; ".join([*told, *counted])


def _said_of(request: Request, exercise: ExerciseRecord, records: Sequence[ParticipationRecord]) -> list[str]:
    """What is to be known of what was recorded: what it counts for, and what it waits for."""
    lines = []
    counts = ExerciseType(exercise.type).counts_as_played(exercise.simulation)
    if any(each.position_id is not None for each in records) and not counts:
        lines.append(f"A {exercise.type} walks a position through; it is not counted as played.")
    lines += _not_filled(request, exercise, records)
    if any(each.position_id is not None and each.role != Role.PLAYER for each in records):
        lines.append("Only players play: in another role a position is noted, and not counted.")
    if any(each.self_reported and not each.verified for each in records):
        lines.append(
            "Your own word counts, and is marked self-reported until the host's lead, the point of contact "
            "or an emergency manager confirms it."
        )
    return lines


def _not_filled(
    request: Request, exercise: ExerciseRecord, records: Sequence[ParticipationRecord]
) -> list[str]:
    """Who holds a position that no agency of theirs fills: recorded, and said."""
    lines = []
    for position_id in dict.fromkeys(each.position_id for each in records if each.position_id is not None):
        others = []
        for each in records:
            if each.position_id != position_id or each.person_id is None:
                continue
            theirs = agencies_then(request, each.person_id, exercise) or [each.agency_id]
            if not any(fills(request, agency, position_id) for agency in theirs):
                others.append(request.session.get_one(Person, each.person_id))
        if others:
            position = request.catalogue.every_position[position_id]
            names = listing([spoken_discipline(each) for each in sorted(position.disciplines)])
            lines.append(
                f"{position.title} is filled by {names}: for {whom(request, others)} it is on record, and "
                "counts towards no team."
            )
    return lines
