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
from dataclasses import dataclass
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

NOT_READ = (DBAPIError, ValueError, LookupError, OverflowError, RecursionError)


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
) -> Iterator[Sequence[Any]]:
    query = select(*(type_coerce(each, NullType()).label(each.name) for each in columns))
    query = query.order_by(*table.primary_key).execution_options(yield_per=AT_ONCE)
    yield from connection.execute(query if where is None else query.where(where))


def _on_postgresql(
    connection: Connection, table: Table, columns: Sequence[Column[Any]], where: ColumnElement[bool] | None
) -> Iterator[Sequence[Any] | Stored]:
    """Page by page: what the driver can't read, as a day that is infinite, spoils the page it is in."""
    asked = _Asked(connection, tuple(table.primary_key), columns)
    last: Sequence[Any] | None = None
    while True:
        above = [] if last is None else [asked.key() > asked.key(last)]
        these = [*above] if where is None else [where, *above]
        try:
            rows = asked.rows(these)
            keys = [[row[place] for place in asked.places] for row in rows]
            yield from rows
        except NOT_READ:
            keys = asked.keys(these)
            yield from asked.few(keys)
        if len(keys) < AT_ONCE:
            return
        last = keys[-1]


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

    def rows(self, where: Sequence[ColumnElement[bool]]) -> Sequence[Sequence[Any]]:
        """A page of rows. Raises one of NOT_READ."""
        query = select(*map(_as_text, self._columns)).where(*where).order_by(*self._primary).limit(AT_ONCE)
        return self._connection.execute(query).all()

    def keys(self, where: Sequence[ColumnElement[bool]]) -> list[list[Any]]:
        """The same page's keys."""
        query = select(*self._primary).where(*where).order_by(*self._primary).limit(AT_ONCE)
        return [list(each) for each in self._connection.execute(query)]

    def few(self, keys: Sequence[Sequence[Any]]) -> Iterator[Sequence[Any] | Stored]:
        """Some rows of a page that can't be read as a whole."""
        if len(keys) == 1:
            yield self._column_by_column(keys[0])
            return
        half = len(keys) // 2
        for part in (keys[:half], keys[half:]):
            try:
                yield from self.rows([self.key() >= self.key(part[0]), self.key() <= self.key(part[-1])])
            except NOT_READ:
                yield from self.few(part)

    def _column_by_column(self, key: Sequence[Any]) -> Stored:
        values: dict[str, Any] = {}
        wrong: list[str] = []
        for each in self._columns:
            try:
                found = self._connection.scalar(select(_as_text(each)).where(self.key() == self.key(key)))
                values[each.name] = _reader(each, "postgresql").read(found)
            except NOT_READ:
                values[each.name] = None
                wrong.append(each.name)
        return Stored(_as_key(key), values, wrong)


def _as_text(column: Column[Any]) -> ColumnElement[Any]:
    """How PostgreSQL is asked for a column: what it holds as text is spelled in one way, too."""
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
        except (ValueError, LookupError, RecursionError):
            return self._one_by_one(key, list(row))
        return Stored(key, dict(zip(self._names, found, strict=True)))

    def _one_by_one(self, key: str, found: list[Any]) -> Stored:
        wrong: list[str] = []
        for place, reader in enumerate(self._readers):
            try:
                found[place] = reader.read(found[place])
            except (ValueError, LookupError, RecursionError):
                wrong.append(self._names[place])
        return Stored(key, dict(zip(self._names, found, strict=True)), wrong)


@cache
def _reading(columns: tuple[Column[Any], ...], dialect: str) -> _Reading:
    return _Reading(columns, dialect)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the values of a column: of which kind they are (None: whichever), and how they are spelled.

    `spelled` is only given values of the kind, and raises ValueError or LookupError for one that is spelled
    otherwise.
    """

    kind: type | None
    spelled: Callable[[Any], Any] | None = None

    def is_of_its_kind(self, value: Any) -> bool:
        return value is None or self.kind is None or type(value) is self.kind

    def read(self, value: Any) -> Any:
        if not self.is_of_its_kind(value):
            raise NotAsWritten
        return value if value is None or self.spelled is None else self.spelled(value)


def _reader(column: Column[Any], dialect: str) -> _Reader:
    of = column.type
    if isinstance(of, JSON):
        return _Reader(str, _json)
    if isinstance(of, Enum):
        return _Reader(str, {each: each for each in of.enums}.__getitem__)
    if dialect != "sqlite":
        return _Reader(None)  # the database itself holds what fits its column, and spells it in one way
    for kind, reader in _ON_SQLITE:
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
