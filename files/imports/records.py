"""Putting additions and alterations on paper: many at once, each change with an audit row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from files.imports.beside import BESIDE, read_beside, write_beside
from files.imports.lookup import in_parts
from files.imports.plan import Addition, Alteration, Tick
from storage.audit import AuditKind, note
from storage.base import Base
from storage.copying import add_records
from storage.exercises import ActionRecord, ExerciseRecord, ParticipationRecord, RatingRecord
from storage.people import AffiliationRecord, AgencyRecord, Person, Unit
from storage.plans import AdoptionRecord, PlanRecord, RevisionRecord
from storage.positions import PositionRecord
from storage.taking_part import SUBJECT
from storage.training import (
    AbsenceRecord,
    CompletionRecord,
    CourseRecord,
    EquivalentRecord,
    RequirementRecord,
    RuleRecord,
)

WRITING = "Writing"
FROM_A_FILE = "file"
"""From where what a file brings was recorded, unless it says so itself."""

SUBJECTS: Mapping[type[Base], str] = {
    AgencyRecord: "agency",
    Person: "person",
    AffiliationRecord: "affiliation",
    Unit: "unit",
    CourseRecord: "course",
    RuleRecord: "rule",
    RequirementRecord: "requirement",
    EquivalentRecord: "equivalent",
    CompletionRecord: "completion",
    AbsenceRecord: "absence",
    PlanRecord: "plan",
    RevisionRecord: "revision",
    AdoptionRecord: "adoption",
    PositionRecord: "position",
    ExerciseRecord: "exercise",
    ParticipationRecord: SUBJECT,
    RatingRecord: "rating",
    ActionRecord: "action",
}
"""What a record is called in the audit."""

_NEED_IDS = (Person, *BESIDE)  # for their standing, for what is kept beside them

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

    def add(self, additions: Sequence[Addition], named_later: Iterable[Addition] = ()) -> None:
        """Adds records, each after those it names; what names some of them later is said with it.

        Raises:
            ValueError: for records that name each other in a ring.
        """
        names = {each: named for each in additions if (named := each.names)}
        wanted = {*chain.from_iterable(names.values()), *named_later}
        waiting = list(additions)
        while waiting:
            ready = [each for each in waiting if self._ids.keys() >= {*names.get(each, ())}]
            if not ready:
                raise ValueError("records that name each other in a ring can't be written")
            for model, group in _by_model(ready).items():
                for part in in_parts(group):
                    self._insert(model, part, with_ids=model in _NEED_IDS or not wanted.isdisjoint(part))
                    self._count(len(part), len(additions))
            done = set(ready)
            waiting = [each for each in waiting if each not in done]

    def _insert(self, model: type[Base], part: Sequence[Addition], with_ids: bool) -> None:
        rows = [self._row(each) for each in part]
        beside = [{name: row.pop(name) for name in BESIDE.get(model, ()) if name in row} for row in rows]
        if not with_ids:
            alike: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
            for row in rows:
                alike[tuple(row)].append(row)
            for group in alike.values():
                add_records(self._session, model, group)
            return
        statement = insert(model).returning(_id(model), sort_by_parameter_order=True)
        ids = self._session.scalars(statement, rows, execution_options=_WHOLE_ROWS)
        for addition, row_id, values in zip(part, ids.all(), beside, strict=True):
            self._ids[addition] = row_id
            for name, text in values.items():
                if text:
                    write_beside(self._session, row_id, name, text, self._by, self._now)

    def _row(self, addition: Addition) -> dict[str, Any]:
        """The columns of an addition, with the ids of what it names, and by whom it comes."""
        columns = addition.model.__table__.columns
        row = {
            name: self._ids[value] if type(value) is Addition else value
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
        values = {
            name: (before, self._ids[after] if isinstance(after, Addition) else after)
            for name, (before, after) in alteration.values.items()
        }
        if "voided_at" in values:
            values.setdefault("voided_by", (None, self._by))
        new_values = {name: after for name, (_, after) in values.items()}
        set_values(self._session, row, new_values, self._by, self._now)
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


def set_values(session: Session, row: Base, values: Mapping[str, Any], by: str, now: datetime) -> None:
    """Gives a record other values, with what follows from them: keys to find people by, rows beside it."""
    for name, value in values.items():
        if name in BESIDE.get(type(row), ()):
            write_beside(session, _id_of(row), name, value, by, now)
        else:
            setattr(row, name, value)
    if isinstance(row, Person):
        row.rekey()


def value_of(session: Session, row: Base, name: str) -> Any:
    """A value of a record as the audit writes it."""
    if name in BESIDE.get(type(row), ()):
        return read_beside(session, [_id_of(row)], name)[_id_of(row)]
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


def _by_model(additions: Iterable[Addition]) -> dict[type[Base], list[Addition]]:
    grouped: defaultdict[type[Base], list[Addition]] = defaultdict(list)
    for each in additions:
        grouped[each.model].append(each)
    return dict(grouped)


def _id(model: type[Base]) -> Any:
    return model.__table__.columns["id"]


def _id_of(row: Base) -> int:
    row_id: int = row.id  # type: ignore[attr-defined]
    return row_id
