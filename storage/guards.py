"""What has the database itself refuse to change the audit: triggers, which whoever owns it can take out."""

from __future__ import annotations

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from storage.databases_own import nothing_but_its_own, numbers_of

GUARDED = ("audit", "audit_digest", "audit_seal")
"""The tables to which rows are only ever added (migration 0016)."""

_ON_SQLITE = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
_REFUSES_ON_SQLITE = (
    r"CREATE TRIGGER {name} BEFORE {what} ON {table} BEGIN SELECT RAISE\(ABORT, '[^']+'\); END"
)
_ON_POSTGRESQL = text(
    "SELECT t.tgname, t.tgrelid, t.tgtype::int, f.prosrc FROM pg_catalog.pg_trigger t "
    "JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid JOIN pg_catalog.pg_language l ON l.oid = f.prolang "
    "WHERE t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = '' AND t.tgconstraint = 0 "
    "AND l.lanname = 'plpgsql'"
)
_TYPES = {"no_change": 1 | 2 | 8 | 16, "no_truncation": 2 | 32}
"""PostgreSQL's bits: for each row, before, of DELETE, UPDATE and TRUNCATE."""
_REFUSES_ON_POSTGRESQL = r"BEGIN RAISE EXCEPTION '[^']+'; END"


def missing_triggers(session: Session) -> list[str]:
    """The triggers that are not there, are switched off or refuse nothing any more, by name."""
    dialect = session.get_bind().dialect.name
    there = _on_postgresql(session) if dialect == "postgresql" else _on_sqlite(session)
    return [name for table in GUARDED for name in own_triggers(dialect, table) if name not in there]


def own_triggers(dialect: str, table: str) -> list[str]:
    """The triggers Muster gave a table, by name."""
    names = _TYPES if dialect == "postgresql" else ("no_update", "no_delete")
    return [f"{table}_{each}" for each in names] if table in GUARDED else []


def _on_sqlite(session: Session) -> set[str]:
    found = {name: " ".join(str(sql).split()) for name, sql in session.execute(_ON_SQLITE)}
    expected = {
        name: _REFUSES_ON_SQLITE.format(name=name, what=what, table=table)
        for table in GUARDED
        for what in ("UPDATE", "DELETE")
        if (name := f"{table}_no_{what.lower()}")
    }
    return {name for name, refuses in expected.items() if re.fullmatch(refuses, found.get(name, ""))}


def _on_postgresql(session: Session) -> set[str]:
    connection = session.connection()
    expected = {
        (f"{table}_{each}", number, of): f"{table}_{each}"
        for table, number in numbers_of(connection, GUARDED).items()
        for each, of in _TYPES.items()
    }
    with nothing_but_its_own(connection):
        found = connection.execute(_ON_POSTGRESQL).all()
    return {
        expected[name, number, of]
        for name, number, of, source in found
        if (name, number, of) in expected and re.fullmatch(_REFUSES_ON_POSTGRESQL, str(source).strip())
    }
