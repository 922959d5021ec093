"""Home names the items that are mine and due soon or overdue, a few of them, each with Done."""

from __future__ import annotations

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
    assert "Your checklist items" not in at_home(desk.ben)
    for day in range(3, 6 + more):
        desk.lead.says(f"checklist add Thing {day} by {day} November for Ben Birch")
    desk.lead.says("checklist add Far off by 1 March for Ben Birch")
    desk.lead.says("checklist add Put off by 2 November for Ben Birch")
    desk.lead.says("checklist snooze put off until 9 November")
    said = at_home(desk.ben)
    start = said.index("Your checklist items")
    assert said[start + 1 : start + 4] == [f"Thing {day}: due {day} Nov 2026" for day in (3, 4, 5)]
    view = desk.ben.clicks("home", {}).reply.home
    assert (f"{more} more items" if more else "All of mine") in str(view and view.to_dict())
    assert "Far off" not in " ".join(said)
    assert "Put off" not in " ".join(said)
