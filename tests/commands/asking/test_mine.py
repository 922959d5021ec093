"""What one told oneself, with the answers; only who told it takes it back."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused
from storage.engine import Store
from tests.commands.asking.desk import desk
from words.problems import Problem


def test_it_is_read_newest_first_and_taken_back_by_oneself(store: Store) -> None:
    place = desk(store)
    county = place.county
    ada, ben = place.teller(county.ada, county.cedar), place.teller(county.ben, county.cedar)
    assert "You have not told emergency management anything yet." in ada.says("ask mine").text
    for number in range(5):
        ada.says(f"ask concern Radio {number} fails")
    first = ada.says("ask mine")
    assert "Your concern · 2 Nov 2026\nRadio 4 fails\nIt waits to be read." in first.text
    assert "Radio 0" not in first.text
    assert "Radio 0" in ada.presses(first, "More").text
    for key in (1, 99):
        with pytest.raises(Refused, match="Only who told it can take it back"):
            ben.clicks("ask.take_back", {"told": key})
    done = ada.clicks("ask.take_back", {"told": 5})
    assert "emergency managers do not see it any more" in done.text
    assert "Radio" not in done.text
    with pytest.raises(Problem, match="You took that back already"):
        ada.clicks("ask.take_back", {"told": 5})
    assert "Radio 4" not in ada.says("ask mine").text
    assert "4 wait for an answer" in place.morgan.says("ask list").text


def test_what_is_long_is_read_whole_and_by_who_told_it_alone(store: Store) -> None:
    place = desk(store)
    county = place.county
    ada, ben = place.teller(county.ada, county.cedar), place.teller(county.ben, county.cedar)
    ada.says("ask concern " + "a " * 900 + "THE POINT")
    answered = place.morgan.clicks("ask.answer", {"told": 1})
    assert "THE POINT" in str(answered.reply.modal and answered.reply.modal.to_dict())
    place.morgan.submits(answered, answer="b " * 900 + "THE ANSWER")
    mine = ada.says("ask mine")
    assert "THE POINT" not in mine.text
    read = ada.presses(mine, "Read it").reply.modal
    assert "THE POINT" in str(read and read.to_dict())
    assert "THE ANSWER" in str(read and read.to_dict())
    with pytest.raises(Refused, match="Only who told it"):
        ben.clicks("ask.read", {"told": 1})
