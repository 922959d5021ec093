"""From where something was recorded: the door in words, and a message's own address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.kit.origin import where_said, words_and_link
from commands.kit.request import Door, Place
from tests.commands.speaking import request_with

SAID = Place("C1", "general", False, None, "1793000000.000100")
LINK = "https://slack.com/archives/C1/p1793000000000100"


@pytest.mark.parametrize(
    ("door", "place", "said"),
    [
        (Door.MENTION, SAID, f"a message in a channel ({LINK})"),
        (
            Door.MENTION,
            replace(SAID, thread="1792999999.000001"),
            f"a message in a channel ({LINK}?thread_ts=1792999999.000001&cid=C1)",
        ),
        (Door.DIRECT, replace(SAID, message=None), "a direct message"),
        (Door.COMMAND, SAID, "a slash command"),
        (Door.SUBMITTED, Place(), "the form Log training"),
    ],
)
def test_a_record_says_through_which_door_it_came(door: Door, place: Place, said: str) -> None:
    request = replace(request_with(), door=door, place=place)
    assert where_said(request, "the form Log training") == said


def test_what_was_kept_comes_apart_into_words_and_the_link() -> None:
    assert words_and_link(f"a message in a channel ({LINK})") == ("a message in a channel", LINK)
    assert words_and_link("Station 4 (north)") == ("Station 4 (north)", "")
