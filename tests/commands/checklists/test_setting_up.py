"""Undo within its minutes while nothing was done; bringing up to date; old buttons and others' lists."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.problems import Refused
from storage.engine import Store
from tests.commands.checklists.templates_desk import Desk, desk
from words.problems import Problem


@pytest.fixture
def at(store: Store) -> Desk:
    return desk(store)


def test_undo_takes_back_what_nobody_worked_on_for_ten_minutes(at: Desk) -> None:
    said = at.manager.says("checklist template roadmap")
    with pytest.raises(Refused):
        at.cedar.presses(said, "Undo")
    at.closes("roadmap", None, 1)
    with pytest.raises(Problem, match="Something was done on the list since"):
        at.manager.presses(said, "Undo")
    two = at.manager.says("checklist template agency-readiness for Cedar Fire")
    assert at.cedar.presses(two, "Undo").text == "The list was taken back. The record says both."
    with pytest.raises(Problem, match="taken back already"):
        at.manager.presses(two, "Undo")
    three = at.manager.says("checklist template hostile-event")
    at.office.clock.now += timedelta(minutes=11)
    with pytest.raises(Refused):
        at.manager.presses(three, "Undo")
    with pytest.raises(Problem, match="no longer know"):
        at.manager.clicks("template.undo", {"row": 1})


def test_lists_are_brought_up_to_date_where_somebody_asks(at: Desk) -> None:
    at.manager.says("checklist template agency-readiness for Cedar Fire and Oak Police")
    opened = at.manager.says("checklist templates edit agency-readiness")
    line = at.manager.clicks("template.line", {"key": "agency-readiness", "line": 1, "place": 1})
    assert opened.reply.modal is not None
    at.manager.clicks("template.line_out", line.carried)
    shown = at.cedar.says("checklist template agency-readiness")
    assert "The template was changed since: 1 no longer in it. The list does not say so yet." in shown.text
    done = at.cedar.presses(shown, "Bring it up to date, drop what is gone")
    assert done.text == "The list is up to date. Items: 1 dropped."
    again = at.cedar.presses(shown, "Bring it up to date, drop what is gone")
    assert again.text == "The lists already say what the template says now."
    all_of_them = at.manager.says("checklist template agency-readiness for every agency")
    assert "2 agencies" not in all_of_them.text
    left = at.manager.clicks("template.update", {"key": "agency-readiness", "every": True, "updates": True})
    assert "1 open item that is no longer in the template stayed." in left.text
