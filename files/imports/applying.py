"""Writing what was planned, all of it in the transaction at hand, and projecting whom it moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.lookup import in_parts
from files.imports.plan import Plan, Tick
from files.imports.planning import last_change, plan_import
from files.imports.records import Pen
from files.imports.roster import ended
from storage.audit import note
from storage.catalogue import VERSION, catalogue_changed
from storage.imports import ImportRun, ImportState
from storage.people import Person
from storage.progress import Progress
from storage.standing import bring_up_to, lock_people, project, rebuild

PROJECTING = "Working out who is due"
_PEOPLE_A_TICK = 500


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
    Without `projects` nobody's standing is worked out anew: for a transaction that is rolled back.

    Raises:
        Outdated: when the records are others now, so that the plan is no longer what was agreed to.
    """
    _take_turns(session, plan)
    plan = _still_true(session, plan)
    if projects:
        bring_up_to(session, plan.today)
    run = _begun(session, plan, run, started_by, now)
    missing = [ended(each, plan.today) for each in plan.missing] if end_missing else []
    run.counts = replace(plan.counted, ended=len(missing))
    pen = Pen(session, run.id, started_by, door, now, tick)
    pen.alter(plan.outcome.alterations)
    pen.alter(missing, why="missing from the roster")
    pen.add(plan.outcome.additions)
    note(
        session,
        now,
        started_by,
        door,
        "imported",
        ("import", run.id),
        kind=plan.kind.name,
        file=plan.table.name,
        counts=asdict(run.counts),
    )
    if plan.outcome.changes_catalogue:
        catalogue_changed(session)
    if projects:
        left = {each.person_id for each in plan.missing} if missing else set()
        _project(session, plan, {*plan.outcome.moved, *left, *pen.added_people}, tick)
    return run


def project_people(session: Session, person_ids: Collection[int], today: date, tick: Tick | None) -> None:
    """Projects some people anew, telling how many are done."""
    ordered = sorted(person_ids)
    for start in range(0, len(ordered), _PEOPLE_A_TICK):
        part = ordered[start : start + _PEOPLE_A_TICK]
        project(session, part, today)
        if tick is not None:
            tick(PROJECTING, start + len(part), len(ordered))


def _project(session: Session, plan: Plan, moved: Collection[int], tick: Tick | None) -> None:
    if plan.outcome.moves_everybody:
        rebuild(session, plan.today)
    else:
        project_people(session, moved, plan.today, tick)


def _take_turns(session: Session, plan: Plan) -> None:
    """Waits for whoever changes the same people or the catalogue; SQLite's writers take turns anyway."""
    if session.get_bind().dialect.name == "sqlite":
        return
    people: Sequence[int] = sorted(plan.outcome.involved)
    if plan.outcome.changes_catalogue:
        session.execute(select(Progress).where(Progress.name == VERSION).with_for_update())
    if plan.outcome.moves_everybody:
        people = session.scalars(select(Person.id).order_by(Person.id)).all()
    for part in in_parts(people):
        lock_people(session, part)


def _still_true(session: Session, plan: Plan) -> Plan:
    """The plan, made anew where anything was recorded since.

    SQLite has one writer, so that an audit row later than the plan shows every change; PostgreSQL's
    transactions may end in another order than they began, so there the plan is always made anew.
    """
    if session.get_bind().dialect.name == "sqlite" and last_change(session) == plan.seen:
        return plan
    fresh = plan_import(session, plan.kind, plan.table, plan.region, plan.today)
    if fresh.signature != plan.signature:
        raise Outdated(fresh)
    return fresh


def _begun(session: Session, plan: Plan, run: ImportRun | None, started_by: str, now: datetime) -> ImportRun:
    if run is None:
        run = ImportRun(
            kind=plan.kind.name,
            file_name=plan.table.name,
            state=ImportState.APPLIED,
            started_by=started_by,
            started_at=now,
        )
        session.add(run)
    run.moves_to(ImportState.APPLIED)
    run.applied_at, run.content = now, None
    session.flush()
    return run
