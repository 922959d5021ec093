"""Whom and what a file names: agencies, courses and people, looked up all at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from files.cells import BadCell, parse_email, shown
from files.imports.drafts import Draft
from files.table import Table
from readiness.text import fold
from storage.catalogue import revision_name
from storage.exercises import ExerciseRecord
from storage.people import AgencyRecord, Person
from storage.plans import PlanRecord, RevisionRecord
from storage.training import CourseAlias, CourseRecord

AT_ONCE = 2000
"""How many values are asked for in one statement, well under what either database takes."""

Value = TypeVar("Value")


def in_parts(values: Iterable[Value]) -> Iterator[Sequence[Value]]:
    """The values in parts of a size fit for one statement."""
    ordered = list(values)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


class Named:
    """The agencies or the courses there are, by name or code, without regard to case and spaces."""

    def __init__(self, column: str, what: str, rows: Iterable[tuple[str, int, str]]) -> None:
        self._column = column
        self._what = what
        self._ids: dict[str, int] = {}
        self._names: dict[int, str] = {}
        for key, row_id, name in rows:
            self._ids[key] = row_id
            self._names[row_id] = name
        self._unknown: dict[str, str] = {}

    def find(self, name: str) -> int | None:
        """The id of the one so named."""
        return self._ids.get(fold(name))

    def __getitem__(self, name: str) -> int:
        """The id of one known to be there."""
        return self._ids[fold(name)]

    def name(self, row_id: int) -> str:
        """The name as it is kept."""
        return self._names[row_id]

    def objection(self, name: str, column: str | None = None) -> str | None:
        """Why a row that names it can't be taken, with its column; None where it is there."""
        unknown = self.unknown(name)
        return None if unknown is None else f"{column or self._column}: {unknown}"

    def unknown(self, name: str) -> str | None:
        """That nothing is so named, with the nearest name; None where it is there."""
        key = fold(name)
        if key in self._ids:
            return None
        if key not in self._unknown:
            near = get_close_matches(key, self._ids, n=1, cutoff=0.75)
            hint = f"; did you mean {self._names[self._ids[near[0]]]}?" if near else ""
            self._unknown[key] = f"{name} is no {self._what} here{hint}"
        return self._unknown[key]


def agencies_named(session: Session) -> Named:
    """Every agency by its name."""
    rows = session.execute(select(AgencyRecord.key, AgencyRecord.id, AgencyRecord.name))
    return Named("agency", "agency", rows)


def courses_coded(session: Session) -> Named:
    """Every course by its code, or by what else it is called."""
    columns = (CourseRecord.id, CourseRecord.code)
    called = select(CourseAlias.key, *columns).join(CourseRecord, CourseRecord.id == CourseAlias.course_id)
    aliases = session.execute(called.where(CourseAlias.voided_at.is_(None)))
    coded = session.execute(select(CourseRecord.key, *columns))
    return Named("course", "course", [*aliases, *coded])


def plans_named(session: Session) -> Named:
    """Every shared plan by its name."""
    return Named("plan", "plan", session.execute(select(PlanRecord.key, PlanRecord.id, PlanRecord.name)))


def exercises_coded(session: Session) -> Named:
    """Every exercise by its code, but for those that were taken back."""
    columns = select(ExerciseRecord.key, ExerciseRecord.id, ExerciseRecord.code)
    rows = session.execute(columns.where(ExerciseRecord.voided_at.is_(None)))
    return Named("exercise", "exercise", rows)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is there already."""

    id: int
    email: str | None
    member_id: str | None
    first_name: str
    last_name: str
    fema_sid: str
    phone: str

    @property
    def name(self) -> str:
        """First and last name, as shown."""
        return f"{self.first_name} {self.last_name}".strip() or self.email or self.member_id or "?"


_KNOWN = (
    Person.id,
    Person.email,
    Person.member_id,
    Person.first_name,
    Person.last_name,
    Person.fema_sid,
    Person.phone,
)


class People:
    """The people a table names who are there already, by e-mail and by member id."""

    def __init__(self, session: Session, table: Table) -> None:
        self._session = session
        self.by_email: dict[str, Known] = {}
        self.by_member: dict[str, Known] = {}
        self._load(session, Person.email, marks(table, "email"), self.by_email, lambda each: each.email or "")
        self._load(
            session,
            Person.member_key,
            marks(table, "member_id"),
            self.by_member,
            lambda each: fold(each.member_id or ""),
        )

    @staticmethod
    def _load(
        session: Session,
        column: InstrumentedAttribute[str | None],
        wanted: Collection[str],
        into: dict[str, Known],
        key: Callable[[Known], str],
    ) -> None:
        for part in in_parts(sorted(wanted)):
            for row in session.execute(select(*_KNOWN).where(column.in_(part))):
                known = Known(*row)
                into[key(known)] = known

    @classmethod
    def of_texts(cls, session: Session, said: Collection[str]) -> People:
        """The people whose e-mail or member id is one of these texts."""
        people = cls.__new__(cls)
        people._session = session
        people.by_email, people.by_member = {}, {}
        keys = {fold(each) for each in said}
        people._load(session, Person.email, keys, people.by_email, lambda each: each.email or "")
        people._load(
            session, Person.member_key, keys, people.by_member, lambda each: fold(each.member_id or "")
        )
        return people

    def find(self, email: str | None, member_id: str | None) -> Known | None:
        """Who is meant; by e-mail where both are given. None for somebody who is not there."""
        by_email = self.by_email.get(email) if email else None
        return by_email or (self.by_member.get(fold(member_id)) if member_id else None)

    def objection(self, email: str | None, member_id: str | None) -> str | None:
        """Why a row about that person can't be taken; None where it can."""
        by_email = self.by_email.get(email) if email else None
        by_member = self.by_member.get(fold(member_id)) if member_id else None
        if by_email is not None and by_member is not None and by_email.id != by_member.id:
            return f"member_id: {member_id} is {by_member.name}, and {email} is {by_email.name}"
        if by_email is None and by_member is None:
            if email:
                return f"email: {email} is nobody on the roster; import the roster first, or mend the address"
            return f"member_id: {member_id} is nobody on the roster; import the roster first, or mend it"
        return None

    def name(self, person_id: int) -> str:
        """The name of somebody who is there, named by the table or not."""
        found = next((each.name for each in self.everybody if each.id == person_id), "")
        return found or self._session.get_one(Person, person_id).name

    @property
    def everybody(self) -> list[Known]:
        """Everybody found."""
        return [*self.by_email.values(), *self.by_member.values()]

    @property
    def ids(self) -> frozenset[int]:
        """Everybody found, by id."""
        return frozenset(each.id for each in self.everybody)


def marks(table: Table, column: str) -> set[str]:
    """The e-mails or member ids that stand in a table, as compared; what is none is left out."""
    if column not in table.columns:
        return set()
    place = table.columns.index(column)
    found: set[str] = set()
    for row in table.rows:
        try:
            mark = parse_email(row.raw[place]) if column == "email" else fold(shown(row.raw[place]))
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


class Contacts:
    """Points of contact: people of the roster by e-mail or member id, others in words only."""

    def __init__(self, session: Session, table: Table) -> None:
        self._people = People.of_texts(session, texts(table, "poc"))

    def values(self, said: str, draft: Draft | None) -> dict[str, Any]:
        """How a point of contact is kept; words that go with the person who is kept already stay."""
        known = self._people.by_email.get(said.lower()) or self._people.by_member.get(fold(said))
        if known is None or not said:
            return {"poc": said, "poc_id": None}
        is_the_same = draft is not None and draft.values["poc_id"] == known.id
        return {"poc": draft.values["poc"] if draft and is_the_same else "", "poc_id": known.id}

    def name(self, person_id: int) -> str:
        """A person's name."""
        return self._people.name(person_id)


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
