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
    ("who is due in fire, skip Cedar Fire", "who discipline:fire -CedarFD due"),
    ("can you skip Cedar Fire, who is due in fire", "who discipline:fire -CedarFD due"),
    ("who has HAZWOPER or BLS at Cedar Fire", "who CedarFD BLS HAZ-R current"),
    ("when did my BLS expire", "when Uma Joyner BLS due", "uma"),
    ("troopers who never took ASIM Basic", "who State Police Troop G ASIM-B never|new"),
    ("need to know asap who at 911 hasn't done EMD", "who discipline:dispatch EMD never|new"),
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
    "what is ICS-100 good for",
    "can I skip ICS-100",
    "can Noor Dahl skip BLS",
    "who may omit EMD",
    "when was my BLS",
    "when was I trained on BLS",
    "since when have we been current on BLS",
    "who is 100% current at Elm PD",
    "which agencies are 100 percent current",
    "who has all required courses at Cedar Fire",
    "who has every course",
    "who has only BLS at Cedar Fire",
    "who has HAZWOPER and BLS at Cedar Fire",
    "which medics have BLS and EMD",
    "agencies with overdue people",
    "which agencies have someone overdue on EMD",
    "did we train on BLS in October",
)


def test_what_somebody_is_still_to_be_is_no_state_they_are_in(grove: Asker) -> None:
    assert misunderstood(grove, UNDERSTOOD) == []


def test_what_may_be_is_asked_back(grove: Asker) -> None:
    assert asked_back(grove, ASKED_BACK) == list(ASKED_BACK)
