"""What Home is made of: what waits in order of urgency, and how much each part may take."""

from __future__ import annotations

from datetime import date

from commands.kit.blocks import says
from commands.kit.home import Urgency, Waits, bounded, room_for
from commands.kit.member import Member

WAY = says("Look", "due")


def test_what_waits_is_in_order_of_urgency_and_the_latest_of_what_is_late_comes_first() -> None:
    some = [
        Waits(Urgency.SOON, "soon", WAY, date(2026, 11, 9)),
        Waits(Urgency.LATE, "long late", WAY, date(2023, 1, 1)),
        Waits(Urgency.LATE, "late without a day", WAY),
        Waits(Urgency.LATE, "late lately", WAY, date(2026, 11, 1)),
        Waits(Urgency.ASKED, "asked by a day", WAY, date(2026, 11, 3)),
        Waits(Urgency.ASKED, "asked", WAY),
        Waits(Urgency.TODAY, "today", WAY, date(2026, 11, 2)),
    ]
    assert [each.text for each in sorted(some, key=lambda each: each.order)] == [
        "today",
        "asked",
        "asked by a day",
        "late lately",
        "long late",
        "late without a day",
        "soon",
    ]


def test_what_does_not_fit_takes_a_line_of_its_own() -> None:
    assert bounded([1, 2, 3], 3) == ([1, 2, 3], 0)
    assert bounded([1, 2, 3, 4], 3) == ([1, 2], 2)
    assert bounded([1, 2], 0) == ([], 2)


def test_how_much_there_is_room_for_goes_by_the_rights() -> None:
    responder = Member("T1", "U1", 1, agencies=frozenset({1}))
    lead = Member("T1", "U1", 1, agencies=frozenset({1}), leads=frozenset({1}))
    several = Member("T1", "U1", 1, leads=frozenset({1, 2, 3}))
    manager = Member("T1", "U1", 1, is_manager=True)
    both = Member("T1", "U1", 1, leads=frozenset({1}), is_manager=True)
    assert [room_for(each).agencies for each in (responder, lead, several, manager, both)] == [0, 1, 3, 0, 1]
    assert [room_for(each).to_do for each in (responder, lead, several, manager, both)] == [0, 0, 0, 3, 3]
