"""Whether a sentence asks where people stand, by its words alone."""

from __future__ import annotations

import pytest

from commands.language.standing_asked import asks_of_people, asks_of_standing


@pytest.mark.parametrize(
    "said",
    [
        *(
            "who is due",
            "worst agency",
            "below 80% on BLS",
            "when am I due",
            "who needs BLS",
            "who is on leave",
        ),
        *("has Noor Dahl done BLS", "which classes am I overdue on", "until when am I good on BLS"),
        *("am i missing anything", "what's my department missing", "what's Ben Flores need"),
        *("when's my hazwoper up", "remind everyone to do BLS"),
        *("I need to know who is overdue", "list everyone who has lapsed", "who is new on BLS"),
    ],
)
def test_it_asks_where_people_stand(said: str) -> None:
    assert asks_of_standing(said.split())


@pytest.mark.parametrize(
    "said",
    [
        *("", "overdue actions", "who has overdue items", "which meetings are coming up", "what's new"),
        *("I took BLS on Friday", "log BLS", "who has never played Transport", "which plan is current"),
        *("how is our current coverage", "what is a good time for the meeting", "share this with everyone"),
        *("Ben Flores is on leave from 1 Dec", "how many refreshers fall due each month", "put Ben on leave"),
        *("which courses does fire need", "what's missing from the plan", "remind everyone about the drill"),
        *("what do I need to do first", "who was missing from the drill", "the best time to call"),
    ],
)
def test_it_asks_something_else(said: str) -> None:
    assert not asks_of_standing(said.split())


def test_whether_it_is_of_people_is_told_by_who_and_how_many() -> None:
    assert asks_of_people(["who", "is", "overdue"])
    assert asks_of_people(["how", "many", "are", "due"])
    assert not asks_of_people(["when", "is", "the", "radio", "plan", "due"])
