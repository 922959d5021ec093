"""Planning a class: who may, what a press of an old button does, a class that is there already."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused
from commands.kit.request import Door, Place
from commands.language.planned_classes import PLAN
from storage.classes import CLASS_CARD
from storage.engine import Store
from storage.training import CourseRecord
from tests.commands.training.classroom import SIGNIN, classroom
from words.problems import Problem


def test_who_plans_what_and_where_its_card_goes(county_store: Store) -> None:
    room = classroom(county_store)
    with pytest.raises(Refused, match="for the leads of agencies"):
        room.ada.says(SIGNIN)
    assert room.ada.says("training signin").text == "No class is planned."
    pressed = room.cora.says(SIGNIN, Door.MESSAGE)
    assert pressed.reply.modal is not None  # an old button shows, and records nothing
    direct = room.cora
    direct.place = Place("D1", is_direct=True)
    assert "Into which channel?" in direct.says(SIGNIN, Door.DIRECT).text
    planned = room.cora.says(f"{SIGNIN}, by Max <!channel> O'Hara, for Birch Police")
    card = planned.post_to("C1")
    assert card.card is not None
    assert (card.card.kind, card.inside_only) == (CLASS_CARD, True)
    assert "Instructor: Max <!channel> O'Hara" in card.message.text
    assert "Held by: Birch Police Department" in planned.text
    with pytest.raises(Refused, match="not yours to change"):
        room.cora.says(f"{SIGNIN}")  # it is there, and Birch Police's
    again = room.somebody("Max <!channel> O'Hara").says(SIGNIN)
    assert again.text.startswith("Planned already: ASIM Basic")
    assert again.post_to("C1").card == card.card
    for at in ("half past", "25:00", "\u0660\u0667:00", "07:00\n"):
        with pytest.raises(Problem, match="from an earlier time"):
            room.cora.clicks(PLAN, {"at": at})


def test_a_class_in_other_words_for_its_place_is_asked_about_first(county_store: Store) -> None:
    room = classroom(county_store)
    taught = "by Max <!channel> O'Hara"
    room.cora.says(f"{SIGNIN}, {taught}, for Birch Police")
    with county_store.reading() as session:
        basic = session.scalars(select(CourseRecord.id).where(CourseRecord.code == "ASIM-B")).one()
    max_ = str(room.person("Max <!channel> O'Hara"))
    filled = {"course": str(basic), "day": "2026-12-03", "at": "18:00", "place": "Elm", "instructor": max_}
    other = "training signin ASIM Basic 3 Dec 18:00 at the fourth station"
    asked = room.cora.says(f"{other}, {taught}")
    assert asked.text.startswith(
        "There is one at 18:00 by the same instructor: ASIM Basic, 3 Dec 2026, 18:00, Station 4. The same? "
        "Nothing was posted."
    )
    assert asked.buttons() == ["The same: post its card", "Another one: plan it"]
    form = room.cora.presses(asked, "Another one: plan it")
    planned = room.cora.submits(form, **filled)
    assert planned.text.startswith("Planned: ASIM Basic")
    again = room.cora.submits(room.cora.says("training plan", Door.COMMAND), **{**filled, "place": "Sta. 4"})
    assert again.reply.updated is not None
    assert "There is one at 18:00 by the same instructor" in str(again.reply.updated.to_dict())
    assert room.cora.submits(again, **{**filled, "place": "Sta. 4"}).text.startswith("Planned: ASIM Basic")
