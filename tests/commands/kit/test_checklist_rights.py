"""Whose a checklist is, asked of one and of the whole table; whose an item."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from commands.kit.checklist_rights import checklists_for, items_seen_to_by, kept, sees_to
from commands.kit.may import Action, may
from commands.kit.member import Member
from storage.checklist_owners import falling, owners_on
from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight, whose_of
from storage.engine import Store
from storage.people import Person, RightKind
from storage.rights import give_right
from tests.commands.speaking import NOON, REGION, small_county

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


@pytest.mark.postgres
def test_whose_it_is_to_see_to_an_item_is_the_same_of_one_and_of_the_table(store: Store) -> None:
    county = small_county(store)
    chance = Random(7)
    with store.writing() as session:
        give_right(session, county.ada, RightKind.LEAD, county.cedar, "a test", NOON)
        give_right(session, county.dee, RightKind.LEAD, county.oak, "a test", NOON)  # who left it since
        nobody = Person(first_name="Nora", last_name="Noone")  # on no roster, and an emergency manager
        session.add(nobody)
        session.flush()
        give_right(session, nobody.id, RightKind.MANAGER, None, "a test", NOON)
        people = [None, county.ada, county.ben, county.cy, county.dee, nobody.id]
        lists = [
            ChecklistRecord(title="Ours", agency_id=agency, whose=whose_of(agency, None), recorded_at=NOON)
            for agency in (county.cedar, county.oak, None)
        ]
        session.add_all(lists)
        session.flush()
        session.add_all(
            ChecklistItem(
                checklist_id=chance.choice(lists).id,
                place=place,
                text="See to it",
                owner_id=chance.choice(people),
                owner_right=chance.choice(list(OwnerRight)),
                recorded_at=NOON,
            )
            for place in range(120)
        )
        session.flush()
        query = select(ChecklistItem, ChecklistRecord).join(
            ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id
        )
        rows = [(item, there) for item, there in session.execute(query)]
        owners = owners_on(session, rows, DAY, REGION)
        seen = list[set[int]]()
        for person in people:
            for leads in ((), (county.cedar,), (county.cedar, county.oak)):
                for manages in (False, True):
                    member = Member("", "", person, leads=frozenset(leads), is_manager=manages)
                    condition = items_seen_to_by(member, falling(session, DAY, REGION))
                    found = {item.id for item, _ in session.execute(query.where(condition))}
                    assert found == {item.id for item, _ in rows if sees_to(member, owners[item.id])}
                    seen.append(found)
        assert set.union(*seen) == {item.id for item, _ in rows}
        assert set() in seen
