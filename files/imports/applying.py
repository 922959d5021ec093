"""Writing what was planned, all of it in the transaction at hand, and projecting whom it moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.keeping_names import keep_names
from files.imports.lookup import in_parts
from files.imports.plan import Alteration, Outcome, Plan, Playing, Tick
from files.imports.planning import plan_import, seen_now
from files.imports.records import Pen
from files.imports.roster import ended
from files.kinds import COMPLETIONS
from files.layouts import keep_layout_of
from storage.addresses import keep_addresses, release, tell_of_former
from storage.audit import AuditKind, Trail
from storage.cards import changed
from storage.catalogue import catalogue_changed, lock_catalogue, share_catalogue
from storage.exercises import SIGNIN_CARD, ExerciseRecord, ParticipationRecord
from storage.imports import ROSTER, ImportRun, ImportState, new_run
from storage.linking import link_those_known
from storage.people import lock_people
from storage.playing import project_playing
from storage.projecting import catch_up_with_few
from storage.standing import project_or_leave

PROJECTING = "Working out who is due"
MOVES_PLAYERS = ("roster", "exercises", "participation")
"""Kinds of import by which people can play other positions, or for other agencies, than before."""


class Outdated(Exception):
    """The store changed since the plan was made, and the plan with it; nothing was written."""

    def __init__(self, fresh: Plan) -> None:
        super().__init__("The records changed while the preview was open; look at the new one.")
        self.fresh = fresh


def apply_plan(
    session: Session,
    plan: Plan,
    started_by: str,
    door: str,
    now: datetime,
    end_missing: bool = False,
    run: ImportRun | None = None,
    tick: Tick | None = None,
    projects: bool = True,
) -> ImportRun:
    """Writes what a plan says, in the given transaction, and gives the import its number.

    `end_missing` also ends the affiliations the roster leaves out. `run` is the import's own row where it
    has one already, as in Slack. What the plan leaves unchanged is not touched.
    Whom Slack knows by an e-mail that the roster knows from now on is linked at once. What was settled of the
    file is kept with the import, and with its layout for the next file of the same header.
    Without `projects` where people stand and what they can play is not worked out anew: for a transaction
    that is rolled back.

    Raises:
        Outdated: when the records are others now, so that the plan is no longer what was agreed to.
    """
    take_turns(session, plan, plan.outcome, {each.person_id for each in plan.missing})
    plan = _still_true(session, plan)
    run = run or new_run(session, plan.kind.name, plan.table.name, ImportState.APPLIED, started_by, now)
    mark_applied(session, run, now)
    missing = [ended(each, plan.today) for each in plan.missing] if end_missing else []
    run.counts = replace(plan.counted, ended=len(missing))
    run.settled = plan.settled.model_dump(mode="json", exclude_defaults=True)
    pen = Pen(session, run.id, started_by, door, now, tick)
    trail = Trail(started_by, door, now)
    write_outcome(session, plan.outcome, pen, trail, run.id, missing)
    note_and_remember(session, run, plan, trail)
    if plan.outcome.changes_catalogue:
        catalogue_changed(session)
    if projects:
        if pen.added_people or plan.kind.name == ROSTER:
            link_those_known(session, now)
            tell_of_former(session, run.id, plan.outcome.readdressed, plan.region, now)
        left = {each.person_id for each in plan.missing} if missing else set()
        project_moved_playing(session, plan.outcome.playing, now)
        moved = {*plan.outcome.moved, *left, *pen.added_people}
        project_people(session, plan.kind.name, moved, plan.today, tick)
        if plan.outcome.changes_catalogue:
            catch_up_with_few(session, plan.today)
    return run


def write_outcome(
    session: Session,
    outcome: Outcome,
    pen: Pen,
    trail: Trail,
    import_id: int,
    missing: Sequence[Alteration] = (),
) -> None:
    """Writes what rows come to, and ends who is `missing` from a roster; each record after those it names."""
    for email in outcome.released:
        release(session, email, trail, import_id)
    last = [each for each in outcome.alterations if each.names]
    pen.alter(each for each in outcome.alterations if each.frees_email)
    pen.alter(each for each in outcome.alterations if not (each.names or each.frees_email))
    pen.alter(missing, why="missing from the roster")
    pen.add(outcome.additions, (addition for each in last for addition in each.names))
    pen.alter(last)


def mark_applied(session: Session, run: ImportRun, now: datetime) -> None:
    """Notes that all of an import is in."""
    run.moves_to(session, ImportState.APPLIED, now)
    run.let_go(session)
    run.applied_at = now
    session.flush()


def note_and_remember(session: Session, run: ImportRun, plan: Plan, trail: Trail) -> None:
    """Leaves the audit row of an import that is in, and remembers what was settled of its file."""
    keep_addresses(session, run.id, trail)
    note_imported(session, run, trail)
    keep_layout_of(session, plan.kind.name, plan.table, plan.settled, trail)
    keep_names(session, plan.table, plan.settled, trail, plan.today)


def note_imported(
    session: Session, run: ImportRun, trail: Trail, kind: AuditKind = AuditKind.IMPORTED
) -> None:
    """Leaves the audit row of an import, or of a part of it, with how many rows of it are in."""
    told = {"kind": run.kind, "file": run.file_name, "counts": asdict(run.counts)}
    trail.note(session, kind, ("import", run.id), of=run, **told)


def project_people(
    session: Session, kind: str, person_ids: Collection[int], today: date, tick: Tick | None
) -> None:
    """Projects some people anew whom an import of a kind moves, or leaves them to be moved on where they are
    many; tells when it is done.
    """
    project_or_leave(session, person_ids, today, moves_bench=kind != COMPLETIONS.name)
    if tick is not None and person_ids:
        tick(PROJECTING, len(person_ids), len(person_ids))


def project_moved_playing(session: Session, playing: Playing, now: datetime) -> None:
    """Works out anew who can play where an import moves it; sign-in cards show what became another."""
    if playing == Playing():
        return
    people = set(playing.people)
    for column, moved in (
        (ParticipationRecord.exercise_id, playing.exercises),
        (ParticipationRecord.position_id, playing.positions),
    ):
        for part in in_parts(sorted(moved)):
            held = select(ParticipationRecord.person_id).where(column.in_(part)).distinct()
            people.update(each for each in session.scalars(held) if each is not None)
    lock_people(session, people)
    project_playing(session, people)
    for exercise in sorted(playing.shown):
        changed(session, SIGNIN_CARD, exercise, now)


def take_turns(
    session: Session, plan: Plan, outcome: Outcome, missing: Collection[int] = frozenset()
) -> None:
    """Waits for whoever changes the same people or the catalogue; SQLite's writers take turns anyway."""
    if outcome.changes_catalogue or plan.settled.keep_names:
        lock_catalogue(session)
    elif plan.kind.name in MOVES_PLAYERS:
        share_catalogue(session)
    people = lock_exercises(session, outcome.playing.shown)
    lock_people(session, people | outcome.involved | set(missing))


def lock_exercises(session: Session, exercise_ids: Collection[int]) -> set[int]:
    """Waits for whoever writes down who took part in some exercises; everybody who is on record there.

    Lock the catalogue before, and people after it (`storage.catalogue.lock_catalogue`).
    """
    people: set[int] = set()
    for part in in_parts(sorted(exercise_ids)):
        if session.get_bind().dialect.name != "sqlite":
            exercises = select(ExerciseRecord.id).where(ExerciseRecord.id.in_(part))
            session.execute(exercises.order_by(ExerciseRecord.id).with_for_update())
        there = ParticipationRecord.exercise_id.in_(part)
        found = session.scalars(select(ParticipationRecord.person_id).where(there).distinct())
        people.update(each for each in found if each is not None)
    return people


def _still_true(session: Session, plan: Plan) -> Plan:
    """The plan, made anew where anything was recorded since.

    SQLite has one writer, so that an audit row later than the plan shows every change; PostgreSQL's
    transactions may end in another order than they began, so there the plan is always made anew.
    """
    if session.get_bind().dialect.name == "sqlite" and seen_now(session) == plan.seen:
        return plan
    fresh = plan_import(session, plan.kind, plan.table, plan.region, plan.today, settled=plan.settled)
    if fresh.signature != plan.signature:
        raise Outdated(fresh)
    return fresh
