"""A course added and changed; by what else it goes; who changed what."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused, Wrong
from storage.engine import Store
from tests.commands.training.courses_desk import manager_of, office_of, person_id, shown_in
from tests.conversations import county

PLANS = "plan,revision,effective_on,retrain_within_days\nActive shooter plan,1.0,2026-06-01,30\n"


@pytest.mark.postgres
def test_a_course_is_added_named_changed_and_each_change_is_told(county_store: Store) -> None:
    county.take(county_store, "plans", PLANS)
    manager = manager_of(county_store)
    form = manager.says("training courses add")
    with pytest.raises(Wrong, match="This is needed"):
        manager.submits(form, title="CPR Instructor")
    with pytest.raises(Wrong, match="“BLS” is the code of Basic Life Support"):
        manager.submits(form, code="bls", title="Something else")
    said = manager.submits(form, code="CPR-I", title="CPR  Instructor", hours="8")
    assert "Nobody is asked for it yet" in said.text
    assert "Code CPR-I; usually 8 hours." in said.text
    aliases = manager.presses(said, "Aliases")
    for alias, why in (
        ("refresher", "says too little"),
        ("law", "is what a discipline is called"),
        ("tomorrow", "is what people say of something else"),
        ("*CPR*", "has marks that no name has here"),
        ("Cedar FD", "is understood as Cedar Fire Department"),
        ("cedar fire department", "is the name of Cedar Fire Department"),
        ("bls", "is the code of Basic Life Support"),
        ("cpr-i", "is its code already"),
        ("Ada Abbott", "is somebody's name"),
    ):
        with pytest.raises(Wrong, match=why):
            manager.submits(aliases, aliases=alias)
    said = manager.submits(aliases, aliases="Trainer of CPR\nCPRI; cpri")
    assert "also called cpri and Trainer of CPR" in said.text
    said = manager.presses(said, "Undo")
    assert "also called" not in said.text
    changed = manager.submits(manager.presses(said, "Change it"), title="CPR for instructors", hours="")
    assert "Code CPR-I." in changed.text
    told = manager.presses(changed, "Who changed what").text
    assert "changed the course (title CPR Instructor → CPR for instructors; hours was 8.0)" in told
    assert "morgan@county.example: added the course (code CPR-I; title CPR Instructor; hours 8.0)" in told

    [plan] = manager.looks_up("courses.form/plan", "active").values()
    basic = manager.presses(manager.says("training courses asim-b"), "Change it")
    shown = manager.submits(basic, title="ASIM Basic", hours="4", plan=plan)
    assert "It teaches Active shooter plan." in shown_in(shown)
    assert "has no day of its own: past days are judged by it, too" in shown_in(shown)
    assert "4 people change on 2 Nov 2026" in shown_in(shown)
    said = manager.submits(shown)
    assert "it teaches Active shooter plan" in said.text
    assert "it teaches" not in manager.presses(said, "Undo").text


def test_nobody_else_changes_what_is_asked(county_store: Store) -> None:
    cedar = county.agency_id(county_store, "Cedar Fire Department")
    lead = office_of(county_store).lead(cedar, person_id=person_id(county_store, "cora@grove.example"))
    assert "Change it" not in lead.says("training courses bls").buttons()
    for press in (
        "add",
        "change",
        "aliases",
        "rule",
        "rule_back",
        "require",
        "equivalent",
        "changes",
        "undo",
    ):
        with pytest.raises(Refused):
            lead.clicks(f"courses.{press}", {"course": 1, "record": 1, "change": 1})
