"""The store opens the database there is, makes none in its place, and asks it in a way of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import OperationalError

from storage.engine import Store, out_of_reach
from storage.guards import missing_triggers
from tests.conftest import Databases

ONLY_ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.mark.parametrize("name", ["muster.db", "a b#c%41&d.db"])
def test_while_its_file_is_away_no_other_is_made(tmp_path: Path, name: str) -> None:
    file, away = tmp_path / name, tmp_path / "away"
    store = Store(URL.create("sqlite", database=str(file)).render_as_string())
    with store.writing() as session:
        session.execute(text("CREATE TABLE one (id INTEGER)"))
    store.close()
    file.rename(away)
    for door in (store.reading, store.writing):
        with pytest.raises(OperationalError) as raised, door() as session:
            session.execute(text("SELECT count(*) FROM one"))
        assert out_of_reach(raised.value)
    assert not list(tmp_path.glob(f"{name[:3]}*"))
    away.rename(file)
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM one")).scalar_one() == 0, "it is back"
    store.close()


SETTINGS = {
    "datestyle": "'SQL, DMY'",
    "timezone": "'America/New_York'",
    "client_encoding": "'SQL_ASCII'",
    "search_path": "evil, pg_catalog, public",
    "extra_float_digits": "-10",
    "standard_conforming_strings": "off",
    "default_transaction_isolation": "'serializable'",
}


@ONLY_ON_POSTGRESQL
def test_what_a_database_sets_for_its_sessions_is_not_asked(store: Store, databases: Databases) -> None:
    at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    for name, value in SETTINGS.items():
        databases._run(f'ALTER DATABASE "{store.url.database}" SET {name} = {value}')
    options = {"options": "-csearch_path=elsewhere,public"}
    for more, path in (({}, '"$user",public'), (options, "elsewhere,public")):
        other = Store(store.url.update_query_dict(more).render_as_string(hide_password=False))
        with other.writing() as session:
            session.execute(text("CREATE SCHEMA IF NOT EXISTS evil"))
            session.execute(text("CREATE OR REPLACE VIEW evil.pg_trigger AS SELECT 1 AS none"))
            session.execute(text("CREATE TABLE IF NOT EXISTS made (id INTEGER)"))
            assert session.scalar(text("SHOW transaction_isolation")) == "read committed"
        with other.reading() as session:
            assert session.scalar(text("SELECT 'ü' || chr(233)")) == "üé"
            assert session.scalar(text("SELECT CAST('2026-03-04 05:06:07Z' AS timestamptz)")) == at
            assert session.scalar(text("SELECT '\\n' || 0.1::float8")) == "\\n0.1"
            assert session.scalar(text("SHOW search_path")) == path
            assert session.scalar(text("SELECT to_regclass('public.made') IS NOT NULL"))
            assert missing_triggers(session) == []
        other.close()
