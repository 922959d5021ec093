"""What is said once it is on record who took part: who, as what, and who was not at the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.exercises.verifying_views import VOID, WaitingPart
from commands.kit.blocks import aside, button, buttons, paragraphs, says
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.choosing import whom
from commands.language.exercises import exercise_name
from commands.language.logs import UNDO_NOTE
from commands.language.players import not_filled
from commands.language.reach import reach_lines
from commands.language.taking_part import part_as
from readiness.vocabulary import ExerciseType, Role
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.people import Person
from storage.taking_part import Taken, standing_parts

UNDO = "exercise.part.undo"
"""What the button that takes a log back is known by; it carries which rows."""

MOST_TAKEN_BACK = 5
"""Headcounts with a button of their own."""


def receipt(
    request: Request,
    exercise: ExerciseRecord,
    taken: Sequence[Taken],
    undo: BaseModel | None,
    decides: bool,
    note: str,
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
    if note:
        lines.append(note)
    if decides:
        lines += reach_lines(request, exercise)
    blocks: list[Block] = [*paragraphs(lines)]
    if undo is not None:
        blocks.append(aside(UNDO_NOTE))
    if decides:
        blocks += buttons(*_taking_back(request, exercise, new))
    blocks += buttons(
        button("Undo", UNDO, undo) if undo is not None else None,
        says("Log another part", "exercise log", "log"),
        says("What waits for me", "exercise verify", "verify") if decides else None,
        says("My record", "training history", "history"),
    )
    return Message(blocks)


def _told(request: Request, exercise: ExerciseRecord, records: Sequence[ParticipationRecord]) -> str:
    """Who and as what: "you and Ben Flores as Transport, for Cedar Fire; 12 of Oak Police as players"."""
    agencies = request.catalogue.agencies
    groups: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    counted = []
    for each in records:
        what, agency = part_as(request, each), agencies[each.agency_id].name
        if each.person_id is None:
            many = each.headcount != 1 and each.position_id is None
            as_what = what.replace(each.role, f"{each.role}s", 1) if many else what
            counted.append(f"{each.headcount:,} of {agency} as {as_what}")
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
    lines += not_filled(request, exercise, records)
    lines += _other_headcounts(request, exercise, records)
    if any(each.position_id is not None and each.role != Role.PLAYER for each in records):
        lines.append("Only players play: in another role a position is noted, and not counted.")
    if any(each.self_reported and not each.verified for each in records):
        lines.append(
            "Your own word counts, and is marked self-reported until the host's lead, the point of contact "
            "or an emergency manager confirms it."
        )
    return lines


def _other_headcounts(
    request: Request, exercise: ExerciseRecord, records: Sequence[ParticipationRecord]
) -> list[str]:
    """A headcount beside another of the same agency, role and run: they may be the same people."""
    lines = []
    for each in records:
        if others := _counted_too(request, exercise, each):
            agency = request.catalogue.agencies[each.agency_id].name
            there = ", ".join(f"{other.headcount:,}" for other in others)
            lines.append(
                f"{agency} has a headcount of {there} on record there already. If these are the same people, "
                "take one of them back."
            )
    return lines


def _taking_back(
    request: Request, exercise: ExerciseRecord, records: Sequence[ParticipationRecord]
) -> list[ButtonElement]:
    """A button for each headcount that may be of the same people, with its number."""
    pairs = [(each, _counted_too(request, exercise, each)) for each in records]
    there = {row.id: row for each, others in pairs if others for row in (*others, each)}
    return [
        button(
            f"Take back the {row.headcount:,}",
            f"{VOID}:{row.id}",
            WaitingPart(record=row.id, exercise=exercise.id),
        )
        for row in list(there.values())[:MOST_TAKEN_BACK]
    ]


def _counted_too(
    request: Request, exercise: ExerciseRecord, record: ParticipationRecord
) -> Sequence[ParticipationRecord]:
    """The other headcounts of the same agency, role and run; none for a person's part."""
    if record.person_id is not None:
        return ()
    return request.session.scalars(
        standing_parts(
            ParticipationRecord.exercise_id == exercise.id,
            ParticipationRecord.agency_id == record.agency_id,
            ParticipationRecord.role == record.role,
            ParticipationRecord.run == record.run,
            ParticipationRecord.person_id.is_(None),
            ParticipationRecord.id != record.id,
        )
    ).all()
