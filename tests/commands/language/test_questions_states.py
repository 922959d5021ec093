"""The states of a question, said, denied and taken away."""

from __future__ import annotations

from tests.commands.language.grove import Asker, asked_back, misunderstood

UNDERSTOOD = (
    ("expired or never, life support, Gum FD", "who GumFD BLS expired|never"),
    ("who's lapsed or in grace at Elm PD", "who ElmPD expired|grace"),
    ("who is due but not overdue yet in fire", "who discipline:fire due_soon|new"),
    ("who is due but not expired in fire", "who discipline:fire due_soon|never|new"),
    ("who is overdue and not on leave at Cedar Fire", "who CedarFD overdue"),
    ("how many at Oak Fire are not current on HAZWOPER?", "how_many OakFD HAZ-R overdue"),
    ("who isn't certified in EMD", "who everyone EMD never|new"),
    ("who is not trained in EMD at 911?", "who discipline:dispatch EMD never|new"),
    ("who hasn't taken BLS at Cedar Fire", "who CedarFD BLS never|new"),
    ("who at Elm PD has yet to take ASIM Basic", "who ElmPD ASIM-B never|new"),
    ("whos not done asim basic", "who everyone ASIM-B never|new"),
    ("who doesn't have BLS at Cedar Fire", "who CedarFD BLS overdue"),
    ("who hasn't renewed BLS at Cedar Fire", "who CedarFD BLS overdue"),
    ("who has BLS at Cedar Fire", "who CedarFD BLS current"),
    ("who's good on BLS at Cedar Fire", "who CedarFD BLS current"),
    ("who is up to date on BLS in Cedar Fire?", "who CedarFD BLS current"),
    ("what's coming up for Cedar Fire?", "who CedarFD due_soon"),
    ("who's unverified for BLS at Cedar Fire", "who CedarFD BLS unverified"),
    ("who is on leave at Cedar Fire", "who CedarFD on_leave"),
    ("how many have a waiver for BLS", "how_many everyone BLS waived"),
    ("who at Elm PD is new on ASIM Basic?", "who ElmPD ASIM-B new"),
    ("who is on leave or overdue at Cedar Fire", "who CedarFD on_leave|overdue"),
    ("who is on leave and who is overdue at Cedar Fire", "who CedarFD on_leave|overdue"),
    ("expired and never, life support, Gum FD", "who GumFD BLS expired|never"),
    ("overdue people and people on leave at Cedar Fire", "who CedarFD on_leave|overdue"),
)
ASKED_BACK = (
    "who isn't due in fire",
    "who is overdue but not in grace in law",
    "who's not overdue or new at Oak Fire",
    "who is not on leave at Cedar Fire",
    "who is current on BLS and overdue on ASIM Basic",
    "I did not take BLS",
    "what share of fire is overdue on BLS",
    "who took BLS",
    "who passed BLS",
    "is Ben Flores in fire",
    "who is verified on BLS",
    "who is on leave and overdue",
    "who is overdue and waived on BLS",
    "who is on leave overdue at Cedar Fire",
    "who at Cedar Fire is overdue and unverified",
    "how many are on leave and current",
    "who in fire on leave is expired",
    "who's on leave but overdue",
    "who is overdue but still in grace in law",
    "overdue people on leave",
    "who needs BLS and is on leave",
    "who needs a waiver for BLS",
    "who is new and overdue",
)


def test_states_are_understood(grove: Asker) -> None:
    assert misunderstood(grove, UNDERSTOOD) == []


def test_what_is_not_sure_is_asked_back(grove: Asker) -> None:
    assert asked_back(grove, ASKED_BACK) == list(ASKED_BACK)
