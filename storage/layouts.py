"""How files are laid out: what was settled of a header once, and is remembered for the next file of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
