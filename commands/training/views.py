"""The *Log training* modal, what is said once a class is on record, and a person's record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    ExternalDataMultiSelectElement,
    ExternalDataSelectElement,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    SectionBlock,
    StaticSelectElement,
    UrlInputElement,
)
from slack_sdk.models.views import View

from commands.kit.blocks import cut, option, plain
from commands.kit.forms import modal
from commands.language.logs import MOST_HOURS, MOST_PEOPLE, LogSaid
from readiness.vocabulary import Result
from storage.catalogue import Course
from storage.training import CompletionRecord
from words.days import spoken

RESULTS = ((Result.PASS, "Passed"), (Result.INCOMPLETE, "Incomplete: counts for nothing, stays on record"))
GRANTS = ("EMPG", "HSGP (SHSP)", "HSGP (UASI)", "HMEP", "State", "Local")


def log_modal(
    today: date,
    for_others: bool,
    said: LogSaid,
    course: Course | None = None,
    people: Sequence[Option] = (),
    warnings: Sequence[str] = (),
) -> View:
    """The modal, filled in with what was said; `for_others` shows the field for people.

    At its head stands what was not understood, then the warnings.
    """
    head = [said.unclear] if said.unclear else []
    head += warnings
    blocks: list[Block] = [SectionBlock(block_id="warning", text=plain("\n".join(head)))] if head else []
    blocks += [_course(course), _day(said.day or today), _hours(course, said.hours)]
    if for_others:
        blocks.append(_people(people))
    chosen = next((value, words) for value, words in RESULTS if value == said.result)
    blocks.append(
        InputBlock(
            block_id="result",
            label="Result",
            element=StaticSelectElement(
                action_id="result",
                options=[option(words, value) for value, words in RESULTS],
                initial_option=option(chosen[1], chosen[0]),
            ),
        )
    )
    blocks += [_text("provider", "Provider"), _text("instructor", "Instructor"), *_money()]
    blocks.append(
        InputBlock(
            block_id="evidence",
            label="Link to evidence",
            optional=True,
            element=UrlInputElement(action_id="evidence", placeholder="https://"),
        )
    )
    return modal("training.log", "Log training", "Log it", blocks, said)


def recorded_text(course: Course, day: date, hours: float | None, whom: str, unverified: bool) -> str:
    """What was put on record, in one or two sentences."""
    lasted = f", {hours:g} hours" if hours else ""
    said = f"Recorded: {course.title} on {spoken(day)}{lasted}, for {whom}."
    if unverified:
        said += " It counts, and is marked unverified until a lead confirms it."
    return said


def history_line(record: CompletionRecord, course: Course, corrected_by: CompletionRecord | None) -> str:
    """One record of somebody's history, with what became of it."""
    said = f"{spoken(record.completed_on)}: {course.title}"
    if record.hours:
        said += f", {record.hours:g} h"
    if record.result != "pass":
        said += ", incomplete"
    if record.provider:
        said += f", {record.provider}"
    if record.voided_at is not None:
        return f"{said} (taken back: {cut(record.void_reason or 'no reason given', 120)})"
    if corrected_by is not None:
        return f"{said} (corrected; the record of {spoken(corrected_by.completed_on)} stands in its place)"
    if record.corrects_id is not None:
        said += ", a correction"
    return said + (", verified" if record.verified else ", unverified")


def _course(course: Course | None) -> InputBlock:
    chosen = None if course is None else option(f"{course.code}: {course.title}", str(course.id))
    return InputBlock(
        block_id="course",
        label="Course",
        dispatch_action=True,
        element=ExternalDataSelectElement(
            action_id="course",
            placeholder="Type a code or a title",
            min_query_length=0,
            initial_option=chosen,
        ),
    )


def _day(day: date) -> InputBlock:
    return InputBlock(
        block_id="day",
        label="Day",
        dispatch_action=True,
        element=DatePickerElement(action_id="day", initial_date=day.isoformat()),
    )


def _hours(course: Course | None, said: float | None) -> InputBlock:
    usual = f"Usual: {course.hours:g}" if course and course.hours else "The course's usual hours"
    return InputBlock(
        block_id="hours",
        label="Hours",
        optional=True,
        hint="Empty: the course's usual hours.",
        element=NumberInputElement(
            action_id="hours",
            is_decimal_allowed=True,
            min_value="0",
            max_value=str(MOST_HOURS),
            placeholder=usual,
            initial_value=None if said is None else f"{said:g}",
        ),
    )


def _people(chosen: Sequence[Option]) -> InputBlock:
    return InputBlock(
        block_id="people",
        label="People",
        optional=True,
        dispatch_action=True,
        hint="Empty: yourself. Everyone on your roster, with Slack or without.",
        element=ExternalDataMultiSelectElement(
            action_id="people",
            placeholder="Type a name",
            min_query_length=1,
            max_selected_items=MOST_PEOPLE,
            initial_options=list(chosen) or None,
        ),
    )


def _text(name: str, label: str) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=label,
        optional=True,
        element=PlainTextInputElement(action_id=name, max_length=200),
    )


def _money() -> list[Block]:
    return [
        InputBlock(
            block_id="grant",
            label="Grant",
            optional=True,
            element=StaticSelectElement(
                action_id="grant", placeholder="None", options=[option(name, name) for name in GRANTS]
            ),
        ),
        _text("award", "Award number"),
    ]
