"""Courses most counties have, with how long they usually last: loaded only when somebody asks for it.

What is a fact has a public source (F); what is an assumption (A) is a default to be edited, and is labelled
"local policy" wherever it is shown. Who must hold what is the region's own to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.plan import Addition
from files.imports.records import Pen
from readiness.records import Anchor, Relation
from readiness.text import fold
from storage.audit import AuditKind, Trail, note
from storage.catalogue import catalogue_changed
from storage.course_capacity import Said, said_of, say
from storage.imports import Counts, ImportRun, ImportState
from storage.projecting import catch_up_with_few
from storage.training import CourseRecord, EquivalentRecord, RuleRecord

LOCAL_POLICY = "local policy"
KIND = "catalogue"

SINCE = date(2000, 1, 1)
"""From when its rules hold: before any completion a county still counts (local policy)."""

CYCLES_FROM = date(2024, 1, 1)
"""When one of the two-year cycles begins: with an even year (local policy)."""


@dataclass(frozen=True, slots=True)
class Refresher:
    """How long a completion lasts. No months: it never expires."""

    months: int | None
    anchor: Anchor = Anchor.COMPLETION
    month_end: bool = False
    is_policy: bool = True  # an assumption, rather than a fact with a public source

    @property
    def basis(self) -> str:
        """The label an assumption bears; empty for a fact."""
        return LOCAL_POLICY if self.is_policy else ""


@dataclass(frozen=True, slots=True)
class StartingCourse:
    """A course of the starting catalogue."""

    code: str
    title: str
    hours: float | None = None
    refresher: Refresher | None = None  # none: it refreshes nothing, and nobody can be required to hold it


@dataclass(frozen=True, slots=True)
class StartingEquivalent:
    """What counts for what; all of them are assumptions."""

    course: str
    counts_for: str
    relation: Relation


FOREVER = Refresher(None)

TRAINERS = {"ASIM-B": "ASIM-TTT"}
"""The course whose holders teach a course (local policy)."""

COURSES = (
    StartingCourse("ASIM-B", "ASIM Basic", 4, Refresher(24)),
    StartingCourse("ASIM-A", "ASIM Advanced", 24, Refresher(24)),
    StartingCourse("ASIM-TTT", "ASIM Basic Train-the-Trainer", None, Refresher(24)),
    StartingCourse("ROLL-CALL", "Roll-call micro-training", 0.25),
    StartingCourse("LE-ASR", "Law enforcement active shooter response", 16, Refresher(24, Anchor.CYCLE)),
    StartingCourse("BLS", "Basic life support", 4, Refresher(24, month_end=True, is_policy=False)),
    StartingCourse("HAZ-R", "HAZWOPER refresher", 8, Refresher(12, Anchor.ANNIVERSARY, is_policy=False)),
    StartingCourse("EMD", "Emergency medical dispatch", 24, Refresher(24, is_policy=False)),
    StartingCourse("ICS-100", "Introduction to the Incident Command System", 3, FOREVER),
    StartingCourse("ICS-200", "Basic Incident Command System for initial response", 3, FOREVER),
    StartingCourse("ICS-700", "Introduction to the National Incident Management System", 3, FOREVER),
    StartingCourse("ICS-800", "Introduction to the National Response Framework", 3, FOREVER),
)

EQUIVALENTS = (
    StartingEquivalent("ASIM-A", "ASIM-B", Relation.SATISFIES),
    StartingEquivalent("ASIM-TTT", "ASIM-B", Relation.RENEWS),
)


@dataclass
class Loaded:
    """What was loaded; nothing where all of it was there already."""

    number: int | None = None  # the import it can be undone by
    courses: list[StartingCourse] = field(default_factory=list)
    rules: list[StartingCourse] = field(default_factory=list)
    equivalents: list[StartingEquivalent] = field(default_factory=list)


def load_starting_catalogue(session: Session, by: str, door: str, now: datetime, today: date) -> Loaded:
    """Adds what is not there yet, in the given transaction, and overwrites nothing.

    A course that has a rule of the region's own gets no other; nor do two courses one of which already
    counts for the other.
    """
    additions, loaded = _additions(session)
    if not additions:
        return loaded
    run = ImportRun(
        kind=KIND,
        file_name="the starting catalogue",
        state=ImportState.APPLIED,
        started_by=by,
        started_at=now,
        applied_at=now,
        counts=Counts(new=len(additions)),
    )
    session.add(run)
    session.flush()
    Pen(session, run.id, by, door, now).add(additions)
    policies = [course.code for course in loaded.rules if course.refresher and course.refresher.is_policy]
    note(
        session,
        now,
        by,
        door,
        AuditKind.CATALOGUE_LOADED,
        ("import", run.id),
        of=run,
        courses=[course.code for course in loaded.courses],
        local_policy=policies,
    )
    _name_trainers(session, Trail(by, door, now))
    catalogue_changed(session)
    catch_up_with_few(session, today)
    loaded.number = run.id
    return loaded


def _name_trainers(session: Session, trail: Trail) -> None:
    """Says whose holders teach a course, where nothing is said yet of how it is taught."""
    ids = dict(session.execute(select(CourseRecord.key, CourseRecord.id)).all())
    said = said_of(session)
    for course, trainer in TRAINERS.items():
        if ids[fold(course)] not in said:
            say(session, ids[fold(course)], Said(trainer_course_id=ids[fold(trainer)]), trail)


def _additions(session: Session) -> tuple[list[Addition], Loaded]:
    known = dict(session.execute(select(CourseRecord.key, CourseRecord.id)).all())
    ruled = set(session.scalars(select(RuleRecord.course_id).where(RuleRecord.voided_at.is_(None))))
    counted = select(EquivalentRecord.course_id, EquivalentRecord.counts_for_id)
    pairs = set(session.execute(counted.where(EquivalentRecord.voided_at.is_(None))).all())
    loaded = Loaded()
    courses: dict[str, int | Addition] = {}
    for course in COURSES:
        known_id = known.get(fold(course.code))
        if known_id is None:
            loaded.courses.append(course)
        courses[course.code] = known_id if known_id is not None else _course(course)
        if course.refresher is not None and known_id not in ruled:
            loaded.rules.append(course)
    for each in EQUIVALENTS:
        if (courses[each.course], courses[each.counts_for]) not in pairs:
            loaded.equivalents.append(each)
    return [
        *(each for each in courses.values() if isinstance(each, Addition)),
        *_rules(loaded, courses),
        *_equivalents(loaded, courses),
    ], loaded


def _course(course: StartingCourse) -> Addition:
    values = {"key": fold(course.code), "code": course.code, "title": course.title, "hours": course.hours}
    return Addition(CourseRecord, values)


def _rules(loaded: Loaded, courses: dict[str, Any]) -> Iterator[Addition]:
    for course in loaded.rules:
        refresher = course.refresher
        if refresher is not None:
            yield Addition(
                RuleRecord,
                {
                    "course_id": courses[course.code],
                    "effective_on": SINCE,
                    "interval_months": refresher.months,
                    "anchor": refresher.anchor.value,
                    "month_end": refresher.month_end,
                    "cycle_start": CYCLES_FROM if refresher.anchor is Anchor.CYCLE else None,
                },
            )


def _equivalents(loaded: Loaded, courses: dict[str, Any]) -> Iterator[Addition]:
    for each in loaded.equivalents:
        yield Addition(
            EquivalentRecord,
            {
                "course_id": courses[each.course],
                "counts_for_id": courses[each.counts_for],
                "kind": each.relation.value,
            },
        )
