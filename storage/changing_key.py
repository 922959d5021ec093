"""Another key for the audit, and the word for it that only who has the key can write.

A record may have been sealed without a key at first. Whoever throws a record away and begins it anew without
the key leaves one that looks just so. What tells them apart is a row of the audit, by the key, that says
until which seal there was none: it speaks of that one seal of that one record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import AuditKind, note
from storage.audit_key import KEY, AuditKey, name_in
from storage.base import table_of
from storage.sealing import Head, SealRow, begin_sealing, newest_seal, seal

PLAIN_UNTIL = "plain_until"
"""Under this name among a row's details: the head until which the record was sealed without a key."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a change of the key changes: the name of the one before and of the one since, and the head until
    which there was none; None where the record has a key from its beginning, or none yet.
    """

    before: str
    after: str
    plain_until: Head | None


def change_to_come(session: Session) -> Change:
    """What `change_key` would write down, for whoever is to agree to it."""
    key: AuditKey = session.info[KEY]
    newest = newest_seal(session)
    before = "" if newest is None else name_in(newest.code)
    return Change(before, key.name, _plain_until(session) if key.name else None)


def change_key(session: Session, now: datetime, by: str, door: str) -> None:
    """Seals on with the key that is set, whichever it was before, and writes down that it is so.

    Where no seal is left, what there is is sealed anew as it is found.
    """
    if newest_seal(session) is None:
        begin_sealing(session, now)
    change = change_to_come(session)
    said: dict[str, Any] = {"before": change.before, "after": change.after}
    if change.plain_until is not None:
        said[PLAIN_UNTIL] = str(change.plain_until)
    note(session, now, by, door, AuditKind.KEY_CHANGED, **said)
    session.flush()
    seal(session, now, is_new_key=True)


def said_plain_until(row: Mapping[str, Any]) -> str | None:
    """The head until which, as a row of the audit says, the record was sealed without a key."""
    if row["kind"] != AuditKind.KEY_CHANGED.value or not name_in(row["code"]):
        return None
    return str(row["detail"].get(PLAIN_UNTIL, "")) or None


def _plain_until(session: Session) -> Head | None:
    """The last of the seals without a key with which the record begins."""
    table = table_of(SealRow).c
    is_plain = table.code.startswith(":")
    first_keyed = session.scalar(select(table.id).where(~is_plain).order_by(table.id).limit(1))
    plain = select(table.id, table.hash, table.at).where(is_plain).order_by(table.id.desc()).limit(1)
    if first_keyed is not None:
        plain = plain.where(table.id < first_keyed)
    last = session.execute(plain).first()
    return None if last is None else Head(*last)
