"""Which shape the database has, and bringing it to the one this release knows."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from storage.engine import Store


class UnknownSchema(Exception):
    """The database is of a shape this release does not know; says which command mends it."""


def upgrade(store: Store) -> None:
    """Brings the database to the newest shape, in one transaction."""
    config = _config()
    with store.engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(store: Store) -> None:
    """Raises UnknownSchema unless the database has exactly the shape this release knows."""
    newest = newest_revision()
    found = revision_of(store)
    if found == newest:
        return
    if found is None:
        raise UnknownSchema("The database is empty. Run `muster db upgrade` to set it up.")
    if found in known_revisions():
        raise UnknownSchema(
            f"The database is of an older shape ({found}). "
            "Stop Muster, take a copy, and run `muster db upgrade`."
        )
    raise UnknownSchema(
        f"The database is of a shape this release does not know ({found}): it was made by a newer one. "
        "Install that release, or restore a copy from before."
    )


def revision_of(store: Store) -> str | None:
    """The shape the database has; None for one with nothing in it."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The shape this release works with."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def known_revisions() -> frozenset[str]:
    """That shape, and those it can be reached from by an upgrade."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def make_ready(store: Store) -> None:
    """Sets up a new SQLite file; raises UnknownSchema for anything else of another shape."""
    if store.is_sqlite and not inspect(store.engine).get_table_names():
        upgrade(store)
    check(store)
