"""`muster export`: the records of a kind, or a county's folder of all of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.desk import BY, DOOR, Desk, desk_of
from bot.cli.heads import OF_FOLDER, say_head, write_head
from bot.cli.kinds import KindGroup
from bot.cli.output import Format, form_of, put, put_into
from bot.cli.printing import echo
from bot.cli.refusing import fail
from files.columns import Kind
from files.exports.certificates import write_certificates
from files.exports.room import TAKEN, Taken
from files.exports.rows import coming_rows, note_export
from files.kinds import KINDS
from storage.private import private_file
from storage.sealing import Head, head, in_words
from words.days import spoken

Form = Annotated[
    Format | None,
    typer.Option("--format", help="By default as --out ends; else a table, and CSV into a pipe."),
]
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file.")]


class FolderFormat(StrEnum):
    """What a county's folder may be made of."""

    CSV = "csv"
    XLSX = "xlsx"


exports = typer.Typer(
    cls=KindGroup,
    add_completion=False,
    no_args_is_help=True,
    help="Take records away: muster export KIND. Meetings and checklists no import reads.",
)


def _of_kind(name: str, kind: Kind[Any] | Taken) -> Callable[..., None]:
    """The command `muster export KIND`."""

    def one_kind(context: typer.Context, form: Form = None, out: Out = None) -> None:
        desk = desk_of(context)
        if out is not None and out.is_dir():
            fail(
                f"{out} is a folder: name a file in it, as --out {out / name}.csv. "
                f"A folder of all kinds: muster export county {out}"
            )
        is_piped = form is None and out is None and not sys.stdout.isatty()
        chosen = Format.CSV if is_piped else form_of(form, out)
        with desk.store() as store:
            desk.seal(store)
            with store.reading() as session:
                under, rows = head(session), coming_rows(session, kind, desk.region)
                heading = _heading(desk, name, under)
                number = put(kind.columns, rows, chosen, out, name, name, heading, counted=True)
            with store.writing() as session:
                note_export(session, name, number, BY, DOOR, desk.clock())
        say_head(under, out, chosen)

    return one_kind


for each in KINDS.values():
    command = exports.command(each.name, help=f"Columns: {', '.join(each.columns)}.")
    command(_of_kind(each.name, each))
for one in TAKEN.values():
    command = exports.command(one.name, help=f"To take away only. Columns: {', '.join(one.columns)}.")
    command(_of_kind(one.name, one))


@exports.command("county")
def county(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder to write into.", show_default=False)],
    form: Annotated[FolderFormat, typer.Option("--format")] = FolderFormat.CSV,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    certificates: Annotated[
        bool,
        typer.Option("--certificates", help="With the files of the certificates, in a folder of their own."),
    ] = False,
) -> None:
    """A folder of all kinds, fit for muster import county; meetings and checklists beside them."""
    desk = desk_of(context)
    paths = {name: folder / f"{name}.{form.value}" for name in (*KINDS, *TAKEN)}
    present = [path.name for path in (*paths.values(), folder / OF_FOLDER) if path.exists()]
    if present:
        desk.must_agree(f"{folder} has {', '.join(present)}. Write over them?", yes)
    written, under = _all_kinds(desk, folder, paths, form)
    write_head(folder / OF_FOLDER, under, paths.values())
    rows = ", ".join(f"{number:,} {name}" for name, number in written.items())
    echo(f"Written to {folder}: {rows}. {in_words(under)}.", err=True)
    if certificates:
        number = _certificates(desk, folder / "certificates")
        echo(f"Certificates in {folder / 'certificates'}: {number:,}.", err=True)


def _certificates(desk: Desk, folder: Path) -> int:
    with desk.store() as store:
        with store.reading() as session:
            number = write_certificates(session, desk.region, folder)
        with store.writing() as session:
            note_export(session, "certificates", number, BY, DOOR, desk.clock())
    return number


def _all_kinds(
    desk: Desk, folder: Path, paths: Mapping[str, Path], form: FolderFormat
) -> tuple[dict[str, int], Head | None]:
    """Writes every kind, row by row, all as they were at one moment; how many rows each has, and the audit's
    head at that moment.
    """
    written: dict[str, int] = {}
    with desk.store() as store:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        desk.seal(store)
        with store.reading() as session:
            under = head(session)
            kinds: dict[str, Kind[Any] | Taken] = {**KINDS, **TAKEN}
            for name, kind in kinds.items():
                rows = coming_rows(session, kind, desk.region)
                with private_file(paths[name]) as file:
                    written[name] = put_into(
                        file, kind.columns, rows, Format(form.value), name, _heading(desk, name, under)
                    )
        with store.writing() as session:
            for name, number in written.items():
                note_export(session, name, number, BY, DOOR, desk.clock())
    return written, under


def _heading(desk: Desk, kind: str, under: Head | None) -> str:
    """What heads each printed page: what it is, of which day, how to handle it, the audit's head."""
    parts = [kind.capitalize(), spoken(desk.today), desk.region.handling_mark, in_words(under)]
    return " · ".join(each for each in parts if each)
