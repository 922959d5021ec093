"""The times of a question."""

from __future__ import annotations

from tests.commands.language.grove import Asker, asked_back, misunderstood

UNDERSTOOD = (
    (
        "MedStar and County EMS, how many are due for BLS within 30d",
        "how_many Grove County EMS+MedStar Ambulance BLS due by=2026-12-02",
    ),
    ("ICS-100, everyone, by 1 December", "who everyone ICS-100 due by=2026-12-01"),
    ("BLS expiring at Gum FD in the next 45 days", "who GumFD BLS due_soon by=2026-12-17"),
    ("who in fire is due in January?", "who discipline:fire due from=2027-01-01 by=2027-01-31"),
    ("who is due next month in law", "who discipline:law due from=2026-12-01 by=2026-12-31"),
    ("Q1 2027 EMD due at Grove 911", "who Grove 911 EMD due from=2027-01-01 by=2027-03-31"),
    ("who's due between Dec 15 and Jan 15 at Gum FD?", "who GumFD due from=2026-12-15 by=2027-01-15"),
    ("who has HAZWOPER due before 1 February", "who everyone HAZ-R due by=2027-01-31"),
    ("who's due by Friday", "who everyone due by=2026-11-06"),
    ("who's due after June", "who everyone due from=2027-07-01"),
    ("who expired in October at Pine Fire?", "who PineFD expired from=2026-10-01 by=2026-10-31"),
    ("who has expired since September at Elm PD", "who ElmPD expired from=2026-09-01"),
    ("who lapsed last month?", "who everyone expired from=2026-10-01 by=2026-10-31"),
    ("who was due on July 1 in Oak Fire", "who OakFD due by=2026-09-29 on=2026-07-01"),
    ("how many were overdue as of 1 October 2026 in fire?", "how_many discipline:fire overdue on=2026-10-01"),
    ("who is due as of July 1 2026 in the next 30 days", "who everyone due by=2026-07-31 on=2026-07-01"),
    ("who expires on Dec 31 at Oak Fire", "who OakFD due_soon from=2026-12-31 by=2026-12-31"),
    ("whose BLS expired on October 3", "who everyone BLS expired from=2026-10-03 by=2026-10-03"),
    ("who was expired on October 3", "who everyone expired on=2026-10-03"),
)
ASKED_BACK = (
    "who is due in January and in March",
    "who is due in fiscal year 2027",
    "who were on leave in October",
    "who is good on BLS until June",
    "who will be overdue by March 1",
    "who was overdue in fire",
    "what share was current on BLS in October",
    "who is due in 5000 days",
)


def test_times_are_understood(grove: Asker) -> None:
    assert misunderstood(grove, UNDERSTOOD) == []


def test_what_is_not_sure_is_asked_back(grove: Asker) -> None:
    assert asked_back(grove, ASKED_BACK) == list(ASKED_BACK)
