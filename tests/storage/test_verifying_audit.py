"""What was changed behind Muster's back is found, and where; what Muster itself wrote is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update

from storage.audit import AuditKind, AuditRow, Trail, note_each
from storage.audit_key import AuditKey
from storage.base import table_of
from storage.engine import Store
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.findings import Counts, Finding
from storage.people import AgencyDiscipline, Person
from storage.record_digests import COVERED, DigestRow, of_digests_before
from storage.sealing import SealRow, head, read_head, seal
from storage.tables import metadata
from storage.training import CompletionRecord
from storage.verifying_audit import WrongKey, check_key, verify
from tests.conversations import county

LATER = county.NOW + timedelta(minutes=5)
KEY = AuditKey("the county's own secret")
pytestmark = pytest.mark.postgres


@pytest.fixture
def kept(county_store: Store) -> Store:
    """A county sealed with a key, with a log, a participation and a few rows of two seals."""
    county_store.audit_key = KEY
    for hours in (1, 2, 3):
        with county_store.writing() as session:
            trail = Trail("a test", "job", county.NOW)
            record = CompletionRecord(
                person_id=hours, course_id=1, completed_on=county.NOW.date(), hours=hours,
                recorded_at=county.NOW,
            )  # fmt: skip
            session.add(record)
            session.flush()
            trail.note(session, AuditKind.TRAINING_LOGGED, ("completion", record.id), of=record, hours=hours)
        if hours != 2:
            sealed(county_store)
    return county_store


def sealed(store: Store, at: datetime = LATER) -> str:
    with store.writing() as session:
        seal(session, at)
    with store.reading() as session:
        return str(head(session))


def found(store: Store, said: str | None = None, now: datetime = LATER) -> list[Finding]:
    with store.reading() as session:
        return list(verify(session, now, Counts(), None if said is None else read_head(said)))


def as_a_thief(store: Store, *statements: str) -> None:
    """Writes with the database's own rights, the triggers out of the way and put back afterwards."""
    guarded = ("audit", "audit_digest", "audit_seal")
    with store.engine.begin() as connection:
        again = [f"ALTER TABLE {table} ENABLE TRIGGER ALL" for table in guarded]
        if store.is_sqlite:
            there = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            ).all()
            again = [sql for _, sql in there]
            for name, _ in there:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in guarded:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        for each in (*statements, *again):
            connection.execute(text(each))


def greatest(store: Store, table: type[AuditRow | SealRow | CompletionRecord | DigestRow]) -> int:
    with store.reading() as session:
        return session.scalar(select(func.max(table.id))) or 0


def said(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(each.table, each.key, each.what) for each in findings]


def test_what_muster_wrote_is_as_it_wrote_it(kept: Store) -> None:
    assert found(kept, sealed(kept)) == []


def test_a_byte_of_a_record_is_found_and_said_where(kept: Store) -> None:
    last = greatest(kept, CompletionRecord)
    spoken = greatest(kept, AuditRow)
    as_a_thief(kept, f"UPDATE completion SET hours = 4 WHERE id = {last}")
    (only,) = found(kept)
    assert said([only]) == [("completion", str(last), "is not as it was last recorded")]
    assert (only.after, only.before) == (county.NOW, LATER)
    assert only.more == f"last spoken of by audit {spoken}"


def test_a_participation_changed_by_hand_is_found(kept: Store) -> None:
    day = county.NOW.date()
    with kept.writing() as session:
        held = ExerciseRecord(key="x", code="X", title="X", type="drill", held_on=day, recorded_at=county.NOW)
        session.add(held)
        session.flush()
        part = ParticipationRecord(
            exercise_id=held.id, agency_id=1, person_id=1, role="player", recorded_at=county.NOW
        )
        session.add(part)
        session.flush()
        key = part.id
    as_a_thief(kept, f"UPDATE participation SET role = 'Player' WHERE id = {key}")
    assert said(found(kept)) == [("participation", str(key), "is not as it was last recorded")]


SWAPPED = ("actor", "detail", "subject_id", "digest", "code")
Steals = Callable[[int, int], list[str]]
Expects = Callable[[int, int], list[tuple[str, str, str]]]
THIEVES: list[tuple[str, Steals, Expects]] = [
    (
        "a byte of an audit row",
        lambda row, _: [f"UPDATE audit SET actor = 'b test' WHERE id = {row}"],
        lambda row, _: [("audit", str(row), "is not as it was written")],
    ),
    (
        "a row taken out",
        lambda row, _: [
            f"UPDATE audit_digest SET audit_id = NULL WHERE audit_id = {row - 1}",
            f"DELETE FROM audit WHERE id = {row - 1}",
        ],
        lambda row, digest: [
            ("audit", str(row - 1), "is gone"),
            ("audit_digest", str(digest - 1), "is not as it was written"),
        ],
    ),
    (
        "a swapped pair",
        lambda row, _: [
            "CREATE TEMPORARY TABLE pair AS SELECT id, actor, detail, subject_id, digest, code FROM audit "
            f"WHERE id IN ({row}, {row - 1})",
            *(
                f"UPDATE audit SET ({', '.join(SWAPPED)}) = "
                f"(SELECT {', '.join(SWAPPED)} FROM pair WHERE id = {b}) WHERE id = {a}"
                for a, b in ((row, row - 1), (row - 1, row))
            ),
            "DROP TABLE pair",
        ],
        lambda row, _: [("audit_seal", "3", "rows under it were changed or swapped")],
    ),
]


@pytest.mark.parametrize(("name", "steal", "expected"), THIEVES)
def test_what_was_done_to_the_audit_is_found(
    kept: Store, name: str, steal: Steals, expected: Expects
) -> None:
    row, digest = greatest(kept, AuditRow), greatest(kept, DigestRow)
    as_a_thief(kept, *steal(row, digest))
    findings = found(kept)
    assert set(expected(row, digest)) <= set(said(findings))
    first = next(each for each in findings if each.table.startswith("audit"))
    assert first.before == LATER
    assert first.after is not None


def test_a_record_put_back_does_not_stand_for_one_that_was_taken_out(kept: Store) -> None:
    asked = table_of(AgencyDiscipline)
    with kept.writing() as session:
        first, second = session.scalars(select(AgencyDiscipline).limit(2)).all()
        values = first.agency_id, first.discipline, second.agency_id, second.discipline
        session.delete(first)
    sealed(kept)
    agency, discipline, other, others = values
    as_a_thief(
        kept,
        f"DELETE FROM {asked} WHERE agency_id = {other} AND discipline = '{others}'",
        f"INSERT INTO {asked} (agency_id, discipline) VALUES ({agency}, '{discipline}')",
    )
    assert set(said(found(kept))) == {
        (asked.name, f"{agency},{discipline}", "is not as it was last recorded"),
        (asked.name, f"{other},{others}", "is gone"),
    }


def test_a_record_put_in_and_one_taken_out_are_found(kept: Store) -> None:
    last = greatest(kept, CompletionRecord)
    apart = ("id", "record")
    names = ", ".join(each.name for each in metadata.tables["completion"].columns if each.name not in apart)
    as_a_thief(
        kept,
        f"INSERT INTO completion (id, record, {names}) "
        f"SELECT {last + 1}, 'forged', {names} FROM completion WHERE id = {last}",
        f"DELETE FROM completion WHERE id = {last - 1}",
    )
    assert set(said(found(kept))) == {
        ("completion", str(last + 1), "was put in: nothing recorded it"),
        ("completion", str(last - 1), "is gone"),
    }


def test_a_row_put_in_is_found_whether_forged_or_copied(kept: Store) -> None:
    row = greatest(kept, AuditRow)
    forged = "at, actor, door, kind, subject_kind, detail"
    as_a_thief(
        kept,
        f"INSERT INTO audit (id, {forged}, code) SELECT id + 1, {forged}, code FROM audit WHERE id = {row}",
        f"INSERT INTO audit (id, {forged}, code) SELECT id + 2, {forged}, NULL FROM audit WHERE id = {row}",
    )
    there = {
        ("audit", str(row + 1), f"is a copy of audit {row}"),
        ("audit", str(row + 2), "was not written by Muster: it has no code"),
    }
    assert set(said(found(kept))) == there
    sealed(kept)  # a seal over them makes them no truer
    assert set(said(found(kept))) == there


def test_a_record_put_back_with_its_old_digest_is_found(kept: Store) -> None:
    """Whoever copies the row of digests that spoke of it before tells so by its code."""
    last, row = greatest(kept, CompletionRecord), greatest(kept, DigestRow)
    with kept.writing() as session:
        session.get_one(CompletionRecord, last).hours = 8
    sealed(kept)
    columns = "at, audit_id, cause, name, digests, code"
    as_a_thief(
        kept,
        f"UPDATE completion SET hours = 3 WHERE id = {last}",
        f"INSERT INTO audit_digest (id, {columns}) SELECT {row + 2}, {columns} "
        f"FROM audit_digest WHERE id = {row}",
    )
    assert ("audit_digest", str(row + 2), f"is a copy of audit_digest {row}") in said(found(kept))
    assert ("completion", str(last), "is not as it was last recorded") in said(found(kept))


def test_rows_of_digests_that_change_places_before_they_are_sealed_are_found(kept: Store) -> None:
    """The later one counts: what was just taken back would count again."""
    last = greatest(kept, CompletionRecord)
    for reason in ("by mistake", None):
        with kept.writing() as session:
            session.get_one(CompletionRecord, last).void_reason = reason
    row = greatest(kept, DigestRow)
    as_a_thief(
        kept,
        f"UPDATE audit_digest SET id = {row + 9} WHERE id = {row}",
        f"UPDATE audit_digest SET id = {row} WHERE id = {row - 1}",
        f"UPDATE audit_digest SET id = {row - 1} WHERE id = {row + 9}",
        f"UPDATE completion SET void_reason = 'by mistake' WHERE id = {last}",
    )
    assert set(said(found(kept))) == {
        ("audit_digest", str(row - 1), "is not as it was written"),
        ("audit_digest", str(row), "is not as it was written"),
        ("completion", str(last), "is not as it was last recorded"),
    }


def test_rows_of_digests_of_before_their_numbers_were_said_are_as_they_were_written(kept: Store) -> None:
    row = greatest(kept, DigestRow)
    table = table_of(DigestRow)
    with kept.reading() as session:
        was = dict(session.execute(select(table).where(table.c.id == row)).mappings().one())
    code = KEY.code(of_digests_before(was))
    with kept.writing() as session:
        session.execute(insert(table), {**was, "id": row + 1, "code": code})
    assert found(kept) == []


def test_a_cut_tail_is_found_by_the_head(kept: Store) -> None:
    end, row, digest = sealed(kept), greatest(kept, AuditRow), greatest(kept, DigestRow)
    number = greatest(kept, SealRow)
    last = greatest(kept, CompletionRecord)
    as_a_thief(
        kept,
        f"DELETE FROM audit_seal WHERE id = {number}",
        f"DELETE FROM audit_digest WHERE id >= {digest - 1}",
        f"DELETE FROM audit WHERE id >= {row - 1}",
        f"DELETE FROM completion WHERE id >= {last - 1}",
    )
    assert found(kept) == []  # without the head it is a record that ends there
    assert said(found(kept, end)) == [("audit_seal", str(number), "is gone")]
    with kept.writing() as session:
        Trail("a test", "job", LATER).note(session, AuditKind.EXPORTED)
    sealed(kept)
    assert said(found(kept, end)) == [
        ("audit_seal", str(number), "is not the seal of the head that was given")
    ]


def test_rows_of_the_audit_refuse_to_be_changed(kept: Store) -> None:
    for statement in (
        update(AuditRow).values(actor="x"),
        text("DELETE FROM audit_seal"),
        text("UPDATE audit_digest SET name = 'x'"),
    ):
        with pytest.raises(Exception, match="never changed"), kept.writing() as session:
            session.execute(statement)


def test_a_key_that_is_missing_or_another_is_said(kept: Store) -> None:
    for other in (AuditKey(), AuditKey("another secret")):
        kept.audit_key = other
        with (
            kept.reading() as session,
            pytest.raises(WrongKey, match=f"the key {KEY.name}.*MUSTER_AUDIT_KEY"),
        ):
            check_key(session)
    kept.audit_key = AuditKey("another secret", ["the county's own secret"])
    after = sealed(kept)
    assert after.startswith("4-")  # a seal by the new key, over nothing
    assert found(kept, after) == []


def test_who_does_not_know_the_key_can_not_write(kept: Store) -> None:
    kept.audit_key = AuditKey()
    with kept.writing() as session:
        row = Trail("a thief", "slack", county.NOW).note(session, AuditKind.EXPORTED)
        session.flush()
        key = row.id
    assert sealed(kept).startswith("3-")  # nothing is sealed without it
    kept.audit_key = KEY
    assert said(found(kept)) == [("audit", str(key), "was written without the key")]


def test_rows_that_become_visible_late_are_sealed_late(kept: Store) -> None:
    """PostgreSQL numbers rows before they are committed."""
    row = greatest(kept, AuditRow)
    for number in (row + 3, row + 1):  # row + 2 was rolled back
        with kept.writing() as session:
            Trail("a test", "job", LATER).note(session, AuditKind.EXPORTED).id = number
        end = sealed(kept)
    # SQLite gives the next number to whoever comes next: there a number that is skipped was taken out.
    skipped = [("audit", str(row + 2), "is gone")] if kept.is_sqlite else []
    assert said(found(kept, end)) == skipped
    with kept.reading() as session:
        newest = session.scalars(select(SealRow).order_by(SealRow.id.desc())).first()
        assert newest is not None
        assert newest.covers["audit"] == [[row + 1, row + 1]]
        assert [each[:2] for each in newest.lacks["audit"]["missing"]] == [[row + 2, row + 2]]


def test_many_at_once_and_statements_are_followed(kept: Store) -> None:
    """Rows written by one statement, their keys known to the database alone; and a change by statement."""
    with kept.writing() as session:
        people = list(session.scalars(select(Person).limit(3)))
        session.execute(
            insert(table_of(CompletionRecord)),
            [
                {"person_id": each.id, "course_id": 1, "completed_on": county.NOW.date(), "recorded_by": "",
                 "provider": "", "record": f"r{each.id}", "recorded_at": county.NOW}
                for each in people
            ],
        )  # fmt: skip
        session.execute(update(Person).where(Person.id == people[0].id).values(phone="555-0100"))
        note_each(
            session, Trail("a test", "job", LATER), AuditKind.PERSON_ADDED,
            [(("person", people[1].id), people[1], {})],
        )  # fmt: skip
    assert found(kept) == []


def test_what_was_there_before_is_sealed_as_found(county_store: Store) -> None:
    counts = Counts()
    with county_store.reading() as session:
        assert list(verify(session, LATER, counts)) == []
    assert counts.found_at is not None
    assert counts.records > 20


def test_every_table_is_covered_or_said_not_to_be() -> None:
    book = (Path(__file__).resolve().parents[2] / "docs" / "operator.md").read_text("utf-8")
    assert set(metadata.tables) >= COVERED
    assert [each for each in metadata.tables if each not in COVERED and f"`{each}`" not in book] == []
