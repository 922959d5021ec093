"""A meeting to be called, in words: what is understood, and what is asked back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commands.kit.request import Request
from commands.language.meetings_said import (
    MeetingSaid,
    understand_meeting,
    why_not_meet_at,
    why_not_meet_on,
)
from storage.engine import Store
from tests.commands.speaking import request_with
from tests.conversations import county

KICKOFF: dict[str, Any] = {
    "title": "Regional plan kickoff",
    "day": date(2027, 1, 12),
    "at": "09:00",
    "place": "the EOC",
}


@pytest.fixture
def request_(county_store: Store) -> Iterator[Request]:
    with county_store.reading() as session:
        yield asked(session)


def asked(session: Session) -> Request:
    today = county.REGION.day(county.NOW)
    return replace(request_with(), session=session, region=county.REGION, now=county.NOW, today=today)


def test_what_is_understood_of_a_meeting(request_: Request) -> None:
    understood: dict[str, dict[str, Any]] = {
        "Regional plan kickoff 12 Jan 9am at the EOC": KICKOFF,
        "Regional plan kickoff on 12 Jan 9am, in the EOC": KICKOFF,
        "Regional plan kickoff, at the EOC, 12 Jan from 9am to 11am": {**KICKOFF, "minutes": 120},
        "Regional plan kickoff 12 Jan 9am for 90 minutes at the EOC": {**KICKOFF, "minutes": 90},
        "Regional plan kickoff 12 Jan 9am 1.5h at the EOC": {**KICKOFF, "minutes": 90},
        "Officers for Cedar Fire 12 Jan 9am https://meet.example/1": {
            "title": "Officers",
            "day": date(2027, 1, 12),
            "at": "09:00",
            "agency": county_key(request_, "Cedar Fire Department"),
            "link": "https://meet.example/1",
        },
        "Officers <https://meet.example/1|meet>": {"title": "Officers", "link": "https://meet.example/1"},
    }
    for said, found in understood.items():
        assert understand_meeting(request_, said) == MeetingSaid(**found), said


def test_what_is_asked_back(request_: Request) -> None:
    for said, asks in {
        "Kickoff 12 Jan 6:30": "Is it 06:30 in the morning, or 18:30?",
        "Kickoff 12 Jan 13 Jan 9am": "Two days were named: 12 Jan 2027, 13 Jan 2027.",
        "Kickoff 12 Jan 9am 10am": "Two times were named: 09:00, 10:00.",
        "Kickoff 14 Mar 2027 2:30am": "The clocks go forward on 14 Mar 2027: there is no 02:30 that day.",
        "Kickoff 12 Jan 2040 9am": "12 Jan 2040 is more than ten years ahead.",
        "Kickoff today 8am": "08:00 today has passed: it is 09:00 now.",
        "Kickoff https://me:pass@meet.example": "is not a web address.",
        "Kickoff 30h": "How long is it? From a minute to twelve hours.",
    }.items():
        unclear = understand_meeting(request_, said).unclear
        assert asks in unclear, said
        assert unclear.endswith("Nobody was told.")


def test_when_a_meeting_can_be(request_: Request) -> None:
    assert why_not_meet_on(request_, date(2026, 11, 1)).startswith("1 Nov 2026 has passed")
    assert why_not_meet_on(request_, date(2026, 11, 2)) == ""
    assert why_not_meet_at(request_, date(2026, 11, 2), time(9, 1)) == ""
    assert why_not_meet_at(request_, date(2027, 11, 7), time(1, 30)) == ""  # shown twice: the first
    gap = why_not_meet_at(request_, date(2027, 3, 14), time(2, 30))
    assert gap.endswith("They show 03:00 at that moment: choose another time.")


def county_key(request: Request, name: str) -> int:
    agency = request.catalogue.agency_named(name)
    assert agency is not None
    return agency.key
