"""What everybody shares and nearly nobody changes: agencies, courses, rules, requirements, equivalents.

It is read once and kept by the store until its version, written with every change of it, is another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.records import (
    Agency,
    Anchor,
    Equivalent,
    Relation,
    Requirement,
    Rulebook,
    RuleVersion,
)
from readiness.text import fold
from storage.people import AgencyDiscipline, AgencyRecord
from storage.progress import lock_progress, progress, set_progress
from storage.training import CourseRecord, EquivalentRecord, RequirementRecord, RuleRecord

VERSION = "catalogue version"


@dataclass(frozen=True)
class Course:
    """A course as everybody names it; usual hours."""

    id: int
    code: str
    title: str
    hours: float | None


@dataclass(frozen=True)
class Catalogue:
    """The agencies, the courses and the rulebook of one version, by their rows' ids."""

    version: str
    agencies: Mapping[int, Agency]
    governance: Mapping[int, str]
    courses: Mapping[int, Course]
    rulebook: Rulebook
    made: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """What is made from a catalogue once and kept beside it, such as a lexicon of its names."""

    def agency_named(self, name: str) -> Agency | None:
        """The agency of exactly this name, without regard to case and spaces."""
        key = fold(name)
        return next((agency for agency in self.agencies.values() if fold(agency.name) == key), None)


def catalogue_of(session: Session) -> Catalogue:
    """The catalogue as this transaction sees it; the one kept by the store while it has not changed."""
    kept: dict[str, Catalogue] = session.info.setdefault("catalogue", {})
    version = progress(session, VERSION) or "0"
    found = kept.get("catalogue")
    if found is None or found.version != version:
        found = load_catalogue(session, version)
        kept["catalogue"] = found
    return found


def catalogue_changed(session: Session) -> None:
    """Notes that the catalogue is another one from this transaction on; others wait for it to end.

    What everybody stands on changed: project them anew afterwards (`storage.standing.rebuild`).
    """
    session.flush()
    session.info["catalogue"] = {}  # its own: others must not see it before the commit
    if session.get_bind().dialect.name != "sqlite":
        lock_progress(session, VERSION)
    set_progress(session, VERSION, str(int(progress(session, VERSION) or "0") + 1))
    session.flush()


def load_catalogue(session: Session, version: str) -> Catalogue:
    """Reads the whole catalogue: six small tables."""
    disciplines: defaultdict[int, set[str]] = defaultdict(set)
    for row in session.scalars(select(AgencyDiscipline)):
        disciplines[row.agency_id].add(row.discipline)
    records = session.scalars(select(AgencyRecord).order_by(AgencyRecord.key)).all()
    agencies = {
        record.id: Agency(
            record.id, record.name, frozenset(disciplines[record.id]), record.jurisdiction, record.strength
        )
        for record in records
    }
    courses = {
        record.id: Course(record.id, record.code, record.title, record.hours)
        for record in session.scalars(select(CourseRecord).order_by(CourseRecord.key))
    }
    return Catalogue(
        version,
        agencies,
        {record.id: record.governance for record in records},
        courses,
        _rulebook(session, agencies),
    )


def _rulebook(session: Session, agencies: Mapping[int, Agency]) -> Rulebook:
    versions: defaultdict[int, list[RuleVersion]] = defaultdict(list)
    for rule in session.scalars(select(RuleRecord).where(RuleRecord.voided_at.is_(None))):
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
        for row in session.scalars(select(RequirementRecord).where(RequirementRecord.voided_at.is_(None)))
    ]
    equivalents = [
        Equivalent(row.course_id, row.counts_for_id, Relation(row.kind))
        for row in session.scalars(select(EquivalentRecord).where(EquivalentRecord.voided_at.is_(None)))
    ]
    return Rulebook(dict(agencies.items()), requirements, dict(versions.items()), equivalents)


def _split(joined: str) -> frozenset[str]:
    return frozenset(part for part in joined.split(";") if part)
