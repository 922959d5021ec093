"""`/checklist template`: at once for who is named, shown first for many, asked where nobody is."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused
from commands.kit.request import Door
from storage.engine import Store
from tests.commands.checklists.templates_desk import Desk, desk
from tests.commands.speaking import audited
from words.problems import Unclear


@pytest.fixture
def at(store: Store) -> Desk:
    return desk(store)


def test_who_is_named_has_it_at_once_and_many_are_shown_first(at: Desk) -> None:
    said = at.manager.says("checklist template agency-readiness for Cedar Fire and Oak Police")
    assert said.text.startswith(
        "Handed out: Agency readiness, 16 items each, to 2 agencies: Cedar Fire Department and Oak Police."
    )
    assert said.buttons() == ["Progress", "Undo"]
    at.manager.presses(said, "Undo")
    shown = at.manager.says("checklist template agency-readiness for every agency")
    assert "new for 2 agencies. Nothing is handed out yet." in shown.text
    assert at.lists("agency-readiness") == {}
    assert "to 2 agencies" in at.manager.presses(shown, "Hand out to 2 agencies").text
    assert "2 agencies: Cedar" not in at.manager.presses(shown, "Hand out to 2 agencies").text
    assert len(at.lists("agency-readiness")) == 2


def test_a_lead_sets_it_up_for_their_own_agency_and_for_no_other(at: Desk) -> None:
    said = at.cedar.says("checklist template agency-readiness")
    assert "16 items each, to Cedar Fire Department." in said.text
    assert list(at.lists("agency-readiness")) == [at.county.cedar]
    with pytest.raises(Refused):
        at.cedar.says("checklist template agency-readiness for Oak Police")
    with pytest.raises(Unclear):  # nor does a lead hear of the region's
        at.cedar.says("checklist template roadmap")
    with pytest.raises(Refused):
        at.cedar.clicks("template.for", {"key": "roadmap"})
    listed = at.cedar.says("checklist templates")
    assert "1 agency has it." in listed.text
    assert listed.buttons() == ["Hand out", "Progress", "Look"]


def test_nobody_named_is_asked_for_whom_by_the_form(at: Desk) -> None:
    assert at.manager.says("checklist template agency-readiness").reply.modal
    said = at.manager.says("checklist template agency readiness", Door.DIRECT)
    assert said.buttons() == ["Choose agencies for Agency readiness"]
    assert audited(at.store) == []


def test_the_regions_goes_to_no_agency_and_a_word_left_over_is_asked_about(at: Desk) -> None:
    with pytest.raises(Unclear, match="is the region's list"):
        at.manager.says("checklist template roadmap for Cedar Fire")
    with pytest.raises(Unclear, match="I don't know an agency called “Elm Rescue”") as unclear:
        at.manager.says("checklist template agency-readiness for Cedar Fire and Elm Rescue")
    assert unclear.value.understood == "Agency readiness for Cedar Fire Department"
    assert audited(at.store) == []
    assert at.manager.says("checklist template roadmap for the county").text.startswith("Set up: Roadmap")
