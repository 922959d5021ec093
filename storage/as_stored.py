"""What is stored, read without trusting that it is what Muster would have stored.

Who can write the database can leave in it what no program reads, and what reads the same and answers
otherwise: a day spelled as a week's, a 2 for yes, bytes that are no text. The types by which everybody else
reads trip over the first and never see the second. So a row is read here as it lies there, and each value
held against the one way in which Muster writes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Time,
    cast,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import NullType, TypeEngine

from storage.base import Instant

AT_ONCE = 500
DAYS_KEPT, INSTANTS_KEPT = 1 << 15, 1 << 12
"""How many spellings are known without being looked at again."""

NOT_READ = (
    DBAPIError, ValueError, LookupError, OverflowError, RecursionError, TypeError, AttributeError
)  # fmt: skip
"""What comes of asking for what no program reads."""
OTHERWISE_SPELLED = (ValueError, LookupError, OverflowError, RecursionError)
"""What comes of reading what was given; an instant may lie in a year there is only in its own zone."""


class NotAsWritten(ValueError):
    """A value that Muster would not have stored so."""


@dataclass(slots=True)
class Stored:
    """A row as it is stored: its primary key as text, its values by column, and which of these are `wrong`.

    A wrong one is as the database gave it, or None.
    """

    key: str
    values: Mapping[str, Any]
    wrong: Sequence[str] = ()


@contextmanager
def any_bytes(connection: Connection) -> Iterator[None]:
    """Within it SQLite gives bytes that are no text as `NotText`, and goes on."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    before = driver.text_factory
    driver.text_factory = _as_far_as_it_is_text
    try:
        yield
    finally:
        driver.text_factory = before


class NotText(str):
    """Bytes that are no text, where there should be one."""


def _as_far_as_it_is_text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return NotText(value.decode(errors="backslashreplace"))


def stored(
    connection: Connection,
    table: Table,
    columns: Sequence[Column[Any]] | None = None,
    where: ColumnElement[bool] | None = None,
) -> Iterator[Stored]:
    """The rows of a table in the order of its key, few of them held at a time; on SQLite within `any_bytes`.

    `columns` have the primary key among them.
    """
    of = tuple(table.columns if columns is None else columns)
    pages = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql
    reading = _reading(of, connection.dialect.name)
    for row in pages(connection, table, of, where):
        yield row if isinstance(row, Stored) else reading.read(row)


def _on_sqlite(
    connection: Connection, table: Table, columns: Sequence[Column[Any]], where: ColumnElement[bool] | None
) -> Iterator[Sequence[Any] | Stored]:
    query = select(*(type_coerce(each, NullType()).label(each.name) for each in columns))
    query = query.order_by(*table.primary_key).execution_options(yield_per=AT_ONCE)
    try:
        yield from connection.execute(query if where is None else query.where(where))
    except DBAPIError:  # a view in its place, or what is no database any more
        yield _none_of(columns)


def _on_postgresql(
    connection: Connection, table: Table, columns: Sequence[Column[Any]], where: ColumnElement[bool] | None
) -> Iterator[Sequence[Any] | Stored]:
    """Page by page: what can't be read, as a day that is infinite, spoils the page it is in.

    Whoever took the primary key away can have given one key to many rows: a page ends between two keys.
    """
    asked = _Asked(connection, tuple(table.primary_key), columns)
    last: Sequence[Any] | None = None
    while True:
        above = [] if last is None else [asked.key() > asked.key(last)]
        these = [*above] if where is None else [where, *above]
        try:
            keys, rows = asked.page(these)
        except NOT_READ:
            yield _none_of(columns)
            return
        whole = _before_a_repeated(keys)
        yield from asked.few(keys[:whole]) if rows is None else rows[:whole]
        if len(keys) <= AT_ONCE:
            return
        last = keys[AT_ONCE - 1]
        if whole < AT_ONCE:
            yield from asked.all_of(last)


def _none_of(columns: Sequence[Column[Any]]) -> Stored:
    """In place of rows of which not even the keys can be read."""
    names = [each.name for each in columns]
    return Stored("", dict.fromkeys(names), names)


def _before_a_repeated(keys: Sequence[Sequence[Any]]) -> int:
    """How many rows of a page are before the key that goes on in the next one."""
    if len(keys) <= AT_ONCE or keys[AT_ONCE] != keys[AT_ONCE - 1]:
        return min(len(keys), AT_ONCE)
    return keys.index(keys[AT_ONCE])


class _Asked:
    """PostgreSQL asked for the rows of a table; where some can't be read, for fewer and fewer of them."""

    def __init__(
        self, connection: Connection, primary: Sequence[Column[Any]], columns: Sequence[Column[Any]]
    ) -> None:
        self._connection, self._primary, self._columns = connection, primary, columns
        self.places = [columns.index(each) for each in primary]

    def key(self, values: Sequence[Any] | None = None) -> Any:
        """The primary key, or one of it, to be compared."""
        if len(self._primary) == 1:
            return self._primary[0] if values is None else values[0]
        return tuple_(*self._primary) if values is None else tuple_(*values)

    def page(
        self, where: Sequence[ColumnElement[bool]]
    ) -> tuple[list[list[Any]], Sequence[Sequence[Any]] | None]:
        """The keys of a page and of one row more, and the rows; None where some of these can't be read.

        Raises one of NOT_READ where the keys themselves can't.
        """
        try:
            rows = self.rows(where)
        except NOT_READ:
            query = select(*self._primary).where(*where).order_by(*self._primary).limit(AT_ONCE + 1)
            with self._connection.begin_nested():
                return [list(each) for each in self._connection.execute(query)], None
        return [[row[place] for place in self.places] for row in rows], rows

    def rows(self, where: Sequence[ColumnElement[bool]]) -> Sequence[Sequence[Any]]:
        """A page of rows, and one more. Raises one of NOT_READ, and the transaction goes on."""
        query = select(*map(_as_asked, self._columns)).where(*where).order_by(*self._primary)
        with self._connection.begin_nested():
            return self._connection.execute(query.limit(AT_ONCE + 1)).all()

    def few(self, keys: Sequence[Sequence[Any]]) -> Iterator[Sequence[Any] | Stored]:
        """The rows of some keys of a page that can't be read as a whole."""
        if not keys:
            return
        try:
            yield from self.rows([self.key() >= self.key(keys[0]), self.key() <= self.key(keys[-1])])
        except NOT_READ:
            if len(keys) == 1:
                yield self._column_by_column(keys[0])
                return
            half = len(keys) // 2
            yield from self.few(keys[:half])
            yield from self.few(keys[half:])

    def all_of(self, key: Sequence[Any]) -> Iterator[Sequence[Any] | Stored]:
        """Every row of one key, of which there may be any number."""
        query = select(*map(_as_asked, self._columns)).where(self.key() == self.key(key))
        try:
            with self._connection.begin_nested():
                yield from self._connection.execute(query.execution_options(yield_per=AT_ONCE))
        except NOT_READ:
            yield self._column_by_column(key)

    def _column_by_column(self, key: Sequence[Any]) -> Stored:
        values: dict[str, Any] = {}
        wrong: list[str] = []
        for each in self._columns:
            query = select(_as_asked(each)).where(self.key() == self.key(key)).limit(1)
            try:
                with self._connection.begin_nested():
                    found = self._connection.scalar(query)
                values[each.name] = _reader(each, "postgresql").read(found)
            except NOT_READ:
                values[each.name] = None
                wrong.append(each.name)
        return Stored(_as_key(key), values, wrong)


def _as_asked(column: Column[Any]) -> ColumnElement[Any]:
    """How PostgreSQL is asked for a column: for what it holds itself, before anything is made of it here."""
    if isinstance(column.type, Instant):
        return type_coerce(column, DateTime(timezone=True)).label(column.name)
    if isinstance(column.type, JSON):
        return cast(column, Text).label(column.name)
    if isinstance(column.type, Enum):
        return type_coerce(column, String()).label(column.name)
    return column


def _as_key(values: Sequence[Any]) -> str:
    return ",".join(map(str, values))


class _Reading:
    """How the rows of some columns are read. What the kinds of values tell is looked at a row at a time."""

    def __init__(self, columns: Sequence[Column[Any]], dialect: str) -> None:
        self._names = [each.name for each in columns]
        self._readers = [_reader(each, dialect) for each in columns]
        self._spelled = [
            (place, each.spelled) for place, each in enumerate(self._readers) if each.spelled is not None
        ]
        self._primary = [place for place, each in enumerate(columns) if each.primary_key]
        self._known: set[tuple[type, ...]] = set()

    def read(self, row: Sequence[Any]) -> Stored:
        found = list(row)
        key = _as_key([found[place] for place in self._primary])
        kinds = tuple(map(type, found))
        if kinds not in self._known:
            if not all(each.is_of_its_kind(value) for each, value in zip(self._readers, row, strict=True)):
                return self._one_by_one(key, found)
            self._known.add(kinds)
        try:
            for place, spelled in self._spelled:
                if found[place] is not None:
                    found[place] = spelled(found[place])
        except OTHERWISE_SPELLED:
            return self._one_by_one(key, list(row))
        return Stored(key, dict(zip(self._names, found, strict=True)))

    def _one_by_one(self, key: str, found: list[Any]) -> Stored:
        wrong: list[str] = []
        for place, reader in enumerate(self._readers):
            try:
                found[place] = reader.read(found[place])
            except OTHERWISE_SPELLED:
                wrong.append(self._names[place])
        return Stored(key, dict(zip(self._names, found, strict=True)), wrong)


@cache
def _reading(columns: tuple[Column[Any], ...], dialect: str) -> _Reading:
    return _Reading(columns, dialect)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the values of a column: of which kind they are, how they are spelled, whether there may be none.

    `spelled` is only given values of the kind, and raises one of OTHERWISE_SPELLED for one that is.
    """

    kind: type
    spelled: Callable[[Any], Any] | None = None
    may_be_none: bool = True

    def is_of_its_kind(self, value: Any) -> bool:
        return self.may_be_none if value is None else type(value) is self.kind

    def read(self, value: Any) -> Any:
        if not self.is_of_its_kind(value):
            raise NotAsWritten
        return value if value is None or self.spelled is None else self.spelled(value)


def _reader(column: Column[Any], dialect: str) -> _Reader:
    return replace(_by_type(column, dialect), may_be_none=bool(column.nullable))


def _by_type(column: Column[Any], dialect: str) -> _Reader:
    of = column.type
    if isinstance(of, JSON):
        return _Reader(str, _json)
    if isinstance(of, Enum):
        return _Reader(str, {each: each for each in of.enums}.__getitem__)
    for kind, reader in _ON_SQLITE if dialect == "sqlite" else _ON_POSTGRESQL:
        if isinstance(of, kind):
            return reader
    raise TypeError(f"{column}: how {of!r} is stored is not known")


def _json(value: str) -> Any:
    found = json.loads(value)
    if json.dumps(found) != value:
        raise NotAsWritten
    return found


@lru_cache(DAYS_KEPT)
def _day(value: str) -> date:
    found = date.fromisoformat(value)
    if found.isoformat() != value:
        raise NotAsWritten
    return found


@lru_cache(INSTANTS_KEPT)
def _instant(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is not None or found.isoformat(" ", "microseconds") != value:
        raise NotAsWritten
    return found.replace(tzinfo=UTC)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise NotAsWritten
    return value.astimezone(UTC)


def _time_of_day(value: str) -> time:
    found = time.fromisoformat(value)
    if found.tzinfo is not None or found.isoformat("microseconds") != value:
        raise NotAsWritten
    return found


_ON_SQLITE: Sequence[tuple[type[TypeEngine[Any]], _Reader]] = (
    (Boolean, _Reader(int, {0: False, 1: True}.__getitem__)),
    (Integer, _Reader(int)),
    (Float, _Reader(float)),
    (String, _Reader(str)),
    (Instant, _Reader(str, _instant)),
    (Date, _Reader(str, _day)),
    (Time, _Reader(str, _time_of_day)),
    (LargeBinary, _Reader(bytes)),
)
_ON_POSTGRESQL: Sequence[tuple[type[TypeEngine[Any]], _Reader]] = (
    (Boolean, _Reader(bool)),
    (Integer, _Reader(int)),
    (Float, _Reader(float)),
    (String, _Reader(str)),
    (Instant, _Reader(datetime, _in_utc)),
    (Date, _Reader(date)),
    (Time, _Reader(time)),
    (LargeBinary, _Reader(bytes)),
)
"""The database itself spells what fits its columns in one way; not that they are as Muster made them."""
