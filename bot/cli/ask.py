"""`muster ask`: a sentence as somebody would say it to Muster, what is understood of it, and the answer.

It records nothing, whatever it is asked: a class that is told of is shown as it would be logged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, Field, ValidationError, field_validator
from sqlalchemy.orm import Session

from bot.cli.asking import day_asked
from bot.cli.desk import Desk, desk_of
from bot.cli.output import Format
from bot.cli.printing import echo
from bot.understood import Understood, understood
from commands.all import registry
from commands.kit.member import Member
from commands.kit.problems import AskedBack
from commands.kit.registry import leaves_records
from commands.kit.request import Door, Place, Request
from commands.kit.speaker import speaker_by_email
from commands.kit.troubles import problem_message
from words.problems import Problem
from words.written import FIRST_YEAR, LAST_YEAR

SITTING_HERE = Member("", "", None, "command line", is_manager=True)
"""Whoever sits here is asked nothing: an emergency manager, on no roster."""
NOON = time(12)
"""The hour of another day than today."""
LONGEST_LINE = 64 * 1024
"""Bytes of one line of a file of questions; no sentence of Slack's is as long."""
LINE_ENDS = "\x85\u2028\u2029"
"""What ends a line elsewhere, and may stand within JSON's text."""


class _Asked(BaseModel):
    """One line of a file of questions."""

    text: str
    email: str = Field("", alias="as")
    day: date | None = None

    @field_validator("day")
    @classmethod
    def _of_the_calendar(cls, day: date | None) -> date | None:
        """The years of every day that is said or written here. Raises ValueError for another."""
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError("no day of these years")
        return day


def ask(
    context: typer.Context,
    question: Annotated[list[str] | None, typer.Argument(help="who is due at Cedar Fire?")] = None,
    email: Annotated[str, typer.Option("--as", help="As this person, with their rights.")] = "",
    day: Annotated[str, typer.Option("--day", help="The day it is said on; today.")] = "",
    each: Annotated[
        Path | None,
        typer.Option("--each", help='A file of one {"as", "day", "text"} a line; one line of JSON for each.'),
    ] = None,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """Any question, in your own words: what is understood of it, and the answer. It records nothing."""
    desk, everything = desk_of(context), registry()
    if form not in (Format.TABLE, Format.JSON):
        raise Problem("What is understood is written as text, or with --format json.")
    with desk.store() as store, store.reading() as session:
        if each is not None:
            for asked in _lines(each):
                request = _request(desk, session, asked.email, asked.day)
                _put_json(understood(everything, request, asked.text))
            return
        said = " ".join(question or [])
        request = _request(desk, session, email, day_asked(desk, day) if day else None)
        found = understood(everything, request, said)
        if form is Format.JSON:
            _put_json(found)
        else:
            _put_text(request, found)


def _lines(file: Path) -> Iterator[_Asked]:
    """The questions of a file. Raises Problem for one that can't be read, naming the line."""
    for number, line in enumerate(_read_lines(file), 1):
        if not line.strip():
            continue
        try:
            yield _Asked.model_validate_json(line)
        except ValidationError as error:
            if any(each["loc"] == ("day",) and each["type"] == "value_error" for each in error.errors()):
                years = f"its day lies in no year from {FIRST_YEAR} to {LAST_YEAR}"
                raise Problem(f"Line {number} of {file} can't be asked: {years}.") from None
            raise Problem(
                f'Line {number} of {file} is no question: {{"as": EMAIL, "day": DATE, "text": WORDS}}.'
            ) from None


def _read_lines(file: Path) -> Iterator[bytes]:
    """The lines of a file, one after the other: a newline alone ends one, for JSON may have any other mark
    within its text. Raises Problem for a file that can't be read, and for a line that is too long.
    """
    try:
        with file.open("rb") as stream:
            number = 0
            while line := stream.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise Problem(f"Line {number} of {file} is longer than {LONGEST_LINE:,} bytes.")
                yield line
    except OSError as error:
        raise Problem(f"{file} can't be read: {error.strerror or 'there is no such file'}.") from None


def _request(desk: Desk, session: Session, email: str, day: date | None) -> Request:
    """A sentence's request, as in a direct message of that day. Raises Problem for an e-mail nobody has."""
    region = desk.region
    now = desk.clock() if day is None else datetime.combine(day, NOON, region.zone).astimezone(UTC)
    today = region.day(now)
    member = speaker_by_email(session, email, today, region) if email else SITTING_HERE
    if member is None:
        raise Problem(f"Nobody on the roster has the e-mail “{email}”.")
    return Request(session, member, region, now, today, Door.DIRECT, "", place=Place(is_direct=True))


def _put_json(found: Understood) -> None:
    """One line of JSON, also for who takes other marks than a newline for a line's end."""
    line = json.dumps(found.said, ensure_ascii=False)
    echo("".join(f"\\u{ord(each):04x}" if each in LINE_ENDS else each for each in line))


def _put_text(request: Request, found: Understood) -> None:
    """The answer as it would be read, and what was understood; of what would change something only that."""
    echo(_answer(request, found))
    if found.problem is None:
        echo(f"\nUnderstood: {_in_words(found.said)}")


def _answer(request: Request, found: Understood) -> str:
    if found.problem is not None or found.form is None:
        return str(found.said["asked_back"])
    if leaves_records(found.form):
        return "This would be recorded, or shown to you first. Here nothing is recorded."
    try:
        reply = found.form.run(replace(request, text=found.text))
    except AskedBack as back:
        reply = back.reply
    except Problem as problem:
        return problem_message(problem, request.region).text
    return "A form opens in Slack." if reply.message is None else reply.message.text


def _in_words(said: dict[str, Any]) -> str:
    """The fields of what was understood that say something."""
    return "; ".join(
        f"{name.replace('_', ' ')}: {', '.join(map(str, each)) if isinstance(each, list) else each}"
        for name, each in said.items()
        if each not in ([], None, "")
    )
