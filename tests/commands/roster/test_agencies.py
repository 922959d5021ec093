"""Agencies as leads and emergency managers see and change them."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused, Wrong
from commands.roster import agencies, people, rights
from storage.engine import Store
from tests.commands.speaking import County, Office, audited, small_county


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, (*agencies.ENTRIES, *people.ENTRIES, *rights.ENTRIES))


@pytest.mark.postgres
def test_the_agencies_with_their_leads(office: Office, county: County) -> None:
    manager = office.manager()
    manager.says("muster rights give ada@cedar.example lead Cedar Fire Department")
    text = manager.says("muster agencies").text
    assert (
        "Cedar Fire Department: EMS, Fire; Cedar Township; 2 people of a strength of 40; lead: Ada Abbott"
        in text
    )
    assert "Oak Police: Law enforcement; City of Oak; 1 person; no lead named" in text
    assert "Ada Abbott" not in office.lead(county.oak).says("muster agencies").text


def test_a_lead_says_the_strength_of_their_own_agency_and_nothing_else(
    office: Office, county: County
) -> None:
    lead = office.lead(county.cedar)
    opened = lead.presses(lead.says("muster agencies Cedar"), "Change")
    assert opened.reply.modal is not None
    blocks = opened.reply.modal.to_dict()["blocks"]
    assert [each["block_id"] for each in blocks if each["type"] == "input"] == ["strength"]
    said = lead.submits(opened, strength="38")
    assert "2 people of a strength of 38" in said.text
    assert "EMS, Fire" in said.text
    with pytest.raises(Refused):
        lead.clicks(f"agencies.open:{county.oak}", {"agency": county.oak})
    with pytest.raises(Refused):
        lead.clicks("agencies.open", {"agency": 0})
    assert [each.endswith("changed an agency") for each in audited(office.store)] == [True]


@pytest.mark.parametrize("strength", ["-1", "1.5", "100001", "²"])
def test_a_strength_that_is_none(office: Office, county: County, strength: str) -> None:
    manager = office.manager()
    with pytest.raises(Wrong) as wrong:
        manager.submits(
            manager.presses(manager.says("muster agencies Oak"), "Change"),
            name="Oak Police",
            disciplines=["law"],
            strength=strength,
        )
    assert list(wrong.value.fields) == ["strength"]
    assert audited(office.store) == []


def test_the_same_again_is_no_change(office: Office, county: County) -> None:
    manager = office.manager()
    opened = manager.presses(manager.says("muster agencies Oak"), "Change")
    said = manager.submits(opened, name="Oak Police", disciplines=["law"], jurisdiction="City of Oak")
    assert "Oak Police: nothing was changed." in said.text
    assert audited(office.store) == []
