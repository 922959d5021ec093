"""What "except", "but not" and "without" take away."""

from __future__ import annotations

from tests.commands.language.grove import Asker, asked_back, misunderstood

UNDERSTOOD = (
    (
        "Everyone except dispatch: who's overdue for ASIM Basic?",
        "who everyone -discipline:dispatch ASIM-B overdue",
    ),
    ("everyone but dispatch and EMS, overdue", "who everyone -discipline:dispatch -discipline:ems overdue"),
    (
        "how many are overdue on HAZWOPER in all fire departments except Cedar and Oak?",
        "how_many discipline:fire -CedarFD -OakFD HAZ-R overdue",
    ),
    (
        "how many in law, excluding the sheriff and Troop G, have never had ASIM Basic?",
        "how_many discipline:law -Grove County Sheriff -State Police Troop G ASIM-B never|new",
    ),
    ("all fire departments without Cedar", "who discipline:fire -CedarFD due"),
    ("who is due other than Noor Dahl at Cedar Fire", "who CedarFD -Noor Dahl due"),
    ("who is overdue in fire, not EMS", "who discipline:fire -discipline:ems overdue"),
    ("everyone not in law, overdue", "who everyone -discipline:law overdue"),
    ("Elm Fire, all courses except ICS-100, who's overdue", "who ElmFD -ICS-100 overdue"),
    ("who's due for anything but BLS at Cedar Fire", "who CedarFD -BLS due"),
    ("ASIM-B, BLS or HAZWOPER in Oak Fire except ICS-100", "who OakFD ASIM-B BLS HAZ-R -ICS-100 due"),
    (
        "all agencies except fire, share current on ASIM Basic",
        "share everyone -discipline:fire ASIM-B current",
    ),
    ("fire and 911 minus Cedar FD, overdue", "who discipline:dispatch+discipline:fire -CedarFD overdue"),
    ("everyone except dispatch & EMS, overdue", "who everyone -discipline:dispatch -discipline:ems overdue"),
    (
        "fire plus 911 without Cedar Fire and Oak Fire, overdue",
        "who discipline:dispatch+discipline:fire -CedarFD -OakFD overdue",
    ),
    ("due or overdue at Elm PD", "who ElmPD due|overdue"),
    ("or overdue at Elm PD", "who ElmPD due|overdue"),
    ("but not overdue at Elm PD", "who ElmPD due_soon|new"),
)
ASKED_BACK = (
    "Cedar Fire except",
    "Cedar Fire but not",
    "everyone except dispatch and BLS",
    "who has BLS but not ASIM Basic",
    "who is current on BLS but overdue on ASIM Basic",
    "fire minus Cedar FD plus 911, overdue",
    "everyone minus law plus Troop G",
    "everyone minus law + Troop G",
    "fire without Cedar Fire and with 911, overdue",
    "fire except Cedar FD and also 911",
    "fire except Cedar FD as well as 911",
    "fire excluding Cedar FD, also 911, overdue",
    "fire except Cedar FD and 911 too",
    "fire except Cedar FD, and 911",
    "fire, not Cedar FD, and 911",
    "fire except Cedar FD and then 911",
)


def test_what_is_taken_away_is_understood(grove: Asker) -> None:
    assert misunderstood(grove, UNDERSTOOD) == []


def test_what_is_not_sure_is_asked_back(grove: Asker) -> None:
    assert asked_back(grove, ASKED_BACK) == list(ASKED_BACK)
