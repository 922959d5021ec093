"""Writing a large import in batches, with a commit each, so that others get their turn meanwhile.

Each batch is planned while nobody waits, and written with where its people stand and with how far the import
is, or not at all. So it can be cut short at any point and gone on with: what is in is found to be there. A
row of which something else would come by now than was agreed to is left out, and named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.agreed import Agreed
from files.imports.applying import (
    mark_applied,
    note_and_remember,
    note_imported,
    project_moved_playing,
    project_people,
    take_turns,
    write_outcome,
)
from files.imports.batching import Pace, batches
from files.imports.going_through import go_through
from files.imports.plan import (
    Addition,
    Alteration,
    Change,
    Missing,
    Outcome,
    Plan,
    PlannedRow,
    Prepared,
    Seen,
    Tick,
)
from files.imports.planning import seen_now
from files.imports.records import WRITING, Pen
from files.imports.roster import ended
from files.intake import Refused, as_brought
from storage.addresses import tell_of_former
from storage.audit import AuditKind, Trail
from storage.cards import changed
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.imports import IMPORT_CARD, ROSTER, Counts, ImportRun, ImportState, agreed_of, new_run
from storage.linking import link_those_known
from storage.people import AffiliationRecord, Unit

CHANGED_SINCE = "changed here since the preview; look at it there, and import this file again"


Done = Callable[[Session, ImportRun, Sequence[Refused]], None]
"""Told of an import that is in, with the rows that were left out."""


class Taken(Exception):
    """Somebody else goes on with the import, or took it back meanwhile; what was written stands."""


@dataclass
class Written:
    """What came of an import that was written in batches."""

    run: ImportRun
    left_out: list[Refused] = field(default_factory=list)  # rows that changed since they were agreed to


@dataclass(frozen=True)
class _Batch:
    """What some rows come to as the store was at a mark."""

    prepared: Prepared
    outcome: Outcome
    left_out: tuple[Refused, ...]
    dropped: int  # how many of the rows that were agreed to these are
    seen: Seen

    @property
    def writes(self) -> bool:
        return bool(self.outcome.additions or self.outcome.alterations or self.left_out)


def begin_in_batches(
    session: Session,
    plan: Plan,
    started_by: str,
    now: datetime,
    run: ImportRun | None = None,
    end_missing: bool = False,
    brought: str = "",
) -> ImportRun:
    """Notes that an import is agreed to and about to be written; `brought` tells its file from others."""
    run = run or new_run(session, plan.kind.name, plan.table.name, ImportState.WRITING, started_by, now)
    run.moves_to(session, ImportState.WRITING, now)
    counts = plan.counted
    run.counts = Counts(unchanged=counts.unchanged, rejected=counts.rejected, missing=counts.missing)
    run.settled = plan.settled.model_dump(mode="json", exclude_defaults=True)
    run.keep(session, agreed=Agreed.of(plan.rows).packed)
    run.agreed_rows = counts.new + counts.changed
    run.ends_missing, run.brought, run.applied_at = end_missing, brought, now
    session.flush()
    return run


def write_in_batches(
    store: Store,
    plan: Plan,
    number: int,
    by: str,
    door: str,
    clock: Callable[[], datetime],
    tick: Tick | None = None,
    done: Done | None = None,
) -> Written:
    """Writes an import that was begun, or what of it is not in yet; `plan` is what its file comes to now.

    `done` is called in the transaction in which it ends.

    Raises:
        Taken: when somebody else goes on with it, or took it back.
    """
    turn, agreed = take_turn(store, number, clock)
    writer = Writer(store, plan, number, turn, by, door, clock, tick, agreed)
    writer.write()
    return Written(writer.finished(done), writer.left_out)


def take_turn(store: Store, number: int, clock: Callable[[], datetime]) -> tuple[int, bytes]:
    """Takes the turn to write an import that was begun; which it is, and what was agreed to, as it is kept.

    Raises:
        Taken: when it is not being written, or not any more.
    """
    with store.writing() as session:
        run = session.get(ImportRun, number, with_for_update=True)
        agreed = agreed_of(session, number)
        if run is None or run.state is not ImportState.WRITING or agreed is None:
            raise Taken(f"Import {number} is not being written.")
        run.counts = replace(run.counts, left_out=0)  # they are found again
        return run.next_turn(clock()), agreed


class _Cut:
    """A plan cut into batches, which holds while nobody but its own writer changes anything."""

    def __init__(self, plan: Plan) -> None:
        self._seen = plan.seen
        self._rows: defaultdict[int, list[PlannedRow]] = defaultdict(list)
        self._additions: defaultdict[int, list[Addition]] = defaultdict(list)
        for row in plan.rows:
            self._rows[row.line].append(row)
        for each in plan.outcome.additions:
            self._additions[each.line].append(each)

    def of(self, prepared: Prepared) -> _Batch | None:
        """What some rows come to; None where they speak of a record that others bring."""
        lines = list(dict.fromkeys(row.line for row in prepared.table.rows))
        additions = tuple(each for line in lines for each in self._additions.get(line, ()))
        if not {named for each in additions for named in each.names} <= set(additions):
            return None
        people = frozenset(each.values["person_id"] for each in additions)
        outcome = Outcome(
            rows=tuple(row for line in lines for row in self._rows.get(line, ())),
            additions=additions,
            involved=people,
            moved=people,
        )
        return _Batch(prepared, outcome, (), 0, self._seen)

    def goes_on(self, session: Session) -> None:
        """Notes that the writer itself left an audit row; PostgreSQL's others are found by their number."""
        if session.get_bind().dialect.name == "sqlite":
            self._seen = seen_now(session)
        else:
            self._seen = replace(self._seen, count=self._seen.count + 1)


class Writer:
    """One import on its way in, or a part of its file."""

    def __init__(
        self,
        store: Store,
        plan: Plan,
        number: int,
        turn: int,
        by: str,
        door: str,
        clock: Callable[[], datetime],
        tick: Tick | None,
        agreed: bytes | None = None,
    ) -> None:
        """`agreed`: as it was kept; None where the plan is of a part of the file, and all of it agreed to."""
        self.left_out: list[Refused] = []
        self._store = store
        self._plan = plan
        self._number = number
        self._turn = turn
        self._by = by
        self._door = door
        self._clock = clock
        self._tick = tick
        self._refused = {each.line for each in plan.refused}
        self._kept = agreed
        self._pace = Pace(store)
        is_as_agreed = agreed is None or agreed == Agreed.of(plan.rows).packed
        self._cut = _Cut(plan) if is_as_agreed and plan.outcome.is_by_line else None

    def write(self) -> None:
        """Writes all its rows, batch by batch."""
        assert self._plan.prepared is not None, "only a plan whose rows were looked at is written"
        self._add_units()
        for each in batches(self._plan.prepared, self._pace):
            cut = None if self._cut is None else self._cut.of(each)
            if cut is not None and (not cut.writes or self._write(cut)):
                continue
            self._cut = None  # somebody changed something: from here on each batch is looked at anew
            with self._store.reading() as session:
                batch = self._planned(session, each)
            if batch.writes:
                self._write(batch, plans_anew=True)
        if self._plan.kind.name == ROSTER:
            self._end_missing()

    def _add_units(self) -> None:
        """Adds the stations and shifts a roster brings, all at once: with each the catalogue is another."""
        units = tuple(each for each in self._plan.outcome.additions if each.model is Unit)
        if not units:
            return
        now, outcome = self._clock(), Outcome(rows=(), additions=units, changes_catalogue=True)
        with self._store.writing() as session:
            run = self._ours(session, now)
            take_turns(session, self._plan, outcome)
            Pen(session, run.id, self._by, self._door, now).add(outcome.additions)
            catalogue_changed(session)

    def _planned(self, session: Session, prepared: Prepared) -> _Batch:
        """What some rows come to, without those of which something else would come than was agreed to."""
        seen, kept, dropped = seen_now(session), prepared, 0
        left_out: list[Refused] = []
        while True:
            outcome, refused = go_through(session, kept)
            others = Counter(row.line for row in outcome.rows if self._is_another(row))
            if not others:
                break
            dropped += others.total()
            theirs = {row.line: row for row in kept.table.rows}
            left_out += [Refused(line, theirs[line], CHANGED_SINCE) for line in others]
            kept = kept.without(others)
        mistaken = [each for each in (*refused, *outcome.refused) if each.line not in self._refused]
        out = tuple(map(as_brought, (*left_out, *mistaken)))
        return _Batch(prepared, outcome, out, dropped + len(mistaken), seen)

    @cached_property
    def _agreed(self) -> Agreed:
        """What was agreed to: it is asked only once somebody changed something meanwhile."""
        return Agreed.of(self._plan.rows) if self._kept is None else Agreed.unpacked(self._kept)

    def _is_another(self, row: PlannedRow) -> bool:
        return row.change is not Change.UNCHANGED and row not in self._agreed

    def _write(self, batch: _Batch, plans_anew: bool = False) -> bool:
        """Writes a batch; one that no longer holds is planned anew, or not written."""
        now = self._clock()
        with self._pace.writing(self._store) as session:
            run = self._ours(session, now)
            take_turns(session, self._plan, batch.outcome)
            if seen_now(session, batch.seen) != batch.seen:
                if not plans_anew:
                    return False
                batch = self._planned(session, batch.prepared)
            self._put(session, run, batch.outcome, now)
            changes = [row.change for row in batch.outcome.rows]
            run.counts = replace(
                run.counts,
                new=run.counts.new + changes.count(Change.NEW),
                changed=run.counts.changed + changes.count(Change.CHANGED),
                left_out=run.counts.left_out + batch.dropped,
            )
            note_imported(session, run, Trail(self._by, self._door, now), AuditKind.IMPORTED_IN_PART)
            changed(session, IMPORT_CARD, run.id, now)
            done, of = run.written, run.agreed_rows
            if self._cut is not None:
                session.flush()
                self._cut.goes_on(session)
        self.left_out += batch.left_out
        if self._tick is not None:
            self._tick(WRITING, min(done, of), of)
        return True

    def _put(self, session: Session, run: ImportRun, outcome: Outcome, now: datetime) -> None:
        """Writes what rows come to, and where their people stand then."""
        pen = Pen(session, run.id, self._by, self._door, now)
        trail = Trail(self._by, self._door, now)
        write_outcome(session, outcome, pen, trail, run.id)
        if outcome.changes_catalogue:
            catalogue_changed(session)
        tell_of_former(session, run.id, outcome.readdressed, self._plan.region, now)
        project_moved_playing(session, outcome.playing, now)
        people = {*outcome.moved, *pen.added_people}
        project_people(session, self._plan.kind.name, people, self._plan.today, None)

    def _ours(self, session: Session, now: datetime) -> ImportRun:
        """The import, while it is still this writer's turn."""
        run = session.get(ImportRun, self._number, with_for_update=True)
        if run is None:
            raise Taken(f"There is no import {self._number}.")
        if run.state is not ImportState.WRITING or run.turn != self._turn:
            raise Taken(f"Import {run.id} is written by somebody else now, or was taken back.")
        run.goes_on(now)
        return run

    def _end_missing(self) -> None:
        """Ends the affiliations the roster leaves out, where that was agreed to, some at a time."""
        with self._store.reading() as session:
            wanted = session.get_one(ImportRun, self._number).ends_missing
        missing = self._plan.missing if wanted else ()
        while missing:
            some = self._pace.people
            self._end_some(missing[:some])
            missing = missing[some:]

    def _end_some(self, missing: tuple[Missing, ...]) -> None:
        now, people = self._clock(), {each.person_id for each in missing}
        with self._pace.writing(self._store) as session:
            run = self._ours(session, now)
            take_turns(session, self._plan, Outcome(rows=()), people)
            ends = list(_still_there(session, missing, self._plan))
            Pen(session, run.id, self._by, self._door, now).alter(ends, why="missing from the roster")
            run.counts = replace(run.counts, ended=run.counts.ended + len(ends))
            project_people(session, self._plan.kind.name, people, self._plan.today, None)

    def finished(self, done: Done | None = None) -> ImportRun:
        """Notes that all of it is in, and remembers what was settled of the file."""
        now, plan = self._clock(), self._plan
        trail = Trail(self._by, self._door, now)
        with self._store.writing() as session:
            run = self._ours(session, now)
            found_there = max(0, run.agreed_rows - run.written)  # somebody else recorded the same meanwhile
            run.counts = replace(run.counts, unchanged=run.counts.unchanged + found_there)
            mark_applied(session, run, now)
            note_and_remember(session, run, plan, trail)
            if plan.kind.name == ROSTER:
                link_those_known(session, now)
            if done is not None:
                done(session, run, self.left_out)
        return run


def _still_there(session: Session, missing: tuple[Missing, ...], plan: Plan) -> Iterator[Alteration]:
    """The ends of those who still are where they were missing, as the preview showed it."""
    ids = [each.affiliation_id for each in missing]
    columns = (AffiliationRecord.id, AffiliationRecord.left_on)
    query = select(*columns).where(AffiliationRecord.id.in_(ids), AffiliationRecord.voided_at.is_(None))
    there = {row.id: row.left_on for row in session.execute(query)}
    for each in missing:
        if each.affiliation_id in there and there[each.affiliation_id] == each.left_on:
            yield ended(each, plan.today)
