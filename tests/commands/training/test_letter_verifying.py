"""On Mondays those who verify are told how many records wait for them."""

from __future__ import annotations

from datetime import date

import pytest

from commands.training.letter_verifying import ENTRIES
from storage.engine import Store
from tests.commands.letters_read import person, texts, told
from tests.conversations import county

WORD = "email,course,completed_on,result,verified\n"


@pytest.mark.postgres
def test_a_lead_is_told_how_many_wait_and_never_of_their_own(county_store: Store) -> None:
    cora = person(county_store, "cora@grove.example")
    assert texts(told(county_store, ENTRIES, [cora])) == ["1 record waits to be verified by you."]
    rows = "cora@grove.example,ASIM-B,2026-11-01,pass,no\nada@grove.example,ASIM-B,2026-11-01,pass,no\n"
    county.take(county_store, "completions", WORD + rows)
    assert texts(told(county_store, ENTRIES, [cora])) == ["2 records wait to be verified by you."]
    assert told(county_store, ENTRIES, [cora], date(2026, 11, 3)) == []
    ada = person(county_store, "ada@grove.example")
    assert told(county_store, ENTRIES, [ada]) == []
