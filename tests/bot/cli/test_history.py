"""`muster history`: one person's record, as it came about."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from storage.audit import Trail
from storage.engine import Store
from storage.people import Person
from storage.recording import Completed, correct, record_completions
from storage.taking_back import reject
from storage.training import CourseRecord
from tests.bot.cli.conftest import Muster
from tests.conversations import county


@pytest.mark.postgres
def test_a_record_is_traced_from_its_making_to_its_end(store: Store, muster: Muster) -> None:
    county.bring_in(store)
    today, trail = county.NOW.date(), Trail("ada@grove.example", "slack", county.NOW, "a direct message")
    with store.writing() as session:
        ada = session.scalars(select(Person.id).where(Person.email == "ada@grove.example")).one()
        bls = session.scalars(select(CourseRecord.id).where(CourseRecord.code == "BLS")).one()
        [kept] = record_completions(session, [Completed(ada, bls, today)], trail, today).kept
        new = correct(session, kept.record, Completed(ada, bls, today, hours=4.0), trail, today)
        reject(
            session, [new.record], "not on the sheet", Trail("cora@grove.example", "slack", county.NOW), today
        )
    said = json.loads(muster("history", "ADA@grove.example", "--format", "json").out)
    rows = said if isinstance(said, list) else said["rows"]
    assert [each["standing"] for each in rows] == ["rejected", "not verified", "verified", "verified"]
    assert rows[0]["reason"] == "not on the sheet"
    assert rows[0]["ended_by"] == "cora@grove.example"
    assert rows[0]["corrects"] == rows[1]["record"]
    assert rows[1]["recorded_from"] == "a direct message"
    assert "file" in rows[2]["recorded_from"]
    assert "nobody on the roster" in muster("history", "ghost@grove.example").err
