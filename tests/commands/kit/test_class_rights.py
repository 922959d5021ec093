"""Whose a class is, asked of one and of the whole table."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from commands.kit.class_rights import classes_for, taught
from commands.kit.may import Action, may
from commands.kit.member import Member
from storage.classes import ClassRecord
from storage.engine import Store
from storage.people import Person
from storage.training import CourseRecord
from tests.commands.speaking import NOON, small_county

DAY = date(2026, 11, 3)
NOBODY = Member("", "", 999, agencies=frozenset([1]))


@pytest.mark.postgres
def test_one_class_and_the_table_agree_for_every_right(store: Store) -> None:
    county = small_county(store)
    with store.writing() as session:
        course = CourseRecord(key="asim-b", code="ASIM-B", title="ASIM Basic")
        session.add(course)
        who = session.scalars(select(Person)).first()
        session.flush()
        assert who is not None
        for agency, instructor in ((county.cedar, None), (county.oak, who.id), (None, None)):
            session.add(
                ClassRecord(
                    course_id=course.id,
                    held_on=DAY,
                    agency_id=agency,
                    instructor_id=instructor,
                    recorded_at=NOON,
                )
            )
        session.flush()
        speakers = (
            NOBODY,
            Member("", "", who.id, agencies=frozenset([county.cedar])),
            Member("", "", 998, leads=frozenset([county.cedar])),
            Member("", "", 997, is_manager=True),
        )
        for member, seen in zip(speakers, (0, 1, 1, 3), strict=True):
            listed = set(session.scalars(select(ClassRecord.id).where(classes_for(member))))
            asked = {
                each.id
                for each in session.scalars(select(ClassRecord))
                if may(member, Action.CLASS, taught(each), DAY, DAY)
            }
            assert listed == asked
            assert len(listed) == seen


def test_nobody_confirms_themself_whatever_their_right() -> None:
    manager = Member("", "", 5, is_manager=True)
    held = ClassRecord(course_id=1, held_on=DAY, instructor_id=5)
    assert may(manager, Action.CREDIT, taught(held, 6), DAY, DAY)
    assert not may(manager, Action.CREDIT, taught(held, 5), DAY, DAY)
