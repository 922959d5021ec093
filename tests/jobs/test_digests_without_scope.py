"""What a digest is about may go away: then it stops, and who asked for it hears why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from jobs.digests import write_due
from storage.audit import AuditRow
from storage.catalogue import catalogue_changed
from storage.deliveries import Delivery
from storage.digests import DigestSubscription
from storage.engine import Store
from storage.people import AgencyRecord
from storage.region import Region
from storage.standing import rebuild
from tests.jobs.county import seed
from tests.jobs.test_digests import FIRE, LAW, MONDAY_EIGHT, WEEK, deliveries, subscribe

pytestmark = pytest.mark.postgres
MINUTE = timedelta(minutes=1)


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, MONDAY_EIGHT.date(), [FIRE, LAW], {"ASIM-B": "ASIM Basic"})


def lies_in(store: Store, agency: int, jurisdiction: str) -> None:
    with store.writing() as session:
        session.get_one(AgencyRecord, agency).jurisdiction = jurisdiction
        catalogue_changed(session)
        rebuild(session, MONDAY_EIGHT.date())


def told(store: Store) -> list[Delivery]:
    return [each for each in deliveries(store) if each.recipient == "UMORGAN"]


@pytest.mark.sliced(4)
@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("gone", ["agency:999", "jurisdiction:Grove City", "discipline:wizards", "no scope"])
def test_one_whose_scope_is_gone_is_stopped_and_the_subscriber_hears_why(
    store: Store, region: Region, gone: str
) -> None:
    key, other = subscribe(store, scope=gone), subscribe(store)
    with capture_logs() as logs:
        for late in range(3):
            write_due(store, "T1", region, MONDAY_EIGHT + late * MINUTE)
    assert not [each for each in logs if each["log_level"] == "error"]
    assert [each.recipient for each in deliveries(store)].count("C1") == 1, "the other of the channel comes"
    [said] = told(store)
    assert "I stopped the readiness digest in <#" in said.text
    assert "no longer on record" in said.text
    assert "/readiness digest" in said.text
    with store.reading() as session:
        there = {each.id: each.stopped_by for each in session.scalars(select(DigestSubscription))}
        assert there == {key: "Muster", other: None}
        assert [each.detail["why"] for each in session.scalars(select(AuditRow))] == ["scope_gone"]
    assert write_due(store, "T1", region, MONDAY_EIGHT + WEEK) == 1


def test_that_of_a_jurisdiction_that_was_renamed_says_no_longer_that_nothing_is_asked(
    store: Store, region: Region, county: dict[str, int]
) -> None:
    lies_in(store, county["Cedar Fire"], "Grove <!here>")
    subscribe(store, scope="jurisdiction:GROVE <!Here>")
    assert write_due(store, "T1", region, MONDAY_EIGHT) == 1
    lies_in(store, county["Cedar Fire"], "City of Grove")
    assert write_due(store, "T1", region, MONDAY_EIGHT + WEEK - MINUTE) == 0
    assert told(store) == [], "until it comes due its name may come back"
    assert write_due(store, "T1", region, MONDAY_EIGHT + WEEK) == 0
    [said] = told(store)
    assert "the jurisdiction “GROVE &lt;!Here&gt;”" in said.text
    assert not any("Nothing is asked" in each.text for each in deliveries(store))
