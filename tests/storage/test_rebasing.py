"""A migration that changes records: they are taken over; what others changed before is found as before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from storage import rebasing, schema
from storage.audit import AuditKind, AuditRow
from storage.audit_key import AuditKey
from storage.engine import Store
from storage.findings import Counts
from storage.rebasing import as_it_is
from storage.record_digests import covered, records_of
from storage.sealing import head, read_head
from storage.training import CompletionRecord, CourseAlias
from storage.verifying_audit import WrongKey, verify
from tests.storage.later import LATER
from tests.storage.test_verifying_audit import KEY, as_a_thief, found, kept, said, sealed
from tests.storage.test_verifying_audit import LATER as NOON

__all__ = ["kept"]
pytestmark = pytest.mark.postgres
REVISION = """
from alembic import op

revision = "{later}"
down_revision = "{newest}"
branch_labels = None
depends_on = None
usable_from = "{newest}"
rebases = {rebases}

def upgrade():
    op.execute("CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)")
    op.execute("UPDATE completion SET provider = 'not said' WHERE provider = '' OR provider IS NULL")
    op.execute("UPDATE completion SET hours = 99 WHERE id = 2")
    op.execute("DELETE FROM completion WHERE id = 3")
    op.execute(
        "INSERT INTO course_alias (id, key, alias, course_id, recorded_by, recorded_at) "
        "SELECT 600, 'cpr', 'CPR', 1, 'a migration', max(recorded_at) FROM completion"
    )


def downgrade():
    raise NotImplementedError
"""
CHANGED = ("completion", "course_alias", "of_tomorrow")


@contextmanager
def tomorrow(folder: Path, rebases: tuple[str, ...] = CHANGED) -> Iterator[None]:
    """While this lasts we are the release of tomorrow, which writes some records otherwise."""
    folder.mkdir()
    written = REVISION.format(later=LATER, newest=schema.newest_revision(), rebases=rebases)
    (folder / f"{LATER}_otherwise.py").write_text(written, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "VERSIONS", (*schema.VERSIONS, folder))
        yield


def test_what_a_migration_makes_of_records_is_theirs_and_nothing_else_is(kept: Store, tmp_path: Path) -> None:
    before = sealed(kept)
    as_a_thief(
        kept,
        "UPDATE completion SET hours = 77 WHERE id = 1",
        "INSERT INTO course_alias (id, key, alias, course_id, recorded_by, recorded_at) "
        "SELECT 500, 'x', 'X', 1, 'a thief', max(recorded_at) FROM completion",
    )
    with tomorrow(tmp_path / "later"):
        schema.upgrade(kept, NOON)
        assert schema.check(kept) == LATER
    stolen = [
        ("completion", "1", "is not as it was last recorded"),
        ("course_alias", "500", "was put in: nothing recorded it"),
    ]
    assert sorted(said(found(kept, before))) == stolen
    with kept.reading() as session:
        (row,) = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.RECORDS_REBASED.value))
        there = session.scalar(select(func.count()).select_from(CompletionRecord)) or 0
        assert row.detail["revision"] == LATER
        assert row.detail["before"] == before
        assert row.detail["left"] == {"completion": 1, "course_alias": 1}
        assert row.detail["left_named"] == {"completion": ["1"], "course_alias": ["500"]}
        assert row.detail["taken_over"] == {"completion": there - 1 + 1, "course_alias": 1}
        assert row.detail["findings_in_the_audit"] == 0
        newest = str(head(session))
        counts = Counts()
        assert sorted(said(list(verify(session, NOON, counts, read_head(row.detail["after"]))))) == stolen
        assert counts.rebased == there - 1 + 1 + 1
        assert session.scalars(select(CourseAlias.alias).where(CourseAlias.key == "cpr")).one() == "CPR"
    assert int(newest.partition("-")[0]) > int(row.detail["after"].partition("-")[0]), (
        "the row itself is sealed"
    )


def test_a_migration_that_does_not_say_so_is_found(kept: Store, tmp_path: Path) -> None:
    with tomorrow(tmp_path / "later", rebases=()):
        schema.upgrade(kept, NOON)
    whats = {(table, what) for table, _, what in said(found(kept))}
    assert ("completion", "is not as it was last recorded") in whats
    assert ("completion", "is gone") in whats
    assert ("course_alias", "was put in: nothing recorded it") in whats


def test_without_the_key_no_record_is_taken_over(kept: Store, tmp_path: Path) -> None:
    revision = schema.revision_of(kept)
    kept.audit_key = AuditKey()
    with tomorrow(tmp_path / "later"), pytest.raises(WrongKey, match=f"{KEY.name}.*MUSTER_AUDIT_KEY"):
        schema.upgrade(kept, NOON)
    kept.audit_key = KEY
    assert schema.revision_of(kept) == revision
    assert found(kept) == []


def test_no_older_release_works_beside_one_that_wrote_records_otherwise(kept: Store, tmp_path: Path) -> None:
    with tomorrow(tmp_path / "later"):
        schema.upgrade(kept, NOON)
    with pytest.raises(schema.UnknownSchema, match="newer"):
        schema.check(kept)


def test_records_are_read_as_the_database_has_them_before(kept: Store) -> None:
    with kept.engine.execution_options(writes=True).begin() as connection:
        for name, table in covered().items():
            there = dict(records_of(connection, as_it_is(connection, name)))
            assert there == dict(records_of(connection, table)), name
        connection.execute(text("ALTER TABLE completion ADD COLUMN of_yesterday TIMESTAMP"))
        connection.execute(text("UPDATE completion SET of_yesterday = recorded_at WHERE id = 1"))
        other = dict(records_of(connection, as_it_is(connection, "completion")))
        known = dict(records_of(connection, covered()["completion"]))
        assert [key for key in known if other[key] != known[key]] == ["1"], "what goes away was recorded, too"
        connection.rollback()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nobody_writes_between_the_look_and_the_change(kept: Store, tmp_path: Path) -> None:
    """What came in between would be taken for the migration's own."""
    looked, statements = [], []
    look = rebasing._Taking.look

    def looks(taking: rebasing._Taking, names: list[str]) -> None:
        look(taking, names)
        looked.extend(names)
        other = kept.engine.execution_options(writes=True).connect()
        try:
            other.execute(text("SET lock_timeout = '50ms'"))
            other.execute(text("UPDATE completion SET hours = 55 WHERE id = 1"))
            statements.append("written")
            other.commit()
        except OperationalError:
            other.rollback()
        finally:
            other.invalidate()
            other.close()

    with tomorrow(tmp_path / "later"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(rebasing._Taking, "look", looks)
        schema.upgrade(kept, NOON)
    assert looked
    assert statements == []
    assert found(kept) == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_records_of_one_key_are_not_taken_over(kept: Store, tmp_path: Path) -> None:
    """Nobody knows which of them was recorded, and the forged one would be as good as the other since."""
    as_a_thief(
        kept,
        "ALTER TABLE completion DROP CONSTRAINT pk_completion CASCADE",
        "ALTER TABLE completion DROP CONSTRAINT uq_completion_record",
        "INSERT INTO completion SELECT * FROM completion WHERE id = 1",
        "UPDATE completion SET hours = 99 WHERE ctid = (SELECT max(ctid) FROM completion)",
    )
    with tomorrow(tmp_path / "later"):
        schema.upgrade(kept, NOON)
    with kept.reading() as session:
        (row,) = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.RECORDS_REBASED.value))
    assert row.detail["left_named"]["completion"][0] == "1"
    assert ("completion", "1", "is not as it was last recorded") in said(found(kept))
