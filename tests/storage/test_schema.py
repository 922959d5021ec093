"""The store's shape: made by migrations, known to the release, readable by its owner only."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage import schema
from storage.audit import AuditKind, AuditRow, note
from storage.engine import Store
from storage.imports import Counts, Decision, ImportRun
from storage.tables import metadata

pytestmark = pytest.mark.postgres


def test_the_migrations_make_exactly_the_tables_the_code_declares(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_an_empty_database_is_refused_with_the_command_that_mends_it(database_url: str) -> None:
    with pytest.raises(schema.UnknownSchema, match="muster db upgrade"):
        schema.check(Store(database_url))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_no_second_record_is_begun_beside_one_in_a_schema_nobody_named(database_url: str) -> None:
    """As where a `search_path` of the database's said where it is."""
    store = Store(database_url)
    with store.engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA readiness"))
        for table in ("alembic_version", "person", "completion"):
            connection.execute(text(f"CREATE TABLE readiness.{table} (id integer)"))
    for look in (schema.check, schema.upgrade):
        with pytest.raises(schema.UnknownSchema, match=r"in the schema readiness.*search_path%3Dreadiness"):
            look(store)
    named = store.url.update_query_dict({"options": "-csearch_path=public"})
    store.close()
    store = Store(named.render_as_string(hide_password=False))
    with pytest.raises(schema.UnknownSchema, match="is empty"):
        schema.check(store)
    store.close()


def test_a_database_of_a_newer_release_is_refused(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.UnknownSchema, match="newer"):
        schema.check(store)


def test_the_newest_shape_is_taken(store: Store) -> None:
    schema.check(store)
    schema.upgrade(store)
    schema.check(store)


def test_an_instant_is_never_naive(store: Store) -> None:
    with pytest.raises(ValueError, match="no zone"), store.writing() as session:
        note(session, datetime(2026, 11, 1, 8), "somebody", "slack", AuditKind.EXPORTED)


def test_an_instant_comes_back_in_utc(store: Store) -> None:
    with store.writing() as session:
        note(
            session,
            datetime(2026, 11, 1, 8, tzinfo=UTC),
            "somebody",
            "slack",
            AuditKind.EXPORTED,
            course="BLS",
        )
    with store.reading() as session:
        row = session.query(AuditRow).one()
        assert row.at == datetime(2026, 11, 1, 8, tzinfo=UTC)
        assert row.detail == {"course": "BLS"}


def test_a_sqlite_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "muster.db"
    store = Store(f"sqlite:///{path}")
    schema.upgrade(store)
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file


def at_revision(store: Store, revision: str, up: bool = True) -> None:
    config = schema._config()
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(config, revision)


def test_what_was_decided_on_an_import_comes_along(database_url: str) -> None:
    store = Store(database_url)
    before = ScriptDirectory.from_config(schema._config()).get_revision("0005").down_revision
    at_revision(store, str(before))
    decision = {"by": "m@x.gov", "workspace": "T1", "user": "U1", "end_missing": True}
    kept: dict[str, Any] = {"new": 2, "rejected": 1, "previewed": "abc", "decision": decision}
    kept["not_before"] = "2026-11-02T08:00:00+00:00"
    with store.engine.begin() as connection:
        for number, counts in ((1, kept), (2, {"new": 5}), (3, {})):
            connection.execute(
                text(
                    "INSERT INTO import_run (id, kind, file_name, state, started_by, workspace, slack_user, "
                    "slack_file, started_at, counts) "
                    "VALUES (:id, 'roster', 'r.csv', 'agreed', 'm', '', '', '', "
                    "'2026-11-01 08:00:00', :counts)"
                ),
                {"id": number, "counts": json.dumps(counts)},
            )
    schema.upgrade(store)
    with store.reading() as session:
        first, second, third = session.query(ImportRun).order_by(ImportRun.id).all()
    assert (first.counts, second.counts, third.counts) == (Counts(new=2, rejected=1), Counts(new=5), Counts())
    assert first.decision == Decision("m@x.gov", "T1", "U1", end_missing=True)
    assert (first.previewed, first.attempts, second.decision) == ("abc", 0, None)
    assert first.not_before == datetime(2026, 11, 2, 8, tzinfo=UTC)

    at_revision(store, str(before), up=False)
    with store.engine.connect() as connection:
        found = connection.execute(text("SELECT counts FROM import_run WHERE id = 1")).scalar_one()
    assert (found if isinstance(found, dict) else json.loads(found)) == kept
    schema.upgrade(store)
    store.close()


def test_an_existing_file_is_taken_from_others(tmp_path: Path) -> None:
    path = tmp_path / "muster.db"
    path.touch(mode=0o666)
    path.chmod(0o666)
    store = Store(f"sqlite:///{path}")
    schema.upgrade(store)
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file


def test_a_new_file_is_not_made_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "muster.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(FileExistsError):
        Store(f"sqlite:///{tmp_path / 'muster.db'}")
    assert not (tmp_path / "elsewhere.db").exists()
