"""`/training classes`: what is coming, page by page, with where the reader stands and what they may do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.cards import Look
from commands.kit.signin_views import signin_card
from commands.training.class_views import (
    BACK,
    COMING,
    EARLY,
    HERE,
    NOT_COMING,
    OPEN_NOW,
    class_card,
)
from storage.classes import ClassRecord
from storage.engine import Store
from tests.commands.training.classroom import classroom
from tests.conversations import county
from words.problems import Problem

CLASS = {"class_id": 1}


def test_classes_are_listed_with_what_one_may_do(county_store: Store) -> None:
    room = classroom(county_store)
    for day in range(10, 16):
        room.cora.says(f"training signin ASIM Basic {day} Nov 18:00 Station 4, 1 seat, for Cedar Fire")
    room.cora.clicks(COMING, {"class_id": 1})
    room.ada.clicks(COMING, {"class_id": 1})
    listed = room.ada.says("training classes")
    assert listed.text.startswith("6 classes are coming.")
    assert "1 coming of 1 seat, 1 waiting for a seat.\nYou are first in line for a seat." in listed.text
    assert listed.buttons() == ["Coming", "Not coming"] * 5 + ["More"]
    rest = room.ada.presses(listed, "More")
    assert rest.reply.replaces
    assert "15 Nov 2026, 18:00 to 22:00, Station 4." in rest.text
    holds = room.cora.says("training classes").buttons()
    assert holds[:5] == ["Coming", "Not coming", "Open now", "Move or change", "Cancel it"]
    assert holds[-1] == "Plan a class"


def test_what_is_over_waits_to_be_closed_and_who_teaches_takes_no_seat(county_store: Store) -> None:
    room = classroom(county_store)
    room.cora.says("training signin ASIM Basic today 13:00 Station 4, by Cora Diaz, 1 seat, for Cedar Fire")
    room.cora.says("training signin ASIM Basic 9 Nov 18:00 Station 4, by Eve Nakamura, for Cedar Fire")
    with pytest.raises(Problem, match="You teach ASIM Basic, 2 Nov 2026, 13:00"):
        room.cora.clicks(COMING, {"class_id": 1})
    room.clock.now += timedelta(hours=3)  # 12:00
    room.ada.clicks(COMING, {"class_id": 2})
    assert (
        "You are signed in to ASIM Basic, 2 Nov 2026, 13:00, at 12:00." in room.ada.clicks(HERE, CLASS).text
    )
    assert room.ada.says("training classes").buttons() == ["I'm leaving early", "Coming", "Not coming"]
    assert "You teach it." in room.cora.says("training classes").text
    room.clock.now += timedelta(hours=5, minutes=1)
    listed = room.cora.says("training classes")
    assert listed.text.startswith("1 class is coming, 1 waits to be closed.")
    assert "It is over, and waits to be closed. 1 here." in listed.text
    assert listed.buttons()[0] == "Close"
    assert room.ada.says("training classes").text.startswith("1 class is coming.")
    assert room.ada.says("training classes").buttons() == ["Coming", "Not coming"]
    room.clock.now += timedelta(days=4)
    over = "ended on 2 Nov 2026 at 17:00; its instructor can add you. Nothing was recorded."
    for pressed in (HERE, EARLY, BACK, COMING, NOT_COMING):
        with pytest.raises(Problem, match=over):
            room.ada.clicks(pressed, CLASS)
    assert "add people from its list, and close it" in room.cora.clicks(OPEN_NOW, CLASS).text
    with county_store.reading() as session:
        look = Look(session, county.REGION, room.clock.now, 1, "T1", "C1")
        card = signin_card(class_card(look, session.get_one(ClassRecord, 1)))
    assert "It ended on 2 Nov 2026 at 17:00, and waits to be closed." in card.text
    assert "I'm here" not in str(card.blocks)
