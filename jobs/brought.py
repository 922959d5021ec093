"""What a file that was brought is, and what importing it would do: read apart, and nothing noted of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from files.finding import Sought
from files.guessing import Guess, guess_kind, sought_of_any
from files.imports.known_courses import lexicon_of
from files.imports.plan import Plan
from files.imports.planning import plan_import
from files.intake import MissingColumn
from files.kinds import kind_named
from files.reading import read_apart
from files.settled import Settled
from files.table import Table
from jobs.fetching import Fetched
from storage import imports
from storage.engine import Store
from storage.imports import ImportRun
from storage.region import Region


def content_of(store: Store, run: ImportRun) -> bytes | None:
    """The file that is kept for an import; None where it is not there, or not any more."""
    with store.reading() as session:
        return imports.content_of(session, run.id)


def table_of(run: ImportRun, kind: str, content: bytes, name: str) -> Table:
    """The file's table, of the sheet that was settled on. Raises NotATable, and BrokeOff."""
    return read_apart(content, name, sought=Sought.of(kind_named(kind), _settled(run).sheet))


def planned(session: Session, run: ImportRun, kind: str, table: Table, region: Region, now: datetime) -> Plan:
    """What importing it would do, by what was settled. Raises MissingColumn."""
    return plan_import(session, kind_named(kind), table, region, region.day(now), settled=_settled(run))


def looked_at(
    store: Store, region: Region, waiting: ImportRun, brought: Fetched, now: datetime
) -> Plan | Guess:
    """What importing the file would do; where nobody said what it holds and it is not plain, or it is plainly
    something else than was said, what it may be.

    Raises:
        NotATable, MissingColumn: when it is none of the kind that was said, nor plainly of another.
        BrokeOff: when reading it did.
    """
    kind, is_said = waiting.kind, waiting.decided_by is not None  # somebody was asked, and answered
    if not kind:
        guess = _guessed(store, brought)
        if not guess.is_plain:
            return guess
        kind = guess.kinds[0]
    try:
        table = table_of(waiting, kind, brought.content, brought.name)
        with store.reading() as session:
            plan = planned(session, waiting, kind, table, region, now)
    except MissingColumn:
        if is_said or (other := _plainly_other(store, brought, kind)) is None:
            raise
        return other
    if plan.waits and not is_said and waiting.kind:
        return _plainly_other(store, brought, kind) or plan
    return plan


def _plainly_other(store: Store, brought: Fetched, kind: str) -> Guess | None:
    """The kind a file plainly is, and the one that was said, where they differ."""
    guess = _guessed(store, brought)
    return Guess((guess.kinds[0], kind)) if guess.is_plain and guess.kinds[0] != kind else None


def _guessed(store: Store, brought: Fetched) -> Guess:
    table = read_apart(brought.content, brought.name, sought=sought_of_any())
    with store.reading() as session:
        return guess_kind(table, lexicon_of(session))


def _settled(run: ImportRun) -> Settled:
    return Settled.model_validate(run.settled or {})
