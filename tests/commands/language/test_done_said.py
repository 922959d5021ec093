"""What was done, in the fewest words: the log's to answer where a course is named."""

from __future__ import annotations

import pytest

from commands.language.done_said import tells_what_was_done
from storage.engine import Store
from tests.commands.language.hearing import hears, lead
from words.problems import Unclear


@pytest.mark.parametrize(
    "said",
    [
        "BLS done",
        "BLS done yesterday",
        "Rosa and Noor did ASIM Basic yesterday",
        "I will take BLS next Monday",
    ],
)
def test_it_tells_what_was_done(said: str) -> None:
    assert tells_what_was_done(said.split())


@pytest.mark.parametrize(
    "said",
    [
        *("", "BLS done?", "is BLS done", "BLS not done", "nobody did BLS", "did I do BLS", "who did BLS"),
        *("the checklist is done", "we did the drill", "I will call you", "put BLS down as done"),
    ],
)
def test_it_tells_of_something_else(said: str) -> None:
    assert not tells_what_was_done(said.split())


def test_what_is_still_to_come_is_said_in_the_logs_words(county_store: Store) -> None:
    with pytest.raises(Unclear, match="still to come") as unclear:
        hears(lead(county_store), "I will take BLS next Monday")
    assert "Nothing was recorded" in unclear.value.not_understood


def test_without_a_course_nobody_understands_it(county_store: Store) -> None:
    with pytest.raises(Unclear, match="I did not understand"):
        hears(lead(county_store), "lunch done")
