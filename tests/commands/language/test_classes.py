"""Classes as people name them: by course, day, time and place; two that fit are asked about."""

from __future__ import annotations

from datetime import date, time

import pytest

from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.kit.request import Door, Request
from commands.language.classes import (
    class_name,
    class_of,
    class_said,
    class_said_to_hold,
)
from storage.classes import IS_GOING, ClassRecord
from storage.engine import Store
from tests.commands.training.desk import Desk
from tests.conversations import county
from words.problems import Problem, Unclear


def test_a_class_is_named_by_what_it_is(county_store: Store) -> None:
    course = Desk(county_store).course("ASIM-B")
    cedar = county.agency_id(county_store, "Cedar Fire Department")
    with county_store.writing() as session:
        for day, at, place, agency in [(3, 18, "Station 4", cedar), (3, 9, "Elm Hall", None)]:
            session.add(
                ClassRecord(
                    course_id=course,
                    held_on=date(2026, 12, day),
                    start_time=time(at),
                    place=place,
                    agency_id=agency,
                    recorded_at=county.NOW,
                )
            )
    with county_store.reading() as session:
        led = frozenset({cedar})
        lead = Member("T1", "U1", person_id=1, agencies=led, leads=led)
        request = Request(session, lead, county.REGION, county.NOW, county.NOW.date(), Door.COMMAND, key="1")
        for said in ("Station 4", "ASIM Basic at 18:00", "the asim-b on 3 Dec 6pm", "class Station 4 12/3"):
            assert class_said(request, said, "x", IS_GOING).place == "Station 4", said
        with pytest.raises(Unclear, match="matches 2 classes") as several:
            class_said(request, "ASIM Basic", "x", IS_GOING)
        assert [each.action for each in several.value.offers] == ["x:1", "x:2"]
        with pytest.raises(Unclear, match="I can't find any class called “ASIM Basic 4 Dec”"):
            class_said(request, "ASIM Basic 4 Dec", "x", IS_GOING)
        mine = class_said_to_hold(request, "ASIM Basic", "x")
        assert class_name(request.catalogue, mine) == "ASIM Basic, 3 Dec 2026, 18:00"
        with pytest.raises(Refused, match="not yours"):
            class_said_to_hold(request, "Elm Hall", "x")
        with pytest.raises(Problem, match="no longer there"):
            class_of(request, 77)
