"""The audit: every kind declared once and written somewhere; a record and its row agree."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from storage.audit import AuditKind, AuditRow, Privacy, digest_of_records, note
from storage.canonical import canonical, digest_of
from storage.engine import Store
from storage.people import Person, RightKind
from storage.record_digests import DIGEST_SIGNS, digest_from
from storage.rights import give_right, take_right
from storage.schema import _config, check, upgrade
from storage.tables import metadata
from storage.training import CompletionRecord
from tests.conversations import county

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "commands", "files", "jobs", "storage")


def test_every_kind_has_a_text_of_its_own_and_a_privacy() -> None:
    assert len({kind.text for kind in AuditKind}) == len(AuditKind)
    for kind in AuditKind:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", kind.value)
        assert kind.privacy in Privacy


def test_every_kind_is_written_somewhere() -> None:
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if path.name != "audit.py"]
    written = {
        name for path in sources for name in re.findall(r"AuditKind\.([A-Z_]+)", path.read_text("utf-8"))
    }
    assert written == {kind.name for kind in AuditKind}


def test_every_kind_is_in_the_operators_book() -> None:
    book = (ROOT / "docs" / "operator.md").read_text("utf-8")
    assert [kind.value for kind in AuditKind if f"`{kind.value}`" not in book] == []


def test_no_behaviour_hangs_on_the_wording() -> None:
    """Nothing but what shows an audit row to people reads its words."""
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if path.name != "audit.py"]
    for path in sources:
        assert not re.search(r"AuditRow\.what|logged\.what", path.read_text("utf-8")), path


WRITTEN: list[tuple[Any, str]] = [
    ({"b": 1, "a": None}, '{"a":null,"b":1}'),
    (4.0, "4"),
    (-0.0, "0"),
    (0.1, "0.1"),
    (True, "true"),
    (date(2026, 11, 2), '"2026-11-02"'),
    (datetime(2026, 11, 2, 9, tzinfo=timezone(timedelta(hours=-6))), '"2026-11-02T15:00:00.000000+00:00"'),
    (frozenset({"law", "fire"}), '["fire","law"]'),
    (RightKind.LEAD, '"lead"'),
    ("Zoë “Z” O'Hara", '"Zoë “Z” O\'Hara"'),
]


@pytest.mark.parametrize(("value", "expected"), WRITTEN)
def test_a_value_is_written_in_one_way(value: Any, expected: str) -> None:
    assert canonical(value) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), datetime(2026, 11, 2)])
def test_what_is_no_number_or_instant_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no"):
        canonical(value)


@pytest.mark.parametrize("value", [object(), {1: "a"}])
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        digest_of(value)


@pytest.mark.postgres
def test_a_digest_is_the_same_on_every_database(county_store: Store) -> None:
    """Literal: whatever database made and gave back the record, and in years to come."""
    with county_store.writing() as session:
        record = CompletionRecord(
            person_id=1,
            course_id=1,
            completed_on=date(2026, 1, 31),
            hours=4,
            provider="Zoë’s “school”",
            record="0123",
            recorded_at=datetime(2026, 11, 2, 9, 0, 0, 5, tzinfo=timezone(timedelta(hours=-6))),
        )
        record.id = 4711
        session.add(record)
        session.flush()
        kept = note(
            session, county.NOW, "x", "job", AuditKind.TRAINING_LOGGED, ("completion", 4711), of=record
        )
        assert kept.digest == LITERAL
    with county_store.reading() as session:
        found = session.get_one(CompletionRecord, 4711)
        assert digest_of_records([found]) == LITERAL


def test_a_record_is_written_by_its_columns_as_it_is_as_a_whole() -> None:
    table = metadata.tables["completion"]
    instant = datetime(2026, 11, 2, 9, tzinfo=timezone(timedelta(hours=-6)))
    said: dict[str, Any] = {
        "record": "Zoë “Z” \\ \x00 \ud800", "hours": 4.0, "id": 2**40, "verified": False, "voided_at": None,
        "completed_on": date(2026, 1, 31), "recorded_at": instant, "note": {"b": [1]},
    }  # fmt: skip
    written = {name: value for name, value in said.items() if value is not None}
    whole = digest_of([{**written, "table": "completion"}])
    assert digest_from(table, list(said))(list(said.values())) == whole[:DIGEST_SIGNS]


def test_every_column_there_is_can_be_written_down() -> None:
    kinds = {column.type.python_type for table in metadata.sorted_tables for column in table.columns}
    of_json = {object}
    kinds -= {kind for kind in kinds if issubclass(kind, Enum)}  # written down as their values
    assert kinds <= {int, str, bool, float, bytes, date, datetime, time} | of_json
    values: list[object] = [1, "a", True, 0.5, b"a", date.min, county.NOW, time(8, 30), {"a": [{}]}]
    for value in values:
        canonical(value)


LITERAL = "8b6ab061767b350af63f4e075fa9c35e487e4081d65b19f5bd2e6021ff8bd55d"


@pytest.mark.postgres
def test_a_record_and_its_row_agree(county_store: Store) -> None:
    store = county_store
    with store.writing() as session:
        ada = session.scalars(select(Person).where(Person.email == "ada@grove.example")).one()
        grant = give_right(session, ada.id, RightKind.MANAGER, None, "a test", county.NOW)
        assert grant is not None
        given = _last(session)
    with store.reading() as session:
        found = session.get_one(type(grant), grant.id)
        assert digest_of_records([found]) == given.digest
    with store.writing() as session:
        assert take_right(session, ada.id, RightKind.MANAGER, None, "a test", county.NOW, county.REGION)
        taken = _last(session)
    with store.reading() as session:
        found = session.get_one(type(grant), grant.id)
        assert digest_of_records([found]) == taken.digest != given.digest


def _last(session: Any) -> AuditRow:
    row: AuditRow = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    return row


@pytest.mark.postgres
def test_being_projected_anew_changes_no_digest(county_store: Store) -> None:
    with county_store.writing() as session:
        person = session.scalars(select(Person)).first()
        assert person is not None
        before = digest_of_records([person])
        person.holds_from, person.reproject_on, person.projected_by = None, date(2027, 1, 1), 99
        assert digest_of_records([person]) == before
        person.phone = "555"
        assert digest_of_records([person]) != before


@pytest.mark.postgres
def test_rows_of_the_release_before_get_the_kind_of_their_wording(database_url: str) -> None:
    store = Store(database_url)
    config = _config()
    before = ScriptDirectory.from_config(config).get_revision("0004").down_revision
    assert isinstance(before, str)
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, before)
    with store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO import_run (id, kind, file_name, state, started_by, workspace, slack_user,"
                " slack_file, started_at, counts)"
                " VALUES (7, 'roster', 'a.csv', 'applied', 'x', '', '', '', '2026-11-02', '{}')"
            )
        )
        for key, what, detail in (
            (1, "logged training", '{"records": [1]}'),
            (2, "changed by import", '{"import": 7, "changes": {"phone": ["", "5"]}}'),
            (3, "somebody's own words", "{}"),
        ):
            connection.execute(
                text(
                    "INSERT INTO audit (id, at, actor, door, what, subject_kind, detail)"
                    " VALUES (:id, '2026-11-02 09:00:00', 'x', 'slack', :what, '', :detail)"
                ),
                {"id": key, "what": what, "detail": detail},
            )
    upgrade(store)
    check(store)
    with store.reading() as session:
        rows = list(session.scalars(select(AuditRow).order_by(AuditRow.id)))
        assert [(row.kind, row.import_id, row.detail) for row in rows] == [
            (AuditKind.TRAINING_LOGGED, None, {"records": [1]}),
            (AuditKind.CHANGED_BY_IMPORT, 7, {"changes": {"phone": ["", "5"]}}),
            ("somebody's own words", None, {}),
        ]
        assert [row.what for row in rows] == ["logged training", "changed by import", "somebody's own words"]
        assert rows[0].at == datetime(2026, 11, 2, 9, tzinfo=UTC)
    store.close()
