"""What the database's owner makes of the tables is found: keys that stand twice, views, children."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from storage.audit import AuditRow
from storage.audit_key import KEY
from storage.engine import Store
from storage.findings import MORE_THAN_ONCE, NOT_AS_WRITTEN, Counts
from storage.plain_tables import AT_LOGIN, IN_ITS_PLACE, NO_KEY, NO_TABLE, faults, looked_at
from storage.sealing import SealRow
from storage.tables import metadata
from storage.training import CompletionRecord
from storage.verifying_audit import verify
from tests.conftest import WHOLE
from tests.storage.test_as_stored import out_of_the_way
from tests.storage.test_verifying_audit import LATER, greatest, kept

__all__ = ["kept"]
ONLY_ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def after(store: Store, *statements: str) -> set[tuple[str, str, str]]:
    """What is found after some statements of the owner's, all of it taken back afterwards."""
    with store.engine.connect() as connection, foreign_keys_off(store, connection), connection.begin():
        for table in ("audit", "audit_digest", "audit_seal"):
            for statement in out_of_the_way(store, table):
                connection.exec_driver_sql(statement)
        for each in statements:
            connection.exec_driver_sql(each)
        so = {KEY: store.audit_key}
        with Session(connection, info=so, join_transaction_mode="create_savepoint") as session:
            found = list(verify(session, LATER, Counts()))
        connection.rollback()
    return {(each.table, each.key, each.what) for each in found if each.table != "trigger"}


@contextmanager
def foreign_keys_off(store: Store, connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    if store.is_sqlite:
        driver.execute("PRAGMA foreign_keys = OFF")
    yield
    if store.is_sqlite:
        driver.execute("PRAGMA foreign_keys = ON")


def without_key(store: Store, table: str) -> list[str]:
    if store.is_sqlite:
        return [
            f"CREATE TABLE other AS SELECT * FROM {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE other RENAME TO {table}",
        ]
    return [f"ALTER TABLE {table} DROP CONSTRAINT pk_{table} CASCADE"]


@pytest.mark.postgres
def test_nothing_is_wrong_with_what_muster_made(county_store: Store) -> None:
    with county_store.reading() as session:
        assert list(faults(session.connection())) == []


@pytest.mark.postgres
def test_a_copy_in_the_place_of_what_was_taken_out_is_found(kept: Store) -> None:
    last = greatest(kept, CompletionRecord)
    drops = [] if kept.is_sqlite else ["ALTER TABLE completion DROP CONSTRAINT uq_completion_record"]
    found = after(
        kept,
        *without_key(kept, "completion"),
        *drops,
        f"INSERT INTO completion SELECT * FROM completion WHERE id = {last}",
        f"DELETE FROM completion WHERE id = {last - 1}",
    )
    assert found == {
        ("table", "completion", NO_KEY),
        ("completion", str(last), MORE_THAN_ONCE),
        ("completion", str(last - 1), "is gone"),
    }


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["audit", "audit_digest", "audit_seal"])
def test_a_second_row_under_a_number_of_the_audit_is_found(kept: Store, table: str) -> None:
    found = after(
        kept,
        f"CREATE TABLE was AS SELECT * FROM {table}",
        *without_key(kept, table),
        f"DELETE FROM {table}",
        f"INSERT INTO {table} SELECT * FROM was WHERE id = 2",
        f"UPDATE {table} SET at = (SELECT max(at) FROM was)",
        f"INSERT INTO {table} SELECT * FROM was",
    )
    assert found >= {("table", table, NO_KEY), (table, "2", MORE_THAN_ONCE)}


@ONLY_ON_POSTGRESQL
def test_a_table_that_inherits_is_found_and_every_row_of_it_read(kept: Store) -> None:
    """Six hundred of one key, and the other one among them."""
    found = after(
        kept,
        "CREATE TABLE evil () INHERITS (completion)",
        "INSERT INTO evil SELECT c.* FROM completion c, generate_series(1, 600) WHERE c.id = 1",
        "INSERT INTO evil SELECT * FROM ONLY completion WHERE id = 1",
        "UPDATE evil SET hours = 99 WHERE ctid = (SELECT max(ctid) FROM evil)",
    )
    inherits = "has another table's rows among its own, or its rows among another's (INHERITS)"
    assert found == {
        ("table", "completion", inherits),
        ("completion", "1", MORE_THAN_ONCE),
        ("completion", "1", "is not as it was last recorded"),
    }


@pytest.mark.postgres
def test_a_view_in_the_place_of_a_table_is_found(kept: Store) -> None:
    """Also one that errs at a row."""
    names = [each.name for each in metadata.tables["completion"].columns]
    errs = ["1 / (id - 2) AS hours" if each == "hours" else each for each in names]
    if kept.is_sqlite:
        errs = ["abs(-9223372036854775807 - id / id) AS hours" if each == "hours" else each for each in names]
    found = after(
        kept,
        "ALTER TABLE completion RENAME TO hidden",
        f"CREATE VIEW completion AS SELECT {', '.join(errs)} FROM hidden",
    )
    assert {
        ("table", "completion", NO_TABLE),
        ("completion", "" if kept.is_sqlite else "2", NOT_AS_WRITTEN),
    } <= found


@ONLY_ON_POSTGRESQL
def test_rules_policies_and_triggers_that_are_not_musters_are_found(kept: Store) -> None:
    found = after(
        kept,
        "CREATE RULE r AS ON DELETE TO completion DO INSTEAD NOTHING",
        "CREATE POLICY p ON person USING (id <> 1)",
        "CREATE TRIGGER t BEFORE UPDATE ON agency FOR EACH ROW EXECUTE FUNCTION muster_refuse()",
    )
    assert found == {
        ("table", "completion", "has a rule, and Muster makes none"),
        ("table", "person", "shows not everybody every row (policies)"),
        ("table", "agency", "has a trigger that is not Muster's: t"),
    }


@ONLY_ON_POSTGRESQL
def test_an_operator_or_a_function_in_the_place_of_the_databases_own_is_found(kept: Store) -> None:
    """Ours is asked before the database's: it is made for just these kinds."""
    found = after(
        kept,
        "CREATE FUNCTION same(varchar, varchar) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
        "CREATE OPERATOR = (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = same)",
        "CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)'",
    )
    assert found == {
        ("operator", "public.=(character varying,character varying)", IN_ITS_PLACE),
        ("function", "public.lower(character varying)", IN_ITS_PLACE),
    }


SAME = "CREATE FUNCTION {}(varchar, varchar) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'"
OTHERS = (
    "btree_gin", "btree_gist", "citext", "cube", "earthdistance", "fuzzystrmatch", "hstore", "intarray",
    "isn", "lo", "ltree", "pg_stat_statements", "pg_trgm", "pgstattuple", "seg", "tablefunc", "unaccent"
)  # fmt: skip
"""Extensions that come with PostgreSQL, some of which add to its operators and functions."""


@ONLY_ON_POSTGRESQL
def test_what_takes_the_place_of_the_databases_own_is_found_wherever_it_is_put(kept: Store) -> None:
    """Made part of an extension, or put among PostgreSQL's own things; and no extension is taken for it."""
    found = after(
        kept,
        *(f"CREATE EXTENSION {each}" for each in OTHERS),
        SAME.format("same"),
        "CREATE OPERATOR = (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = same)",
        "ALTER EXTENSION plpgsql ADD OPERATOR = (varchar, varchar)",
        "CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)'",
        "ALTER EXTENSION citext ADD FUNCTION lower(varchar)",
        "CREATE FUNCTION pg_catalog.count(varchar) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        "CREATE FUNCTION pg_catalog.length(VARIADIC varchar[]) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER EXTENSION hstore ADD FUNCTION pg_catalog.length(VARIADIC varchar[])",
        "CREATE OPERATOR CLASS mine DEFAULT FOR TYPE varchar USING hash AS OPERATOR 1 = (text, text),"
        " FUNCTION 1 hashtext(text)",
        "CREATE CAST (varchar AS integer) WITH INOUT AS IMPLICIT",
    )
    assert found == {
        ("operator", "public.=(character varying,character varying)", IN_ITS_PLACE),
        ("function", "public.lower(character varying)", IN_ITS_PLACE),
        ("function", "count(character varying)", IN_ITS_PLACE),
        ("function", "length(character varying[])", IN_ITS_PLACE),
        ("operator class", "mine", IN_ITS_PLACE),
        ("cast", "character varying AS integer", IN_ITS_PLACE),
    }


@ONLY_ON_POSTGRESQL
def test_who_looks_for_what_takes_their_place_is_not_misled_by_it(kept: Store) -> None:
    """As by operators between the very kinds that PostgreSQL's own tables are asked with."""
    found = after(
        kept,
        "CREATE FUNCTION other(oid, regclass) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'",
        "CREATE OPERATOR = (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = other)",
        "CREATE FUNCTION unnest(text[]) RETURNS SETOF text LANGUAGE sql AS 'SELECT 1 WHERE false'",
        "CREATE POLICY p ON person USING (id <> 1)",
        "CREATE SCHEMA evil",
        "CREATE VIEW evil.pg_policy AS SELECT * FROM pg_policy WHERE false",
        "CREATE VIEW evil.pg_proc AS SELECT * FROM pg_proc WHERE oid < 16384",
        "CREATE VIEW evil.pg_trigger AS SELECT * FROM pg_trigger WHERE false",
        "SET LOCAL search_path = evil, pg_catalog, public",
    )
    assert found == {
        ("operator", "public.=(oid,regclass)", IN_ITS_PLACE),
        ("function", "public.unnest(text[])", IN_ITS_PLACE),
        ("table", "person", "shows not everybody every row (policies)"),
    }


@ONLY_ON_POSTGRESQL
def test_what_runs_whenever_muster_comes_in_is_found(kept: Store) -> None:
    """It may set for Muster's sessions what these had set otherwise."""
    found = after(
        kept,
        "CREATE FUNCTION sets() RETURNS event_trigger LANGUAGE plpgsql AS "
        "'BEGIN PERFORM set_config(''search_path'', ''evil'', false); END'",
        "CREATE EVENT TRIGGER greets ON login EXECUTE FUNCTION sets()",
        "CREATE EVENT TRIGGER others ON ddl_command_end EXECUTE FUNCTION sets()",
    )
    assert found == {("event trigger", "greets", AT_LOGIN)}


def test_a_table_in_the_place_of_what_tells_of_tables_is_found_and_not_believed(kept: Store) -> None:
    """A virtual one answers to what is asked in brackets as SQLite's own does."""
    said = ",".join(
        f"('{name}', '{each.name}', '{each.type.compile(kept.engine.dialect)}', 1)"
        for name, table in looked_at().items()
        for each in table.primary_key
    )
    found = after(
        kept,
        *without_key(kept, "absence"),
        """CREATE VIRTUAL TABLE pragma_table_info USING fts5
        (of_table, name UNINDEXED, type UNINDEXED, pk UNINDEXED, tokenize = "unicode61 tokenchars '_'")""",
        f"INSERT INTO pragma_table_info (of_table, name, type, pk) VALUES {said}",
        "CREATE VIEW json_each AS SELECT 1 AS value",
    )
    assert {each for each in found if not each[1].startswith("pragma_table_info_")} == {
        ("table", "absence", NO_KEY),
        ("table", "pragma_table_info", IN_ITS_PLACE),
        ("table", "json_each", IN_ITS_PLACE),
    }


def test_a_table_that_lets_go_in_silence_of_what_is_written_is_found(kept: Store) -> None:
    made = "CREATE TABLE absence (id INTEGER PRIMARY KEY ON CONFLICT IGNORE)"
    assert ("table", "absence", NO_TABLE) in after(kept, "ALTER TABLE absence RENAME TO was", made)


def test_a_trigger_that_is_not_musters_is_found(kept: Store) -> None:
    added = "CREATE TRIGGER t AFTER INSERT ON completion BEGIN UPDATE completion SET hours = 9; END"
    assert after(kept, added) == {("table", "completion", "has a trigger that is not Muster's: t")}


@pytest.mark.postgres
def test_a_seal_whose_code_was_taken_away_is_found(kept: Store) -> None:
    made = ["ALTER TABLE audit_seal ALTER code DROP NOT NULL"]
    number = greatest(kept, SealRow)
    found = after(
        kept,
        *(without_key(kept, "audit_seal") if kept.is_sqlite else made),
        f"UPDATE audit_seal SET code = NULL WHERE id = {number}",
    )
    assert ("audit_seal", str(number), NOT_AS_WRITTEN) in found


def test_numbers_that_are_none_are_found(kept: Store) -> None:
    last = greatest(kept, AuditRow)
    numbers = {"audit": last, "audit_digest": 2, "audit_seal": 2, "completion": 2}
    every = list(product(numbers, ("NULL", "'x'", "x'ff'")))
    for table, other in every if WHOLE else every[:: len(every) // 4 + 1]:
        number = numbers[table]
        found = after(kept, *without_key(kept, table), f"UPDATE {table} SET id = {other} WHERE id = {number}")
        assert {("table", table, NO_KEY), (table, str(number), "is gone")} <= found, (table, other)


@ONLY_ON_POSTGRESQL
def test_columns_of_another_kind_are_found(kept: Store) -> None:
    for table, column in (
        ("audit", "at"),
        ("audit_seal", "at"),
        ("audit_digest", "code"),
        ("completion", "hours"),
        ("completion", "completed_on"),
    ):
        kind = "bytea USING convert_to(code, 'UTF8')" if column == "code" else f"text USING {column}::text"
        found = after(kept, f"ALTER TABLE {table} ALTER {column} TYPE {kind}")
        assert (table, NOT_AS_WRITTEN) in {(where, what) for where, _, what in found}, (table, column)
    every = list(product(("audit", "audit_digest", "audit_seal", "completion"), ("text", "bytea")))
    for table, kind in every if WHOLE else every[::3]:
        found = after(
            kept,
            *without_key(kept, table),
            f"ALTER TABLE {table} ALTER id DROP DEFAULT",
            f"ALTER TABLE {table} ALTER id TYPE {kind} USING id::text::{kind}",
        )
        assert ("table", table, NO_KEY) in found, (table, kind)
