"""What a list that was brought comes to, as its author may see it; noted with the form, read afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.kit.problems import Wrong
from commands.kit.request import Door, Request
from commands.training.brought_lists import NO_NAMES, read_list
from storage.brought_lists import BroughtList, ListState
from storage.engine import Store
from storage.people import AffiliationRecord
from tests.commands.training.brought import brings, logged
from tests.commands.training.desk import Desk
from tests.commands.training.test_brought_lists_presses import speaker
from tests.conversations import county
from tests.conversations.classes import person
from words.problems import Problem


def noted(store: Store) -> list[BroughtList]:
    with store.reading() as session:
        return list(session.scalars(select(BroughtList).order_by(BroughtList.id)))


def test_a_form_notes_its_file_and_records_nothing(desk: Desk) -> None:
    cora, ada = speaker(desk, "Cora Diaz", leads=True), speaker(desk, "Ada Abbott")
    form = cora.says("training")
    filled = {"course": str(desk.course("BLS")), "day": "2026-10-20", "result": "pass"}
    said = cora.submits(form, **filled, list=["F7"], files=["F8"], names="Ben Flores\nZed Zorn")
    assert "I'm reading the list" in said.text
    [brought] = noted(desk.store)
    kept = brought.logged
    assert (brought.file_id, brought.slack_user, brought.state) == ("F7", "UCOR", ListState.WAITING)
    assert (kept["people"], kept["lines"], kept["files"]) == (
        [desk.person("Ben Flores")],
        ["Zed Zorn"],
        ["F8"],
    )
    cora.submits(form, **filled, list=["F9"])
    assert noted(desk.store)[1].logged["people"] == [], "not the one who brought it"
    with pytest.raises(Wrong, match="one file"):
        cora.submits(form, **filled, list=["F1", "F2"])
    assert desk.standing() == []
    with pytest.raises(AssertionError, match="the modal asks for"):
        ada.submits(ada.says("training"), **filled, list=["F7"])


def test_a_lead_is_asked_about_those_who_are_not_theirs(desk: Desk) -> None:
    cora = speaker(desk, "Cora Diaz", leads=True)
    ben = desk.person("Ben Flores")
    with desk.store.reading() as session:
        jo = person(session, "jo.lee@grove.example")
    with desk.store.writing() as session:
        theirs = session.scalars(select(AffiliationRecord).where(AffiliationRecord.person_id == ben)).one()
        theirs.left_on = county.NOW.date().replace(month=9, day=1)
    brings(desk.store, "UCOR", state=ListState.WAITING, logged=logged(desk, lines=["Ada Abott"]))
    [brought] = noted(desk.store)
    lines = ["Ben Flores", "Jo Lee", "Pat Quin", "Jo Lee"]
    with desk.store.reading() as session:
        today = county.REGION.day(county.NOW)
        request = Request(session, cora.member, county.REGION, county.NOW, today, Door.DIRECT, key="a list")
        read = read_list(request, brought, lines)
        with pytest.raises(Problem, match=NO_NAMES[:20]):
            read_list(request, brought, [])
    said = read.message.text
    assert read.found == [jo]
    assert "You can't log for these on that day, so they are left out: Ben Flores." in said
    assert "“Ada Abott” is nobody you can see here. Perhaps Ada Abbott (Cedar Fire Department)?" in said
    assert "“Pat Quin” is nobody you can see here.\n" in said + "\n"
    assert "Named twice, logged once: Jo Lee." in said
