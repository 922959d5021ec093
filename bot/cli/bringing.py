"""How files come in at the command line: look, show, ask, write, and say what could not be taken."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from bot.cli.bringing_by_parts import bring_by_parts
from bot.cli.desk import BY, DOOR, Desk
from bot.cli.previews import show_plans
from bot.cli.printing import echo
from bot.cli.progress import progress
from bot.cli.refusing import fail
from bot.cli.settling import ask, stop_at
from bot.cli.written import put_rejected, say_it_goes_on, say_it_is_in
from files.columns import Kind
from files.exports.room import TAKEN
from files.finding import Sought
from files.imports.applying import Outdated, apply_plan
from files.imports.batching import digest_of_plan, goes_in_batches
from files.imports.folder import Folder, left_open, read_folder, rehearse
from files.imports.plan import Plan
from files.imports.planning import plan_import
from files.imports.writing import begin_in_batches, write_in_batches
from files.intake import Refused
from files.kinds import COMPLETIONS
from files.parting import is_beyond
from files.reading import read_file
from files.settled import NOTHING_SETTLED, Settled
from files.table import Table
from files.write import write_rejected
from storage.engine import Store
from storage.imports import ImportRun, cut_short
from storage.projecting import move_on


def bring(
    desk: Desk,
    kind: Kind[Any],
    path: Path,
    dry_run: bool,
    yes: bool,
    settled: Settled = NOTHING_SETTLED,
    end_missing: bool = False,
) -> None:
    """Imports one file. What it leaves open is asked where somebody sits; else it stops for what it is, and
    rows with a value that nobody knows are left out.
    """
    if kind is COMPLETIONS and is_beyond(path):
        bring_by_parts(desk, path, dry_run, yes, settled)
        return
    table = read_file(path, Sought.of(kind, settled.sheet))
    with desk.store_for(dry_run) as store:
        plan = _answered(desk, store, _look(desk, store, kind, table, settled), path, yes)
        show_plans(desk.out, [plan])
        _stop_if_all_refused([plan], dry_run, path)
        if dry_run:
            echo("Nothing was written: this was a dry run.", err=True)
            return
        end_missing = _ends_missing(desk, plan, end_missing, yes)
        if plan.writes:
            desk.must_agree(f"Write this from {path.name}?", yes)
        _settle(desk, store, plan, path, yes, end_missing)


def bring_county(desk: Desk, path: Path, dry_run: bool, yes: bool) -> None:
    """Imports a folder, each file in a transaction and with a number of its own."""
    folder = read_folder(path)
    _name_what_is_left(folder)
    with desk.store_for(dry_run) as store:
        asks = desk.is_terminal and not yes
        _stop_if_open(store, folder, desk)
        if dry_run or asks:
            plans = _rehearsed(desk, store, folder)
            show_plans(desk.out, plans)
            _stop_if_all_refused(plans, dry_run)
        if dry_run:
            echo("Nothing was written: this was a dry run.", err=True)
            return
        if asks:
            desk.must_agree(f"Write this from {path}?", yes)
        plans = []
        for brought in folder.files:
            plan = _look(desk, store, brought.kind, brought.table)
            if not asks:
                show_plans(desk.out, [plan])
            _settle(desk, store, plan, brought.path, yes=True)
            plans.append(plan)
        _stop_if_all_refused(plans, dry_run)


class _OnlyARehearsal(Exception):
    """Rolls a rehearsal back."""


def _rehearsed(desk: Desk, store: Store, folder: Folder) -> list[Plan]:
    plans: list[Plan] = []
    try:
        with store.writing() as session:
            plans.extend(rehearse(session, folder, desk.region, desk.today, desk.clock()))
            raise _OnlyARehearsal
    except _OnlyARehearsal:
        return plans


def _name_what_is_left(folder: Folder) -> None:
    away = [name for name in folder.passed_over if Path(name).stem.lower() in TAKEN]
    if away:
        echo(f"Passed over, to be taken away only: {', '.join(away)}.", err=True)
    if unknown := [name for name in folder.passed_over if name not in away]:
        echo(f"Passed over, of no kind known here: {', '.join(unknown)}.", err=True)
    if folder.empty:
        echo(f"Passed over, without rows: {', '.join(folder.empty)}.", err=True)


def _look(
    desk: Desk, store: Store, kind: Kind[Any], table: Table, settled: Settled = NOTHING_SETTLED
) -> Plan:
    with progress(desk, len(table.rows)) as tick, store.reading() as session:
        return plan_import(session, kind, table, desk.region, desk.today, tick, settled)


def _answered(desk: Desk, store: Store, plan: Plan, path: Path, yes: bool) -> Plan:
    """The plan once what it left open is answered, as far as somebody sits there to be asked."""
    while plan.open and desk.is_terminal and not yes:
        settled = ask(desk, plan.open, plan.settled)
        again = settled.sheet != plan.settled.sheet
        table = read_file(path, Sought.of(plan.kind, settled.sheet)) if again else plan.table
        plan = _look(desk, store, plan.kind, table, settled)
    if plan.waits:
        stop_at(plan.open)
    return plan


def _stop_if_open(store: Store, folder: Folder, desk: Desk) -> None:
    """Ends with status 2 when a file of a folder leaves open what its columns are."""
    with store.reading() as session:
        for brought, questions in left_open(session, folder, desk.region):
            stop_at(questions, f"muster import {brought.kind.name} {brought.path.name}")


def _stop_if_all_refused(plans: Sequence[Plan], dry_run: bool, path: Path | None = None) -> None:
    """Ends with status 2 when no row of any file can be taken."""
    if any(plan.rows for plan in plans):
        return
    if path is not None and not dry_run:
        _write_rejected(plans[0], path)
    fail("Nothing was written: every row was refused.")


def _ends_missing(desk: Desk, plan: Plan, end_missing: bool, yes: bool) -> bool:
    """Whether to end the affiliations the roster leaves out: only on an explicit yes."""
    if not plan.missing:
        return False
    if end_missing or not desk.is_terminal or yes:
        return end_missing
    return typer.confirm(f"End the affiliations of the {len(plan.missing):,} who are not on the roster?")


def _settle(desk: Desk, store: Store, plan: Plan, path: Path, yes: bool, end_missing: bool = False) -> None:
    """Writes a plan that was agreed to, and says what came of it."""
    brought = digest_of_plan(plan, end_missing)
    with store.reading() as session:
        begun = cut_short(session, plan.kind.name, brought)
    left_out: Sequence[Refused] = ()
    if plan.writes or end_missing or begun:
        if begun or goes_in_batches(plan):
            run, left_out = _write_in_batches(desk, store, plan, begun, end_missing, brought)
        else:
            run, plan = _write(desk, store, plan, yes, end_missing)
        say_it_is_in(desk, run, plan.table.name)
    else:
        desk.out.print(Text(f"{plan.table.name} changes nothing: everything it says is here already."))
    if left_out:
        rows = "1 row was" if len(left_out) == 1 else f"{len(left_out):,} rows were"
        echo(f"{rows} left out: what they speak of changed here while the file was written.", err=True)
    if plan.refused or left_out:
        _write_rejected(plan, path, left_out)


def _write_in_batches(
    desk: Desk, store: Store, plan: Plan, begun: ImportRun | None, end_missing: bool, brought: str
) -> tuple[ImportRun, Sequence[Refused]]:
    """Writes a large file so that others get their turn; goes on with one that was `begun` and cut short."""
    if begun is None:
        with store.writing() as session:
            begun = begin_in_batches(session, plan, BY, desk.clock(), None, end_missing, brought)
    else:
        say_it_goes_on(begun)
    with progress(desk, len(plan.rows)) as tick:
        written = write_in_batches(store, plan, begun.id, BY, DOOR, desk.clock, tick)
    move_on(store, desk.today)
    return written.run, written.left_out


def _write(desk: Desk, store: Store, plan: Plan, yes: bool, end_missing: bool) -> tuple[ImportRun, Plan]:
    """Writes a plan; where the records changed meanwhile, the new plan is shown and agreed to first."""
    while True:
        try:
            with progress(desk, len(plan.rows)) as tick, store.writing() as session:
                run = apply_plan(session, plan, BY, DOOR, desk.clock(), end_missing=end_missing, tick=tick)
            move_on(store, desk.today)
            return run, plan
        except Outdated as outdated:
            plan = outdated.fresh
            echo(str(outdated), err=True)
            show_plans(desk.out, [plan])
            desk.must_agree(f"Write this from {plan.table.name}?", yes)


def _write_rejected(plan: Plan, path: Path, left_out: Sequence[Refused] = ()) -> None:
    refused = sorted((*plan.refused, *left_out), key=lambda each: each.line)
    name, content = write_rejected(plan.table, refused)
    put_rejected(path.parent / name, io.BytesIO(content), len(refused))
