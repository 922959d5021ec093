"""Imports in the background: reading the files people brought, applying what was agreed to, taking it back.

A click waits three seconds at most; a large file takes longer. What waits is in the store, so that a restart
loses nothing, and each step is one transaction that first looks whether somebody else did it already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from uuid import uuid4

import structlog
from slack_sdk import WebClient
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from commands.region.import_cards import fingerprint, note_kinds, note_preview, ways_on, where_it_stands
from commands.region.importing_views import (
    choices,
    failed_message,
    kind_message,
    not_undone_message,
    stopped_message,
    undone_message,
    unreadable_message,
)
from files.guessing import Guess
from files.imports.applying import Outdated, apply_plan
from files.imports.batching import goes_in_batches
from files.imports.plan import Plan
from files.imports.planning import HalfTakenBack
from files.imports.undoing import (
    TakenOver,
    Undone,
    is_half_taken_back,
    undo_import,
    undo_large,
    undoes_in_batches,
)
from files.imports.writing import Taken, begin_in_batches, write_in_batches
from files.intake import MissingColumn, Refused
from files.limits import MOST_SECONDS
from files.reading import BrokeOff
from files.table import NotATable
from jobs.brought import content_of, looked_at, planned, table_of
from jobs.failures import Away, Failure, Limited
from jobs.fetching import TRY_AGAIN_AFTER, Fetched, NotFetched, fetch, pause_after
from jobs.import_news import send_rejected, tell, tell_of_it
from jobs.out_of_reach import if_it_is_there, say_out_of_reach
from storage.audit import SLACK
from storage.engine import Store, out_of_reach
from storage.imports import ImportFile, ImportRun, ImportState
from storage.imports import content_of as kept_content
from storage.region import Region
from storage.waits import holds

TRY_FOR = timedelta(minutes=15)
"""How long a file is asked for again while Slack can't be reached."""

MOST_ATTEMPTS = 2
"""How often a step of an import is begun; each is counted before it begins, lest one be tried for ever."""

LEASE = timedelta(seconds=MOST_SECONDS + 60)
"""How long an attempt that was begun is left alone: somebody may still be at it, or died of it."""

A_WHILE = 5.0
"""Seconds after which the rest waits for the next time: what time it is would no longer be true."""

KEEP_PREVIEWS = timedelta(days=7)
"""A file holds names: one nobody decides on is let go."""

log = structlog.get_logger()


def work_on_imports(store: Store, client: WebClient, region: Region, now: datetime) -> int:
    """Everything that waits: reads, applies, takes back, lets go; returns how many imports moved on.

    Meant to be called every second or so: with nothing waiting it is one small question.
    """
    steps: dict[ImportState, Callable[[ImportRun], bool]] = {
        ImportState.WAITING: lambda run: _read(store, client, region, run, now),
        ImportState.AGREED: lambda run: _apply(store, region, run, now),
        ImportState.WRITING: lambda run: _go_on(store, region, run, now),
        ImportState.UNDOING: lambda run: _take_back(store, region, run, now),
        ImportState.ASKED: lambda run: _let_go(store, run, now),
        ImportState.PREVIEWED: lambda run: _let_go(store, run, now),
        ImportState.SET_ASIDE: lambda run: _let_go(store, run, now),
    }
    begun, moved = monotonic(), 0
    for run in _open(store, now):
        moved += _guarded(store, run, now, steps[run.state])
        if monotonic() - begun > A_WHILE:
            break
    return moved


def _open(store: Store, now: datetime) -> list[ImportRun]:
    """The imports there is something to do for, without what is in their files."""
    states = (ImportState.WAITING, ImportState.AGREED)
    asked_back = and_(ImportRun.state == ImportState.UNDOING, ImportRun.decided_by.is_not(None))
    is_old = or_(ImportRun.started_at < now - KEEP_PREVIEWS, ImportRun.started_at > now + KEEP_PREVIEWS)
    undecided = (ImportState.ASKED, ImportState.PREVIEWED, ImportState.SET_ASIDE)
    stale = and_(ImportRun.state.in_(undecided), is_old)
    has_file = exists().where(ImportFile.import_id == ImportRun.id, ImportFile.content.is_not(None))
    cut_short = and_(ImportRun.state == ImportState.WRITING, has_file)
    query = select(ImportRun).order_by(ImportRun.id)
    with store.reading() as session:
        found = session.scalars(
            query.where(or_(ImportRun.state.in_(states), asked_back, cut_short, stale))
        ).all()
    return [run for run in found if not holds(run.not_before, now)]


def _begin(store: Store, open_run: ImportRun, now: datetime) -> bool:
    """Counts an attempt at the step an import stands before, in a transaction of its own.

    False where it is not to be made: somebody else is at it, did it already, or it failed too often.
    """
    with store.writing() as session:
        run = _locked(session, open_run.id, open_run.state)
        if run is None or holds(run.not_before, now):
            return False
        if run.attempts >= MOST_ATTEMPTS:
            _give_up(session, run, now)
            return False
        run.attempts += 1
        run.not_before = now + LEASE
        return True


def _give_up(session: Session, run: ImportRun, now: datetime) -> None:
    """Sets an import aside; one to be taken back stays applied, and of one being written what is in; what is
    taken back in part stays so until somebody asks for the rest.
    """
    if is_half_taken_back(session, run):
        run.stands_at(session, ImportState.UNDOING, now)
        run.rests(now)
        tell(session, run, where_it_stands(run), "half undone", now)
        return
    if run.state == ImportState.UNDOING:
        run.moves_to(session, ImportState.APPLIED, now)
        tell(session, run, not_undone_message(run.id, run.file_name), "not undone", now)
        return
    if run.state == ImportState.WRITING:
        message = stopped_message(run.id, run.file_name, run.written, run.agreed_rows)
        run.moves_to(session, ImportState.APPLIED, now)
        run.let_go(session)
        tell(session, run, message, "stopped", now, changes=True)
        return
    run.stands_at(session, ImportState.SET_ASIDE, now)
    tell(session, run, where_it_stands(run), "set aside", now)


def _guarded(store: Store, run: ImportRun, now: datetime, step: Callable[[ImportRun], bool]) -> bool:
    """One step of one import; a failure of ours is said, with a reference, and holds up no other."""
    try:
        return step(run)
    except (Taken, TakenOver) as taken:
        log.info("somebody else goes on with an import", run=run.id, reason=str(taken))
        return True
    except HalfTakenBack:  # what was agreed to is looked at again when that is done
        _give_back(store, run, now)
        return False
    except Exception as error:
        if out_of_reach(error):
            say_out_of_reach(error, job="imports", run=run.id)
            _give_back(store, run, now)
            return False
        reference = uuid4().hex[:8]
        log.exception("import failed", run=run.id, state=run.state, reference=reference)
        _stopped(store, run, reference, now)
        return True


def _give_back(store: Store, begun: ImportRun, now: datetime) -> None:
    """Takes an attempt off the count that something else than the file cut short."""
    with if_it_is_there(), store.writing() as session:
        run = _locked(session, begun.id, begun.state)
        if run is not None and run.attempts:
            run.attempts, run.not_before = run.attempts - 1, now + TRY_AGAIN_AFTER


def _stopped(store: Store, stopped: ImportRun, reference: str, now: datetime) -> None:
    """Puts an import back to where it can be decided on again, and says that nothing was written."""
    was = stopped.state
    back = {ImportState.AGREED: ImportState.PREVIEWED, ImportState.UNDOING: ImportState.APPLIED}
    with store.writing() as session:
        run = _locked(session, stopped.id, was)
        if run is None:
            return
        if run.attempts >= MOST_ATTEMPTS:
            _give_up(session, run, now)
            return
        if was == ImportState.WRITING or is_half_taken_back(session, run):
            # What is in is in, and what is taken back is; the rest is tried again.
            run.not_before = now + TRY_AGAIN_AFTER
            return
        run.stands_at(session, back.get(was, ImportState.FAILED), now)
        ways = ways_on(run)
        if run.state is ImportState.PREVIEWED:  # whoever is told agreed to what they saw
            ways = choices(run.id, run.counts.writes, run.counts.missing, run.previewed)
        message = failed_message(run.id, run.file_name, reference, ways)
        tell(session, run, message, "failed", now)


def _read(store: Store, client: WebClient, region: Region, waiting: ImportRun, now: datetime) -> bool:
    try:
        brought = _kept(store, waiting) or fetch(client, waiting.slack_file)
    except (Away, Limited) as failure:
        if abs(now - waiting.started_at) < TRY_FOR:
            _wait(store, waiting.id, now, failure)
            return False
        return _unreadable(store, waiting.id, "", "Slack could not be reached. Bring the file again.", now)
    except Failure as failure:
        log.warning("file not fetched", run=waiting.id, method=failure.method, error=failure.code)
        return _unreadable(
            store, waiting.id, "", f"Slack did not give me the file ({failure.code}). Bring it again.", now
        )
    except NotFetched as problem:
        return _unreadable(store, waiting.id, "", str(problem), now)
    if not _begin(store, waiting, now):
        return False
    try:
        found = looked_at(store, region, waiting, brought, now)
    except BrokeOff:
        return _broke_off(store, waiting, brought.name, now)
    except (NotATable, MissingColumn, HalfTakenBack) as problem:
        return _unreadable(store, waiting.id, brought.name, str(problem), now)
    with store.writing() as session:
        run = _locked(session, waiting.id, ImportState.WAITING)
        if run is None:
            return False
        if isinstance(found, Guess):
            message = kind_message(run.id, brought.name, found.kinds)
            run.file_name = brought.name
            note_kinds(session, run, message, brought.content, now)
            tell(session, run, message, "kind", now, changes=True)
            return True
        message = note_preview(session, run, found, brought.content, now)
        tell(session, run, message, "preview", now, changes=True)
        if not found.open:  # what is answered changes which they are
            send_rejected(session, run, found, found.refused, now)
    return True


def _kept(store: Store, waiting: ImportRun) -> Fetched | None:
    """The file where it was read before, and is read again with what somebody answered."""
    content = content_of(store, waiting)
    return None if content is None else Fetched(waiting.file_name, content)


def _apply(store: Store, region: Region, agreed: ImportRun, now: datetime) -> bool:
    """Applies what was agreed to; where that would be something else by now, the preview comes anew."""
    plan = _planned_again(store, region, agreed, now)
    if plan is None:
        return False
    in_batches = False
    with store.writing() as session:
        run = _locked(session, agreed.id, ImportState.AGREED)
        decision = None if run is None else run.decision
        if run is None or decision is None:
            return False
        try:
            if fingerprint(plan) != run.previewed:
                raise Outdated(plan)
            if in_batches := goes_in_batches(plan):
                begin_in_batches(session, plan, decision.by, now, run, decision.end_missing)
            else:
                apply_plan(session, plan, decision.by, SLACK, now, decision.end_missing, run)
        except Outdated as outdated:
            fresh, content = outdated.fresh, kept_content(session, run.id) or b""
            message = note_preview(session, run, fresh, content, now, changed_since=True)
            tell(session, run, message, "new preview", now, changes=True)
            return True
        if not in_batches:
            tell_of_it(session, region, run, plan, (), now)
    if in_batches:
        _write_rows(store, region, agreed.id, decision.by, plan, now)
    return True


def _go_on(store: Store, region: Region, cut_short: ImportRun, now: datetime) -> bool:
    """Goes on with an import of which only a part is in, because whoever wrote it died."""
    plan, decision = _planned_again(store, region, cut_short, now), cut_short.decision
    if plan is None or decision is None:
        return False
    _write_rows(store, region, cut_short.id, decision.by, plan, now)
    return True


def _planned_again(store: Store, region: Region, begun: ImportRun, now: datetime) -> Plan | None:
    """What the kept file comes to now, with nobody waiting for it; None where it is not this one's turn."""
    if not _begin(store, begun, now):
        return None
    content = content_of(store, begun)
    if content is None:
        return None
    try:
        table = table_of(begun, begun.kind, content, begun.file_name)
    except BrokeOff:
        _broke_off(store, begun, begun.file_name, now)
        return None
    with store.reading() as session:
        return planned(session, begun, begun.kind, table, region, now)


def _write_rows(store: Store, region: Region, number: int, by: str, plan: Plan, now: datetime) -> None:
    """Writes a large import in batches, and tells of it with the last one."""
    clock = _clock_from(now)

    def done(session: Session, run: ImportRun, left_out: Sequence[Refused]) -> None:
        tell_of_it(session, region, run, plan, left_out, clock())

    write_in_batches(store, plan, number, by, SLACK, clock, done=done)


def _clock_from(now: datetime) -> Callable[[], datetime]:
    """What time it is, where it was `now` a moment ago."""
    began = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - began)


def _broke_off(store: Store, begun: ImportRun, name: str, now: datetime) -> bool:
    """Reading broke off: once it is tried again, then it is set aside."""
    log.warning("reading a file broke off", run=begun.id, state=begun.state.value)
    with store.writing() as session:
        run = _locked(session, begun.id, begun.state)
        if run is None:
            return False
        run.file_name, run.not_before = name, now + TRY_AGAIN_AFTER
        if run.attempts < MOST_ATTEMPTS:
            return False
        _give_up(session, run, now)
    return True


def _unreadable(store: Store, run_id: int, name: str, reason: str, now: datetime) -> bool:
    with store.writing() as session:
        run = _locked(session, run_id, ImportState.WAITING)
        if run is None:
            return False
        run.moves_to(session, ImportState.FAILED, now)
        run.let_go(session)
        run.file_name = name
        tell(session, run, unreadable_message(run.id, name, run.kind, reason), "unreadable", now)
    return True


def _wait(store: Store, run_id: int, now: datetime, failure: Failure) -> None:
    with store.writing() as session:
        run = _locked(session, run_id, ImportState.WAITING)
        if run is not None:
            run.not_before = now + pause_after(failure)


def _take_back(store: Store, region: Region, asked: ImportRun, now: datetime) -> bool:
    if not _begin(store, asked, now):
        return False
    with store.reading() as session:
        in_batches = undoes_in_batches(session, asked.id)
    if in_batches and asked.decision is not None:
        by, clock = asked.decision.by, _clock_from(now)

        def done(session: Session, run: ImportRun, undone: Undone) -> None:
            tell(session, run, undone_message(undone), "undone", clock())

        undo_large(store, asked.id, by, SLACK, clock, region, done=done, is_asked=True)
        return True
    with store.writing() as session:
        run = _locked(session, asked.id, ImportState.UNDOING)
        decision = None if run is None else run.decision
        if run is None or decision is None:
            return False
        run.state = ImportState.APPLIED  # as which alone it can be taken back
        undone = undo_import(session, run.id, decision.by, SLACK, now, region)
        tell(session, run, undone_message(undone), "undone", now)
    return True


def _let_go(store: Store, stale: ImportRun, now: datetime) -> bool:
    with store.writing() as session:
        run = _locked(session, stale.id, stale.state)
        if run is None:
            return False
        run.moves_to(session, ImportState.DISCARDED, now)
        run.let_go(session)
        run.decided_by = None
        tell(session, run, where_it_stands(run), "let go", now)
    return True


def _locked(session: Session, run_id: int, state: ImportState) -> ImportRun | None:
    """The import, if it is still in that state; who would do the same step at the same time waits."""
    run = session.get(ImportRun, run_id, with_for_update=True)
    return run if run is not None and run.state == state else None
