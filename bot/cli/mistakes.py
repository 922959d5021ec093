"""Errors that are no bugs, each as the one line that says what to do about it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError

from bot.cli.desk import NoDatabase
from bot.settings import WrongSetting, read_settings
from commands.kit.slash import locally
from files.imports.folder import NoCounty
from files.imports.planning import HalfTakenBack
from files.imports.undoing import CannotUndo
from files.imports.writing import Taken
from files.intake import MissingColumn
from files.kinds import UnknownKind
from files.reading import BrokeOff
from files.table import NotATable
from storage.copies import NoCopy
from storage.engine import Busy, out_of_reach, was_busy
from storage.imports import CannotDiscard
from storage.layouts import NoLayout
from storage.linking import CannotLink
from storage.open_elsewhere import ServedAlready
from storage.reach import CannotWrite, why_away
from storage.region import Region
from storage.schema import UnknownSchema
from storage.sealing import CanNotSeal, NoHead
from storage.verifying_audit import WrongKey
from words.problems import Problem, Unclear

TYPED = Region(short_commands=False)
"""At a keyboard every command stands behind `muster`."""

BUSY = "The database is busy. Nothing was written; try again in a moment."

_OUR_WORDS = (
    ("Value error, ", ""),
    ("Input should be a valid integer.*", "it wants a whole number"),
    ("Input should be a valid number.*", "it wants a number"),
    ("Input should be greater than or equal to", "it wants at least"),
    ("Input should be less than or equal to", "it wants at most"),
    ("Input should be", "it wants"),
)
"""What pydantic, by which typer reads words, says of one that is wrong, and how we say it."""

_SAY_IT_THEMSELVES = (
    WrongSetting,
    NoDatabase,
    NoCopy,
    UnknownSchema,
    NotATable,
    BrokeOff,
    MissingColumn,
    UnknownKind,
    NoCounty,
    CannotUndo,
    Taken,
    HalfTakenBack,
    CannotDiscard,
    CannotLink,
    NoLayout,
    NoHead,
    CanNotSeal,
    WrongKey,
    CannotWrite,
    ServedAlready,
)


def in_one_line(error: Exception) -> str | None:
    """What to say of an error; None for one that is ours to mend."""
    if type(error).__name__ != "NoArgsIsHelpError" and hasattr(error, "format_message"):
        return _of_the_words(error)
    if isinstance(error, _SAY_IT_THEMSELVES):
        return " ".join(str(error).split())
    if isinstance(error, Unclear):
        example = locally(error.example, TYPED).replace("/muster ", "muster ")
        return " ".join(part for part in (error.not_understood, f"For example: {example}") if part)
    if isinstance(error, Problem):
        return str(error)
    if isinstance(error, OSError):
        return _of_a_file(error)
    if isinstance(error, UnicodeError):
        return "What was typed holds signs that are no text (not UTF-8). Nothing was written."
    if isinstance(error, IntegrityError):
        return (
            "Somebody changed the same records at the same moment. Nothing was written; try again "
            f"({_first_line(error)})."
        )
    if isinstance(error, DBAPIError):
        return _of_the_database(error)
    if isinstance(error, Busy):
        return BUSY
    if isinstance(error, NoSuchModuleError):
        return f"MUSTER_DATABASE_URL is wrong: {error}."
    return None


def may_pass(error: Exception) -> bool:
    """Whether what is in the way may be over in a moment: Slack or the database away, a port taken."""
    from bot.addresses import AddressTaken
    from bot.welcome import NotNow

    return isinstance(
        error, NotNow | AddressTaken | CannotWrite | ServedAlready | PermissionError
    ) or out_of_reach(error)


def _of_the_words(error: Any) -> str:
    """What is wrong with what was typed, and where it says what may be."""
    said = " ".join(error.format_message().split())
    for theirs, ours in _OUR_WORDS:
        said = re.sub(theirs, ours, said)
    said = said if said.endswith((".", "?", "!")) else f"{said}."
    where = getattr(error, "ctx", None)
    return f"{said} See {where.command_path} --help." if where is not None else said


def _of_a_file(error: OSError) -> str | None:
    name = error.filename
    if name is None or isinstance(error, BrokenPipeError):
        return None
    match error:
        case FileNotFoundError():
            folder = Path(str(name)).absolute().parent
            return f"There is no file {name}." if folder.is_dir() else f"There is no folder {folder}."
        case IsADirectoryError():
            return (
                f"{name} is a folder; name a file (a county's folder comes in by muster import county, and "
                "goes out by muster export county)."
            )
        case PermissionError():
            return (
                f"{name} may not be read or written: {error.strerror}. "
                "To do: run this as the user whom it, and its folders, belong to."
            )
    return f"{name}: {error.strerror}."


def _of_the_database(error: DBAPIError) -> str:
    if was_busy(error):
        return BUSY
    if out_of_reach(error):
        why = why_away(make_url(read_settings().muster_database_url), error)
        return f"The database (MUSTER_DATABASE_URL) can't be used: {why}"
    to_do = "set it to the one you mean, or put a copy back (muster db restore FILE --replace)"
    return f"The database (MUSTER_DATABASE_URL) can't be used: {_first_line(error)}. To do: {to_do}."


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
