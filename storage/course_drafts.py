"""A change of what is asked, before it is made: what the rulebook would be, on which days that shows.

So whom it moves is known before (`storage.moves`), by just what is then written.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from readiness.records import Anchor, CourseId, Equivalent, Relation, Requirement, Rulebook, RuleVersion
from readiness.text import fold
from storage.audit import AuditRow, Trail
from storage.catalogue import catalogue_of
from storage.course_aliases import as_compared, names_in_use
from storage.course_records import (
    COURSE,
    EQUIVALENT,
    REQUIREMENT,
    RULE,
    Gone,
    Taken,
    altered,
    live,
    put,
    standing,
    title_of,
    took_back,
)
from storage.moves import days_that_matter
from storage.training import CourseRecord, EquivalentRecord, RequirementRecord, RuleRecord


class CourseDraft(BaseModel):
    """A course as it is to be (course 0: a new one). The code of one that is there stays."""

    course: int = 0
    code: str = ""
    title: str = ""
    hours: float | None = None
    plan: int | None = None

    def concerned(self) -> set[CourseId]:
        """The courses for which something else is asked: the one whose plan is another."""
        return {self.course} if self.course else set()

    def after(self, session: Session, before: Rulebook) -> Rulebook:
        """The rulebook as it would be."""
        teaches = {course: plan for course, plan in before.teaches.items() if course != self.course}
        if self.course and self.plan is not None:
            teaches[self.course] = self.plan
        return replace(before, teaches=teaches)

    def days(self, session: Session, today: date) -> list[date]:
        """Today, and the days that matter of the revisions of the plan it taught and of the one it is to."""
        rulebook = catalogue_of(session).rulebook
        plans = {rulebook.teaches.get(self.course), self.plan}
        return days_that_matter(
            (each for plan in plans if plan is not None for each in rulebook.revisions.get(plan, ())), today
        )

    def write(self, session: Session, trail: Trail) -> AuditRow | None:
        """Writes it; the audit row, None where nothing is another. Raises Gone, Taken."""
        self.refuse_taken(session)
        if self.plan is not None and self.plan not in catalogue_of(session).plans:
            raise Gone
        columns = {"title": self.title, "hours": self.hours, "plan_id": self.plan}
        if self.course:
            return altered(session, trail, COURSE, standing(session, CourseRecord, self.course), columns)
        record = CourseRecord(key=fold(self.code), code=self.code, **columns)
        return put(session, trail, COURSE, record, {"code": self.code, **columns})

    def refuse_taken(self, session: Session) -> None:
        """Raises Taken where another course has the code, or goes by the code or the title."""
        names = names_in_use(session)
        for said in (self.code, self.title):
            for owner, what, written in names.get(as_compared(said), ()):
                if owner != self.course and not (said == self.title and what == "title"):
                    raise Taken(f"“{written}” is the {what} of {title_of(session, owner)}.")


class RuleDraft(BaseModel):
    """A version of a course's rule: a new one (rule 0), one still to come mended, or one taken back."""

    course: int
    rule: int = 0
    out: bool = False
    effective_on: date
    interval_months: int | None = None
    anchor: Anchor = Anchor.COMPLETION
    window_days: int = 60
    month_end: bool = False
    cycle_start: date | None = None
    grace_days: int = 0
    initial_days: int = 0
    lapse_months: int = 36

    @property
    def version(self) -> RuleVersion:
        """As the rules see it. Raises ValueError for a cycle without a start."""
        return RuleVersion(self.effective_on, **self._terms())

    @classmethod
    def of(cls, record: RuleRecord, out: bool = False) -> RuleDraft:
        """A version that is there, as it is."""
        terms = {name: getattr(record, name) for name in TERMS}
        return cls(
            course=record.course_id, rule=record.id, out=out, effective_on=record.effective_on, **terms
        )

    def concerned(self) -> set[CourseId]:
        """Its course."""
        return {self.course}

    def after(self, session: Session, before: Rulebook) -> Rulebook:
        """The rulebook as it would be."""
        there = standing(session, RuleRecord, self.rule).effective_on if self.rule else None
        versions = [each for each in before.versions.get(self.course, ()) if each.effective_on != there]
        if not self.out:
            versions.append(self.version)
        return replace(before, versions={**before.versions, self.course: versions})

    def days(self, session: Session, today: date) -> list[date]:
        """Today, and the day on which it takes effect, or would have."""
        was = standing(session, RuleRecord, self.rule).effective_on if self.rule else today
        return sorted({day for day in (today, was, self.effective_on) if day >= today})

    def write(self, session: Session, trail: Trail) -> AuditRow | None:
        """Writes it; the audit row, None where nothing is another. Raises Gone, Taken."""
        if self.out:
            return took_back(session, trail, RULE, standing(session, RuleRecord, self.rule))
        self.refuse_taken(session)
        columns = {"effective_on": self.effective_on, **self._terms(), "anchor": self.anchor.value}
        if self.rule:
            return altered(session, trail, RULE, standing(session, RuleRecord, self.rule), columns)
        standing(session, CourseRecord, self.course)
        return put(session, trail, RULE, RuleRecord(course_id=self.course, **columns), columns)

    def refuse_taken(self, session: Session) -> None:
        """Raises Taken where another version takes effect on that day."""
        query = live(RuleRecord).where(
            RuleRecord.course_id == self.course,
            RuleRecord.effective_on == self.effective_on,
            RuleRecord.id != self.rule,
        )
        if session.scalar(query) is not None:
            raise Taken("A version takes effect on that day already: change or take back that one.")

    def _terms(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in TERMS}


TERMS = (
    "interval_months",
    "anchor",
    "window_days",
    "month_end",
    "cycle_start",
    "grace_days",
    "initial_days",
    "lapse_months",
)
"""What a version of a rule says, beside the day it takes effect."""


class RequirementDraft(BaseModel):
    """Who must hold a course, to be asked; or (`requirement`) one that is asked, to be ended."""

    course: int
    requirement: int = 0
    disciplines: list[str] = []
    roles: list[str] = []
    effective_on: date | None = None

    @property
    def asked(self) -> Requirement:
        """As the rules see it."""
        return Requirement(self.course, frozenset(self.disciplines), frozenset(self.roles), self.effective_on)

    @classmethod
    def of(cls, record: RequirementRecord) -> RequirementDraft:
        """One that is there, to be ended."""
        return cls(
            course=record.course_id,
            requirement=record.id,
            disciplines=_parts(record.disciplines),
            roles=_parts(record.roles),
            effective_on=record.effective_on,
        )

    def concerned(self) -> set[CourseId]:
        """Its course."""
        return {self.course}

    def after(self, session: Session, before: Rulebook) -> Rulebook:
        """The rulebook as it would be."""
        rows = list(before.requirements)
        if self.requirement:
            rows.remove(RequirementDraft.of(standing(session, RequirementRecord, self.requirement)).asked)
        else:
            rows.append(self.asked)
        return replace(before, requirements=rows)

    def days(self, session: Session, today: date) -> list[date]:
        """Today, and the day from which it is asked."""
        return sorted({today, max(today, self.effective_on or today)})

    def write(self, session: Session, trail: Trail) -> AuditRow | None:
        """Writes it; the audit row. Raises Gone, Taken."""
        if self.requirement:
            record = standing(session, RequirementRecord, self.requirement)
            return took_back(session, trail, REQUIREMENT, record)
        self.refuse_taken(session)
        standing(session, CourseRecord, self.course)
        columns = {**self._joined(), "effective_on": self.effective_on}
        record = RequirementRecord(course_id=self.course, **columns)
        return put(session, trail, REQUIREMENT, record, columns)

    def refuse_taken(self, session: Session) -> None:
        """Raises Taken where the same is asked already."""
        said = {name: fold(value) for name, value in self._joined().items()}
        for each in session.scalars(
            live(RequirementRecord).where(RequirementRecord.course_id == self.course)
        ):
            there = {name: fold(getattr(each, name)) for name in said}
            if there == said and each.effective_on == self.effective_on:
                raise Taken("Just that is asked already.")

    def _joined(self) -> dict[str, str]:
        """Its columns, as an import keeps them."""
        return {
            "disciplines": ";".join(sorted(self.disciplines)),
            "roles": ";".join(sorted(self.roles, key=fold)),
        }


class EquivalentDraft(BaseModel):
    """That a course counts for another; or (`equivalent`) that it no longer does."""

    course: int
    counts_for: int
    relation: Relation
    equivalent: int = 0

    @property
    def edge(self) -> Equivalent:
        """As the rules see it."""
        return Equivalent(self.course, self.counts_for, self.relation)

    @classmethod
    def of(cls, record: EquivalentRecord) -> EquivalentDraft:
        """One that is there, to be taken back."""
        return cls(
            course=record.course_id,
            counts_for=record.counts_for_id,
            relation=Relation(record.kind),
            equivalent=record.id,
        )

    def concerned(self) -> set[CourseId]:
        """The course it counts for."""
        return {self.counts_for}

    def after(self, session: Session, before: Rulebook) -> Rulebook:
        """The rulebook as it would be."""
        edges = list(before.equivalents)
        if self.equivalent:
            standing(session, EquivalentRecord, self.equivalent)
            edges.remove(self.edge)
        else:
            edges.append(self.edge)
        return replace(before, equivalents=edges)

    def days(self, session: Session, today: date) -> list[date]:
        """Today: what counts for what has no day of its own."""
        return [today]

    def write(self, session: Session, trail: Trail) -> AuditRow | None:
        """Writes it; the audit row. Raises Gone, Taken."""
        if self.equivalent:
            record = standing(session, EquivalentRecord, self.equivalent)
            return took_back(session, trail, EQUIVALENT, record)
        self.refuse_taken(session)
        for key in (self.course, self.counts_for):
            standing(session, CourseRecord, key)
        columns = {
            "course_id": self.course,
            "counts_for_id": self.counts_for,
            "kind": self.relation.value,
        }
        return put(session, trail, EQUIVALENT, EquivalentRecord(**columns), columns)

    def refuse_taken(self, session: Session) -> None:
        """Raises Taken where it counts so already, or is to count for itself."""
        if self.course == self.counts_for:
            raise Taken("A course counts for itself already: choose another one.")
        if self.edge in catalogue_of(session).rulebook.equivalents:
            raise Taken("It counts so already.")


Draft = CourseDraft | RuleDraft | RequirementDraft | EquivalentDraft
"""A change that can be shown before it is made."""


def _parts(joined: str) -> list[str]:
    return [part for part in joined.split(";") if part]
