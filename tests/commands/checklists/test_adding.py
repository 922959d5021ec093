"""An item is added to the last word or not at all; what is open is asked in the form; twins are told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from storage.checklists import ItemState, OwnerRight
from tests.commands.checklists.desk import Desk
from tests.commands.speaking import NOON, audited
from words.problems import Problem


def test_what_was_said_to_the_last_word_is_added_with_an_undo(desk: Desk) -> None:
    said = desk.lead.says(
        "checklist add Radio plan on file by 1 March for Ben Birch every 12 months with evidence"
    )
    assert said.text.splitlines()[:2] == [
        "Added to Checklist of Cedar Fire Department as number 1: Radio plan on file.",
        "Due 1 Mar 2027, then every year. Seen to by Ben Birch. It closes only with its evidence. They read "
        "of it in their next letter.",
    ]
    [item] = desk.items()
    assert (item.owner_id, item.due_on, item.every_months, item.due_day, item.needs_evidence) == (
        desk.there.ben,
        date(2027, 3, 1),
        12,
        1,
        True,
    )
    gone = desk.lead.presses(said, "Undo")
    assert gone.text == "Taken out of Checklist of Cedar Fire Department again: Radio plan on file."
    assert desk.items()[0].voided_at is not None
    with pytest.raises(Problem, match="no longer there"):
        desk.lead.presses(said, "Undo")
    assert audited(desk.store)[-3:] == [
        "Slack user ULEE began a checklist",
        "Slack user ULEE added to a checklist",
        "Slack user ULEE said what became of a checklist's item",
    ]


def test_undo_is_for_ten_minutes_and_for_who_added_it(desk: Desk) -> None:
    said = desk.lead.says("checklist add Sign the agreement")
    assert "No due day, so nobody is reminded. Seen to by the lead of Cedar Fire Department." in said.text
    with pytest.raises(Problem, match="somebody else added it"):
        desk.manager.presses(said, "Undo")
    desk.office.clock.now = NOON + timedelta(minutes=11)
    with pytest.raises(Refused, match="Undo is available for 10 minutes"):
        desk.lead.presses(said, "Undo")
    desk.office.clock.now = NOON
    desk.lead.says("checklist snooze agreement until 1 March")
    with pytest.raises(Problem, match="Somebody has worked on it since"):
        desk.lead.presses(said, "Undo")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("", ""),
        ("Order hoses for Ortizz", "I can't find “Ortizz” on the roster"),
        ("Order hoses for Dee Dole", "I can't find “Dee Dole” on the roster"),
        ("Count masks by yesterday", "1 Nov 2026 is in the past"),
        ("Count masks by March", "Which day of “March”?"),
        ("Count masks every 2 weeks", "every so many months"),
        ("Count masks every 6 months", "When is it first due?"),
        ("Count masks by 1 March twice over", "I did not understand “twice over”"),
        ("by 1 March", "What needs to be done?"),
        ("Count masks for me for the emergency manager", "Two owners were named"),
    ],
)
def test_what_is_open_is_asked_in_the_form_and_nothing_is_recorded(desk: Desk, said: str, asked: str) -> None:
    form = desk.lead.says(f"checklist add {said}".strip())
    view = form.reply.modal
    assert view is not None
    assert asked in str(view.to_dict()["blocks"])
    assert desk.items() == []
    # In a conversation no modal opens by itself: a button does it, with what was understood.
    told = desk.lead.says(f"checklist add {said}".strip(), Door.DIRECT)
    assert desk.lead.presses(told, "Open the form").carried == form.carried
    assert desk.items() == []


def test_the_form_takes_all_of_it_and_says_what_cant_be(desk: Desk) -> None:
    form = desk.manager.says("checklist add")
    wrong = {
        "text": "Walk the sites",
        "due_on": "2026-11-01",
        "month_day": "31",
        "owner": str(desk.there.dee),
    }
    with pytest.raises(Wrong) as refused:
        desk.manager.submits(form, list="own:0", right="manager", evidence="needed", **wrong)
    assert set(refused.value.fields) == {"due_on", "every", "owner"}
    with pytest.raises(Wrong, match="Choose a checklist"):
        desk.manager.submits(form, list="list:99", text="Walk", right="lead", evidence="needed")
    with pytest.raises(Wrong, match="the day it is first due"):
        desk.manager.submits(form, list="own:0", text="Walk", right="lead", evidence="needed", every="1")
    good = {"text": "Walk the sites", "due_on": "2026-11-30", "every": "1", "month_day": "31", "step": "Map"}
    added = desk.manager.submits(form, list="own:0", right="manager", evidence="needed", notes="Both", **good)
    assert "every month on the last day of the month. Seen to by an emergency manager." in added.text
    [item] = desk.items()
    assert (item.step, item.notes, item.owner_right, item.due_day) == ("Map", "Both", OwnerRight.MANAGER, 31)
    # The same once more is asked about first.
    again = desk.manager.submits(form, list="own:0", right="manager", evidence="needed", **good)
    assert len(desk.items()) == 1
    desk.manager.submits(again, list="own:0", right="manager", evidence="needed", **good)
    assert len(desk.items()) == 2
    lists = desk.manager.looks_up("checklist.add_item/list", "cedar")
    assert lists == {"Checklist of Cedar Fire Department": f"own:{desk.there.cedar}"}


def test_twins_are_told_and_a_lead_keeps_no_list_of_others(desk: Desk) -> None:
    desk.lead.says("checklist add Sign the agreement")
    twin = desk.lead.says("checklist add sign the  Agreement by 1 March")
    assert twin.text.startswith("That is on the list already, as number 1.")
    assert [each.state for each in desk.items()] == [ItemState.OPEN]
    form = desk.lead.presses(twin, "Another one: add it")
    fields = {"text": "Sign the agreement", "right": "lead", "evidence": "not needed"}
    with pytest.raises(Wrong, match="Choose a checklist"):
        desk.lead.submits(form, list=f"own:{desk.there.oak}", **fields)
    desk.lead.submits(form, list=f"own:{desk.there.cedar}", **fields)
    assert len(desk.items()) == 2
    with pytest.raises(Refused):
        desk.ben.says("checklist add Sign it")


def test_a_name_of_nobody_is_asked_about_wherever_it_stands(desk: Desk) -> None:
    for said in (
        "Fix siren for Bem Birhc by 5 January",
        "Fix siren for Bem Birhc every 3 months by 5 January",
    ):
        asked = desk.lead.says(f"checklist add {said}")
        assert "I can't find “Bem Birhc”" in str(asked.reply.modal)
        assert "Perhaps Ben Birch?" in str(asked.reply.modal)
    assert "I can't find “Otis”" in str(
        desk.lead.says("checklist add Fix it for Otis by 5 January").reply.modal
    )
    assert desk.items() == []
    desk.lead.says("checklist add call signs for the mall by 5 January")
    assert [each.text for each in desk.items()] == ["call signs for the mall"]
