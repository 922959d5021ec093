"""Whose a meeting is, asked of one and of the whole table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select

from commands.kit.may import Action, may
from commands.kit.meeting_rights import (
    attended_by,
    convened,
    invited_to,
    meetings_for,
    own_meetings,
    readable_by,
)
from commands.kit.member import Member
from storage.engine import Store
from storage.meetings import InvitationRecord, MeetingRecord, MeetingState
from tests.commands.speaking import NOON, small_county

DAY = date(2026, 11, 3)


@pytest.mark.postgres
def test_one_meeting_and_the_table_agree_for_every_right(store: Store) -> None:
    county = small_county(store)
    with store.writing() as session:
        for agency in (county.cedar, county.oak, None):
            session.add(
                MeetingRecord(
                    title="The room",
                    held_on=DAY,
                    start_time=time(9),
                    agency_id=agency,
                    changed_at=NOON,
                    recorded_at=NOON,
                )
            )
        session.flush()
        speakers = (
            Member("", "", 999, agencies=frozenset([county.cedar])),
            Member("", "", 998, leads=frozenset([county.cedar])),
            Member("", "", 997, is_manager=True),
        )
        for member, seen in zip(speakers, (0, 1, 3), strict=True):
            listed = set(session.scalars(select(MeetingRecord.id).where(meetings_for(member))))
            asked = {
                each.id
                for each in session.scalars(select(MeetingRecord))
                if may(member, Action.MEETING, convened(each), DAY, DAY)
            }
            assert listed == asked
            assert len(listed) == seen


def test_a_manager_sees_to_the_regions_meetings_and_their_own_calls_and_a_lead_to_their_agencys(
    store: Store,
) -> None:
    county = small_county(store)
    with store.writing() as session:
        for agency, user in ((county.cedar, "UCY"), (county.oak, ""), (None, "UCY"), (county.oak, "UMAY")):
            session.add(
                MeetingRecord(
                    title="The room",
                    held_on=DAY,
                    start_time=time(9),
                    agency_id=agency,
                    workspace="T1",
                    called_by_user=user,
                    changed_at=NOON,
                    recorded_at=NOON,
                )
            )
        session.flush()
        for member, theirs in (
            (Member("T1", "UCY", 1, agencies=frozenset([county.cedar])), []),
            (Member("T1", "ULEE", 1, leads=frozenset([county.cedar])), [1]),
            (Member("T1", "UMAY", 1, is_manager=True), [3, 4]),
            (Member("T2", "UMAY", 1, is_manager=True), [3]),
        ):
            query = select(MeetingRecord.id).where(own_meetings(member)).order_by(MeetingRecord.id)
            assert session.scalars(query).all() == theirs


def test_who_is_invited_may_read_of_it_and_who_was_there_gets_its_minutes(store: Store) -> None:
    county = small_county(store)
    with store.writing() as session:
        keys = []
        for state in (MeetingState.CALLED, MeetingState.HELD):
            meeting = MeetingRecord(
                title="The room",
                held_on=DAY,
                start_time=time(9),
                changed_at=NOON,
                recorded_at=NOON,
                state=state,
            )
            session.add(meeting)
            session.flush()
            keys.append(meeting.id)
            for person, attended in ((county.ada, True), (county.ben, False)):
                session.add(
                    InvitationRecord(
                        meeting_id=meeting.id, person_id=person, attended=attended, recorded_at=NOON
                    )
                )
        gone = InvitationRecord(meeting_id=keys[1], person_id=county.cy, attended=True, recorded_at=NOON)
        session.add(gone)
        gone.take_back(NOON, "a test", "a test")
        session.flush()

        def of(which: Callable[[Member], ColumnElement[bool]], person: int | None, **more: Any) -> list[int]:
            query = select(MeetingRecord.id).where(which(Member("", "", person, **more)))
            return list(session.scalars(query.order_by(MeetingRecord.id)))

        for person in (county.ada, county.ben):
            assert of(invited_to, person) == of(readable_by, person) == keys
        for nobody in (county.cy, None):
            assert of(invited_to, nobody) == of(readable_by, nobody) == of(attended_by, nobody) == []
        assert of(readable_by, None, is_manager=True) == keys
        assert of(attended_by, county.ada) == keys[1:]
        assert of(attended_by, county.ben) == []
