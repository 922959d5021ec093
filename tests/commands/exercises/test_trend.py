"""How tasks went, drawn and told: a day's lowest rating decides, and no two bars have one name."""

from __future__ import annotations

from datetime import date

import pytest

from commands.exercises import trend
from commands.exercises.trend_views import (
    all_chart,
    all_trend,
    ladder_message,
    latest,
    task_chart,
    task_trend,
)
from commands.kit.blocks import raw
from commands.kit.problems import Refused
from practice.judge import judge_message
from readiness.exercises import climb
from readiness.text import fold
from readiness.vocabulary import ExerciseType, Rating
from storage.engine import Store
from storage.exercises import ExerciseRecord, InvitedAgency, ParticipationRecord, RatingRecord
from storage.improving import Rated
from tests.commands.speaking import NOON, Office, Speaker, small_county
from words.problems import Unclear


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


def rated_at(store: Store, title: str, task: str, host: int | None, poc: int | None = None) -> int:
    with store.writing() as session:
        made = ExerciseRecord(
            key=title.casefold(),
            code=title,
            title=title,
            type="drill",
            held_on=date(2026, 10, 20),
            host_agency_id=host,
            poc_id=poc,
            recorded_at=NOON,
        )
        session.add(made)
        session.flush()
        session.add(
            RatingRecord(exercise_id=made.id, task_key=fold(task), task=task, rating="P", recorded_at=NOON)
        )
        return made.id


def test_how_tasks_went_is_for_whoever_was_at_the_table(store: Store) -> None:
    county = small_county(store)
    office = Office(store, trend.ENTRIES)
    rated_at(store, "Hosted", "Of cedar", county.cedar)
    invited = rated_at(store, "Invited", "Of guests", None)
    played = rated_at(store, "Played", "Of players", None)
    rated_at(store, "Elsewhere", "Of others", None, poc=county.dee)
    with store.writing() as session:
        session.add(InvitedAgency(exercise_id=invited, agency_id=county.cedar))
        session.add(
            ParticipationRecord(
                exercise_id=played, agency_id=county.cedar, headcount=3, role="observer", recorded_at=NOON
            )
        )
    tasks = {"Of cedar", "Of guests", "Of players", "Of others"}

    def read(speaker: Speaker) -> set[str]:
        said = speaker.says("exercise trend").text
        return {each for each in tasks if each in said}

    lead = office.lead(county.cedar, person_id=county.ada)
    assert read(lead) == tasks - {"Of others"}
    with pytest.raises(Unclear, match="among the ratings you can see"):
        lead.says("exercise trend Of others")
    assert read(office.manager(person_id=county.ben)) == tasks
    assert read(office.responder(county.dee, county.oak, "UDEE")) == {"Of others"}
    assert read(office.lead(county.oak, user="UOLA", person_id=county.cy)) == set()
    with pytest.raises(Refused) as refused:
        office.responder(county.ada, county.cedar).says("exercise trend")
    assert "hosts the exercise, is invited to it or took part" in refused.value.who_could
    assert "ladder" in office.responder(county.ada, county.cedar).says("exercise ladder").text.casefold()


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
