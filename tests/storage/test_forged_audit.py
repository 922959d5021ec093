"""Rows and seals that somebody makes who has every right in the database, and not the key: none is taken for
Muster's, whatever it says of itself and whoever seals over it.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import insert, select
from structlog.testing import capture_logs

from storage.audit import AuditKind, AuditRow, Trail
from storage.audit_key import AuditKey
from storage.base import table_of
from storage.changing_key import change_key
from storage.engine import Store
from storage.findings import Counts, Finding
from storage.record_digests import DigestRow, records_of
from storage.sealing import SealRow
from storage.training import CompletionRecord
from storage.verifying_audit import verify
from tests.conversations import county
from tests.storage.test_verifying_audit import KEY, LATER, as_a_thief, greatest, kept, said, sealed

__all__ = ["kept"]
pytestmark = pytest.mark.postgres
ANOTHER = AuditKey("another secret")


def looked(store: Store) -> tuple[list[Finding], Counts]:
    counts = Counts()
    with store.reading() as session:
        return list(verify(session, LATER, counts)), counts


def written(store: Store, at: datetime = LATER) -> int:
    with store.writing() as session:
        row = Trail("a test", "job", at).note(session, AuditKind.EXPORTED)
        session.flush()
        return row.id


def forged(store: Store, name: str) -> tuple[str, str, str]:
    """A record changed, with a row of digests and one of the audit whose codes say they are by some key."""
    table = table_of(CompletionRecord)
    with store.engine.execution_options(writes=True).begin() as connection:
        key = connection.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1))
        connection.execute(table.update().where(table.c.id == key).values(hours=99))
        digests = {str(key): dict(records_of(connection, table))[str(key)]}
        connection.execute(
            insert(table_of(DigestRow)).values(
                at=county.NOW, cause="written", name="completion", digests=digests, code=f"{name}:00:00"
            )
        )
        connection.execute(
            insert(table_of(AuditRow)).values(
                at=county.NOW, actor="a chief", door="slack", kind=AuditKind.TRAINING_LOGGED.value,
                subject_kind="completion", subject_id=key, detail={}, code=f"{name}:00:01",
            )
        )  # fmt: skip
    return str(greatest(store, AuditRow)), str(greatest(store, DigestRow)), str(key)


@pytest.mark.parametrize("name", ["00000000", KEY.name])
def test_a_row_with_a_forged_code_is_found_and_no_seal_makes_it_good(kept: Store, name: str) -> None:
    row, digest, record = forged(kept, name)
    with capture_logs() as logs:
        sealed(kept)
    (line,) = logs
    assert (line["log_level"], line["rows"]) == (
        "error",
        {"audit": [[int(row)] * 2], "audit_digest": [[int(digest)] * 2]},
    )
    findings, counts = looked(kept)
    assert {(table, key) for table, key, _ in said(findings)} == {
        ("audit", row),
        ("audit_digest", digest),
        ("completion", record),
    }
    assert not counts.keys_not_given


def test_what_an_older_key_wrote_is_not_checked_without_it_and_said_so(kept: Store) -> None:
    last = written(kept)  # by the key of before, and sealed by today's
    kept.audit_key = AuditKey("another secret", ["the county's own secret"])
    sealed(kept)
    findings, counts = looked(kept)
    assert (findings, counts.unchecked, counts.keys_not_given) == ([], 0, {})
    kept.audit_key = ANOTHER
    findings, counts = looked(kept)
    assert (findings, list(counts.keys_not_given)) == ([], [KEY.name])
    as_a_thief(kept, f"UPDATE audit SET actor = 'x' WHERE id = {last}")
    kept.audit_key = AuditKey("another secret", ["the county's own secret"])
    assert said(looked(kept)[0]) == [("audit", str(last), "is not as it was written")]


def test_a_row_of_a_key_that_was_lost_before_it_was_sealed_is_in_doubt_until_it_is_found(kept: Store) -> None:
    last = written(kept)
    kept.audit_key = ANOTHER
    with kept.writing() as session:
        change_key(session, LATER, "a test", "job")
    findings, counts = looked(kept)
    doubt = f"can't be told from a forgery: its code says the key {KEY.name}, which is not given"
    assert said(findings) == [("audit", str(last), doubt)]
    assert list(counts.keys_not_given) == [KEY.name]
    kept.audit_key = AuditKey("another secret", ["the county's own secret"])
    assert looked(kept)[0] == []


def test_a_forged_seal_of_some_key_is_none(kept: Store) -> None:
    """Even where the one after it would have been made by who knows it only by its name."""
    number = greatest(kept, SealRow)
    as_a_thief(kept, f"UPDATE audit_seal SET code = '00000000:00:00' WHERE id = {number - 1}")
    sealed(kept)
    assert ("audit_seal", str(number - 1), "is not as it was written") in said(looked(kept)[0])
