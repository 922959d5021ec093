"""Who records what an agency adopted, and how a wrong record is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from commands.kit.problems import Refused, Wrong
from storage.engine import Store
from storage.plans import AdoptionRecord
from tests.commands.region.playbook import office_of, previews, writes_plan
from tests.commands.speaking import Said, Speaker, audited
from tests.conversations import county


def with_revisions(manager: Speaker) -> dict[str, str]:
    """Two revisions of a plan, and their keys by name."""
    plan = writes_plan(manager)
    manager.submits(previews(manager, plan, name="2.0", effective_on="2024-01-01"))
    manager.submits(previews(manager, plan, name="3.0", effective_on="2026-10-01"))
    return {"2.0": "1", "3.0": "2"}


def records(speaker: Speaker, **fields: Any) -> Said:
    """Fills in the form of an adoption."""
    form = speaker.presses(speaker.says("muster plan"), "Record adoption")
    return speaker.submits(form, **{"adopted_on": "2026-11-01", **fields})


@pytest.mark.postgres
def test_a_lead_records_for_their_own_and_a_manager_for_several(county_store: Store) -> None:
    office = office_of(county_store)
    cedar, birch = (
        county.agency_id(county_store, name) for name in ("Cedar Fire Department", "Birch Police Department")
    )
    manager, lead = office.manager(person_id=8), office.lead(cedar, person_id=3)
    keys = with_revisions(manager)
    assert list(lead.looks_up("plan.adopt/agencies", "")) == ["Cedar Fire Department"]
    with pytest.raises(Wrong, match="not yours to record"):
        records(lead, agencies=[str(birch)], revision=keys["3.0"])
    with pytest.raises(Wrong, match="still to come"):
        records(lead, agencies=[str(cedar)], revision=keys["3.0"], adopted_on="2026-11-03")
    with pytest.raises(Wrong, match="at least one"):
        records(lead, agencies=[], revision=keys["3.0"])
    done = records(lead, agencies=[str(cedar)], revision=keys["3.0"])
    assert "Cedar Fire Department adopted Active shooter plan 3.0 on 1 Nov 2026." in done.text
    assert "1 agency adopted 3.0, 2 none." in done.text

    done = records(manager, agencies=[str(cedar), str(birch)], revision=keys["3.0"], adopted_on="2026-11-02")
    assert "Birch Police Department adopted Active shooter plan 3.0 on 2 Nov 2026." in done.text
    assert "On record already that Cedar Fire Department (on 1 Nov 2026) adopted 3.0" in done.text
    older = records(manager, agencies=[str(birch)], revision=keys["2.0"], adopted_on="2024-02-01").text
    assert "3.0 is in force since 1 Oct 2026: that is an older one." in older
    with county_store.reading() as session:
        assert session.query(AdoptionRecord).count() == 3
    assert audited(county_store)[-1] == "morgan@county.example adopted a shared plan"


def test_a_wrong_adoption_is_taken_back(county_store: Store) -> None:
    office = office_of(county_store)
    cedar = county.agency_id(county_store, "Cedar Fire Department")
    birch = county.agency_id(county_store, "Birch Police Department")
    manager, lead = office.manager(person_id=8), office.lead(cedar, person_id=3)
    keys = with_revisions(manager)
    records(manager, agencies=[str(cedar), str(birch)], revision=keys["2.0"])
    ledger = lead.presses(lead.says("muster plan"), "Who adopted it")
    assert ledger.buttons().count("Take back") == 1
    assert ledger.text.index("Birch Police Department: 2.0, adopted 1 Nov 2026, an older one") < (
        ledger.text.index("Grove 911: none yet")
    )
    form = lead.presses(ledger, "Take back")
    theirs = office.lead(birch, person_id=3).clicks("adoption.void", {"plan": 1, "agency": birch})
    with pytest.raises(Refused):  # a form that was open when the right to it ended
        lead.submits(theirs, adoption="2", reason="not ours")
    done = lead.submits(form, adoption="1", reason="the wrong year")
    assert "Taken back: that Cedar Fire Department adopted 2.0." in done.text
    assert "0 agencies adopted 3.0, 1 on an older one, 2 none." in done.text
    with pytest.raises(Wrong, match="in effect"):
        lead.submits(form, adoption="1", reason="again")
    with pytest.raises(Refused):
        lead.clicks("adoption.void", {"plan": 1, "agency": birch})
    again = records(lead, agencies=[str(cedar)], revision=keys["2.0"])
    assert "Recorded: Cedar Fire Department" in again.text
