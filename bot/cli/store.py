"""`muster db`, `muster standing` and `muster catalogue`: the store itself."""

from __future__ import annotations

import typer
from rich.table import Table
from sqlalchemy import func, select, update

from bot.cli.desk import BY, DOOR, desk_of
from files.imports.starting_catalogue import LOCAL_POLICY, Refresher, load_starting_catalogue
from storage.people import Person
from storage.projecting import move_on, projected_for
from storage.schema import check, upgrade
from storage.standing import StandingRow
from storage.training import CompletionRecord

database = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The database MUSTER_DATABASE_URL names."
)
standing = typer.Typer(add_completion=False, no_args_is_help=True, help="Where everybody stands.")
catalogue = typer.Typer(add_completion=False, no_args_is_help=True, help="The starting catalogue.")


@database.command("upgrade")
def upgrade_database(context: typer.Context) -> None:
    """Set the database up, or bring it to the shape this release knows."""
    with desk_of(context).unchecked_store() as store:
        upgrade(store)
        typer.echo(f"{store.url.render_as_string(hide_password=True)} has the newest shape.")


@database.command("check")
def check_database(context: typer.Context) -> None:
    """Say whether the database has the shape this release knows, and what is in it."""
    with desk_of(context).unchecked_store() as store:
        check(store)
        with store.reading() as session:
            people = session.scalar(select(func.count()).select_from(Person)) or 0
            completions = session.scalar(select(func.count()).select_from(CompletionRecord)) or 0
            day = projected_for(session)
        typer.echo(
            f"{store.url.render_as_string(hide_password=True)} has the shape this release knows: "
            f"{people:,} people, {completions:,} completions, standing worked out "
            f"{'for ' + day.isoformat() if day else 'never yet'}."
        )


@standing.command("rebuild")
def rebuild_standing(context: typer.Context) -> None:
    """Work out anew, from the records, where everybody stands."""
    desk = desk_of(context)
    with desk.store() as store:
        with store.writing() as session:
            session.execute(update(Person).values(holds_from=None))
        people = move_on(store, desk.today)
        with store.reading() as session:
            rows = session.scalar(select(func.count()).select_from(StandingRow)) or 0
    typer.echo(f"Worked out where {people:,} people stand on {desk.today}: {rows:,} rows.")


@standing.callback()
def standing_group() -> None:
    """Where everybody stands with every course asked of them."""


@catalogue.callback()
def catalogue_group() -> None:
    """The starting catalogue of courses."""


@catalogue.command("load")
def load_catalogue(context: typer.Context) -> None:
    """Add the starting catalogue's courses, rules and equivalents; what is there stays as it is."""
    desk = desk_of(context)
    with desk.store() as store:
        with store.writing() as session:
            loaded = load_starting_catalogue(session, BY, DOOR, desk.clock(), desk.today)
        move_on(store, desk.today)
    if loaded.number is None:
        typer.echo("The starting catalogue is here already; nothing was added.")
        return
    added = {course.code: course for course in (*loaded.courses, *loaded.rules)}
    table = Table("Code", "Title", "Hours", "Lasts", "Basis", header_style="bold")
    for course in added.values():
        refresher = course.refresher if course in loaded.rules else None
        hours = "" if course.hours is None else f"{course.hours:g}"
        table.add_row(
            course.code, course.title, hours, _lasts(refresher), refresher.basis if refresher else ""
        )
    desk.out.print(table)
    for each in loaded.equivalents:
        typer.echo(f"{each.course} {each.relation.value} {each.counts_for} ({LOCAL_POLICY}).")
    typer.echo(
        f"Import {loaded.number}: {len(loaded.courses)} courses, {len(loaded.rules)} rules, "
        f"{len(loaded.equivalents)} equivalents. Change what your region does otherwise by importing rules. "
        f"To take it back: muster import undo {loaded.number}"
    )


def _lasts(refresher: Refresher | None) -> str:
    if refresher is None:
        return ""
    if refresher.months is None:
        return "for good"
    how = " to the month's end" if refresher.month_end else ""
    return f"{refresher.months} months, by {refresher.anchor.value}{how}"
