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


@pytest.mark.postgres
def test_an_agency_goes_by_other_names(office: Office, county: County) -> None:
    manager = office.manager()
    fields = {"name": "Oak Police", "disciplines": ["law"], "jurisdiction": "City of Oak"}
    opened = manager.presses(manager.says("muster agencies Oak"), "Change")
    said = manager.submits(opened, **fields, aliases="OPD; Oak  Blue\nopd")
    assert "also called Oak Blue, opd" in said.text
    assert "also called Oak Blue, opd" in manager.says("muster agencies oak-blue").text
    again = manager.submits(manager.presses(said, "Change"), **fields, aliases="opd; Oak Blue")
    assert "Oak Police: nothing was changed." in again.text
    lead = office.lead(county.oak)
    strength = lead.submits(lead.presses(lead.says("muster agencies opd"), "Change"), strength="12")
    assert "also called Oak Blue, opd" in strength.text, "a lead's form keeps what it does not ask"
    gone = manager.submits(manager.presses(said, "Change"), **fields, strength="12")
    assert "also called" not in gone.text
    assert len(audited(office.store)) == 3


SAID_OF_ELSE = (
    *("all", "us", "my team", "Everyone", "today", "March", "in 30 days", "next month", "Q1"),
    *("log", "help", "undo", "share", "yes", "the whole county", "last year", "by June"),
    *("Friday", "on leave"),
)
TOO_LITTLE = ("our people", "overdue", "2026-03-01", "no", "how many", "worst")


@pytest.mark.sliced(12)
@pytest.mark.parametrize(
    ("alias", "wrong"),
    [
        ("cedar fire-department", "“Cedar Fire Department” is the name of Cedar Fire Department"),
        ("oak police", "“Oak Police” is its name already"),
        ("City of Oak", "is the name of the jurisdiction City of Oak"),
        ("Police", "“Police” is what a discipline is called"),
        ("The department", "says too little"),
        ("Cedar FD", "“Cedar FD” is understood as Cedar Fire Department"),
        ("Cedar", "“Cedar” is understood as Cedar Fire Department"),
        *((each, "is what people say of something else") for each in SAID_OF_ELSE),
        *((each, "says too little") for each in TOO_LITTLE),
        *(
            (each, "has marks that no name has here")
            for each in ("<!channel>", "*Oak*", "Oa\u200bk", "`Oak`")
        ),
        ("Ben Birch", "is somebody's name"),
        ("x" * 65, "is longer than 64 characters"),
    ],
)
def test_an_alias_is_nobody_elses_name_and_no_discipline(
    office: Office, county: County, alias: str, wrong: str
) -> None:
    manager = office.manager()
    opened = manager.presses(manager.says("muster agencies Oak"), "Change")
    with pytest.raises(Wrong) as found:
        manager.submits(opened, name="Oak Police", disciplines=["law"], aliases=alias)
    assert wrong in found.value.fields["aliases"]
    assert audited(office.store) == []


def test_an_alias_is_one_agencys_and_no_agency_takes_it_for_its_name(office: Office, county: County) -> None:
    manager = office.manager()
    opened = manager.presses(manager.says("muster agencies Oak"), "Change")
    manager.submits(opened, name="Oak Police", disciplines=["law"], aliases="Big Blue")
    cedar = manager.presses(manager.says("muster agencies Cedar Fire"), "Change")
    with pytest.raises(Wrong) as taken:
        manager.submits(cedar, name="Cedar Fire Department", disciplines=["fire", "ems"], aliases="big-blue")
    assert "“Big Blue” is the alias of Oak Police." in taken.value.fields["aliases"]
    with pytest.raises(Wrong, match="Another agency has that name"):
        manager.submits(manager.clicks("agencies.open", {"agency": 0}), name="Big Blue", disciplines=["law"])
