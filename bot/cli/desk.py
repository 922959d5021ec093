"""What every command works at: the settings, the store, the clock, and who is sitting there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
import typer
from sqlalchemy import make_url

import storage.tables  # noqa: F401 - whoever writes a record must know the tables it refers to
from bot.cli.printing import console, echo, printable
from bot.clock import real_clock
from bot.settings import Settings, read_settings
from storage.audit import COMMAND_LINE
from storage.engine import PATIENCE_SECONDS, Store, database_file, out_of_reach
from storage.private import is_of_others
from storage.reach import CannotWrite, not_writable
from storage.region import Region
from storage.schema import check, make_ready
from storage.sealing import CanNotSeal, seal_what_is_owed
from storage.verifying_audit import check_key

if TYPE_CHECKING:
    from rich.console import Console

BY = DOOR = COMMAND_LINE
"""How the audit calls whoever sits here, and where the change came from."""

TO_DO = "To do: "
"""Behind it stands in a message what whoever reads it can do."""

WIDE = 400
"""Columns where no terminal says how many it has: nothing is folded in a pipe or a log."""


class NoDatabase(Exception):
    """There is no database where one is looked for; the message says where, and how to name another."""


def _on_standard_error(said: str) -> None:
    echo(said, err=True)


def _somebody_is_there() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


@dataclass
class Desk:
    """The settings from the environment, the clock, whether somebody can be asked, and how they are told."""

    clock: Callable[[], datetime] = real_clock
    is_terminal: bool = field(default_factory=_somebody_is_there)
    tells: Callable[[str], object] = _on_standard_error

    @cached_property
    def settings(self) -> Settings:
        """The settings. Raises WrongSetting, naming the first that is wrong."""
        return read_settings()

    @property
    def region(self) -> Region:
        """The region's part of them."""
        return self.settings.region

    @property
    def today(self) -> date:
        """The day it is in the region."""
        return self.region.day(self.clock())

    @property
    def out(self) -> Console:
        """Where answers go."""
        return console(highlight=False, width=None if self.is_terminal else WIDE)

    @contextmanager
    def store(
        self, creates: bool = False, patience: float = PATIENCE_SECONDS, any_key: bool = False
    ) -> Iterator[Store]:
        """The store, of a shape this release knows. Only who `creates` sets a new file up, and says so.

        What was recorded through it is sealed at the end.

        Raises:
            NoDatabase: when there is no file yet.
            UnknownSchema: for a database of any other shape.
            WrongKey: when the audit is sealed with a key that is not set, unless `any_key` will do.
        """
        is_new = self.is_new
        with self.unchecked_store(creates, patience) as store:
            if creates:
                make_ready(store, self.clock())
            else:
                check(store)
            if is_new:
                self.tells(f"Set up a new database in {store.url.database}.")
            if not any_key:
                with store.reading() as session:
                    check_key(session)
            try:
                yield store
            finally:
                self.seal(store)

    def seal(self, store: Store) -> None:
        """Seals what is owed; where the database is away or busy, whoever comes next does.

        What can't be sealed because it can't be read is for `muster audit verify` to say, and for the log.
        """
        try:
            seal_what_is_owed(store, self.clock())
        except CanNotSeal:
            return
        except Exception as error:
            if not out_of_reach(error):
                raise

    @contextmanager
    def rehearsal_store(self) -> Iterator[Store]:
        """The store for who only tries what would be; without a file an empty one that nothing is left of."""
        if not self.is_new:
            with self.store() as store:
                yield store
            return
        empty = Store("sqlite://")
        try:
            make_ready(empty, self.clock())
            yield empty
        finally:
            empty.close()

    def store_for(self, dry_run: bool) -> AbstractContextManager[Store]:
        """The store for who brings a file: to be written to, and made where there is none, or to try only."""
        return self.rehearsal_store() if dry_run else self.store(creates=True)

    @contextmanager
    def unchecked_store(self, creates: bool = False, patience: float = PATIENCE_SECONDS) -> Iterator[Store]:
        """The store, whatever shape it has. Raises NoDatabase as `store` does."""
        if self.is_new and not creates:
            raise NoDatabase(
                f"There is no database in {self.database_file}. Set MUSTER_DATABASE_URL to the one you mean "
                "(sqlite:////folder/muster.db or postgresql://user@host/name), or make a new one with "
                "muster db upgrade."
            )
        file = self.database_file
        if self.is_new:
            self.must_have_a_folder()
        elif file is not None and is_of_others(file):
            raise NoDatabase(
                f"{file} is no database of Muster's: it has other tables in it. Nothing was changed. "
                f"{TO_DO}set MUSTER_DATABASE_URL to the one you mean."
            )
        if not structlog.is_configured():  # what is printed may be read by a program
            structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
        store = self._opened(patience)
        try:
            yield store
        finally:
            store.close()

    def _opened(self, patience: float) -> Store:
        """Raises CannotWrite or NoDatabase where a new file can't be made, OSError for one that is there."""
        is_new = self.is_new
        try:
            return Store(self.settings.muster_database_url, patience, self.settings.audit_key)
        except OSError as error:
            file = self.database_file
            if file is None or not is_new:
                raise
            if (why := not_writable(file)) is not None:
                raise CannotWrite(why) from None
            raise NoDatabase(
                f"No database can be made in {file}: {error.strerror}. {TO_DO}set MUSTER_DATABASE_URL to "
                "a file in a folder of this machine's own disk (sqlite:////folder/muster.db)."
            ) from None

    def must_have_a_folder(self) -> None:
        """Raises NoDatabase where the folder is not there in which a database is to be made: its name may be
        mistyped, and what is then recorded would be looked for elsewhere.
        """
        file = self.database_file
        if file is not None and not file.parent.is_dir():
            raise NoDatabase(
                f"There is no folder {file.parent} to make the database {file.name} in. Make the folder, for "
                "the user Muster runs as alone, or set MUSTER_DATABASE_URL to the database you mean "
                "(sqlite:////folder/muster.db)."
            )

    @property
    def database_file(self) -> Path | None:
        """Where the database is, the whole way; None for one that is no file."""
        file = database_file(make_url(self.settings.muster_database_url))
        return None if file is None else file.absolute()

    @property
    def is_new(self) -> bool:
        """Whether an SQLite store is yet to be made."""
        file = self.database_file
        return file is not None and (not file.exists() or file.stat().st_size == 0)

    def agrees(self, question: str, yes: bool) -> bool:
        """Whether to go on: asked on a terminal, taken for granted with `--yes` and where nobody sits."""
        return yes or not self.is_terminal or typer.confirm(printable(question))

    def must_agree(self, question: str, yes: bool) -> None:
        """Ends with status 2 where somebody who is asked whether to write says no."""
        if not self.agrees(question, yes):
            echo("Nothing was written.", err=True)
            raise typer.Exit(2)


def desk_of(context: typer.Context) -> Desk:
    """The desk that was handed in, or a new one."""
    return context.find_object(Desk) or Desk()
