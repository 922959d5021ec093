"""What keeps the database from being reached or written is named, with its remedy and without a password."""

from __future__ import annotations

import os
import socket
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.engine import Store, out_of_reach, was_busy, was_read_only
from storage.reach import CannotWrite, try_to_write, why_away
from storage.schema import revision_of
from tests.conftest import NOTHING, Databases

NOBODY = 65534


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_postgresql_that_takes_nothing_but_questions_is_no_fault_of_ours(databases: Databases) -> None:
    url = make_url(databases.like(*NOTHING))
    reads_only = url.update_query_dict({"options": "-c default_transaction_read_only=on"})
    store = Store(reads_only.render_as_string(hide_password=False))
    with pytest.raises(DBAPIError) as refused, store.writing() as session:
        session.execute(text("INSERT INTO progress (name, value) VALUES ('any', '')"))
    store.close()
    assert was_read_only(refused.value)
    assert out_of_reach(refused.value)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Whoever is root is nobody in particular while this lasts: root may read and write everything."""
    before = os.geteuid()
    os.seteuid(NOBODY if before == 0 else before)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def open_folder(sqlite_databases: Databases) -> Iterator[Path]:
    """A folder anybody may look into, with a database in it that belongs to who is unprivileged."""
    with tempfile.TemporaryDirectory() as name:
        folder, file = Path(name), Path(name) / "muster.db"
        sqlite_databases.like(*NOTHING, file)
        for each in (folder, file):
            os.chown(each, NOBODY if os.geteuid() == 0 else -1, -1)
        folder.chmod(0o755)
        yield folder


@pytest.mark.parametrize(("what", "mode"), [("muster.db", 0o400), ("", 0o555)])
def test_a_file_or_a_folder_we_may_not_write_is_named_with_who_we_are(
    open_folder: Path, what: str, mode: int
) -> None:
    store = Store(f"sqlite:///{open_folder}/muster.db")
    (open_folder / what).chmod(mode)
    with unprivileged(), pytest.raises(CannotWrite) as cannot:
        try_to_write(store)
    (open_folder / what).chmod(mode | 0o700)
    assert str(open_folder / what) in cannot.value.why.said
    assert cannot.value.why.said.startswith("the user ")
    with unprivileged():
        try_to_write(store)
    store.close()


@pytest.mark.parametrize(("what", "mode"), [("muster.db", 0o000), ("", 0o600)])
def test_a_file_or_a_folder_we_may_not_read_is_named(open_folder: Path, what: str, mode: int) -> None:
    store = Store(f"sqlite:///{open_folder}/muster.db")
    (open_folder / what).chmod(mode)
    with unprivileged(), pytest.raises(DBAPIError) as away:
        revision_of(store)
    with unprivileged():
        why = why_away(store.url, away.value)
    (open_folder / what).chmod(0o700)
    assert (str(open_folder / what) in why.said, "may not read" in why.said) == (True, True)


@pytest.mark.parametrize("patience", [0.05])
def test_who_holds_it_for_long_makes_it_busy_and_nothing_else(store: Store, patience: float) -> None:
    if not store.is_sqlite:
        pytest.skip("writers of PostgreSQL do not wait for one another's turn")
    with closing(sqlite3.connect(str(store.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError) as busy:
            try_to_write(store)
        assert was_busy(busy.value)
        assert "others are writing" in why_away(store.url, busy.value).said
    try_to_write(store)


@pytest.mark.postgres
def test_a_try_leaves_nothing_and_is_counted_nowhere(store: Store) -> None:
    counted = store.tallies.wrote.read(), store.tallies.waited.read()
    with store.trying_to_write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert revision_of(store) != "9999"
    assert (store.tallies.wrote.read(), store.tallies.waited.read()) == counted


@pytest.mark.postgres
def test_a_postgresql_that_takes_nothing_but_questions_is_named(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("of PostgreSQL")
    url = store.url.update_query_dict({"options": "-c default_transaction_read_only=on"})
    looking = Store(url.render_as_string(hide_password=False))
    with pytest.raises(CannotWrite, match="takes nothing but questions"):
        try_to_write(looking)
    looking.close()


@pytest.mark.postgres
def test_what_is_wrong_with_the_way_to_postgresql_is_named(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("of PostgreSQL")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    for change, said in (
        ({"database": "nowhere"}, "there is no database nowhere"),
        ({"username": "nobody_here"}, "nobody_here"),
        ({"host": "127.0.0.1", "port": port, "query": {}}, f"nothing listens at 127.0.0.1 port {port}"),
        ({"host": "nowhere.invalid", "query": {}}, "no machine nowhere.invalid is known"),
    ):
        url = store.url.set(password="hidden", **change)
        other = Store(url.render_as_string(hide_password=False))
        with pytest.raises(DBAPIError) as away:
            revision_of(other)
        why = why_away(make_url(url), away.value)
        assert said in why.said
        assert why.do
        assert "hidden" not in str(why)
