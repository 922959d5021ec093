"""What a record says of exercises: each part that was taken, and when a position was last held."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.blocks import cut
from commands.kit.request import Request
from commands.language.taking_part import part_as
from readiness.vocabulary import ExerciseType, Role
from storage.exercises import ExerciseRecord, ParticipationRecord
from words.days import spoken

Part = tuple[ParticipationRecord, ExerciseRecord]


def position_lines(request: Request, parts: Sequence[Part]) -> list[str]:
    """By position, in the catalogue's order: "Transport: played 14 Jan 2026 (full-scale), walked 3 Oct 2025".

    `parts` are oldest first; what was taken back, replaced, or of a cancelled exercise does not count.
    """
    last: dict[tuple[int, bool], ExerciseRecord] = {}
    for part, exercise in parts:
        if _counts(part, exercise) and part.role == Role.PLAYER and part.position_id is not None:
            played = ExerciseType(exercise.type).counts_as_played(exercise.simulation)
            last[part.position_id, played] = exercise
    lines = []
    for key, position in request.catalogue.every_position.items():
        said = [
            f"{verb} {spoken(found.held_on)} ({_kind(found)})"
            for played, verb in ((True, "played"), (False, "walked"))
            if (found := last.get((key, played))) is not None
        ]
        if said:
            lines.append(f"{position.title}: {', '.join(said)}")
    return lines


def part_line(
    request: Request, part: ParticipationRecord, exercise: ExerciseRecord, stands: ParticipationRecord | None
) -> str:
    """One part somebody took: as what, for whom, who wrote it down and from where, and what became of it."""
    said = f"{spoken(exercise.held_on)}: {exercise.title}, {part_as(request, part)}"
    agency = request.catalogue.agencies[part.agency_id].name
    said += f", for {agency}; recorded by {part.recorded_by or 'an import'}"
    if part.recorded_from:
        said += f" from {part.recorded_from}"
    if part.voided_at is not None:
        return f"{said} (taken back: {cut(part.void_reason or 'no reason given', 120)})"
    if part.replaced_by_id is not None:
        instead = "another record" if stands is None else f"“{part_as(request, stands)}”"
        return f"{said} (corrected; {instead} stands in its place)"
    if not exercise.counts:
        return f"{said} (the exercise was cancelled)"
    if part.verified:
        by = f" by {part.verified_by}" if part.verified_by else ""
        return f"{said}, verified{by}"
    return f"{said}, {'self-reported, not verified yet' if part.self_reported else 'not verified'}"


def _kind(exercise: ExerciseRecord) -> str:
    return f"{exercise.type}, simulation" if exercise.simulation else exercise.type


def _counts(part: ParticipationRecord, exercise: ExerciseRecord) -> bool:
    return part.stands and exercise.counts
