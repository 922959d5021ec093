"""Names as they stand together: a unit and its agency, a person and theirs, a place and its kinds."""

from __future__ import annotations

from tests.commands.language.grove import Asker, asked_back, misunderstood

UNDERSTOOD = (
    ("hi, can you please show me the list of who is due at Elm PD", "who ElmPD due"),
    ("list everyone who's due at Cedar Fire or Cedar Police", "who CedarFD+CedarPD due"),
    ("All police departments: who is overdue on active shooter?", "who discipline:law LE-ASR overdue"),
    ("who is due in the City of Elm", "who jurisdiction:City of Elm due"),
    ("ASIM Basic, who's due at Gum PD and FD", "who GumFD+GumPD ASIM-B due"),
    (
        "SO + Troop G, who has lapsed on LE-ASR",
        "who Grove County Sheriff+State Police Troop G LE-ASR expired",
    ),
    ("who's overdue on BLS and HAZWOPER in Oak and Pine fire", "who OakFD+PineFD BLS HAZ-R overdue"),
    ("Elm Fire and Police", "who ElmFD+ElmPD due"),
    ("Police and fire in Elm", "who ElmFD+ElmPD due"),
    ("Oak, Pine and Elm fire", "who ElmFD+OakFD+PineFD due"),
    ("state police overdue on LE-ASR", "who State Police Troop G LE-ASR overdue"),
    ("Elm PD/Elm FD overdue", "who ElmFD+ElmPD overdue"),
    ("fire, police & dispatch", "who discipline:dispatch+discipline:fire+discipline:law due"),
    ("B. Flores, what's due?", "who Ben Flores due"),
    ("Flores, Ben: what's due?", "who Ben Flores due"),
    ("Ben Flores, Noor Dahl and Zoe Kessler: what's due?", "who Ben Flores+Noor Dahl+Zoë Kessler due"),
)
ASKED_BACK = (
    "who's due in Elm",
    "Elm or Oak, overdue",
    "law in Cedar Fire",
    "is Kara Castro current on BLS",
    "is Ben Flores of Elm PD current",
    "who's due in Oak fire, Pine and Elm",
    "am I current in Basic?",
    "who has ASIM",
)


def test_names_are_understood_as_they_stand_together(grove: Asker) -> None:
    assert misunderstood(grove, UNDERSTOOD) == []


def test_what_is_not_sure_is_asked_back(grove: Asker) -> None:
    assert asked_back(grove, ASKED_BACK) == list(ASKED_BACK)
