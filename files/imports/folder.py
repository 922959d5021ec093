"""A county's folder: one file a kind, in the order in which later kinds name what earlier ones bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from files.arranging import arrange
from files.columns import Kind
from files.finding import Sought
from files.imports.applying import apply_plan
from files.imports.known_courses import lexicon_of
from files.imports.plan import Plan
from files.imports.planning import plan_import
from files.intake import check_columns
from files.kinds import KINDS
from files.layouts import remembered_of
from files.reading import read_file
from files.settled import NOTHING_SETTLED, Asks, Open
from files.table import NoRows, Table
from storage.region import Region

SUFFIXES = (".csv", ".xlsx")
REJECTED = ".rejected.csv"


class NoCounty(Exception):
    """No folder, one without a file of any kind, or with two of one; the message says which."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One file of a folder."""

    kind: Kind[Any]
    path: Path
    table: Table


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds, in the order it goes in."""

    files: tuple[Brought, ...]
    passed_over: tuple[str, ...]  # files of no kind that is known
    empty: tuple[str, ...]  # files with names of columns and nothing under them


def read_folder(path: Path) -> Folder:
    """Reads every file of a known kind; nothing is written before all of them can be read.

    Raises:
        NoCounty: when it is no folder, when there is none in it, or two of one kind.
        NotATable, BrokeOff: when one can't be read.
        OSError: when the folder or a file may not be read.
    """
    if not path.is_dir():
        raise NoCounty(
            f"{path} is a file, and a county is a folder of them. One file: muster import KIND {path}"
            if path.exists()
            else f"There is no folder {path}."
        )
    found: dict[str, Path] = {}
    passed_over: list[str] = []
    for each in sorted(path.iterdir()):
        if each.suffix.lower() not in SUFFIXES or each.name.startswith("."):
            continue
        kind = each.stem.lower()
        if kind not in KINDS:
            if not each.name.endswith(REJECTED):
                passed_over.append(each.name)
        elif kind in found:
            raise NoCounty(f"{path} has two files of {kind}: {found[kind].name} and {each.name}. Keep one.")
        else:
            found[kind] = each
    if not found:
        raise NoCounty(f"{path} has no file Muster knows; there are {', '.join(f'{k}.csv' for k in KINDS)}.")
    files: list[Brought] = []
    empty: list[str] = []
    for kind in (each for each in KINDS if each in found):
        try:
            table = read_file(found[kind], Sought.of(KINDS[kind]))
        except NoRows:
            empty.append(found[kind].name)
            continue
        files.append(Brought(KINDS[kind], found[kind], table))
    return Folder(tuple(files), tuple(passed_over), tuple(empty))


def left_open(session: Session, folder: Folder, region: Region) -> Iterator[tuple[Brought, tuple[Open, ...]]]:
    """The files of which it is open what their columns are, with the questions; which course a file is about
    may stand in another of the folder's files, and is seen when its turn comes.

    Raises:
        MissingColumn: when one lacks a column it must have.
    """
    lexicon = lexicon_of(session)
    for brought in folder.files:
        remembered = remembered_of(session, brought.kind.name, brought.table)
        arranged = arrange(brought.table, brought.kind, NOTHING_SETTLED, lexicon, region.zone, remembered)
        questions = tuple(each for each in arranged.open if each.asks is not Asks.COURSE)
        if questions:
            yield brought, questions
        elif not arranged.open:
            check_columns(brought.kind, arranged.table)


def rehearse(session: Session, folder: Folder, region: Region, today: date, now: datetime) -> Iterator[Plan]:
    """What each file would do once those before it are in.

    They are put in for it: the caller rolls the transaction back. Where everybody stands afterwards is not
    worked out, so that others wait no longer than it takes to write.
    """
    for brought in folder.files:
        plan = plan_import(session, brought.kind, brought.table, region, today)
        yield plan
        if plan.writes:
            apply_plan(session, plan, "rehearsal", "rehearsal", now, projects=False)
