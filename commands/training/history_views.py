"""What a record says of exercises: each part that was taken."""

from __future__ import annotations

from commands.kit.blocks import cut
from commands.kit.request import Request
from commands.language.taking_part import part_as
from storage.exercises import ExerciseRecord, ParticipationRecord
from words.days import spoken


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
