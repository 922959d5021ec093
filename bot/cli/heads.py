"""The audit's head beside what is exported: a table and JSON have no place for it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path

from bot.cli.output import Format
from bot.cli.printing import echo
from storage.private import write_private
from storage.sealing import Head, in_words

OF_FOLDER = "audit-head.txt"
"""Beside a folder's files; beside one file it is named after that."""
OF_FILE = ".head.txt"


def say_head(under: Head | None, out: Path | None, form: Format) -> None:
    """Says under which head something was exported: beside its file, or on standard error.

    A table on a terminal is looked at, and taken nowhere.
    """
    if under is None or (out is None and form is Format.TABLE):
        return
    if out is None or not out.is_file():
        echo(f"{in_words(under)}.", err=True)
        return
    beside = out.with_name(out.name + OF_FILE)
    write_head(beside, under, [out])
    echo(f"{in_words(under)}, in {beside}.", err=True)


def write_head(path: Path, under: Head | None, files: Iterable[Path]) -> None:
    """Writes under which head some files were exported, and what each of them is, as `sha256sum` has it."""
    if under is None:
        return
    lines = [
        in_words(under),
        "",
        "What was sealed by then is in these files as it was then. Whether the record still holds it:",
        f"muster audit verify --head {under}",
        "",
        "SHA-256 of the files:",
        *(f"{_digest(each)}  {each.name}" for each in files),
    ]
    write_private(path, "".join(f"{line}\n" for line in lines).encode())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
