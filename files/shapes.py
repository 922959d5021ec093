"""Shapes of files that are not ours: a row a person and a column a course, or one course, or one agency, for
a whole file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from files.blanks import says_nothing
from files.cells import Cell, shown
from files.columns import Kind
from files.course_columns import COMPLETED, EXPIRES, CourseColumn, course_columns
from files.kinds import COMPLETIONS, ROSTER
from files.lexicon import Lexicon
from files.limits import MOST_ROWS
from files.mapping import Mapper, WrongColumns
from files.results import says_done, says_not_done
from files.settled import COLUMN_OF_COURSES, Asks, Open, Settled
from files.table import NotATable, Row, Table

_FEWEST_UNKNOWN = 3  # columns of days under names that nobody knows, until a file is taken for a wide one


@dataclass(frozen=True)
class Course:
    """The course a whole file is about, or the question which."""

    code: str = ""
    open: tuple[Open, ...] = ()


def is_wide(kind: Kind[Any], mapper: Mapper, settled: Settled, lexicon: Lexicon) -> bool:
    """Whether a file has a row a person and a column a course, with the days in the cells."""
    columns = mapper.mapping
    asked = {each.about for each in columns.open}
    if kind is not COMPLETIONS or settled.course or "course" in columns.columns | asked:
        return False
    if COMPLETED in columns.columns | asked:
        return False
    found = course_columns(mapper, lexicon)
    known = [each for each in found.values() if lexicon.course(each.course) is not None]
    return bool(known) or len(found) >= _FEWEST_UNKNOWN


def long_rows(table: Table, mapper: Mapper, lexicon: Lexicon, day: Cell = "") -> Table:
    """A wide file's rows, one for each person and course; each keeps its line and its cell's place. `day` is
    that of the cells which only say that something was done.

    Raises:
        NotATable: when they are more than can be taken.
    """
    found = course_columns(mapper, lexicon)
    kept = [place for place in mapper.mapping.ours if mapper.mapping.ours[place] != EXPIRES]
    names = tuple(mapper.mapping.ours[place] for place in kept)
    columns = (*names, "course", COMPLETED, EXPIRES)
    header = (*(table.header[place] for place in kept), "course", COMPLETED, EXPIRES)
    rows: list[Row] = []
    for row in table.rows:
        rows.extend(_records(row, kept, found, columns, day))
        if len(rows) > MOST_ROWS:
            raise NotATable(
                f"{table.name} holds more than {MOST_ROWS:,} days in its cells. Split it into several files, "
                "each with the header line."
            )
    return replace(table, header=header, columns=columns, rows=rows)


def _records(
    row: Row, kept: list[int], found: Mapping[int, CourseColumn], columns: tuple[str, ...], day: Cell
) -> Iterator[Row]:
    who = tuple(row.raw[place] for place in kept)
    if row.problem is not None:
        yield Row(row.line, (*who, "", "", ""), columns, row.problem, source=row)
        return
    from openpyxl.utils import get_column_letter  # by whoever reads a file: no start pays for it

    for course, said in _days_said(row, found):
        place = min(place for place, _ in said.values())
        completed, expires = (said.get(day, (0, ""))[1] for day in (COMPLETED, EXPIRES))
        if says_not_done(completed):
            continue
        completed = day if completed == "" and expires != "" else completed
        problem = None
        if says_done(completed):
            problem = None if day else f"{shown(completed)} does not say on which day it was completed"
            completed = day
        cell = f"{get_column_letter(place + 1)}{row.line}"
        yield Row(row.line, (*who, course, completed, expires), columns, problem, cell, row)


def _days_said(
    row: Row, found: Mapping[int, CourseColumn]
) -> Iterator[tuple[str, dict[str, tuple[int, Cell]]]]:
    """The days of each course: one for each of its columns, and an expiry with the column nearest to it."""
    there = {
        place: each
        for place, each in found.items()
        if row.raw[place] != "" and not says_nothing(row.raw[place])
    }
    said = {
        place: {COMPLETED: (place, row.raw[place])} for place, each in there.items() if each.day == COMPLETED
    }
    for place, each in there.items():
        if each.day == COMPLETED:
            continue
        beside = [
            other for other in said if there[other].course == each.course and EXPIRES not in said[other]
        ]
        nearest = min(beside, key=lambda other: abs(other - place), default=place)
        said.setdefault(nearest, {})[EXPIRES] = (place, row.raw[place])
    for place, days in sorted(said.items()):
        yield there[place].course, days


def course_of_file(
    kind: Kind[Any],
    mapper: Mapper,
    raw: Table,
    settled: Settled,
    lexicon: Lexicon,
    told: Mapping[str, Cell],
) -> Course:
    """The course of a file of completions that has no column of them: as settled, or as a title above the
    table says by its label, or by the one column in which nothing but courses stand; else it is asked, with
    what titles and names seem to say first.

    Raises:
        WrongColumns: for a course that is none, or that is said of a file with a column of courses.
    """
    columns = mapper.mapping
    if kind is not COMPLETIONS:
        return Course()
    if settled.course:
        return _settled_course(mapper, settled.course, lexicon)
    if "course" in columns.columns or any(each.about == "course" for each in columns.open):
        return Course()
    full = [place for place in columns.unknown if mapper.share_of_courses(place) == 1.0]
    if len(full) == 1:
        columns.ours[full[0]] = "course"
        return Course()
    if "course" in told:
        return Course(code=lexicon.course(shown(told["course"])) or "")
    return Course(open=(_which_course(mapper, raw, lexicon),))


def _settled_course(mapper: Mapper, said: str, lexicon: Lexicon) -> Course:
    code = lexicon.course(said)
    if code is None:
        raise WrongColumns(f"{said} isn't a course here; there are {', '.join(sorted(lexicon.titles))}.")
    place = mapper.mapping.place("course")
    says = [] if place is None or not mapper.share_of_courses(place) else [place]
    says += [each for each in mapper.mapping.unknown if mapper.share_of_courses(each) == 1.0]
    if says:
        name = mapper.mapping.header[says[0]]
        raise WrongColumns(
            f'The file says the course itself, in its column "{name}": name no course for all of it, or '
            f'leave that column alone, as in --column "{name}=". Nothing was written.'
        )
    if place is not None:
        del mapper.mapping.ours[place]
    mapper.mapping.open[:] = [each for each in mapper.mapping.open if each.about != "course"]
    return Course(code=code)


def _which_course(mapper: Mapper, raw: Table, lexicon: Lexicon) -> Open:
    said = hints(raw)
    guesses = [code for hint in said if (code := lexicon.mentioned(hint)) is not None]
    codes = dict.fromkeys((*guesses, *sorted(lexicon.titles)))
    choices = tuple((code, f"{code}: {lexicon.titles.get(code, code)}") for code in codes)
    first = next(iter(codes), "CODE")
    return Open(
        Asks.COURSE,
        "course",
        f"{raw.name} has no column that is known as the course. Which course is it about?",
        seen=tuple(hint for hint in said if hint)[:3],
        choices=(*choices, *_columns(mapper)),
        option=f"--course {first}",
        may_be_none=False,
    )


def hints(raw: Table) -> list[str]:
    """What may say what a whole file is about: titles above it, the sheet's and the file's name."""
    titles = [" ".join(cells) for cells in raw.shape.above]
    return [*titles, raw.shape.sheet or "", PurePath(raw.name).stem.replace("_", " ")]


def _columns(mapper: Mapper) -> tuple[tuple[str, str], ...]:
    """The columns of no known name, as answers to what a whole file is about."""
    columns = mapper.mapping
    return tuple(
        (f"{COLUMN_OF_COURSES}{columns.names[place]}", f"the column {mapper.label(place)}")
        for place in columns.unknown
    )


@dataclass(frozen=True)
class OneAgency:
    """The agency a whole roster is of, or the question which."""

    name: str = ""
    open: tuple[Open, ...] = ()


def agency_of_file(
    kind: Kind[Any],
    mapper: Mapper,
    raw: Table,
    settled: Settled,
    lexicon: Lexicon,
    told: Mapping[str, Cell],
) -> OneAgency:
    """The agency of a roster that has no column of them: as settled, or as a title above the table says by
    its label; else it is asked, with what titles and names seem to say first.

    Raises:
        WrongColumns: for an agency that is none, or that is said of a roster with a column of agencies.
    """
    columns = mapper.mapping
    if kind is not ROSTER:
        return OneAgency()
    if settled.agency:
        return OneAgency(_settled_agency(mapper, settled.agency, lexicon))
    if "agency" in columns.columns or any(each.about == "agency" for each in columns.open):
        return OneAgency()
    if "agency" in told:
        return OneAgency(shown(told["agency"]))
    if lexicon.agencies:
        return OneAgency(open=(_which_agency(mapper, raw, lexicon),))
    # Where there are columns that nobody knows, it is asked which of them it is.
    return OneAgency(open=() if columns.unknown else (_first_agency(raw),))


def _first_agency(raw: Table) -> Open:
    """Whose roster it is, where no agency is here yet: its name is written, and asked about as a new one."""
    return Open(
        Asks.AGENCY,
        "agency",
        f"{raw.name} has no column that is known as the agency, and no agency is here yet. What is the name "
        "of the agency whose roster it is?",
        option='--agency "Cedar Fire Department"',
        may_be_none=False,
    )


def _settled_agency(mapper: Mapper, said: str, lexicon: Lexicon) -> str:
    name = lexicon.agency(said)
    if name is None and not lexicon.agencies:
        return said
    if name is None:
        there = ", ".join(sorted(set(lexicon.agencies.values()))) or "none yet"
        raise WrongColumns(f"{said} isn't an agency here; there are {there}.")
    if (place := mapper.mapping.place("agency")) is not None:
        column = mapper.mapping.header[place]
        raise WrongColumns(
            f'The file says the agency itself, in its column "{column}": name no agency for all of it, or '
            f'leave that column alone, as in --column "{column}=". Nothing was written.'
        )
    mapper.mapping.open[:] = [each for each in mapper.mapping.open if each.about != "agency"]
    return name


def _which_agency(mapper: Mapper, raw: Table, lexicon: Lexicon) -> Open:
    said = hints(raw)
    guesses = [name for hint in said if (name := lexicon.agency_mentioned(hint)) is not None]
    names = dict.fromkeys((*guesses, *sorted(set(lexicon.agencies.values()))))
    return Open(
        Asks.AGENCY,
        "agency",
        f"{raw.name} has no column that is known as the agency. Whose roster is it?",
        seen=tuple(hint for hint in said if hint)[:3],
        choices=(*((name, name) for name in names), *_columns(mapper)),
        option=f'--agency "{next(iter(names))}"',
        may_be_none=False,
    )
