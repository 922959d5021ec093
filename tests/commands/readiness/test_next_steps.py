"""What to do next: which three things, whose they are, and the way on from each."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from commands.readiness.next_steps import step_button
from commands.readiness.steps_views import Kind, asked_of, next_steps
from readiness.coverage import Counts
from readiness.positions import Bench
from storage.activity_figures import ActionFigures, ActivityFigures, OverdueFigures, ReachFigures
from storage.figures import Figures, Lapsed
from storage.team_figures import PositionFigures, TeamFigures

TODAY = date(2026, 11, 2)
TEAMS = TeamFigures(
    teams=2,
    short_of=[7],
    people=2,
    wanted=3,
    positions=[PositionFigures(position=7, title="Triage", needed=1, bench=Bench())],
)
LATE = [OverdueFigures(agency=5, name="Agency 5", overdue=4, since=date(2026, 9, 1))]
YEAR = [ReachFigures(months=12, joint=2, siloed=1, without={"dispatch": 2})]
ALL = ActivityFigures(
    led=[1], exercises=YEAR, actions=ActionFigures(overdue=4, most_overdue=LATE), seats_never_filled=1
)


def lapsed(agency: int, never: int, expired: int = 0) -> Lapsed:
    counts = Counts(current=20 - never - expired, never=never, expired=expired)
    return Lapsed(agency=f"Agency {agency}", course="BLS", counts=counts, agency_id=agency, course_id=9)


def counted(*pairs: Lapsed, **more: Any) -> Figures:
    stands: dict[str, Any] = {
        "as_of": TODAY,
        "scope": "everyone",
        "scope_name": "everyone",
        "people": 40,
        "listed": None,
        "strength": None,
        "overall": sum((each.counts for each in pairs), Counts()),
        "disciplines": [],
        "agencies": [],
        "courses": [],
        "due": {30: 0},
        "lapsed": list(pairs),
    }
    return Figures(**stands | more)


def test_the_pairs_with_the_most_people_each_with_its_owner_and_its_day() -> None:
    found = counted(
        lapsed(1, 9, 3), lapsed(2, 8), lapsed(3, 7), lapsed(4, 6), activity=ActivityFigures(led=[1])
    )
    steps = next_steps(found)
    trained = [each for each in steps if each.kind is Kind.TRAIN]
    assert [each.pair.agency_id for each in trained if each.pair] == [1, 2, 3][: len(trained)]
    assert asked_of(found, steps[0]).startswith("The lead of Agency 1, by 30 Nov 2026: train 12")
    assert all(each.owner == "the emergency manager" for each in trained[1:])


def test_each_kind_has_its_turn_and_there_are_three_of_them_at_most() -> None:
    found = counted(lapsed(1, 9), lapsed(2, 8), lapsed(3, 7), teams=TEAMS, activity=ALL)
    assert [each.kind for each in next_steps(found)] == [Kind.TRAIN, Kind.SETTLE, Kind.JOIN]
    rest = counted(teams=TEAMS, activity=ActivityFigures(seats_never_filled=1, exercises=[]))
    assert [each.kind for each in next_steps(rest)] == [Kind.PLAY, Kind.SEAT]
    assert next_steps(counted()) == []


def test_each_leads_on_to_its_own_answer() -> None:
    found = counted(lapsed(1, 9), teams=TEAMS, activity=ALL)
    rest = counted(teams=TEAMS, activity=ActivityFigures(seats_never_filled=1))
    few = counted(overall=Counts(current=7, never=2))
    steps = [(each, step) for each in (found, rest, few) for step in next_steps(each)]
    shown = [step_button(figures, step, number) for number, (figures, step) in enumerate(steps)]
    labels = [each.text.text for each in shown if each.text]
    assert labels == ["Who is due", "Actions", "Gaps", "Teams", "Meetings", "Who is due"]
    assert json.loads(shown[0].value or "") == {"scopes": ["agency:1"], "courses": [9]}
    assert json.loads(shown[1].value or "") == {"part": "overdue"}
    assert json.loads(shown[5].value or "{}") == {}
    assert len({each.action_id for each in shown}) == len(shown)
