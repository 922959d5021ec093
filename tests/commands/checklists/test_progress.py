"""`/checklist progress`: what is overdue first, by name; a lead their own; a channel the counts alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from commands.kit.problems import Refused
from commands.kit.request import Place
from storage.engine import Store
from tests.commands.checklists.templates_desk import Desk, desk
from words.problems import Unclear


@pytest.fixture
def at(store: Store) -> Desk:
    return desk(store)


def test_agencies_with_something_overdue_come_first_and_what_is_open_in_most_is_said(at: Desk) -> None:
    assert "nothing to count" in at.manager.says("checklist progress").text
    at.manager.says("checklist template agency-readiness for Cedar Fire and Oak Police")
    at.closes("agency-readiness", at.county.cedar, 16)
    first = at.manager.says("checklist progress").text
    assert first.startswith("Agency readiness: 1 of 2 agencies have everything done; nothing is overdue.")
    assert first.index("Oak Police") < first.index("Cedar Fire Department")
    assert "░░░░░░░░░░ 0 of 16 done, next 2 Dec 2026" in first
    assert "██████████ all 16 done" in first
    at.office.clock.now += timedelta(days=31)
    later = at.manager.says("checklist progress agency-readiness")
    assert "1 of 2 agencies have everything done; 3 items overdue in 1." in later.text
    assert later.buttons() == ["Open", "Open", "Share the counts"]


def test_a_lead_sees_their_own_by_its_steps_and_no_other(at: Desk) -> None:
    at.manager.says("checklist template agency-readiness for Cedar Fire and Oak Police")
    said = at.oak.says("checklist progress agency-readiness")
    assert said.text.startswith("Agency readiness of Oak Police: 0 of 16 done, next 2 Dec 2026.")
    assert "░░░░░░░░░░ Plan and procedure: 0 of 4 done" in said.text
    assert said.buttons() == ["Open the list"]
    with pytest.raises(Refused):
        at.oak.says("checklist progress agency-readiness for Cedar Fire")
    with pytest.raises(Refused):
        at.oak.clicks("template.share", {"key": "agency-readiness"})
    with pytest.raises(Unclear) as unclear:
        at.oak.says("checklist progress roadmap")
    assert [each.action for each in unclear.value.offers] == ["template.progress:agency-readiness"]


def test_a_channel_hears_counts_and_no_agencys_name(at: Desk) -> None:
    at.manager.says("checklist template agency-readiness for Cedar Fire")
    alone = at.manager.says("checklist progress agency-readiness")
    assert alone.buttons() == ["Open the list"]
    with pytest.raises(Refused, match="Only one agency has it"):
        at.manager.clicks("template.share", {"key": "agency-readiness"})
    at.manager.says("checklist template agency-readiness for Oak Police")
    shared = at.manager.presses(at.manager.says("checklist progress agency-readiness"), "Share").post_to("C1")
    assert shared.inside_only
    assert shared.message.text.startswith("Agency readiness: 0 of 2 agencies have everything done")
    assert "Oak" not in shared.message.text
    direct = replace(at.manager, place=Place("D1", is_direct=True))
    assert "Share the counts" not in direct.says("checklist progress agency-readiness").buttons()
    with pytest.raises(Refused, match="no channel"):
        direct.clicks("template.share", {"key": "agency-readiness"})


def test_the_regions_is_told_by_its_steps_and_those_without_are_named(at: Desk) -> None:
    at.manager.says("checklist template roadmap")
    at.closes("roadmap", None, 4)
    said = at.manager.says("checklist progress roadmap")
    assert said.text.startswith("Roadmap: 4 of 33 done")
    assert "██████████ 1. Name the risk and own the problem: all 4 done" in said.text
    assert said.buttons() == ["Open the list", "Share the counts"]
    at.manager.says("checklist template agency-readiness for Cedar Fire")
    assert "Oak Police does not have it yet." in at.manager.says("checklist progress agency readiness").text
