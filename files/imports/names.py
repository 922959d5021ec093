"""Agencies and courses: what everything else names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.moves import moves_between
from files.imports.plan import Outcome
from files.imports.planner import PlainPlanner
from files.kinds import AgencyRow, CourseRow
from readiness.records import Agency
from readiness.text import fold
from storage.catalogue import catalogue_of
from storage.people import AgencyDiscipline, AgencyRecord
from storage.training import CourseRecord


class AgencyPlanner(PlainPlanner[AgencyRow]):
    """Agencies; the same by name. Their disciplines decide what is asked of their people."""

    model = AgencyRecord

    def __init__(self, session: Session, today: date) -> None:
        super().__init__()
        self._session = session
        self._today = today
        disciplines: defaultdict[int, set[str]] = defaultdict(set)
        for row in session.execute(select(AgencyDiscipline.agency_id, AgencyDiscipline.discipline)):
            disciplines[row.agency_id].add(row.discipline)
        for agency in session.scalars(select(AgencyRecord)):
            values = {
                "disciplines": ";".join(sorted(disciplines[agency.id])),
                "jurisdiction": agency.jurisdiction,
                "governance": agency.governance,
                "strength": agency.strength,
            }
            self.add_stored(agency.key, values, agency.id)

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
        return {
            "disciplines": ";".join(sorted(each.value for each in row.disciplines)),
            "jurisdiction": row.jurisdiction,
            "governance": row.governance.value if row.governance else "",
            "strength": row.strength or None,
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
        )

    def _moves(self) -> Any:
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
    """Courses; the same by code."""

    model = CourseRecord

    def __init__(self, session: Session) -> None:
        super().__init__()
        for course in session.scalars(select(CourseRecord)):
            self.add_stored(course.key, {"title": course.title, "hours": course.hours or None}, course.id)

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
        """Title and usual hours; none is not known."""
        return {"title": row.title, "hours": row.hours or None}

    def outcome(self) -> Outcome:
        """New names for everybody."""
        plain = super().outcome()
        return replace(plain, changes_catalogue=bool(plain.additions or plain.alterations))
