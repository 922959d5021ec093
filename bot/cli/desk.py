"""What every command works at: the settings, the store, the clock, and who is sitting there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from sqlalchemy import URL, make_url

from bot.settings import Settings, read_settings
from storage.engine import PATIENCE_SECONDS, Store
from storage.region import Region
from storage.schema import make_ready

if TYPE_CHECKING:
    from rich.console import Console

BY = DOOR = "command line"
"""How the audit calls whoever sits here, and where the change came from."""

WIDE = 400
"""Columns where no terminal says how many it has: nothing is folded in a pipe or a log."""


def _now() -> datetime:
    return datetime.now(UTC)


def _on_standard_error(said: str) -> None:
    typer.echo(said, err=True)


def _somebody_is_there() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


@dataclass
class Desk:
    """The settings from the environment, the clock, whether somebody can be asked, and how they are told."""

    clock: Callable[[], datetime] = _now
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
        from rich.console import Console

        return Console(highlight=False, width=None if self.is_terminal else WIDE)

    @contextmanager
    def store(self, only_look: bool = False, patience: float = PATIENCE_SECONDS) -> Iterator[Store]:
        """The store, of a shape this release knows; a new SQLite file is set up, and that is said.

        Who only looks and has no file yet gets an empty store that nothing is left of.

        Raises:
            UnknownSchema: for a database of any other shape.
        """
        url = make_url(self.settings.muster_database_url)
        is_new = _is_new_file(url)
        kept = (
            Store("sqlite://") if is_new and only_look else Store(self.settings.muster_database_url, patience)
        )
        with self.unchecked_store(kept) as store:
            make_ready(store)
            if is_new and not only_look:
                self.tells(f"Set up a new database in {url.database}.")
            yield store

    @contextmanager
    def unchecked_store(self, store: Store | None = None) -> Iterator[Store]:
        """The store, whatever shape it has."""
        store = store or Store(self.settings.muster_database_url)
        try:
            yield store
        finally:
            store.close()

    def agrees(self, question: str, yes: bool) -> bool:
        """Whether to go on: asked on a terminal, taken for granted with `--yes` and where nobody sits."""
        return yes or not self.is_terminal or typer.confirm(question)


def _is_new_file(url: URL) -> bool:
    """Whether an SQLite store is yet to be made."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return False
    path = Path(str(url.database))
    return not path.exists() or path.stat().st_size == 0


def desk_of(context: typer.Context) -> Desk:
    """The desk that was handed in, or a new one."""
    return context.find_object(Desk) or Desk()


def write_beside(path: Path, name: str, content: bytes) -> Path | None:
    """Writes a file into the folder another one is in; None, and a line about it, where that can't be."""
    target = path.parent / name
    try:
        target.write_bytes(content)
    except OSError as error:
        typer.echo(f"{target} could not be written: {error.strerror}.", err=True)
        return None
    return target
