"""Who reads what people tell emergency management."""

from __future__ import annotations

from datetime import date

from commands.kit.about import Confided
from commands.kit.may import Action, may
from commands.kit.member import Member

DAY = date(2026, 11, 3)
CEDAR, OAK = 1, 2


def test_their_chief_never_reads_it_whatever_else_they_are() -> None:
    told = Confided(frozenset([CEDAR]))
    chief = Member("", "", 5, leads=frozenset([CEDAR]))
    both = Member("", "", 6, leads=frozenset([CEDAR]), is_manager=True)
    manager = Member("", "", 7, leads=frozenset([OAK]), is_manager=True)
    heard = [bool(may(each, Action.HEAR, told, DAY, DAY)) for each in (chief, both, manager)]
    assert heard == [False, False, True]
