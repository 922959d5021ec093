"""The field of a form in which somebody of the roster is chosen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from commands.kit.forms import CantTake
from commands.kit.member import Member
from commands.kit.request import Door, Request
from commands.roster.fields import PERSON
from storage.engine import Store
from tests.commands.speaking import NOON, REGION, WORKSPACE, County, small_county


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def session(store: Store, county: County) -> Iterator[Session]:
    with store.reading() as session:
        yield session


def chose(session: Session, chosen: str | None) -> Request:
    member = Member(WORKSPACE, "UMORGAN", is_manager=True)
    day = REGION.day(NOON)
    return Request(session, member, REGION, NOON, day, Door.SUBMITTED, "form", fields={"person": chosen})


def test_who_was_chosen_is_read(session: Session, county: County) -> None:
    assert PERSON.read(chose(session, str(county.ada)), "person").name == "Ada Abbott"


@pytest.mark.parametrize("chosen", [None, "", "Ada Abbott", "0", "99999"])
def test_a_choice_that_names_nobody_is_said(session: Session, chosen: str | None) -> None:
    with pytest.raises(CantTake, match="Choose somebody from the list"):
        PERSON.read(chose(session, chosen), "person")


def test_nobody_is_looked_for_by_one_letter() -> None:
    assert PERSON.block().to_dict()["element"]["min_query_length"] == 2
