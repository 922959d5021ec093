"""Completions from a file too large to be read at once: looked at, and written, a part after the other.

A first look counts what each part would come to and forgets it; then each part is read again, planned as
the records are by then, and written in batches (`writing`). So memory does not grow with the file. What was
agreed to is what the file says of the records there were at that look: a row that would correct what was
recorded after it is left out, and named. A row that says otherwise what a row of an earlier part said
corrects that, as it would in one file; the look, which writes nothing, counts both as new.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from files.finding import Sought
from files.imports.agreed import Agreed
from files.imports.going_through import go_through
from files.imports.lookup import in_parts
from files.imports.plan import Change, Plan, PlannedRow, Tick
from files.imports.planning import plan_import
from files.imports.writing import CHANGED_SINCE, Writer, take_turn
from files.intake import Refused, as_brought
from files.kinds import COMPLETIONS
from files.parting import Parts
from files.settled import Open, Settled
from files.table import NotATable, Table
from storage.engine import Store
from storage.imports import Counts, ImportRun, ImportState, new_run
from storage.region import Region
from storage.training import CompletionRecord

_SELDOM = 200_000
LOOKING = "Looking at the file"
MOST_KEPT = 50
"""Rows of a kind that the first look keeps, to be shown."""


@dataclass
class Foreseen:
    """What the first look found: counts of all rows, and the first few of those that deserve a look."""

    name: str
    settled: Settled
    brought: str = ""  # tells the file, and what was settled of it, from others
    recorded: int = 0  # the last completion there was when it began
    counts: Counter[Change] = field(default_factory=Counter)
    rejected: int = 0
    not_done: int = 0
    unverified: int = 0
    refusals: list[Refused] = field(default_factory=list)
    changes: list[PlannedRow] = field(default_factory=list)
    open: dict[tuple[str, str, tuple[str, ...]], Open] = field(default_factory=dict)
    named: dict[str, None] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()

    @property
    def writes(self) -> int:
        """How many rows add or change something."""
        return self.counts[Change.NEW] + self.counts[Change.CHANGED]

    @property
    def questions(self) -> list[Open]:
        """What the file leaves open, those first without which nothing of it can be taken."""
        return sorted(self.open.values(), key=lambda each: not each.waits)

    def add(self, plan: Plan) -> None:
        """Counts a part of the file."""
        self.counts.update(plan.counts)
        self.rejected += len(plan.refused)
        self.not_done += len(plan.not_done)
        self.unverified += plan.unverified
        self.refusals += plan.mistaken[: MOST_KEPT - len(self.refusals)]
        changes = [row for row in plan.rows if row.change is Change.CHANGED]
        self.changes += changes[: MOST_KEPT - len(self.changes)]
        for each in plan.open:
            about = each.seen if each.of or not each.waits else ()
            self.open.setdefault((each.asks.value, each.about, about), each)
        self.named.update(dict.fromkeys(plan.named[: MOST_KEPT - len(self.named)]))
        self.unknown_columns = plan.unknown_columns


@dataclass(frozen=True)
class LargeFile:
    """A file of completions that is gone through by parts, by whom it is brought and on which day."""

    path: Path
    region: Region
    today: date
    by: str
    door: str
    clock: Callable[[], datetime]

    def foreseen(self, store: Store, settled: Settled, tick: Tick | None = None) -> Foreseen:
        """What an import of it would do; writes nothing.

        Raises as `parting.Parts` and `planning.plan_import` do; NotATable where it makes new courses.
        """
        found = Foreseen(self.path.name, settled)
        with store.reading() as session:
            found.recorded = session.scalar(select(func.max(CompletionRecord.id))) or 0
        parts = Parts(self.path, Sought.of(COMPLETIONS, settled.sheet))
        for part in parts:
            with _collecting_seldom(), store.reading() as session:
                plan = self._plan(session, part.table, settled)
            self._refuse_names(plan)
            found.add(plan)
            if tick is not None:
                tick(LOOKING, part.read, part.of)
        told = (settled.model_dump_json(exclude_defaults=True), parts.digest)
        found.brought = sha256(repr(told).encode()).hexdigest()
        return found

    def _plan(self, session: Session, table: Table, settled: Settled) -> Plan:
        return plan_import(session, COMPLETIONS, table, self.region, self.today, settled=settled)

    def _refuse_names(self, plan: Plan) -> None:
        if plan.outcome.coming or plan.settled.keep_names:
            raise NotATable(
                f"{self.path.name} is too large to make courses or keep names with it. Import a few rows of "
                "it first that name them, in a file of their own, and then this one."
            )

    def begun(self, session: Session, foreseen: Foreseen) -> ImportRun:
        """Notes that it is agreed to and about to be written."""
        now = self.clock()
        run = new_run(session, COMPLETIONS.name, foreseen.name, ImportState.WRITING, self.by, now)
        run.moves_to(session, ImportState.WRITING, now)
        run.counts = Counts(unchanged=foreseen.counts[Change.UNCHANGED], rejected=foreseen.rejected)
        run.settled = foreseen.settled.model_dump(mode="json", exclude_defaults=True)
        run.previewed = str(foreseen.recorded)
        run.keep(session, agreed=Agreed(()).packed)
        run.agreed_rows = foreseen.writes
        run.brought, run.applied_at = foreseen.brought, now
        session.flush()
        return run

    def write(
        self, store: Store, number: int, tick: Tick | None = None
    ) -> Iterator[tuple[Table, Sequence[Refused]]]:
        """Writes an import that was begun, or what of it is not in yet: for each part the rows of it that
        could not be taken. It is in when the last part was asked for.

        Raises:
            Taken: when somebody else goes on with it, or took it back.
        """
        with store.reading() as session:
            run = session.get_one(ImportRun, number)
            settled, recorded = Settled.model_validate(run.settled), int(run.previewed)
        turn, _ = take_turn(store, number, self.clock)
        writer: Writer | None = None
        for part in Parts(self.path, Sought.of(COMPLETIONS, settled.sheet)):
            with _collecting_seldom(), store.reading() as session:
                plan = self._plan(session, part.table, settled)
                plan = _without_later(session, plan, number, recorded)
            writer = Writer(store, plan, number, turn, self.by, self.door, self.clock, tick)
            writer.write()
            yield plan.table, (*plan.refused, *writer.left_out)
        assert writer is not None, "a file without rows was refused"
        writer.finished()


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """A plan is many objects that all stay: to look through them for garbage took a quarter of its time."""
    usual = gc.get_threshold()
    gc.set_threshold(_SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _without_later(session: Session, plan: Plan, number: int, recorded: int) -> Plan:
    """A part without the rows that would correct what others recorded after the first look."""
    lines: dict[int, set[int]] = {}
    for each in plan.outcome.additions:
        corrects = each.values["corrects_id"]
        if isinstance(corrects, int) and corrects > recorded:
            lines.setdefault(corrects, set()).add(each.line)
    theirs = or_(CompletionRecord.import_id.is_(None), CompletionRecord.import_id != number)
    out: set[int] = set()
    for some in in_parts(sorted(lines)):
        query = select(CompletionRecord.id).where(CompletionRecord.id.in_(some), theirs)
        for corrected in session.scalars(query):
            out |= lines[corrected]
    if not out or plan.prepared is None:
        return plan
    rows = {row.line: row for row in plan.prepared.table.rows}
    left_out = [as_brought(Refused(line, rows[line], CHANGED_SINCE)) for line in sorted(out) if line in rows]
    kept = plan.prepared.without(out)
    outcome, _ = go_through(session, kept)
    return replace(plan, prepared=kept, outcome=outcome, refused=(*plan.refused, *left_out))
