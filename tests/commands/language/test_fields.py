"""What several forms ask for: offered by a part of the name, and only what is there is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commands.kit.forms import CantTake
from commands.kit.member import Member
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language import fields
from commands.language.choosing import NOBODY, everybody, nameable, search_contacts
from storage.engine import Store
from tests.commands.speaking import request_with
from tests.conversations import county, drill
from tests.conversations.classes import person as person_in

CEDAR = "Cedar Fire Department"


@pytest.fixture
def request_there(county_store: Store) -> Iterator[Callable[..., Request]]:
    drill.positions(county_store)
    with county_store.reading() as session:
        yield lambda **filled: replace(request_with(**filled), session=session)


def no_agencies(request: Request) -> Collection[int]:
    return ()


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
        (fields.person_among(everybody), "999"),
        (fields.needed_person_among(everybody), None),
        (fields.people_among(everybody), ["1", "x"]),
        (fields.contact_among(no_agencies), NOBODY),
        (fields.contact_among(no_agencies), "nobody@grove.example"),
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
    assert [
        each.id for each in fields.people_among(everybody)(request_there(field=["1", "2", "1"]), "field")
    ] == [1, 2]
    empty = request_there(field=None)
    assert fields.read_agency(empty, "field") is None
    assert fields.person_among(everybody)(empty, "field") is None
    assert fields.read_position(empty, "field") is None
    assert fields.read_run(empty, "field") == 1
    assert fields.read_run(request_there(field="20"), "field") == 20


def test_nobody_is_taken_whom_the_search_would_not_offer_and_who_stands_there_stays(
    county_store: Store, request_there: Callable[..., Request]
) -> None:
    """A number that somebody made up names nobody: not by what is recorded, and not by why it is refused."""
    with county_store.reading() as session:
        ada, ben, max_ = (
            person_in(session, f"{name}.example") for name in ("ada@grove", "ben@grove", "max@birch")
        )
    cedar = county.agency_id(county_store, CEDAR)

    def asked(member: Member, held: Any) -> Request:
        return replace(request_there(field=held), member=member)

    responder = Member("T1", "UADA", ada, "Ada Abbott", agencies=frozenset([cedar]))
    lead = replace(responder, leads=frozenset([cedar]))
    manager = replace(responder, is_manager=True)
    one, several = fields.person_among(nameable), fields.people_among(nameable)
    for member, theirs in ((responder, [ada]), (lead, [ada, ben]), (manager, [ada, ben, max_])):
        for key in (ada, ben, max_):
            if key in theirs:
                assert getattr(one(asked(member, str(key)), "field"), "id", None) == key
                assert [each.id for each in several(asked(member, [str(key)]), "field")] == [key]
                continue
            for read, held in ((one, str(key)), (several, [str(ada), str(key)])):
                with pytest.raises(CantTake, match="from the list") as refused:
                    read(asked(member, held), "field")
                assert "Roth" not in str(refused.value)
    stands = fields.person_among(nameable, lambda request: [max_])
    assert getattr(stands(asked(responder, str(max_)), "field"), "id", None) == max_

    contact = fields.contact_among(no_agencies)
    with pytest.raises(CantTake):
        contact(asked(responder, str(max_)), "field")
    [found] = search_contacts(replace(asked(responder, None), text="max@birch.example"), ()).options
    assert found.value == "max@birch.example"  # who knows the whole e-mail names them by it
    assert getattr(contact(asked(responder, found.value), "field"), "id", None) == max_
    with_cedar = fields.contact_among(lambda request: [cedar])
    assert getattr(with_cedar(asked(responder, str(ben)), "field"), "id", None) == ben


def test_every_field_that_searches_people_reads_them_by_what_its_search_offers() -> None:
    """Whoever chooses people reads them through `commands.language.fields`, and so by what is offered."""
    sources = Path(fields.__file__).parent.parent.rglob("*.py")
    reading = re.compile(r"get\(\s*Person,[^)]*(typed_id|chosen_ids)")
    found = [path.name for path in sources if reading.search(path.read_text())]
    assert found == []
