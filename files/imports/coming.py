"""Agencies and courses that a file names, nobody here knows, and somebody answered are new.

They are made with the import that names them, in one transaction, and taken back with it. Each is judged as
one that comes in a file of its own kind, and its name as an alias: a slip of an answer makes no agency called
"All" and no course called as somebody is. Several spellings of the same letters are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from files.cells import BadCell
from files.columns import CODE_LENGTH, some_of
from files.imports.lookup import Named, texts
from files.imports.names import AgencyPlanner, CoursePlanner
from files.imports.plan import Addition
from files.imports.planner import PlainPlanner
from files.intake import Parsed
from files.kinds import AgencyRow, CourseRow
from files.settled import NEW, Settled, is_new, new_answer
from files.table import Row, Table
from readiness.vocabulary import Discipline, discipline_name
from storage.course_aliases import as_compared
from storage.shadowing import in_the_way, names_borne
from words.folding import fold
from words.names import Kind, Match
from words.spoken import DISCIPLINES_SAID, disciplines_told
from words.written import DateOrder

Choices = tuple[tuple[str, str], ...]

MAY_COME: dict[tuple[str, str], str] = {("roster", "agency"): "agency", ("completions", "course"): "course"}
"""By kind and column, what may be made with a file that names it."""

_DISCIPLINES = some_of(Discipline, also=DISCIPLINES_SAID)


class Coming:
    """Those of one file, by negative numbers in place of the ids they have not got yet."""

    def __init__(
        self, session: Session, what: str, named: Named, table: Table, settled: Settled, today: date
    ) -> None:
        """`what` is "agency" or "course", which is our column too; `named` learns to know those that come."""
        self._what, self._named = what, named
        self._refused: dict[str, str] = {}
        self._additions: dict[int, Addition] = {}
        self._said: list[str] = []
        answers = {fold(said): ours for said, ours in settled.values.get(what, {}).items() if is_new(ours)}
        written = {fold(each): each for each in sorted(texts(table, what), reverse=True)}
        wanted = [(written[key], ours) for key, ours in answers.items() if key in written]
        wanted = [(name, ours) for name, ours in wanted if named.find(name) is None]
        if wanted:
            self._plan(session, table, wanted, today)

    def _plan(self, session: Session, table: Table, wanted: Sequence[tuple[str, str]], today: date) -> None:
        as_new = Settled(values={column: {fold(name): NEW for name, _ in wanted} for column in _COLUMNS})
        planner: PlainPlanner[Any]
        spelled: list[tuple[str, str]] = []  # one more spelling of another that comes
        if self._what == "agency":
            planner = AgencyPlanner(session, today, as_new)
        else:
            planner = CoursePlanner(session, table, today, as_new)
        borne = names_borne(session, Match(_KIND[self._what], 0, ""))
        first: dict[str, str] = {}  # by its letters, how each that comes is written first
        for name, ours in wanted:
            letters = "".join(as_compared(name).split())
            if letters in first:
                spelled.append((name, first[letters]))
                continue
            try:
                row: Any = self._row(name, ours)
            except BadCell as wrong:
                self._refused[fold(name)] = f"{self._what}: {name} as a new one: {wrong}"
                continue
            own = Match(_KIND[self._what], 0, name)
            why = planner.judge(row)
            if why is None and (other := in_the_way(session, own, name, borne)) is not None:
                why = f"{self._what}: {other}"
            if why is not None:
                self._refused[fold(name)] = why
                continue
            first[letters] = name
            planner.take(Parsed(0, Row(0, (), (), None), row))
            self._said.append(_in_words(row))
        for number, each in enumerate(planner.additions(), start=1):
            self._additions[-number] = each
            self._named.learn(str(each.values.get("name") or each.values["code"]), -number)
        for name, other in spelled:
            if (number_of := self._named.find(other)) is not None:
                self._named.learn(name, number_of)

    def _row(self, name: str, ours: str) -> AgencyRow | CourseRow:
        if self._what == "agency":
            does: Any = _DISCIPLINES(ours.removeprefix(NEW).lstrip(": "), DateOrder.MDY)
            if not does:
                raise BadCell(f"say what it does, such as {new_answer(['fire'])}")
            return AgencyRow(agency=name, disciplines=does, given=frozenset(("agency", "disciplines")))
        if len(name) > CODE_LENGTH:
            raise BadCell(f"a code has at most {CODE_LENGTH} characters; add the course first")
        return CourseRow(code=name, title=name, given=frozenset(("code", "title")))

    def objection(self, name: str) -> str | None:
        """Why one that was to be new can't be; None for all others."""
        return self._refused.get(fold(name))

    def written(self, row_id: int | None) -> Any:
        """What stands for an id in a record that is to be written."""
        return row_id if row_id is None else self._additions.get(row_id, row_id)

    @property
    def additions(self) -> tuple[Addition, ...]:
        """The agencies or courses themselves."""
        return tuple(self._additions.values())

    @property
    def said(self) -> tuple[str, ...]:
        """Each in words, as a preview names it."""
        return tuple(self._said)


_COLUMNS = ("agency", "code")
_KIND = {"agency": Kind.AGENCY, "course": Kind.COURSE}


def _in_words(row: AgencyRow | CourseRow) -> str:
    if isinstance(row, CourseRow):
        return f"the course {row.code}, asked of nobody until a requirement says so"
    does = ", ".join(discipline_name(each) for each in sorted(row.disciplines))
    return f"the agency {row.agency} ({does})"


def new_choices(kind: str, column: str, name: str) -> Choices:
    """The answers that a value nobody knows is new, where one may be made of it; the likeliest first."""
    what = MAY_COME.get((kind, column))
    if what == "course":
        return ((NEW, f"A new course, {name}"),) if len(name) <= CODE_LENGTH else ()
    if what != "agency":
        return ()
    told = disciplines_told(name)
    several = [told, (Discipline.FIRE, Discipline.EMS)]
    choices = [*(each for each in several if each), *((each,) for each in Discipline)]
    return tuple((new_answer(does), f"A new agency: {_does(does)}") for does in dict.fromkeys(choices))


def _does(disciplines: Sequence[Discipline]) -> str:
    return " and ".join(discipline_name(each) for each in disciplines)
