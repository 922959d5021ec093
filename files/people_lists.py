"""A list of people in a file: which of its columns names them, and a line for each.

A column is known by its heading, or by what is in it. Where neither tells, the whole row is given, as it
would be pasted: whoever reads the lines finds the name in it, or asks about it, and no row is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from files.cells import Cell, shown
from files.table import Table, column_name
from words.classes import listed
from words.signs import typeable

MOST_BYTES = 1_000_000
MOST_ROWS = 2_000
"""The largest list: a county's largest class many times over."""
ENDINGS = ("csv", "tsv", "txt", "xlsx")
"""How the name of one may end where it is brought; what it is, its bytes say."""
LONGEST = 200
"""Characters of a cell that are looked at: no name and no e-mail has more."""
HEADING_WITHIN = 5
"""Rows from the top among which a heading is looked for: above it there may be a title."""

EMAIL = listed("email mail email_address mail_address work_email e_mail_address emails")
NAME = listed(
    "name names full_name display_name print_name printed_name participant participants participant_name "
    "attendee attendees attendee_name student students student_name responder person employee employee_name "
    "member member_name"
)
FIRST = listed("first first_name given given_name forename firstname")
LAST = listed("last last_name surname family_name lastname")
AGENCY = listed("agency agency_name department dept organization organisation")


@dataclass(frozen=True)
class _Columns:
    """Where what stands, None for nowhere; `width` is how many cells the heading has."""

    width: int
    email: int | None = None
    name: int | None = None
    first: int | None = None
    last: int | None = None
    agency: int | None = None

    @property
    def names_people(self) -> bool:
        return self.email is not None or self.name is not None or self.last is not None


def people_lines(table: Table) -> list[str]:
    """A line for each row, as a pasted list has it: an e-mail with the name, or a name with its agency.

    Of a list that was opened without a header (`files.table.open_list`). Rows without a letter name nobody.
    """
    rows = [tuple(_clean(cell) for cell in row.raw) for row in table.rows]
    between = "\t" if table.shape.sheet is not None or table.shape.delimiter == "\t" else ", "
    start, columns = _headed(rows)
    if columns is None:
        columns = _by_content(rows)
    lines = [_whole(row, between) for row in rows[: max(start - 1, 0)]]
    for row in rows[start:]:
        said = "" if columns is None or len(row) > columns.width else _named(row, columns)
        lines.append(said or _whole(row, between))
    return [line for line in lines if line]


def _headed(rows: Sequence[Sequence[str]]) -> tuple[int, _Columns | None]:
    """The row after the heading, and what it says; 0 and None where there is none."""
    for place, row in enumerate(rows[:HEADING_WITHIN]):
        names = [column_name(cell.rstrip(" :*")) for cell in row]
        columns = _Columns(
            len(row),
            *(_first(names, known.__contains__) for known in (EMAIL, NAME, FIRST, LAST, AGENCY)),
        )
        if columns.names_people:
            return place + 1, columns
    return 0, None


def _by_content(rows: Sequence[Sequence[str]]) -> _Columns | None:
    """The one column that holds e-mails, with the one of names; else that of names, of three or more.

    Names are told from agencies by being of one person each. Two columns may be anything: they come whole.
    """
    width = max(map(len, rows), default=0)
    cells = [[row[place] for row in rows if place < len(row) and row[place]] for place in range(width)]
    emails = [place for place in range(width) if any(map(_is_email, cells[place]))]
    names = [
        place
        for place in range(width)
        if _mostly(cells[place], _is_full_name) and len(set(cells[place])) > 0.9 * len(cells[place])
    ]
    name = names[0] if len(names) == 1 else None
    if len(emails) == 1 and _mostly(cells[emails[0]], _is_email):
        return _Columns(width, emails[0], name)
    return _Columns(width, name=name) if not emails and name is not None and width > 2 else None


def _named(row: Sequence[str], columns: _Columns) -> str:
    """Whom a row names by its columns; empty where nothing stands in them."""

    def cell(place: int | None) -> str:
        return row[place] if place is not None and place < len(row) else ""

    email = cell(columns.email)
    name = cell(columns.name) or " ".join(each for each in (cell(columns.first), cell(columns.last)) if each)
    if _is_email(email):
        return f"{email}\t{name}" if name else email
    return ", ".join(each for each in (name, cell(columns.agency)) if each) if name else ""


def _whole(row: Sequence[str], between: str) -> str:
    """A row as it would be pasted, without the cells that have no letter; empty where none has."""
    return between.join(cell for cell in row if any(sign.isalpha() for sign in cell))


def _clean(cell: Cell) -> str:
    """A cell as one line, in which no sign parts lines of a pasted list."""
    return " ".join(typeable(shown(cell)).replace(";", ",").split())[:LONGEST]


def _first(names: Sequence[str], fits: Callable[[str], bool]) -> int | None:
    return next((place for place, name in enumerate(names) if fits(name)), None)


def _mostly(cells: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(fits, cells)) * 5 >= len(cells) * 4


def _is_email(cell: str) -> bool:
    return "@" in cell.strip("@") and "." in cell.rpartition("@")[2]


def _is_full_name(cell: str) -> bool:
    return 2 <= len(cell.split()) <= 4 and not any(sign.isdigit() or sign == "@" for sign in cell)
