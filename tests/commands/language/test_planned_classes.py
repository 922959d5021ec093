"""A class to be planned, in words: what is taken in, what is asked back, what is named as not understood."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from commands.kit.member import Member
from commands.kit.request import Door, Request
from commands.language.planned_classes import ClassSaid, understand_class
from storage.engine import Store
from tests.commands.training.desk import Desk
from tests.conversations import county

DEC_3 = date(2026, 12, 3)


def test_a_class_is_understood_or_asked_about(county_store: Store) -> None:
    desk = Desk(county_store)
    basic = {"course": desk.course("ASIM-B"), "day": DEC_3, "at": "18:00"}
    cedar = county.agency_id(county_store, "Cedar Fire Department")
    eve = desk.person("Eve Nakamura")
    whole: dict[str, dict[str, Any]] = {
        "ASIM Basic 3 Dec 18:00 Station 4": {"place": "Station 4"},
        "asim-b on 3 Dec at 6pm at Station 4": {"place": "Station 4"},
        "ASIM Basic, 12/3 6-10 pm, Elm Hall, room 2": {"place": "Elm Hall, room 2", "hours": 4.0},
        "an ASIM Basic class 3 Dec 1800 by Eve Nakamura at Station 4": {
            "place": "Station 4",
            "instructor_id": eve,
        },
        "ASIM Basic for Cedar Fire 3 Dec 6 pm, 4h, 20 seats, Station 4, taught by Maria Ortiz": {
            "place": "Station 4",
            "agency": cedar,
            "hours": 4.0,
            "seats": 20,
            "instructor": "Maria Ortiz",
        },
        "ASIM Basic 3 Dec 18:00 with eve@grove.example, 1200 Main Street": {
            "place": "1200 Main Street",
            "instructor_id": eve,
        },
        "ASIM Basic 3 Dec at 6 pm, Station 4, by me": {"place": "Station 4", "instructor_id": eve},
        "ASIM Basic 3 Dec at 6 pm, Station 4, I teach it": {"place": "Station 4", "instructor_id": eve},
        "ASIM Basic 3 Dec at 6 pm, Station 4, instructor: me": {"place": "Station 4", "instructor_id": eve},
        "ASIM Basic 3 Dec from 6 pm to 10 pm at Station 4": {"place": "Station 4", "hours": 4.0},
    }
    asked = {
        "ASIM 3 Dec 18:00 Station 4": "matches 2 courses: ASIM-A, ASIM-B.",
        "ASIM Basic BLS 3 Dec 18:00": "matches 2 courses: ",
        "Basketry 3 Dec 18:00": "Which course?",
        "ASIM Basic 18:00 Station 4": "Which day?",
        "ASIM Basic 3 Dec 4 Dec 18:00": "Two days were named: 3 Dec 2026, 4 Dec 2026.",
        "ASIM Basic yesterday 18:00": "1 Nov 2026 has passed: log a class that was held with /training.",
        "ASIM Basic 3 Dec Station 4": "What time?",
        "ASIM Basic 3 Dec 6:30 Station 4": "Is it 06:30 in the morning, or 18:30?",
        "ASIM Basic 3 Dec 18:00 19:00": "Two times were named: 18:00, 19:00.",
        "ASIM Basic 14 Mar 2027 02:30 Station 4": "there is no 02:30 that day.",
        "ASIM Basic Elm Hall 3 Dec 18:00 Station 4": "Which is the place: “Elm Hall” or “Station 4”?",
        "ASIM Basic 3 Dec 18:00 by Jo Lee": "“Jo Lee” matches 2 people: choose the instructor.",
        "ASIM Basic 3 Dec 18:00 by Maria Ortiz Station 4": "can't tell where the name ends.",
        "ASIM Basic 3 Dec 18:00 Station 4 with parking": "I can't find “parking” on the roster.",
        "ASIM Basic 3 Dec 18:00 by": "Who is the instructor?",
        "ASIM Basic 3 Dec 18:00 by him": "Who is “him”? Choose the instructor.",
        "ASIM Basic 3 Dec 6-10 Station 4": "Is it 06:00 in the morning, or 18:00?",
        "ASIM Basic 3 Dec 18:00 0 seats": "How many seats?",
    }
    with county_store.reading() as session:
        request = Request(
            session,
            Member("T1", "U1", eve),
            county.REGION,
            county.NOW,
            county.NOW.date(),
            Door.COMMAND,
            key="1",
        )
        for said, more in whole.items():
            assert understand_class(request, said) == ClassSaid(**{**basic, **more}), said
        for said, asks in asked.items():
            found = understand_class(request, said)
            assert asks in found.unclear, said
            assert found.instructor != "him"
            assert found.unclear.endswith("Nothing was posted.")
    assert county.NOW.date() + timedelta(days=31) == DEC_3
