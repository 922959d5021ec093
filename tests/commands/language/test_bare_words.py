"""A form's last word said alone means that form only where what follows is of that form."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.commands.language.hearing import asked_back, dana, hears, means
from words.problems import Unclear


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("send Ben to the kickoff", "meeting send"),
        ("send Ben instead", "meeting send"),
        ("send my deputy in my place", "meeting send"),
        ("post the checklist", "checklist post"),
        ("post the list here", "checklist post"),
        ("post", "checklist post"),
        ("show me the gaps in fire", "readiness gaps"),
        ("show our teams", "readiness teams"),
        ("show the ladder", "exercise ladder"),
        ("show me who is due in fire", "due"),
        ("can you please show me the list of who is due at Elm PD", "due"),
    ],
)
def test_what_follows_is_of_that_form(sentence: str, form: str) -> None:
    assert means(sentence)[0] == form


@pytest.mark.parametrize(
    "sentence",
    [
        *("send the report", "send it", "send the numbers", "send everything"),
        *("post the readiness here", "post the numbers", "post a picture", "post this in the hall"),
    ],
)
def test_what_follows_is_of_nothing_there(sentence: str) -> None:
    assert asked_back(sentence).offers


@pytest.mark.parametrize("sentence", ["show me fire", "show Fire", "please show fire", "show me the fire"])
def test_a_discipline_is_shown_as_it_is_ready(county_store: Store, sentence: str) -> None:
    assert "Readiness: Fire" in hears(dana(county_store), sentence).text


@pytest.mark.parametrize("sentence", ["show me the money", "show Cedra drill", "show the weather"])
def test_what_nobody_knows_is_asked_back(county_store: Store, sentence: str) -> None:
    with pytest.raises(Unclear, match="I can't find any exercise, agency or discipline") as unclear:
        hears(dana(county_store), sentence)
    assert [offer.label for offer in unclear.value.offers][-1] == "readiness"
