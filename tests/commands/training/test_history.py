"""A record read by those it is for; of somebody who left, what happened while they belonged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from commands.kit.problems import Refused
from commands.training import history
from storage.engine import Store
from storage.people import AffiliationRecord
from storage.training import CompletionRecord, CourseRecord
from tests.commands.speaking import NOON, County, Office, small_county

LEFT = date(2026, 1, 31)
DAYS = (date(2025, 5, 1), LEFT, LEFT + timedelta(days=1), date(2026, 6, 1))


@pytest.fixture
def county(store: Store) -> County:
    """Dee left Oak at the end of January and has been with Cedar since; a class on each of some days."""
    known = small_county(store)
    with store.writing() as session:
        session.add(
            AffiliationRecord(person_id=known.dee, agency_id=known.cedar, joined_on=LEFT + timedelta(days=1))
        )
        course = CourseRecord(key="asim-b", code="ASIM-B", title="ASIM Basic")
        session.add(course)
        session.flush()
        session.add_all(
            CompletionRecord(person_id=known.dee, course_id=course.id, completed_on=day, recorded_at=NOON)
            for day in DAYS
        )
    return known


@pytest.fixture
def office(store: Store, county: County) -> Office:
    return Office(store, history.ENTRIES)


def test_the_agency_that_has_them_sees_all_the_one_they_left_what_happened_there(
    office: Office, county: County
) -> None:
    whole = office.lead(county.cedar, person_id=county.ada).says("training history dee@oak.example").text
    assert all(said in whole for said in ("1 May 2025", "31 Jan 2026", "1 Feb 2026", "1 Jun 2026"))
    part = office.lead(county.oak, person_id=county.cy).says("training history dee@oak.example")
    assert "1 May 2025" in part.text
    assert "31 Jan 2026: ASIM Basic" in part.text
    assert "1 Feb 2026" not in str(part.blocks) + part.text
    assert "1 Jun 2026" not in str(part.blocks) + part.text
    assert "They left on 31 Jan 2026" in part.text


def test_nothing_of_theirs_from_a_time_before_they_came_or_after_is_no_record(
    office: Office, store: Store, county: County
) -> None:
    with store.writing() as session:
        session.execute(delete(CompletionRecord).where(CompletionRecord.completed_on <= LEFT))
    with pytest.raises(Refused, match="They left on 31 Jan 2026"):
        office.lead(county.oak, person_id=county.cy).says("training history dee@oak.example")


def test_of_others_a_record_is_not_theirs(office: Office, county: County) -> None:
    with pytest.raises(Refused):
        office.responder(county.ada, county.cedar).clicks("history.more", {"person": county.dee})
    with pytest.raises(Refused):
        office.lead(county.oak, person_id=county.cy).clicks("history.more", {"person": county.ada})
    assert "Nothing is on record" in office.responder(county.ada, county.cedar).says("training history").text
