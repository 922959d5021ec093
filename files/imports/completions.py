"""Completions: never overwritten. One that comes again with other values corrects the one before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from files.imports.coming import Coming
from files.imports.history import (
    KEY,
    VALUES,
    VERIFICATION,
    Card,
    Entry,
    History,
    Key,
    blanks,
    brought,
    differences,
    midnight,
)
from files.imports.lookup import courses_coded, texts
from files.imports.people import Known, People
from files.imports.plan import Addition, Alteration, Change, FieldChange, Outcome, PlannedRow
from files.imports.records import FROM_A_FILE
from files.intake import Parsed, Refused
from files.kinds import CompletionRow
from files.settled import NOTHING_SETTLED, Settled
from files.table import Table
from readiness.vocabulary import Result
from storage.region import Region
from storage.training import CompletionRecord, new_record


class CompletionPlanner:
    """Completions are the same by person, course, day and result; those of an export by their record.

    A certificate that is known by its expiry only is the same by that day.
    """

    def __init__(
        self,
        session: Session,
        table: Table,
        region: Region,
        today: date,
        settled: Settled = NOTHING_SETTLED,
    ) -> None:
        self._people = People(session, table, settled)
        self._courses = courses_coded(session)
        self._coming = Coming(session, "course", self._courses, table, settled, today)
        self._region = region
        self._today = today
        self._settled = settled
        self._says_verified = bool({"verified", "record"} & set(table.columns))
        self._session, self._records = session, texts(table, "record") | texts(table, "corrects")
        self._plain: defaultdict[Key, list[Parsed[CompletionRow]]] = defaultdict(list)
        self._cards: defaultdict[Card, list[Parsed[CompletionRow]]] = defaultdict(list)
        self._named: dict[str, Parsed[CompletionRow]] = {}
        self._again: list[tuple[Parsed[CompletionRow], Parsed[CompletionRow]]] = []
        self._rows: list[PlannedRow] = []
        self._refused: list[Refused] = []
        self._additions: list[Addition] = []
        self._alterations: list[Alteration] = []
        self._moved: set[int] = set()
        self._voided_here: set[str] = set()
        self._blank = blanks(table.columns)

    @cached_property
    def _history(self) -> History:
        """What is on record of whom the rows speak of. Where none names a record, it is asked for only once
        all rows are there: of their people and their courses then, and no others.
        """
        if self._records:
            return History(self._session, self._people.ids, self._records, self._region)
        people = {key[0] for key in self._plain} | {card[0] for card in self._cards}
        courses = {key[1] for key in self._plain} | {card[1] for card in self._cards}
        return History(self._session, people, (), self._region, courses)

    def judge(self, row: CompletionRow) -> str | None:
        """Person and course must be there; a record that stands in the file twice must be the same."""
        return (
            self._people.objection(row)
            or self._coming.objection(row.course)
            or self._courses.objection(row.course)
            or self._contradiction(row)
        )

    def _contradiction(self, row: CompletionRow) -> str | None:
        earlier = self._named.get(row.record)
        if earlier is None or earlier.values == self._dated(row):
            return None
        return f"record: {row.record} stands on line {earlier.line} with other values"

    def take(self, parsed: Parsed[CompletionRow]) -> None:
        """Takes a row that was judged fit; what it means shows when all are there."""
        row = self._confirmed(parsed.values)
        if row is not parsed.values:
            parsed = replace(parsed, values=row)
        record = row.record
        self._people.met(row, parsed.line)
        if not record and row.completed_on is None:
            self._cards[self._person(row).id, self._courses[row.course], row.result.value].append(parsed)
        elif not record:
            self._plain[self._key(row)].append(parsed)
        elif record in self._named:
            self._again.append((parsed, self._named[record]))
        else:
            self._named[record] = replace(parsed, values=self._dated(row))

    def _confirmed(self, row: CompletionRow) -> CompletionRow:
        """A row as verified by whoever says so of the whole file; nobody confirms what they did themself."""
        if not self._settled.verified_by or self._says_verified or row.record:
            return row
        if self._person(row).id == self._settled.verifier:
            return row
        return replace(
            row,
            verified=True,
            verified_by=self._settled.verified_by,
            verified_on=self._today,
            given=row.given | {"verified"},
        )

    @property
    def _unverified(self) -> int:
        """How many new records nobody verified, where the file has no word on it."""
        if self._says_verified or self._settled.verified_by:
            return 0
        passed = [each for each in self._additions if each.values["result"] == Result.PASS.value]
        return sum(1 for each in passed if not (each.values["verified"] or each.values["corrects_id"]))

    def outcome(self) -> Outcome:
        """What all the rows taken come to."""
        for parsed in self._named.values():
            self._take_void(parsed)
        for parsed in self._in_order_of_correction():
            self._take_named(parsed)
        for key, group in self._plain.items():
            self._take_group(key, group)
        for card, group in self._cards.items():
            self._take_cards(card, group)
        lines = {row.line for row in self._rows}
        for parsed, earlier in self._again:
            if earlier.line in lines:
                self._note(parsed, Change.UNCHANGED)
            else:
                self._refused.append(Refused(parsed.line, parsed.row, f"as line {earlier.line}"))
        return Outcome(
            rows=tuple(sorted(self._rows, key=lambda row: row.line)),
            additions=(*self._coming.additions, *self._additions),
            alterations=tuple(self._alterations),
            refused=tuple(self._refused),
            involved=self._people.ids,
            moved=frozenset(self._moved),
            changes_catalogue=bool(self._coming.additions),
            coming=self._coming.said,
            unverified=self._unverified,
            whom=self._people.whom,
            open=self._people.open,
        )

    def _take_group(self, key: Key, group: list[Parsed[CompletionRow]]) -> None:
        """Rows of one person, course, day and result: those the store has had, then the corrections."""
        had = self._history.of(key)
        first = next(
            (place for place, each in enumerate(group) if not self._is_had(each.values, had)), len(group)
        )
        for parsed in group[:first]:
            entry = next(each for each in had if not differences(each, brought(parsed.values)))
            self._note(parsed, Change.UNCHANGED, remark=entry.since)
        standing = self._history.standing(key)
        for parsed in group[first:]:
            standing = self._record(parsed, key, standing, new_record())

    def _take_cards(self, card: Card, group: list[Parsed[CompletionRow]]) -> None:
        """Rows that know certificates of one person and course by their expiry only.

        One that was not had counts from today; what an import of today said otherwise, it corrects.
        """
        said = {parsed.values.expires_on for parsed in group}
        mistaken = [
            each
            for each in self._history.certified(card)
            if each.stored
            and each.key[2] == self._today
            and not (each.voided or each.corrections)
            and each.facts["expires_on"] not in said
        ]
        for parsed in group:
            row, facts = parsed.values, brought(parsed.values)
            had = [e for e in self._history.certified(card) if e.facts["expires_on"] == row.expires_on]
            if not had:
                dated = replace(parsed, values=self._dated(row))
                corrected = mistaken.pop(0) if mistaken else None
                self._record(dated, self._key(dated.values), corrected, new_record())
                continue
            entry = had[-1]
            dated = replace(parsed, values=replace(row, completed_on=entry.key[2]))
            if entry.voided or not all(differences(each, facts) for each in entry.lineage):
                self._note(dated, Change.UNCHANGED, remark=entry.since)
            else:
                self._record(dated, self._key(dated.values), entry.head, new_record())

    def _dated(self, row: CompletionRow) -> CompletionRow:
        """A row with the day from which it counts: that on which it is recorded, where it says none.

        A certificate that is over by then was good on its last day at least, and counts from that.
        """
        if row.completed_on is not None:
            return row
        known = self._history.named(row.record) if row.record else None
        recorded_on = min(self._today, row.expires_on or self._today)
        return replace(row, completed_on=recorded_on if known is None else known.key[2])

    def _is_had(self, row: CompletionRow, had: list[Entry]) -> bool:
        if not had:
            return False
        facts = brought(row)
        return any(not differences(each, facts) for each in had)

    def _take_named(self, parsed: Parsed[CompletionRow]) -> None:
        """A row that names its record, as an export does."""
        row = parsed.values
        entry = self._history.named(row.record)
        if entry is not None:
            self._take_known(parsed, entry)
            return
        corrected = self._history.named(row.corrects) if row.corrects else None
        if row.corrects and corrected is None:
            reason = f"corrects: {row.corrects} isn't a record here or one that is taken from this file"
            self._refused.append(Refused(parsed.line, parsed.row, reason))
            return
        key, facts = self._key(row), brought(row)
        same = [each for each in self._history.of(key) if each.stored and not differences(each, facts)]
        if same and not row.voided_on and not row.corrects:
            self._history.call(row.record, same[-1])
            self._note(parsed, Change.UNCHANGED, remark=same[-1].since)
            return
        if corrected is None and not row.voided_on and row.record not in self._corrected_here:
            standing = self._history.standing(key)
            corrected = standing if standing is not None and standing.stored else None
        self._record(parsed, key, corrected, row.record, as_written=bool(row.corrects))

    def _take_void(self, parsed: Parsed[CompletionRow]) -> None:
        """Voids a known record whose row says so: first of all, as what it corrected then stands again."""
        row = parsed.values
        entry = self._history.named(row.record)
        if not row.voided_on or entry is None or entry.voided or entry.id is None:
            return
        at = midnight(row.voided_on, self._region)
        changes = {"voided_at": (None, at), "void_reason": (None, row.void_reason)}
        self._alterations.append(Alteration(CompletionRecord, entry.id, changes))
        corrected = self._history.void(entry)
        self._voided_here.add(row.record)
        self._moved |= {entry.person_id} | ({corrected.person_id} if corrected else set())

    def _take_known(self, parsed: Parsed[CompletionRow], entry: Entry) -> None:
        """A row whose record is there: voided now, the same, or with other values than before."""
        row = parsed.values
        key = self._key(row)
        facts = brought(row) | dict(zip(KEY, key, strict=True))
        if row.record in self._voided_here:
            self._note(parsed, Change.CHANGED, (FieldChange("voided_on", None, row.voided_on),))
        elif row.voided_on:
            self._note(parsed, Change.UNCHANGED)
        elif entry.voided or not all(differences(each, facts) for each in entry.lineage):
            since = "" if row.record in self._corrected_here else entry.since
            self._note(parsed, Change.UNCHANGED, remark=since)
        else:
            self._record(parsed, key, entry.head, new_record())

    def _record(
        self,
        parsed: Parsed[CompletionRow],
        key: Key,
        corrected: Entry | None,
        name: str,
        as_written: bool = False,
    ) -> Entry:
        """Plans a new record, which corrects one that is there or only just planned; or nothing new.

        `as_written`: the file itself says that it is a correction, so that it is one whatever its values.
        """
        row = parsed.values
        facts = brought(row)
        changes: tuple[FieldChange, ...] = ()
        values = {**VALUES, **facts}
        if corrected is not None:
            changes = differences(corrected, facts | dict(zip(KEY, key, strict=True)))
            if not changes and not as_written:
                self._note(parsed, Change.UNCHANGED)
                return corrected
            values = {**corrected.facts, **(self._blank if as_written else {}), **facts}
            if corrected.was_verified_here and not facts.get("verified_by") and not as_written:
                values |= {name: corrected.facts[name] for name in VERIFICATION}
        entry = Entry(key, values, name, voided=bool(row.voided_on))
        is_theirs = corrected is None or corrected.person_id == entry.person_id
        entry.addition = self._addition(parsed.line if is_theirs else 0, row, entry, corrected)
        self._additions.append(entry.addition)
        self._history.add(entry, corrected)
        self._moved |= {entry.person_id} | ({corrected.person_id} if corrected else set())
        is_change = corrected is not None and not as_written
        self._note(parsed, Change.CHANGED if is_change else Change.NEW, changes)
        return entry

    def _addition(self, line: int, row: CompletionRow, entry: Entry, corrected: Entry | None) -> Addition:
        facts = dict(entry.facts)
        verified_on, recorded_on = facts.pop("verified_on"), row.recorded_on
        person, course, completed_on, result = entry.key
        return Addition(
            CompletionRecord,
            line=line,
            values={
                "record": entry.record,
                "person_id": person,
                "course_id": self._coming.written(course),
                "completed_on": completed_on,
                "result": result,
                **facts,
                "verified_at": midnight(verified_on, self._region) if verified_on else None,
                "corrects_id": (corrected.id or corrected.addition) if corrected else None,
                "recorded_by": row.recorded_by or None,
                "recorded_at": midnight(recorded_on, self._region) if recorded_on else None,
                "recorded_from": row.recorded_from or (None if row.record else FROM_A_FILE),
                "voided_at": midnight(row.voided_on, self._region) if row.voided_on else None,
                "void_reason": row.void_reason if row.voided_on else None,
            },
        )

    def _in_order_of_correction(self) -> Iterator[Parsed[CompletionRow]]:
        """The rows that name their record, each after the one it corrects, if that is in the file.

        Rows that correct each other in a ring come last, and are refused for want of what they correct.
        """
        waiting = list(self._named.values())
        given: set[str] = set()
        while waiting:
            ready = [
                each
                for each in waiting
                if each.values.corrects not in self._named or each.values.corrects in given
            ]
            if not ready:
                yield from waiting
                return
            yield from ready
            given.update(each.values.record for each in ready)
            waiting = [each for each in waiting if each.values.record not in given]

    @cached_property
    def _corrected_here(self) -> set[str]:
        """The records that another row of the file corrects."""
        return {each.values.corrects for each in self._named.values()}

    def _key(self, row: CompletionRow) -> Key:
        assert row.completed_on is not None, "a row without a day was dated first"
        return self._person(row).id, self._courses[row.course], row.completed_on, row.result.value

    def _person(self, row: CompletionRow) -> Known:
        found = self._people.find(row)
        assert found is not None, "the row was judged first"
        return found

    def _note(
        self,
        parsed: Parsed[CompletionRow],
        change: Change,
        changes: tuple[FieldChange, ...] = (),
        remark: str = "",
    ) -> None:
        row = parsed.values
        subject = f"{self._person(row).name}, {row.course} on {row.completed_on}"
        self._rows.append(PlannedRow(parsed.line, change, subject, changes, remark))
