"""How a file of completions comes in that is too large to be read at once: its parts, one after the other."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rich.text import Text

from bot.cli.desk import BY, DOOR, Desk
from bot.cli.previews import show_foreseen
from bot.cli.printing import echo
from bot.cli.progress import LONG, progress
from bot.cli.refusing import fail
from bot.cli.settling import ask, stop_at
from bot.cli.written import put_rejected, say_it_goes_on, say_it_is_in
from files.imports.by_parts import Foreseen, LargeFile
from files.kinds import COMPLETIONS
from files.settled import Settled
from files.write import rejected_name, write_rejected
from storage.engine import Store
from storage.imports import ImportRun, cut_short
from storage.projecting import move_on


def bring_by_parts(desk: Desk, path: Path, dry_run: bool, yes: bool, settled: Settled) -> None:
    """Imports one file, as `bringing.bring` does, however large it is."""
    file = LargeFile(path, desk.region, desk.today, BY, DOOR, desk.clock)
    with desk.store_for(dry_run) as store:
        foreseen = _answered(desk, store, file, settled, yes)
        show_foreseen(desk.out, foreseen)
        if not foreseen.counts:
            fail("Nothing was written: every row was refused.")
        if dry_run:
            echo("Nothing was written: this was a dry run.", err=True)
            return
        with store.reading() as session:
            begun = cut_short(session, COMPLETIONS.name, foreseen.brought)
        if not foreseen.writes and begun is None:
            said = "changes nothing: everything it says is here already."
            desk.out.print(Text(f"{path.name} {said}"))
            return
        desk.must_agree(f"Write this from {path.name}?", yes)
        _write(desk, store, file, foreseen, begun)


def _answered(desk: Desk, store: Store, file: LargeFile, settled: Settled, yes: bool) -> Foreseen:
    """What the file comes to once what it leaves open is answered, as far as somebody sits there."""
    while True:
        with progress(desk, LONG) as tick:
            foreseen = file.foreseen(store, settled, tick)
        if not foreseen.open or not desk.is_terminal or yes:
            break
        settled = ask(desk, foreseen.questions, settled)
    if waiting := [each for each in foreseen.questions if each.waits]:
        stop_at(waiting)
    return foreseen


def _write(desk: Desk, store: Store, file: LargeFile, foreseen: Foreseen, begun: ImportRun | None) -> None:
    """Writes it, or goes on with an import of it that was cut short, and says what came of it."""
    if begun is None:
        with store.writing() as session:
            begun = file.begun(session, foreseen)
    else:
        say_it_goes_on(begun)
    refused = 0
    with tempfile.TemporaryFile() as rejected:
        with progress(desk, begun.agreed_rows) as tick:
            for table, part in file.write(store, begun.id, tick):
                if part:
                    _, content = write_rejected(table, part)
                    _, header = write_rejected(table, ())
                    rejected.write(content[len(header) :] if refused else content)
                    refused += len({each.line for each in part})
        move_on(store, desk.today)
        with store.reading() as session:
            run = session.get_one(ImportRun, begun.id)
        say_it_is_in(desk, run, run.file_name)
        if refused:
            rejected.seek(0)
            put_rejected(file.path.parent / rejected_name(file.path.name), rejected, refused)
