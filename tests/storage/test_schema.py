"""The store's shape: made by migrations, known to the release, readable by its owner only."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from storage import schema
from storage.audit import AuditKind, AuditRow, note
from storage.engine import Store
from storage.tables import metadata

pytestmark = pytest.mark.postgres


def test_the_migrations_make_exactly_the_tables_the_code_declares(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_an_empty_database_is_refused_with_the_command_that_mends_it(database_url: str) -> None:
    with pytest.raises(schema.UnknownSchema, match="muster db upgrade"):
        schema.check(Store(database_url))


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
    with pytest.raises(StatementError, match="no zone"), store.writing() as session:
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
