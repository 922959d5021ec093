"""Who took part: never overwritten. A row is the same by all it says; those of an export by their record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.exercise_kinds import ParticipationRow
from files.imports.exercises import Calendar
from files.imports.history import midnight
from files.imports.lookup import agencies_named, in_parts, texts
from files.imports.parts import COLUMNS, Entry, Key, Parts
from files.imports.people import Known, People
from files.imports.plan import Addition, Alteration, Change, FieldChange, Outcome, PlannedRow, Playing
from files.imports.records import FROM_A_FILE
from files.intake import Parsed, Refused
from files.settled import NOTHING_SETTLED, Settled
from files.table import Table
from readiness.text import fold
from readiness.vocabulary import Role, discipline_name
from storage.base import is_active
from storage.catalogue import Catalogue, catalogue_of
from storage.exercises import ParticipationRecord
from storage.people import AffiliationRecord
from storage.region import Region
from storage.training import new_record

Row = Parsed[ParticipationRow]


class ParticipationPlanner:
    """A row that stands already is not recorded twice; one that was taken back or replaced here stays so."""

    def __init__(
        self,
        session: Session,
        table: Table,
        region: Region,
        today: date,
        settled: Settled = NOTHING_SETTLED,
    ) -> None:
        self._region = region
        self._people = People(session, table, settled)
        self._agencies = agencies_named(session)
        self._calendar = Calendar(session, today)
        self._catalogue = catalogue_of(session)
        self._positions = {fold(each.code): each for each in self._catalogue.every_position.values()}
        self._disciplines = _Disciplines(session, self._catalogue, self._people.ids)
        exercises = {fold(self._calendar.code(each)) for each in texts(table, "exercise")}
        records = texts(table, "record") | texts(table, "replaced_by")
        self._parts = Parts(session, exercises, records, region)
        self._plain: list[Row] = []
        self._named: dict[str, Row] = {}
        self._again: list[tuple[Row, Row]] = []
        self._rows: list[PlannedRow] = []
        self._refused: list[Refused] = []
        self._additions: list[Addition] = []
        self._altered: dict[Entry, dict[str, tuple[Any, Any]]] = {}
        self._moved: set[int] = set()
        self._shown: set[int] = set()

    def judge(self, row: ParticipationRow) -> str | None:
        """Exercise, agency, person and position must be there, and the exercise must have taken place.

        What is on record stays there though the exercise was cancelled or the position taken out since.
        """
        unknown = (
            self._calendar.named.objection(row.exercise),
            self._agencies.objection(row.agency),
            self._people.objection(row) if row.names_somebody else None,
            self._no_position(row),
            self._contradiction(row),
        )
        objection = next(filter(None, unknown), None)
        if objection is not None:
            return objection
        on_record = bool(row.record or self._parts.of(self._key(row)))
        return self._calendar.objection(row.exercise, "who took part", on_record) or (
            None if on_record else self._taken_out(row)
        )

    def _no_position(self, row: ParticipationRow) -> str | None:
        if not row.position or fold(row.position) in self._positions:
            return None
        there = ", ".join(each.code for each in self._catalogue.positions.values()) or "none yet"
        return f"position: {row.position} isn't a position here; there are {there}"

    def _taken_out(self, row: ParticipationRow) -> str | None:
        if not row.position or self._positions[fold(row.position)].key not in self._catalogue.taken_out:
            return None
        return f"position: {row.position} was taken out of the catalogue, so it can't be played any more"

    def _contradiction(self, row: ParticipationRow) -> str | None:
        earlier = self._named.get(row.record)
        if earlier is None or earlier.values == row:
            return None
        return f"record: {row.record} stands on line {earlier.line} with other values"

    def take(self, parsed: Row) -> None:
        """Takes a row that was judged fit; what it means shows when all are there."""
        record = parsed.values.record
        if parsed.values.names_somebody:
            self._people.met(parsed.values, parsed.line)
        if not record:
            self._plain.append(parsed)
        elif record in self._named:
            self._again.append((parsed, self._named[record]))
        else:
            self._named[record] = parsed

    def outcome(self) -> Outcome:
        """What all the rows taken come to."""
        for parsed in self._in_order_of_replacement():
            self._take_named(parsed)
        for parsed in self._plain:
            self._take_plain(parsed)
        taken = {row.line for row in self._rows}
        for parsed, earlier in self._again:
            if earlier.line in taken:
                self._note(parsed, Change.UNCHANGED)
            else:
                self._refused.append(Refused(parsed.line, parsed.row, f"as line {earlier.line}"))
        alterations = [
            Alteration(ParticipationRecord, entry.id, changed)
            for entry, values in self._altered.items()
            if (changed := {name: each for name, each in values.items() if each[0] != each[1]})
            and entry.id is not None
        ]
        return Outcome(
            rows=tuple(sorted(self._rows, key=lambda row: row.line)),
            additions=tuple(self._additions),
            alterations=tuple(alterations),
            refused=tuple(self._refused),
            involved=self._people.ids | self._moved,
            playing=Playing(people=frozenset(self._moved), shown=frozenset(self._shown)),
            whom=self._people.whom,
            open=self._people.open,
        )

    def _take_plain(self, parsed: Row) -> None:
        """A row as people write it: on record already, or new."""
        had = self._parts.of(self._key(parsed.values))
        if not had:
            self._record(parsed, new_record())
            return
        entry = next((each for each in had if each.stands), had[-1])
        self._take_same(parsed, entry)

    def _take_same(self, parsed: Row, entry: Entry) -> None:
        """A row that is on record: with nothing new, or confirmed (or not) by the file."""
        row = parsed.values
        taken_back = entry.verified_by and not row.verified  # what somebody confirmed, no file takes back
        if not entry.stands or "verified" not in row.given or row.verified == entry.verified or taken_back:
            self._note(parsed, Change.UNCHANGED, remark=entry.since)
            return
        change = FieldChange("verified", entry.verified, row.verified)
        verification = self._verification(row)
        if entry.id is None:  # an earlier row of this file brings it
            entry.values.update(verification)
        else:
            self._alter(entry, **{n: (getattr(entry, n), after) for n, after in verification.items()})
        entry.verified, entry.verified_by = row.verified, verification["verified_by"]
        self._note(parsed, Change.CHANGED, (change,))

    def _take_named(self, parsed: Row) -> None:
        """A row that names its record, as an export does."""
        row = parsed.values
        replacement = self._parts.named(row.replaced_by) if row.replaced_by else None
        if row.replaced_by and replacement is None:
            reason = f"replaced_by: {row.replaced_by} isn't a record here or one that is taken from this file"
            self._refused.append(Refused(parsed.line, parsed.row, reason))
            return
        entry = self._parts.named(row.record) or self._same_as(row)
        if entry is None:
            self._record(parsed, row.record, replacement)
        elif row.voided_on and not entry.voided:
            self._void(parsed, entry)
        elif replacement is not None and entry.stands and replacement is not entry:
            self._replace(entry, replacement)
            self._note(parsed, Change.CHANGED, (FieldChange("replaced_by", None, row.replaced_by),))
        elif entry.stands and entry.key != self._key(row):
            self._correct(parsed, entry)
        else:
            self._parts.call(row.record, entry)
            self._take_same(parsed, entry)

    def _same_as(self, row: ParticipationRow) -> Entry | None:
        """The standing record that says the same under another name."""
        if row.voided_on or row.replaced_by:
            return None
        return next((each for each in self._parts.of(self._key(row)) if each.stands), None)

    def _void(self, parsed: Row, entry: Entry) -> None:
        """Takes a record back, as its row says; what it replaced stands again."""
        row = parsed.values
        assert row.voided_on is not None
        at = midnight(row.voided_on, self._region)
        self._alter(entry, voided_at=(None, at), void_reason=(None, row.void_reason))
        entry.voided = True
        for earlier in self._parts.replaced_by(entry):
            self._alter(earlier, replaced_by_id=(entry.id, None))
            earlier.replaced_by = None
        self._note(parsed, Change.CHANGED, (FieldChange("voided_on", None, row.voided_on),))

    def _correct(self, parsed: Row, entry: Entry) -> None:
        """A record that comes with other values: a new one takes its place."""
        changes = tuple(
            FieldChange(
                column.removesuffix("_id"), self._written(column, before), self._written(column, after)
            )
            for column, before, after in zip(COLUMNS, entry.key, self._key(parsed.values), strict=True)
            if before != after
        )
        there = next((each for each in self._parts.of(self._key(parsed.values)) if each.stands), None)
        new = there or self._planned(parsed, new_record(), None)
        self._replace(entry, new)
        self._note(parsed, Change.CHANGED, changes)

    def _replace(self, entry: Entry, replacement: Entry) -> None:
        entry.replaced_by = replacement
        self._alter(entry, replaced_by_id=(None, replacement.id or replacement.addition))

    def _alter(self, entry: Entry, **values: tuple[Any, Any]) -> None:
        altered = self._altered.setdefault(entry, {})
        for name, (before, after) in values.items():
            altered[name] = (altered[name][0] if name in altered else before, after)
        self._touch(entry)

    def _touch(self, entry: Entry) -> None:
        self._shown.add(entry.exercise_id)
        if entry.person_id is not None:
            self._moved.add(entry.person_id)

    def _record(self, parsed: Row, name: str, replacement: Entry | None = None) -> None:
        self._planned(parsed, name, replacement)
        self._note(parsed, Change.NEW, notice=self._notice(parsed.values))

    def _planned(self, parsed: Row, name: str, replacement: Entry | None) -> Entry:
        """Plans a new record."""
        row = parsed.values
        key = self._key(row)
        entry = Entry(key, name, verified=row.verified, verified_by=row.verified_by)
        entry.voided, entry.replaced_by = bool(row.voided_on), replacement
        entry.values.update(
            record=name,
            **dict(zip(COLUMNS, key, strict=True)),
            self_reported=row.self_reported,
            **self._verification(row),
            replaced_by_id=(replacement.id or replacement.addition) if replacement else None,
            recorded_by=row.recorded_by or None,
            recorded_at=midnight(row.recorded_on, self._region) if row.recorded_on else None,
            recorded_from=row.recorded_from or FROM_A_FILE,
            origin=row.origin,
            voided_at=midnight(row.voided_on, self._region) if row.voided_on else None,
            void_reason=row.void_reason if row.voided_on else None,
        )
        entry.addition = Addition(ParticipationRecord, entry.values)
        self._additions.append(entry.addition)
        self._parts.add(entry)
        self._touch(entry)
        return entry

    def _verification(self, row: ParticipationRow) -> dict[str, Any]:
        verified_on = row.verified_on if row.verified else None
        return {
            "verified": row.verified,
            "verified_by": row.verified_by if row.verified else "",
            "verified_at": midnight(verified_on, self._region) if verified_on else None,
        }

    def _in_order_of_replacement(self) -> Iterator[Row]:
        """The rows that name their record, each after the one that replaces it, if that is in the file.

        Rows that replace each other in a ring come last, and are refused for want of what replaces them.
        """
        waiting = dict(self._named)
        while waiting:
            ready = [each for each in waiting.values() if each.values.replaced_by not in waiting]
            if not ready:
                yield from waiting.values()
                return
            yield from ready
            for each in ready:
                del waiting[each.values.record]

    def _notice(self, row: ParticipationRow) -> str:
        """What deserves a look: a position nobody who plays it may fill, or nobody plays at all."""
        if not row.position or row.voided_on or row.replaced_by:
            return ""
        position = self._positions[fold(row.position)]
        if row.role is not Role.PLAYER:
            return f"{position.title} as {row.role.value}: only players play a position; recorded so"
        person, agency = self._person(row), self._agencies[row.agency]
        theirs = self._disciplines.of(person.id, agency, self._calendar.day(row.exercise))
        if position.is_filled_by(theirs):
            return ""
        own = " and ".join(map(discipline_name, sorted(theirs))) or "no discipline"
        return (
            f"{position.title} is filled by {position.filled_by}, and {person.name} is {own}; "
            "recorded all the same"
        )

    def _key(self, row: ParticipationRow) -> Key:
        return (
            self._calendar[row.exercise],
            self._agencies[row.agency],
            self._person(row).id if row.names_somebody else None,
            row.headcount,
            row.role.value,
            self._positions[fold(row.position)].key if row.position else None,
            row.run,
        )

    def _person(self, row: ParticipationRow) -> Known:
        found = self._people.find(row)
        assert found is not None, "the row was judged first"
        return found

    def _written(self, column: str, value: Any) -> Any:
        """A part of a key as the file says it."""
        if value is None:
            return None
        names: dict[str, Callable[[int], str]] = {
            "exercise_id": self._calendar.named.name,
            "agency_id": self._agencies.name,
            "person_id": self._people.name,
            "position_id": lambda key: self._catalogue.every_position[key].code,
        }
        return names[column](value) if column in names else value

    def _note(
        self,
        parsed: Row,
        change: Change,
        changes: tuple[FieldChange, ...] = (),
        remark: str = "",
        notice: str = "",
    ) -> None:
        row = parsed.values
        who = self._person(row).name if row.names_somebody else f"{row.headcount} of {row.agency}"
        subject = f"{who}, {row.position or row.role.value} in {self._calendar.code(row.exercise)}"
        self._rows.append(PlannedRow(parsed.line, change, subject, changes, remark, notice))


class _Disciplines:
    """Which disciplines people had on a day: those of the agencies they belonged to."""

    def __init__(self, session: Session, catalogue: Catalogue, people: frozenset[int]) -> None:
        self._agencies = catalogue.agencies
        self._terms: defaultdict[int, list[tuple[int, date | None, date | None]]] = defaultdict(list)
        columns = (
            AffiliationRecord.person_id,
            AffiliationRecord.agency_id,
            AffiliationRecord.joined_on,
            AffiliationRecord.left_on,
        )
        for part in in_parts(sorted(people)):
            query = select(*columns).where(
                AffiliationRecord.person_id.in_(part), AffiliationRecord.voided_at.is_(None)
            )
            for person, agency, joined_on, left_on in session.execute(query):
                self._terms[person].append((agency, joined_on, left_on))

    def of(self, person: int, agency: int, on: date) -> frozenset[str]:
        """Those of the agency they took part for, too."""
        agencies = {agency} | {
            each for each, joined, left in self._terms[person] if is_active(joined, left, on)
        }
        return frozenset[str]().union(*(self._agencies[each].disciplines for each in agencies))
