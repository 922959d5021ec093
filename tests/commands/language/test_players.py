"""Who took part, as lists have it: agencies with how many of theirs came."""

from __future__ import annotations

import pytest

from commands.language.players import counted_agencies
from storage.engine import Store
from tests.commands.language.listing import asks


@pytest.mark.parametrize(
    ("text", "counted", "wrong"),
    [
        ("Cedar Fire: 12\nGrove 911, 3", [12, 3], ""),
        ("Cedar Fire: 0", [], "a headcount is from 1 to"),
        ("Nowhere: 4", [], "I can't find any agency called “Nowhere”"),
        ("Cedar Fire: 2\nCedar Fire: 3", [2], "is on two lines"),
        ("Cedar Fire", [], "a line is an agency and a number"),
    ],
)
def test_agencies_with_how_many_came(county_store: Store, text: str, counted: list[int], wrong: str) -> None:
    with county_store.reading() as session:
        read = counted_agencies(asks(session), text)
    assert [number for _, number in read.headcounts] == counted
    assert wrong in " ".join(read.wrong)
