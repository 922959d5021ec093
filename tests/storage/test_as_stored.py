"""What can't be read, or is spelled otherwise than Muster does, is a finding, and hides no other one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from storage.audit import AuditKind, AuditRow, Trail
from storage.audit_key import KEY
from storage.engine import Store
from storage.findings import NOT_AS_WRITTEN, Counts, Finding
from storage.record_digests import DigestRow
from storage.sealing import CanNotSeal, head, seal, seal_what_is_owed
from storage.training import CompletionRecord
from storage.verifying_audit import verify
from tests.conversations import county
from tests.storage.test_verifying_audit import LATER, as_a_thief, found, greatest, kept, said, sealed

__all__ = ["kept"]
ON_SQLITE = [
    ("completion", "completed_on = '2025x11-22'", "completed_on"),
    ("completion", "completed_on = ''", "completed_on"),
    ("completion", "completed_on = '2026-W48-5'", "completed_on"),
    ("completion", "completed_on = 20261127", "completed_on"),
    ("completion", "completed_on = CAST(completed_on AS BLOB)", "completed_on"),
    ("completion", "recorded_at = 'then'", "recorded_at"),
    ("completion", "recorded_at = replace(recorded_at, ' ', 'T')", "recorded_at"),
    ("completion", "recorded_at = recorded_at || '+00:00'", "recorded_at"),
    ("completion", "hours = 'many'", "hours"),
    ("completion", "provider = CAST(x'ff41' AS TEXT)", "provider"),
    ("completion", "verified = 2", "verified"),
    ("completion", "verified = 'yes'", "verified"),
    ("audit", "at = '2026'", "at"),
    ("audit", "detail = '{'", "detail"),
    ("audit", "detail = '[]'", "detail"),
    ("audit", "detail = replace(detail, ' ', '  ')", "detail"),
    ("audit", "code = CAST(code AS BLOB)", "code"),
    ("audit_digest", "digests = '{\"1\": 2}'", "digests"),
    ("audit_digest", 'digests = \'{"\\ud800": ""}\'', "digests"),
    ("audit_digest", "digests = CAST(digests AS BLOB)", "digests"),
    ("audit_digest", "at = CAST(x'ff' AS TEXT)", "at"),
    ("audit_seal", "covers = '{\"audit\": [[1, 2000000000]]}'", "count"),
    ("audit_seal", "covers = '{\"audit\": 7}'", "covers"),
    ("audit_seal", "covers = '{\"audit\": [[2, 1]]}'", "covers"),
    ("audit_seal", "lacks = '[]'", "lacks"),
    ("audit_seal", 'lacks = \'{"audit": {"greatest": "x"}}\'', "lacks"),
    ("audit_seal", "at = 'x'", "at"),
    ("audit_seal", "found = 'yes'", "found"),
]
ON_POSTGRESQL = [
    ("completion", "completed_on = 'infinity'", "completed_on"),
    ("completion", "recorded_at = '-infinity'", "recorded_at"),
    ("completion", "completed_on = '0044-03-15 BC'", "completed_on"),
    ("audit", "at = 'infinity'", "at"),
    ("audit", "detail = '[]'", "detail"),
    ("audit", "detail = '{ }'", "detail"),
    ("audit_digest", "digests = '7'", "digests"),
    ("audit_seal", "covers = '{\"audit\": [[1, 2000000000]]}'", "count"),
    ("audit_seal", "covers = '[]'", "covers"),
    ("audit_seal", "at = 'infinity'", "at"),
]


Change = tuple[str, str, str]


def as_changed(store: Store, changes: Sequence[Change]) -> Iterator[tuple[Change, str, list[Finding]]]:
    """Each change, the newest row's key it was made to, and what is found: all within one transaction, which
    is taken back.
    """
    with store.engine.connect() as connection, connection.begin():
        for table in ("audit", "audit_digest", "audit_seal"):
            for statement in out_of_the_way(store, table):
                connection.exec_driver_sql(statement)
        for each in changes:
            table, change, _ = each
            key = connection.exec_driver_sql(f"SELECT max(id) FROM {table}").scalar_one()
            point = connection.begin_nested()
            connection.exec_driver_sql(f"UPDATE {table} SET {change} WHERE id = {key}")
            so = {KEY: store.audit_key}
            with Session(connection, info=so, join_transaction_mode="create_savepoint") as session:
                findings = list(verify(session, LATER, Counts()))
            point.rollback()
            yield each, str(key), [found for found in findings if found.table != "trigger"]
        connection.rollback()


def out_of_the_way(store: Store, table: str) -> list[str]:
    if store.is_sqlite:
        return [f"DROP TRIGGER {table}_no_{what}" for what in ("update", "delete")]
    return [f"ALTER TABLE {table} DISABLE TRIGGER ALL"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_an_instant_beyond_all_days_is_named_and_sealed_by_nobody(kept: Store) -> None:
    """In a zone west of UTC the last evening there is lies in no year a program knows."""
    for zone in ("UTC", "America/New_York"):

        @event.listens_for(kept.engine, "checkout")
        def set_zone(connection: Any, *_: object, zone: str = zone) -> None:
            connection.execute(f"SET timezone = '{zone}'")
            connection.commit()

        for table, column in (("completion", "recorded_at"), ("audit", "at"), ("audit_seal", "at")):
            change = table, f"{column} = '9999-12-31 22:00:00-05'", column
            for _, key, findings in as_changed(kept, [change]):
                named = {each.more for each in findings if (each.table, each.key) == (table, key)}
                assert column in named, (zone, table, findings)
    as_a_thief(
        kept,
        "UPDATE audit_seal SET at = '9999-12-31 22:00:00-05' WHERE id = (SELECT max(id) FROM audit_seal)",
    )
    with pytest.raises(CanNotSeal):
        seal_what_is_owed(kept, LATER)
    with kept.reading() as session:
        assert head(session) is None


@pytest.mark.postgres
def test_what_muster_would_not_have_written_is_named(kept: Store) -> None:
    every = ON_SQLITE if kept.is_sqlite else ON_POSTGRESQL
    for (table, change, column), key, findings in as_changed(kept, every):
        named = {
            each.more
            for each in findings
            if (each.table, each.key, each.what) == (table, key, NOT_AS_WRITTEN)
        }
        assert named == {column}, (change, said(findings))


def test_bytes_that_are_no_text_at_the_end_are_not_sealed_over(kept: Store) -> None:
    with kept.writing() as session:
        row = Trail("a test", "job", county.NOW).note(session, AuditKind.EXPORTED)
    as_a_thief(kept, f"UPDATE audit SET actor = CAST(x'ff' AS TEXT) WHERE id = {row.id}")
    with pytest.raises(CanNotSeal):
        seal_what_is_owed(kept, LATER)
    assert said(found(kept)) == [("audit", str(row.id), NOT_AS_WRITTEN)]


@pytest.mark.postgres
def test_a_seal_that_tells_nothing_hides_nothing(kept: Store) -> None:
    """What it covered is looked at all the same, and so is all the rest."""
    last, row = greatest(kept, CompletionRecord), greatest(kept, AuditRow)
    with kept.writing() as session:
        Trail("a test", "job", county.NOW).note(session, AuditKind.EXPORTED)
    sealed(kept)
    as_a_thief(
        kept,
        "UPDATE audit_seal SET covers = '{\"audit\": [[1, 2000000000]]}' WHERE id = 3",
        f"UPDATE audit SET actor = 'b test' WHERE id = {row - 1}",
        f"UPDATE completion SET hours = 7 WHERE id = {last}",
    )
    findings = said(found(kept))
    assert ("audit_seal", "3", NOT_AS_WRITTEN) in findings
    assert ("audit", str(row - 1), "is not as it was written") in findings
    assert ("completion", str(last), "is not as it was last recorded") in findings
    assert any(what.startswith("no seal that can be read") for _, _, what in findings)
    assert len(findings) == 5, findings  # of each stream one says which rows the seal should cover


@pytest.mark.postgres
def test_a_removal_that_muster_seals_over_is_told(kept: Store) -> None:
    """Without a head: where numbers are never skipped what is missing, else that it was sealed late."""
    last, row, digest = greatest(kept, CompletionRecord), greatest(kept, AuditRow), greatest(kept, DigestRow)
    as_a_thief(
        kept,
        "DELETE FROM audit_seal WHERE id > 1",
        f"DELETE FROM audit_digest WHERE id = {digest - 1}",
        f"DELETE FROM audit WHERE id = {row - 1}",
        f"DELETE FROM completion WHERE id = {last - 1}",
    )
    counts, later = Counts(), LATER + timedelta(days=20)
    with kept.writing() as session:
        seal(session, later)
    with kept.reading() as session:
        findings = said(list(verify(session, later, counts)))
    missing = [("audit", str(row - 1), "is gone"), ("audit_digest", str(digest - 1), "is gone")]
    assert findings == (missing if kept.is_sqlite else [])
    assert counts.late >= 4
    assert counts.late_from == 2
