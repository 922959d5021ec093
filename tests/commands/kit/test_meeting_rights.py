"""Whose a meeting is, asked of one and of the whole table."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from commands.kit.may import Action, may
from commands.kit.meeting_rights import convened, meetings_for, own_meetings
from commands.kit.member import Member
from storage.engine import Store
from storage.meetings import MeetingRecord
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
