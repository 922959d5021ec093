"""Whose leaves and waivers are for whom, asked of one and of the whole table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from commands.kit.absence_rights import absences_for
from commands.kit.may import Action, may, whom
from commands.kit.member import Member
from storage.engine import Store
from storage.people import AffiliationRecord
from storage.training import AbsenceRecord
from tests.commands.speaking import NOON, small_county

TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)


@pytest.mark.postgres
def test_one_absence_and_the_table_agree_whenever_people_join_and_leave(store: Store) -> None:
    county = small_county(store)
    with store.writing() as session:
        for starts_on in (TODAY - 9 * DAY, TODAY, TODAY + 9 * DAY):
            session.add(
                AbsenceRecord(
                    person_id=county.ada,
                    kind="leave",
                    starts_on=starts_on,
                    ends_on=TODAY + 20 * DAY,
                    recorded_at=NOON,
                )
            )
        there = session.scalars(
            select(AffiliationRecord).where(AffiliationRecord.person_id == county.ada)
        ).one()
        ada, cora, other = (
            Member("", "", county.ada, agencies=frozenset([county.cedar])),
            Member("", "", 998, leads=frozenset([county.cedar])),
            Member("", "", 997, leads=frozenset([county.oak])),
        )
        days = (None, *(TODAY + each * DAY for each in (-5, 0, 5, 9, 10)))
        seen = set()
        for joined, left in ((first, last) for first in days for last in days):
            there.joined_on, there.left_on = joined, left
            session.flush()
            for member in (ada, cora, other, Member("", "", 996, is_manager=True), Member("", "", 995)):
                listed = set(session.scalars(select(AbsenceRecord.id).where(absences_for(member, TODAY))))
                about = whom(session, [county.ada])[county.ada]
                asked = {
                    each.id
                    for each in session.scalars(select(AbsenceRecord))
                    if may(member, Action.READ, about, max(each.starts_on, TODAY), TODAY)
                }
                assert listed == asked
                seen.add(len(listed))
        assert seen == {0, 1, 2, 3}
