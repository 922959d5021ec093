"""Undo: for the person who logged it, whatever they are called and from wherever they press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.training import log
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.training import CompletionRecord, CourseRecord
from tests.commands.speaking import WORKSPACE, County, Office, Speaker, small_county

ADA = Member(WORKSPACE, "UADA", name="Ada Abbott", email="ada@cedar.example")


@pytest.fixture
def county(store: Store) -> County:
    known = small_county(store)
    with store.writing() as session:
        session.add(CourseRecord(key="bls", code="BLS", title="Basic Life Support", hours=4))
        catalogue_changed(session)
    return known


@pytest.fixture
def speaks(store: Store, county: County) -> Callable[[Member], Speaker]:
    office = Office(store, log.ENTRIES)
    agencies = frozenset([county.cedar])
    return lambda member: office.speaker(replace(member, agencies=member.agencies or agencies))


def standing(store: Store) -> int:
    with store.reading() as session:
        return len(
            session.scalars(select(CompletionRecord).where(CompletionRecord.voided_at.is_(None))).all()
        )


@pytest.mark.postgres
def test_it_stays_theirs_when_what_they_are_called_changes(
    store: Store, county: County, speaks: Callable[[Member], Speaker]
) -> None:
    """A new e-mail, a second Slack account: the person is who may."""
    ada = replace(ADA, person_id=county.ada)
    logged = speaks(ada).says("training log BLS yesterday")
    elsewhere = replace(ada, workspace="T2", user="UADA2", email="ada.abbott@cedar.example")
    assert speaks(elsewhere).presses(logged, "Undo").text.startswith("Taken back.")
    assert standing(store) == 0


def test_it_is_nobody_elses_by_being_called_so(
    store: Store, county: County, speaks: Callable[[Member], Speaker]
) -> None:
    logged = speaks(replace(ADA, person_id=county.ada)).says("training log BLS yesterday")
    for other in (
        replace(ADA, person_id=county.ben),
        replace(ADA, person_id=county.ben, leads=frozenset([county.cedar])),
        replace(ADA, person_id=county.cy, is_manager=True),
    ):
        with pytest.raises(Refused, match="Only the one who logged it can undo it"):
            speaks(other).presses(logged, "Undo")
    assert standing(store) == 1
