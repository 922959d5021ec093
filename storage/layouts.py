"""How files are laid out: what was settled of a header once, and is remembered for the next file of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.audit import AuditKind, Trail
from storage.base import Base


class ImportLayout(Base):
    """What was settled of files of a kind with one header: `header` as compared, `name` as people know it.

    `settled` is plain JSON, as `files.settled.Settled` writes it.
    """

    __tablename__ = "import_layout"
    __table_args__ = (UniqueConstraint("kind", "header"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    header: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    settled: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    used_at: Mapped[datetime]


class NoLayout(Exception):
    """There is no layout of that number; the message says so."""


def layout_of(session: Session, kind: str, header: str) -> ImportLayout | None:
    """The layout of files of a kind with a header as compared."""
    query = select(ImportLayout).where(ImportLayout.kind == kind, ImportLayout.header == header)
    return session.scalars(query).one_or_none()


def layouts(session: Session) -> Sequence[ImportLayout]:
    """Every layout that is remembered, those used last first."""
    return session.scalars(select(ImportLayout).order_by(ImportLayout.used_at.desc(), ImportLayout.id)).all()


def keep_layout(
    session: Session, kind: str, header: tuple[str, str], settled: dict[str, Any], trail: Trail
) -> None:
    """Remembers what was settled of files with a header (as compared, and as people know it), or notes that
    what is remembered was used. Nothing that was settled is nothing to remember.
    """
    layout = layout_of(session, kind, header[0])
    if layout is not None:
        layout.used_at = trail.now
        if layout.settled == settled:
            return
        layout.settled, layout.recorded_by, layout.recorded_at = settled, trail.by, trail.now
    elif not settled:
        return
    else:
        layout = ImportLayout(
            kind=kind,
            header=header[0],
            name=header[1],
            settled=settled,
            recorded_by=trail.by,
            recorded_at=trail.now,
            used_at=trail.now,
        )
        session.add(layout)
        session.flush()
    trail.note(session, AuditKind.LAYOUT_KEPT, ("layout", layout.id), kind=kind, columns=layout.name)


def forget_layout(session: Session, number: int, trail: Trail) -> ImportLayout:
    """Forgets a layout: the next file with its header is asked about again.

    Raises:
        NoLayout: when there is none of that number.
    """
    layout = session.get(ImportLayout, number)
    if layout is None:
        raise NoLayout(f"There is no layout {number}. Those there are: muster import layouts.")
    trail.note(
        session, AuditKind.LAYOUT_FORGOTTEN, ("layout", layout.id), kind=layout.kind, columns=layout.name
    )
    session.delete(layout)
    return layout
