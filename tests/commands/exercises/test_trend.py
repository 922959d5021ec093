"""How tasks went, drawn and told: a day's lowest rating decides, and no two bars have one name."""

from __future__ import annotations

from datetime import date

from commands.exercises.trend_views import (
    all_chart,
    all_trend,
    ladder_message,
    latest,
    task_chart,
    task_trend,
)
from commands.kit.blocks import raw
from practice.judge import judge_message
from readiness.exercises import climb
from readiness.vocabulary import ExerciseType, Rating
from storage.improving import Rated


def rated(exercise: int, on: date, run: int, rating: Rating, task: str = "Set staging") -> Rated:
    return Rated(exercise, f"Exercise {exercise}", on, run, task.lower(), task, rating)


JAN, MAR = date(2026, 1, 14), date(2026, 3, 2)
STAGING = [
    rated(1, JAN, 1, Rating.U),
    rated(1, JAN, 2, Rating.M),
    rated(2, JAN, 1, Rating.S),
    rated(3, MAR, 1, Rating.P),
    rated(3, MAR, 2, Rating.S),
    rated(4, MAR, 1, Rating.N),
]


def test_the_lowest_rating_of_the_last_day_is_the_last() -> None:
    assert latest(STAGING) is Rating.S
    assert latest(STAGING[-1:]) is None


def test_a_task_is_drawn_run_by_run() -> None:
    text = task_trend(STAGING).text
    assert "Last rated S: performed with some challenges." in text
    assert "14 Jan 26 r1, Exercise 1: U\n14 Jan 26 r2, Exercise 1: M\n14 Jan 26 r1 (2), Exercise 2: S" in text
    assert "run 1 U" not in text, "each rating is said once"
    assert "1 time not observed." in text
    chart = task_chart(STAGING)
    judge_message(raw(chart.blocks))
    assert chart.plain_blocks is not None
    judge_message(raw(chart.plain_blocks))
    [native] = [each for each in raw(chart.blocks) if each["type"] == "data_visualization"]
    assert [each["value"] for each in native["chart"]["series"][0]["data"]] == [1, 2, 3, 4, 3]


def test_all_tasks_are_shares_by_exercise_weakest_task_first() -> None:
    there = sorted([*STAGING, rated(3, MAR, 1, Rating.U, "Count")], key=lambda each: each.held_on)
    text = all_trend(there).text
    assert "14 Jan 26: 0%\n14 Jan 26 (2): 100%\n2 Mar 26: 66%" in text
    assert text.index("Count: U") < text.index("Set staging: U → S")
    judge_message(raw(all_chart(there).blocks))


def test_the_ladder_says_the_next_rung() -> None:
    climbed = climb([(ExerciseType.TABLETOP, False, JAN)], MAR)
    text = ladder_message("the region", climbed, MAR, plans=True, reads=True).text
    assert "Next: simulation." in text
    assert "● Tabletop: last 14 Jan 2026" in text
