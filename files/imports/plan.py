"""What an import would do: every row's fate, and what is to be written for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from files.columns import Kind
from files.intake import EMPTY, Refused
from files.settled import Asks, Open, Settled
from files.table import Row, Table
from storage.base import Base
from storage.imports import Counts
from storage.moves import Moves
from storage.region import Region
from words.written import DateOrder

Tick = Callable[[str, int, int], None]
"""Told how far a long import is: what it is doing, how many are done, of how many."""


NOT_DONE = frozenset(
    (
        EMPTY.format("completed_on", "it"),
        EMPTY.format("completed_on and expires_on", "one of them"),
    )
)
"""Reasons of rows that say of nothing on which day it was done: a class that was only assigned."""


class Change(StrEnum):
    """What a row that can be taken means for what is there."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that would become another, by the column's name; None or an empty text is an empty cell."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row that can be taken, by the line it begins on, and what would become of it."""

    line: int
    change: Change
    subject: str  # what it speaks of, in words
    changes: tuple[FieldChange, ...] = ()
    remark: str = ""  # why an old row stays without effect: voided or corrected here since
    notice: str = ""  # what deserves a look, though the row is taken


@dataclass(frozen=True, eq=False, slots=True)
class Addition:
    """A record to be written. A value may be another addition, whose id takes its place."""

    model: type[Base]
    values: Mapping[str, Any]
    line: int = 0  # of the row that brings it, where one alone does

    @property
    def names(self) -> tuple[Addition, ...]:
        """The additions it names: it can be written only after them."""
        return tuple([value for value in self.values.values() if type(value) is Addition])


@dataclass(frozen=True, slots=True)
class Alteration:
    """Values of a record that is there, each before and after. One after may be an addition, for its id.

    `follows`: additions that it speaks of in other words than their id.
    """

    model: type[Base]
    id: int
    values: Mapping[str, tuple[Any, Any]]
    follows: tuple[Addition, ...] = ()

    @property
    def frees_email(self) -> bool:
        """Whether somebody's e-mail becomes free for somebody else by it: it is written before that."""
        return self.values.get("email", (None, ""))[1] is None

    @property
    def names(self) -> tuple[Addition, ...]:
        """The additions it names: it can be written only after them."""
        named = (after for _, after in self.values.values() if isinstance(after, Addition))
        return (*named, *self.follows)


@dataclass(frozen=True, slots=True)
class Playing:
    """What of an import says who can play: whom, which exercises and which positions it moves."""

    people: frozenset[int] = frozenset()  # who took part otherwise than before
    exercises: frozenset[int] = frozenset()  # that count otherwise than before
    positions: frozenset[int] = frozenset()  # that having played counts for longer or shorter
    shown: frozenset[int] = frozenset()  # exercises whose sign-in shows something else


@dataclass(frozen=True, slots=True)
class Missing:
    """An active affiliation with an agency the roster names, of a person it does not name there."""

    affiliation_id: int
    person_id: int
    person: str
    agency: str
    joined_on: date | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class ByName:
    """A row that names somebody by name alone: who that is, by agency."""

    line: int
    said: str
    person: str
    agency: str


@dataclass(frozen=True, slots=True)
class Whom:
    """The people a file speaks of, as a preview names them."""

    new: tuple[str, ...] = ()  # whom it adds, each with the agency
    joining: tuple[str, ...] = ()  # who is here already, and gets a membership by it
    by_name: tuple[ByName, ...] = ()  # known by their names alone
    alone: tuple[str, ...] = ()  # whom the file names and nobody here is, as the file says it


@dataclass(frozen=True)
class Outcome:
    """What the planner of one kind found."""

    rows: tuple[PlannedRow, ...]
    additions: tuple[Addition, ...] = ()
    alterations: tuple[Alteration, ...] = ()
    refused: tuple[Refused, ...] = ()  # those that only the whole file shows to be wrong
    involved: frozenset[int] = frozenset()  # people there already whom the file speaks of
    moved: frozenset[int] = frozenset()  # those of them whose standing may become another
    missing: tuple[Missing, ...] = ()
    changes_catalogue: bool = False
    moves_everybody: bool = False  # what is asked of people, or how long it lasts, becomes another
    moves: tuple[Moves, ...] = ()
    playing: Playing = field(default_factory=Playing)
    whom: Whom = field(default_factory=Whom)
    released: tuple[str, ...] = ()  # addresses that leave whoever had them beside today's
    open: tuple[Open, ...] = ()  # what nobody settled yet, and only the rows show
    coming: tuple[str, ...] = ()  # agencies and courses it makes, as they were answered to be new
    unverified: int = 0  # new completions of which the file does not say whether somebody verified them

    @property
    def is_by_line(self) -> bool:
        """Whether it is nothing but records that one row each brings: some rows come to a part of it."""
        return not self.alterations and all(each.line for each in self.additions)

    @property
    def readdressed(self) -> frozenset[int]:
        """Whose e-mail becomes another."""
        return frozenset(each.id for each in self.alterations if "email" in each.values)


@dataclass(frozen=True, slots=True)
class Seen:
    """What changes had been recorded at a moment: it is another whenever somebody changed something since.

    Each change leaves an audit row. SQLite has one writer, so that the `last` of them tells. PostgreSQL's
    transactions may end in another order than they began: there those after `first` are counted.
    """

    last: int
    first: int = 0
    count: int = 0


@dataclass(frozen=True)
class Prepared:
    """Rows in our columns, with how they are read; `is_whole`: all of the file, so that who is not in it is
    missing from it.
    """

    kind: Kind[Any]
    table: Table
    region: Region
    today: date
    settled: Settled  # what was said of it, also what was remembered
    order: DateOrder
    is_whole: bool = True

    def part(self, rows: Sequence[Row]) -> Prepared:
        """Some of its rows."""
        return replace(self, table=replace(self.table, rows=rows), is_whole=False)

    def without(self, lines: Iterable[int]) -> Prepared:
        """Its rows but those of some lines."""
        out = frozenset(lines)
        return self.part([row for row in self.table.rows if row.line not in out])


@dataclass(frozen=True)
class Plan:
    """What an import of a file would do, seen on a day in a region. Nothing is written yet.

    While anything is `open` it is not to be applied: the answers make another plan of it
    (`files.settled.answered`, then `plan_import` again). Where the open questions are about its columns, its
    rows were not looked at yet.
    """

    kind: Kind[Any]
    table: Table  # as it was brought
    region: Region
    today: date
    unknown_columns: tuple[str, ...]
    refused: tuple[Refused, ...]
    outcome: Outcome
    seen: Seen  # what had been recorded when it was made
    counts: Mapping[Change, int] = field(default_factory=dict)
    settled: Settled = field(default_factory=Settled)  # what somebody said of the file
    open: tuple[Open, ...] = ()
    remembered: Settled = field(default_factory=Settled)  # what an earlier file of its header taught
    named: tuple[str, ...] = ()  # how the file was understood, and what of it was left out: a line each
    lines: int = 0  # rows of the file, without totals, examples, headings and remarks
    prepared: Prepared | None = None  # what its rows were gone through from; None while its columns are open

    @property
    def not_done(self) -> tuple[Refused, ...]:
        """The rows left out that are no record yet: they have no day of completion."""
        return tuple(each for each in self.refused if each.reason in NOT_DONE)

    @property
    def mistaken(self) -> tuple[Refused, ...]:
        """The other rows left out; those first of which nothing is asked."""
        asked = [each.seen[0] for each in self.open if each.asks is Asks.VALUE and each.seen]
        others = (each for each in self.refused if each.reason not in NOT_DONE)
        return tuple(sorted(others, key=lambda each: any(said in each.reason for said in asked)))

    @property
    def twice(self) -> int:
        """How many unchanged rows only say again what another row of the file says."""
        said = {row.subject for row in self.rows if row.change is not Change.UNCHANGED}
        return sum(1 for row in self.rows if row.change is Change.UNCHANGED and row.subject in said)

    @property
    def waits(self) -> bool:
        """Whether nothing of the file can be taken before somebody answers: about columns, or its days."""
        return any(each.waits for each in self.open) or bool(self.open and not (self.rows or self.writes))

    @property
    def whom(self) -> Whom:
        """The people it speaks of."""
        return self.outcome.whom

    @property
    def rows(self) -> tuple[PlannedRow, ...]:
        """The rows that can be taken, in their order."""
        return self.outcome.rows

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Who is active in an agency this roster names, and not on it."""
        return self.outcome.missing

    @property
    def moves(self) -> tuple[Moves, ...]:
        """Whom a change of what is asked, or for how long it lasts, moves."""
        return self.outcome.moves

    @property
    def writes(self) -> bool:
        """Whether applying it would write anything but the import itself."""
        return bool(self.outcome.additions or self.outcome.alterations)

    @property
    def unverified(self) -> int:
        """How many of its new completions nobody verified, where the file has no word on that."""
        return self.outcome.unverified

    @property
    def counted(self) -> Counts:
        """How many rows are what, as it is kept with the import."""
        return Counts(
            **{change.value: self.counts.get(change, 0) for change in Change},
            rejected=len(self.refused),
            missing=len(self.missing),
        )

    @property
    def signature(self) -> object:
        """What somebody who agreed to the preview agreed to."""
        return (
            self.rows,
            tuple((each.line, each.reason) for each in self.refused),
            tuple(each.affiliation_id for each in self.missing),
            self.moves,
            self.outcome.coming,
            self.open,
        )


def not_done_words(count: int) -> str:
    """That rows without a day of completion are left out."""
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    return f"{rows} no day of completion: not done yet, left out."


def twice_words(count: int) -> str:
    """That rows stand in the file a second time."""
    rows = "1 row is" if count == 1 else f"{count:,} rows are"
    return f"{rows} in the file twice, and counted as unchanged."


def unverified_words(count: int) -> str:
    """That completions go in as unverified, where a file has no word on it."""
    rows = "1 completion goes" if count == 1 else f"{count:,} completions go"
    return f"The file does not say that its rows are verified, so {rows} in as unverified; they count."
