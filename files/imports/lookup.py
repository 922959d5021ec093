"""Whom and what a file names: agencies, courses and people, looked up all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from difflib import get_close_matches
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from files.cells import BadCell, parse_email, shown
from files.lexicon import in_short
from files.table import Table
from readiness.text import fold
from storage.catalogue import catalogue_version, revision_name
from storage.course_aliases import as_compared
from storage.engine import may_change
from storage.exercises import ExerciseRecord
from storage.other_names import AgencyAlias
from storage.people import AgencyRecord
from storage.plans import PlanRecord, RevisionRecord
from storage.training import CourseAlias, CourseRecord
from words.amounts import one

AT_ONCE = 2000
"""How many values are asked for in one statement, well under what either database takes."""

Value = TypeVar("Value")


def in_parts(values: Iterable[Value]) -> Iterator[Sequence[Value]]:
    """The values in parts of a size fit for one statement."""
    ordered = list(values)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


class Named:
    """The agencies or the courses there are, by any of their names, without regard to case and spaces.

    Hyphens, dashes and spaces are alike where what is written so names one alone.
    """

    def __init__(
        self,
        column: str,
        what: str,
        rows: Iterable[tuple[str, int, str]],
        spelled: Callable[[str], str] = as_compared,
    ) -> None:
        """From each name as compared, whose it is, and how that one is shown; `spelled` is what different
        spellings of a name have alike.
        """
        self.what = what
        self._spelled = spelled
        self._column = column
        self._ids: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._alike: dict[str, set[int]] = {}
        self._found: dict[str, int | None] = {}
        for key, row_id, name in rows:
            self._ids[key] = row_id
            self._names[row_id] = name
            self._alike.setdefault(spelled(key), set()).add(row_id)
        self._unknown: dict[str, str] = {}

    def copy(self) -> Named:
        """The same, to learn more."""
        other = copy(self)
        other._ids, other._names = dict(self._ids), dict(self._names)
        other._found, other._unknown = {}, {}
        return other

    def find(self, name: str) -> int | None:
        """The id of the one so named."""
        if name not in self._found:
            key = fold(name)
            alike = self._alike.get(self._spelled(name), set()) if key not in self._ids else set()
            self._found[name] = self._ids.get(key, next(iter(alike)) if len(alike) == 1 else None)
        return self._found[name]

    def __getitem__(self, name: str) -> int:
        """The id of one known to be there."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def name(self, row_id: int) -> str:
        """The name as it is kept."""
        return self._names[row_id]

    def learn(self, name: str, row_id: int) -> None:
        """Knows one more, that comes with the file, by a number that stands for its id."""
        self._ids[fold(name)] = row_id
        self._names[row_id] = name
        self._found.clear()

    def near(self, name: str) -> list[int]:
        """Those whose names are nearest to one that names none; the nearest first."""
        alike = sorted(self._alike.get(self._spelled(name), ()))
        close = get_close_matches(fold(name), self._ids, n=4, cutoff=0.75)
        return list(dict.fromkeys((*alike, *(self._ids[each] for each in close))))[:3]

    def is_called(self, name: str) -> bool:
        """Whether one is called just so, by any of its names."""
        return fold(name) in self._ids

    def alike(self, name: str) -> list[str]:
        """The names, as they are kept, of all that a name or a spelling of it may mean."""
        found = self.find(name)
        ids = [found] if found is not None else sorted(self._alike.get(self._spelled(name), ()))
        return [self._names[each] for each in ids]

    def objection(self, name: str, column: str | None = None) -> str | None:
        """Why a row that names it can't be taken, with its column; None where it is there."""
        unknown = self.unknown(name)
        return None if unknown is None else f"{column or self._column}: {unknown}"

    def unknown(self, name: str) -> str | None:
        """That nothing is so named, with the nearest name; None where it is there."""
        if self.find(name) is not None:
            return None
        if name not in self._unknown:
            near = self.near(name)
            hint = f"; did you mean {self._names[near[0]]}?" if near else ""
            self._unknown[name] = f"{name} isn't {one(self.what)} here{hint}"
        return self._unknown[name]


def agencies_named(session: Session) -> Named:
    """Every agency by its name, or by what else it is called."""
    return _kept(session, "agencies named", (AgencyRecord, AgencyAlias), _agencies_named)


def courses_coded(session: Session) -> Named:
    """Every course by its code, by what else it is called, or by a title that is its own."""
    return _kept(session, "courses coded", (CourseRecord, CourseAlias), _courses_coded)


def _kept(session: Session, what: str, models: tuple[Any, Any], read: Callable[[Session], Named]) -> Named:
    """Names as they were read last, with what the store keeps of the catalogue, while none became another.

    A transaction that writes reads its own: what it adds may be rolled back.
    """
    if may_change(session):
        return read(session)
    kept: dict[str, Any] = session.info.setdefault("catalogue", {})
    record, alias = models
    live = func.count(alias.id).filter(alias.voided_at.is_(None))
    counted = session.execute(select(func.max(alias.id), live)).one()
    newest = session.execute(select(func.max(record.id), func.count(record.id))).one()
    mark = (catalogue_version(session), *counted, *newest)
    found: tuple[object, Named] | None = kept.get(what)
    if found is None or found[0] != mark:
        found = kept[what] = (mark, read(session))
    return found[1].copy()


def _agencies_named(session: Session) -> Named:
    columns = (AgencyRecord.id, AgencyRecord.name)
    called = select(AgencyAlias.key, *columns).join(AgencyRecord, AgencyRecord.id == AgencyAlias.agency_id)
    aliases = session.execute(called.where(AgencyAlias.voided_at.is_(None)))
    named = session.execute(select(AgencyRecord.key, *columns))
    return Named("agency", "agency", [*aliases, *named], in_short)


def _courses_coded(session: Session) -> Named:
    columns = (CourseRecord.id, CourseRecord.code)
    called = select(CourseAlias.key, *columns).join(CourseRecord, CourseRecord.id == CourseAlias.course_id)
    aliases = session.execute(called.where(CourseAlias.voided_at.is_(None)))
    coded = session.execute(select(CourseRecord.key, *columns)).all()
    titled = _own((row[0], row[1], row[2]) for row in session.execute(select(CourseRecord.title, *columns)))
    return Named("course", "course", [*titled, *aliases, *coded])


def plans_named(session: Session) -> Named:
    """Every shared plan by its name."""
    return Named("plan", "plan", session.execute(select(PlanRecord.key, PlanRecord.id, PlanRecord.name)))


def exercises_coded(session: Session) -> Named:
    """Every exercise by its code or a title that is its own, but for those that were taken back."""
    columns = select(ExerciseRecord.key, ExerciseRecord.id, ExerciseRecord.code, ExerciseRecord.title)
    rows = session.execute(columns.where(ExerciseRecord.voided_at.is_(None))).all()
    coded = [(key, row_id, code) for key, row_id, code, _ in rows]
    titled = _own((title, row_id, code) for _, row_id, code, title in rows)
    return Named("exercise", "exercise", [*titled, *coded])


def _own(titles: Iterable[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
    """Titles, folded, that one alone bears; each with whose it is, and how that one is shown."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    for title, row_id, name in titles:
        found.setdefault(as_compared(title), []).append((fold(title), row_id, name))
    return [each for (each, *others) in found.values() if not others and each[0]]


def marks(table: Table, column: str) -> set[str]:
    """The e-mails or member ids that stand in a table, as compared; what is none is left out."""
    if column not in table.columns:
        return set()
    place = table.columns.index(column)
    found: set[str] = set()
    for cell in {row.raw[place] for row in table.rows}:
        try:
            mark = parse_email(cell) if column == "email" else fold(shown(cell))
        except BadCell:
            continue
        if mark:
            found.add(mark)
    return found


def texts(table: Table, column: str) -> set[str]:
    """The texts that stand in a column of a table, spaces apart."""
    if column not in table.columns:
        return set()
    place = table.columns.index(column)
    return {" ".join(shown(row.raw[place]).split()) for row in table.rows} - {""}


class Revisions:
    """The revisions there are, as one cell names them: `Regional plan 3.0`, or just `3.0` if only one is."""

    def __init__(self, session: Session) -> None:
        self._ids: dict[str, set[int]] = {}
        self._names: dict[int, str] = {}
        query = select(RevisionRecord.id, PlanRecord.name, RevisionRecord.name.label("revision"))
        live = query.join(PlanRecord, PlanRecord.id == RevisionRecord.plan_id)
        for row in session.execute(live.where(RevisionRecord.voided_at.is_(None))):
            self._names[row.id] = revision_name(row.name, row.revision)
            for spelling in (
                row.revision,
                *(f"{row.name}{sign} {row.revision}" for sign in ("", ",", ";", ":")),
            ):
                self._ids.setdefault(fold(spelling), set()).add(row.id)

    def __getitem__(self, said: str) -> int:
        """The id of one known to be there."""
        (found,) = self._ids[fold(said)]
        return found

    def name(self, row_id: int) -> str:
        """Plan and revision."""
        return self._names.get(row_id, "?")

    def objection(self, said: str) -> str | None:
        """Why a row that names it can't be taken; None where it is there."""
        found = self._ids.get(fold(said), set())
        if len(found) == 1:
            return None
        if found:
            several = " or ".join(sorted(self._names[each] for each in found))
            return f"plan_revision: {said} may be {several}; name the plan with it"
        near = get_close_matches(fold(said), self._ids, n=1, cutoff=0.75)
        hint = f"; did you mean {self._names[min(self._ids[near[0]])]}?" if near else ""
        return f"plan_revision: {said} is no revision of a plan here{hint}"


def number_in(text: str) -> str:
    """The number a member id ends in, without the zeros before it: 104 of CFD-104, 00104 and 104."""
    kept = ""
    for sign in reversed(text.strip()):
        if not (sign.isascii() and sign.isdigit()):
            break
        kept = sign + kept
    return kept.lstrip("0")
