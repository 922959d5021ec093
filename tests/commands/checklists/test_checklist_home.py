"""Home names the items that are mine and due soon or overdue, a few of them, each with Done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.reading import text_of
from tests.commands.checklists.desk import Desk
from tests.commands.speaking import Speaker


def at_home(speaker: Speaker) -> list[str]:
    view = speaker.clicks("home", {}).reply.home
    assert view is not None
    return text_of(view.blocks).splitlines()


@pytest.mark.parametrize("more", [0, 2])
def test_what_is_near_is_named_and_the_rest_counted(desk: Desk, more: int) -> None:
    assert "What waits for you" not in at_home(desk.ben)
    for day in range(3, 6 + more):
        desk.lead.says(f"checklist add Thing {day} by {day} November for Ben Birch")
    desk.lead.says("checklist add Far off by 1 March for Ben Birch")
    desk.lead.says("checklist add Put off by 2 November for Ben Birch")
    desk.lead.says("checklist snooze put off until 9 November")
    said = at_home(desk.ben)
    start = said.index("What waits for you")
    assert said[start + 1 : start + 4] == [
        f"Thing {day} (Cedar Fire Department): due {day} Nov 2026" for day in (3, 4, 5)
    ]
    view = desk.ben.clicks("home", {}).reply.home
    assert (f"{more} more items on checklists that are yours." in str(view and view.to_dict())) is bool(more)
    assert "Far off" not in " ".join(said)
    assert "Put off" not in " ".join(said)


def test_what_falls_to_her_for_want_of_a_lead_is_one_line_apart_from_her_own(desk: Desk) -> None:
    for number in (1, 2, 3):
        desk.manager.says(f"checklist add Thing {number} by 3 November for the lead of Oak Police")
    desk.manager.says("checklist add Brief the board by 3 November")
    said = at_home(desk.manager)
    start = said.index("What waits for you")
    assert said[start + 1 : start + 3] == [
        "Brief the board (the region): due 3 Nov 2026",
        "On checklists: 3 items in 1 agency without a lead.",
    ]
    desk.office.clock.now += timedelta(days=2)
    assert "On checklists: 3 overdue in 1 agency without a lead." in at_home(desk.manager)
    opened = desk.manager.clicks("checklist.show", {"part": "unled"})
    assert opened.text.splitlines()[0] == "3 overdue in 1 agency without a lead"
    assert "Thing 3" in opened.text
    assert "Brief" not in opened.text
