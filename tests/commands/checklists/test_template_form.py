"""Making and editing templates: lines added, changed, put elsewhere, taken out; what is gone meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from storage.engine import Store
from storage.templates import MOST_LINES
from tests.commands.checklists.templates_desk import Desk, desk, filled, view_of
from tests.commands.speaking import Said, audited
from words.problems import Problem, Unclear

LINE = {"text": "Radios checked", "owner": "lead", "evidence": "no"}


@pytest.fixture
def at(store: Store) -> Desk:
    return desk(store)


def begun(at: Desk, title: str = "Winter storms") -> Said:
    opened = at.manager.says("checklist templates new")
    return at.manager.submits(opened, title=title, about="Before the snow", whose="agencies")


def test_a_template_of_ones_own_is_made_line_by_line(at: Desk) -> None:
    new = {"key": "winter-storms"}
    assert "Add what needs to be done, item by item." in view_of(begun(at))
    added = filled(
        at.manager, at.manager.clicks("template.line", {"key": "winter-storms"}), **LINE, days="30"
    )
    assert "Added: Radios checked" in view_of(added)
    second = {**LINE, "text": "Chains  on\\nevery truck", "step": "Vehicles"}
    filled(at.manager, at.manager.clicks("template.line", new), **second)
    line = at.manager.clicks("template.line", {"key": "winter-storms", "line": 1, "place": 1})
    changed = filled(
        at.manager, line, **{**LINE, "text": "Radios charged"}, days="10", months="12", place="2"
    )
    assert "2. Radios charged" in view_of(changed)
    assert "due after 10 days · again every 12 months" in view_of(changed)
    assert len(at.lines("winter-storms")) == 2
    stale = filled(at.manager, line, **{**LINE, "text": "Too late"}, place="1")
    assert "That item was changed or taken out meanwhile." in view_of(stale)
    rename = at.manager.clicks("template.rename", {"key": "winter-storms"})
    assert "Winter: Winter" not in view_of(at.manager.submits(rename, title="Winter", about=None))
    assert at.manager.says("checklist template winter for Cedar Fire").text.startswith("Handed out: Winter")
    gone = at.manager.clicks("template.take_out", {"key": "winter-storms"})
    assert "The lists it began stay as they are." in view_of(gone)
    assert len(audited(at.store)) > 6
    with pytest.raises(Problem, match="no longer there"):
        at.manager.clicks("template.take_out", {"key": "winter-storms"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "T" * 301),
        ("step", "S" * 81),
        ("owner", "chief"),
        ("days", "-1"),
        ("days", "4000"),
        ("days", "soon"),
        ("months", "0"),
        ("months", "12"),  # without a first due day
        ("evidence", ""),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(at: Desk, field: str, value: Any) -> None:
    begun(at)
    before = audited(at.store)
    opened = at.manager.clicks("template.line", {"key": "winter-storms"})
    with pytest.raises(Wrong) as wrong:
        filled(at.manager, opened, **{**LINE, field: value})
    expected = "days" if (field, value) == ("months", "12") else field
    assert [each.partition(".")[0] for each in wrong.value.fields] == [expected]
    assert audited(at.store) == before


def test_what_comes_with_muster_is_written_down_when_it_is_changed_first(at: Desk) -> None:
    opened = at.manager.says("checklist templates edit roadmap")
    assert "Name the risk" in view_of(opened)
    assert "Items 1 to 12 of 33." in view_of(opened)
    assert "Items 25 to 33 of 33." in view_of(
        at.manager.clicks("template.lines", {"key": "roadmap", "start": 24})
    )
    assert audited(at.store) == []
    line = at.manager.clicks("template.line", {"key": "roadmap", "place": 2})
    changed = filled(at.manager, line, **{**LINE, "text": "Ask the old hands"}, place="2")
    assert "2. Ask the old hands" in view_of(changed)
    assert at.lines("roadmap")[1] == "Ask the old hands"
    again = filled(at.manager, line, **{**LINE, "text": "Ask again"}, place="2")
    assert "changed or taken out meanwhile" in view_of(again)
    assert at.lines("roadmap")[1] == "Ask the old hands"


def test_titles_are_told_apart_and_a_template_is_no_longer_than_it_may_be(at: Desk) -> None:
    begun(at)
    for title, why in (
        ("winter  storms", "tell them apart"),
        ("Winter-Storms", "tell them apart"),
        ("???", "a letter or a digit"),
    ):
        with pytest.raises(Wrong, match=why):
            begun(at, title)
    opened = at.manager.clicks("template.line", {"key": "winter-storms"})
    for number in range(MOST_LINES):
        filled(at.manager, opened, **{**LINE, "text": f"Item {number}"})
    with pytest.raises(Wrong, match="at most 60"):
        filled(at.manager, opened, **LINE)
    with pytest.raises(Unclear, match="edited for all"):
        at.manager.says("checklist templates edit winter storms for Cedar Fire")


def test_a_lead_reads_and_changes_nothing(at: Desk) -> None:
    looked = at.cedar.clicks("template.look", {"key": "agency-readiness"})
    assert "'Change'" not in view_of(looked)
    assert "Add an item" not in view_of(looked)
    with pytest.raises(Refused):
        at.cedar.clicks("template.line", {"key": "agency-readiness", "place": 1})
    with pytest.raises(Refused):
        at.cedar.clicks("template.look", {"key": "roadmap"})
    assert at.manager.says("checklist templates new", Door.DIRECT).buttons() == ["New template"]


def test_no_title_pushes_out_a_template_that_comes_with_muster(at: Desk) -> None:
    for title in (
        "Roadmap",
        "ROADMAP!",
        "Agency  readiness",
        "agency-readiness",
        "hostile event",
        "NFPA 3000",
    ):
        with pytest.raises(Wrong, match="Another template has that title"):
            begun(at, title)
    with pytest.raises(Wrong, match="needs a letter or a digit"):
        begun(at, "🔥🔥")
    begun(at)
    rename = at.manager.clicks("template.rename", {"key": "winter-storms"})
    for title, why in (("Roadmap", "Another template"), ("🔥", "a letter or a digit")):
        with pytest.raises(Wrong, match=why):
            at.manager.submits(rename, title=title, about=None)
    own = at.manager.clicks("template.rename", {"key": "roadmap"})
    assert "Roadmap: " in view_of(at.manager.submits(own, title="Roadmap", about="Ours"))


def test_a_new_line_stands_under_no_step_unless_one_is_said(at: Desk) -> None:
    begun(at)
    new = {"key": "winter-storms"}
    filled(at.manager, at.manager.clicks("template.line", new), **LINE, step="Vehicles")
    view = at.manager.clicks("template.line", new).reply.updated
    assert view is not None
    [step] = [each for each in view.to_dict()["blocks"] if each.get("block_id", "").startswith("step")]
    assert "initial_value" not in step["element"]


def test_a_title_somebody_changed_meanwhile_is_not_put_back(at: Desk) -> None:
    begun(at)
    mine, theirs, late = (at.manager.clicks("template.rename", {"key": "winter-storms"}) for _ in range(3))
    at.manager.submits(mine, title="Ice storms", about="Before the snow")
    shown = view_of(at.manager.submits(theirs, title="Winter storms", about="Before the ice"))
    assert "Ice storms" in shown
    assert "Before the ice" in shown
    with pytest.raises(Wrong, match="changed it meanwhile, into: Ice storms"):
        at.manager.submits(late, title="Storms", about="Before the snow")
