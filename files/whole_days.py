"""The day of a whole file, such as a sign-in sheet that has no column of days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from files.cells import BadCell, parse_date
from files.columns import Kind
from files.course_columns import course_columns
from files.kinds import COMPLETIONS
from files.lexicon import Lexicon
from files.looks import filled, is_day
from files.mapping import Mapper, WrongColumns
from files.results import says_done
from files.settled import Asks, Open, Settled
from files.shapes import hints
from files.table import Table
from words.written import DateOrder

_DAYS = ("completed_on", "expires_on")


@dataclass(frozen=True)
class OneDay:
    """The day on which all of a file was completed, or the question which."""

    said: date | None = None
    open: tuple[Open, ...] = ()


def day_of_file(
    kind: Kind[Any],
    mapper: Mapper,
    raw: Table,
    settled: Settled,
    lexicon: Lexicon,
    told: Collection[str],
    order: DateOrder,
    wide: bool,
) -> OneDay:
    """The day of a file of completions that says none: as settled; else it is asked, with what titles and
    names seem to say beside it. A row a person and a column a course is asked about where no cell has a day.

    Raises:
        WrongColumns: for a day that is said of a file with a column of days.
    """
    columns = mapper.mapping
    asked = {each.about for each in columns.open}
    if kind is not COMPLETIONS:
        return OneDay()
    place = columns.place("completed_on")
    if settled.day and place is not None:
        name = columns.header[place]
        raise WrongColumns(
            f'The file says the days itself, in its column "{name}": name no day for all of it, or leave '
            f'that column alone, as in --column "{name}=". Nothing was written.'
        )
    if settled.day:
        try:
            return OneDay(said=parse_date(settled.day, order))
        except BadCell as problem:
            return OneDay(open=(_which(raw, f"The day for the whole file was not understood: {problem}."),))
    if wide:
        cells = [cell for place in course_columns(mapper, lexicon) for cell in filled(mapper.cells(place))]
        if any(map(says_done, cells)) and not any(map(is_day, cells)):
            return OneDay(open=(_which(raw, f"{raw.name} says what was completed, and not when."),))
        return OneDay()
    if not {*_DAYS}.isdisjoint({*columns.columns, *told, *asked}) or mapper.may_be_days():
        return OneDay()
    return OneDay(open=(_which(raw, f"{raw.name} has no column of days."),))


def _which(raw: Table, said: str) -> Open:
    return Open(
        Asks.DAY,
        "completed_on",
        f"{said} On which day was all of it completed?",
        seen=tuple(hint for hint in hints(raw) if hint)[:3],
        option="--day YYYY-MM-DD",
        may_be_none=False,
    )
