"""Who is to see to something, in words."""

from __future__ import annotations

import pytest

from commands.kit.member import Member
from commands.language.item_owners import ItemTaken, is_here, take_owner, why_not_owner
from storage.checklists import OwnerRight
from storage.engine import Store
from storage.people import Person, RightKind
from storage.rights import give_right
from tests.commands.language.test_checklists import asked
from tests.commands.speaking import NOON, in_slack, small_county


@pytest.mark.parametrize(
    ("said", "used", "people", "rights", "note"),
    [
        ("for Ben Birch by 1 March", 3, [2], [], ""),
        ("for Birch, with evidence", 2, [2], [], ""),
        ("assigned to <@UBEN|ben> every year", 3, [2], [], ""),
        ("for me", 2, [1], [], ""),
        ("owner: the training officer", 4, [], [OwnerRight.LEAD], ""),
        ("for emergency management", 3, [], [OwnerRight.MANAGER], ""),
        ("for Dee Dole", 3, [], [], "not on the roster today"),
        ("for Zed Zulu", 3, [], [], "I can't find “Zed Zulu”"),
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
        taken = ItemTaken()
        manager = Member("T1", "U", there.ada, is_manager=True)
        assert take_owner(asked(session, manager), taken, said.split()) == used
        assert (taken.people, taken.rights) == (people, rights)
        assert note in " ".join(taken.notes)
        assert is_here(asked(session, manager), there.ben)
        assert not is_here(asked(session, manager), there.dee)


def test_who_is_not_the_speakers_to_name_is_nobody(store: Store) -> None:
    there = small_county(store)
    with store.reading() as session:
        taken = ItemTaken()
        lead = Member("T1", "U", there.ada, leads=frozenset([there.cedar]))
        take_owner(asked(session, lead), taken, ["for", "Cy", "Cole"])
        assert (taken.people, taken.notes != []) == ([], True)


def test_who_may_own_something_is_on_the_roster_or_an_emergency_manager_and_the_speakers_to_find(
    store: Store,
) -> None:
    there = small_county(store)
    with store.writing() as session:
        give_right(session, there.dee, RightKind.MANAGER, None, "a test", NOON)
        gone = Person(first_name="Gil", last_name="Gone")
        session.add(gone)
        session.flush()
        manager = asked(session, Member("T1", "U", there.ada, is_manager=True))
        lead = asked(session, Member("T1", "U", there.ada, leads=frozenset([there.cedar])))
        whys = {
            name: (why_not_owner(manager, person), why_not_owner(lead, person))
            for name, key in (("ada", there.ada), ("ben", there.ben), ("cy", there.cy), ("dee", there.dee))
            if (person := session.get_one(Person, key))
        }
        not_theirs = "Choose somebody of an agency that you lead, or a right."
        assert whys == {"ada": ("", ""), "ben": ("", ""), "cy": ("", not_theirs), "dee": ("", not_theirs)}
        for asks in (manager, lead):
            assert why_not_owner(asks, gone) == (
                "Gil Gone is not on the roster today: choose somebody else, or a right."
            )
        # In words as in a form.
        for said, people in (("for Dee Dole", [there.dee]), ("for Gil Gone", [])):
            taken = ItemTaken()
            take_owner(manager, taken, said.split())
            assert (taken.people, bool(taken.notes)) == (people, not people)
