"""Whose records are to confirm, asked of one and of the whole table: the two agree on every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from commands.kit.may import Action, may, whom
from commands.kit.member import Member
from commands.kit.record_rights import records_for, waiting_records
from storage.engine import Store
from storage.people import AffiliationRecord
from storage.training import CompletionRecord, CourseRecord
from tests.commands.speaking import NOON, small_county

TODAY = date(2026, 11, 2)
DAYS = (date(2025, 1, 1), date(2025, 1, 31), date(2026, 1, 31), TODAY, TODAY + timedelta(days=1))


@pytest.mark.postgres
def test_one_record_and_the_table_agree_for_every_right(store: Store) -> None:
    county = small_county(store)
    with store.writing() as session:
        course = CourseRecord(key="bls", code="BLS", title="Basic Life Support")
        session.add(course)
        session.flush()
        session.add(AffiliationRecord(person_id=county.cy, agency_id=county.cedar, left_on=date(2025, 1, 31)))
        for person in (county.ada, county.ben, county.cy, county.dee):
            for on in DAYS:
                session.add(
                    CompletionRecord(person_id=person, course_id=course.id, completed_on=on, recorded_at=NOON)
                )
        session.flush()
        speakers = (
            Member("", "", county.ada, agencies=frozenset([county.cedar])),
            Member("", "", county.ada, leads=frozenset([county.cedar])),
            Member("", "", 998, leads=frozenset([county.oak])),
            Member("", "", county.dee, is_manager=True),
        )
        terms = whom(session, [county.ada, county.ben, county.cy, county.dee])
        for member, seen in zip(speakers, (0, 6, 7, 12), strict=True):
            listed = set(session.scalars(select(CompletionRecord.id).where(records_for(member, TODAY))))
            asked = {
                each.id
                for each in session.scalars(select(CompletionRecord))
                if may(member, Action.VERIFY, terms[each.person_id], each.completed_on, TODAY)
            }
            assert listed == asked
            assert len(listed) == seen
            newest = [each.id for each in session.scalars(waiting_records(member, TODAY))]
            assert newest == sorted(listed, reverse=True)
