"""What several forms ask for: offered by a part of the name, and only what is there is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from commands.kit.forms import CantTake
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language import fields
from storage.engine import Store
from tests.commands.speaking import request_with
from tests.conversations import county, drill

CEDAR = "Cedar Fire Department"


@pytest.fixture
def request_there(county_store: Store) -> Iterator[Callable[..., Request]]:
    drill.positions(county_store)
    with county_store.reading() as session:
        yield lambda **filled: replace(request_with(**filled), session=session)


def offered(reply: Reply) -> list[str]:
    return [each.to_dict()["text"]["text"] for each in reply.options]


def test_what_fits_is_offered_by_any_part_of_its_name(
    county_store: Store, request_there: Callable[..., Request]
) -> None:
    asked = request_there()
    assert offered(fields.search_agencies(replace(asked, text="DEPARTMENT"))) == [
        "Birch Police Department",
        CEDAR,
    ]
    assert offered(fields.search_positions(replace(asked, text="tr"))) == ["Triage", "Transport"]
    cedar = county.agency_id(county_store, CEDAR)
    assert offered(fields.agencies_offered(asked, lambda key: key == cedar)) == [CEDAR]
    chosen = fields.agency_option(asked, cedar)
    assert chosen is not None
    assert chosen.value == str(cedar)
    assert fields.agency_option(asked, None) is fields.agency_option(asked, 999) is None
    assert fields.position_option(asked, 999) is None


@pytest.mark.parametrize(
    ("read", "held"),
    [
        (fields.read_agency, "999"),
        (fields.read_agency, "9" * 20),
        (fields.read_needed_agency, None),
        (fields.read_agencies, ["1", "999"]),
        (fields.read_person, "999"),
        (fields.read_needed_person, None),
        (fields.read_people, ["1", "x"]),
        (fields.read_position, "999"),
        (fields.read_run, "0"),
        (fields.read_run, "-1"),
        (fields.read_run, "٣"),
        (fields.read_run, "9" * 5000),
    ],
)
def test_what_is_not_there_is_not_taken(
    request_there: Callable[..., Request], read: Callable[[Request, str], Any], held: Any
) -> None:
    with pytest.raises(CantTake):
        read(request_there(field=held), "field")


def test_what_is_there_is_taken_once_and_nothing_stays_nothing(
    county_store: Store, request_there: Callable[..., Request]
) -> None:
    cedar = county.agency_id(county_store, CEDAR)
    assert fields.read_agencies(request_there(field=[str(cedar), str(cedar)]), "field") == [cedar]
    assert [each.id for each in fields.read_people(request_there(field=["1", "2", "1"]), "field")] == [1, 2]
    empty = request_there(field=None)
    assert fields.read_agency(empty, "field") is None
    assert fields.read_person(empty, "field") is None
    assert fields.read_position(empty, "field") is None
    assert fields.read_run(empty, "field") == 1
    assert fields.read_run(request_there(field="20"), "field") == 20
