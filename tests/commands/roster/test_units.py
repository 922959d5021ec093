"""Putting people into the units of an agency: whose they are, and who is none of its people."""

from __future__ import annotations

import json

import pytest

from commands.kit.problems import Refused, Wrong
from commands.language.naming import lexicon_of
from commands.roster import agencies, units
from storage.catalogue import catalogue_of
from storage.engine import Store
from tests.commands.speaking import County, Office, audited, buttons_in, small_county
from words.names import Kind
from words.problems import Problem


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, (*units.ENTRIES, *agencies.ENTRIES))


@pytest.mark.postgres
def test_people_are_put_into_a_unit_and_out_of_it(office: Office, county: County) -> None:
    lead = office.lead(county.cedar)
    opened = lead.presses(lead.presses(lead.says("muster agencies Cedar"), "Units"), "Put people")
    assert lead.looks_up("units/people", "b", opened.carried) == {}
    assert list(lead.looks_up("units/people", "be", opened.carried)) == ["Ben Birch (Cedar Fire Department)"]
    said = lead.submits(opened, unit="A  shift", people=[str(county.ben)])
    assert "Ben Birch: in A shift now." in said.text
    again = lead.submits(lead.presses(said, "Put people"), unit="a shift", people=[str(county.ben)])
    assert "They were in A shift already." in again.text
    out = lead.submits(lead.presses(again, "Put people"), people=[str(county.ben)])
    assert "Ben Birch: in no unit now." in out.text
    assert "A shift: 0 people" in out.text
    assert len(audited(office.store)) == 2


def test_nobody_elses_people_nobody_elses_agency(office: Office, county: County) -> None:
    lead = office.lead(county.cedar)
    opened = lead.clicks("units.open", {"agency": county.cedar})
    with pytest.raises(Wrong, match="Choose people from the list"):
        lead.submits(opened, unit="A shift", people=[str(county.ben), str(county.cy)])
    with pytest.raises(Wrong, match="Choose at least one"):
        lead.submits(opened, unit="A shift")
    with pytest.raises(Refused):
        lead.clicks("units.open", {"agency": county.oak})
    assert audited(office.store) == []


@pytest.mark.postgres
def test_a_unit_goes_by_other_names(office: Office, county: County) -> None:
    lead = office.lead(county.cedar)
    opened = lead.presses(lead.presses(lead.says("muster agencies Cedar"), "Units"), "Put people")
    units_of_cedar = lead.submits(opened, unit="Station 4", people=[str(county.ben)])
    said = lead.submits(lead.presses(units_of_cedar, "Names of Station 4"), aliases="Downtown; The Barn")
    assert "Station 4: 1 person; also called Downtown and The Barn" in said.text
    with office.store.reading() as session:
        lexicon = lexicon_of(catalogue_of(session))
    for words in ("downtown", "Cedar FD Downtown", "the barn Cedar Fire"):
        found = lexicon.find(words.split(), [Kind.UNIT])
        assert found is not None, words
        assert [match.name for match in found.matches] == ["Cedar Fire Department Station 4"]
    for alias, wrong in (
        ("oak police", "is the name of Oak Police"),
        ("Oak PD", "is understood as Oak Police"),
        ("Oak", "is understood as Oak Police"),
        ("Ada Abbott", "is somebody's name"),
        ("tomorrow", "is what people say of something else"),
        ("<!here>", "has marks"),
    ):
        with pytest.raises(Wrong, match=wrong):
            lead.submits(lead.presses(said, "Names of Station 4"), aliases=f"Downtown; {alias}")
    gone = lead.submits(lead.presses(said, "Names of Station 4"))
    assert "Station 4 has no other name." in gone.text
    assert len(audited(office.store)) == 3


def test_a_units_names_are_for_its_agency_to_say(office: Office, county: County) -> None:
    lead = office.lead(county.cedar)
    opened = lead.presses(lead.presses(lead.says("muster agencies Cedar"), "Units"), "Put people")
    [button] = [
        each
        for each in buttons_in(lead.submits(opened, unit="Station 4", people=[str(county.ben)]).blocks)
        if each["text"]["text"] == "Names of Station 4"
    ]
    unit = json.loads(button["value"])["unit"]
    other = office.lead(county.oak)
    with pytest.raises(Refused):
        other.clicks("units.names", {"agency": county.cedar, "unit": unit})
    with pytest.raises(Problem, match="no longer there"):
        other.clicks("units.names", {"agency": county.oak, "unit": unit})
