"""Exercises and positions found by what they are called; what fits two is asked about, with keys to press."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from commands.kit.member import Member
from commands.kit.request import Door, Request
from commands.language.exercises import (
    exercise_said,
    fitting_exercises,
    position_options,
    position_said,
    search_exercises,
    unknown_position,
)
from commands.language.scopes import scope_said
from readiness.due import EVERYONE
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.exercises import ExerciseRecord, ExerciseState
from storage.positions import PositionRecord
from tests.commands.speaking import NOON, REGION, small_county
from words.folding import fold
from words.problems import Unclear

# Today is Monday, 2 November 2026.
HELD = [
    ("EX-2026-001", "Vine campus drill", "drill", date(2026, 1, 14)),
    ("EX-2026-002", "Vine campus drill", "drill", date(2026, 11, 1)),
    ("EX-2026-003", "County Full-Scale", "full-scale", date(2026, 12, 3)),
    ("EX-2026-004", "Mill fire tabletop", "tabletop", date(2026, 10, 3)),
    ("EX-2025-001", "Harvest Fair", "functional", date(2025, 9, 6)),
    ("EX-2026-005", "Monday night radio", "tabletop", date(2026, 10, 12)),
]


@pytest.fixture
def asking(store: Store) -> Iterator[Request]:
    small_county(store)
    with store.writing() as session:
        for code, title, type_, day in HELD:
            record = ExerciseRecord(key=fold(code), code=code, title=title, type=type_, held_on=day)
            record.recorded_at = NOON
            session.add(record)
        for place, (code, title) in enumerate(
            {
                "TRIAGE": "Triage",
                "TRANSPORT": "Transport",
                "RTF": "Rescue task force",
                "IC": "Incident command",
                "TC": "Tactical command",
                "OLD": "Runner",
                "FS": "Fire",
            }.items()
        ):
            session.add(PositionRecord(key=fold(code), code=code, title=title, place=place))
        session.flush()
        [gone] = [each for each in session.query(PositionRecord) if each.code == "OLD"]
        gone.take_back(NOON, "test", "not ours any more")
        catalogue_changed(session)
    member = Member("T1", "UMORGAN", 1, is_manager=True)
    with store.reading() as session:
        yield Request(session, member, REGION, NOON, REGION.day(NOON), Door.COMMAND, "key")


CALLED = [
    ("EX-2026-001", "EX-2026-001"),
    ("ex 2026 3", None),
    ("ex2026004", "EX-2026-004"),
    ("county full-scale", "EX-2026-003"),
    ("the County full scale", "EX-2026-003"),
    ("yesterday's Vine drill", "EX-2026-002"),
    ("the Vine drill yesterday", "EX-2026-002"),
    ("at the Vine drill, yesterday.", "EX-2026-002"),
    ("yesterday", "EX-2026-002"),
    ("Vine drill 14 Jan", "EX-2026-001"),
    ("vine 1/14/2026", "EX-2026-001"),
    ("14 Jan", "EX-2026-001"),
    ("3 Dec", "EX-2026-003"),  # the next to come
    ("harvest", "EX-2025-001"),
    ("Harvest functional", "EX-2025-001"),
    ("functional", "EX-2025-001"),  # the only one
    ("the Mill exercise", "EX-2026-004"),
    ("Monday night radio", "EX-2026-005"),
    ("monday radio", "EX-2026-005"),
    ("Harvest 14 Jan", None),
    ("Harvest parade", None),
    ("tabletop parade", None),
]


@pytest.mark.postgres
def test_an_exercise_is_named_by_what_people_call_it(asking: Request) -> None:
    for said, code in CALLED:
        assert [
            asking.session.get_one(ExerciseRecord, each).code for each in fitting_exercises(asking)(said)
        ] == ([code] if code else []), said
        if code:
            assert exercise_said(asking, said).code == code


def test_two_that_fit_are_asked_about_with_keys_the_nearest_day_first(asking: Request) -> None:
    for said in ("Vine drill", "drill", "Vine campus drill"):
        with pytest.raises(Unclear) as asked:
            exercise_said(asking, said)
        assert asked.value.not_understood == (
            f"“{said}” matches 2 exercises: Vine campus drill, 1 Nov 2026, Vine campus drill, 14 Jan 2026."
        )
        labels = [offer.label for offer in asked.value.offers]
        assert labels == ["Vine campus drill, 1 Nov 2026", "Vine campus drill, 14 Jan 2026"]
        first = exercise_said(asking, "EX-2026-002")
        assert asked.value.offers[0].value.model_dump() == {"exercise": first.id}  # type: ignore[union-attr]
    for said in ("tabletop", "exercise", ""):  # a kind of thing is no name
        with pytest.raises(Unclear) as asked:
            exercise_said(asking, said)
        assert len(asked.value.offers) > 1


def test_a_near_miss_is_answered_with_what_was_perhaps_meant(asking: Request) -> None:
    with pytest.raises(Unclear, match="I can't find any exercise called “Harvets fiar”") as asked:
        exercise_said(asking, "Harvets fiar")
    assert [offer.label for offer in asked.value.offers] == ["Harvest Fair, 6 Sep 2025"]
    with pytest.raises(Unclear, match="no day in the calendar"):
        exercise_said(asking, "Vine drill 31 February 2026")


def test_a_cancelled_one_says_so_and_is_not_found_while_typing(store: Store, asking: Request) -> None:
    with store.writing() as session:
        session.query(ExerciseRecord).filter_by(code="EX-2026-002").one().state = ExerciseState.CANCELLED
    assert exercise_said(asking, "Vine drill").code == "EX-2026-001"  # nobody means the other one
    assert exercise_said(asking, "Vine drill yesterday").code == "EX-2026-002"
    with pytest.raises(Unclear) as asked:
        exercise_said(asking, "")
    assert asked.value.offers[0].label == "Vine campus drill, 1 Nov 2026 (cancelled)"
    found = search_exercises(replace(asking, text="vin dri"))
    assert [each.to_dict()["text"]["text"] for each in found.options] == ["Vine campus drill, 14 Jan 2026"]


def test_a_position_is_named_by_code_title_or_a_part(asking: Request) -> None:
    named = {
        "transport": "Transport",
        "RTF": "Rescue task force",
        "the rescue task force": "Rescue task force",
        "rescue": "Rescue task force",
        "triag": "Triage",
        "fire": "Fire",
        "transport bus": None,
        "runner": None,
        "": None,
    }
    for said, title in named.items():
        found = position_said(asking, said)
        assert (found and found.title) == title, said


def test_two_positions_are_asked_about_and_unknown_ones_explained(asking: Request) -> None:
    with pytest.raises(Unclear, match="“command” matches 2 positions: Incident command, Tactical command"):
        position_said(asking, "command")
    assert (
        "any position called “trasport”. Did you mean Transport"
        in unknown_position(asking, "trasport").not_understood
    )
    assert "was taken out of the catalogue" in unknown_position(asking, "Runner").not_understood
    offered = [each.to_dict()["text"]["text"] for each in position_options(asking)]
    assert "Runner" not in offered
    assert offered[:2] == ["Triage", "Transport"]


def test_questions_of_who_is_due_see_neither(asking: Request) -> None:
    with pytest.raises(
        Unclear, match="I can't find any agency, discipline or jurisdiction called “Transport”"
    ):
        scope_said("Transport", asking.catalogue, lambda match: None, "an example", ())
    assert scope_said("", asking.catalogue, lambda match: None, "an example", ()) == EVERYONE
