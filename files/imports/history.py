"""The completions a file may speak of, with what corrected and what voided them since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from files.imports.lookup import in_parts
from files.imports.plan import Addition, FieldChange
from files.kinds import CompletionRow
from storage.base import plainly, table_of
from storage.imports import ImportRun, ImportState
from storage.region import Region
from storage.training import CompletionRecord

Key = tuple[int, int, date, str]
"""What a completion is the same by: person, course, day, result."""
Card = tuple[int, int, str]
"""Of whom and what a certificate is that is known by its expiry only: person, course, result."""

KEY = ("person_id", "course_id", "completed_on", "result")

VALUES: Mapping[str, Any] = MappingProxyType(
    {
        "hours": None,
        "provider": "",
        "instructor": "",
        "funding": "",
        "evidence": "",
        "expires_on": None,
        "verified": False,
        "verified_by": "",
        "verified_on": None,
    }
)
"""What else a completion says, each with its value where a file does not say."""

_COLUMNS = {"funding": "grant"}  # where an import's column bears another name than the store's
_BROUGHT_AS = tuple((name, _COLUMNS.get(name, name)) for name in VALUES)
VERIFICATION = ("verified", "verified_by", "verified_on")
"""What goes together: whether, by whom, when."""

_TABLE = table_of(CompletionRecord)
_STORED = tuple(
    _TABLE.c[name]
    for name in (
        "id",
        "record",
        "person_id",
        "course_id",
        "completed_on",
        "result",
        "hours",
        "provider",
        "instructor",
        "funding",
        "evidence",
        "expires_on",
        "verified",
        "verified_by",
        "verified_at",
        "corrects_id",
        "voided_at",
        "void_reason",
        "import_id",
    )
)


_STORED_ALL = select(*_STORED)
_CORRECTED = _TABLE.alias("corrected")
_FEW_COURSES = 500


@dataclass(eq=False, slots=True)
class Entry:
    """One completion, in the store or about to be."""

    key: Key
    facts: dict[str, Any]
    record: str
    id: int | None = None
    addition: Addition | None = None
    voided: bool = False
    undone: bool = False  # voided by undoing the import that brought it
    since: str = ""  # what was done to it here after it was recorded
    corrects_id: int | None = None
    corrections: list[Entry] = field(default_factory=list, repr=False)  # that are not voided

    @property
    def stored(self) -> bool:
        """Whether it is in the store already."""
        return self.id is not None

    @property
    def person_id(self) -> int:
        """Whose it is."""
        return self.key[0]

    @property
    def lineage(self) -> list[Entry]:
        """Itself, what corrected it, what corrected that, and so on."""
        found = [self]
        for entry in found:
            found.extend(entry.corrections)
        return found

    @property
    def head(self) -> Entry:
        """The record that stands in its place now, the newest; itself, where nothing corrected it."""
        entry = self
        while entry.corrections:
            entry = entry.corrections[-1]
        return entry

    @property
    def was_verified_here(self) -> bool:
        """Whether somebody verified it, rather than the file that brought it."""
        return bool(self.facts["verified"] and self.facts["verified_by"])


class History:
    """The completions of some people, and those of some records."""

    def __init__(
        self,
        session: Session,
        person_ids: Collection[int],
        records: Collection[str],
        region: Region,
        courses: Collection[int] | None = None,
    ) -> None:
        """Of some courses alone, where they are named and few, with whatever corrects those completions."""
        self._region = region
        self._undone = set(session.scalars(select(ImportRun.id).where(ImportRun.state == ImportState.UNDONE)))
        self._by_id: dict[int, Entry] = {}
        self._by_key: defaultdict[Key, list[Entry]] = defaultdict(list)
        self._by_record: dict[str, Entry] = {}
        self._by_card: defaultdict[Card, list[Entry]] = defaultdict(list)
        some = courses if courses is not None and len(courses) <= _FEW_COURSES else None
        for part in in_parts(sorted(person_ids)):
            query = _STORED_ALL.where(_TABLE.c.person_id.in_(part))
            self._load(plainly(session, query if some is None else query.where(_TABLE.c.course_id.in_(some))))
        for names in in_parts(sorted(records)):
            self._load(plainly(session, _STORED_ALL.where(_TABLE.c.record.in_(names))))
        self._load_corrections(session, some)
        self._tie()

    def of(self, key: Key) -> list[Entry]:
        """Every record of a person, course, day and result but those an undone import brought."""
        return [entry for entry in self._by_key.get(key, ()) if not entry.undone]

    def certified(self, card: Card) -> list[Entry]:
        """Every record of a person, course and result whose certificate says until when it holds.

        But those an undone import brought.
        """
        return [each for each in self._by_card.get(card, ()) if each.facts["expires_on"] and not each.undone]

    def standing(self, key: Key) -> Entry | None:
        """The record a row of other values would correct: the newest that stands, or stands in its place."""
        recorded = [entry for entry in self._by_key.get(key, ()) if not entry.voided]
        live = [entry for entry in recorded if not entry.corrections]
        heads = live or [entry.head for entry in recorded if not entry.head.voided]
        return heads[-1] if heads else None

    def named(self, record: str) -> Entry | None:
        """The record of that name, in the store or in this file."""
        return self._by_record.get(record)

    def call(self, record: str, entry: Entry) -> None:
        """Notes that this file knows a record by another name."""
        self._by_record[record] = entry

    def add(self, entry: Entry, corrected: Entry | None) -> None:
        """Notes a record that is about to be."""
        self._note_key(entry)
        self._by_record[entry.record] = entry
        if corrected is not None and not entry.voided:
            corrected.corrections.append(entry)

    def void(self, entry: Entry) -> Entry | None:
        """Notes that a record is about to be voided; the one it corrected, which then stands again."""
        entry.voided = True
        corrected = self._by_id.get(entry.corrects_id or 0)
        if corrected is not None and entry in corrected.corrections:
            corrected.corrections.remove(entry)
        return corrected

    def _load(self, rows: Iterable[Sequence[Any]]) -> set[int]:
        loaded: set[int] = set()
        for row in rows:
            row_id, record, person, course, completed_on, result, *facts = row
            if row_id in self._by_id:
                continue
            *values, verified_at, corrects_id, voided_at, void_reason, import_id = facts
            values[0] = values[0] or None  # hours
            entry = Entry(
                (person, course, completed_on, result),
                dict(zip(VALUES, (*values, self._day(verified_at)), strict=True)),
                record,
                row_id,
            )
            if voided_at is not None:
                entry.voided, entry.undone = True, import_id in self._undone
                entry.since = f"voided here on {self._day(voided_at)}: {void_reason}"
            entry.corrects_id = corrects_id
            self._by_id[row_id] = self._by_record[record] = entry
            loaded.add(row_id)
        return loaded

    def _load_corrections(self, session: Session, courses: Collection[int] | None) -> None:
        """What corrects these records and is another person's, or of another course: a record may have been
        the wrong one's. And what corrects that.
        """
        loaded: set[int] = set()
        others = _CORRECTED.c.person_id != _TABLE.c.person_id
        query = _STORED_ALL.join(_CORRECTED, _CORRECTED.c.id == _TABLE.c.corrects_id)
        if courses is not None:
            others = or_(others, _TABLE.c.course_id.not_in(courses))
            query = query.where(_CORRECTED.c.course_id.in_(courses))
        for part in in_parts(sorted({entry.person_id for entry in self._by_id.values()})):
            loaded |= self._load(plainly(session, query.where(_CORRECTED.c.person_id.in_(part), others)))
        while loaded:
            again = [
                plainly(session, _STORED_ALL.where(_TABLE.c.corrects_id.in_(part)))
                for part in in_parts(sorted(loaded))
            ]
            loaded = set().union(*map(self._load, again))

    def _tie(self) -> None:
        for entry in sorted(self._by_id.values(), key=lambda entry: entry.id or 0):
            self._note_key(entry)
            corrected = self._by_id.get(entry.corrects_id) if entry.corrects_id else None
            if corrected is not None and not entry.voided:
                corrected.corrections.append(entry)
                corrected.since = corrected.since or "corrected here since"

    def _note_key(self, entry: Entry) -> None:
        person, course, _, result = entry.key
        self._by_key[entry.key].append(entry)
        self._by_card[person, course, result].append(entry)

    def _day(self, instant: datetime | None) -> date | None:
        return self._region.day(instant) if instant is not None else None


def midnight(day: date, region: Region) -> datetime:
    """The instant a day begins in the region: what stands for a day where an instant is kept."""
    return datetime.combine(day, time(), region.zone)


def brought(row: CompletionRow) -> dict[str, Any]:
    """What a row says besides its key, of the columns its file has."""
    values = {
        "hours": row.hours or None,
        "provider": row.provider,
        "instructor": row.instructor,
        "funding": row.grant,
        "evidence": row.evidence,
        "expires_on": row.expires_on,
        "verified": row.verified,
        "verified_by": row.verified_by if row.verified else "",
        "verified_on": row.verified_on if row.verified else None,
    }
    said = {name: values[name] for name, column in _BROUGHT_AS if column in row.given}
    if row.expires_on is None and not row.record:
        said.pop("expires_on", None)  # an empty cell beside others that are filled takes no certificate's day
    if "verified" in said:  # who and when go with it, also where the file has no columns for them
        said |= {name: values[name] for name in VERIFICATION}
    return said


def blanks(columns: Collection[str]) -> dict[str, Any]:
    """What the blank cells of a file say where it tells the whole of a record, as an export does."""
    return {name: value for name, value in VALUES.items() if _COLUMNS.get(name, name) in columns}


def differences(entry: Entry, facts: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Which of these facts are others than the record's.

    That somebody verified it here is no difference to a file that knows nothing of it.
    """
    theirs = {**entry.facts, **dict(zip(KEY, entry.key, strict=True))}
    passed_over: set[str] = set()
    if entry.was_verified_here and not facts.get("verified_by"):
        passed_over = set(VERIFICATION)
    elif entry.facts["verified"] and facts.get("verified") and not facts.get("verified_on"):
        passed_over = {"verified_on"}
    return tuple(
        FieldChange(_COLUMNS.get(name, name), theirs[name], value)
        for name, value in facts.items()
        if name not in passed_over and theirs[name] != value
    )
