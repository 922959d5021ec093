"""Putting people into the units of an agency: whose they are, and who is none of its people."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused, Wrong
from commands.roster import agencies, units
from storage.engine import Store
from tests.commands.speaking import County, Office, audited, small_county


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
