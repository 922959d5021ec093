"""Which shape the database has, which releases may use it, and bringing it to the one this release knows.

A migration may name in `usable_from` the oldest shape whose release still works on the one it makes; without
it that is its own, and no older release may. The database keeps that word of its newest migration, so that
processes of an older release, who know nothing of the migration, read it there (`docs/upgrade.md`).

Alembic is imported where it works: to look whether the shape is right, which every process does as it starts,
the names of the migrations' files will do.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import Connection, delete, insert, inspect, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import storage.tables  # noqa: F401 - what is found is of every table there is
from storage.audit_key import KEY
from storage.base import table_of
from storage.engine import Store, begin_to_write, was_busy
from storage.progress import Progress
from storage.rebasing import rebasing
from storage.sealing import SealRow, begin_sealing, head

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.runtime.migration import MigrationInfo
    from alembic.script import Script

VERSIONS = (Path(__file__).parent / "migrations" / "versions",)
"""Where the migrations are: a file each, named by its revision first, which sorts behind the one before."""

REBASES = "rebases"
"""The tables whose records a migration changes, as it names them (`storage.rebasing`)."""
USABLE_FROM = "usable from"
"""The row of `progress` with two words: the shape it speaks of, and the oldest whose release may use that.

Every release reads it, those of before too: neither the row nor that table ever has another form.
"""
MIGRATING = 0x6D75736D
"""The number of PostgreSQL's lock by which those who upgrade take turns."""
LOCK_SECONDS = 1
"""How long PostgreSQL waits for a table's lock at a time: whoever asks for that table meanwhile waits too."""
TRIES = 30
PAUSE_SECONDS = 0.5


class UnknownSchema(Exception):
    """The database is of a shape this release may not use; says which command mends it."""


def upgrade(store: Store, now: datetime | None = None) -> None:
    """Brings the database to the newest shape, in one transaction; a newer one is left as it is.

    On PostgreSQL it steps back from a table that is in use, and tries again: people are answered meanwhile.
    What is on record is sealed as it is found when the tables for it are made, and never later.

    Raises:
        UnknownSchema: for a shape of a newer release that this one may not use, and for a record that is in
            a schema nobody named.
    """
    tries = 1 if store.is_sqlite else TRIES
    while True:
        tries -= 1
        try:
            return _upgrade(store, now or datetime.now(UTC))
        except OperationalError as error:
            if not tries or not was_busy(error):
                raise
            time.sleep(PAUSE_SECONDS)


def _upgrade(store: Store, now: datetime) -> None:
    from alembic import command

    config = _config()
    with store.engine.begin() as connection:
        begin_to_write(connection)
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATING})
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
        found = _revision(connection)
        if found is None:
            _nowhere_else_or_raise(store, connection)
        elif found not in known_revisions():
            _usable_or_raise(connection, found)
            return
        config.attributes["connection"] = connection
        has_seals = inspect(connection).has_table(SealRow.__tablename__)
        with Session(connection, info={KEY: store.audit_key}) as session:
            with _rebasing(session, config, found, now):
                command.upgrade(config, "head")
            if not has_seals:
                begin_sealing(session, now)


def _rebasing(
    session: Session, config: Config, found: str | None, now: datetime
) -> AbstractContextManager[None]:
    """Within it records are taken over that the migrations to come change, where anything is sealed yet."""
    from alembic.script import ScriptDirectory

    to_come = ScriptDirectory.from_config(config).iterate_revisions("head", found or "base")
    names = {name for script in to_come for name in getattr(script.module, REBASES, ())}
    is_sealed = inspect(session.connection()).has_table(SealRow.__tablename__) and head(session) is not None
    if not names or not is_sealed:
        return nullcontext()
    return rebasing(session, names, newest_revision(), now)


def check(store: Store) -> str:
    """The shape the database has, if this release may use it: its own, or a newer one that says so.

    Raises:
        UnknownSchema: for any other, an older one too.
    """
    with store.engine.connect() as connection:
        found = _revision(connection)
        if found is None:
            _nowhere_else_or_raise(store, connection)
            raise UnknownSchema("The database is empty. Run `muster db upgrade` to set it up.")
        if found in known_revisions():
            if found != newest_revision():
                raise UnknownSchema(_older(found))
        else:
            _usable_or_raise(connection, found)
        return found


def _older(found: str) -> str:
    """What is to be done with a database of an older shape: whether its release may go on meanwhile."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config())
    oldest = usable_from(scripts.get_revision("head"))
    may_go_on = found in {each.revision for each in scripts.walk_revisions(oldest, "head")}
    stop = "Take a copy" if may_go_on else "Stop Muster, take a copy,"
    rest = " (processes of the release before may go on meanwhile)" if may_go_on else ""
    return f"The database is of an older shape ({found}). {stop} and run `muster db upgrade`{rest}."


def _usable_or_raise(connection: Connection, found: str) -> None:
    table = table_of(Progress).c
    noted = connection.scalar(select(table.value).where(table.name == USABLE_FROM))
    if not may_use(found, noted):
        raise UnknownSchema(
            f"The database is of a shape this release does not know ({found}): it was made by a newer one. "
            "Install that release, or restore a copy from before."
        )


_ELSEWHERE = text(
    "SELECT n.nspname FROM pg_catalog.pg_class AS c"
    " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
    " WHERE c.relname IN ('alembic_version', 'person', 'completion') AND c.relkind = 'r'"
    " GROUP BY n.nspname HAVING count(*) = 3 ORDER BY 1 LIMIT 1"
)


def _nowhere_else_or_raise(store: Store, connection: Connection) -> None:
    """No record is begun beside one that a `search_path` led to, which the address does not say."""
    if store.is_sqlite or "search_path" in str(store.url.query.get("options", "")):
        return
    if (name := connection.scalar(_ELSEWHERE)) is not None:
        raise UnknownSchema(
            f"Muster's tables are in the schema {name}, and MUSTER_DATABASE_URL does not say so: add "
            f"options=-csearch_path%3D{quote(name)} to it. To begin another record, name the schema for that."
        )


def may_use(found: str, noted: str | None) -> bool:
    """Whether this release may use a shape it does not know, by what the database notes of itself."""
    spoken_of, _, oldest = (noted or "").partition(" ")
    return spoken_of == found and oldest in known_revisions()


def usable_from(script: Script) -> str:
    """The oldest shape whose release may use the one a migration makes.

    Where records were changed by it, none but its own: an older one would record them as they were.
    """
    if getattr(script.module, REBASES, ()):
        return str(script.revision)
    return str(getattr(script.module, "usable_from", script.revision))


def note_usable_from(
    ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]
) -> None:
    """Notes in the database which releases may use it, after a migration and in its transaction."""
    from alembic.script import Script

    there = (step.up_revision,) if step.is_upgrade else step.down_revisions
    if ctx.connection is None or not inspect(ctx.connection).has_table(Progress.__tablename__):
        return
    noted = table_of(Progress)
    ctx.connection.execute(delete(noted).where(noted.c.name == USABLE_FROM))
    for script in (each for each in there if isinstance(each, Script)):
        value = f"{script.revision} {usable_from(script)}"
        ctx.connection.execute(insert(noted).values(name=USABLE_FROM, value=value))


def revision_of(store: Store) -> str | None:
    """The shape the database has; None for one with nothing in it."""
    with store.engine.connect() as connection:
        return _revision(connection)


def newest_revision() -> str:
    """The shape this release works with."""
    return max(known_revisions())


def known_revisions() -> frozenset[str]:
    """That shape, and those it can be reached from by an upgrade."""
    return frozenset(file.name.partition("_")[0] for folder in VERSIONS for file in folder.glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(VERSIONS[0].parent))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, VERSIONS)))
    return config


def make_ready(store: Store, now: datetime | None = None) -> None:
    """Sets up a new SQLite file; raises UnknownSchema for anything else of another shape."""
    if store.is_sqlite and not inspect(store.engine).get_table_names():
        upgrade(store, now)
    check(store)
