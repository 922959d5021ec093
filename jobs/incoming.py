"""Imports in the background: reading the files people brought, applying what was agreed to, taking it back.

A click waits three seconds at most; a large file takes longer. What waits is in the store, so that a restart
loses nothing, and each step is one transaction that first looks whether somebody else did it already.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from slack_sdk import WebClient
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, defer

from commands.kit.reply import File, Message, Post
from commands.region.importing import decision_on, fingerprint, note_preview, ways_on, where_it_stands
from commands.region.importing_views import (
    failed_message,
    preview_message,
    rejected_message,
    undone_message,
    unreadable_message,
)
from files.imports.applying import Outdated, apply_plan
from files.imports.plan import Plan
from files.imports.planning import plan_import
from files.imports.undoing import undo_import
from files.intake import MissingColumn
from files.kinds import kind_named
from files.table import NotATable, read_table
from files.write import write_rejected
from jobs.failures import Away, Failure, Limited
from jobs.fetching import NotFetched, fetch
from jobs.posting import put
from storage.deliveries import LONGEST_WAIT, Subject
from storage.engine import Store, out_of_reach
from storage.imports import ImportRun, ImportState
from storage.region import Region

TRY_FOR = timedelta(minutes=15)
"""How long a file is asked for again while Slack can't be reached."""

TRY_AGAIN_AFTER = timedelta(seconds=10)
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
        ImportState.UNDOING: lambda run: _take_back(store, region, run, now),
        ImportState.PREVIEWED: lambda run: _let_go(store, run, now),
    }
    return sum(_guarded(store, run, now, steps[ImportState(run.state)]) for run in _open(store, now))


def _open(store: Store, now: datetime) -> list[ImportRun]:
    """The imports there is something to do for, without what is in their files."""
    states = (ImportState.WAITING, ImportState.AGREED, ImportState.UNDOING)
    is_old = or_(ImportRun.started_at < now - KEEP_PREVIEWS, ImportRun.started_at > now + KEEP_PREVIEWS)
    stale = and_(ImportRun.state == ImportState.PREVIEWED, is_old)
    query = select(ImportRun).options(defer(ImportRun.content)).order_by(ImportRun.id)
    with store.reading() as session:
        found = session.scalars(query.where(or_(ImportRun.state.in_(states), stale))).all()
    return [run for run in found if not _waits(run, now)]


def _waits(run: ImportRun, now: datetime) -> bool:
    """Whether a file is to be asked for later; an instant further ahead than that was a wrong clock's."""
    said = run.counts.get("not_before")
    return said is not None and now < datetime.fromisoformat(said) <= now + LONGEST_WAIT


def _guarded(store: Store, run: ImportRun, now: datetime, step: Callable[[ImportRun], bool]) -> bool:
    """One step of one import; a failure of ours is said, with a reference, and holds up no other."""
    try:
        return step(run)
    except Exception as error:
        if out_of_reach(error):
            log.warning("the database is away", job="imports", run=run.id)
            return False
        reference = uuid4().hex[:8]
        log.exception("import failed", run=run.id, state=run.state, reference=reference)
        _stopped(store, run, reference, now)
        return True


def _stopped(store: Store, stopped: ImportRun, reference: str, now: datetime) -> None:
    """Puts an import back to where it can be decided on again, and says that nothing was written."""
    was = ImportState(stopped.state)
    back = {ImportState.AGREED: ImportState.PREVIEWED, ImportState.UNDOING: ImportState.APPLIED}
    with store.writing() as session:
        run = _locked(session, stopped.id, was)
        if run is None:
            return
        run.state = back.get(was, ImportState.FAILED)
        message = failed_message(run.id, run.file_name, reference, ways_on(run))
        _tell(session, run, message, "failed", now)


def _read(store: Store, client: WebClient, region: Region, waiting: ImportRun, now: datetime) -> bool:
    try:
        fetched = fetch(client, waiting.slack_file)
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
    try:
        with store.reading() as session:
            plan = _planned(session, waiting.kind, fetched.content, fetched.name, region, now)
    except (NotATable, MissingColumn) as problem:
        return _unreadable(store, waiting.id, fetched.name, str(problem), now)
    with store.writing() as session:
        run = _locked(session, waiting.id, ImportState.WAITING)
        if run is None:
            return False
        note_preview(run, plan, fetched.content)
        _tell(session, run, preview_message(run.id, plan), "preview", now)
        _send_rejected(session, run, plan, now)
    return True


def _apply(store: Store, region: Region, agreed: ImportRun, now: datetime) -> bool:
    """Applies what was agreed to; where that would be something else by now, the preview comes anew."""
    with store.writing() as session:
        run = _locked(session, agreed.id, ImportState.AGREED)
        decision = None if run is None else decision_on(run)
        if run is None or run.content is None or decision is None:
            return False
        content, shown = run.content, run.counts["previewed"]
        plan = _planned(session, run.kind, content, run.file_name, region, now)
        try:
            if fingerprint(plan) != shown:
                raise Outdated(plan)
            apply_plan(session, plan, decision.by, "slack", now, decision.end_missing, run)
        except Outdated as outdated:
            note_preview(run, outdated.fresh, content)
            message = preview_message(run.id, outdated.fresh, changed_since=True)
            _tell(session, run, message, "new preview", now)
            return True
        _tell(session, run, where_it_stands(run), "applied", now)
    return True


def _planned(session: Session, kind: str, content: bytes, name: str, region: Region, now: datetime) -> Plan:
    return plan_import(session, kind_named(kind), read_table(content, name), region, region.day(now))


def _unreadable(store: Store, run_id: int, name: str, reason: str, now: datetime) -> bool:
    with store.writing() as session:
        run = _locked(session, run_id, ImportState.WAITING)
        if run is None:
            return False
        run.state, run.file_name = ImportState.FAILED, name
        _tell(session, run, unreadable_message(run.id, name, run.kind, reason), "unreadable", now)
    return True


def _wait(store: Store, run_id: int, now: datetime, failure: Failure) -> None:
    pause = timedelta(seconds=failure.seconds) if isinstance(failure, Limited) else TRY_AGAIN_AFTER
    with store.writing() as session:
        run = _locked(session, run_id, ImportState.WAITING)
        if run is not None:
            run.counts = {**run.counts, "not_before": (now + pause).isoformat()}


def _take_back(store: Store, region: Region, asked: ImportRun, now: datetime) -> bool:
    with store.writing() as session:
        run = _locked(session, asked.id, ImportState.UNDOING)
        decision = None if run is None else decision_on(run)
        if run is None or decision is None:
            return False
        run.state = ImportState.APPLIED  # as which alone it can be taken back
        undone = undo_import(session, run.id, decision.by, "slack", now, region)
        _tell(session, run, undone_message(undone), "undone", now)
    return True


def _let_go(store: Store, stale: ImportRun, now: datetime) -> bool:
    with store.writing() as session:
        run = _locked(session, stale.id, ImportState.PREVIEWED)
        if run is None:
            return False
        run.state, run.content = ImportState.DISCARDED, None
        _tell(session, run, where_it_stands(run), "let go", now)
    return True


def _locked(session: Session, run_id: int, state: ImportState) -> ImportRun | None:
    """The import, if it is still in that state; who would do the same step at the same time waits."""
    run = session.get(ImportRun, run_id, with_for_update=True)
    return run if run is not None and run.state == state else None


def _tell(session: Session, run: ImportRun, message: Message, what: str, now: datetime) -> None:
    """Tells whoever decided last, or else whoever brought the file."""
    decision = decision_on(run)
    workspace, user = (decision.workspace, decision.user) if decision else (run.workspace, run.slack_user)
    post = Post(to=user, message=message, key=what, about=_subject(run))
    put(session, post, workspace, _key(run, now), now)


def _send_rejected(session: Session, run: ImportRun, plan: Plan, now: datetime) -> None:
    if not plan.refused:
        return
    name, content = write_rejected(plan.table, plan.refused)
    message = rejected_message(run.id, plan.table.name, len(plan.refused))
    file = File(name, name, content)
    post = Post(to=run.slack_user, message=message, key="rejected", file=file, about=_subject(run))
    put(session, post, run.workspace, _key(run, now), now)


def _subject(run: ImportRun) -> Subject:
    return (ImportRun.__tablename__, run.id)


def _key(run: ImportRun, now: datetime) -> str:
    return f"import:{run.id}:{now.isoformat()}"
