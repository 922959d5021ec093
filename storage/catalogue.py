"""What everybody shares and nearly nobody changes: agencies, courses, positions, and what is asked of whom.

It is read once and kept by the store until its version, written with every change of it, is another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarResult, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from readiness.positions import Position, PositionId
from readiness.records import (
    Agency,
    AgencyId,
    Anchor,
    Equivalent,
    PlanId,
    Relation,
    Requirement,
    Revision,
    Rulebook,
    RuleVersion,
    UnitId,
)
from readiness.text import fold
from storage.asks import asked_otherwise, asks_of
from storage.base import CalledSo, table_of
from storage.on_bench import project_bench_of
from storage.other_names import AgencyAlias, UnitAlias
from storage.people import AgencyDiscipline, AgencyRecord, Unit
from storage.plans import PlanRecord, RevisionRecord
from storage.positions import PositionRecord
from storage.progress import KNOWN, Progress, progress, set_progress
from storage.rules_before import following, is_of_an_older_look
from storage.training import CourseAlias, CourseRecord, EquivalentRecord, RequirementRecord, RuleRecord

VERSION = "catalogue version"
Row = TypeVar("Row")
TURNS = 0x6D757374
"""The number of PostgreSQL's lock by which those who change the catalogue, or rely on it, take turns."""


@dataclass(frozen=True)
class Course:
    """A course as everybody names it: its code, its title, what else people call it; usual hours."""

    id: int
    code: str
    title: str
    hours: float | None
    aliases: tuple[str, ...] = ()

    def has_words(self, words: Sequence[str]) -> bool:
        """Whether each of some folded words stands in its code, its title or one of its aliases."""
        named = fold(f"{self.code}: {self.title} {' '.join(self.aliases)}")
        return all(word in named for word in words)


@dataclass(frozen=True)
class UnitOf:
    """A unit of an agency, such as a station or a shift."""

    id: UnitId
    agency: AgencyId
    name: str


@dataclass(frozen=True)
class Plan:
    """A shared plan, with the revisions that stand, the oldest first."""

    id: int
    name: str
    revisions: tuple[Revision, ...]


def _grouped(pairs: Iterable[tuple[str, AgencyId]]) -> dict[str, list[AgencyId]]:
    found: dict[str, list[AgencyId]] = {}
    for name, key in pairs:
        found.setdefault(name, []).append(key)
    return found


def revision_name(plan: str, revision: str) -> str:
    """A revision with its plan, as it is called everywhere: "Active shooter plan 3.0"."""
    return f"{plan} {revision}"


@dataclass(frozen=True)
class Catalogue:
    """The agencies, the courses and the rulebook of one version, by their rows' ids."""

    version: str
    agencies: Mapping[int, Agency]
    governance: Mapping[int, str]
    courses: Mapping[int, Course]
    every_position: Mapping[PositionId, Position]
    """In the catalogue's order, with those taken out of it."""
    taken_out: frozenset[PositionId]
    plans: Mapping[PlanId, Plan]
    rulebook: Rulebook
    changed_in: Mapping[int, int]
    """By course: the version in which what is asked for it became what it is."""
    units: Mapping[UnitId, UnitOf] = field(default_factory=dict)
    """By agency, then by name."""
    agency_aliases: Mapping[AgencyId, tuple[str, ...]] = field(default_factory=dict)
    unit_aliases: Mapping[UnitId, tuple[str, ...]] = field(default_factory=dict)
    """By what else they go."""
    until: int | None = None
    """What was projected by a later version does not hold by this one; None: all of it does."""
    made: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """What is made from a catalogue once and kept beside it, such as a lexicon of its names."""

    @property
    def number(self) -> int:
        """Its version as a number; later ones are higher."""
        return int(self.version)

    @cached_property
    def newest(self) -> int:
        """The version in which what is asked last became another: what was projected since then holds."""
        return max(self.changed_in.values(), default=0)

    @cached_property
    def by_discipline(self) -> Mapping[str, Sequence[AgencyId]]:
        """The agencies of each discipline, by its name as compared."""
        return _grouped((fold(name), key) for key, each in self.agencies.items() for name in each.disciplines)

    @cached_property
    def by_jurisdiction(self) -> Mapping[str, Sequence[AgencyId]]:
        """The agencies of each jurisdiction, by its name as compared."""
        return _grouped((fold(each.jurisdiction), key) for key, each in self.agencies.items())

    @cached_property
    def positions(self) -> Mapping[PositionId, Position]:
        """The positions that can be played, in their order."""
        return {key: each for key, each in self.every_position.items() if key not in self.taken_out}

    def revision_called(self, key: int | None) -> str:
        """A revision that stands, with its plan, as it is called; empty for none."""
        for plan in self.plans.values():
            for revision in plan.revisions:
                if revision.key == key:
                    return revision_name(plan.name, revision.name)
        return ""

    def unit_called(self, key: UnitId) -> str:
        """A unit with its agency, as it is called: "Cedar Fire Station 4"."""
        unit = self.units[key]
        agency = self.agencies[unit.agency].name
        return unit.name if fold(unit.name).startswith(fold(agency)) else f"{agency} {unit.name}"

    def units_of(self, agency: AgencyId) -> list[UnitOf]:
        """An agency's units, by name."""
        return [unit for unit in self.units.values() if unit.agency == agency]

    def changed_since(self, version: int) -> frozenset[int]:
        """The courses for which something else is asked than in a version before."""
        return frozenset(course for course, changed in self.changed_in.items() if changed > version)

    def agency_named(self, name: str) -> Agency | None:
        """The agency of exactly this name, without regard to case and spaces."""
        key = fold(name)
        return next((agency for agency in self.agencies.values() if fold(agency.name) == key), None)


def catalogue_version(session: Session) -> str:
    """Which catalogue this transaction sees."""
    return progress(session, VERSION) or "0"


def catalogue_of(session: Session) -> Catalogue:
    """The catalogue as this transaction sees it; the one kept by the store while it has not changed."""
    kept: dict[str, Catalogue] = session.info.setdefault("catalogue", {})
    version = catalogue_version(session)
    found = kept.get("catalogue")
    if found is None or found.version != version:
        last, found = found, load_catalogue(session, version)
        table = table_of(Progress).c
        still = session.scalar(select(table.value).where(table.name == VERSION)) or "0"
        # Who writes to PostgreSQL sees what others commit between two statements; a long look, what was.
        if still != version or is_of_an_older_look(last, found):
            session.info["catalogue"] = {"catalogue": found}
            return found
        kept["catalogue"] = following(last, found)
    return found


def _latest(session: Session, query: Select[Row]) -> ScalarResult[Row]:
    """Rows as they are now: this transaction may have seen them before another process changed them."""
    return session.scalars(query, execution_options={"populate_existing": True})


def catalogue_changed(session: Session) -> None:
    """Notes that the catalogue is another one from this transaction on; others who change it wait for it.

    Nobody's standing is projected: what people were projected by before still holds but for the courses for
    which something else is asked now, and those are computed from the records until people are moved on
    (`storage.projecting`). Nobody who records or asks meanwhile waits. Only what people are current in
    follows at once, where the disciplines of their agencies are others (`storage.on_bench`).
    """
    session.flush()
    session.info["catalogue"] = {}  # its own: others must not see it before the commit
    lock_catalogue(session)
    version = int(catalogue_version(session)) + 1
    set_progress(session, VERSION, str(version))
    session.flush()
    _note_what_changed(session, version)
    session.info["catalogue"] = {}


def lock_catalogue(session: Session) -> None:
    """Makes those who change the catalogue take turns (SQLite's writers do so anyway).

    Locks are taken in one order everywhere, so that no two wait for each other: the catalogue, exercises by
    their ids (`storage.taking_part`) or a class (`storage.class_turns`), people by theirs, all of them at
    once (`storage.people.lock_people`). Whoever writes a row that speaks of a person shares that person's:
    rows of several are written once these are locked.
    """
    _wait(session, func.pg_advisory_xact_lock)


def share_catalogue(session: Session) -> None:
    """Keeps the catalogue as it is until this ends: for who writes down what people can play by it.

    Whoever changes it meanwhile waits, and sees everybody whom the change concerns. Those who share it don't
    wait for each other, and whoever only reads waits for nobody.
    """
    _wait(session, func.pg_advisory_xact_lock_shared)


def _wait(session: Session, lock: Callable[[int], ColumnElement[Any]]) -> None:
    """Takes a lock of PostgreSQL's until the transaction ends; what is read afterwards is the latest.

    It is no row's: those who wait for it get it in the order they came. A row that many share is theirs for
    as long as one more of them comes, and whoever would change it waits without end.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(lock(TURNS)))
        session.info.pop(KNOWN, None)


def _note_what_changed(session: Session, version: int) -> None:
    """Marks the courses for which something else is asked than before, of anybody.

    Those are the ones whose own rules, requirements or equivalents are others, and those an agency's people
    have to hold, or need no longer hold, since its disciplines are others.
    """
    catalogue = catalogue_of(session)
    rulebook = catalogue.rulebook
    changed: set[int] = set()
    other_agencies = []
    for agency in session.scalars(select(AgencyRecord)):
        now = rulebook.agencies[agency.id].disciplines
        if agency.asked_as is not None:
            changed |= asked_otherwise(rulebook, _split(agency.asked_as), now)
        if agency.asked_as is None or _split(agency.asked_as) != now:
            other_agencies.append(agency.id)
        agency.asked_as = ";".join(sorted(now))
    for course in session.scalars(select(CourseRecord)):
        asks = asks_of(rulebook, course.id)
        if asks != course.asks or course.id in changed:
            course.asks, course.changed_in = asks, version
    session.flush()
    project_bench_of(session, other_agencies)


def load_catalogue(session: Session, version: str) -> Catalogue:
    """Reads the whole catalogue: a few small tables."""
    disciplines: defaultdict[int, set[str]] = defaultdict(set)
    for row in _latest(session, select(AgencyDiscipline)):
        disciplines[row.agency_id].add(row.discipline)
    records = _latest(session, select(AgencyRecord).order_by(AgencyRecord.key)).all()
    agencies = {
        record.id: Agency(
            record.id, record.name, frozenset(disciplines[record.id]), record.jurisdiction, record.strength
        )
        for record in records
    }
    aliases = _aliases(session, CourseAlias, CourseAlias.course_id)
    courses = {
        record.id: Course(record.id, record.code, record.title, record.hours, aliases.get(record.id, ()))
        for record in _latest(session, select(CourseRecord).order_by(CourseRecord.key))
    }
    plans, units = _plans(session), _units(session)
    positions = _latest(
        session, select(PositionRecord).order_by(PositionRecord.place, PositionRecord.id)
    ).all()
    return Catalogue(
        version,
        agencies,
        {record.id: record.governance for record in records},
        courses,
        {record.id: position_from(record) for record in positions},
        frozenset(record.id for record in positions if record.voided_at is not None),
        plans,
        _rulebook(session, agencies, plans, units),
        dict(session.execute(select(CourseRecord.id, CourseRecord.changed_in)).all()),
        units,
        _aliases(session, AgencyAlias, AgencyAlias.agency_id),
        _aliases(session, UnitAlias, UnitAlias.unit_id),
    )


def _aliases(
    session: Session, model: type[CalledSo], owner: InstrumentedAttribute[int]
) -> dict[int, tuple[str, ...]]:
    """By what else courses, agencies or units go, by whose it is."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    query = select(owner, model.alias).where(model.voided_at.is_(None)).order_by(model.key)
    for key, alias in session.execute(query):
        found[key].append(alias)
    return {key: tuple(theirs) for key, theirs in found.items()}


def position_from(record: PositionRecord) -> Position:
    """A position as the rules see it."""
    return Position(
        record.id,
        record.code,
        record.title,
        _split(record.disciplines),
        record.needed,
        record.current_months,
        record.place,
    )


def _plans(session: Session) -> dict[PlanId, Plan]:
    revisions: defaultdict[PlanId, list[Revision]] = defaultdict(list)
    query = select(RevisionRecord).where(RevisionRecord.voided_at.is_(None))
    for row in _latest(session, query.order_by(RevisionRecord.effective_on, RevisionRecord.id)):
        found = Revision(row.id, row.plan_id, row.name, row.effective_on, row.retrain_within_days)
        revisions[row.plan_id].append(found)
    return {
        record.id: Plan(record.id, record.name, tuple(revisions[record.id]))
        for record in _latest(session, select(PlanRecord).order_by(PlanRecord.key))
    }


def _units(session: Session) -> dict[UnitId, UnitOf]:
    rows = _latest(session, select(Unit).order_by(Unit.agency_id, Unit.key))
    return {row.id: UnitOf(row.id, row.agency_id, row.name) for row in rows}


def _rulebook(
    session: Session,
    agencies: Mapping[int, Agency],
    plans: Mapping[PlanId, Plan],
    units: Mapping[UnitId, UnitOf],
) -> Rulebook:
    versions: defaultdict[int, list[RuleVersion]] = defaultdict(list)
    for rule in _latest(session, select(RuleRecord).where(RuleRecord.voided_at.is_(None))):
        versions[rule.course_id].append(
            RuleVersion(
                rule.effective_on,
                rule.interval_months,
                Anchor(rule.anchor),
                rule.window_days,
                rule.month_end,
                rule.cycle_start,
                rule.grace_days,
                rule.initial_days,
                rule.lapse_months,
            )
        )
    requirements = [
        Requirement(row.course_id, _split(row.disciplines), _split(row.roles), row.effective_on)
        for row in _latest(session, select(RequirementRecord).where(RequirementRecord.voided_at.is_(None)))
    ]
    equivalents = [
        Equivalent(row.course_id, row.counts_for_id, Relation(row.kind))
        for row in _latest(session, select(EquivalentRecord).where(EquivalentRecord.voided_at.is_(None)))
    ]
    taught = select(CourseRecord.id, CourseRecord.plan_id).where(CourseRecord.plan_id.is_not(None))
    return Rulebook(
        dict(agencies.items()),
        requirements,
        dict(versions.items()),
        equivalents,
        revisions={key: plan.revisions for key, plan in plans.items()},
        teaches={course: plan for course, plan in session.execute(taught) if plan is not None},
        units={key: unit.agency for key, unit in units.items()},
    )


def _split(joined: str) -> frozenset[str]:
    return frozenset(part for part in joined.split(";") if part)
