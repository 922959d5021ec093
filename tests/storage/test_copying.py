"""Many records at once are what an INSERT of each makes of them; the audit's digests cover them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from storage.base import table_of
from storage.copying import add_records
from storage.engine import Store
from storage.findings import Counts
from storage.people import PersonAddress
from storage.training import CompletionRecord
from storage.verifying_audit import verify
from tests.conversations import county

pytestmark = pytest.mark.postgres


def said(number: int, **more: Any) -> dict[str, Any]:
    return {
        "record": f"copied-{number}", "person_id": 1, "course_id": 1, "completed_on": county.NOW.date(),
        "hours": 2.5, "provider": "tabs\tand\nlines \\N", "verified": number % 2 == 0,
        "recorded_at": county.NOW, "expires_on": None, **more,
    }  # fmt: skip


class Undecided(Exception):
    """Rolls a transaction back."""


def copied_and_undecided(store: Store, rows: list[dict[str, Any]]) -> None:
    with store.writing() as session:
        add_records(session, CompletionRecord, rows)
        raise Undecided


def there(store: Store, like: str) -> list[tuple[Any, ...]]:
    columns = [each for each in table_of(CompletionRecord).columns if each.name not in ("id", "record")]
    with store.reading() as session:
        query = select(*columns).where(CompletionRecord.record.like(like)).order_by(CompletionRecord.record)
        return [tuple(row) for row in session.execute(query)]


def test_copied_records_are_as_inserted_ones_and_a_change_of_one_is_found(county_store: Store) -> None:
    with county_store.writing() as session:
        add_records(session, CompletionRecord, [said(each) for each in range(30)])
        plain = [said(each, record=f"plain-{each}") for each in range(30)]
        session.execute(insert(table_of(CompletionRecord)), plain)
    copied = there(county_store, "copied-%")
    assert len(copied) == 30
    assert copied == there(county_store, "plain-%")
    with county_store.reading() as session:
        assert list(verify(session, county.NOW, Counts())) == []
    with county_store.engine.begin() as connection:
        connection.execute(text("UPDATE completion SET hours = 9 WHERE record = 'copied-7'"))
    with county_store.reading() as session:
        (finding,) = verify(session, county.NOW, Counts())
    assert "completion" in str(finding)


def test_what_is_rolled_back_was_not_copied(county_store: Store) -> None:
    rows = [said(each) for each in range(30)]
    with pytest.raises(Undecided):
        copied_and_undecided(county_store, rows)
    assert there(county_store, "copied-%") == []


def test_records_that_have_no_number_go_in_as_they_are(county_store: Store) -> None:
    with county_store.writing() as session:
        here = {"person_id": 1, "recorded_by": "a clerk", "recorded_at": county.NOW}
        add_records(session, PersonAddress, [{"email": f"{n}@cedar.example", **here} for n in range(30)])
    with county_store.reading() as session:
        assert session.scalar(select(func.count()).where(PersonAddress.recorded_by == "a clerk")) == 30
        assert list(verify(session, county.NOW, Counts())) == []
