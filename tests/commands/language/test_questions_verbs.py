"""What people in a question do to, with or for others."""

from __future__ import annotations

from tests.commands.language.grove import Asker, asked_back, misunderstood

UNDERSTOOD = (
    ("I would like Cedar Fire, who is overdue", "who CedarFD overdue"),
    ("who of Ben Flores and Noor Dahl is overdue", "who Ben Flores+Noor Dahl overdue"),
    ("who is overdue, Ben Flores or Noor Dahl", "who Ben Flores+Noor Dahl overdue"),
    ("who is due with Cedar Fire", "who CedarFD due"),
    ("can you run who is due from Elm PD", "who ElmPD due"),
    ("who is trained at Cedar Fire", "who CedarFD current"),
    ("who needs BLS at Cedar Fire", "who CedarFD BLS due"),
    ("who's in Cedar Fire and overdue", "who CedarFD overdue"),
    ("who still gotta do BLS over at Cedar Fire", "who CedarFD BLS due"),
    ("any1 overdue over there at Cedar Fire rn", "who CedarFD overdue"),
)
ASKED_BACK = (
    "who trained Noor Dahl",
    "who certified Ben Flores",
    "who needs Noor Dahl",
    "who has trained with Cedar Fire",
    "who trained Cedar Fire",
    "who got BLS from Noor Dahl",
    "who reports to Noor Dahl",
    "people like Noor Dahl who are due",
    "agencies like Cedar Fire, overdue",
    "who can run BLS",
    "who could give ASIM Basic",
    "who in Noor Dahl's crew is overdue",
    "how many have BLS from Noor Dahl",
    "who is due with Ben Flores",
    "who's training Noor Dahl",
    "who does Noor Dahl need",
    "who was certified by Cedar Fire",
    "who has been certified by the state police",
    "who is overdue by Noor Dahl",
    "BLS yesterday",
    "my BLS was yesterday",
    "had BLS on Monday",
    "BLS tonight at Cedar Fire",
    "BLS for Noor Dahl 11/12",
    "our BLS class is on Dec 4",
    "Noor Dahl has BLS on Friday",
    "Noor Dahl was at BLS yesterday",
    "Noor Dahl is in BLS today",
    "who is going to BLS on Friday",
    "who goes to BLS tomorrow",
    "is BLS on Friday",
    "who renewed BLS this month",
    "supposed to do BLS yesterday",
    "got my BLS renewed on Nov 10",
    "who is Noor Dahl",
    "who's at Elm PD",
    "who is overdue at Elm PD and how many at Cedar Fire",
    "firefighters without BLS",
)


def test_who_is_asked_about_beside_a_verb_is_understood(grove: Asker) -> None:
    assert misunderstood(grove, UNDERSTOOD) == []


def test_what_people_do_to_others_is_asked_back(grove: Asker) -> None:
    assert asked_back(grove, ASKED_BACK) == list(ASKED_BACK)
