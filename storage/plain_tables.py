"""Whether the tables of the record are what Muster made: plain tables, each with its primary key.

Whoever owns a database can have it answer otherwise than it was written: by a view in a table's place, by a
table that inherits from it, by rules, policies and triggers, by a key that holds no more and so stands twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, text

from storage.audit import AuditRow
from storage.base import table_of
from storage.certificates import CertificateContent
from storage.databases_own import nothing_but_its_own, numbers_of, run_at_login, taken_for_own
from storage.guards import own_triggers
from storage.record_digests import DigestRow, covered
from storage.sealing import SealRow

Fault = tuple[str, str, str]
"""What is wrong, with what kind of thing, and its name."""
TABLE = "table"

NO_KEY = "has not the primary key Muster gave it"
NO_TABLE = "is no table as Muster makes them"
AT_LOGIN = "runs whenever Muster comes in, and Muster makes none"
IN_ITS_PLACE = "can be taken for the database's own"

_ON_SQLITE = text(
    "SELECT lower(name) FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
    "AND sql NOT LIKE '%CONFLICT%'"
)
"""A table may say that what meets another row is let go in silence, or takes the other one's place."""
_TRIGGERS_ON_SQLITE = text("SELECT lower(tbl_name), name FROM sqlite_master WHERE type = 'trigger'")
_NAMES_ON_SQLITE = text("SELECT lower(name) FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
_ON_POSTGRESQL = text(
    """
    SELECT each.name, c.relkind = 'r' AND c.relpersistence = 'p' AND NOT c.relispartition AS is_plain,
        EXISTS (SELECT FROM pg_catalog.pg_inherits AS i WHERE c.oid IN (i.inhparent, i.inhrelid)) AS inherits,
        c.relrowsecurity OR EXISTS (
            SELECT FROM pg_catalog.pg_policy AS p WHERE p.polrelid = c.oid
        ) AS has_policies,
        EXISTS (SELECT FROM pg_catalog.pg_rewrite AS r WHERE r.ev_class = c.oid) AS has_rules,
        ARRAY(
            SELECT t.tgname::text FROM pg_catalog.pg_trigger AS t
            WHERE t.tgrelid = c.oid AND (NOT t.tgisinternal OR t.tgconstraint = 0) ORDER BY t.tgname
        ) AS triggers,
        ARRAY(
            SELECT a.attname || CASE
                WHEN NOT a.attnotnull OR l.collisdeterministic IS FALSE THEN ' loose'
                WHEN a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN ' INTEGER'
                ELSE ''
            END
            FROM pg_catalog.pg_index AS x CROSS JOIN unnest(x.indkey) WITH ORDINALITY AS k (attnum, place)
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum
            LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation
            WHERE x.indrelid = c.oid AND x.indisprimary AND x.indisunique AND x.indimmediate
            AND x.indisvalid AND x.indisready AND x.indislive AND x.indpred IS NULL
            AND k.place <= x.indnkeyatts
            ORDER BY k.place
        ) AS primary_key
    FROM unnest(CAST(:names AS text[]), CAST(:numbers AS oid[])) AS each (name, number)
    LEFT JOIN pg_catalog.pg_class AS c ON c.oid = each.number
    """
)


def faults(connection: Connection) -> Iterator[Fault]:
    """What of the tables, and of what they are asked with, is otherwise than Muster makes it."""
    tables = looked_at()
    is_sqlite = connection.dialect.name == "sqlite"
    on = _on_sqlite if is_sqlite else _on_postgresql
    for what, name in on(connection, tables):
        yield what, TABLE, name
    for kind, name in _taken_for_sqlites(connection) if is_sqlite else taken_for_own(connection):
        yield IN_ITS_PLACE, kind, name
    for name in () if is_sqlite else run_at_login(connection):
        yield AT_LOGIN, "event trigger", name


def looked_at() -> Mapping[str, Table]:
    """The tables of the record, and of the audit, by name."""
    others = (AuditRow, DigestRow, SealRow, CertificateContent)
    return {**covered(), **{each.__tablename__: table_of(each) for each in others}}


def _on_sqlite(connection: Connection, tables: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    plain = set(connection.scalars(_ON_SQLITE))
    triggers: dict[str, list[str]] = {}
    for table, trigger in connection.execute(_TRIGGERS_ON_SQLITE):
        triggers.setdefault(table, []).append(trigger)
    for name, table in tables.items():
        if name not in plain:
            yield NO_TABLE, name
        elif _key_on_sqlite(connection, name) != [
            _on_sqlite_said(each, connection) for each in table.primary_key
        ]:
            yield NO_KEY, name
        yield from _foreign(connection, name, triggers.get(name, ()))


def _key_on_sqlite(connection: Connection, table: str) -> list[str]:
    """A table's primary key, by a statement: what is asked as a table, a table of that name would answer."""
    columns = connection.exec_driver_sql(f'PRAGMA main.table_info("{table}")')
    key = sorted((each.pk, f"{each.name} {each.type.upper()}") for each in columns if each.pk)
    return [said for _, said in key]


def _taken_for_sqlites(connection: Connection) -> Iterator[tuple[str, str]]:
    """Tables and views that answer in place of what SQLite itself answers as if it were one."""
    own = set(connection.exec_driver_sql("PRAGMA module_list").scalars())
    for name in connection.scalars(_NAMES_ON_SQLITE):
        if name in own or name.startswith("pragma_"):
            yield TABLE, name


def _on_postgresql(connection: Connection, tables: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    numbers = numbers_of(connection, tables)
    asked = {"names": list(numbers), "numbers": list(numbers.values())}
    with nothing_but_its_own(connection):
        found = connection.execute(_ON_POSTGRESQL, asked).all()
    for row in found:
        if not row.is_plain:
            yield NO_TABLE, row.name
        elif row.primary_key != [_as_said(each) for each in tables[row.name].primary_key]:
            yield NO_KEY, row.name
        if row.inherits:
            yield "has another table's rows among its own, or its rows among another's (INHERITS)", row.name
        if row.has_policies:
            yield "shows not everybody every row (policies)", row.name
        if row.has_rules and row.is_plain:
            yield "has a rule, and Muster makes none", row.name
        yield from _foreign(connection, row.name, row.triggers)


def _on_sqlite_said(column: Column[Any], connection: Connection) -> str:
    return f"{column.name} {column.type.compile(connection.dialect)}"


def _as_said(column: Column[Any]) -> str:
    return f"{column.name} INTEGER" if isinstance(column.type, Integer) else column.name


def _foreign(connection: Connection, table: str, triggers: Sequence[str]) -> Iterator[tuple[str, str]]:
    own = own_triggers(connection.dialect.name, table)
    for name in triggers:
        if name not in own:
            yield f"has a trigger that is not Muster's: {name}", table
