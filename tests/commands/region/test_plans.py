"""The shared plans as everybody may see them, and the ledger of who adopted which."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.commands.region.playbook import PLAN, office_of, person_id, previews, writes_plan
from tests.conversations import county
from words.problems import Unclear


@pytest.mark.postgres
def test_everybody_sees_the_plans_and_few_are_not_counted(county_store: Store) -> None:
    office = office_of(county_store)
    manager = office.manager(person_id=8)
    ada = office.responder(person_id(county_store, "ada@grove.example"), 1)
    assert "An emergency manager can add them." in ada.says("muster plan").text
    shown = writes_plan(manager)
    assert "No revision is recorded yet." in shown.text
    manager.submits(previews(manager, shown, name="2.0", effective_on="2026-01-01"))
    shown = manager.submits(previews(manager, shown, name="3.0", effective_on="2027-01-01", retrain="180"))
    assert "In force: 2.0, since 1 Jan 2026; nobody is asked to be trained again." in shown.text
    assert "Coming: 3.0 from 1 Jan 2027." in shown.text

    seen = ada.says("muster plan active")
    assert "ASIM Basic: 2 of the 4 current trained on it (50%)." in seen.text
    assert "0 agencies adopted 2.0, 3 none." in seen.text
    assert {"New plan", "New revision", "Record adoption", "Change plan"}.isdisjoint(seen.buttons())
    assert "Grove 911: none yet" in ada.presses(seen, "Who adopted it").text
    revisions = ada.presses(seen, "Revisions").text
    assert "3.0: coming, from 1 Jan 2027; whoever was last trained before 1 Jan 2027" in revisions
    assert "2.0: in force since 1 Jan 2026" in revisions

    with pytest.raises(Unclear, match="shared plan called"):
        ada.says("muster plan evacuation")
    writes_plan(manager, "Active threat plan", ())
    with pytest.raises(Unclear, match="matches 2 plans"):
        ada.says("muster plan active")
    assert PLAN in ada.says(f"muster plan {PLAN}").text


def test_too_few_to_count_are_not_counted(county_store: Store) -> None:
    office = office_of(county_store)
    office.region = county.REGION.__class__("America/Chicago", "mdy", "", smallest_count=50)
    manager = office.manager(person_id=8)
    shown = writes_plan(manager)
    manager.submits(previews(manager, shown, name="2.0", effective_on="2026-01-01"))
    seen = office.responder(person_id(county_store, "ada@grove.example"), 1).says("muster plan").text
    assert "ASIM Basic teaches it. There are too few people to count without naming one." in seen
    assert "2 of the 4 current" in manager.says("muster plan").text
