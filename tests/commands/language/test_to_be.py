"""States somebody is still to be in: due, never taken, or asked back; never those who are in it today."""

from __future__ import annotations

from tests.commands.language.grove import Asker, asked_back, misunderstood

UNDERSTOOD = (
    ("who needs to be trained at elm pd", "who ElmPD due"),
    ("who needs to be certified in EMD", "who everyone EMD due"),
    ("who must be certified in EMD", "who everyone EMD due"),
    ("who has to be trained on BLS at MedStar", "who MedStar Ambulance BLS due"),
    ("who should be trained on ASIM Basic at Elm PD", "who ElmPD ASIM-B due"),
    ("who still has to be trained", "who everyone due"),
    ("who needs certified in EMD", "who everyone EMD due"),
    ("who needs to get BLS certified at Cedar Fire", "who CedarFD BLS due"),
    ("who needs to have current BLS", "who everyone BLS due"),
    ("how many need to be trained at Elm PD", "how_many ElmPD due"),
    ("people to be trained at Elm PD", "who ElmPD due"),
    ("who needs to get current on BLS", "who everyone BLS due"),
    ("who do I need to get trained before December 31 at Gum FD", "who GumFD due by=2026-12-30"),
    ("who needs to be trained by end of year in law", "who discipline:law due by=2026-12-31"),
    ("who has yet to be trained on BLS", "who everyone BLS never|new"),
    ("who's yet to get certified in EMD", "who everyone EMD never|new"),
    ("does Noor Dahl need to be trained on BLS", "whether Noor Dahl BLS due"),
    ("do I need to be trained on BLS", "whether Uma Joyner BLS due", "uma"),
    ("who is trained in EMD", "who everyone EMD current"),
    ("who has current BLS", "who everyone BLS current"),
    ("I need a list of who is current on BLS", "who everyone BLS current"),
)
ASKED_BACK = (
    "can I still get a waiver",
    "can Noor Dahl be excused",
    "who can be trained on BLS",
    "who can get trained in EMD",
    "who is being trained on BLS",
    "who does not need to be trained on BLS",
    "who needs to be trained and who is current",
)


def test_what_somebody_is_still_to_be_is_no_state_they_are_in(grove: Asker) -> None:
    assert misunderstood(grove, UNDERSTOOD) == []


def test_what_may_be_is_asked_back(grove: Asker) -> None:
    assert asked_back(grove, ASKED_BACK) == list(ASKED_BACK)
