"""The *Log training* form: what it shows, what it reads, what it finds while somebody types."""

from __future__ import annotations

from typing import Any

import pytest

from commands.kit.problems import Wrong
from commands.kit.request import Door
from tests.commands.speaking import Said, Speaker
from tests.commands.training.desk import Desk, shown_in

DAY = "2026-11-01"


def changes(speaker: Speaker, field: str, **fields: Any) -> Said:
    """Chooses something in the open form."""
    return speaker._run(speaker.registry.clicks[f"training.log/{field}"], Door.MODAL, fields=fields)


@pytest.mark.postgres
def test_all_that_was_filled_in_is_recorded(desk: Desk) -> None:
    form = desk.ada.says("training")
    said = desk.ada.submits(
        form,
        course=str(desk.course("BLS")),
        day=DAY,
        hours="1.5",
        result="pass",
        provider="Grove College",
        instructor="Kim Li",
        grant="EMPG",
        award="EMW-2026-1",
        evidence="https://grove.example/bls.pdf",
    )
    assert said.reply.closes
    assert said.text.startswith("Recorded: Basic Life Support on 1 Nov 2026, 1.5 hours, for you.")
    [record] = desk.standing()
    assert record.person_id == desk.person("Ada Abbott")
    assert (record.hours, record.provider, record.instructor) == (1.5, "Grove College", "Kim Li")
    assert (record.funding, record.evidence) == ("EMPG EMW-2026-1", "https://grove.example/bls.pdf")


def test_without_hours_it_lasted_as_long_as_usual(desk: Desk) -> None:
    form = desk.ada.says("training")
    desk.ada.submits(form, course=str(desk.course("ASIM-A")), day=DAY, result="pass")
    assert [each.hours for each in desk.standing()] == [24]


def test_everything_that_is_wrong_is_said_at_once(desk: Desk) -> None:
    with pytest.raises(Wrong) as wrong:
        desk.ada.submits(desk.ada.says("training"), course="9999", day="", hours="2001", result="won")
    assert wrong.value.fields == {
        "course": "Choose a course from the list.",
        "day": "Choose the day it was completed.",
        "hours": "Hours are a number from 0 to 2,000, such as 4 or 1.5.",
        "result": "Choose how it ended.",
    }
    assert desk.logged() == []


def test_a_day_to_come_is_said_at_the_day(desk: Desk) -> None:
    with pytest.raises(Wrong) as wrong:
        desk.ada.submits(
            desk.ada.says("training"), course=str(desk.course("BLS")), day="2026-11-03", result="pass"
        )
    assert wrong.value.fields == {"day": "3 Nov 2026 is still to come: log a class once it is over."}


def test_somebody_not_theirs_is_said_at_the_people(desk: Desk) -> None:
    with pytest.raises(Wrong) as wrong:
        desk.cora.submits(
            desk.cora.says("training"),
            course=str(desk.course("BLS")),
            day=DAY,
            result="pass",
            people=[str(desk.person("Pat Quinn"))],
        )
    assert list(wrong.value.fields) == ["people"]
    assert wrong.value.fields["people"].startswith(
        "Nothing was recorded: you can log for yourself and for the people of the agency you lead."
    )
    assert desk.logged() == []


def test_people_are_a_field_for_those_who_log_for_others(desk: Desk) -> None:
    assert "people" in shown_in(desk.cora.says("training"))
    assert "people" not in shown_in(desk.ada.says("training"))


def test_who_named_somebody_unknown_chooses_who_took_it(desk: Desk) -> None:
    form = desk.cora.says("training log BLS yesterday for Nobody Atall")
    with pytest.raises(Wrong) as wrong:
        desk.cora.submits(form, course=str(desk.course("BLS")), day=DAY, result="pass", people=[])
    assert wrong.value.fields == {
        "people": "You named somebody: choose who took it, yourself too if you did."
    }
    assert desk.logged() == []


def test_a_course_that_is_chosen_shows_its_usual_hours(desk: Desk) -> None:
    fields = shown_in(changes(desk.ada, "course", course=str(desk.course("ASIM-A")), day=DAY))
    assert fields["hours"]["element"]["placeholder"]["text"] == "Usual: 24"
    assert "warning" not in fields


def test_who_has_it_already_is_said_as_it_is_chosen(desk: Desk) -> None:
    chosen = {"course": str(desk.course("BLS")), "day": "2026-01-15"}
    ada, ben = str(desk.person("Ada Abbott")), str(desk.person("Ben Flores"))
    fields = shown_in(changes(desk.cora, "people", people=[ada, ben], **chosen))
    assert fields["warning"]["text"]["text"] == (
        "On record already: Ada Abbott, Basic Life Support on 15 Jan 2026. It will not be recorded twice."
    )


def test_of_people_not_theirs_the_form_tells_nothing(desk: Desk) -> None:
    chosen = {"course": str(desk.course("ASIM-B")), "day": "2025-05-05"}
    [max_] = desk.manager.looks_up("training.log/people", "max").values()
    assert "warning" not in shown_in(changes(desk.cora, "people", people=[max_], **chosen))
    seen = shown_in(changes(desk.manager, "people", people=[max_], **chosen))
    assert seen["warning"]["text"]["text"].startswith("On record already: Max ")


def test_a_day_to_come_is_said_as_it_is_chosen(desk: Desk) -> None:
    fields = shown_in(changes(desk.ada, "day", course=str(desk.course("BLS")), day="2026-11-03"))
    assert fields["warning"]["text"]["text"] == (
        "3 Nov 2026 is still to come: a class is logged once it is over."
    )


def test_courses_are_found_by_every_word_of_code_or_title(desk: Desk) -> None:
    assert list(desk.ada.looks_up("training.log/course", "ASIM")) == [
        "ASIM-A: ASIM Advanced",
        "ASIM-B: ASIM Basic",
    ]
    assert desk.ada.looks_up("training.log/course", "basic asim") == {
        "ASIM-B: ASIM Basic": str(desk.course("ASIM-B"))
    }
    assert desk.ada.looks_up("training.log/course", "basic cooking") == {}


def test_people_are_found_among_those_one_may_log_for(desk: Desk) -> None:
    theirs = {"Ben Flores (Cedar Fire Department)": str(desk.person("Ben Flores"))}
    assert desk.cora.looks_up("training.log/people", "flo") == theirs
    assert desk.cora.looks_up("training.log/people", "quinn") == {}, "she is of another agency"
    assert list(desk.manager.looks_up("training.log/people", "quinn")) == [
        "Pat Quinn (Birch Police Department)"
    ]
    assert desk.ada.looks_up("training.log/people", "flo") == {}
