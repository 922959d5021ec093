"""A file as it was brought, arranged as ours: its columns under our names, a row a record.

Between reading a file (`reading`) and planning what it changes (`imports.planning`). What cannot be known is
not guessed but asked (`settled.Open`); each row keeps the line, and where it was one cell the place, that it
had in the file, and the row as it was brought.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from files.cells import Cell, shown
from files.columns import Kind, filled_by
from files.header_words import header_key
from files.instants import as_days, holds_instants, without_midnight
from files.intake import LINE_COLUMN, REASON_COLUMN, nameless
from files.lexicon import Lexicon
from files.looks import is_day
from files.mapping import Columns, Mapper
from files.results import marked
from files.settled import Asks, Open, Settled
from files.shapes import Course, agency_of_file, course_of_file, is_wide, long_rows
from files.table import Row, Table
from files.titles import told_above
from words.written import DateOrder

_TOTAL = re.compile(
    r"(?:grand |sub-?)?totals?\b|sum\b|counts?\b|average\b|number of\b|end of (?:the )?(?:report|list|file)\b"
    r"|(?:report )?(?:generated|printed|exported|run) (?:on|by|at)\b|[0-9,]+ (?:records?|rows?|people)\b"
    r"|(?:page|seite) [0-9]+\b"
)
_EXAMPLE = re.compile(r"example:\s")
"""How the example row of a template begins (`templates`)."""
_MOST_NAMED = 5


@dataclass(frozen=True)
class Arranged:
    """A file's rows in our columns; or, while anything is open, what has to be asked first."""

    table: Table
    open: tuple[Open, ...] = ()
    unknown: tuple[str, ...] = ()  # columns that are left alone, as brought
    named: tuple[str, ...] = ()  # how it was understood, and what was left out: a line each


def arrange(
    raw: Table,
    kind: Kind[Any],
    settled: Settled,
    lexicon: Lexicon,
    zone: ZoneInfo,
    remembered: Settled | None = None,
    order: DateOrder = DateOrder.MDY,
) -> Arranged:
    """Arranges a file of a kind.

    `settled` is what somebody said of this file, `remembered` what was said of an earlier one with the same
    header: that is taken only where what stands in the columns still fits it. `zone` is the region's, and
    `order` how its days are written, for instants that say their zone.

    Raises:
        WrongColumns: when what was settled can't be: a column that is not there, two that are to be one.
    """
    body, left_out = _without_totals(raw)
    mapper = Mapper(kind, raw.name, raw.header, body, lexicon)
    mapper.settle(settled, remembered or Settled())
    mapper.map()
    columns = mapper.mapping
    told = told_above(raw.shape.above, kind, columns.columns, lexicon)
    wide = is_wide(kind, mapper, settled, lexicon)
    course = Course() if wide else course_of_file(kind, mapper, raw, settled, lexicon, told)
    agency = agency_of_file(kind, mapper, raw, settled, lexicon, told)
    whole = {name: said for name, said in (("course", course.code), ("agency", agency.name)) if said}
    if not wide:
        _ask_for_what_is_missing(kind, mapper, {*told, *whole, *(each.about for each in agency.open)})
    sheets = _which_sheet(raw, settled)
    questions = (*sheets, *columns.open, *course.open, *agency.open)
    constants = {**told, **whole}
    table = replace(raw, rows=body, columns=_ours(columns))
    if not questions:
        table = _without_contradictions(table, mapper, lexicon)
        table = _without_what_was_taken_back(table, columns) if kind.name == "completions" else table
        table = _without_those_who_left(table, columns) if kind.name == "roster" else table
        table = (
            long_rows(table, mapper, lexicon)
            if wide
            else _dated(_ended(table, columns), columns, order, zone)
        )
        table = _with(table, {c: v for c, v in constants.items() if c not in columns.columns})
    named = (*_named(raw, columns, constants), *left_out)
    unknown = () if wide else tuple(raw.header[place] for place in columns.unknown)
    left = tuple(raw.header[place] for place in sorted(columns.left))
    return Arranged(table, questions, (*unknown, *left, *nameless(raw)), named)


def _which_sheet(raw: Table, settled: Settled) -> tuple[Open, ...]:
    fitting = raw.shape.fitting_sheets
    if len(fitting) < 2 or settled.sheet is not None:
        return ()
    choices = tuple((name, name) for name in fitting)
    said = f"{raw.name} has several sheets with these columns. Which one is meant?"
    option = f'--sheet "{fitting[0]}"'
    return (Open(Asks.SHEET, "sheet", said, choices=choices, option=option, may_be_none=False),)


def _ask_for_what_is_missing(kind: Kind[Any], mapper: Mapper, have: set[str]) -> None:
    """Asks for each column that must be there and isn't, where a column that is not known may be it."""
    columns = mapper.mapping
    asked = {each.about for each in columns.open}
    for group in kind.must:
        there = {*columns.columns, *have, *asked}
        if not there.isdisjoint(filled_by(kind.row_type, group)):
            continue
        if group == ("course",) and kind.name == "completions":
            continue  # which course a whole file is about is asked in another way
        if columns.unknown:
            mapper.ask_for(group[0], columns.unknown)


def _ours(columns: Columns) -> tuple[str, ...]:
    """Our names of a file's columns; those that are none of ours keep no name that could be taken for one."""
    kept = ("", LINE_COLUMN, REASON_COLUMN)
    return tuple(
        columns.ours.get(place, name if name in kept else f"{name} (left alone)")
        for place, name in enumerate(columns.names)
    )


def _without_totals(raw: Table) -> tuple[list[Row], list[str]]:
    """The rows without totals below them, a template's example and headers that come again; and those that
    were left out.
    """
    names = [cell.casefold() for cell in raw.header]
    body: list[Row] = []
    out: list[Row] = []
    for row in raw.rows:
        is_kept = row.problem is not None or not (
            _is_total(row.raw) or _is_header(row.raw, names) or _is_example(row.raw)
        )
        (body if is_kept else out).append(row)
    lines = [f"Line {row.line} left out: {_in_short(row.raw)}." for row in out[:_MOST_NAMED]]
    if len(out) > _MOST_NAMED:
        lines.append(f"And {len(out) - _MOST_NAMED:,} more lines like these.")
    return body, lines


def _is_total(cells: Sequence[Cell]) -> bool:
    """Whether a line sums up or says where the list is from; never one that names somebody or a day."""
    there = [cell for cell in cells if cell != ""]
    first = there[0] if there else ""
    if not isinstance(first, str) or any(is_day(each) or "@" in shown(each) for each in there[1:]):
        return False
    is_short = len(there) * 2 <= len(cells) or len(there) == 1 or all(map(_is_number, there[1:]))
    return is_short and _TOTAL.match(first.casefold()) is not None


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or cell.replace(",", "").replace(".", "").isdecimal()


def _is_example(cells: Sequence[Cell]) -> bool:
    first = next((cell for cell in cells if cell != ""), "")
    return isinstance(first, str) and _EXAMPLE.match(first.casefold()) is not None


def _is_header(cells: Sequence[Cell], names: Sequence[str]) -> bool:
    return [shown(cell).casefold() for cell in cells[: len(names)]] == names and any(names)


def _in_short(cells: Sequence[Cell]) -> str:
    text = " ".join(" ".join(shown(cell).split()) for cell in cells if cell != "")
    return text if len(text) <= 60 else f"{text[:60]}…"


def _named(raw: Table, columns: Columns, constants: dict[str, Cell]) -> Iterator[str]:
    """How a file was understood, where that is more than its columns' own names say."""
    if raw.shape.above:
        above = "; ".join(" ".join(cells)[:60] for cells in raw.shape.above[:_MOST_NAMED])
        yield f"Above the header, and no rows: {above}."
    read_as = [
        f"“{raw.header[place]}” as {ours}"
        for place, ours in sorted(columns.ours.items())
        if columns.by_name.get(place) != 0 and columns.names[place] != ours
    ]
    if read_as:
        yield f"Read {', '.join(read_as)}."
    for column, value in constants.items():
        yield f"The whole file has {column} {shown(value)}."


def _dated(table: Table, columns: Columns, order: DateOrder, zone: ZoneInfo) -> Table:
    """With the days of a column of instants, such as a form's timestamps, instead of the instants."""
    place = columns.place("completed_on")
    if place is None:
        return table
    cells = _cells(table, place)
    if holds_instants(table.header[place], cells):
        return _in_place(table, place, [as_days(cell, order, zone) for cell in cells])
    return _in_place(table, place, [without_midnight(cell) for cell in cells])


_HAS_LEFT = re.compile(
    r"(?:inactive|not active|terminated?|retired?|resigned?|separated?|former|deceased|left|deactivated)\b"
)


def _without_those_who_left(table: Table, columns: Columns) -> Table:
    """With a problem on each row of a roster that says somebody is there no more, and not since when."""
    places = [
        place
        for place in columns.unknown
        if "status" in header_key(columns.header[place]).split()
        or header_key(columns.header[place]) == "active"
    ]
    ended = columns.place("left_on")

    def why(row: Row) -> str | None:
        said = next((p for p in places if _HAS_LEFT.match(shown(row.raw[p]).strip().casefold())), None)
        if said is None or not (ended is None or row.raw[ended] == ""):
            return None
        return f"{columns.header[said]}: {shown(row.raw[said])}, and no left_on; fill in the last day there"

    return _refusing(table, why) if places else table


_TAKEN_BACK = re.compile(r"(?:date )?(?:revoked|withdrawn|voided|rescinded|cancell?ed)(?: on| date)?")


def _without_what_was_taken_back(table: Table, columns: Columns) -> Table:
    """With a problem on each row that says on which day it was revoked."""
    places = [place for place in columns.unknown if _TAKEN_BACK.fullmatch(header_key(columns.header[place]))]

    def why(row: Row) -> str | None:
        said = next((place for place in places if is_day(row.raw[place])), None)
        if said is None:
            return None
        return f"{columns.header[said]}: {shown(row.raw[said])}, so it counts no more"

    return _refusing(table, why) if places else table


def _without_contradictions(table: Table, mapper: Mapper, lexicon: Lexicon) -> Table:
    """With a problem on each row that names two courses: by its code one, by its title another."""
    ours = mapper.mapping.place("course")
    if ours is None:
        return table
    others = [place for place in mapper.mapping.unknown if mapper.share_of_courses(place) >= 0.5]

    def why(row: Row) -> str | None:
        said = {shown(row.raw[place]): lexicon.course(shown(row.raw[place])) for place in (ours, *others)}
        if len({code for code in said.values() if code is not None}) < 2:
            return None
        names = " and ".join(f"“{name}”" for name, code in said.items() if code)
        return f"course: the row names two, {names}; it must be one"

    return _refusing(table, why) if others else table


def _refusing(table: Table, why: Callable[[Row], str | None]) -> Table:
    """With a problem on each row that has none yet, where there is a reason for one."""
    rows = [
        replace(row, problem=reason) if row.problem is None and (reason := why(row)) else row
        for row in table.rows
    ]
    return replace(table, rows=rows)


def _ended(table: Table, columns: Columns) -> Table:
    """With results in place of ticks, where a column of results is only ticked (`results.marked`)."""
    place = columns.place("result")
    if place is None:
        return table
    return _in_place(table, place, marked(table.header[place], _cells(table, place)))


def _cells(table: Table, place: int) -> list[Cell]:
    return [row.raw[place] for row in table.rows]


def _in_place(table: Table, place: int, cells: Sequence[Cell]) -> Table:
    """With other cells in a column; each row keeps the one it was in the file."""
    if cells == _cells(table, place):
        return table
    rows = [
        replace(row, raw=(*row.raw[:place], cell, *row.raw[place + 1 :]), source=row.source or row)
        for row, cell in zip(table.rows, cells, strict=True)
    ]
    return replace(table, rows=rows)


def _with(table: Table, constants: dict[str, Cell]) -> Table:
    """With values that hold for every row, and the rows' columns the table's."""
    columns = (*table.columns, *constants)
    width = len(table.columns)
    rows = [
        replace(
            row,
            raw=(*row.raw[:width], *constants.values(), *row.raw[width:]) if constants else row.raw,
            columns=columns,
            source=row.source or row,
        )
        for row in table.rows
    ]
    return replace(table, rows=rows, columns=columns, header=(*table.header, *constants))
