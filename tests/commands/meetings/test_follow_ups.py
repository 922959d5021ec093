"""Follow-ups: items of the checklist of whose meeting it was, with an owner who is there and a day ahead."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused, Wrong
from commands.meetings import follow_ups
from commands.meetings.after_views import FOLLOW_UPS
from commands.meetings.begun import Begun
from storage.audit import Trail
from storage.checklist_keeping import ItemSaid, add_item, own_checklist
from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight
from storage.engine import Store
from storage.letters import ITEM_GIVEN, LetterLine
from storage.people import AffiliationRecord
from tests.commands.meetings.afterwards import TODAY, a_meeting
from tests.commands.speaking import NOON, County, Office, Said, Speaker, small_county
from tests.waiting import until_it_waits
from words.problems import Unclear

DAY = "2026-12-01"


def desk(store: Store) -> tuple[County, Office, Speaker]:
    """Cedar Fire's meeting is the first, the region's the second."""
    county = small_county(store)
    a_meeting(store, agency_id=county.cedar)
    a_meeting(store, title="The region's")
    office = Office(store, follow_ups.ENTRIES)
    return county, office, office.lead(county.cedar, person_id=county.ada)


def shown(said: Said) -> str:
    view = said.reply.modal or said.reply.updated
    assert view is not None
    return str(view.to_dict()["blocks"])


def test_it_stands_on_the_checklist_of_whose_meeting_it_was_and_its_owner_reads_of_it(store: Store) -> None:
    county, office, lead = desk(store)
    form = lead.says("meeting follow-up Draft <!here> the plan")
    assert "Draft <!here> the plan" in shown(form)
    ben = str(county.ben)
    again = lead.submits(form, what="Draft <!here> the plan", owner=ben, due=DAY)
    said = shown(again)
    assert "Written down for Ben Birch, due 1 Dec 2026. They are told in their next letter." in said
    assert "Draft <!here> the plan: Ben Birch, due 1 Dec 2026, open" in said
    own = lead.submits(
        again, **{"what.1": "Call Oak", "owner.1": str(county.ada), "due.1": TODAY.isoformat()}
    )
    assert "Written down for Ada Abbott, due 2 Nov 2026. Write another" in shown(own)
    right = lead.submits(own, **{"what.2": "Sign it", "owner.2": "lead", "due.2": DAY})
    assert "Written down for the lead of Cedar Fire Department" in shown(right)
    manager = office.manager(person_id=county.cy)
    regions = manager.clicks(FOLLOW_UPS, {"meeting_id": 2})
    manager.submits(regions, what="Ask the board", owner="manager", due=DAY)
    manager.submits(regions, what="Walk the school", owner=ben, due=DAY)
    with store.reading() as session:
        rows = session.execute(
            select(ChecklistItem, ChecklistRecord)
            .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
            .order_by(ChecklistItem.id)
        )
        found = [
            (item.text, item.owner_id, item.owner_right, item.meeting_id, of.agency_id) for item, of in rows
        ]
        assert found == [
            ("Draft <!here> the plan", county.ben, OwnerRight.LEAD, 1, county.cedar),
            ("Call Oak", county.ada, OwnerRight.LEAD, 1, county.cedar),
            ("Sign it", None, OwnerRight.LEAD, 1, county.cedar),
            ("Ask the board", None, OwnerRight.MANAGER, 2, None),
            ("Walk the school", county.ben, OwnerRight.MANAGER, 2, None),
        ]
        told = session.scalars(select(LetterLine.person_id).where(LetterLine.matter == ITEM_GIVEN)).all()
        assert told == [county.ben, county.ben]
    with store.writing() as session:  # Ben leaves; nobody was made the lead, and it is said to whom it falls
        for each in session.scalars(
            select(AffiliationRecord).where(AffiliationRecord.person_id == county.ben)
        ):
            each.left_on = TODAY - timedelta(days=1)
    left = shown(lead.clicks(FOLLOW_UPS, {"meeting_id": 1}))
    assert "Draft <!here> the plan: an emergency manager, since Ben Birch left" in left


def test_what_cant_be_followed_up_is_told_at_its_field_and_nothing_is_written(store: Store) -> None:
    county, office, lead = desk(store)
    form = lead.says("meeting follow-ups")
    ada = str(county.ada)
    for fields, why in (
        ({"what": "x", "owner": str(county.dee), "due": DAY}, "Choose somebody from the list"),
        ({"what": "x", "owner": str(county.cy), "due": DAY}, "Choose somebody from the list"),
        ({"what": "x", "owner": "99", "due": DAY}, "Choose somebody from the list"),
        ({"what": "x", "owner": "somebody", "due": DAY}, "Choose somebody from the list"),
        ({"what": "x", "due": DAY}, "Choose who sees to it"),
        ({"what": "x", "owner": ada, "due": "2026-11-01"}, "1 Nov 2026 has passed"),
        ({"what": "x", "owner": ada, "due": "2099-01-01"}, "more than ten years ahead"),
        ({"what": "x", "owner": ada}, "Choose the day it is due"),
        ({"owner": ada, "due": DAY}, "This is needed"),
    ):
        with pytest.raises(Wrong, match=why):
            lead.submits(form, **fields)
    manager = office.manager(person_id=county.cy)
    regions = manager.clicks(FOLLOW_UPS, {"meeting_id": 2})
    with pytest.raises(Wrong, match="Choose somebody from the list"):
        manager.submits(regions, what="x", owner="lead", due=DAY)
    lead.submits(form, what="Draft it", owner=ada, due=DAY)
    with pytest.raises(Wrong, match="is on the checklist already"):
        lead.submits(form, what="draft  IT", owner=ada, due=DAY)
    for other in (office.responder(county.ben, county.cedar), office.lead(county.oak, person_id=county.cy)):
        with pytest.raises(Refused):
            other.submits(form, what="Another", owner=ada, due=DAY)
        with pytest.raises(Refused):
            other.looks_up("meeting.following/owner", "ada", Begun(meeting_id=1).model_dump())
    with store.reading() as session:
        assert [(each.text, each.due_on) for each in session.scalars(select(ChecklistItem))] == [
            ("Draft it", date(2026, 12, 1))
        ]


def test_in_words_it_is_written_down_at_once_where_nothing_of_it_is_open(store: Store) -> None:
    county, office, lead = desk(store)
    done = lead.says("meeting follow-up Draft <!here> the plan by 1 Dec for Ben Birch")
    assert done.text.startswith(
        "The room, 2 Nov 2026, 09:00: Draft <!here> the plan. Written down for Ben Birch, due 1 Dec 2026. "
        "They are told in their next letter."
    )
    for said, why in (
        ("draft <!HERE> the plan by 1 Dec for Ben Birch", "is on the checklist already"),
        ("Call Oak by 1 Dec for Cy Cole", "Nothing was recorded."),
        ("Call Oak by 1 Dec", "1 follow-up so far"),
        ("Call Oak every 3 months by 1 Dec for Ben Birch", "there it can be made to repeat"),
    ):
        form = lead.says(f"meeting follow-up {said}")
        assert why in shown(form), said
    assert "2026-12-01" in shown(form)
    assert "Ben Birch (Cedar Fire Department)" in shown(form)
    with store.reading() as session:
        assert [each.text for each in session.scalars(select(ChecklistItem))] == ["Draft <!here> the plan"]
    a_meeting(store, title="The other", agency_id=county.cedar)
    with pytest.raises(Unclear, match="Of which meeting") as asked:
        lead.says("meeting follow-up Call Oak by 1 Dec for Ben Birch")
    [offer] = [each for each in asked.value.offers if each.label.startswith("The other")]
    assert offer.value is not None
    assert "The other" in lead.clicks(offer.action, offer.value.model_dump(mode="json")).text
    with pytest.raises(Refused):
        office.responder(county.ben, county.cedar).clicks(offer.action, offer.value.model_dump(mode="json"))
    with store.reading() as session:
        assert [(each.text, each.meeting_id) for each in session.scalars(select(ChecklistItem))] == [
            ("Draft <!here> the plan", 1),
            ("Call Oak", 3),
        ]


def test_people_and_rights_are_found_while_somebody_types(store: Store) -> None:
    county, office, lead = desk(store)
    mine, regions = Begun(meeting_id=1).model_dump(), Begun(meeting_id=2).model_dump()
    field = "meeting.following/owner"
    assert list(lead.looks_up(field, "", mine)) == [
        "The lead of Cedar Fire Department",
        "An emergency manager",
    ]
    assert list(lead.looks_up(field, "bir", mine)) == ["Ben Birch (Cedar Fire Department)"]
    assert list(lead.looks_up(field, "cole", mine)) == [], "Cy is not of the agency they lead"
    manager = office.manager(person_id=county.cy)
    assert list(manager.looks_up(field, "emerg", regions)) == ["An emergency manager"]
    assert list(manager.looks_up(field, "cole", regions)) == ["Cy Cole (Oak Police)"]


@pytest.mark.several
@pytest.mark.postgres
def test_what_somebody_adds_to_the_list_in_the_same_moment_is_not_written_twice(store: Store) -> None:
    county, _, lead = desk(store)
    trail = Trail("a test", "slack", NOON)
    with store.writing() as session:
        own_checklist(session, county.cedar, trail)
    form = lead.says("meeting follow-up")
    came: list[dict[str, str]] = []

    def submits() -> None:
        try:
            lead.submits(form, what="Draft the plan", owner=str(county.ben), due=DAY)
        except Wrong as wrong:
            came.append(wrong.fields)

    second = threading.Thread(target=submits)
    with store.writing() as session:
        add_item(session, own_checklist(session, county.cedar, trail), ItemSaid("Draft the plan"), trail)
        second.start()
        until_it_waits(store, second)
    second.join(10)
    assert came == [{"what": "That is on the checklist already, and open. Nothing was written twice."}]
