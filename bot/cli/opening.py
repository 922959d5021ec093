"""What every command of the command line begins with: the settings, the store, and how it says no."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from commands.days import Reading
    from storage.engine import Store
    from storage.region import Region


def fail(message: str) -> NoReturn:
    """Says in one line what is wrong, and ends with status 2: nothing was written."""
    typer.echo(message, err=True)
    raise typer.Exit(2)


def opened() -> tuple[Store, Region]:
    """The store of the settings and the region; a new SQLite file is set up at once."""
    from sqlalchemy.exc import DBAPIError

    from bot.settings import WrongSetting, read_settings
    from storage.engine import Store
    from storage.schema import UnknownSchema, make_ready

    try:
        settings = read_settings()
        store = Store(settings.muster_database_url)
        make_ready(store)
    except (WrongSetting, UnknownSchema) as error:
        fail(str(error))
    except DBAPIError as error:
        fail(f"MUSTER_DATABASE_URL can't be opened: {str(error.orig).splitlines()[0]}")
    return store, settings.region


def day_of(said: str, reading: Reading) -> date:
    """The day an option names, all of its words."""
    from commands.days import read_day
    from commands.problems import Unclear

    words = said.split()
    try:
        found = read_day(words, reading)
    except Unclear as unclear:
        fail(f"{unclear.not_understood} For example: {unclear.example}")
    if found is None or found[1] != len(words):
        fail(f"“{said}” is no day. For example: {reading.example}")
    return found[0]
