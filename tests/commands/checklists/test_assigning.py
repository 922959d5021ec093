"""An item is given to somebody, and changed; who gets it from another is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused, Wrong
from storage.audit import AuditRow
from storage.checklists import OwnerRight
from storage.letters import ITEM_GIVEN, LetterLine
from tests.commands.checklists.desk import Desk
from tests.commands.speaking import Said
from words.problems import Problem, Unclear


def told(desk: Desk) -> list[int]:
    with desk.store.reading() as session:
        lines = session.scalars(select(LetterLine).where(LetterLine.matter == ITEM_GIVEN))
        return [each.person_id for each in lines]


def test_an_item_is_given_to_a_person_or_by_a_right(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file for me")
    assert told(desk) == []
    given = desk.lead.says("checklist assign radio plan to Ben Birch")
    assert "Seen to by Ben Birch. They read of it in their next letter." in given.text
    assert told(desk) == [desk.there.ben]
    desk.lead.says("checklist assign radio plan to the emergency manager")
    item = desk.item("Radio plan on file")
    assert (item.owner_id, item.owner_right) == (None, OwnerRight.MANAGER)
    for who in ("Zed", "Oak", "the lead of Oak Police"):
        with pytest.raises(Unclear, match="Nothing was changed"):
            desk.lead.says(f"checklist assign radio plan to {who}")
    form = desk.lead.says("checklist assign radio plan")
    with pytest.raises(Wrong, match="Choose somebody from the list"):
        desk.lead.submits(form, owner=str(desk.there.dee), right="lead")
    desk.lead.submits(form, owner=str(desk.there.ada), right="lead")
    assert desk.item("Radio plan on file").owner_id == desk.there.ada
    assert "It was so already" in desk.lead.says("checklist assign radio plan to me").text
    with pytest.raises(Refused):
        desk.ben.says("checklist assign radio plan to me")


def test_the_owner_of_an_item_gives_it_to_nobody_else(desk: Desk) -> None:
    desk.manager.says("checklist add Brief the board for Ada Abbott")
    item = desk.item("Brief the board").id
    with pytest.raises(Refused, match="not yours"):
        desk.lead.clicks("checklist.assign", {"item_id": item})
    with pytest.raises(Refused, match="not yours"):
        desk.lead.clicks("checklist.change", {"item_id": item})
    assert "Change" not in desk.lead.clicks("checklist.item", {"item_id": item}).buttons()


def test_what_is_changed_is_kept_as_it_was_before(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file by 1 December")
    desk.lead.says("checklist snooze radio until 20 November")
    form = desk.lead.says("checklist change radio")
    fields = {"text": "Radio plan filed", "right": "lead", "evidence": "not needed", "due_on": "2026-11-01"}
    with pytest.raises(Wrong, match="is past"):
        desk.lead.submits(form, **fields)
    changed = desk.lead.submits(form, **{**fields, "due_on": "2026-12-31", "every": "3", "notes": "Ch. 4"})
    assert "Due 31 Dec 2026, then every 3 months on the last day of the month." in changed.text
    item = desk.item("Radio plan filed")
    assert (item.due_on, item.due_day, item.snoozed_until, item.notes) == (
        date(2026, 12, 31),
        31,
        None,
        "Ch. 4",
    )
    with desk.store.reading() as session:
        row = session.scalars(select(AuditRow).where(AuditRow.kind == "checklist.changed")).one()
        assert row.detail["was"] == {
            "text": "Radio plan on file",
            "due_on": "2026-12-01",
            "every_months": None,
            "due_day": None,
            "notes": "",
        }
    # The day of the month goes with the due day, unless it was said apart from it.
    moved = desk.lead.says("checklist change radio")
    desk.lead.submits(moved, **{**fields, "due_on": "2027-01-15", "every": "3", "notes": "Ch. 4"})
    assert desk.item("Radio plan filed").due_day == 15
    same = desk.lead.says("checklist change radio")
    again = desk.lead.submits(same, **{**fields, "due_on": "2027-01-15", "every": "3", "notes": "Ch. 4"})
    assert again.text.startswith("It was so already; nothing changed: Radio plan filed.")
    desk.lead.says("checklist done radio")
    with pytest.raises(Problem, match="Open it again to change it"):
        desk.lead.clicks("checklist.change", {"item_id": item.id})


def filled_in(form: Said) -> dict[str, object]:
    """What a form shows at first, as it is submitted where nobody touches it."""
    view = form.reply.modal or form.reply.updated
    assert view is not None
    found: dict[str, object] = {}
    for block in view.to_dict()["blocks"]:
        if block["type"] == "input":
            first = next((each for key, each in block["element"].items() if key.startswith("initial")), None)
            found[block["block_id"]] = first["value"] if isinstance(first, dict) else first
    return found


def test_a_form_leaves_what_another_changed_meanwhile_and_asks_about_what_both_did(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan by 5 November for the lead")
    [item] = desk.items()
    mine = desk.lead.clicks("checklist.change", {"item_id": item.id})
    theirs = desk.manager.clicks("checklist.change", {"item_id": item.id})
    both = desk.manager.clicks("checklist.change", {"item_id": item.id})
    give = desk.manager.clicks("checklist.assign", {"item_id": item.id})
    desk.lead.submits(mine, **{**filled_in(mine), "due_on": "2026-12-20", "owner": str(desk.there.ben)})
    desk.office.clock.now += timedelta(days=6)  # the day that was shown is over by now
    desk.manager.submits(theirs, **{**filled_in(theirs), "notes": "call Jo"})
    [item] = desk.items()
    assert (item.due_on, item.owner_id, item.notes) == (date(2026, 12, 20), desk.there.ben, "call Jo")
    anew = desk.manager.submits(both, **{**filled_in(both), "due_on": "2026-12-31"})
    assert "Somebody else changed its due day while this was open." in str(anew.reply.updated)
    assert desk.items()[0].due_on == date(2026, 12, 20)
    shown = filled_in(anew)
    assert shown["due_on.1"] == "2026-12-20"
    with pytest.raises(Wrong) as wrong:
        desk.manager.submits(anew, **{**shown, "due_on.1": "2026-11-01"})
    assert list(wrong.value.fields) == ["due_on.1"]
    desk.manager.submits(anew, **{**shown, "due_on.1": "2026-12-31"})
    assert desk.items()[0].due_on == date(2026, 12, 31)
    asked = desk.manager.submits(give, **{**filled_in(give), "owner": str(desk.there.cy)})
    assert "changed who sees to it" in str(asked.reply.updated)
    assert desk.items()[0].owner_id == desk.there.ben


def test_who_is_given_an_item_is_reminded_whatever_was_put_off_before(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan by 1 December for Ben Birch")
    desk.ben.says("checklist snooze radio plan until 1 March")
    desk.lead.says("checklist assign radio plan to Ada Abbott")
    assert desk.items()[0].snoozed_until is None
    desk.lead.says("checklist assign radio plan to the lead")
    desk.lead.says("checklist snooze radio plan until 1 March")
    desk.lead.says("checklist assign radio plan to the emergency manager")
    assert desk.items()[0].snoozed_until is None
