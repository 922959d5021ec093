"""A channel's weekly line of a checklist: chosen, listed, stopped, by whoever keeps the list."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from commands.checklists import channel
from commands.checklists.channel_views import week_message
from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from storage.audit import Trail
from storage.checklist_keeping import ItemSaid, add_item, own_checklist
from storage.checklist_weeks import WeekCounts
from storage.checklists import ChecklistChannel
from storage.engine import Store
from tests.commands.at_once import at_once
from tests.commands.speaking import NOON, Office, Said, Speaker, audited
from tests.conversations import county
from words.problems import Problem, Unclear

TRAIL = Trail("a test", "test", NOON)
CEDAR, BIRCH = "Cedar Fire Department", "Birch Police Department"


def a_list(store: Store, agency: str | None) -> int:
    with store.writing() as session:
        whose = None if agency is None else county.agency_id(store, agency)
        checklist = own_checklist(session, whose, TRAIL)
        add_item(session, checklist, ItemSaid("Radio plan on file"), TRAIL)
        return checklist.id


def chooses(speaker: Speaker, checklist: int, **more: str) -> Said:
    fields = {
        "list": str(checklist),
        "channel": "C1",
        "weekday": "0",
        "at": "08:00",
        "zone": "America/Phoenix",
    }
    return speaker.submits(speaker.says("checklist channel"), **{**fields, **more})


def channels(store: Store) -> list[ChecklistChannel]:
    with store.reading() as session:
        return list(session.scalars(select(ChecklistChannel).order_by(ChecklistChannel.id)))


@pytest.fixture
def office(county_store: Store) -> Office:
    return Office(county_store, channel.ENTRIES)


@pytest.mark.postgres
def test_choosing_writes_it_down_and_tells_the_channel(office: Office, county_store: Store) -> None:
    cedar = a_list(county_store, CEDAR)
    said = chooses(office.manager(person_id=1), cedar)
    assert "Checklist of Cedar Fire Department, every Monday at 08:00 (America/Phoenix)" in said.text
    [chosen] = channels(county_store)
    assert (chosen.checklist_id, chosen.channel, chosen.weekday, chosen.at) == (cedar, "C1", 0, time(8))
    told = said.post_to("C1")
    assert told.inside_only
    assert told.about == ("checklist_channel", chosen.id)
    assert "names nobody" in told.message.text
    assert audited(county_store)[-1] == "morgan@county.example chose a checklist's channel"
    with pytest.raises(Wrong, match="gets that line already"):
        chooses(office.manager(person_id=1), cedar, at="09:00")


@pytest.mark.several
@pytest.mark.postgres
def test_of_two_who_choose_it_at_once_the_second_is_told(
    office: Office, county_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    cedar, manager = a_list(county_store, CEDAR), office.manager(person_id=1)
    came = at_once(monkeypatch, channel, "live", lambda: chooses(manager, cedar))
    assert sorted(type(each).__name__ for each in came) == ["Said", "Wrong"]
    assert len(channels(county_store)) == 1


def test_a_lead_chooses_for_the_lists_of_their_own_agency(office: Office, county_store: Store) -> None:
    cedar, birch, region = (a_list(county_store, each) for each in (CEDAR, BIRCH, None))
    lead = office.lead(county.agency_id(county_store, CEDAR), person_id=1)
    assert lead.looks_up("checklist.choose_channel/list", "") == {
        "Checklist of Cedar Fire Department": str(cedar)
    }
    for other in (birch, region):
        with pytest.raises(Wrong, match="not yours"):
            chooses(lead, other)
    chooses(lead, cedar)
    chooses(office.manager(person_id=1), birch)
    theirs, other_channel = channels(county_store)
    with pytest.raises(Refused, match="not yours"):
        lead.clicks("checklist.stop", {"subscription": other_channel.id})
    assert "Stopped" in lead.clicks("checklist.stop", {"subscription": theirs.id}).text
    assert "already" in lead.clicks("checklist.stop", {"subscription": theirs.id}).text
    with pytest.raises(Refused):
        office.responder(1, county.agency_id(county_store, CEDAR)).says("checklist channel")


def test_stopping_in_the_form_shows_what_is_left(office: Office, county_store: Store) -> None:
    manager = office.manager(person_id=1)
    for agency in (CEDAR, BIRCH):
        chooses(manager, a_list(county_store, agency))
    first, _ = channels(county_store)
    stop = manager.registry.clicks["checklist.stop"]
    left = manager._run(stop, Door.MODAL, value={"subscription": first.id}).reply.updated
    assert left is not None
    shown = str(left.to_dict()["blocks"][-1])
    assert "Birch Police Department" in shown
    assert len([block for block in left.to_dict()["blocks"] if block["type"] == "section"]) == 2


@pytest.mark.parametrize("field", ["channel", "weekday", "at", "zone", "list"])
def test_what_no_form_of_ours_sends_is_refused_field_by_field(
    office: Office, county_store: Store, field: str
) -> None:
    cedar = a_list(county_store, CEDAR)
    with pytest.raises(Wrong) as wrong:
        chooses(office.manager(person_id=1), cedar, **{field: "D99"})
    assert list(wrong.value.fields) == [field]


def test_words_behind_it_are_named_and_without_a_list_there_is_nothing_to_choose(
    office: Office, county_store: Store
) -> None:
    with pytest.raises(Problem, match="no checklist yet"):
        office.manager(person_id=1).says("checklist channel")
    cedar = a_list(county_store, CEDAR)
    with pytest.raises(Unclear, match="#fire"):
        office.manager(person_id=1).says("checklist channel #fire")
    opened = office.manager(person_id=1).clicks("checklist.channel", {"checklist": cedar})
    assert "Cedar Fire Department" in str((opened.reply.modal or opened.reply.updated).to_dict())  # type: ignore[union-attr]


def test_the_line_counts_and_leaves_out_what_is_nothing() -> None:
    day = date(2026, 11, 2)
    said = week_message("Roadmap", WeekCounts(7, 12, 1, 2, 3), 1, day, "For official use")
    assert said.text.startswith(
        "Roadmap: 7 of 12 items done. 2 done this week, 3 due in the next 14 days, 1 overdue."
    )
    assert "As of 2 Nov 2026." in said.text
    said = week_message("Roadmap", WeekCounts(0, 1, 0, 0, 0), 1, day, "")
    assert said.text.startswith("Roadmap: 0 of 1 item done.\n")


def test_a_channel_and_a_list_that_are_said_stand_in_the_form(office: Office, county_store: Store) -> None:
    cedar, birch = a_list(county_store, CEDAR), a_list(county_store, BIRCH)
    manager = office.manager(person_id=1)
    form = manager.says("checklist channel <#C0AB1|readiness> Birch Police")
    view = str(form.reply.modal and form.reply.modal.to_dict())
    assert "'initial_conversation': 'C0AB1'" in view
    assert f"'value': '{birch}'" in view
    asked = manager.says("checklist channel <#C0AB1|readiness>", Door.DIRECT)
    assert "'initial_conversation': 'C0AB1'" in str(manager.presses(asked, "Weekly line").reply.modal)
    with pytest.raises(Unclear, match="matches 2 checklists") as several:
        manager.says("checklist channel <#C0AB1|readiness> checklist of Cedar Fire and Birch Police")
    assert several.value.offers[0].value is not None
    assert several.value.offers[0].value.model_dump()["channel"] == "C0AB1"
    said = chooses(manager, cedar)
    assert "I tell you if I can't write there." in said.text
    assert "Chosen" not in said.text
