"""Whose a checklist is, asked of one and of the whole table; whose an item."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from commands.kit.checklist_rights import checklists_for, kept
from commands.kit.may import Action, may
from commands.kit.member import Member
from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight, whose_of
from storage.engine import Store
from tests.commands.speaking import NOON, small_county

DAY = date(2026, 11, 3)


@pytest.mark.postgres
def test_one_checklist_and_the_table_agree_for_every_right(store: Store) -> None:
    county = small_county(store)
    with store.writing() as session:
        for agency in (county.cedar, county.oak, None):
            whose = whose_of(agency, None)
            session.add(ChecklistRecord(title="Ours", agency_id=agency, whose=whose, recorded_at=NOON))
        session.flush()
        speakers = (
            Member("", "", 999, agencies=frozenset([county.cedar])),
            Member("", "", 998, leads=frozenset([county.cedar])),
            Member("", "", 997, is_manager=True),
        )
        for member, seen in zip(speakers, (0, 1, 3), strict=True):
            listed = set(session.scalars(select(ChecklistRecord.id).where(checklists_for(member))))
            asked = {
                each.id
                for each in session.scalars(select(ChecklistRecord))
                if may(member, Action.CHECKLIST, kept(each), DAY, DAY)
            }
            assert listed == asked
            assert len(listed) == seen


def test_an_items_owner_says_what_became_of_it_and_keeps_no_list() -> None:
    ours = ChecklistRecord(title="Ours", agency_id=None, whose="region:own", recorded_at=NOON)
    item = ChecklistItem(text="Write it down", owner_id=5, owner_right=OwnerRight.MANAGER)
    owner, other = (Member("", "", each, agencies=frozenset([1])) for each in (5, 6))
    assert may(owner, Action.TICK, kept(ours, item), DAY, DAY)
    assert not may(owner, Action.CHECKLIST, kept(ours, item), DAY, DAY)
    assert not may(other, Action.TICK, kept(ours, item), DAY, DAY)
