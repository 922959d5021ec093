"""Putting additions and alterations on paper: many at once, each change with an audit row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from files.imports.lookup import in_parts
from files.imports.plan import Addition, Alteration, Tick
from storage.audit import AuditKind, note
from storage.base import Base
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Person
from storage.training import (
    AbsenceRecord,
    CompletionRecord,
    CourseRecord,
    EquivalentRecord,
    RequirementRecord,
    RuleRecord,
)

WRITING = "Writing"

SUBJECTS: Mapping[type[Base], str] = {
    AgencyRecord: "agency",
    Person: "person",
    AffiliationRecord: "affiliation",
    CourseRecord: "course",
    RuleRecord: "rule",
    RequirementRecord: "requirement",
    EquivalentRecord: "equivalent",
    CompletionRecord: "completion",
    AbsenceRecord: "absence",
}
"""What a record is called in the audit."""

_NEED_IDS = (Person, AgencyRecord)  # their standing, their disciplines

_WHOLE_ROWS = {"render_nulls": True}
"""Rows that differ in what is empty go in together, not each kind of them by itself."""


class Pen:
    """Writes the records of one import."""

    def __init__(
        self, session: Session, import_id: int, by: str, door: str, now: datetime, tick: Tick | None = None
    ) -> None:
        self._session = session
        self._import_id = import_id
        self._by = by
        self._door = door
        self._now = now
        self._tick = tick
        self._ids: dict[Addition, int] = {}
        self._done = 0

    @property
    def added_people(self) -> list[int]:
        """The ids of the people it added."""
        return [row_id for addition, row_id in self._ids.items() if addition.model is Person]

    def add(self, additions: Sequence[Addition]) -> None:
        """Adds records, each after those it names.

        Raises:
            ValueError: for records that name each other in a ring.
        """
        named = {value for each in additions for value in each.values.values() if isinstance(value, Addition)}
        waiting = list(additions)
        while waiting:
            ready = [each for each in waiting if self._knows_ids_for(each)]
            if not ready:
                raise ValueError("records that name each other in a ring can't be written")
            later = [each for each in waiting if not self._knows_ids_for(each)]
            for model, group in _by_model(ready).items():
                for part in in_parts(group):
                    self._insert(model, part, with_ids=model in _NEED_IDS or not named.isdisjoint(part))
                    self._count(len(part), len(additions))
            waiting = later

    def _knows_ids_for(self, addition: Addition) -> bool:
        return all(value in self._ids for value in addition.values.values() if isinstance(value, Addition))

    def _insert(self, model: type[Base], part: Sequence[Addition], with_ids: bool) -> None:
        rows = [self._row(each) for each in part]
        disciplines = [row.pop("disciplines") if model is AgencyRecord else "" for row in rows]
        if not with_ids:
            self._session.execute(insert(model), rows, execution_options=_WHOLE_ROWS)
            return
        statement = insert(model).returning(_id(model), sort_by_parameter_order=True)
        ids = self._session.scalars(statement, rows, execution_options=_WHOLE_ROWS)
        for addition, row_id, joined in zip(part, ids.all(), disciplines, strict=True):
            self._ids[addition] = row_id
            if joined:
                _set_disciplines(self._session, row_id, joined)

    def _row(self, addition: Addition) -> dict[str, Any]:
        """The columns of an addition, with the ids of what it names, and by whom it comes."""
        columns = addition.model.__table__.columns
        row = {
            name: self._ids[value] if isinstance(value, Addition) else value
            for name, value in addition.values.items()
        }
        row["import_id"] = self._import_id
        if "recorded_at" in columns:
            row["recorded_by"] = row.get("recorded_by") or self._by
            row["recorded_at"] = row.get("recorded_at") or self._now
        if row.get("voided_at") is not None:
            row["voided_by"] = self._by
        elif "voided_at" in columns:
            row["voided_by"] = None
        return row

    def _count(self, done: int, of: int) -> None:
        self._done += done
        if self._tick is not None:
            self._tick(WRITING, self._done, of)

    def alter(self, alterations: Iterable[Alteration], why: str = "") -> None:
        """Changes records that are there, and notes of each what it was."""
        grouped: defaultdict[type[Base], dict[int, Alteration]] = defaultdict(dict)
        for each in alterations:
            grouped[each.model][each.id] = each
        for model, by_id in grouped.items():
            for part in in_parts(sorted(by_id)):
                rows = self._session.scalars(select(model).where(_id(model).in_(part)))
                for row in rows.all():
                    self._change(row, by_id[row.id], why)  # type: ignore[attr-defined]
        self._session.flush()

    def _change(self, row: Base, alteration: Alteration, why: str) -> None:
        values = dict(alteration.values)
        if "voided_at" in values:
            values["voided_by"] = (None, self._by)
        set_values(self._session, row, {name: after for name, (_, after) in values.items()})
        note(
            self._session,
            self._now,
            self._by,
            self._door,
            AuditKind.CHANGED_BY_IMPORT,
            (SUBJECTS[alteration.model], alteration.id),
            of=row,
            import_id=self._import_id,
            changes={name: [written(before), written(after)] for name, (before, after) in values.items()},
            **({"why": why} if why else {}),
        )


def set_values(session: Session, row: Base, values: Mapping[str, Any]) -> None:
    """Gives a record other values, with what follows from them: keys to find people by, disciplines."""
    for name, value in values.items():
        if isinstance(row, AgencyRecord) and name == "disciplines":
            session.execute(delete(AgencyDiscipline).where(AgencyDiscipline.agency_id == row.id))
            _set_disciplines(session, row.id, value)
        else:
            setattr(row, name, value)
    if isinstance(row, Person):
        row.rekey()


def value_of(session: Session, row: Base, name: str) -> Any:
    """A value of a record as the audit writes it."""
    if isinstance(row, AgencyRecord) and name == "disciplines":
        query = select(AgencyDiscipline.discipline).where(AgencyDiscipline.agency_id == row.id)
        return ";".join(sorted(session.scalars(query)))
    return written(getattr(row, name))


def written(value: Any) -> Any:
    """A value as the audit writes it: days and instants in ISO 8601, instants in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def read_back(model: type[Base], name: str, value: Any) -> Any:
    """A value from what the audit wrote."""
    column = model.__table__.columns.get(name)
    if value is None or column is None:
        return value
    kind = column.type.python_type
    return kind.fromisoformat(value) if kind in (date, datetime) else value


def _set_disciplines(session: Session, agency_id: int, joined: str) -> None:
    rows = [{"agency_id": agency_id, "discipline": each} for each in joined.split(";") if each]
    if rows:
        session.execute(insert(AgencyDiscipline), rows)


def _by_model(additions: Iterable[Addition]) -> dict[type[Base], list[Addition]]:
    grouped: defaultdict[type[Base], list[Addition]] = defaultdict(list)
    for each in additions:
        grouped[each.model].append(each)
    return dict(grouped)


def _id(model: type[Base]) -> Any:
    return model.__table__.columns["id"]
