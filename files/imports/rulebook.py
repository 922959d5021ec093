"""How long a completion lasts, who must hold what, and what counts for what: previewed before it moves."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.columns import RowT
from files.imports.lookup import courses_coded
from files.imports.plan import Outcome
from files.imports.planner import PlainPlanner
from files.kinds import EquivalentRow, RequirementRow, RuleRow
from readiness.records import Anchor, Equivalent, Relation, Requirement, Rulebook, RuleVersion
from readiness.text import fold
from storage.catalogue import catalogue_of
from storage.course_drafts import TERMS
from storage.moves import moves_between
from storage.training import EquivalentRecord, RequirementRecord, RuleRecord


class RulebookPlanner(PlainPlanner[RowT]):
    """A part of the rulebook, with whom its change moves: today, and on the days it takes effect."""

    def __init__(self, session: Session, today: date) -> None:
        super().__init__()
        self._session = session
        self._today = today
        self.courses = courses_coded(session)

    @abstractmethod
    def changed(self, rulebook: Rulebook) -> Rulebook:
        """The rulebook as the file would leave it."""

    def outcome(self) -> Outcome:
        """With whom it moves."""
        plain = super().outcome()
        if not plain.additions and not plain.alterations:
            return plain
        before = catalogue_of(self._session).rulebook
        moves = moves_between(self._session, before, self.changed(before), self._days())
        return replace(plain, changes_catalogue=True, moves_everybody=True, moves=moves)

    def _days(self) -> Iterable[date]:
        """Today, and every later day on which something new or changed takes effect."""
        effective = (
            draft.identity.get("effective_on")
            for draft in self.drafts.values()
            if draft.is_new or draft.differs
        )
        return {self._today} | {day for day in effective if day is not None and day > self._today}


class RulePlanner(RulebookPlanner[RuleRow]):
    """Versions of refresher rules; the same by course and the day they take effect."""

    model = RuleRecord
    columns: ClassVar[tuple[str, ...]] = TERMS

    def __init__(self, session: Session, today: date) -> None:
        super().__init__(session, today)
        for rule in session.scalars(select(RuleRecord).where(RuleRecord.voided_at.is_(None))):
            identity = {"course_id": rule.course_id, "effective_on": rule.effective_on}
            values = {name: getattr(rule, name) for name in self.columns}
            self.add_stored((rule.course_id, rule.effective_on), values, rule.id, identity)

    def judge(self, row: RuleRow) -> str | None:
        """The course must be there, and cycles must begin some day."""
        objection = self.courses.objection(row.course)
        if objection is not None:
            return objection
        draft = self.drafts.get(self.key(row))
        if draft is None:
            return None
        after = {**draft.values, **{n: v for n, v in self.values(row).items() if n in row.given}}
        if after["anchor"] == Anchor.CYCLE.value and after["cycle_start"] is None:
            return "cycle_start: empty; the rule that is there counts by cycles and needs the day one begins"
        return None

    def key(self, row: RuleRow) -> Hashable:
        """Course and first day."""
        return self.courses[row.course], row.effective_on

    def subject(self, row: RuleRow) -> str:
        """Course and first day."""
        return f"{row.course} from {row.effective_on}"

    def identity(self, row: RuleRow) -> dict[str, Any]:
        """Course and first day."""
        return {"course_id": self.courses[row.course], "effective_on": row.effective_on}

    def values(self, row: RuleRow) -> dict[str, Any]:
        """How long, counted from where."""
        return {name: getattr(row, name) for name in self.columns} | {"anchor": row.anchor.value}

    def changed(self, rulebook: Rulebook) -> Rulebook:
        """With these versions in place of those there are."""
        versions: defaultdict[int, list[RuleVersion]] = defaultdict(list)
        for draft in self.drafts.values():
            values = {**draft.values, "anchor": Anchor(draft.values["anchor"])}
            version = RuleVersion(draft.identity["effective_on"], **values)
            versions[draft.identity["course_id"]].append(version)
        return replace(rulebook, versions=dict(versions))


class RequirementPlanner(RulebookPlanner[RequirementRow]):
    """Who must hold a course; the same by the whole row."""

    model = RequirementRecord

    def __init__(self, session: Session, today: date) -> None:
        super().__init__(session, today)
        for row in session.scalars(select(RequirementRecord).where(RequirementRecord.voided_at.is_(None))):
            identity = {
                "course_id": row.course_id,
                "disciplines": row.disciplines,
                "roles": row.roles,
                "effective_on": row.effective_on,
            }
            self.add_stored(_requirement_key(identity), {}, row.id, identity)

    def judge(self, row: RequirementRow) -> str | None:
        """The course must be there."""
        return self.courses.objection(row.course)

    def key(self, row: RequirementRow) -> Hashable:
        """All of it."""
        return _requirement_key(self.identity(row))

    def subject(self, row: RequirementRow) -> str:
        """Who must hold what, from when."""
        whom = ", ".join(sorted(row.disciplines)) or "all"
        roles = f" ({', '.join(row.roles)})" if row.roles else ""
        return f"{row.course} for {whom}{roles}" + (f" from {row.effective_on}" if row.effective_on else "")

    def identity(self, row: RequirementRow) -> dict[str, Any]:
        """All of it; no disciplines and no roles stand for all."""
        return {
            "course_id": self.courses[row.course],
            "disciplines": ";".join(sorted(each.value for each in row.disciplines)),
            "roles": ";".join(sorted(row.roles, key=fold)),
            "effective_on": row.effective_on,
        }

    def values(self, row: RequirementRow) -> dict[str, Any]:
        """None that could change."""
        return {}

    def changed(self, rulebook: Rulebook) -> Rulebook:
        """With these rows in place of those there are."""
        rows = [
            Requirement(
                draft.identity["course_id"],
                _parts(draft.identity["disciplines"]),
                _parts(draft.identity["roles"]),
                draft.identity["effective_on"],
            )
            for draft in self.drafts.values()
        ]
        return replace(rulebook, requirements=rows)


class EquivalentPlanner(RulebookPlanner[EquivalentRow]):
    """Which course counts for which; the same by the whole row."""

    model = EquivalentRecord

    def __init__(self, session: Session, today: date) -> None:
        super().__init__(session, today)
        for row in session.scalars(select(EquivalentRecord).where(EquivalentRecord.voided_at.is_(None))):
            identity = {"course_id": row.course_id, "counts_for_id": row.counts_for_id, "kind": row.kind}
            self.add_stored(tuple(identity.values()), {}, row.id, identity)

    def judge(self, row: EquivalentRow) -> str | None:
        """Both courses must be there."""
        return self.courses.objection(row.course) or self.courses.objection(row.counts_for, "counts_for")

    def key(self, row: EquivalentRow) -> Hashable:
        """All of it."""
        return tuple(self.identity(row).values())

    def subject(self, row: EquivalentRow) -> str:
        """What counts for what, and how."""
        return f"{row.course} {row.kind.value} {row.counts_for}"

    def identity(self, row: EquivalentRow) -> dict[str, Any]:
        """All of it."""
        return {
            "course_id": self.courses[row.course],
            "counts_for_id": self.courses[row.counts_for],
            "kind": row.kind.value,
        }

    def values(self, row: EquivalentRow) -> dict[str, Any]:
        """None that could change."""
        return {}

    def changed(self, rulebook: Rulebook) -> Rulebook:
        """With these rows in place of those there are."""
        rows = [
            Equivalent(each["course_id"], each["counts_for_id"], Relation(each["kind"]))
            for each in (draft.identity for draft in self.drafts.values())
        ]
        return replace(rulebook, equivalents=rows)


def _requirement_key(identity: dict[str, Any]) -> Hashable:
    return tuple(fold(value) if isinstance(value, str) else value for value in identity.values())


def _parts(joined: str) -> frozenset[str]:
    return frozenset(part for part in joined.split(";") if part)
