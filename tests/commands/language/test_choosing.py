"""Whoever is offered to choose stands there with the agency they belong to today, in every form alike."""

from __future__ import annotations

from datetime import date

import pytest

from commands.roster import linking, rights
from commands.training import log
from storage.engine import Store
from storage.people import AffiliationRecord
from tests.commands.speaking import County, Office, Speaker, small_county

LEFT = date(2026, 1, 31)
FORMS = ("training.log/people", "link/person", "rights.give/person")


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def manager(store: Store, county: County) -> Speaker:
    return Office(store, (*log.ENTRIES, *linking.ENTRIES, *rights.ENTRIES)).manager(person_id=county.cy)


def belongs(store: Store, person: int, agency: int, since: date | None, until: date | None = None) -> None:
    with store.writing() as session:
        session.add(AffiliationRecord(person_id=person, agency_id=agency, joined_on=since, left_on=until))


@pytest.mark.postgres
@pytest.mark.parametrize("form", FORMS)
def test_who_went_to_another_agency_is_of_that_one(
    store: Store, county: County, manager: Speaker, form: str
) -> None:
    """Dee was at Oak, Ben is at Cedar; whichever membership was written down last does not matter."""
    belongs(store, county.dee, county.cedar, date(2026, 2, 1))
    belongs(store, county.ben, county.oak, date(2020, 1, 1), LEFT)
    assert list(manager.looks_up(form, "Dee")) == ["Dee Dole (Cedar Fire Department)"]
    assert list(manager.looks_up(form, "Ben")) == ["Ben Birch (Cedar Fire Department)"]


@pytest.mark.parametrize("form", FORMS)
def test_who_left_who_is_to_come_and_who_is_of_two(
    store: Store, county: County, manager: Speaker, form: str
) -> None:
    belongs(store, county.ada, county.oak, None)
    belongs(store, county.dee, county.cedar, date(2026, 12, 1))
    assert list(manager.looks_up(form, "Dee")) == ["Dee Dole (not on the roster today)"]
    assert list(manager.looks_up(form, "Ada")) == ["Ada Abbott (Cedar Fire Department, Oak Police)"]


def test_whom_the_log_form_opens_with_is_called_as_in_its_search(
    store: Store, county: County, manager: Speaker
) -> None:
    belongs(store, county.ben, county.oak, date(2020, 1, 1), LEFT)
    opened = manager.says("training for Ben Birch").reply.modal
    assert opened is not None
    assert "Ben Birch (Cedar Fire Department)" in str(opened.to_dict())
