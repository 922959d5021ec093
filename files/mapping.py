"""Which of a file's columns is which of ours: by its name, by what was settled, and never by a guess.

A name that may mean one of ours stands for it only if what is in the column can be that; where two columns
can be one of ours, or none can be one that must be there, it is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from files.called import called
from files.cells import Cell, shown
from files.columns import Kind, specs
from files.header_words import Named, header_key, meant_by, words_of
from files.intake import LINE_COLUMN, REASON_COLUMN, MissingColumn
from files.lexicon import Lexicon, spelled
from files.looks import can_be, filled, first_values, is_day, mostly
from files.results import alike, tells_how_it_ended
from files.settled import Asks, Open, Settled
from files.table import Row, Table, column_name

_SAYS_HOW_IT_ENDED = re.compile(
    r"\b(pass|passed|fail|failed|completed?|present|attend\w*|shows?|met|competen\w+|progress|revoked|percent|"
    r"status|results?|outcome|grade|score|finished|satisfactory|withdr\w+|cancel\w*|s u|p f)\b"
)
"""Words in the name of a column that may say of each row whether it was passed."""
_BESIDE_A_RESULT = re.compile(
    r"\b(pass|fail|failed|shows?|revoked|status|results?|outcome|withdr\w+|cancel\w*)\b"
)
"""The same beside a column that is known as the result: a mark in it says otherwise."""
_OF_SOMETHING_ELSE = re.compile(
    r"\b(employ\w*|member|user|account|license|duty|marital|record|sync|payment|order|date|on|at|by|hours?|"
    r"points?|language|verification|approval)\b"
)
_OF_ANOTHER = re.compile(
    r"\b(supervisor|instructor|manager|trainer|teacher|evaluator|proctor|approve[rd]|verif\w+|recorded|created|"
    r"submitted|entered|assigned|sent|emergency|spouse|chief|coordinator|contact|lead|host|sponsor|cc)\b"
)
"""Whose addresses are not those of the person a row is about."""
_SCORED = re.compile(r"\b(score|grade)\b")
"""Words of a column whose numbers nobody here can tell a pass by."""
_WEAKEST_COURSE = 3
"""Rank of words that mean a course only where courses are what stands under them."""


class WrongColumns(MissingColumn):
    """A file whose columns can't be what they were settled to be; the message says why."""


def unique_names(header: Sequence[str]) -> tuple[str, ...]:
    """The columns' names as compared, a second of the same name with its number behind it."""
    count: Counter[str] = Counter()
    names = []
    for text in header:
        name = column_name(text)
        count[name] += 1
        names.append(f"{name}_{count[name]}" if name and count[name] > 1 else name)
    return tuple(names)


@dataclass
class Columns:
    """What each place of a header is; a place that is none of ours is not in `ours`."""

    header: tuple[str, ...]
    names: tuple[str, ...]
    ours: dict[int, str] = field(default_factory=dict)
    by_name: dict[int, int] = field(default_factory=dict)  # the rank of the word that told, where one did
    left: set[int] = field(default_factory=set)  # that somebody settled to leave alone
    open: list[Open] = field(default_factory=list)

    def place(self, column: str) -> int | None:
        """Where one of our columns stands."""
        return next((place for place, ours in self.ours.items() if ours == column), None)

    @property
    def columns(self) -> set[str]:
        """Those of ours that the file has."""
        return set(self.ours.values())

    @property
    def unknown(self) -> list[int]:
        """The places that are none of ours, and bear a name."""
        silent = ("", LINE_COLUMN, REASON_COLUMN)
        return [
            place
            for place, name in enumerate(self.names)
            if place not in self.ours and place not in self.left and name not in silent
        ]


def _is_bare_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or cell.strip().rstrip("%").replace(".", "").isdecimal()


def as_compared(settled: Settled, table: Table) -> Settled:
    """What was settled, each column by its name as compared rather than as somebody typed it.

    Raises:
        WrongColumns: for a column that is not there.
    """
    names = unique_names(table.header)
    columns = {names[_place(column, names, table)]: ours for column, ours in settled.columns.items()}
    return settled.model_copy(update={"columns": columns})


def _place(column: str, names: Sequence[str], table: Table) -> int:
    key = header_key(column)
    exact = [place for place, name in enumerate(names) if name and name == column_name(column)]
    alike = [place for place, text in enumerate(table.header) if text and header_key(text) == key]
    for places in (exact, alike):
        if len(places) == 1:
            return places[0]
    there = ", ".join(text for text in table.header if text)
    raise WrongColumns(f'{table.name} has no column "{column}". It has {there}. Nothing was written.')


class Mapper:
    """Finds out what the columns of one file are."""

    def __init__(
        self, kind: Kind[Any], name: str, header: tuple[str, ...], rows: Sequence[Row], lexicon: Lexicon
    ) -> None:
        self._kind, self._file, self._rows, self._lexicon = kind, name, rows, lexicon
        self._columns = [column for column, _ in specs(kind.row_type)]
        self.mapping = Columns(header, unique_names(header))
        words = words_of(kind)
        self._meanings: list[Sequence[Named]] = [meant_by(text, words) for text in header]
        self._settled: set[str] = set()  # those of ours that somebody said of a column

    def cells(self, place: int) -> Iterable[Cell]:
        """What stands in a column."""
        return (row.raw[place] for row in self._rows)

    def settle(self, said: Settled, remembered: Settled) -> None:
        """Takes what was settled of this file (`as_compared`), and what is remembered of its layout as far as
        the values still fit it.

        Raises:
            WrongColumns: for two columns that are to be one of ours, or one that is to be none of ours.
        """
        for column, ours in said.columns.items():
            place = self.mapping.names.index(column)
            if ours and ours not in self._columns:
                raise WrongColumns(
                    f"{ours} is no column of {self._kind.name}; there are {', '.join(self._columns)}. "
                    "Nothing was written."
                )
            self._take(place, ours)
        for column, ours in remembered.columns.items():
            place = self.mapping.names.index(column) if column in self.mapping.names else -1
            if place < 0 or place in self.mapping.ours or place in self.mapping.left:
                continue
            if ours and (ours in self.mapping.columns or ours not in self._columns):
                continue
            if not ours or can_be(ours, self.cells(place)):
                self._take(place, ours)
            else:
                self._ask_again(place, ours)

    def _take(self, place: int, ours: str) -> None:
        self._settled.add(ours)
        if not ours:
            self.mapping.left.add(place)
            return
        other = self.mapping.place(ours)
        if other is not None and other != place:
            raise WrongColumns(
                f'"{self.mapping.header[other]}" and "{self.mapping.header[place]}" of {self._file} are both '
                f"set to be {ours}; only one column can be. Leave the other alone, as in --column "
                f'"{self.mapping.header[place]}=". Nothing was written.'
            )
        self.mapping.ours[place] = ours

    def _ask_again(self, place: int, ours: str) -> None:
        header = self.mapping.header[place]
        said = (
            f"“{header}” was {called(ours)} in an earlier file, but what stands in it now can't be. "
            f"Which column is {called(ours)}?"
        )
        places = [place, *(each for each in self.mapping.unknown if each != place)]
        self.mapping.open.append(self._question(ours, said, places))

    def map(self) -> None:
        """Maps what is not settled by the columns' names."""
        asked = {each.about for each in self.mapping.open}
        ranks = sorted({named.rank for meanings in self._meanings for named in meanings})
        for rank in ranks:
            for column in self._columns:
                if column in self.mapping.columns or column in asked:
                    continue
                if column == "course" and ("course",) in self._kind.must:
                    if rank == ranks[0]:
                        self._map_course(asked)
                    continue
                places = self._candidates(column, rank)
                if len(places) > 1:
                    places = [each for each in places if filled(self.cells(each))] or places[:1]
                if len(places) == 1:
                    self.mapping.ours[places[0]], self.mapping.by_name[places[0]] = column, rank
                elif places:
                    asked.add(column)
                    self.mapping.open.append(self._question(column, self._two(column, places), places))
        self._ask_of_a_start(asked)
        self._ask_of_a_renewal(asked)
        self._map_in_spite_of_values(asked)
        self._map_by_content(asked)

    def _ask_of_a_start(self, asked: set[str]) -> None:
        """Asks whether the day something began is the day it was completed, where the file also says when it
        is due.
        """
        place = self.mapping.place("completed_on")
        keys = [header_key(text) for text in self.mapping.header]
        if place is None or keys[place] != "start date" or "completed_on" in self._settled:
            return
        if not any(key.startswith("due") for key in keys):
            return
        del self.mapping.ours[place]
        asked.add("completed_on")
        said = f"“{self.mapping.header[place]}” is the only day here. Is it the day the class was completed?"
        self.mapping.open.append(self._question("completed_on", said, [place]))

    def _ask_of_a_renewal(self, asked: set[str]) -> None:
        """Asks whether the day of a renewal, where it is the only day, is the last one of a certificate: it
        may be when it was renewed.
        """
        place = self.mapping.place("expires_on")
        if place is None or self.mapping.place("completed_on") is not None or "expires_on" in self._settled:
            return
        if not header_key(self.mapping.header[place]).startswith("renew"):
            return
        del self.mapping.ours[place]
        asked.add("expires_on")
        said = f"“{self.mapping.header[place]}” is the only day here. Does each certificate end on it?"
        self.mapping.open.append(self._question("expires_on", said, [place]))

    def _map_in_spite_of_values(self, asked: set[str]) -> None:
        """What is plainly called one of ours and holds what it can't: its rows are refused for it, as they
        would be under our own name, rather than the column left alone.
        """
        for place in self.mapping.unknown:
            for column, rank in self._meanings[place]:
                if rank == 1 and column not in self.mapping.columns | asked:
                    self.mapping.ours[place], self.mapping.by_name[place] = column, rank
                    break

    def _candidates(self, column: str, rank: int) -> list[int]:
        return [
            place
            for place in self.mapping.unknown
            for named in self._meanings[place]
            if named == Named(column, rank) and (rank == 0 or can_be(column, self.cells(place)))
        ]

    def _map_course(self, asked: set[str]) -> None:
        """The course by its column's name; where several may be it, by what stands under them."""
        ranked = {
            place: named.rank
            for place in self.mapping.unknown
            for named in self._meanings[place]
            if named.column == "course"
        }
        share = {place: self.share_of_courses(place) for place in ranked}
        for fewest in (0.5, 1e-9, 0.0):
            fitting = {
                place: rank
                for place, rank in ranked.items()
                if share[place] >= fewest and (fewest or rank < _WEAKEST_COURSE)
            }
            if not fitting:
                continue
            best = [place for place, rank in fitting.items() if rank == min(fitting.values())]
            if len(best) == 1 or (fewest == 0.5 and self._agree(best)):
                self.mapping.ours[best[0]], self.mapping.by_name[best[0]] = "course", ranked[best[0]]
            else:
                asked.add("course")
                self.mapping.open.append(self._question("course", self._two("course", best), best))
            return

    def share_of_courses(self, place: int) -> float:
        """How many of a column's first values are courses that are known."""
        values = filled(self.cells(place))
        known = sum(1 for cell in values if self._lexicon.course(shown(cell)) is not None)
        return known / len(values) if values else 0.0

    def _agree(self, places: Sequence[int]) -> bool:
        codes = ({self._lexicon.course(shown(row.raw[place])) for place in places} for row in self._rows)
        return all(len(each) == 1 for each in codes)

    def _map_by_content(self, asked: set[str]) -> None:
        """What its content alone tells: e-mails where no column is called so; results are asked about."""
        missing = set(self._columns) - self.mapping.columns - asked
        if "email" in missing:
            places = [
                each
                for each in self.mapping.unknown
                if self._is_all(each, "email")
                and not _OF_ANOTHER.search(header_key(self.mapping.header[each]))
            ]
            if len(places) == 1:
                self.mapping.ours[places[0]] = "email"
        if "result" in self._columns and not {"result"} & (asked | self._settled):
            self._ask_how_it_ended()

    def _ask_how_it_ended(self) -> None:
        """Asks which column is the result where others than the one known as it say how classes ended, or
        others alone: what looks like it is never left alone in silence.
        """
        known = self.mapping.place("result")
        named = _SAYS_HOW_IT_ENDED if known is None else _BESIDE_A_RESULT
        places = [each for each in self.mapping.unknown if self._may_be_result(each, named)]
        if not places:
            return
        said = "This looks like how each class ended. Which column is the result?"
        if known is not None:
            places = [each for each in places if not self._say_the_same(known, each)]
            if not places:
                return
            places = [known, *places]
            said = f"{self._two('result', places)} Both look like how each class ended."
        self.mapping.open.append(self._question("result", said, places))

    def _say_the_same(self, known: int, other: int) -> bool:
        """Whether a second column says of no row anything else than the one known as the result."""
        return all(alike(row.raw[known], row.raw[other]) for row in self._rows)

    def _may_be_result(self, place: int, named: re.Pattern[str]) -> bool:
        cells = filled(self.cells(place))
        if not cells or self._lexicon.course(self.mapping.header[place]) is not None:
            return False
        if mostly(cells, tells_how_it_ended):
            return True
        key = header_key(self.mapping.header[place])
        letters = {cell.strip().casefold() for cell in cells if isinstance(cell, str)}
        if letters in ({"p", "f"}, {"s", "u"}):
            return True
        if mostly(cells, is_day) or (_SCORED.search(key) and mostly(cells, _is_bare_number)):
            return False
        plain = f"{key} {spelled(self.mapping.header[place])}"  # S/U bears a letter that names leave out
        return named.search(plain) is not None and _OF_SOMETHING_ELSE.search(key) is None

    def _is_all(self, place: int, column: str) -> bool:
        values = filled(self.cells(place))
        return bool(values) and all(can_be(column, [value]) for value in values)

    def may_be_days(self) -> bool:
        """Whether a column that is none of ours may hold the day something was completed, or expires."""
        return any(
            any(named.column in ("completed_on", "expires_on") for named in self._meanings[place])
            or ((cells := filled(self.cells(place))) and mostly(cells, is_day))
            for place in self.mapping.unknown
        )

    def ask_for(self, column: str, places: Sequence[int]) -> None:
        """Asks which column is one that must be there."""
        found = ", ".join(text for text in self.mapping.header if text)
        said = f"{self._file} has no column for {called(column)}. Found instead: {found}. Which one is it?"
        self.mapping.open.append(self._question(column, said, places, may_be_none=False))

    def _two(self, column: str, places: Sequence[int]) -> str:
        several = " or ".join(f"“{self.mapping.header[place]}”" for place in places)
        return f"Which column is {called(column)}: {several}?"

    def _question(self, column: str, said: str, places: Sequence[int], may_be_none: bool = True) -> Open:
        likely = [each for each in places if filled(self.cells(each)) and can_be(column, self.cells(each))]
        first = self.mapping.header[(likely or places)[0]]
        return Open(
            Asks.COLUMN,
            column,
            said,
            seen=first_values(self.cells((likely or places)[0])),
            choices=tuple((self.mapping.names[place], self.label(place)) for place in places),
            option=f'--column "{first}={column}"',
            may_be_none=may_be_none and (column,) not in self._kind.must,
        )

    def label(self, place: int) -> str:
        """A column by its name, with its first values."""
        values = ", ".join(first_values(self.cells(place)))
        return f"{self.mapping.header[place]} ({values})" if values else self.mapping.header[place]
