"""Who is to see to something, in words."""

from __future__ import annotations

import pytest

from commands.kit.member import Member
from commands.language.item_owners import Taken, is_here, take_owner
from storage.checklists import OwnerRight
from storage.engine import Store
from tests.commands.language.test_checklists import asked
from tests.commands.speaking import in_slack, small_county


@pytest.mark.parametrize(
    ("said", "used", "people", "rights", "note"),
    [
        ("for Ben Birch by 1 March", 3, [2], [], ""),
        ("for Birch, with evidence", 2, [2], [], ""),
        ("assigned to <@UBEN|ben> every year", 3, [2], [], ""),
        ("for me", 2, [1], [], ""),
        ("owner: the training officer", 4, [], [OwnerRight.LEAD], ""),
        ("for emergency management", 3, [], [OwnerRight.MANAGER], ""),
        ("for Dee Dole", 3, [], [], "no longer on the roster"),
        ("for Zed Zulu", 3, [], [], "I know nobody “Zed Zulu”"),
        ("for the station", 0, [], [], ""),
        ("for", 0, [], [], ""),
        ("radio plan", 0, [], [], ""),
    ],
)
def test_who_is_meant(
    store: Store, said: str, used: int, people: list[int], rights: list[OwnerRight], note: str
) -> None:
    there = small_county(store)
    in_slack(store, "UBEN", "Ben", there.ben)
    with store.reading() as session:
        taken = Taken()
        manager = Member("T1", "U", there.ada, is_manager=True)
        assert take_owner(asked(session, manager), taken, said.split()) == used
        assert (taken.people, taken.rights) == (people, rights)
        assert note in " ".join(taken.notes)
        assert is_here(asked(session, manager), there.ben)
        assert not is_here(asked(session, manager), there.dee)


def test_who_is_not_the_speakers_to_name_is_nobody(store: Store) -> None:
    there = small_county(store)
    with store.reading() as session:
        taken = Taken()
        lead = Member("T1", "U", there.ada, leads=frozenset([there.cedar]))
        take_owner(asked(session, lead), taken, ["for", "Cy", "Cole"])
        assert (taken.people, taken.notes != []) == ([], True)
