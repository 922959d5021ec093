"""Another key for the audit, and the word for it that only who has the key can write.

A record may have been sealed without a key at first. Whoever throws a record away and begins it anew without
the key leaves one that looks just so. What tells them apart is a row of the audit, by the key, that says
which was the first seal with one: that seal holds the ones before it, and all rows from before the key.
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
from storage.sealing import Head, SealRow, begin_sealing, head, newest_seal, seal

KEYED_SINCE = "keyed_since"
"""Under this name among a row's details: the head with which a record that had no key began to have one."""
_HEAD = (table_of(SealRow).c.id, table_of(SealRow).c.hash, table_of(SealRow).c.at)


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
    seal(session, now, is_new_key=True)
    said: dict[str, Any] = {"before": change.before, "after": change.after}
    if change.plain_until is not None:
        said[KEYED_SINCE] = str(_first_keyed(session))
    note(session, now, by, door, AuditKind.KEY_CHANGED, **said)
    session.flush()
    seal(session, now)


def said_keyed_since(row: Mapping[str, Any]) -> str | None:
    """The head with which, as a row of the audit says, the record began to have a key."""
    if row["kind"] != AuditKind.KEY_CHANGED.value or not name_in(row["code"]):
        return None
    return str(row["detail"].get(KEYED_SINCE, "")) or None


def _plain_until(session: Session) -> Head | None:
    """The last of the seals without a key with which the record begins."""
    first_keyed = _first_keyed(session)
    if first_keyed is None:
        return head(session)
    table = table_of(SealRow).c
    last = session.execute(select(*_HEAD).where(table.id == first_keyed.number - 1)).first()
    return None if last is None else Head(*last)


def _first_keyed(session: Session) -> Head | None:
    is_plain = table_of(SealRow).c.code.startswith(":")
    first = session.execute(select(*_HEAD).where(~is_plain).order_by(_HEAD[0]).limit(1)).first()
    return None if first is None else Head(*first)
