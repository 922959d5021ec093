"""What was done, in the fewest words: the log's to answer where a course is named."""

from __future__ import annotations

import pytest

from commands.kit.request import Door
from commands.language.done_said import may_say_when, tells_what_was_done
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
        *(
            "had BLS on Monday",
            "renewed BLS today",
            "got my BLS renewed on Nov 10",
            "going to do BLS tonight",
        ),
        *("Noor Dahl was at BLS yesterday", "I was at BLS yesterday", "supposed to do BLS yesterday"),
        *("Noor Dahl will be at BLS tomorrow", "Noor Dahl is taking BLS on Friday", "missed BLS last night"),
        *("don't log BLS for Noor Dahl", "HAZWOPER refresher complete"),
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


@pytest.mark.parametrize(
    ("said", "head"),
    [
        ("BLS yesterday", "Basic Life Support, 1 Nov 2026, 4 hours, for you."),
        ("my BLS was yesterday", "Basic Life Support, 1 Nov 2026, 4 hours, for you."),
        ("BLS for Ben Flores and Ada Abbott 10/12", "12 Oct 2026, for Ben Flores and Ada Abbott."),
        ("Ben did BLS yesterday", "I took “Ben” as the people who took it."),
        ("BLS yesterday?", "I did not understand “yesterday?”."),
        ("Ben Flores was at BLS yesterday", "1 Nov 2026, for Ben Flores."),
        ("Ben Flores & Ada Abbott did BLS this morning", "2 Nov 2026, for Ben Flores and Ada Abbott."),
        ("Ben Flores has BLS on friday", "I did not understand “Ben Flores has”."),
        ("had BLS on Monday", "I understood: Basic Life Support"),
        ("BLS done", "I understood: Basic Life Support"),
    ],
)
def test_a_class_and_its_day_are_looked_at_and_never_recorded(
    county_store: Store, said: str, head: str
) -> None:
    told = hears(lead(county_store), said, Door.DIRECT).text
    assert head in told
    assert "Nothing was recorded" in told


@pytest.mark.parametrize(
    "said", ["BLS by yesterday", "overdue for BLS yesterday", "Cedar Fire BLS", "who had BLS yesterday"]
)
def test_what_asks_who_is_due_stays_a_question(said: str) -> None:
    assert not may_say_when(said.split())
