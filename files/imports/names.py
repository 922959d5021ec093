"""Agencies and courses: what everything else names."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.beside import BESIDE, read_beside
from files.imports.lookup import agencies_named, courses_coded, plans_named, texts
from files.imports.plan import Addition, Alteration, Outcome
from files.imports.planner import PlainPlanner
from files.imports.same_names import SameNames
from files.intake import Parsed
from files.kinds import AgencyRow, CourseRow
from files.settled import NOTHING_SETTLED, Settled
from files.table import Table
from readiness.records import Agency
from readiness.text import fold
from storage.catalogue import catalogue_of
from storage.course_aliases import as_compared
from storage.course_capacity import ITS_OWN_TRAINERS
from storage.moves import Moves, moves_between
from storage.other_names import as_told
from storage.people import AgencyRecord
from storage.shadowing import in_the_way, names_borne
from storage.training import CourseRecord
from words.names import Kind, Match


class AgencyPlanner(PlainPlanner[AgencyRow]):
    """Agencies; the same by name. Their disciplines decide what is asked of their people."""

    model = AgencyRecord
    columns_of: ClassVar[Mapping[str, str]] = MappingProxyType({"also_called": "aliases"})

    def __init__(self, session: Session, today: date, settled: Settled = NOTHING_SETTLED) -> None:
        super().__init__()
        self._session = session
        self._today = today
        agencies = session.scalars(select(AgencyRecord)).all()
        ids = [agency.id for agency in agencies]
        disciplines = read_beside(session, ids, "disciplines")
        also_called = read_beside(session, ids, "also_called")
        self._named: dict[str, set[str]] = {}  # by name or alias, the agencies that bear it
        self._called: dict[str, str] = {}  # by alias, the one it is of
        self._borne = names_borne(session, Match(Kind.AGENCY, 0, ""))
        self._same = SameNames("agency", agencies_named(session), settled)
        self._kept: dict[str, frozenset[str]] = {}  # by agency, the aliases it has
        self._ids = {agency.key: agency.id for agency in agencies}
        for agency in agencies:
            values = {
                "disciplines": disciplines[agency.id],
                "jurisdiction": agency.jurisdiction,
                "governance": agency.governance,
                "strength": agency.strength,
                "also_called": also_called[agency.id],
            }
            self._kept[agency.key] = frozenset(_parts(also_called[agency.id]))
            self._note_names(agency.name, _parts(also_called[agency.id]))
            self.add_stored(agency.key, values, agency.id)

    def judge(self, row: AgencyRow) -> str | None:
        """A name, and an alias, must be one agency's alone; a new one is not one that is there, in short."""
        key = fold(row.agency)
        same = None if key in self.drafts else self._same.objection(row.agency)
        other = self._called.get(as_told(row.agency), key)
        if other != key:
            return f"agency: {row.agency} is an alias of {other}"
        if same is not None:
            return same
        for each in row.aliases:
            others = self._named.get(as_told(each), set()) - {key}
            if others:
                return f"aliases: {each} is what {min(others)} is called"
            if as_told(each) == as_told(row.agency):
                continue
            own = Match(Kind.AGENCY, self._ids.get(key, 0), row.agency)
            is_kept = each in self._kept.get(key, ())
            if (why := in_the_way(self._session, own, each, self._borne, is_kept)) is not None:
                return f"aliases: {why}"
        return None

    def _note_names(self, name: str, aliases: Collection[str]) -> None:
        for each in (name, *aliases):
            self._named.setdefault(as_told(each), set()).add(fold(name))
        self._called |= {as_told(each): fold(name) for each in aliases}

    def take(self, parsed: Parsed[AgencyRow]) -> None:
        """Takes a row; what its agency is called names no other one further down."""
        super().take(parsed)
        self._note_names(parsed.values.agency, parsed.values.aliases)

    def key(self, row: AgencyRow) -> Hashable:
        """The name as compared."""
        return fold(row.agency)

    def subject(self, row: AgencyRow) -> str:
        """The name."""
        return row.agency

    def identity(self, row: AgencyRow) -> dict[str, Any]:
        """The name, as the file spells it first."""
        return {"key": fold(row.agency), "name": row.agency}

    def values(self, row: AgencyRow) -> dict[str, Any]:
        """The rest; a strength of nobody is none declared."""
        own = as_compared(row.agency)
        aliases = {fold(each): each for each in row.aliases if as_compared(each) != own}
        return {
            "disciplines": ";".join(sorted(each.value for each in row.disciplines)),
            "jurisdiction": row.jurisdiction,
            "governance": row.governance.value if row.governance else "",
            "strength": row.strength or None,
            "also_called": ";".join(aliases[key] for key in sorted(aliases)),
        }

    def outcome(self) -> Outcome:
        """With whom other disciplines move."""
        plain = super().outcome()
        moves_everybody = any("disciplines" in each.values for each in plain.alterations)
        return replace(
            plain,
            changes_catalogue=bool(plain.additions or plain.alterations),
            moves_everybody=moves_everybody,
            moves=self._moves() if moves_everybody else (),
            open=self._same.open,
        )

    def _moves(self) -> tuple[Moves, ...]:
        before = catalogue_of(self._session).rulebook
        disciplines = {
            draft.stored_id: frozenset(filter(None, draft.values["disciplines"].split(";")))
            for draft in self.drafts.values()
        }
        agencies: dict[int, Agency] = {
            key: replace(agency, disciplines=disciplines[key]) for key, agency in before.agencies.items()
        }
        return moves_between(self._session, before, replace(before, agencies=agencies), [self._today])


class CoursePlanner(PlainPlanner[CourseRow]):
    """Courses; the same by code. The plan one teaches decides whom a revision of it asks again."""

    model = CourseRecord
    columns_of: ClassVar[Mapping[str, str]] = MappingProxyType({"plan_id": "plan"})

    def __init__(
        self, session: Session, table: Table, today: date, settled: Settled = NOTHING_SETTLED
    ) -> None:
        super().__init__()
        self._session = session
        self._today = today
        self._plans = plans_named(session)
        self._courses = courses_coded(session)
        self._same = SameNames("code", self._courses, settled)
        self._borne = names_borne(session, Match(Kind.COURSE, 0, ""))
        self._coming = {fold(code): code for code in texts(table, "code")}  # with what stands further down
        self._named: dict[str, set[str]] = {}  # by code, title or alias, the courses that bear it
        self._called: dict[str, str] = {}  # by alias, the one it is of
        courses = session.scalars(select(CourseRecord)).all()
        ids = [course.id for course in courses]
        beside = {name: read_beside(session, ids, name) for name in BESIDE[CourseRecord]}
        self._ids = {course.key: course.id for course in courses}
        self._kept = {course.key: frozenset(_parts(beside["aliases"][course.id])) for course in courses}
        for course in courses:
            values = {
                "title": course.title,
                "hours": course.hours or None,
                "plan_id": course.plan_id,
                **{name: found[course.id] for name, found in beside.items()},
            }
            self._note_names(course.code, course.title, _parts(beside["aliases"][course.id]))
            self.add_stored(course.key, values, course.id)

    def judge(self, row: CourseRow) -> str | None:
        """The plan and the trainer course must be there, and an alias must name one course alone."""
        return (
            (self._plans.objection(row.plan) if row.plan else None)
            or self._trainer_objection(row)
            or self._name_objection(row)
        )

    def _trainer_objection(self, row: CourseRow) -> str | None:
        if not row.trainer_course:
            return None
        if fold(self._trainer(row.trainer_course)) == fold(row.code):
            return f"trainer_course: {row.trainer_course} is the course itself. {ITS_OWN_TRAINERS}"
        if fold(row.trainer_course) in self._coming:
            return None
        return self._courses.objection(row.trainer_course, "trainer_course")

    def _name_objection(self, row: CourseRow) -> str | None:
        key = fold(row.code)
        same = None if key in self.drafts else self._same.objection(row.code, row.title)
        for column, name in (("code", row.code), ("title", row.title)):
            other = self._called.get(as_compared(name), key)
            if other != key:
                return f"{column}: {name} is an alias of {other.upper()}"
        if same is not None:
            return same
        own_names = {as_compared(row.code), as_compared(row.title)}
        for each in row.aliases:
            others = self._named.get(as_told(each), set()) - {key}
            if others:
                return f"aliases: {each} is what {min(others).upper()} is called"
            if as_compared(each) in own_names:
                continue
            own = Match(Kind.COURSE, self._ids.get(key, 0), row.title)
            is_kept = each in self._kept.get(key, ())
            if (why := in_the_way(self._session, own, each, self._borne, is_kept)) is not None:
                return f"aliases: {why}"
        return None

    def _note_names(self, code: str, title: str, aliases: Collection[str]) -> None:
        for name in (code, title, *aliases):
            self._named.setdefault(as_compared(name), set()).add(fold(code))
        self._called |= {as_compared(each): fold(code) for each in aliases}

    def take(self, parsed: Parsed[CourseRow]) -> None:
        """Takes a row; what its course is called names no other one further down."""
        super().take(parsed)
        self._note_names(parsed.values.code, parsed.values.title, parsed.values.aliases)

    def key(self, row: CourseRow) -> Hashable:
        """The code as compared."""
        return fold(row.code)

    def subject(self, row: CourseRow) -> str:
        """Code and title."""
        return f"{row.code}, {row.title}"

    def identity(self, row: CourseRow) -> dict[str, Any]:
        """The code, as the file spells it first."""
        return {"key": fold(row.code), "code": row.code}

    def values(self, row: CourseRow) -> dict[str, Any]:
        """Title, usual hours (none is not known), the plan it teaches, and what else it is called."""
        plan_id = self._plans[row.plan] if row.plan else None
        own = {as_compared(name) for name in (row.code, row.title)}
        aliases = {fold(each): each for each in row.aliases if as_compared(each) not in own}
        return {
            "title": row.title,
            "hours": row.hours or None,
            "plan_id": plan_id,
            "aliases": ";".join(aliases[key] for key in sorted(aliases)),
            "target": _text(row.target),
            "trainer_course": self._trainer(row.trainer_course),
            "classes_a_month": _text(row.classes_a_month),
            "seats": _text(row.seats),
        }

    def _trainer(self, said: str) -> str:
        """The trainer course by its code as it is kept, or as the file spells it where it comes with it."""
        known = self._courses.find(said)
        return self._coming.get(fold(said), said) if known is None else self._courses.name(known)

    def written(self, name: str, value: Any) -> Any:
        """A plan by its name."""
        return self._plans.name(value) if name == "plan_id" and value is not None else value

    def outcome(self) -> Outcome:
        """New names for everybody, and whom another plan moves."""
        self._leave_out_trainers()
        plain = super().outcome()
        teaches_otherwise = any("plan_id" in each.values for each in plain.alterations)
        return replace(
            plain,
            changes_catalogue=bool(plain.additions or plain.alterations),
            moves_everybody=teaches_otherwise,
            moves=self._moves() if teaches_otherwise else (),
            open=self._same.open,
        )

    def _leave_out_trainers(self) -> None:
        """Says nothing of a trainer course whose own row was refused."""
        for taken in self._taken:
            for draft in taken.drafts:
                code = draft.values["trainer_course"]
                if code and fold(code) not in self.drafts:
                    draft.values["trainer_course"] = ""
                    taken.notice = f"trainer_course: {code} is left out, as its own row is"

    def additions(self) -> tuple[Addition, ...]:
        """The courses it brings, those first that are taught by none of the others."""
        return tuple(sorted(super().additions(), key=lambda each: bool(each.values["trainer_course"])))

    def alterations(self) -> tuple[Alteration, ...]:
        """The courses it changes; one that is taught by a new one after that."""
        return tuple(
            each if trainer is None or not trainer.is_new else replace(each, follows=(trainer.addition,))
            for each in super().alterations()
            for trainer in [self.drafts.get(fold(each.values.get("trainer_course", ("", ""))[1]))]
        )

    def _moves(self) -> tuple[Moves, ...]:
        before = catalogue_of(self._session).rulebook
        taught = {
            draft.stored_id: draft.values["plan_id"] for draft in self.drafts.values() if draft.stored_id
        }
        teaches = {course: plan for course, plan in taught.items() if plan is not None}
        return moves_between(self._session, before, replace(before, teaches=teaches), [self._today])


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _parts(joined: str) -> list[str]:
    return [part for part in joined.split(";") if part]
