"""Who was at the table, who has played together, and the ladder."""

from __future__ import annotations

import pytest

from readiness.exercises import LADDER, Climb, Played, Reach, Rung, climb, missing, played_together, reach
from readiness.vocabulary import CORE, ExerciseType, Rating
from tests.readiness.builders import FIRE_1, LAW_1, LAW_2, day


@pytest.mark.parametrize(
    ("playing", "expected", "absent"),
    [
        ("", Reach.NOT_PLAYED, "law fire ems dispatch"),
        ("law", Reach.SILOED, "fire ems dispatch"),
        ("law|law", Reach.SILOED, "fire ems dispatch"),  # two agencies, one discipline
        ("fire,ems", Reach.SILOED, "law dispatch"),  # two disciplines, one agency
        ("fire,ems|fire", Reach.JOINT, "law dispatch"),
        ("school|hospital", Reach.JOINT, "law fire ems dispatch"),
        ("law|fire,ems|dispatch", Reach.FULL, ""),
        ("law,fire,ems,dispatch", Reach.FULL, ""),  # one agency that does it all
        ("law|fire|ems|em|state", Reach.JOINT, "dispatch"),
    ],
)
def test_reach_and_who_was_missing(playing: str, expected: Reach, absent: str) -> None:
    agencies = {key: frozenset(names.split(",")) for key, names in enumerate(playing.split("|")) if names}
    assert reach(agencies) is expected
    assert missing(agencies) == tuple(absent.split())


def test_played_together_is_the_last_day_within_the_months() -> None:
    exercises = [
        Played(3, day("2026-05-01"), frozenset({LAW_1})),
        Played(2, day("2025-06-01"), frozenset({LAW_1, FIRE_1})),
        Played(1, day("2024-11-01"), frozenset({LAW_2, LAW_1, FIRE_1})),
        Played(4, day("2026-11-02"), frozenset({LAW_2, FIRE_1})),
    ]
    assert played_together(exercises, day("2026-11-01")) == {
        (FIRE_1, LAW_1): day("2025-06-01"),
        (FIRE_1, LAW_2): day("2024-11-01"),
        (LAW_1, LAW_2): day("2024-11-01"),
    }
    later = played_together(exercises, day("2026-11-02"))
    assert later == {(FIRE_1, LAW_1): day("2025-06-01"), (FIRE_1, LAW_2): day("2026-11-02")}
    assert played_together(exercises, day("2026-11-01"), months=12) == {}


def test_what_counts_as_played() -> None:
    played = [kind.value for kind in ExerciseType if kind.counts_as_played(simulation=False)]
    assert played == ["drill", "functional", "full-scale", "incident"]
    assert all(kind.counts_as_played(simulation=True) for kind in ExerciseType)
    assert [kind.value for kind in ExerciseType if kind.is_operations_based] == played[:3]
    assert [each.value for each in CORE] == ["law", "fire", "ems", "dispatch"]


def test_ratings_in_words() -> None:
    assert {each.value: each.text for each in Rating} == {
        "P": "performed without challenges",
        "S": "performed with some challenges",
        "M": "performed with major challenges",
        "U": "unable to be performed",
        "N": "not observed",
    }


def test_the_ladder() -> None:
    on = day("2026-11-01")
    assert climb([], on) == Climb({})
    assert climb([], on).next_rung is LADDER[0] is Rung.TABLETOP
    walked = (ExerciseType.TABLETOP, False, day("2025-01-10"))
    again = (ExerciseType.TABLETOP, False, day("2024-12-10"))
    simulated = (ExerciseType.SEMINAR, True, day("2026-02-01"))
    old = (ExerciseType.FULL_SCALE, False, day("2024-10-31"))
    beside = (ExerciseType.DRILL, False, day("2026-03-01"))
    ahead = (ExerciseType.FULL_SCALE, True, day("2026-11-02"))

    found = climb([walked, again, old, beside, ahead], on)
    assert (dict(found.reached), found.next_rung) == ({Rung.TABLETOP: day("2025-01-10")}, Rung.SIMULATION)
    assert climb([walked, simulated], on).next_rung is Rung.FULL_SCALE
    top = climb([ahead], day("2026-11-02"))
    assert (set(top.reached), top.highest, top.next_rung) == (
        {Rung.SIMULATION, Rung.FULL_SCALE},
        Rung.FULL_SCALE,
        None,
    )
