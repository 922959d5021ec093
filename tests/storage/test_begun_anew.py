"""A record thrown away and begun anew by somebody without the key is not taken for the one there was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import schema, sealing
from storage.audit import AuditRow
from storage.changing_key import change_key
from storage.engine import Store
from storage.findings import Counts
from storage.sealing import SealRow, begin_sealing, head, read_head, seal_what_is_owed
from storage.verifying_audit import verify
from tests.conversations import county
from tests.storage.test_forged_audit import looked, written
from tests.storage.test_verifying_audit import LATER, as_a_thief, found, greatest, kept, said, sealed

__all__ = ["kept"]
pytestmark = pytest.mark.postgres
NEW_HOURS = "UPDATE completion SET hours = 99 WHERE id = (SELECT max(id) FROM completion)"


def said_so(store: Store) -> None:
    """Somebody says with the key that the record was sealed without one until then."""
    with store.writing() as session:
        change_key(session, LATER, "a test", "job")


def anew_without_a_key(store: Store) -> None:
    as_a_thief(
        store, NEW_HOURS, "DELETE FROM audit_seal", "DELETE FROM audit_digest", "UPDATE audit SET code = NULL"
    )
    thief = Store(store.url.render_as_string(hide_password=False))
    with thief.writing() as session:
        begin_sealing(session, county.NOW)
    thief.close()


def test_sealed_without_a_key_at_first_is_said_until_somebody_says_so_with_the_key(kept: Store) -> None:
    findings, counts = looked(kept)
    assert (findings, counts.plain_unsaid) == ([], 1)
    said_so(kept)
    findings, counts = looked(kept)
    assert (findings, counts.plain_unsaid) == ([], None)
    assert counts.plain_until is not None


def test_begun_anew_without_the_key_is_said_again(kept: Store) -> None:
    said_so(kept)
    anew_without_a_key(kept)
    seal_what_is_owed(kept, LATER)  # Muster, with its key
    findings, counts = looked(kept)
    assert (findings, counts.plain_unsaid) == ([], greatest(kept, SealRow) - 1)


def test_who_keeps_the_word_of_then_keeps_no_proof_of_another_beginning(kept: Store) -> None:
    """The row that says it, put back with its own code, speaks of another record's seal."""
    said_so(kept)
    anew = "SELECT * FROM audit WHERE kind = 'audit.key_changed'"
    as_a_thief(kept, f"CREATE TABLE stolen AS {anew}")
    anew_without_a_key(kept)
    as_a_thief(
        kept, "DELETE FROM audit WHERE kind = 'audit.key_changed'", "INSERT INTO audit SELECT * FROM stolen"
    )
    seal_what_is_owed(kept, LATER)
    assert looked(kept)[1].plain_unsaid is not None


def test_cut_back_to_before_the_key_it_is_said_again_even_with_the_word_of_then(kept: Store) -> None:
    """Rows without the key may be under the first seal with it: that one is what the word speaks of."""
    said_so(kept)
    as_a_thief(
        kept,
        "DELETE FROM audit_seal WHERE id > 1",
        "DELETE FROM audit_digest WHERE code NOT LIKE ':%'",
        "DELETE FROM audit WHERE code NOT LIKE ':%' AND kind <> 'audit.key_changed'",
    )
    thief = Store(kept.url.render_as_string(hide_password=False))
    written(thief)
    thief.close()
    seal_what_is_owed(kept, LATER)
    assert looked(kept)[1].plain_unsaid == 1


def test_without_any_seal_nothing_is_sealed_anew(kept: Store) -> None:
    """Neither by who seals nor by an upgrade: with the real key it would be as good as the real record."""
    as_a_thief(kept, "DELETE FROM audit_seal")
    written(kept)
    assert seal_what_is_owed(kept, LATER) == 0
    schema.upgrade(kept, LATER)
    with kept.reading() as session:
        assert head(session) is None
    assert ("audit_seal", "1", "is gone") in said(found(kept))
    said_so(kept)  # whoever has the key may begin anew, and it is said from when on
    counts = Counts()
    with kept.reading() as session:
        assert list(verify(session, LATER, counts)) == []
    assert counts.found_at == LATER


def test_a_seal_that_takes_what_is_there_as_found_belongs_to_the_beginning(kept: Store) -> None:
    number = greatest(kept, SealRow)
    as_a_thief(kept, f"UPDATE audit_seal SET found = {'1' if kept.is_sqlite else 'true'} WHERE id = {number}")
    assert ("audit_seal", str(number), "takes what it covers as found, after the beginning") in said(
        found(kept)
    )


def test_what_piled_up_is_sealed_in_parts_each_with_a_commit(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_A_STREAM", 2)
    sealed(kept)
    before = greatest(kept, SealRow)
    for _ in range(5):
        written(kept)
    turns = sum(kept.tallies.wrote.read()[0])
    assert seal_what_is_owed(kept, LATER) == 5
    assert greatest(kept, SealRow) == before + 3
    assert sum(kept.tallies.wrote.read()[0]) == turns + 3


def test_seals_cut_off_and_made_anew_are_told_by_how_late_they_are(kept: Store) -> None:
    """Muster seals on by itself, over what is left: only a head from before says what is not."""
    row, end = greatest(kept, AuditRow), sealed(kept)
    assert looked(kept)[1].late == 0
    as_a_thief(
        kept,
        "DELETE FROM completion WHERE id = (SELECT max(id) - 1 FROM completion)",
        "DELETE FROM audit_seal WHERE id > 1",
        f"DELETE FROM audit_digest WHERE audit_id = {row - 1}",
        f"DELETE FROM audit WHERE id = {row - 1}",
    )
    much_later = LATER + timedelta(hours=2)
    seal_what_is_owed(kept, much_later)
    counts = Counts()
    with kept.reading() as session:
        missing = ["audit", "audit_digest"] if kept.is_sqlite else []  # there no number is ever skipped
        assert [each.table for each in verify(session, much_later, counts)] == missing
        assert (counts.late > 0, counts.late_from) == (True, 2)
        assert list(verify(session, much_later, Counts(), read_head(end))) != []
        counts = Counts()
        now = read_head(str(head(session)))
        assert [each.table for each in verify(session, much_later, counts, now)] == missing
        assert counts.late == 0, "all of it was there when that head was kept"
