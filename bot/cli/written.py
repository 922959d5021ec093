"""What is said of a file that goes on or is in, and where the rows of it are put that could not be taken."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import BinaryIO

from rich.text import Text

from bot.cli.desk import Desk
from bot.cli.printing import echo
from files.imports.plan import Change
from storage.imports import ImportRun
from storage.private import private_file
from words.amounts import plural


def say_it_goes_on(run: ImportRun) -> None:
    """Says that a file was brought before, and how far it came then."""
    echo(
        f"Import {run.id} of this file was cut short after {run.written:,} of {run.agreed_rows:,} "
        "rows; it goes on.",
        err=True,
    )


def say_it_is_in(desk: Desk, run: ImportRun, name: str) -> None:
    """Says what came of a file that is in, and how it is taken back."""
    counts = ", ".join(f"{getattr(run.counts, each.value):,} {each.value}" for each in Change)
    ended = f", {run.counts.ended:,} ended" if run.counts.ended else ""
    undo = f"To take it back: muster import undo {run.id}"
    desk.out.print(Text(f"Import {run.id} of {name}: {counts}{ended}. {undo}"))


def put_rejected(target: Path, content: BinaryIO, rows: int) -> None:
    """Writes the file of a file's rejected rows and says where it is, or why it can't be written."""
    try:
        with private_file(target) as file:
            shutil.copyfileobj(content, file)
    except OSError as error:
        echo(f"{target} could not be written: {error.strerror}.", err=True)
        return
    said = plural(rows, "row")
    echo(f"{said} could not be taken. Mend them in {target} and import that file.", err=True)
