"""What is asked of a database, counted: no answer asks once a row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storage.engine import Store


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The statements sent while this lasts; one for many rows is one."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


@contextmanager
def rows_read(store: Store) -> Iterator[list[Any]]:
    """The rows that are fetched while this lasts, of a store on SQLite."""
    fetched: list[Any] = []

    def note(cursor: Any, row: Any) -> Any:
        fetched.append(row)
        return row

    def taken(connection: Any, *others: Any) -> None:
        connection.row_factory = note

    def given_back(connection: Any, *others: Any) -> None:
        connection.row_factory = None

    event.listen(store.engine, "checkout", taken)
    event.listen(store.engine, "checkin", given_back)
    try:
        yield fetched
    finally:
        event.remove(store.engine, "checkout", taken)
        event.remove(store.engine, "checkin", given_back)
