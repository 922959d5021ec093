"""The minutes: who was there by seat, what came of it, fit for screen readers, the same bytes twice."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from files.documents.minutes import FollowUp, Minutes, NoteKept, SeatKept, minutes_pdf
from files.documents.setting import Document, Kind
from tests.files.documents.test_pdf import ODD, failures

DAY = date(2026, 11, 2)
MADE = Minutes(
    meeting="The room, first meeting",
    objective="Agree who owns the plan",
    when="2 Nov 2026, 09:00 CST to 10:30 CST",
    where="Station 4, https://meet.example/room",
    whose="Grove County",
    called_by="Dana Reyes",
    confirmed="dana@grove.example, 2 Nov 2026",
    region="Grove County",
    handling_mark="For official use",
    made_at=datetime(2026, 11, 2, 18, tzinfo=UTC),
    zone=ZoneInfo("America/Chicago"),
    agenda=["1. Seats", "2. Plan"],
    seats=[
        SeatKept("Police chiefs and sheriffs", ["Max O'Hara, Birch Police", "Pat Quinn, Birch Police"]),
        SeatKept("Fire", ["Kim Park, not on the roster"]),
        SeatKept("Schools", []),
    ],
    others=["Ada Abbott, Cedar Fire"],
    decisions=[NoteKept("One plan by June", "dana@grove.example", DAY)],
    objections=[],
    concerns=[NoteKept("Nobody pays for overtime", "dana@grove.example", DAY)],
    follow_ups=[
        FollowUp("Draft the plan", "Ben Flores", date(2026, 12, 1), "open"),
        FollowUp("Ask the board", "the emergency managers", None, "done on 2 Nov 2026"),
    ],
)


def text_of(document: bytes) -> str:
    return " ".join("\n".join(each.extract_text() for each in PdfReader(io.BytesIO(document)).pages).split())


def test_it_names_who_was_there_and_the_seats_nobody_attended() -> None:
    made = minutes_pdf(MADE)
    text = text_of(made)
    for said in (
        "Minutes: The room, first meeting",
        "As of 2 Nov 2026, 12:00 CST",
        "Objective Agree who owns the plan",
        "When 2 Nov 2026, 09:00 CST to 10:30 CST",
        "Where Station 4, https://meet.example/room",
        "Called by Dana Reyes",
        "Confirmed by dana@grove.example, 2 Nov 2026",
        "1. Seats",
        "4 people in the room. Seats attended: 2 of 3. Nobody filled: Schools.",
        "Police chiefs and sheriffs Max O'Hara, Birch Police Pat Quinn, Birch Police",
        "Schools nobody",
        "Without a seat Ada Abbott, Cedar Fire",
        "Decisions (1)",
        "One plan by June 2 Nov 2026 dana@grove.example",
        "Objections (0) Nothing is on record.",
        "Draft the plan Ben Flores 1 Dec 2026 open",
        "Ask the board the emergency managers no day done on 2 Nov 2026",
        "For official use",
        "as of 2 Nov 2026",
    ):
        assert said in text, said
    assert failures(made) == []
    assert minutes_pdf(MADE) == made


def test_set_from_its_row_of_the_outbox_it_is_the_same_bytes() -> None:
    kept = json.loads(json.dumps(Document.of(Kind.MINUTES, MADE).content))
    assert Document(Kind.MINUTES, kept).set() == minutes_pdf(MADE)


def test_before_who_was_there_is_confirmed_nobody_is_named() -> None:
    text = text_of(minutes_pdf(replace(MADE, confirmed="", seats=[], others=[])))
    assert "Nobody has confirmed yet who was there. Who said that they come is not counted." in text
    assert "Who was there" not in text
    assert "in the room" not in text


def test_what_people_typed_is_set_and_never_obeyed() -> None:
    odd = [NoteKept(each, each, DAY) for each in ODD]
    made = minutes_pdf(
        replace(MADE, meeting=ODD[0], agenda=list(ODD), decisions=odd, seats=[SeatKept(ODD[0], list(ODD))])
    )
    assert failures(made) == []
    assert "#panic" in text_of(made)
