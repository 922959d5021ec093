"""How agencies and disciplines are called, in short and in part."""

from __future__ import annotations

from functools import cache

import pytest

from words.names import Kind, Lexicon, Match
from words.spoken import discipline_said

TOWNS = ("Cedar", "Elm", "Gum", "Oak", "Pine")
AGENCIES = (
    *(f"{town} {kind} Department" for town in TOWNS for kind in ("Police", "Fire")),
    "Elmwood Fire Department",
    "Grove County Sheriff",
    "Grove County EMS",
    "MedStar Ambulance",
    "Grove 911",
    "Grove County Emergency Management",
    "Grove Unified Schools",
    "State Police Troop G",
    "Fir Volunteer Fire Company",
)
COURSES = {
    "ASIM-B": "ASIM Basic",
    "ASIM-TTT": "ASIM Basic Train-the-Trainer",
    "BLS": "Basic Life Support",
    "HAZ-R": "HAZWOPER Refresher",
    "ICS-100": "IS-100 Introduction to ICS",
    "LE-ASR": "Law enforcement active shooter response",
}
ALL = (Kind.COURSE, Kind.AGENCY, Kind.DISCIPLINE, Kind.JURISDICTION)


@cache
def lexicon() -> Lexicon:
    """The names of a county."""
    named = [(name, Match(Kind.AGENCY, n, name)) for n, name in enumerate(AGENCIES)]
    named += [(f"City of {town}", Match(Kind.JURISDICTION, town, f"City of {town}")) for town in TOWNS]
    for n, (code, title) in enumerate(COURSES.items()):
        named += [(name, Match(Kind.COURSE, n, code)) for name in (code, title)]
    return Lexicon(named, ("law", "fire", "ems", "dispatch", "em", "school", "state"))


def named(said: str) -> list[str]:
    """The names that all of what was said may mean; none where a part of it means something alone."""
    found = lexicon().find(said.split(), ALL)
    return [match.name for match in found.matches] if found and found.words == len(said.split()) else []


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Elm PD", ["Elm Police Department"]),
        ("elm pd", ["Elm Police Department"]),
        ("Elm Police", ["Elm Police Department"]),
        ("Elm Police Dept.", ["Elm Police Department"]),
        ("Elm PD's", ["Elm Police Department"]),
        ("Elm FD", ["Elm Fire Department"]),
        ("Cedar Fire’s", ["Cedar Fire Department"]),
        ("Fir VFD", ["Fir Volunteer Fire Company"]),
        ("Fir Fire", ["Fir Volunteer Fire Company"]),
        ("SO", ["Grove County Sheriff"]),
        ("S.O.", ["Grove County Sheriff"]),
        ("Elm P.D.", ["Elm Police Department"]),
        ("B.L.S", ["BLS"]),
        ("so", []),
        ("sheriff", ["Grove County Sheriff"]),
        ("sheriff's office", ["Grove County Sheriff"]),
        ("sheriffs office", ["Grove County Sheriff"]),
        ("Grove SO", ["Grove County Sheriff"]),
        ("County sheriff's department", ["Grove County Sheriff"]),
        ("Troop G", ["State Police Troop G"]),
        ("State Police", ["State Police Troop G"]),
        ("MedStar", ["MedStar Ambulance"]),
        ("MedStar EMS", ["MedStar Ambulance"]),
        ("med star", ["MedStar Ambulance"]),
        ("Med Star Ambulance", ["MedStar Ambulance"]),
        ("County EMS", ["Grove County EMS"]),
        ("Grove 911", ["Grove 911"]),
        ("Grove dispatch", ["Grove 911"]),
        ("Grove Schools", ["Grove Unified Schools"]),
        ("Grove EM", ["Grove County Emergency Management"]),
        ("911", ["911 and dispatch"]),
        ("police", ["Law enforcement"]),
        ("police departments", ["Law enforcement"]),
        ("PDs", ["Law enforcement"]),
        ("fire departments", ["Fire"]),
        ("fire department", ["Fire"]),
        ("medics", ["EMS"]),
        ("dispatch", ["911 and dispatch"]),
        ("EM", ["Emergency mgmt."]),
        ("law enforcement", ["Law enforcement"]),
        ("Elm", ["Elm Police Department", "Elm Fire Department", "City of Elm"]),
        ("Elmwood", ["Elmwood Fire Department"]),
        ("City of Elm", ["City of Elm"]),
        ("active shooter", ["LE-ASR"]),
        ("asim b", ["ASIM-B"]),
        ("asim‑b", ["ASIM-B"]),
        ("ASIMB", ["ASIM-B"]),
        ("asim basic", ["ASIM-B"]),
        ("life support", ["BLS"]),
        ("HAZWOPER", ["HAZ-R"]),
        ("ICS100", ["ICS-100"]),
        ("ics 100", ["ICS-100"]),
        ("IS-100", ["ICS-100"]),
        ("IS100", ["ICS-100"]),
        ("Basic", ["ASIM-B", "ASIM-TTT", "BLS"]),
        ("Train the Trainer", ["ASIM-TTT"]),
        ("CPR", []),
        ("Elm Polcie", []),
        ("Elm EMS", []),
        ("Ceder Fire", []),
        ("BSL", []),
        ("department", []),
        ("what is 100", []),
    ],
)
def test_what_agencies_disciplines_and_courses_are_called(said: str, names: list[str]) -> None:
    assert named(said) == names


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Elm Polcie", "Elm Police Department"),
        ("Ceder Fire", "Cedar Fire Department"),
        ("Gum DP", "Gum Police Department"),
        ("County Sherrif", "Grove County Sheriff"),
        ("BSL", "BLS"),
        ("BLSS", "BLS"),
        ("HAZWOPR", "HAZ-R"),
    ],
)
def test_a_near_miss_is_offered(said: str, meant: str) -> None:
    assert meant in [match.name for match in lexicon().near(said, ALL)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Law Enforcement", "law"),
        ("police", "law"),
        ("LAW", "law"),
        ("911", "dispatch"),
        ("9-1-1", "dispatch"),
        ("911 & dispatch", "dispatch"),
        ("Fire Department", "fire"),
        ("paramedics", "ems"),
        ("Public_Works", "public_works"),
        ("public works", "public_works"),
        ("emergency management", "em"),
        ("schools", "school"),
        ("K-12", "school"),
        ("other", "other"),
        ("navy", None),
        ("", None),
    ],
)
def test_a_discipline_by_all_that_it_is_called(said: str, code: str | None) -> None:
    assert discipline_said(said) == code
