"""A file as it was brought, arranged as ours: its columns under our names, a row a record.

Between reading a file (`reading`) and planning what it changes (`imports.planning`). What cannot be known is
not guessed but asked (`settled.Open`); each row keeps the line, and where it was one cell the place, that it
had in the file, and the row as it was brought.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from files.called import called
from files.cells import Cell, shown
from files.columns import Kind, filled_by
from files.contradicting import (
    looked_at,
    without_contradictions,
    without_those_who_left,
    without_what_failed_in_passing,
    without_what_was_taken_back,
)
from files.course_columns import left_beside, refuse_days_due
from files.header_words import header_key
from files.headings import under_headings
from files.instants import as_days, holds_instants, in_utc, told_in_utc, without_midnight
from files.intake import LINE_COLUMN, REASON_COLUMN, nameless
from files.lexicon import Lexicon
from files.looks import is_day
from files.mapping import Columns, Mapper
from files.results import marked
from files.rows import cells_of, in_place, with_constants
from files.settled import Asks, Open, Settled
from files.shapes import Course, agency_of_file, course_of_file, is_wide, long_rows
from files.table import Row, Table
from files.titles import told_above
from files.whole_days import day_of_file
from files.whom import OTHER_EMAILS, further_addresses, names_numbers, told_apart
from words.written import DateOrder

_TOTAL = re.compile(
    r"(?:grand |sub-?)?totals?\b|sum\b|counts?\b|average\b|number of\b|end of (?:the )?(?:report|list|file)\b"
    r"|(?:report )?(?:generated|printed|exported|run) (?:on|by|at)\b|[0-9,]+ (?:records?|rows?|people)\b"
    r"|(?:page|seite) [0-9]+\b"
)
_NOTE = re.compile(
    r"(?:notes?|remarks?|comments?|source|legend|key)\s*:|\*|(?:prepared|submitted|compiled|reviewed) by\b"
    r"|confidential\b|for (?:official|internal|training) use\b|(?:instructor(?:['’]?s)? )?signature\b"
)
"""How a remark below a table begins."""
_COUNTED = frozenset(("number", "row", "line", "item", "seq", "line number", "row number", "count"))
"""Columns in which a form counts its lines."""
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
    body, left_out = _without_totals(raw, lexicon)
    raw, headings = under_headings(replace(raw, rows=body), kind, settled, lexicon)
    body = list(raw.rows)
    mapper = Mapper(kind, raw.name, raw.header, body, lexicon)
    mapper.settle(settled, remembered or Settled())
    mapper.map()
    columns = mapper.mapping
    told = told_above(raw.shape.above, kind, columns.columns, lexicon)
    refuse_days_due(kind, mapper, lexicon)
    wide = is_wide(kind, mapper, settled, lexicon)
    course = Course() if wide else course_of_file(kind, mapper, raw, settled, lexicon, told)
    agency = agency_of_file(kind, mapper, raw, settled, lexicon, told)
    day = day_of_file(kind, mapper, raw, settled, lexicon, told, order, wide)
    told_whole = (("course", course.code), ("agency", agency.name), ("completed_on", day.said))
    whole: dict[str, Cell] = {name: said for name, said in told_whole if said}
    if not wide:
        have = {*told, *whole, *(each.about for each in (*agency.open, *day.open))}
        have |= {"member_id"} if names_numbers(kind, columns, body) else set()
        _ask_for_what_is_missing(kind, mapper, have)
    sheets = _which_sheet(raw, settled)
    questions = (*sheets, *columns.open, *course.open, *agency.open, *day.open)
    constants = {**told, **whole}
    table = replace(raw, rows=body, columns=_ours(columns))
    if not questions:
        table = without_contradictions(table, mapper, lexicon)
        table = _ended(_refused(table, kind, columns), columns)
        if wide:
            table = long_rows(table, mapper, lexicon, day.said or "")
        else:
            table = _in_our_units(table, kind, columns, order, zone)
        table = told_apart(table, kind, columns if not wide else Columns((), ()))
        has = set(table.columns)
        table = with_constants(table, {c: v for c, v in constants.items() if c not in has})
    named = (*headings, *_named(raw, columns, constants), *left_out)
    used = further_addresses(columns) if OTHER_EMAILS in table.columns else []
    used += looked_at(kind.name, columns)
    beside = left_beside(mapper, lexicon) if wide else columns.unknown
    unknown = tuple(raw.header[each] for each in beside if each not in used)
    left = tuple(raw.header[place] for place in sorted(columns.left))
    return Arranged(table, questions, (*unknown, *left, *nameless(raw)), named)


def _refused(table: Table, kind: Kind[Any], columns: Columns) -> Table:
    """With a problem on each row that says itself that it is not to be taken."""
    if kind.name == "completions":
        return without_what_was_taken_back(table, columns)
    return without_those_who_left(table, columns) if kind.name == "roster" else table


def _in_our_units(table: Table, kind: Kind[Any], columns: Columns, order: DateOrder, zone: ZoneInfo) -> Table:
    """The rows of a long table with its instants as days and its minutes as such."""
    if kind.name == "completions":
        table = without_what_failed_in_passing(table, columns)
    return _in_minutes(_dated(table, columns, order, zone), columns)


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


def _without_totals(raw: Table, lexicon: Lexicon) -> tuple[list[Row], list[str]]:
    """The rows without totals and remarks below them, a template's example and headers that come again; and
    those that were left out. A remark between rows is none: it may be a heading.
    """
    names = [cell.casefold() for cell in raw.header]
    is_out = [row.problem is None and _is_no_row(row.raw, raw.header, names, lexicon) for row in raw.rows]
    is_note = [
        row.problem is None and _is_note(row.raw) and not _is_known(row.raw, lexicon) for row in raw.rows
    ]
    kept = [at for at, row in enumerate(raw.rows) if not is_out[at] and not is_note[at]]
    ends = max(kept, default=-1)
    body: list[Row] = []
    out: list[Row] = []
    for at, row in enumerate(raw.rows):
        (out if is_out[at] or (is_note[at] and at > ends) else body).append(row)
    lines = [f"Line {row.line} left out: {_in_short(row.raw)}." for row in out[:_MOST_NAMED]]
    if len(out) > _MOST_NAMED:
        lines.append(f"And {len(out) - _MOST_NAMED:,} more lines like these.")
    return body, lines


def _is_no_row(cells: Sequence[Cell], header: Sequence[str], names: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a line is a total, a header that comes again, an example, or a form's line left blank."""
    if _is_header(cells, names) or _is_example(cells) or _is_number_alone(cells, header):
        return True
    return _is_total(cells) and not _is_known(cells, lexicon)


def _is_known(cells: Sequence[Cell], lexicon: Lexicon) -> bool:
    """Whether all that stands on a line is a course or an agency that is known, however it begins."""
    there = [shown(cell) for cell in cells if cell != ""]
    return len(there) == 1 and (lexicon.course(there[0]) or lexicon.agency(there[0])) is not None


def _is_total(cells: Sequence[Cell]) -> bool:
    """Whether a line sums up or says where the list is from; never one that names somebody or a day."""
    first = next((cell for cell in cells if cell != ""), "")
    if not isinstance(first, str) or _TOTAL.match(first.casefold()) is None:
        return False
    there = [cell for cell in cells if cell != ""]
    if any(is_day(each) or "@" in shown(each) for each in there[1:]):
        return False
    return len(there) * 2 <= len(cells) or len(there) == 1 or all(map(_is_number, there[1:]))


def _is_note(cells: Sequence[Cell]) -> bool:
    """Whether a line may be a remark below the table."""
    if len(cells) < 2 or len(cells) - cells.count("") != 1:
        return False
    there = [cell for cell in cells if cell != ""]
    return _NOTE.match(shown(there[0]).casefold()) is not None


def _is_number_alone(cells: Sequence[Cell], header: Sequence[str]) -> bool:
    """Whether a line bears nothing but its own number on a form."""
    if len(cells) < 2 or len(cells) - cells.count("") != 1:
        return False
    there = [(place, cell) for place, cell in enumerate(cells) if cell != ""]
    if not _is_number(there[0][1]):
        return False
    place = there[0][0]
    return place < len(header) and header_key(header[place]) in _COUNTED


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or cell.replace(",", "").replace(".", "").isdecimal()


def _is_example(cells: Sequence[Cell]) -> bool:
    first = next((cell for cell in cells if cell != ""), "")
    return isinstance(first, str) and _EXAMPLE.match(first.casefold()) is not None


def _is_header(cells: Sequence[Cell], names: Sequence[str]) -> bool:
    if not cells or not names or shown(cells[0]).casefold() != names[0]:
        return False
    return [shown(cell).casefold() for cell in cells[: len(names)]] == names and any(names)


def _in_short(cells: Sequence[Cell]) -> str:
    text = " ".join(" ".join(shown(cell).split()) for cell in cells if cell != "")
    return text if len(text) <= 60 else f"{text[:60]}…"


def _named(raw: Table, columns: Columns, constants: dict[str, Cell]) -> Iterator[str]:
    """How a file was understood, where that is more than its columns' own names say."""
    if raw.shape.above:
        above = "; ".join(" ".join(cells)[:60] for cells in raw.shape.above[:_MOST_NAMED])
        yield f"Skipped above the header: {above}."
    read_as = [
        f"“{raw.header[place]}” as {called(ours)}"
        for place, ours in sorted(columns.ours.items())
        if columns.by_name.get(place) != 0 and columns.names[place] != ours
    ]
    if read_as:
        yield f"Read {', '.join(read_as)}."
    for column, value in constants.items():
        yield f"Of the whole file {called(column)} is {shown(value)}."


def _dated(table: Table, columns: Columns, order: DateOrder, zone: ZoneInfo) -> Table:
    """With the days of a column of instants, such as a form's timestamps, instead of the instants."""
    place = columns.place("completed_on")
    if place is None:
        return table
    cells = cells_of(table, place)
    if told_in_utc(table.header[place]):
        cells = [in_utc(cell) for cell in cells]
    if holds_instants(table.header[place], cells):
        return in_place(table, place, [as_days(cell, order, zone) for cell in cells])
    return in_place(table, place, [without_midnight(cell) for cell in cells])


def _ended(table: Table, columns: Columns) -> Table:
    """With results in place of ticks, where a column of results is only ticked (`results.marked`)."""
    place = columns.place("result")
    if place is None:
        return table
    return in_place(table, place, marked(table.header[place], cells_of(table, place)))


_MINUTES = re.compile(r"\b(?:min|mins|minutes)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _in_minutes(table: Table, columns: Columns) -> Table:
    """With the unit beside each number, where the heading says that what is read as hours are minutes."""
    place = columns.place("hours")
    if place is None or not _MINUTES.search(table.header[place]):
        return table
    said = [(cell, shown(cell).strip()) for cell in cells_of(table, place)]
    return in_place(table, place, [f"{text} min" if _NUMBER.fullmatch(text) else cell for cell, text in said])
