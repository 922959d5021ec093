"""How far checklists are: for a responder, a lead and an emergency manager; what each may see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commands.kit.problems import Refused
from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight, whose_of
from storage.people import AffiliationRecord, RightKind
from storage.rights import take_right
from tests.commands.checklists.desk import Desk
from tests.commands.speaking import NOON, REGION
from words.problems import Problem, Unclear


def roadmap(desk: Desk, agency: int | None = None, title: str = "Roadmap", template: int = 1) -> int:
    """A list of two steps with five items: one done, one overdue, one without a day."""
    with desk.store.writing() as session:
        made = ChecklistRecord(
            title=title,
            agency_id=agency,
            template_id=None,
            whose=whose_of(agency, template),
            recorded_at=NOON,
        )
        session.add(made)
        session.flush()
        for place, (step, text, due) in enumerate(
            [
                ("Name the risk", "Say it in one sentence", date(2026, 12, 1)),
                ("Name the risk", "Own the problem", date(2026, 10, 3)),
                ("Name the risk", "Brief the board", None),
                ("The right room", "List the seats", date(2027, 3, 1)),
                ("The right room", "Call the meeting", date(2027, 4, 1)),
            ],
            start=1,
        ):
            session.add(
                ChecklistItem(
                    checklist_id=made.id,
                    place=place,
                    step=step,
                    text=text,
                    due_on=due,
                    owner_right=OwnerRight.LEAD,
                    recorded_at=NOON,
                )
            )
        return made.id


def test_a_list_is_shown_by_its_steps_and_its_first_line_answers(desk: Desk) -> None:
    roadmap(desk)
    desk.manager.says("checklist done Say it in one sentence")
    shown = desk.manager.says("checklist roadmap")
    assert shown.text.splitlines() == [
        "Roadmap of the region: 1 of 5 done, 1 overdue",
        "Name the risk: 1 of 3 done, 1 overdue",
        "2. Own the problem",
        "was due 3 Oct 2026, 30 days ago · an emergency manager",
        "3. Brief the board",
        "no due day · an emergency manager",
        "The right room: 0 of 2 done",
        "4. List the seats",
        "due 1 Mar 2027 · an emergency manager",
        "5. Call the meeting",
        "due 1 Apr 2027 · an emergency manager",
    ]
    assert desk.manager.says("checklist").text == shown.text  # the only one there is
    every = desk.manager.presses(shown, "All of it")
    assert every.text.splitlines()[2:4] == ["1. Say it in one sentence", "done 2 Nov 2026"]
    assert desk.manager.presses(every, "What is open").text == shown.text
    late = desk.manager.says("checklist overdue")
    assert late.text.splitlines()[:1] == ["1 item overdue"]
    assert "Own the problem" in late.text
    looked = desk.manager.chosen("checklist.look", str(desk.item("Own the problem").id))
    assert looked.buttons() == ["Done", "Change", "Give to", "Snooze", "Not doing", "The list"]
    assert "done 2 Nov 2026" in desk.manager.presses(shown, "Done and dropped").text
    for name in ("checklist Cedar", "checklist mine", "checklist what is open for Cedar Fire?"):
        desk.manager.says(name)
    with pytest.raises(Refused, match="not yours"):
        desk.lead.clicks("checklist.show", {"checklist": 1})
    with pytest.raises(Problem, match="no longer there"):
        desk.manager.clicks("checklist.show", {"checklist": 99})


def test_a_finished_step_is_a_line_and_what_is_overdue_comes_first(desk: Desk) -> None:
    roadmap(desk)
    with desk.store.writing() as session:
        session.query(ChecklistItem).filter_by(text="Call the meeting").one().due_on = date(2026, 10, 1)
    for text in ("Say it in one sentence", "Own the problem", "Brief the board"):
        desk.manager.says(f"checklist done {text}")
    assert desk.manager.says("checklist").text.splitlines() == [
        "Roadmap of the region: 3 of 5 done, 1 overdue",
        "Name the risk: 3 of 3 done",
        "The right room: 0 of 2 done, 1 overdue",
        "5. Call the meeting",
        "was due 1 Oct 2026, 32 days ago · an emergency manager",
        "4. List the seats",
        "due 1 Mar 2027 · an emergency manager",
    ]


def test_every_round_that_was_closed_stays_listed_and_an_item_is_shown_by_its_name(desk: Desk) -> None:
    desk.lead.says("checklist add Test the sirens by 1 October 2027 every month")
    for number in (1, 2):
        desk.lead.clicks(
            "checklist.done", {"item_id": desk.items()[-1].id, "evidence": f"log {number}", "again": 1}
        )
    for said in ("checklist closed", "checklist closed Cedar Fire", "checklist Cedar Fire done"):
        closed = desk.lead.says(said).text
        assert "(evidence: log 1)" in closed
        assert "(evidence: log 2)" in closed
    for said in (
        "checklist item sirens",
        "checklist show the sirens",
        "checklist sirens",
        "checklist item 1",
    ):
        shown = desk.lead.says(said)
        assert shown.text.splitlines()[0] == "1. Test the sirens"
        assert "evidence: log 2" in shown.text
    desk.lead.says("checklist add Test the radios")
    with pytest.raises(Unclear, match="matches 2 items") as asked:
        desk.lead.says("checklist show test")
    assert asked.value.offers[0].action.startswith("checklist.item")


def test_overdue_and_done_are_asked_over_all_lists_of_an_agency_and_beside_mine(desk: Desk) -> None:
    roadmap(desk, desk.there.cedar, "Readiness", 2)
    desk.lead.says("checklist add Radio plan on file for Ben Birch")
    desk.lead.says("checklist done radio plan evidence page 3")
    late = desk.manager.says("checklist overdue Cedar Fire").text
    assert late.splitlines()[0] == "1 item overdue of Cedar Fire Department"
    assert "Own the problem" in late
    done = desk.manager.says("checklist show Cedar Fire done").text
    assert done.splitlines()[0] == "1 item done or dropped of Cedar Fire Department"
    assert "page 3" in done
    mine = desk.lead.says("checklist mine overdue").text
    assert mine.splitlines()[0] == "Yours: 1 item, 1 overdue"
    assert "Say it in one sentence" not in mine
    assert desk.manager.says("checklist overdue of the region").text.startswith("Nothing is overdue")
    desk.lead.says("checklist add Ready bags")
    roadmap(desk, None, "Readiness", 2)
    with pytest.raises(Unclear, match="matches 2 checklists") as asked:
        desk.manager.says("checklist overdue readiness")
    assert [offer.value and offer.value.model_dump()["part"] for offer in asked.value.offers] == [
        "overdue"
    ] * 2


def test_a_long_list_goes_on_with_more(desk: Desk) -> None:
    for number in range(1, 10):
        desk.lead.says(f"checklist add Thing {number} to do")
    first = desk.lead.says("checklist")
    assert "1 to 7 of 9." in first.text
    assert "8. Thing 8" in desk.lead.presses(first, "More").text


def test_the_manager_sees_the_regions_lists_and_a_line_an_agency(desk: Desk) -> None:
    roadmap(desk)
    roadmap(desk, desk.there.cedar, "Readiness", 2)
    desk.lead.says("checklist add Radio plan on file")
    desk.manager.says("checklist add Roster current for the lead of Oak Police")
    everything = desk.manager.says("checklist")
    assert everything.text.splitlines()[:6] == [
        "Checklists: 0 of 12 done, 2 overdue",
        "Yours to see to: 5 items, 1 overdue.",
        "1 item in 1 agency without a lead.",
        "Roadmap of the region: 0 of 5 done, 1 overdue",
        "Cedar Fire Department: 0 of 6 done, 1 overdue",
        "Oak Police: 0 of 1 done",
    ]
    both = desk.manager.says("checklist Cedar Fire")
    assert both.text.splitlines()[:3] == [
        "Checklists of Cedar Fire Department: 0 of 6 done, 1 overdue",
        "Checklist of Cedar Fire Department: 0 of 1 done",
        "Readiness of Cedar Fire Department: 0 of 5 done, 1 overdue",
    ]
    assert desk.lead.says("checklist").text.splitlines()[1] == "Yours to see to: 6 items, 1 overdue."
    assert "Readiness of Cedar" in desk.manager.says("checklist Cedar readiness").text.splitlines()[0]
    with pytest.raises(Unclear, match="matches 2 checklists"):
        desk.manager.says("checklist r")
    with pytest.raises(Unclear, match="I don't find a checklist") as near:
        desk.manager.says("checklist rodmap of the region")
    assert near.value.offers[0].label == "Roadmap of the region"
    with pytest.raises(Unclear, match="I don't find a checklist"):
        desk.manager.says("checklist zzz")


def test_a_responder_sees_their_own_items_and_no_list(desk: Desk) -> None:
    assert desk.ben.says("checklist").text.startswith("No item of a checklist is yours to see to.")
    desk.lead.says("checklist add Radio plan on file by 1 March for Ben Birch")
    desk.lead.says("checklist add Sign the agreement")
    mine = desk.ben.says("checklist")
    assert mine.text.splitlines() == [
        "Yours: 1 item",
        "Checklist of Cedar Fire Department",
        "1. Radio plan on file",
        "due 1 Mar 2027 · you",
    ]
    looked = desk.ben.chosen("checklist.look", str(desk.item("Radio plan on file").id))
    assert looked.buttons() == ["Done", "Snooze", "Not doing", "Its history"]
    with pytest.raises(Refused, match="That checklist is not yours"):
        desk.ben.says("checklist Cedar Fire")
    with pytest.raises(Refused, match="not yours"):
        desk.ben.chosen("checklist.look", str(desk.item("Sign the agreement").id))


def test_what_an_owner_leaves_behind_falls_to_the_lead_then_to_the_manager(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file by 1 March for Ben Birch")
    with desk.store.writing() as session:
        belongs = session.query(AffiliationRecord).filter_by(person_id=desk.there.ben).one()
        belongs.left_on = date(2026, 11, 1)
    assert (
        "Ben Birch is no longer on the roster: it falls to the lead of Cedar Fire Department"
        in desk.lead.says("checklist").text
    )
    assert desk.lead.says("checklist mine").text.startswith("Yours: 1 item")
    assert desk.manager.says("checklist mine").text.startswith("No item")
    with desk.store.writing() as session:
        later = NOON + timedelta(minutes=1)
        take_right(session, desk.there.ada, RightKind.LEAD, desk.there.cedar, "a test", later, REGION)
    mine = desk.manager.says("checklist mine")
    assert mine.text.splitlines() == [
        "No item of a checklist is yours to see to.",
        "1 item in 1 agency without a lead.",
    ]
    fallen = desk.manager.presses(mine, "Open").text
    assert "it falls to an emergency manager, since Cedar Fire Department has no lead" in fallen
