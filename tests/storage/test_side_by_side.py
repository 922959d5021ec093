"""An old and a new release on one database: the new one's shape says whether the old one may go on."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage import schema
from storage.engine import Store
from storage.people import Person
from tests.storage.later import LATER, tomorrow

pytestmark = pytest.mark.postgres


def again(store: Store) -> Store:
    """Another process at the same database."""
    return Store(store.url.render_as_string(hide_password=False))


def renamed(store: Store, name: str) -> None:
    with store.writing() as session:
        person = session.query(Person).filter_by(email="ada@grove.example").one()
        person.first_name = name
        person.rekey()


def test_an_old_process_goes_on_and_starts_on_a_newer_shape_that_says_it_may(
    county_store: Store, tmp_path: Path
) -> None:
    renamed(county_store, "Adele")
    newer = again(county_store)
    with tomorrow(tmp_path / "later"):
        with pytest.raises(schema.UnknownSchema, match=r"Take a copy and run .* may go on meanwhile"):
            schema.check(newer)
        schema.upgrade(newer)
        assert schema.check(newer) == LATER
    renamed(county_store, "Adela")
    with county_store.reading() as session:
        assert session.query(Person).filter_by(first_name="Adela").count() == 1, "it goes on"
    fresh = again(county_store)
    schema.make_ready(fresh)
    assert schema.check(fresh) == LATER, "it starts"
    schema.upgrade(fresh)
    assert schema.check(fresh) == LATER, "it has nothing to upgrade"
    renamed(fresh, "Ada")
    with tomorrow(tmp_path / "later"), newer.engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    assert schema.check(fresh) == schema.newest_revision(), "the way back is noted as well"
    for each in (newer, fresh):
        each.close()


def test_a_newer_shape_that_does_not_say_so_is_refused(store: Store, tmp_path: Path) -> None:
    with tomorrow(tmp_path / "later", usable=False):
        with pytest.raises(schema.UnknownSchema, match="Stop Muster, take a copy, and run"):
            schema.check(store)
        schema.upgrade(store)
    for refuses in (schema.check, schema.upgrade):
        with pytest.raises(schema.UnknownSchema, match="made by a newer one"):
            refuses(store)


def test_what_is_noted_of_another_shape_is_not_believed(store: Store, tmp_path: Path) -> None:
    with tomorrow(tmp_path / "later"):
        schema.upgrade(store)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9002'"))
    with pytest.raises(schema.UnknownSchema, match="9002"):
        schema.check(store)


def test_an_upgrade_steps_back_from_a_table_in_use_and_comes_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long look at the people holds the upgrade up; nobody else is held up behind it for long."""
    if store.is_sqlite:
        pytest.skip("SQLite's writers take turns, and its readers wait for nobody")
    monkeypatch.setattr(schema, "LOCK_SECONDS", 0.2)
    looking = store.engine.connect()
    looking.execute(text("SELECT count(*) FROM person"))
    other, done = again(store), threading.Event()

    def upgrades() -> None:
        schema.upgrade(other)
        done.set()

    with tomorrow(tmp_path / "later"):
        thread = threading.Thread(target=upgrades)
        thread.start()
        assert not done.wait(0.4)
        began = datetime.now(UTC)
        with store.engine.connect() as reader:
            reader.execute(text("SELECT count(*) FROM person"))
        assert datetime.now(UTC) - began < timedelta(seconds=1)
        looking.close()
        thread.join(20)
        assert done.is_set()
    other.close()


def test_every_migration_names_a_shape_there_is_and_none_older_than_the_one_before() -> None:
    scripts = ScriptDirectory.from_config(schema._config())
    order = [each.revision for each in reversed(list(scripts.walk_revisions()))]
    named = [order.index(schema.usable_from(scripts.get_revision(each))) for each in order]
    assert named == sorted(named)
    assert all(first <= at for at, first in enumerate(named))


def test_the_migrations_files_are_named_by_their_revisions_and_sort_in_their_order() -> None:
    """Which is the newest is read there: `muster serve` needs no Alembic for it."""
    scripts = ScriptDirectory.from_config(schema._config())
    order = [each.revision for each in reversed(list(scripts.walk_revisions()))]
    assert sorted(schema.known_revisions()) == order
    assert schema.newest_revision() == scripts.get_current_head()
