"""The rows of participation a file may speak of, with what replaced and what voided them since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.lookup import in_parts
from files.imports.plan import Addition
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.imports import ImportRun, ImportState
from storage.region import Region

Key = tuple[int, int, int | None, int | None, str, int | None, int]
"""What a row is the same by: exercise, agency, person, headcount, role, position, run."""

COLUMNS = ("exercise_id", "agency_id", "person_id", "headcount", "role", "position_id", "run")

_STORED = (
    ParticipationRecord.id,
    ParticipationRecord.record,
    *(getattr(ParticipationRecord, name) for name in COLUMNS),
    ParticipationRecord.verified,
    ParticipationRecord.verified_by,
    ParticipationRecord.verified_at,
    ParticipationRecord.replaced_by_id,
    ParticipationRecord.voided_at,
    ParticipationRecord.void_reason,
    ParticipationRecord.import_id,
)


@dataclass(eq=False, slots=True)
class Entry:
    """One row of participation, in the store or about to be."""

    key: Key
    record: str
    id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)  # of one that is only planned
    addition: Addition | None = None
    verified: bool = False
    verified_by: str = ""
    verified_at: datetime | None = None
    voided: bool = False
    undone: bool = False  # voided by undoing the import that brought it
    replaced_by: Entry | None = None
    since: str = ""  # what was done to it here after it was recorded

    @property
    def stands(self) -> bool:
        """Whether it counts: neither taken back nor replaced."""
        return not self.voided and self.replaced_by is None

    @property
    def exercise_id(self) -> int:
        """Which exercise it is of."""
        return self.key[0]

    @property
    def person_id(self) -> int | None:
        """Whose it is; None for a headcount."""
        return self.key[2]


class Parts:
    """The rows of some exercises, and those of some records."""

    def __init__(
        self, session: Session, exercises: Collection[str], records: Collection[str], region: Region
    ) -> None:
        self._region = region
        self._undone = set(session.scalars(select(ImportRun.id).where(ImportRun.state == ImportState.UNDONE)))
        self._by_id: dict[int, Entry] = {}
        self._replaced: dict[int, int] = {}
        self._by_key: defaultdict[Key, list[Entry]] = defaultdict(list)
        self._by_record: dict[str, Entry] = {}
        self._by_replacement: defaultdict[Entry, list[Entry]] = defaultdict(list)
        for part in in_parts(sorted(exercises)):
            ids = select(ExerciseRecord.id).where(ExerciseRecord.key.in_(part))
            self._load(session.execute(select(*_STORED).where(ParticipationRecord.exercise_id.in_(ids))))
        for part in in_parts(sorted(records)):
            self._load(session.execute(select(*_STORED).where(ParticipationRecord.record.in_(part))))
        self._tie()

    def of(self, key: Key) -> list[Entry]:
        """Every record that says this, but those an undone import brought."""
        return [entry for entry in self._by_key.get(key, ()) if not entry.undone]

    def named(self, record: str) -> Entry | None:
        """The row of this record."""
        return self._by_record.get(record)

    def replaced_by(self, entry: Entry) -> list[Entry]:
        """What a record stands in the place of."""
        return [each for each in self._by_replacement.get(entry, ()) if each.replaced_by is entry]

    def call(self, record: str, entry: Entry) -> None:
        """Takes a record's name in a file for one that is there under another."""
        self._by_record.setdefault(record, entry)

    def add(self, entry: Entry) -> None:
        """Takes in one that is only planned."""
        self._by_record[entry.record] = entry
        self._by_key[entry.key].append(entry)

    def _load(self, rows: Iterable[Any]) -> None:
        for row_id, record, *columns in rows:
            if row_id in self._by_id:
                continue
            verified, by, at, replaced_by_id, voided_at, void_reason, import_id = columns[len(COLUMNS) :]
            self._by_id[row_id] = self._by_record[record] = Entry(
                key=tuple(columns[: len(COLUMNS)]),
                record=record,
                id=row_id,
                verified=verified,
                verified_by=by,
                verified_at=at,
                voided=voided_at is not None,
                undone=voided_at is not None and import_id in self._undone,
                since=self._since(voided_at, void_reason, replaced_by_id),
            )
            if replaced_by_id is not None:
                self._replaced[row_id] = replaced_by_id

    def _since(self, voided_at: datetime | None, reason: str | None, replaced_by_id: int | None) -> str:
        if voided_at is not None:
            return f"voided here on {self._region.day(voided_at)}: {reason}"
        return "corrected here since" if replaced_by_id is not None else ""

    def _tie(self) -> None:
        for row_id, entry in sorted(self._by_id.items()):
            self._by_key[entry.key].append(entry)
            replaced_by = self._replaced.get(row_id)
            if replaced_by is not None:
                # One that is not loaded is another exercise's: that there is one is all that counts.
                entry.replaced_by = self._by_id.get(replaced_by, entry)
                if entry.replaced_by is not entry:
                    self._by_replacement[entry.replaced_by].append(entry)
