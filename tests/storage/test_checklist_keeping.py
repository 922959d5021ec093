"""What is kept of a checklist's items, whoever changes them: nothing twice, nothing forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import AuditRow, Trail
from storage.cards import Card, place
from storage.checklist_closing import close_item, drop_item, reopen_item, snooze_item, take_out
from storage.checklist_counts import Counts, Standing, counts_by_list, counts_by_step, is_latest, standing_of
from storage.checklist_keeping import ItemSaid, add_item, change_item, items_of, own_checklist, standing_twin
from storage.checklist_owners import SeenTo, owners_on
from storage.checklist_turns import (
    EvidenceNeeded,
    ItemClosed,
    ItemOpen,
    NextTouched,
    NotThatDay,
    Touched,
    next_of,
)
from storage.checklists import CHECKLIST_CARD, ChecklistItem, ChecklistRecord, ItemState, OwnerRight
from storage.deliveries import Delivery
from storage.engine import Store
from storage.letters import ITEM_GIVEN, LetterLine
from storage.people import AffiliationRecord, AgencyRecord, RightKind
from storage.rights import give_right
from tests.commands.speaking import NOON, REGION, small_county

TRAIL = Trail("ada@cedar.example", "slack", NOON)
TODAY = date(2026, 11, 2)


def test_an_item_that_comes_again_goes_on_and_can_be_taken_up_again(store: Store) -> None:
    with store.writing() as session:
        ours = own_checklist(session, None, TRAIL)
        assert own_checklist(session, None, TRAIL) is ours
        said = ItemSaid("Roster current", due_on=date(2026, 10, 31), every_months=1, needs_evidence=True)
        item = add_item(session, ours, said, TRAIL)
        assert (item.place, item.due_day) == (1, 31)
        assert standing_twin(session, ours, " roster  CURRENT ") is item
        with pytest.raises(EvidenceNeeded):
            close_item(session, item, TODAY, "  ", TRAIL)
        with pytest.raises(NotThatDay):
            close_item(session, item, TODAY + timedelta(days=2), "a link", TRAIL)
        second = close_item(session, item, TODAY, "a link", TRAIL)
        assert second is not None
        assert (second.due_on, second.due_day, second.place) == (date(2026, 11, 30), 31, 1)
        with pytest.raises(ItemClosed):
            close_item(session, item, TODAY, "again", TRAIL)
        with pytest.raises(NotThatDay):  # before the round before it was closed
            close_item(session, second, date(2026, 11, 1), "a link", TRAIL)
        reopen_item(session, item, TRAIL)
        assert (second.voided_at, second.state, next_of(session, item)) == (NOON, ItemState.DROPPED, None)
        with pytest.raises(ItemOpen):
            reopen_item(session, item, TRAIL)
        with pytest.raises(ItemClosed):
            reopen_item(session, second, TRAIL)
        third = close_item(session, item, TODAY, "a link", TRAIL)
        assert third is not None
        snooze_item(session, third, TODAY + timedelta(days=3), TRAIL)
        with pytest.raises(NextTouched) as touched:
            reopen_item(session, item, TRAIL)
        assert touched.value.following is third
        reopen_item(session, item, TRAIL, keeps_next=True)
        assert close_item(session, item, TODAY, "a link", TRAIL) is third
        drop_item(session, third, "No more", TODAY, TRAIL)
        assert [each.state for each in items_of(session, ours.id)] == [ItemState.DONE, ItemState.DROPPED]
        assert items_of(session, ours.id, is_latest()) == [third]
        kinds = [row.kind for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]
        assert kinds.count("checklist.added") == 3
        assert kinds.count("checklist.reopened") == 2


def test_what_cant_be_is_refused_and_what_was_before_is_kept(store: Store) -> None:
    with store.writing() as session:
        ours = own_checklist(session, None, TRAIL)
        for wrong in (
            ItemSaid(" "),
            ItemSaid("x", every_months=0),
            ItemSaid("x", every_months=1, due_day=32),
        ):
            with pytest.raises(ValueError, match=r"item|every|day"):
                add_item(session, ours, wrong, TRAIL)
        item = add_item(session, ours, ItemSaid("Brief the board", due_on=TODAY), TRAIL)
        with pytest.raises(ValueError, match="not to be changed"):
            change_item(session, item, {"state": ItemState.DONE}, TRAIL)
        with pytest.raises(ValueError, match="reason"):
            drop_item(session, item, " ", TODAY, TRAIL)
        with pytest.raises(NotThatDay):
            snooze_item(session, item, TODAY - timedelta(days=1), TRAIL)
        snooze_item(session, item, TODAY + timedelta(days=9), TRAIL)
        assert change_item(session, item, {"text": item.text}, TRAIL) == {}
        later = TODAY + timedelta(days=30)
        assert change_item(session, item, {"due_on": later}, TRAIL) == {"due_on": TODAY}
        assert item.snoozed_until is None
        change_item(session, item, {"every_months": 12}, TRAIL)
        assert item.due_day == later.day
        change_item(session, item, {"due_on": TODAY + timedelta(days=9)}, TRAIL)
        assert item.due_day == 11
        change_item(session, item, {"due_on": date(2026, 11, 30), "due_day": 31}, TRAIL)
        change_item(session, item, {"due_on": date(2026, 12, 31)}, TRAIL)
        assert item.due_day == 31
        change_item(session, item, {"every_months": None}, TRAIL)
        assert item.due_day is None
        with pytest.raises(Touched):
            take_out(session, item, TRAIL)
        fresh = add_item(session, ours, ItemSaid("Not meant"), TRAIL)
        take_out(session, fresh, TRAIL)
        assert items_of(session, ours.id) == [item]
        close_item(session, item, TODAY, "", TRAIL)
        for change in (
            lambda: change_item(session, item, {"text": "x"}, TRAIL),
            lambda: snooze_item(session, item, later, TRAIL),
            lambda: take_out(session, item, TRAIL),
            lambda: drop_item(session, item, "x", TODAY, TRAIL),
        ):
            with pytest.raises(ItemClosed):
                change()


def test_each_change_marks_the_card_and_others_are_told_that_an_item_is_theirs(store: Store) -> None:
    there = small_county(store)
    with store.writing() as session:
        ours = own_checklist(session, there.cedar, TRAIL)
        posted = Delivery(
            key="card", workspace="T1", recipient="C1", text="x", next_attempt_at=NOON, created_at=NOON
        )
        session.add(posted)
        card = place(session, CHECKLIST_CARD, ours.id, posted, NOON)
        session.flush()

        def version() -> int:
            session.refresh(card)
            return session.get_one(Card, card.id).version

        item = add_item(session, ours, ItemSaid("Own", owner_id=there.ada), TRAIL, by=there.ada)
        assert version() == 1
        change_item(session, item, {"owner_id": there.ben}, TRAIL, by=there.ada)
        assert version() == 2
        close_item(session, item, TODAY, "", TRAIL)
        reopen_item(session, item, TRAIL)
        drop_item(session, item, "no", TODAY, TRAIL)
        assert version() == 5
        add_item(session, ours, ItemSaid("Given", owner_id=there.ben), TRAIL)
        lines = session.scalars(select(LetterLine).where(LetterLine.matter == ITEM_GIVEN))
        assert [(each.person_id, each.about_id) for each in lines] == [(there.ben, 1), (there.ben, 2)]


@pytest.mark.postgres
def test_how_far_a_list_is_counts_what_comes_again_once(store: Store) -> None:
    with store.writing() as session:
        ours = own_checklist(session, None, TRAIL)
        own_checklist(session, agency_in(session), TRAIL)
        for text, step, due, every in (
            ("Yearly", "One", date(2026, 11, 30), 12),
            ("Late", "One", date(2026, 11, 1), None),
            ("Today", "Two", TODAY, None),
            ("Never", "", None, None),
            ("Dropped", "Two", date(2026, 1, 1), None),
        ):
            add_item(session, ours, ItemSaid(text, step=step, due_on=due, every_months=every), TRAIL)
        items = {each.text: each for each in items_of(session, ours.id)}
        drop_item(session, items["Dropped"], "no", TODAY, TRAIL)
        again = close_item(session, items["Yearly"], TODAY, "", TRAIL)
        assert again is not None
        assert counts_by_list(session, TODAY) == {ours.id: Counts(1, 4, 1)}
        assert list(counts_by_step(session, ours.id, TODAY)) == [
            ("One", Counts(1, 2, 1)),
            ("Two", Counts(0, 1, 0)),
            ("", Counts(0, 1, 0)),
        ]
        assert again.due_on == date(2027, 11, 30)
        near, past = date(2027, 11, 16), date(2027, 12, 1)
        assert [standing_of(again, day) for day in (TODAY, date(2027, 11, 15), near, past)] == [
            Standing.RESTS,
            Standing.RESTS,
            Standing.OPEN,
            Standing.OVERDUE,
        ]
        for day in (TODAY, near, past):
            done = sum(
                standing_of(each, day) in (Standing.DONE, Standing.RESTS)
                for each in items_of(session, ours.id, is_latest())
            )
            assert counts_by_list(session, day)[ours.id].done == done
        assert counts_by_list(session, TODAY, ChecklistRecord.agency_id.is_not(None)) == {}


def agency_in(session: Session) -> int:
    """An agency of its own."""
    agency = AgencyRecord(key="cedar", name="Cedar")
    session.add(agency)
    session.flush()
    return agency.id


def test_who_sees_to_an_item_is_a_person_else_a_lead_else_a_manager(store: Store) -> None:
    there = small_county(store)
    with store.writing() as session:
        give_right(session, there.ada, RightKind.LEAD, there.cedar, "a test", NOON)
        give_right(session, there.dee, RightKind.MANAGER, None, "a test", NOON)
        seen: dict[str, SeenTo] = {}
        for agency, owner, right, name in (
            (there.cedar, there.ben, OwnerRight.LEAD, "a person"),
            (there.cedar, None, OwnerRight.LEAD, "a lead"),
            (there.cedar, None, OwnerRight.MANAGER, "a manager"),
            (there.oak, None, OwnerRight.LEAD, "no lead"),
            (None, None, OwnerRight.LEAD, "the region's"),
            (None, there.dee, OwnerRight.LEAD, "a manager off the roster"),
        ):
            ours = own_checklist(session, agency, TRAIL)
            item = add_item(session, ours, ItemSaid(name, owner_id=owner, owner_right=right), TRAIL)
            seen[name] = owners_on(session, [(item, ours)], TODAY, REGION)[item.id]
        lead, manager = OwnerRight.LEAD, OwnerRight.MANAGER
        assert seen == {
            "a person": SeenTo(there.ben, agency=there.cedar),
            "a lead": SeenTo(right=lead, agency=there.cedar),
            "a manager": SeenTo(right=manager, agency=there.cedar),
            "no lead": SeenTo(right=manager, agency=there.oak, is_unled=True),
            "the region's": SeenTo(right=manager),
            "a manager off the roster": SeenTo(there.dee),
        }
        session.query(AffiliationRecord).filter_by(person_id=there.ben).one().left_on = date(2026, 11, 1)
        first = session.get_one(ChecklistItem, 1)
        ours = session.get_one(ChecklistRecord, first.checklist_id)
        assert owners_on(session, [(first, ours)], date(2026, 11, 1), REGION)[1].person == there.ben
        assert owners_on(session, [(first, ours)], TODAY, REGION)[1] == SeenTo(
            right=lead, agency=there.cedar, left=there.ben
        )
