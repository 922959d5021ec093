"""Which list and which item is meant by words."""

from __future__ import annotations

import pytest

from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.kit.request import Door, Request
from commands.language.checklists import (
    item_of,
    list_name,
    lists_meant,
    near_lists,
    understand_lists,
)
from storage.audit import Trail
from storage.checklist_keeping import ItemSaid, add_item, own_checklist
from storage.engine import Store
from tests.commands.speaking import NOON, REGION, County, small_county
from words.problems import Problem

TRAIL = Trail("x", "slack", NOON)


def asked(session: object, member: Member) -> Request:
    return Request(session, member, REGION, NOON, REGION.day(NOON), Door.COMMAND, "key")  # type: ignore[arg-type]


@pytest.fixture
def there(store: Store) -> County:
    """A county whose region, Cedar Fire and Oak Police each keep a list of two items."""
    county = small_county(store)
    with store.writing() as session:
        for agency in (None, county.cedar, county.oak):
            own = own_checklist(session, agency, TRAIL)
            for text in ("Radio plan on file", "Radio batteries"):
                add_item(session, own, ItemSaid(text, step="Talk"), TRAIL)
    return county


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("ours", ["Checklist of Cedar Fire Department"]),
        ("the region's list", ["Checklist of the region"]),
        ("Cedar Fire's", ["Checklist of Cedar Fire Department"]),
        ("Cedar and Oak", ["Checklist of Cedar Fire Department", "Checklist of Oak Police"]),
        ("roadmap", []),
    ],
)
def test_whose_list_is_meant(store: Store, there: County, said: str, found: list[str]) -> None:
    manager = Member("T1", "U", there.ada, leads=frozenset([there.cedar]), is_manager=True)
    with store.reading() as session:
        request = asked(session, manager)
        meant = lists_meant(request, understand_lists(request, said))
        assert [list_name(request, each) for each in meant] == found
        assert near_lists(request, "Cedr Fire Departmnt") != []


def test_one_of_others_is_refused_and_one_that_is_gone_said(store: Store, there: County) -> None:
    lead = Member("T1", "U", there.ada, leads=frozenset([there.cedar]))
    with store.reading() as session:
        with pytest.raises(Refused):
            item_of(asked(session, lead), 1)
        with pytest.raises(Problem, match="no longer there"):
            item_of(asked(session, lead), 99)
