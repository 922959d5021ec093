"""Reading one cell: days, yes or no, numbers, words from a list, e-mails, texts.

Nothing is guessed. Every function gives the value, or nothing for an empty cell, or raises `BadCell` with a
message for the person who brought the file: what was found, what is wanted, an example.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from words.folding import fold, fold_word
from words.hours import written_hours
from words.signs import visible
from words.stamps import moment_day, stamped_day
from words.written import DateOrder, NotADay, day_example, within_years, written_day

Cell = str | int | float | bool | date | datetime | time | timedelta
"""What a cell may hold. An empty cell is the empty text. A cell a spreadsheet could not compute holds the
text it shows, such as `#N/A`."""

Choice = TypeVar("Choice")

NOT_COMPUTED = "#FORMULA?"
"""Stands for a formula whose result the file does not hold."""

_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_MOST_SHOWN = 60
_MOST_EMAIL = 254

_WHOLE = re.compile(r"(-?[0-9]{1,15})(?:\.0)?")
_HOURS = re.compile(r"-?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})")
_EMAIL = re.compile(r"""[^\s@<>,;:"()\[\]\\]+@[^\s@<>,;:"()\[\]\\.]+(?:\.[^\s@<>,;:"()\[\]\\.]+)+""")


class BadCell(ValueError):
    """A cell that cannot be taken; the message says what was found, what is wanted, and an example."""


def shown(cell: Cell) -> str:
    """The cell as a person sees it: days as 2026-11-01, whole numbers without a point."""
    if isinstance(cell, str):
        return visible(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return visible(str(cell))


def found(cell: Cell, wanted: str) -> BadCell:
    """The refusal of a cell: what was found (shortened), and what is wanted, with an example in it."""
    text = " ".join(shown(cell).split())
    if len(text) > _MOST_SHOWN:
        text = text[:_MOST_SHOWN] + "..."
    return BadCell(f'found "{text}"; wanted {wanted}')


def parse_date(cell: Cell, order: DateOrder, zone: ZoneInfo | None = None) -> date | None:
    """A calendar day, from a spreadsheet's day cell or a text in one of the forms of `docs/imports.md`.

    `order` alone decides what comes first in `11/1/2026`; a two-digit year is in this century. Midnight
    behind a day says nothing. `zone` is the region's, for a column of timestamps (a sign-in's): then any
    time may stand behind the day, and a stamp that bears its own zone is of the day it was in the region.

    Raises:
        BadCell: for what is no day, has a time and is no timestamp, is a bare number, or lies before 1900 or
            after 2100.
    """
    try:
        if isinstance(cell, datetime):
            if zone is not None:
                return moment_day(cell, order, zone)
            if cell.time() != time() or cell.tzinfo is not None:
                raise NotADay(f"a day without a time, {day_example(order)}")
            return within_years(cell.date(), order)
        if isinstance(cell, date):
            return within_years(cell, order)
        if not isinstance(cell, str):
            raise NotADay(f"a date, not a number: {day_example(order)}")
        text = visible(cell)
        _refuse_error(text)
        return written_day(text, order) if zone is None else stamped_day(text, order, zone)
    except NotADay as wrong:
        raise found(cell, wrong.wanted) from None


def parse_yes_no(cell: Cell) -> bool:
    """Yes or no: yes/no, y/n, true/false, 1/0, x/empty, in any case; an empty cell is no.

    Raises:
        BadCell: for anything else.
    """
    word = shown(cell).strip().casefold()
    if word in ("yes", "y", "true", "1", "x"):
        return True
    if word in ("no", "n", "false", "0", ""):
        return False
    _refuse_error(word)
    raise found(cell, "yes or no (y, n, true, false, 1, 0, or x for yes)")


def parse_whole(cell: Cell, *, name: str, least: int = 0, most: int = 1_000_000) -> int | None:
    """A whole number of something from `least` to `most`; `name` says of what, for the message: months, days.

    Raises:
        BadCell: for a fraction, a text, a day, or a number out of bounds.
    """
    text = shown(cell).strip()
    if not text:
        return None
    _refuse_error(text)
    match = _WHOLE.fullmatch(text)
    wanted = f"a whole number of {name} from {least} to {most}, such as {min(most, max(least, 24))}"
    if match is None or not isinstance(cell, str | int | float) or isinstance(cell, bool):
        raise found(cell, wanted)
    number = int(match[1])
    if not least <= number <= most:
        raise found(cell, wanted)
    return number


def parse_hours(cell: Cell, *, most: float = 2000) -> float | None:
    """A number of hours from 0 to `most`, such as 4, .25, 4h, 90 min or 4:00 (which a spreadsheet takes for a
    time of day); a point, never a comma, before the fraction.

    Raises:
        BadCell: for another text, a negative number or one out of bounds.
    """
    text = shown(cell).strip()
    if not text:
        return None
    _refuse_error(text)
    wanted = f"a number of hours from 0 to {most:g}, such as 4 or 0.25"
    if isinstance(cell, bool):
        raise found(cell, wanted)
    if isinstance(cell, int | float):
        hours = float(cell)
    elif isinstance(cell, str) and _HOURS.fullmatch(text):
        hours = float(text)
    elif (written := _clock_hours(cell)) is not None:
        hours = written
    else:
        raise found(cell, wanted)
    if not math.isfinite(hours) or not 0 <= hours <= most:
        raise found(cell, wanted)
    return hours + 0.0


def _clock_hours(cell: Cell) -> float | None:
    """How long a text says, or a cell that a spreadsheet took for a time of day or a length of time."""
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 3600
    if isinstance(cell, time):
        return cell.hour + cell.minute / 60 + cell.second / 3600
    return written_hours(cell) if isinstance(cell, str) else None


def parse_choice(cell: Cell, allowed: Mapping[str, Choice]) -> Choice | None:
    """One word from a fixed list, whatever its case, spaces, underscores and hyphens.

    `allowed` goes from the word as `fold_word` folds it to what it stands for; `choices` makes one.

    Raises:
        BadCell: for a word that is not listed; the message lists them.
    """
    text = shown(cell).strip()
    if not text:
        return None
    _refuse_error(text)
    try:
        return allowed[fold_word(text)]
    except KeyError:
        words = ", ".join(str(value) for value in dict.fromkeys(allowed.values()))
        raise found(cell, f"one of {words}") from None


def choices(words: Iterable[Choice]) -> dict[str, Choice]:
    """The mapping `parse_choice` looks words up in."""
    return {fold_word(str(word)): word for word in words}


def parse_list(cell: Cell, *, most: int = 100) -> tuple[str, ...]:
    """Texts separated by `;`, each once, whatever its case, in the order they came; empty ones are dropped.

    Raises:
        BadCell: when one of them is no text, or is longer than `most` characters.
    """
    if isinstance(cell, str) and ";" in cell:
        parts = [parse_name(part, most=most) for part in cell.split(";")]
    else:
        parts = [parse_name(cell, most=most)]
    once: dict[str, str] = {}
    for part in filter(None, parts):
        once.setdefault(fold(part), part)
    return tuple(once.values())


def parse_email(cell: Cell) -> str | None:
    """An e-mail address, in lower case, as addresses compare without regard to it; `mailto:` is taken off.

    Raises:
        BadCell: for what has not exactly one @, a dot in its domain and no spaces, or is over 254 characters.
    """
    text = parse_name(cell, most=10 * _MOST_EMAIL).lower()
    if text.startswith("mailto:"):
        text = text.removeprefix("mailto:").strip()
    if not text:
        return None
    if len(text) > _MOST_EMAIL or not _EMAIL.fullmatch(text):
        raise found(cell, "one e-mail address, such as maria.lopez@county.gov")
    return text


def parse_text(cell: Cell, *, most: int = 2000) -> str:
    """A text, with its line breaks kept, without the spaces around it and signs that nobody sees; a number is
    taken as it is shown.

    Raises:
        BadCell: for a day or time of a spreadsheet (a code such as `MAR-1` it took for a day), a text with
            control characters, or one longer than `most` characters.
    """
    if isinstance(cell, date | time | timedelta):
        raise found(cell, "a text; give the column the format Text in the spreadsheet and write it anew")
    text = shown(cell).strip()
    if text.isascii() and text.isprintable():
        _refuse_error(text)
    else:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if any(map(_is_control, text)):
            raise found(_printable(text), "a text without control characters; write the cell anew")
    if len(text) > most:
        raise found(cell, f"at most {most} characters, not {len(text)}")
    return text


def parse_name(cell: Cell, *, most: int = 200) -> str:
    """A text of one line: line breaks and runs of spaces become one space. Raises as `parse_text`."""
    text = " ".join(parse_text(cell, most=max(most, 10_000)).split())
    if len(text) > most:
        raise found(cell, f"at most {most} characters, not {len(text)}")
    return text


def is_no_value(text: str) -> bool:
    """Whether a text is what a spreadsheet shows where it could not compute a cell."""
    return text == NOT_COMPUTED or text.upper() in _ERRORS


def _refuse_error(text: str) -> None:
    """Refuses what a spreadsheet shows where it could not compute a cell."""
    if not text.startswith("#"):
        return
    if text == NOT_COMPUTED:
        raise BadCell(
            "found a formula whose result the file does not hold; open the file in the spreadsheet and save "
            "it again, or write the value itself"
        )
    if text.upper() in _ERRORS:
        raise BadCell(f"found {text.upper()}, an error of the spreadsheet; wanted the value itself")


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) == "Cc" and sign not in "\n\t"


def _printable(text: str) -> str:
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_control(sign) else sign for sign in text)
