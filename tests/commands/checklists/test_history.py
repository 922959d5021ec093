"""An item's history: nothing that was said of it is lost when it is opened again, changed or comes again."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused
from tests.commands.checklists.desk import Desk
from tests.commands.speaking import in_slack


def test_what_it_was_closed_with_stays_to_be_read(desk: Desk) -> None:
    in_slack(desk.store, "ULEE", "Ada Abbott", desk.there.ada)
    desk.lead.says("checklist add Radio plan by 1 Dec with evidence")
    desk.lead.says("checklist done radio plan evidence SIGNED PAGE IN BINDER 7")
    [item] = desk.items()
    desk.lead.says("checklist reopen radio plan")
    page = desk.lead.clicks("checklist.item", {"item_id": item.id})
    assert "opened again (Ada Abbott)" in page.text
    assert "done on 2 Nov 2026, evidence: SIGNED PAGE IN BINDER 7 (Ada Abbott)" in page.text
    form = desk.lead.clicks("checklist.drop", {"item_id": item.id})
    desk.lead.submits(form, why="The county does it")
    desk.lead.says("checklist reopen radio plan")
    told = desk.lead.presses(desk.lead.clicks("checklist.item", {"item_id": item.id}), "Its history")
    assert "not doing: The county does it (Ada Abbott)" in told.text
    assert told.text.rstrip().splitlines()[-1].endswith("written down (Ada Abbott)")


def test_earlier_rounds_changes_and_snoozes_are_of_it(desk: Desk) -> None:
    desk.lead.says("checklist add Test the sirens by 1 December every month for Ben Birch")
    desk.lead.says("checklist done sirens evidence log 4")
    later = desk.items()[-1]
    desk.lead.says("checklist snooze sirens until 20 December")
    desk.lead.submits(
        desk.lead.clicks("checklist.assign", {"item_id": later.id}), owner=str(desk.there.ada), right="lead"
    )
    told = desk.lead.clicks("checklist.history", {"item_id": later.id}).text
    assert "who sees to it: Ada Abbott, was Ben Birch" in told
    assert "reminders put off until 20 Dec 2026" in told
    assert "done on 2 Nov 2026, evidence: log 4" in told
    assert told.count("written down") == 1
    for day in range(1, 7):
        desk.lead.says(f"checklist snooze sirens until {day + 5} December")
    first = desk.lead.clicks("checklist.history", {"item_id": later.id})
    earlier = desk.lead.presses(first, "Earlier")
    assert earlier.reply.replaces
    assert "written down" in earlier.text
    assert desk.lead.presses(earlier, "Later").text == first.text
    with pytest.raises(Refused):
        desk.ben.clicks("checklist.history", {"item_id": later.id})
