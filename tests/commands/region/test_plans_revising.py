"""A revision of a plan: whom it moves before the last word, and how a wrong one is mended."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused, Wrong
from files.imports.applying import apply_plan
from files.imports.planning import plan_import
from files.imports.undoing import undo_import
from files.kinds import KINDS
from files.table import read_table
from storage.engine import Store
from storage.plans import RevisionRecord
from tests.commands.region.playbook import (
    office_of,
    person_id,
    previews,
    shown_in,
    updated,
    writes_plan,
)
from tests.conversations import county
from words.problems import Problem


def refused(county_store: Store, **fields: str) -> str:
    manager = office_of(county_store).manager(person_id=8)
    form = manager.presses(manager.says("muster plan"), "New revision")
    with pytest.raises(Wrong) as wrong:
        manager.submits(form, **fields)
    return str(wrong.value)


@pytest.mark.postgres
def test_a_wrong_revision_is_mended_and_taken_back(county_store: Store) -> None:
    office = office_of(county_store)
    manager = office.manager(person_id=8)
    ben = office.responder(person_id(county_store, "ben@grove.example"), 1)
    plan = writes_plan(manager)
    step = previews(manager, plan, name="3.0", effective_on="2026-10-01", retrain="0")
    assert "4 people change on 2 Nov 2026" in shown_in(step)
    plan = manager.submits(step)
    assert "asked again: Active shooter plan 3.0 took effect on 1 Oct 2026" in ben.says("due").text

    change = manager.presses(manager.presses(plan, "Revisions"), "Change")
    step = updated(
        manager.submits(
            change, name="3.0", effective_on="2026-10-01", retrain="180", link="https://county.example/3"
        )
    )
    assert "In force today" not in shown_in(step)
    plan = manager.submits(step)
    assert "is asked to be trained again by 30 Mar 2027" in plan.text
    assert "current until 30 Mar 2027; asked again" in ben.says("due").text
    revisions = manager.presses(plan, "Revisions")
    assert "https://county.example/3" in revisions.text

    opened = manager.presses(revisions, "Change")
    view = opened.reply.modal
    assert view is not None
    [revision] = [block["elements"][0] for block in view.to_dict()["blocks"] if block["type"] == "actions"]
    leaving = updated(manager.clicks(revision["action_id"], {"revision": 1}))
    assert "No revision would be in force then." in shown_in(leaving)
    with pytest.raises(Wrong, match="needed"):
        manager.submits(leaving)
    done = manager.submits(leaving, reason="the council did not pass it")
    assert "Taken back: Active shooter plan 3.0." in done.text
    assert "ASIM Basic: current until 10 Mar 2028" in ben.says("due").text
    with pytest.raises(Problem, match="no longer there"):
        manager.submits(leaving, reason="again")


def test_what_a_revision_can_not_be_is_said(county_store: Store) -> None:
    manager = office_of(county_store).manager(person_id=8)
    plan = writes_plan(manager)
    manager.submits(previews(manager, plan, name="3.0", effective_on="2026-10-01"))
    step = previews(manager, plan, name="2.0", effective_on="2025-01-01")
    assert "3.0 has been in force since 1 Oct 2026: a revision dated before it does not take its place" in (
        shown_in(step)
    )
    assert "3.0 is there already" in refused(county_store, name=" 3.0 ", effective_on="2027-01-01")
    assert "takes effect on that day already" in refused(county_store, name="4", effective_on="2026-10-01")
    assert "Whole days" in refused(county_store, name="4", effective_on="2027-01-01", retrain="1.5")
    assert "from 0 to 3,650" in refused(county_store, name="4", effective_on="2027-01-01", retrain="-3")
    assert "Choose the day" in refused(county_store, name="4")
    assert "needed" in refused(county_store, effective_on="2027-01-01")
    long = "https://county.example/" + "x" * 2000
    assert "At most 2,000" in refused(county_store, name="4", effective_on="2027-01-01", link=long)


def test_what_changed_since_the_preview_is_shown_anew(county_store: Store) -> None:
    manager = office_of(county_store).manager(person_id=8)
    plan = writes_plan(manager)
    step = previews(manager, plan, name="3.0", effective_on="2026-10-01", retrain="0")
    twin = previews(manager, plan, name="3.0", effective_on="2026-10-02")
    writes_plan(manager, "Another plan", ("BLS",))
    again = updated(manager.submits(step))
    assert "The rules changed since you looked." in shown_in(again)
    assert "In force: 3.0" in manager.submits(again).text
    with pytest.raises(Problem, match="recorded meanwhile"):
        manager.submits(twin)


def test_only_an_emergency_manager_revises(county_store: Store) -> None:
    office = office_of(county_store)
    writes_plan(office.manager(person_id=8))
    lead = office.lead(1, person_id=3)
    assert "New revision" not in lead.says("muster plan").buttons()
    with pytest.raises(Refused):
        lead.clicks("revision.new", {"plan": 1})


def test_what_a_file_brought_and_was_changed_here_is_not_undone_with_it(county_store: Store) -> None:
    manager = office_of(county_store).manager(person_id=8)
    writes_plan(manager)
    rows = b"plan,revision,effective_on\nActive shooter plan,7,2026-10-01\nActive shooter plan,8,2027-01-01\n"
    with county_store.writing() as session:
        table = read_table(rows, "plans.csv")
        read = plan_import(session, KINDS["plans"], table, county.REGION, county.REGION.day(county.NOW))
        run = apply_plan(session, read, "a test", "command line", county.NOW).id
        eight = session.query(RevisionRecord).filter_by(name="8").one().id
    change = manager.clicks("revision.change", {"revision": eight})
    manager.submits(updated(manager.submits(change, name="8.1", effective_on="2027-01-01")))
    with county_store.writing() as session:
        undone = undo_import(session, run, "a test", "command line", county.NOW, county.REGION)
        assert [each.why for each in undone.kept] == ["changed since"]
    assert "Coming: 8.1 from 1 Jan 2027." in manager.says("muster plan").text
