"""Files that were brought, by their number, and how far each is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class ImportState(StrEnum):
    """How far an import is."""

    WAITING = "waiting"  # brought, to be read
    PREVIEWED = "previewed"  # read, to be decided on
    AGREED = "agreed"  # to be applied
    APPLIED = "applied"
    DISCARDED = "discarded"
    UNDOING = "undoing"  # to be taken back
    UNDONE = "undone"
    FAILED = "failed"  # could not be read


class ImportRun(Base):
    """A file that was brought: read, previewed, then applied, discarded or undone.

    `content` is kept from the preview until it is applied or discarded, and no longer.
    """

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    state: Mapped[str]  # an `ImportState`
    started_by: Mapped[str]
    workspace: Mapped[str] = mapped_column(default="")
    slack_user: Mapped[str] = mapped_column(default="")
    slack_file: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    applied_at: Mapped[datetime | None] = mapped_column(default=None)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
