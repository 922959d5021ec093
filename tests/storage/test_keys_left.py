"""A key that was changed for another one, and has got out, proves nothing that is written since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import keys_left, sealing
from storage.audit import AuditKind, Trail
from storage.audit_key import AuditKey
from storage.engine import Store
from storage.keys_left import BY_ONE_LEFT
from storage.sealing import SealRow, seal_next
from storage.training import CompletionRecord
from tests.conversations import county
from tests.storage.test_verifying_audit import LATER, as_a_thief, found, greatest, kept, said, sealed

__all__ = ["kept"]
pytestmark = pytest.mark.postgres
MUCH_LATER = LATER + timedelta(minutes=45)
OLD = AuditKey("the county's own secret")
NEW = AuditKey("another secret", ["the county's own secret"])


def noted(store: Store, key: AuditKey) -> int:
    store.audit_key = key
    with store.writing() as session:
        row = Trail("a test", "job", county.NOW).note(session, AuditKind.EXPORTED)
        session.flush()
        number = row.id
    store.audit_key = NEW
    return number


def test_a_seal_and_rows_by_a_key_that_was_left_are_found(kept: Store) -> None:
    kept.audit_key = NEW
    noted(kept, NEW)
    head = sealed(kept)
    last = greatest(kept, CompletionRecord)
    kept.audit_key = OLD  # as somebody would who has it, and the database
    with kept.writing() as session:
        session.get_one(CompletionRecord, last).hours = 99
        seal_next(session, MUCH_LATER, is_new_key=True)
    row = noted(kept, OLD)
    before = said(found(kept, head, MUCH_LATER))
    sealed(kept, MUCH_LATER)  # Muster, with its own
    findings = said(found(kept, head, MUCH_LATER))
    for every in (before, findings):
        assert {(table, what) for table, _, what in every} == {
            ("audit", BY_ONE_LEFT),
            ("audit_digest", BY_ONE_LEFT),
            ("audit_seal", BY_ONE_LEFT),
        }
        assert ("audit", str(row), BY_ONE_LEFT) in every


def test_what_was_not_sealed_yet_as_the_key_was_changed_is_musters(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many seals that takes."""
    for _ in range(5):
        noted(kept, OLD)
    monkeypatch.setattr(sealing, "_A_STREAM", 2)
    monkeypatch.setattr(keys_left, "ROWS_A_SEAL", 4)
    before = greatest(kept, SealRow)
    head = sealed(kept)
    assert greatest(kept, SealRow) == before + 3
    assert found(kept, head) == []
    noted(kept, OLD)  # by a process that is to be started again
    sealed(kept, LATER + timedelta(minutes=10))
    assert found(kept, head) == []
    late = str(noted(kept, OLD))
    sealed(kept, MUCH_LATER)
    assert said(found(kept, head, MUCH_LATER)) == [("audit", late, BY_ONE_LEFT)]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_was_under_way_as_the_key_was_changed_is_musters(kept: Store) -> None:
    """PostgreSQL numbers rows before they are committed."""
    late = noted(kept, OLD)
    columns = "id, at, actor, door, kind, subject_kind, detail, code"
    as_a_thief(
        kept,
        f"CREATE TABLE under_way AS SELECT {columns} FROM audit WHERE id = {late}",
        f"DELETE FROM audit WHERE id = {late}",
    )
    noted(kept, NEW)
    head = sealed(kept)
    as_a_thief(kept, f"INSERT INTO audit ({columns}) SELECT {columns} FROM under_way")
    assert sealed(kept, MUCH_LATER) != head
    assert found(kept, head, MUCH_LATER) == []
