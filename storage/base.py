"""What every table shares: the declarative base, instants that know their zone, and being taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Executable,
    MetaData,
    Select,
    Table,
    TypeDecorator,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

GREATEST_ID = 2**31 - 1
"""No record has a greater id: PostgreSQL's integers end there."""

CLOCKS_APART = timedelta(minutes=5)
"""How far two clocks that are right may lie apart, the measure Slack takes for its own signatures.

What stands on record with an instant further ahead than this was written by a clock that was wrong.
"""


def record_id(text: str) -> int | None:
    """The id a choice, a key or a text names; None for what can't be one, whatever its size."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(GREATEST_ID))):
        return None
    found = int(text)
    return found if 0 < found <= GREATEST_ID else None


class Instant(TypeDecorator[datetime]):
    """An instant, kept in UTC. Refuses a naive datetime: SQLite would drop the offset silently.

    Raises ValueError for one without a zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What is read back from one as it was written down."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To what is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone: an instant is never naive")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


LIVE = text("voided_at IS NULL")
"""The condition of an index over what was not taken back."""

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Among a table's arguments: SQLite, as PostgreSQL does, gives the id of a row that is gone to no other one,
since buttons, forms and audit rows of what was thrown away still name it."""

WORKED_OUT = "worked out"
"""Marks, in its `info`, a column that says nothing of its own: it can be made anew from the records."""


def insert_into(session: Session, table: type[Base] | Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what is to be done where a row is there already."""
    return insert_for(session.get_bind().dialect.name, table)


def insert_for(dialect: str, table: type[Base] | Table) -> postgresql.Insert | sqlite.Insert:
    """The same for a database of which the name is known, so that a statement can be made once for each."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


Found = TypeVar("Found")
Statement = TypeVar("Statement", bound=ReturnsRows)
_CONNECTION = "connection"


def some_of(session: Session, questions: Iterable[Select[Found]], most: int) -> list[Found]:
    """What several questions find, one after the other: no more in all than `most`."""
    found: list[Found] = []
    for each in questions:
        found += session.scalars(each.limit(most - len(found)))
    return found


def plainly(
    session: Session,
    statement: Executable,
    given: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
) -> CursorResult[*tuple[Any, ...]]:
    """Has a statement of plain columns answered by the connection itself, in the session's transaction.

    The session would first look for mapped classes in it, and have those look at it who watch what is
    written: with what every request asks, that took as long as the database did. So nothing that writes what
    people are called, or what has a digest (`storage.record_digests`), may go this way.
    """
    return connection_of(session).execute(statement, given)


def connection_of(session: Session) -> Connection:
    """The connection of a session's transaction: the session itself is asked for it once a transaction."""
    transaction = session.get_transaction()
    kept: tuple[SessionTransaction, Connection] | None = session.info.get(_CONNECTION)
    if kept is None or kept[0] is not transaction:
        connection = session.connection()
        kept = session.info[_CONNECTION] = session.get_transaction() or session.begin(), connection
    return kept[1]


def seldom_any(
    session: Session, question: Select[Found], is_any: Select[Any], given: Mapping[str, Any]
) -> Sequence[Found]:
    """The records that a question finds, which seldom are any: whether, is asked plainly first.

    `is_any` is the same question of a plain column.
    """
    session.flush()
    return session.scalars(question, given).all() if plainly(session, is_any, given).first() else []


def with_its_constants(statement: Statement) -> Statement:
    """A statement with the texts and numbers that are always the same written into it.

    Each would be handed over every time it is asked; what it is asked with stays a parameter.
    """

    def written(element: ExternallyTraversible, **_: Any) -> ColumnElement[Any] | None:
        if type(element) is not BindParameter or element.required or element.expanding:
            return None
        if type(element.value) is int:
            return literal_column(str(element.value), element.type)
        if isinstance(element.value, str):
            return literal_column("'" + element.value.replace("'", "''") + "'", element.type)
        return None

    return cast(Statement, replacement_traverse(statement, {}, written))


def table_of(model: type[Base]) -> Table:
    """A mapped class's plain table: a question of plain columns costs half as much to ask."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


class TakenBack:
    """What was recorded and then taken back stays readable, with the reason, and counts for nothing."""

    voided_at: Mapped[datetime | None] = mapped_column(default=None)
    voided_by: Mapped[str | None] = mapped_column(default=None)
    void_reason: Mapped[str | None] = mapped_column(default=None)

    def take_back(self, at: datetime, by: str, reason: str) -> None:
        """Voids the record; what was voided before keeps its first reason."""
        if self.voided_at is None:
            self.voided_at, self.voided_by, self.void_reason = at, by, reason


class CalledSo(Base, TakenBack):
    """What people and files call something beside its name. `key` is it as compared."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    alias: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


def is_active(joined_on: date | None, left_on: date | None, on: date) -> bool:
    """Whether a membership covers a day; both its days count, an empty one is open."""
    return (joined_on is None or joined_on <= on) and (left_on is None or on <= left_on)
