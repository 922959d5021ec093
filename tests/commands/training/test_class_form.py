"""The form of a class: what its fields take, whom it finds, what it says is wrong."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.kit.problems import Wrong
from commands.kit.request import Door
from storage.classes import ClassRecord
from storage.engine import Store
from tests.commands.training.classroom import classroom


def test_what_the_form_of_a_class_takes(county_store: Store) -> None:
    room = classroom(county_store)
    form = room.cora.says("training plan ASIM Basic 3 Dec 18:00", Door.COMMAND)
    filled = {"course": str(room.course("ASIM-B")), "day": "2026-12-03", "at": "18:00"}
    assert list(room.ada.looks_up("class.plan/instructor", "Max")) == [
        "Max <!channel> O'Hara (Birch Police Department)"
    ]
    assert room.ada.looks_up("class.plan/instructor", "Oldham") == {}  # left the roster
    wrong = {
        "seats": ("0", "A whole number from 1 to 5,000"),
        "hours": ("0", "lasts longer than no time"),
        "day": ("2026-11-01", "1 Nov 2026 has passed"),
        "at": ("25:00", "Choose a time, such as 18:00."),
        "named": ("Maria Ortiz", "An instructor is chosen above already"),
    }
    eve = str(room.person("Eve Nakamura"))
    for field, (value, said) in wrong.items():
        with pytest.raises(Wrong) as found:
            room.cora.submits(form, **{**filled, "instructor": eve, field: value})
        assert said in found.value.fields[field]
    done = room.cora.submits(form, **filled, named="Maria Ortiz", grant="EMPG", award="26-1", seats="20")
    assert "Nobody has been told: post its card" in done.text
    assert not done.posts
    with pytest.raises(Wrong, match="planned already"):
        room.cora.submits(form, **filled)
    with county_store.reading() as session:
        [held] = session.scalars(select(ClassRecord))
        assert (held.instructor, held.funding, held.seats) == ("Maria Ortiz", "EMPG 26-1", 20)
