"""The form of who took part: by person, by list, by headcount; reach said at once; nothing half-written."""

from __future__ import annotations

from typing import Any

import pytest

from commands.exercises.taking_part import AGENCY, HEADCOUNTS, NAMES
from commands.kit.problems import Wrong
from commands.kit.request import Door
from commands.language.fields import POSITION
from tests.commands.exercises.table import Table
from tests.commands.speaking import Said

NOTHING: dict[str, Any] = {"role": "player"}


def opened(table: Table, speaker: str = "cora") -> Said:
    """The form, as somebody opens it."""
    said: Said = getattr(table, speaker).says("exercise log")
    return said


def test_the_hosts_lead_writes_down_people_of_every_agency_and_hears_who_was_missing(table: Table) -> None:
    assert table.cora.looks_up("exercise.log/people", "Quinn") == {}, "of no exercise yet"
    for code, found in (("EX-1", ["Pat Quinn (Birch Police Department)"]), ("EX-4", [])):
        chosen = {"exercise": int(table.exercise(code))}  # EX-4 was cancelled
        assert list(table.cora.looks_up("exercise.log/people", "Quinn", chosen)) == found
    said = table.cora.submits(
        opened(table),
        exercise=table.exercise("EX-1"),
        people=[str(table.person("Ada Abbott"))],
        names="- Flores\n2) pat@birch.example\nJo Lee, Birch Police Department\n",
        position=table.position("TRIAGE"),
        run="2",
        **NOTHING,
    )
    assert table.rows() == [
        ("Ada Abbott", "TRIAGE", "player", 2, "verified"),
        ("Ben Flores", "TRIAGE", "player", 2, "verified"),
        ("Pat Quinn", "TRIAGE", "player", 2, "verified"),
        ("Jo Lee", "TRIAGE", "player", 2, "verified"),
    ]
    assert "Ada Abbott and Ben Flores as Triage, run 2, for Cedar Fire Department" in said.text
    assert "Triage is filled by EMS or Fire: for Pat Quinn and Jo Lee it is on record" in said.text
    assert "Joint: 2 agencies played." in said.text
    assert "Dispatch was not at the table." in said.text
    counted = table.cora.submits(
        opened(table),
        exercise=table.exercise("EX-2"),
        headcounts="Cedar Fire: 12\nBirch Police 1,200",
        **NOTHING,
    )
    assert table.rows()[4:] == [("12", "", "player", 1, "verified"), ("1200", "", "player", 1, "verified")]
    assert "Dispatch was not at the table; two exercises this year without them." in counted.text
    twice = table.cora.submits(
        opened(table), exercise=table.exercise("EX-2"), headcounts="14 Cedar Fire", **NOTHING
    )
    assert "has a headcount of 12 on record there already" in twice.text
    assert twice.buttons()[:2] == ["Take back the 12", "Take back the 14"]
    table.cora.submits(table.cora.presses(twice, "Take back the 14"), reason="The same people")
    assert len(table.rows()) == 6
    full = table.cora.submits(
        opened(table), exercise=table.exercise("EX-2"), headcounts="Grove 911: 2", **NOTHING
    )
    assert "Full reach: law enforcement, fire, EMS and dispatch were all at the table." in full.text
    again = table.cora.submits(
        opened(table), exercise=table.exercise("EX-2"), headcounts="Grove 911: 2", **NOTHING
    )
    assert "Nothing was recorded twice" in again.text
    assert "Undo" not in again.buttons()
    assert "Taken back, 2 records." in table.cora.presses(counted, "Undo").text
    assert len(table.rows()) == 5


@pytest.mark.parametrize(
    ("filled", "field", "told"),
    [
        (
            {"headcounts": "Cedar Fire: -3\nBirch Police: 10,000"},
            "headcounts",
            "“Cedar Fire: -3”: a headcount is",
        ),
        (
            {"headcounts": "Cedar Fire: 12\nUmber Fire: 4"},
            "headcounts",
            "I can't find any agency called “Umber Fire”",
        ),
        ({"headcounts": "Cedar Fire: 12\nCedar Fire: 4"}, "headcounts", "is on two lines"),
        ({"headcounts": "Cedar Fire twelve"}, "headcounts", "such as Cedar Fire: 12"),
        ({"headcounts": "Cedar Fire: 12", "position": "TRIAGE"}, "position", "A headcount holds no position"),
        ({"names": "Jo Lee"}, "names", "“Jo Lee” matches Jo Lee (jo.lee@grove.example), Jo Lee (Birch"),
        ({"names": "Nobody Known"}, "names", "“Nobody Known” is nobody on the roster"),
        (
            {"names": "Ben Flores <ada@grove.example>"},
            "names",
            "an e-mail and a name that belong to two people",
        ),
        ({"names": "Ada Abbott <ada@elsewhere.example>"}, "names", "is nobody on the roster"),
        ({"names": "old@grove.example"}, "agency", "Otis Oldham belonged to no agency on 1 Nov 2026"),
        ({"exercise": "EX-3", "names": "Flores"}, "exercise", "is still ahead"),
        ({"exercise": "EX-4", "names": "Flores"}, "exercise", "was cancelled"),
        ({"exercise": ""}, "exercise", "Choose an exercise from the list"),
        ({"run": "0"}, "run", "from 1 to 99"),
        ({"position": "999"}, "position", "not in the catalogue any more"),
    ],
)
def test_what_cant_be_taken_stands_at_its_field_and_nothing_is_recorded(
    table: Table, filled: dict[str, str], field: str, told: str
) -> None:
    named = {"exercise": "EX-1", **filled}
    if named["exercise"]:
        named["exercise"] = table.exercise(named["exercise"])
    if named.get("position") == "TRIAGE":
        named["position"] = table.position("TRIAGE")
    with pytest.raises(Wrong) as wrong:
        table.cora.submits(opened(table), **named, **NOTHING)
    assert told in wrong.value.fields[field]
    assert table.rows() == []


def test_an_email_beside_a_name_or_an_agency_and_names_on_one_line(table: Table) -> None:
    names = "Flores, Ben <ben@grove.example>\npat@birch.example, Birch Police Department\n"
    names += "Ada Abbott, Nobody Atall"
    asked = table.cora.submits(opened(table), exercise=table.exercise("EX-1"), names=names, **NOTHING)
    told = str(asked.reply.updated.to_dict() if asked.reply.updated else "")
    assert "3 people found (Ben Flores, Pat Quinn and Ada Abbott); left in the list: 1 line" in told
    assert "'Nobody Atall'" in told
    assert table.rows() == []


def test_others_write_down_their_own_part_alone(table: Table) -> None:
    form = opened(table, "ada").reply.modal
    assert form is not None
    asked = {block["block_id"] for block in form.to_dict()["blocks"] if block["type"] == "input"}
    assert asked == {"exercise", "role", "position", "run", "agency"}
    assert table.ada.looks_up("exercise.log/people", "Quinn") == {}
    said = table.ada.submits(
        opened(table, "ada"), exercise=table.exercise("EX-1"), position=table.position("TRIAGE"), **NOTHING
    )
    assert "you as Triage, for Cedar Fire Department" in said.text
    assert table.rows() == [("Ada Abbott", "TRIAGE", "player", 1, "own word")]
    with pytest.raises(Wrong, match="has 1 run on record"):
        table.ada.submits(opened(table, "ada"), exercise=table.exercise("EX-1"), run="98", **NOTHING)
    birch = next(iter(table.pat.member.agencies))
    with pytest.raises(Wrong) as wrong:
        table.ada.submits(opened(table, "ada"), exercise=table.exercise("EX-1"), agency=str(birch), **NOTHING)
    assert "an agency you belonged to" in wrong.value.fields["agency"]
    for more in ({"headcounts": "Cedar Fire: 3"}, {"names": "Flores"}):
        with pytest.raises(Wrong) as wrong:  # the tabletop is Pat's to write down, the drill is not
            table.pat.submits(opened(table, "pat"), exercise=table.exercise("EX-1"), **more, **NOTHING)
        assert any(
            "Who can: the lead of the agency that hosts it" in each for each in wrong.value.fields.values()
        )
    table.pat.submits(opened(table, "pat"), exercise=table.exercise("EX-2"), names="Flores", **NOTHING)
    assert len(table.rows()) == 2


def test_in_a_conversation_a_button_opens_the_form(table: Table) -> None:
    said = table.cora.says("exercise log", Door.DIRECT)
    assert said.buttons() == ["Open the form"]
    form = table.cora.presses(said, "Open the form").reply.modal
    assert form is not None
    names = [block.get("block_id") for block in form.to_dict()["blocks"]]
    assert {AGENCY.name, HEADCOUNTS.name, NAMES.name, POSITION.name} <= set(names)
