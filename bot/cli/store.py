"""`muster db`, `muster standing` and `muster catalogue`: the store itself."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import func, make_url, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.desk import BY, DOOR, desk_of
from bot.cli.printing import echo
from files.imports.starting_catalogue import LOCAL_POLICY, Refresher, load_starting_catalogue
from files.imports.starting_positions import load_starting_positions
from storage.answers import names_of
from storage.audit import Trail
from storage.checking_standing import Checked, check_standing
from storage.copies import back_up, note_copied, restore
from storage.engine import Busy
from storage.name_words import rebuild_words
from storage.people import Person
from storage.playing import rebuild_playing
from storage.private import is_musters, mend_rights, open_to_others
from storage.projecting import move_on, projected_for
from storage.schema import check, known_revisions, newest_revision, revision_of, upgrade
from storage.standing import StandingRow
from storage.tally import forget_all
from storage.training import CompletionRecord
from storage.verifying_audit import check_key
from words.amounts import plural

NOTE_SECONDS = 1.0
"""How long a copy's time waits for whoever writes to be noted; the copy itself waits for nobody."""

database = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The database MUSTER_DATABASE_URL names."
)
MOST_NAMED = 200
"""People who are named whose standing is not what the records say."""

standing = typer.Typer(add_completion=False, no_args_is_help=True)
catalogue = typer.Typer(add_completion=False, no_args_is_help=True)


@database.command("upgrade")
def upgrade_database(context: typer.Context) -> None:
    """Set the database up, or bring it to the shape this release knows."""
    desk = desk_of(context)
    with desk.unchecked_store(creates=True) as store:
        is_new = revision_of(store) is None
        upgrade(store, desk.clock())
        where = desk.database_file or store.url.render_as_string(hide_password=True)
        echo(f"A new database was set up in {where}." if is_new else f"{where} has the newest shape.")


@database.command("check")
def check_database(context: typer.Context) -> None:
    """Say whether the database has the shape this release knows, what is in it, and which key of the audit it
    misses, with status 2 then; mend who may read it.
    """
    desk = desk_of(context)
    file = desk.database_file
    if file is not None and is_musters(file):
        _mend_rights(file)
    with desk.unchecked_store() as store:
        shape = check(store)
        is_own = shape == newest_revision()
        known = "the shape this release knows" if is_own else f"a newer shape ({shape}) this release may use"
        with store.reading() as session:
            people = session.scalar(select(func.count()).select_from(Person)) or 0
            completions = session.scalar(select(func.count()).select_from(CompletionRecord)) or 0
            day = projected_for(session)
        echo(
            f"{store.url.render_as_string(hide_password=True)} has {known}: "
            f"{people:,} people, {completions:,} completions, standing worked out "
            f"{'for ' + day.isoformat() if day else 'never yet'}."
        )
        with store.reading() as session:
            check_key(session)


def _mend_rights(file: Path) -> None:
    """Takes the database's files from everybody but their owner, and says so."""
    found, kept = open_to_others(file), mend_rights(file)
    mended = [each.name for each in found if each not in kept]
    if mended:
        echo(f"Others on this machine could read {', '.join(mended)}; now only the owner can.", err=True)
    if kept:
        names = " ".join(map(str, kept))
        echo(f"Others on this machine may read it, and it is not mine to change: chmod 600 {names}", err=True)


@database.command("backup")
def back_up_database(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write.", show_default=False)],
    over: Annotated[bool, typer.Option("--over", help="Write over a file that is there.")] = False,
) -> None:
    """Copy the whole database into a file, also while Muster is running."""
    desk = desk_of(context)
    with desk.unchecked_store():
        pass  # there is one; an older shape is copied as well, as before an upgrade
    back_up(desk.settings.muster_database_url, file, over)
    # Whoever writes at this moment is not waited for: the copy is there all the same.
    with desk.unchecked_store(patience=NOTE_SECONDS) as store, suppress(Busy, SQLAlchemyError):
        note_copied(store, desk.clock())
    echo(f"The database is copied to {file}. To put it back: muster db restore {file}")


@database.command("restore")
def restore_database(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A copy that muster db backup made.", show_default=False)],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="In the place of records that are there; they are kept in a file."),
    ] = False,
) -> None:
    """Put a copy in the place of the database, while Muster is stopped."""
    desk = desk_of(context)
    url = desk.settings.muster_database_url
    desk.must_have_a_folder()
    revision, kept = restore(url, file, replace, desk.clock())
    where = desk.database_file or make_url(url).render_as_string(hide_password=True)
    said = f"{file} is in place in {where}."
    if kept is not None:
        said += f" What was there is in {kept}."
    if revision in known_revisions() - {newest_revision()}:
        said += " It is of an older shape: run muster db upgrade."
    echo(said)


@standing.command("check")
def check_the_standing(context: typer.Context) -> None:
    """Work out anew where everybody stands, who can play what and how people are found, and say where what is
    answered by is otherwise; status 1 then.
    """
    desk = desk_of(context)
    with desk.store() as store, store.reading() as session:
        found = check_standing(session, desk.today)
        names = names_of(session, list(found.differing)[:MOST_NAMED])
    for key, each in names.items():
        rows = plural(found.differing[key], "row")
        echo(f"{each.name} ({each.email or each.member_id}, person {key}): {rows}", err=True)
    if len(found.differing) > MOST_NAMED:
        echo(f"And {len(found.differing) - MOST_NAMED:,} more people.", err=True)
    is_well = not found.differing and not found.figures
    echo(
        f"Looked at {plural(found.people, 'person', 'people')} and {plural(found.rows, 'row')}; "
        f"{found.waiting:,} wait to be worked out, and are answered for from the records."
    )
    if is_well:
        echo("All of it is what the records say.")
    else:
        others = _not_as_the_records_say(found)
        echo(f"{others}: muster standing rebuild makes them so. Muster did not write them: ask who did.")
    raise typer.Exit(0 if is_well else 1)


@standing.command("rebuild")
def rebuild_standing(context: typer.Context) -> None:
    """Work out anew, from the records, where everybody stands and how many do, who can play what, and the
    words by which people are found.
    """
    desk = desk_of(context)
    with desk.store() as store:
        with store.reading() as session:
            before = check_standing(session, desk.today)
        with store.writing() as session:
            rebuild_playing(session)
            rebuild_words(session)
            session.execute(update(Person).values(holds_from=None))  # and so everybody is locked
            forget_all(session)
        people = move_on(store, desk.today)
        with store.reading() as session:
            rows = session.scalar(select(func.count()).select_from(StandingRow)) or 0
    echo(f"Worked out where {people:,} people stand on {desk.today}: {rows:,} rows.")
    echo(f"{_not_as_the_records_say(before)} before.")


def _not_as_the_records_say(found: Checked) -> str:
    rows, of = plural(found.different_rows, "row"), plural(len(found.differing), "person", "people")
    figures = plural(found.figures, "figure")
    return f"{rows} of {of} and {figures} of the region were not what the records say"


@standing.callback()
def standing_group() -> None:
    """Where everybody stands with every course asked of them, and who can play which position."""


@catalogue.callback()
def catalogue_group() -> None:
    """The starting catalogue of courses and positions."""


@catalogue.command("load")
def load_catalogue(context: typer.Context) -> None:
    """Add the starting courses, rules, equivalents and positions; what is there stays as it is."""
    desk = desk_of(context)
    with desk.store(creates=True) as store:
        with store.writing() as session:
            loaded = load_starting_catalogue(session, BY, DOOR, desk.clock(), desk.today)
            positions = load_starting_positions(session, Trail(BY, DOOR, desk.clock()))
        move_on(store, desk.today)
    if positions:
        names = ", ".join(each.title for each in positions)
        echo(f"Positions: {names} ({LOCAL_POLICY}; change them with /muster positions).")
    if loaded.number is None:
        is_all = "The starting catalogue is here already; nothing was added."
        echo("No course was added: all are here already." if positions else is_all)
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
        echo(f"{each.course} {each.relation.value} {each.counts_for} ({LOCAL_POLICY}).")
    echo(
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
