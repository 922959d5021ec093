"""Leaves and waivers."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.lookup import courses_coded, in_parts
from files.imports.people import Known, People
from files.imports.plan import Outcome
from files.imports.planner import PlainPlanner
from files.intake import Parsed
from files.kinds import AbsenceRow
from files.settled import NOTHING_SETTLED, Settled
from files.table import Table
from storage.training import AbsenceRecord


class AbsencePlanner(PlainPlanner[AbsenceRow]):
    """Absences; the same by person, kind, course and first day."""

    model = AbsenceRecord

    def __init__(self, session: Session, table: Table, settled: Settled = NOTHING_SETTLED) -> None:
        super().__init__()
        self._people = People(session, table, settled)
        self._courses = courses_coded(session)
        for part in in_parts(sorted(self._people.ids)):
            query = select(AbsenceRecord).where(
                AbsenceRecord.voided_at.is_(None), AbsenceRecord.person_id.in_(part)
            )
            for row in session.scalars(query):
                identity = {
                    "person_id": row.person_id,
                    "kind": row.kind,
                    "course_id": row.course_id,
                    "starts_on": row.starts_on,
                }
                values = {name: getattr(row, name) for name in ("ends_on", "reason", "approved_by")}
                self.add_stored(tuple(identity.values()), values, row.id, identity)

    def judge(self, row: AbsenceRow) -> str | None:
        """Person and course must be there, and it must not end before it starts."""
        objection = self._people.objection(row)
        return objection or (self._courses.objection(row.course) if row.course else None)

    def take(self, parsed: Parsed[AbsenceRow]) -> None:
        """Takes a row; whoever was known by name alone is noted."""
        self._people.met(parsed.values, parsed.line)
        super().take(parsed)

    def key(self, row: AbsenceRow) -> Hashable:
        """Person, kind, course, first day."""
        return tuple(self.identity(row).values())

    def subject(self, row: AbsenceRow) -> str:
        """Whose, what, from when."""
        course = f" for {row.course}" if row.course else ""
        return f"{self._person(row).name}, {row.kind.value}{course} from {row.starts_on}"

    def identity(self, row: AbsenceRow) -> dict[str, Any]:
        """Person, kind, course, first day; no course is all."""
        return {
            "person_id": self._person(row).id,
            "kind": row.kind.value,
            "course_id": self._courses[row.course] if row.course else None,
            "starts_on": row.starts_on,
        }

    def values(self, row: AbsenceRow) -> dict[str, Any]:
        """Until when, why, and who approved it."""
        return {"ends_on": row.ends_on, "reason": row.reason, "approved_by": row.approved_by or None}

    def outcome(self) -> Outcome:
        """With the people it concerns."""
        moved = frozenset(
            draft.identity["person_id"] for draft in self.drafts.values() if draft.is_new or draft.differs
        )
        return replace(
            super().outcome(),
            involved=self._people.ids,
            moved=moved,
            whom=self._people.whom,
            open=self._people.open,
        )

    def _person(self, row: AbsenceRow) -> Known:
        found = self._people.find(row)
        assert found is not None, "the row was judged first"
        return found
