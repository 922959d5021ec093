"""An item in words: what is to be done, by when, by whom, how often, on whose list."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.member import Member
from commands.language.checklist_items import ItemWords, into_parts, understand_item, understand_owner
from storage.checklists import OwnerRight
from storage.engine import Store
from tests.commands.language.test_checklists import asked
from tests.commands.speaking import small_county


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Radio plan on file by 1 March", {"text": "Radio plan on file", "due_on": date(2027, 3, 1)}),
        ("Radio plan on file, due 3/1/2027.", {"text": "Radio plan on file", "due_on": date(2027, 3, 1)}),
        ("Sign by the 15th for me", {"text": "Sign", "due_on": date(2026, 11, 15), "owner_id": 1}),
        ("Order hoses for the station", {"text": "Order hoses for the station"}),
        ("Quarterly report to the board", {"text": "Quarterly report to the board"}),
        (
            "Roster current every month on the 31st",
            {"text": "Roster current", "due_on": date(2026, 11, 30), "every": 1, "due_day": 31},
        ),
        (
            "Walk the sites yearly on 1 March for the lead of Oak Police, with evidence",
            {
                "text": "Walk the sites",
                "due_on": date(2027, 3, 1),
                "every": 12,
                "due_day": 1,
                "owner_right": "lead",
                "evidence": True,
                "into": "own:2",
            },
        ),
        ("Brief the board for Cedar Fire by 1 March", {"text": "Brief the board", "into": "own:1"}),
        ("Brief the board on Cedar Fire's list", {"text": "Brief the board", "into": "own:1"}),
        ("Brief the board for ben@cedar.example", {"text": "Brief the board", "owner_id": 2}),
        ("Brief the board by 1 March for the emergency manager", {"owner_right": "manager"}),
        ("Tell the state for the region", {"text": "Tell the state", "into": "own:0"}),
    ],
)
def test_what_is_understood(store: Store, said: str, found: dict[str, object]) -> None:
    there = small_county(store)
    with store.reading() as session:
        manager = Member("T1", "U", there.ada, is_manager=True)
        understood = understand_item(asked(session, manager), said)
    assert understood.unclear == ""
    assert {name: getattr(understood, name) for name in found} == found
    other = ItemWords(into="own:0")
    assert [
        name
        for name in ("owner_id", "owner_right", "every", "evidence", "into")
        if name not in found and getattr(understood, name) != getattr(other, name)
    ] == []


def test_a_lead_of_several_says_whose_list(store: Store) -> None:
    there = small_county(store)
    lead = Member("T1", "U", there.ada, leads=frozenset([there.cedar, there.oak]))
    with store.reading() as session:
        assert "On whose checklist?" in understand_item(asked(session, lead), "Sign it").unclear
        assert understand_owner(asked(session, lead), "the lead", None) == (0, OwnerRight.LEAD, "")
        assert understand_owner(asked(session, lead), "Ben Birch", None)[0] == there.ben
        assert "Oak" in understand_owner(asked(session, lead), "Oak Zed", None)[2]


def test_the_key_of_a_list_is_read_strictly() -> None:
    assert into_parts("list:12") == (12, None)
    assert into_parts("own:5") == (0, 5)
    assert into_parts("own:0") == (0, None)
    for wrong in ("", "own:", "list:x", "own:1 ", "all:1", "own:99999999999"):
        with pytest.raises(ValueError, match=r".*"):
            into_parts(wrong)
