"""A class logged for many from a list: shown first, and then exactly what was shown is recorded."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.problems import Wrong
from commands.language.logs import LogSaid
from commands.training.bulk import lately
from tests.commands.language.listing import asks
from tests.commands.training.desk import Desk, shown_in

LIST = """Ada Abbott
Flores, Ben
Jo Lee
ada@grove.example
Zed Unknown
Cora Diaz
Ben Flores
Yan Nobody, Xi Nobody
"""


def filled(desk: Desk, **more: object) -> dict[str, object]:
    return {"course": str(desk.course("BLS")), "day": "2026-10-20", "result": "pass", "names": LIST, **more}


@pytest.mark.postgres
def test_a_list_is_shown_and_then_recorded_as_shown(desk: Desk) -> None:
    form = desk.cora.says("training log BLS 20 Oct for Ada Abbott")
    ada = {"people": [str(desk.person("Ada Abbott"))], "names": None}
    assert desk.cora.submits(form, **filled(desk, **ada)).text.startswith("Recorded: ")
    first = desk.cora.submits(desk.cora.says("training"), **filled(desk))
    shown = shown_in(first)
    assert shown["warning"]["text"]["text"].split("\n") == [
        "4 people found: Ada Abbott, Ben Flores, Jo Lee and Cora Diaz.",
        "Named twice, logged once: Ada Abbott and Ben Flores.",
        "On record already for 20 Oct 2026, and not recorded again: Ada Abbott.",
        "Has it on another day: Cora Diaz (9 Sep 2025, current until 30 Sep 2027).",
        "2 lines left over.",
        "• “Zed Unknown” is nobody you can see here.",
        "• “Yan Nobody, Xi Nobody” is nobody you can see here.",
        "Nothing is recorded yet: look at it, and press Log it again.",
    ]
    assert len(desk.standing()) == 1
    again = desk.cora.submits(first, **filled(desk))
    assert "without" in shown_in(again), "what names nobody is left out only by a tick"
    fields = filled(desk, without=["yes"], lately=["yes"])
    other_day = desk.cora.submits(again, **{**fields, "day": "2026-10-21"})
    assert "21 Oct 2026" not in str([each.completed_on for each in desk.standing()])
    said = desk.cora.submits(desk.cora.submits(other_day, **filled(desk)), **fields)
    assert said.text.startswith(
        "Recorded: Basic Life Support on 20 Oct 2026, 4 hours, for Ben Flores and Jo Lee. Confirmed by you.\n"
        "Each of them: current until 31 Oct 2028.\n"
        "On record already for Ada Abbott, for 20 Oct 2026: nothing was recorded twice.\n"
        "Left out:\n• “Zed Unknown” is nobody"
    )
    assert [(each.recorded_from, each.verified) for each in desk.standing()[1:]] == [
        ("a pasted list", True)
    ] * 2
    desk.cora.presses(said, "Undo")
    assert len(desk.standing()) == 1


def test_of_a_list_that_names_nobody_nothing_is_recorded(desk: Desk) -> None:
    with pytest.raises(Wrong) as wrong:
        desk.cora.submits(desk.cora.says("training"), **filled(desk, names="Pat Quinn"))
    assert wrong.value.fields == {"names": "“Pat Quinn” is nobody you can see here. Nothing was recorded."}
    everybody = desk.cora.submits(desk.cora.says("training"), **filled(desk, names="Cora Diaz"))
    with pytest.raises(Wrong, match="Nobody is left"):
        desk.cora.submits(everybody, **filled(desk, names="Cora Diaz", lately=["yes"]))


def test_a_list_in_words_is_read_as_lists_are(desk: Desk) -> None:
    said = desk.cora.says("training log BLS 20 Oct for\n1. FF Flores, Ben\n2. Jo Lee, Cedar Fire\n3. me")
    assert "for Ben Flores, Jo Lee and you." in said.text
    form = desk.cora.says("training log BLS 21 Oct for\nBen Flores\nZed Unknown\nAda Abbott")
    assert shown_in(form)["names"]["element"]["initial_value"] == "Zed Unknown"
    people = shown_in(form)["people"]["element"]["initial_options"]
    assert [each["text"]["text"].split(" (")[0] for each in people] == ["Ben Flores", "Ada Abbott"]
    assert LogSaid.model_validate(form.carried).left == ["Zed Unknown"]


def test_who_had_it_lately(desk: Desk) -> None:
    ben, cora = desk.person("Ben Flores"), desk.person("Cora Diaz")
    with desk.store.reading() as session:
        request = asks(session)
        course = request.catalogue.courses[desk.course("BLS")]
        on = {
            day: set(lately(request, [ben, cora], course, day))
            for day in (date(2024, 11, 20), date(2026, 10, 1))
        }
    assert on == {date(2024, 11, 20): {ben}, date(2026, 10, 1): {cora}}
