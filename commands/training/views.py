"""What is said once a class is on record, and a person's record."""

from __future__ import annotations

from datetime import date

from commands.kit.blocks import cut
from readiness.vocabulary import Result
from storage.catalogue import Course
from storage.training import CompletionRecord
from words.days import spoken


def recorded_text(course: Course, day: date, hours: float | None, whom: str, result: Result) -> str:
    """What was put on record, in one or two sentences."""
    lasted = f", {hours:g} hours" if hours else ""
    if result is not Result.PASS:
        said = f"Recorded as not passed: {course.title} on {spoken(day)}{lasted}, for {whom}."
        return f"{said} It counts for nothing, and stays on record."
    return f"Recorded: {course.title} on {spoken(day)}{lasted}, for {whom}."


def history_line(
    record: CompletionRecord,
    course: Course,
    corrected_by: CompletionRecord | None,
    is_rejected: bool = False,
) -> str:
    """One record of somebody's history, with what became of it."""
    said = f"{spoken(record.completed_on)}: {course.title}"
    if record.hours:
        said += f", {record.hours:g} h"
    if record.result != "pass":
        said += ", incomplete"
    if record.provider:
        said += f", {record.provider}"
    if record.voided_at is not None:
        how = "rejected" if is_rejected else "taken back"
        return f"{said} ({how}: {cut(record.void_reason or 'no reason given', 120)})"
    if corrected_by is not None:
        return f"{said} (corrected; the record of {spoken(corrected_by.completed_on)} stands in its place)"
    if record.corrects_id is not None:
        said += ", a correction"
    if record.expires_on is not None:
        said += f", certificate expires {spoken(record.expires_on)}"
    return said + (", verified" if record.verified else ", unverified")
