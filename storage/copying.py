"""Many new rows at once, past what SQLAlchemy does for each of them: by COPY on PostgreSQL, on SQLite as the
driver takes them. It costs a third to a half of what an INSERT does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, select
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from storage.base import Base, table_of
from storage.record_digests import touched

FEW, MANY = 4, 20
"""From so many rows on the driver's own way, and COPY, cost less than they begin with."""


def add_records(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds records without their ids, in the session's transaction; all rows have the same columns.

    Their ids are taken beforehand where that can be done, so that the audit's digests cover records the
    session does not see.
    """
    table, connection = table_of(model), session.connection()
    is_few = len(rows) < MANY
    if connection.dialect.name == "sqlite":
        is_few = table.dialect_options["sqlite"]["autoincrement"]
    if is_few or [column.name for column in table.primary_key] != ["id"]:
        session.execute(insert(table), rows)
        return
    ids = _ids(connection, table, len(rows))
    add_rows(session, table, [{table.c.id.name: each, **row} for each, row in zip(ids, rows, strict=True)])
    touched(session, table, ids)


def _ids(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """The next ids: on SQLite nobody else writes meanwhile, PostgreSQL gives each one once."""
    if connection.dialect.name == "sqlite":
        last: int = connection.scalar(select(func.max(table.c.id))) or 0
        return range(last + 1, last + 1 + count)
    sequence = func.pg_get_serial_sequence(table.name, table.c.id.name)
    taken = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return list(connection.scalars(taken))


def add_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows with all of their key, in the session's transaction; all have the same columns.

    What is added has no digest, unless its caller says so (`record_digests.touched`).
    """
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    if not rows:
        return
    if len(rows) < (FEW if is_sqlite else MANY):
        connection.execute(insert(table), rows)
        return
    columns = [table.c[name] for name in rows[0]]
    usual = [each for each in table.columns if each.name not in rows[0] and each.default is not None]
    names = ", ".join(f'"{each.name}"' for each in (*columns, *usual))
    stored = _stored(rows, columns, usual, connection.dialect)
    if is_sqlite:
        marks = ", ".join("?" for _ in (*columns, *usual))
        statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - our own names
        connection.exec_driver_sql(statement, [tuple(each) for each in stored])
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for each in stored:
            copy.write_row(each)


def _stored(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column[Any]],
    usual: Sequence[Column[Any]],
    dialect: Dialect,
) -> Iterator[list[Any]]:
    """The values of each row as the database takes them, and then what is usual in the columns left out.

    Days are few among many rows: each is written out once.
    """
    written: list[tuple[int, Callable[[Any], Any]]] = []
    for place, column in enumerate((*columns, *usual)):
        if as_stored := column.type.dialect_impl(dialect).bind_processor(dialect):
            is_day = column.type.python_type is date
            written.append((place, cache(as_stored) if is_day else as_stored))
    for row in rows:
        values = [*row.values(), *map(_usual, usual)]
        for place, write in written:
            values[place] = write(values[place])
        yield values


def _usual(column: Column[Any]) -> Any:
    """What stands in a column of which nothing is said."""
    default: Any = column.default
    return default.arg(None) if default.is_callable else default.arg
