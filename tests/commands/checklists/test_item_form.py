"""The item's form shows what there is, and offers the lists that are the speaker's."""

from __future__ import annotations

from tests.commands.checklists.desk import Desk


def test_it_shows_what_there_is(desk: Desk) -> None:
    desk.lead.says("checklist add Roster current every month on the 31st for Ben Birch with evidence")
    form = desk.lead.says("checklist change roster").reply.modal
    assert form is not None
    shown = {}
    for block in form.to_dict()["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        first = next((value for key, value in element.items() if key.startswith("initial")), None)
        shown[block["block_id"]] = first["value"] if isinstance(first, dict) else first
    assert shown == {
        "text": "Roster current",
        "step": None,
        "due_on": "2026-11-30",
        "every": "1",
        "month_day": "31",
        "owner": str(desk.there.ben),
        "right": "lead",
        "evidence": "needed",
        "notes": None,
    }


def test_whose_lists_are_offered(desk: Desk) -> None:
    own = {"Checklist of Cedar Fire Department": f"own:{desk.there.cedar}"}
    assert desk.lead.looks_up("checklist.add_item/list", "") == own
    assert set(desk.manager.looks_up("checklist.add_item/list", "")) == {
        "Checklist of the region",
        "Checklist of Cedar Fire Department",
        "Checklist of Oak Police",
    }
    desk.lead.says("checklist add Sign the agreement")
    there = desk.lead.looks_up("checklist.add_item/list", "cedar")
    assert list(there) == list(own)
    assert there != own  # the list that is there by now
    assert desk.lead.looks_up("checklist.add_item/owner", "Ben")
    assert desk.lead.looks_up("checklist.add_item/owner", "Cy") == {}
