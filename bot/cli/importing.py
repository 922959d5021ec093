"""`muster import`: a file of one kind, a county's folder, what was imported, and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table as Shown
from rich.text import Text
from sqlalchemy import select

from bot.cli.bringing import bring, bring_county
from bot.cli.desk import BY, DOOR, Desk, desk_of
from bot.cli.kinds import KindGroup
from bot.cli.printing import echo
from bot.cli.progress import progress
from bot.cli.settling import (
    AgencySaid,
    AnewSaid,
    BlanksSaid,
    ColumnsSaid,
    CourseSaid,
    DaySaid,
    KeepSaid,
    NamesSaid,
    OrderSaid,
    SheetSaid,
    ValuesSaid,
    VerifiedSaid,
    settled_by,
)
from commands.kit.request import GREATEST_ID
from files.columns import Kind
from files.imports.undoing import CannotUndo, Undone, undo_import, undo_large, undoes_in_batches
from files.kinds import COMPLETIONS, KINDS, ROSTER
from files.layouts import settled_of
from files.settled import in_words
from storage.audit import Trail
from storage.imports import ImportRun, ImportState, discard_import
from storage.layouts import forget_layout, layouts
from storage.projecting import move_on

MOST_LISTED = 20

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and stop there.")]
Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Do not ask before writing. What a file leaves open stays open.")
]
File = Annotated[Path, typer.Argument(help="A CSV file or an Excel workbook.", show_default=False)]

Number = Annotated[
    int, typer.Argument(min=1, max=GREATEST_ID, help="The import's number.", show_default=False)
]

imports = typer.Typer(
    cls=KindGroup,
    add_completion=False,
    no_args_is_help=True,
    help="Bring in a spreadsheet: muster import KIND FILE. What it would change is shown first.",
)


def _roster(
    context: typer.Context,
    file: File,
    dry_run: DryRun = False,
    yes: Yes = False,
    column: ColumnsSaid = None,
    value: ValuesSaid = None,
    sheet: SheetSaid = None,
    agency: AgencySaid = None,
    date_order: OrderSaid = None,
    match_names: NamesSaid = False,
    blank_clears: BlanksSaid = False,
    keep_names: KeepSaid = False,
    anew: AnewSaid = False,
    end_missing: Annotated[
        bool, typer.Option("--end-missing", help="End the affiliations the roster leaves out.")
    ] = False,
) -> None:
    """Brings in a roster."""
    settled = settled_by(
        column,
        value,
        sheet,
        date_order=date_order,
        match_names=match_names,
        blank_clears=blank_clears,
        agency=agency,
        keep_names=keep_names,
        anew=anew,
    )
    bring(desk_of(context), ROSTER, file, dry_run, yes, settled, end_missing)


def _of_kind(kind: Kind[Any]) -> Callable[..., None]:
    """The command `muster import KIND`; a roster's has an option of its own."""

    def one_kind(
        context: typer.Context,
        file: File,
        dry_run: DryRun = False,
        yes: Yes = False,
        column: ColumnsSaid = None,
        value: ValuesSaid = None,
        sheet: SheetSaid = None,
        course: CourseSaid = None,
        day: DaySaid = None,
        date_order: OrderSaid = None,
        match_names: NamesSaid = False,
        blank_clears: BlanksSaid = False,
        keep_names: KeepSaid = False,
        anew: AnewSaid = False,
        verified: VerifiedSaid = False,
    ) -> None:
        settled = settled_by(
            column,
            value,
            sheet,
            course,
            date_order,
            match_names,
            blank_clears,
            day=day,
            keep_names=keep_names,
            anew=anew,
            verified=verified and kind is COMPLETIONS,
        )
        bring(desk_of(context), kind, file, dry_run, yes, settled)

    return _roster if kind is ROSTER else one_kind


for each in KINDS.values():
    imports.command(each.name, help=f"Columns: {', '.join(each.columns)}.")(_of_kind(each))


@imports.command("county")
def county(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder of KIND.csv files.", show_default=False)],
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """A folder of KIND.csv (or KIND.xlsx) files, in the order in which they name each other."""
    bring_county(desk_of(context), folder, dry_run, yes)


@imports.command("list")
def list_imports(context: typer.Context) -> None:
    """What was imported, by number, the newest first."""
    desk = desk_of(context)
    with desk.store() as store, store.reading() as session:
        runs = session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).all()
    if not runs:
        echo("Nothing was imported yet.")
        return
    table = Shown(header_style="bold")
    table.add_column("Number", justify="right")
    for title in ("Kind", "File", "By", "When", "State"):
        table.add_column(title)
    for title in ("New", "Changed", "Rejected"):
        table.add_column(title, justify="right")
    for run in runs:
        when = run.started_at.astimezone(desk.region.zone).strftime("%Y-%m-%d %H:%M")
        counts = [f"{count:,}" for count in (run.counts.new, run.counts.changed, run.counts.rejected)]
        names = [Text(each) for each in (run.kind, run.file_name, run.started_by)]
        table.add_row(str(run.id), *names, when, run.state, *counts)
    desk.out.print(table)
    for run in runs:
        if run.is_left(desk.clock()):
            on = (
                "the same muster import"
                if run.state is ImportState.WRITING
                else f"muster import undo {run.id}"
            )
            echo(f"Import {run.id} was cut short: {on} goes on with it.")


@imports.command("layouts")
def list_layouts(
    context: typer.Context,
    forget: Annotated[
        int | None,
        typer.Option("--forget", min=1, max=GREATEST_ID, help="Forget this one.", show_default=False),
    ] = None,
) -> None:
    """How files are laid out, as somebody settled it; the next file with the same header is read by it."""
    desk = desk_of(context)
    if forget is not None:
        with desk.store() as store, store.writing() as session:
            gone = forget_layout(session, forget, Trail(BY, DOOR, desk.clock()))
            named = f"{gone.kind}: {gone.name}"
        echo(f"Layout {forget} ({named}) is forgotten; the next file like it is asked about again.")
        return
    with desk.store() as store, store.reading() as session:
        found = layouts(session)
    if not found:
        echo("No layout is remembered yet: one is when a file goes in of which something was asked.")
        return
    table = Shown(header_style="bold")
    table.add_column("Number", justify="right")
    for title in ("Kind", "Columns", "Settled", "By", "Last used"):
        table.add_column(title)
    for each in found:
        used = each.used_at.astimezone(desk.region.zone).strftime("%Y-%m-%d")
        names = [Text(text) for text in (each.kind, each.name, in_words(settled_of(each)), each.recorded_by)]
        table.add_row(str(each.id), *names, used)
    desk.out.print(table)


@imports.command("undo")
def undo(
    context: typer.Context,
    number: Number,
    yes: Yes = False,
) -> None:
    """Take back what an import added and changed; what was changed since stays, and is named."""
    desk = desk_of(context)
    with desk.store() as store:
        with store.reading() as session:
            run = session.get(ImportRun, number)
        if run is None:
            raise CannotUndo(f"There is no import {number}.")
        if not desk.agrees(f"Undo import {number}: {run.kind} from {run.file_name}?", yes):
            echo("Nothing was undone.", err=True)
            raise typer.Exit(2)
        with store.reading() as session:
            in_batches = undoes_in_batches(session, number)
        with progress(desk, run.counts.new) as tick:
            if in_batches:
                undone = undo_large(store, number, BY, DOOR, desk.clock, desk.region, tick)
            else:
                with store.writing() as session:
                    undone = undo_import(session, number, BY, DOOR, desk.clock(), desk.region, tick)
        move_on(store, desk.today)
    _show_undone(desk, undone)


@imports.command("discard")
def discard(context: typer.Context, number: Number) -> None:
    """Let an import go that was not applied: one that waits for a decision, or was set aside."""
    desk = desk_of(context)
    with desk.store() as store, store.writing() as session:
        run = discard_import(session, number, BY, DOOR, desk.clock())
        named = f"{run.kind}, {run.file_name}" if run.file_name else run.kind
    echo(f"Import {number} ({named}) is discarded; nothing was written.")


def _show_undone(desk: Desk, undone: Undone) -> None:
    out = desk.out
    lines = [
        (undone.taken_back, "taken back"),
        (undone.put_back, "put back to what they were"),
        (undone.names, "left as names, of which nothing is asked"),
    ]
    said = [f"{_counted(counts)} {what}" for counts, what in lines if counts]
    out.print(
        Text(f"Import {undone.number} is undone: {'; '.join(said) or 'there was nothing to take back'}.")
    )
    if undone.kept:
        out.print(Text(f"{len(undone.kept):,} could not be taken back:"))
        for kept in undone.kept[:MOST_LISTED]:
            out.print(Text(f"  {kept.what}: {kept.why}"))
        if len(undone.kept) > MOST_LISTED:
            out.print(Text(f"  and {len(undone.kept) - MOST_LISTED:,} more"))


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(
        f"{number:,} {name if number == 1 else _PLURALS.get(name, f'{name}s')}"
        for name, number in counts.items()
    )


_PLURALS = {
    "person": "people",
    "agency": "agencies",
    "address": "addresses",
    "participation": "rows of participation",
}
