"""What somebody said that an import had brought before: not recorded twice, nor gone with the import."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from storage.audit import AuditKind, Trail


def note_said_again(session: Session, subject: str, records: Iterable[Any], trail: Trail) -> None:
    """Notes of records that stand already that somebody says the same; `subject` is what they are.

    Of those an import brought alone: whoever undoes it leaves what was changed since, and what was said since
    (`files.imports.since`).
    """
    for record in records:
        if record.import_id is not None:
            trail.note(session, AuditKind.SAID_AGAIN, (subject, record.id), of=record)
