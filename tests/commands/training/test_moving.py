"""Moving a class: its form, what is told when, a day ahead with people signed in."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused, Wrong
from commands.training.class_views import COMING, HERE, MOVE, OPEN_NOW
from storage.engine import Store
from tests.commands.training.classroom import SIGNIN, classroom
from tests.commands.training.desk import shown_in
from tests.conversations import county
from words.problems import Problem

CLASS = {"class_id": 1}
SAME = {"day": "2026-12-03", "at": "18:00", "place": "Station 4"}


def test_a_class_is_moved_by_its_form_and_cancelled_once(county_store: Store) -> None:
    room = classroom(county_store)
    room.cora.says(SIGNIN)
    room.ada.clicks(COMING, CLASS)
    form = room.cora.says("training move ASIM Basic to 4 Dec 19:00")
    shown = shown_in(form)
    assert shown["day"]["element"]["initial_date"] == "2026-12-04"
    assert shown["at"]["element"]["initial_time"] == "19:00"
    cedar = str(county.agency_id(county_store, "Cedar Fire Department"))
    assert "nothing changed" in room.cora.submits(form, **SAME, agency=cedar).text
    moved = room.cora.submits(form, **{**SAME, "day": "2026-12-04"}, agency=cedar)
    assert "1 person who would come hears it in their next letter." in moved.text
    assert not moved.posts  # it is weeks ahead
    with pytest.raises(Wrong, match="1 Nov 2026 has passed"):
        room.cora.submits(form, **{**SAME, "day": "2026-11-01"}, agency=cedar)
    room.cora.clicks(OPEN_NOW, CLASS)
    room.ada.clicks(HERE, CLASS)
    with pytest.raises(Wrong, match="People have signed in to it already"):
        room.cora.submits(form, **{**SAME, "day": "2026-12-10"}, agency=cedar)
    why = room.cora.says("training cancel ASIM Basic")
    assert (
        "ASIM Basic, 4 Dec 2026, 18:00 is cancelled: No instructor!"
        in room.cora.submits(why, reason="No instructor!").text
    )
    with pytest.raises(Problem, match="was cancelled already"):
        room.cora.submits(why, reason="Again")
    with pytest.raises(Problem, match="was cancelled"):
        room.cora.submits(form, **SAME)


def test_an_instructor_does_not_hand_the_class_on(county_store: Store) -> None:
    room = classroom(county_store)
    room.cora.says(f"{SIGNIN}, by Ben Flores")
    ben, cedar = room.somebody("Ben Flores"), str(county.agency_id(county_store, "Cedar Fire Department"))
    birch = str(county.agency_id(county_store, "Birch Police Department"))
    form, whole = ben.clicks(MOVE, CLASS), room.cora.clicks(MOVE, CLASS)
    handed_on = {"instructor", "named", "agency"}
    assert handed_on.isdisjoint(shown_in(form))
    assert handed_on <= set(shown_in(whole))
    kept = {"instructor": str(room.person("Ben Flores")), "named": None, "agency": cedar}
    friend = {"instructor": str(room.person("Ada Abbott")), "named": None, "agency": birch}
    for asked in ({**kept, "agency": birch}, friend, {**kept, "instructor": None, "named": "Someone"}):
        with pytest.raises(Refused, match="is not yours to change"):  # a lead's form, that was theirs before
            ben.submits(whole, **SAME, **asked)
    assert "nothing changed" in ben.submits(whole, **SAME, **kept).text
    moved = ben.submits(form, **{**SAME, "place": "Elm Hall"}).text
    assert "Elm Hall" in moved
    assert "Instructor: Ben Flores\nHeld by: Cedar Fire Department" in moved
    assert "Held by: Birch Police Department" in room.cora.submits(whole, **SAME, **friend).text
    with pytest.raises(Refused, match="not yours to change"):
        room.cora.clicks(MOVE, CLASS)  # it is Birch Police's now
