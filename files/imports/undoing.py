"""Taking an import back: what it added is voided, what it changed is put back, and what can't be is named.

A large import of people's records alone (completions, absences, a roster by which nobody's e-mail or member
id became another's) is taken back in batches of some people, with a commit each: cut short, it stays
"undoing", and whoever takes it back again goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from files.imports.applying import project_moved_playing, project_people
from files.imports.batching import WHOLE, Pace
from files.imports.by_person import OWNERS, is_by_person, people_of
from files.imports.plan import Tick
from files.imports.records import SUBJECTS
from files.imports.taking_back import CATALOGUE, Kept, Undoing, Undone, reason_of
from storage.audit import AuditKind, AuditRow, Trail
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.imports import ImportRun, ImportState
from storage.people import Person
from storage.projecting import catch_up_with_few
from storage.region import Region

UNDOING = "Taking back"

__all__ = ["CannotUndo", "Kept", "Undone", "undo_import", "undo_large", "undoes_in_batches"]


class CannotUndo(Exception):
    """There is no such import, or it was undone already; the message says which."""


class TakenOver(CannotUndo):
    """Somebody else goes on with taking it back, after whoever was at it fell silent."""


def undo_import(
    session: Session,
    number: int,
    by: str,
    door: str,
    now: datetime,
    region: Region,
    tick: Tick | None = None,
) -> Undone:
    """Takes back what an import did, in the given transaction.

    Agencies, units, courses and people it added stay as names: nothing is asked of anybody for them alone.

    Raises:
        CannotUndo: when there is no import of that number, or it was never applied, or undone already.
    """
    run = _run(session, number)
    today = region.day(now)
    undoing = Undoing(session, run, by, door, now)
    undoing.lock()
    undoing.forget_addresses()
    undoing.put_back()
    undoing.void()
    undoing.leave_names()
    undoing.give_back_addresses()
    undone = undoing.undone
    _ends(session, run, undone, Trail(by, door, now))
    session.flush()
    if undoing.touched & set(CATALOGUE):
        catalogue_changed(session)
    project_moved_playing(session, undoing.playing, now)
    project_people(session, run.kind, undoing.moved, today, tick)
    catch_up_with_few(session, today)
    return undone


def _run(session: Session, number: int) -> ImportRun:
    run = session.get(ImportRun, number, with_for_update=True)
    if run is None:
        raise CannotUndo(f"There is no import {number}.")
    if run.state == ImportState.UNDONE:
        raise CannotUndo(f"Import {number} ({run.kind}, {run.file_name}) was undone already.")
    if run.state == ImportState.UNDOING:
        raise CannotUndo(f"Import {number} ({run.kind}, {run.file_name}) is being undone at this moment.")
    if run.state not in (ImportState.APPLIED, ImportState.WRITING):
        raise CannotUndo(f"Import {number} ({run.kind}, {run.file_name}) was never applied.")
    return run


def undoes_in_batches(session: Session, number: int) -> bool:
    """Whether an import is taken back in batches: where it is large, and of people's records alone."""
    run = session.get(ImportRun, number)
    if run is None or run.kind not in OWNERS:
        return False
    is_large = is_half_taken_back(session, run) or sum(rows for _, rows in people_of(session, run)) > WHOLE
    return is_large and is_by_person(session, run)


def is_half_taken_back(session: Session, run: ImportRun) -> bool:
    """Whether an import is to be taken back, and a part of it was already."""
    in_part = AuditRow.subject_kind == "import", AuditRow.subject_id == run.id
    began = select(AuditRow.id).where(*in_part, AuditRow.kind == AuditKind.IMPORT_UNDONE_IN_PART.value)
    return run.state is ImportState.UNDOING and session.scalar(began.limit(1)) is not None


def undo_large(
    store: Store,
    number: int,
    by: str,
    door: str,
    clock: Callable[[], datetime],
    region: Region,
    tick: Tick | None = None,
    done: Callable[[Session, ImportRun, Undone], None] | None = None,
    is_asked: bool = False,
) -> Undone:
    """The same in batches, each with where its people stand then, or what of it was not taken back yet.

    `is_asked`: it stands there to be taken back, and nobody else is at it. `done` is called in the
    transaction in which it ends.

    Raises:
        CannotUndo: as `undo_import` does.
        TakenOver: when somebody else goes on with it.
    """
    with store.writing() as session:
        now = clock()
        run = _to_go_on_with(session, number, now, is_asked)
        run.stands_at(session, ImportState.UNDOING, now)
        turn = run.next_turn(now)
    with store.reading() as session:
        people = list(people_of(session, run))
    total, kept = sum(rows for _, rows in people), list[Kept]()
    so_far, pace = 0, Pace(store)
    for part, rows in _batches(people, pace):
        with pace.writing(store) as session:
            now = clock()
            run = _ours(session, number, turn, now)
            undoing = Undoing(session, run, by, door, now, part)
            undoing.lock()
            undoing.put_back()
            undoing.void()
            kept += undoing.undone.kept
            trail, counts = Trail(by, door, now), dict(undoing.undone.taken_back)
            trail.note(
                session, AuditKind.IMPORT_UNDONE_IN_PART, ("import", number), of=run, taken_back=counts
            )
            session.flush()
            project_people(session, run.kind, undoing.moved, region.day(now), None)
        so_far += rows
        if tick is not None:
            tick(UNDOING, so_far, total)
    with store.reading() as session:
        undone = _counted(session, run, kept, Undoing(session, run, by, door, clock()))
    with store.writing() as session:
        now = clock()
        run = _ours(session, number, turn, now)
        _ends(session, run, undone, Trail(by, door, now))
        catch_up_with_few(session, region.day(now))
        if done is not None:
            done(session, run, undone)
    return undone


def _to_go_on_with(session: Session, number: int, now: datetime, is_asked: bool) -> ImportRun:
    """The import, to be begun with; or gone on with, where whoever was at it is gone."""
    run = session.get(ImportRun, number, with_for_update=True)
    if run is not None and run.state is ImportState.UNDOING and (is_asked or run.is_left(now)):
        return run
    return _run(session, number)


def _ours(session: Session, number: int, turn: int, now: datetime) -> ImportRun:
    run = session.get(ImportRun, number, with_for_update=True)
    if run is None or run.state is not ImportState.UNDOING or run.turn != turn:
        raise TakenOver(f"Import {number} is being taken back by somebody else.")
    run.goes_on(now)
    return run


def _batches(people: list[tuple[int, int]], pace: Pace) -> Iterator[tuple[frozenset[int], int]]:
    """Few people at a time, and how many rows they have."""
    part, total = set[int](), 0
    for person, rows in people:
        if part and (len(part) >= pace.people or total + rows > pace.rows):
            yield frozenset(part), total
            part, total = set(), 0
        part.add(person)
        total += rows
    if part:
        yield frozenset(part), total


def _counted(session: Session, run: ImportRun, kept: list[Kept], undoing: Undoing) -> Undone:
    """What became of it in all, also by who began with it and was cut short."""
    undoing.leave_names()
    undone = undoing.undone
    undone.kept[:0] = kept
    for model in OWNERS[run.kind]:
        if model is not Person:
            void = model.import_id == run.id, model.void_reason == reason_of(run.id)
            if count := session.scalar(select(func.count()).select_from(model).where(*void)):
                undone.taken_back[SUBJECTS[model]] = count
    put_back = AuditRow.import_id == run.id, AuditRow.kind == AuditKind.PUT_BACK.value
    counts = select(AuditRow.subject_kind, func.count()).where(*put_back).group_by(AuditRow.subject_kind)
    for kind, count in session.execute(counts):
        undone.put_back[kind] += count
    return undone


def _ends(session: Session, run: ImportRun, undone: Undone, trail: Trail) -> None:
    """Notes that an import is taken back, and what became of it."""
    run.moves_to(session, ImportState.UNDONE, trail.now)
    run.let_go(session)
    told: dict[str, Any] = {
        "taken_back": dict(undone.taken_back),
        "put_back": dict(undone.put_back),
        "kept": len(undone.kept),
    }
    trail.note(session, AuditKind.IMPORT_UNDONE, ("import", run.id), of=run, **told)
