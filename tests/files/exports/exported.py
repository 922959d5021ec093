"""What is taken away, read whole."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from files.columns import Kind
from files.exports.room import Taken
from files.exports.rows import Row, coming_rows
from storage.region import Region


class Exported(NamedTuple):
    """The records of one kind, under its columns."""

    columns: tuple[str, ...]
    rows: list[Row]


def export_rows(session: Session, kind: Kind[Any] | Taken, region: Region) -> Exported:
    """Every record of a kind."""
    return Exported(kind.columns, list(coming_rows(session, kind, region)))
