"""What somebody settled about a file before it goes in: which column is which, how its days are written, who
is meant by a name. Nothing of it is guessed; what is still open is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from words.written import DateOrder


class Settled(BaseModel):
    """The answers to what a file leaves open; small enough to be kept with an import and with a layout.

    Columns are told by their names as compared (`files.table`), values by how the file writes them, folded.
    """

    model_config = ConfigDict(frozen=True)

    sheet: str | None = None  # of a workbook, the one that is meant
    columns: dict[str, str] = {}  # the file's column: ours, or "" to leave it alone
    date_order: DateOrder | None = None  # None: the region's
    course: str | None = None  # of a file that is all of one course: its code
    values: dict[str, dict[str, str]] = {}  # our column: the file's value: ours, or "" to leave rows out
    match_names: bool = False  # a row without e-mail and member id is known by name within its agency
    blank_clears: bool = False  # a blank cell empties what is there


NOTHING_SETTLED = Settled()


class Asks(StrEnum):
    """What a file can leave open."""

    SHEET = "sheet"
    COLUMN = "column"  # which of the file's columns is one of ours, or what one of the file's is
    DATE_ORDER = "date order"
    COURSE = "course"  # that a whole file is about
    VALUE = "value"  # an agency, a course, a result that nobody here knows
    NAMES = "names"  # whether people may be known by their names


@dataclass(frozen=True, slots=True)
class Open:
    """One question a file leaves open, asked once a file: in Slack a select, on the command line a prompt.

    `about` is the column or value it asks about, `seen` the first values of it, `choices` what may be chosen
    (key and what it is called; empty: anything that is said), `option` the command line's option that
    answers it.
    """

    asks: Asks
    about: str
    said: str
    seen: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    option: str = ""
