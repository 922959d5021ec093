"""What a digest says: what to do first and whose it is, numbers with keys, nothing of what there is none."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from commands.kit.blocks import raw
from commands.readiness.digest_lines_views import lines_beneath, numbers_of
from commands.readiness.digest_post_views import DigestPart, digest_message, together
from commands.readiness.steps_views import Kind, next_steps
from practice.judge import judge_message
from readiness.coverage import Counts
from readiness.due import Scope
from readiness.records import RuleVersion
from storage.activity_figures import (
    ActionFigures,
    ActivityFigures,
    ComingMeeting,
    OverdueFigures,
    ReachFigures,
)
from storage.engine import Store
from storage.figures import CourseFigures, Figures, Lapsed
from storage.plan_figures import PlanFigures
from storage.team_figures import PositionFigures, TeamFigures
from storage.weakest import Part
from tests.jobs.county import Staff, seed
from tests.storage.test_figures import HOW, REGION, TODAY, counted

YEAR = ReachFigures(months=12, joint=2, siloed=3, without={"law": 1, "dispatch": 4})
OVERDUE = OverdueFigures(agency=2, name="Oak Police", overdue=3, since=date(2026, 9, 1))
BUSY = ActivityFigures(
    led=[2],
    exercises=[YEAR, ReachFigures(months=24, joint=2, siloed=4)],
    actions=ActionFigures(open=2, overdue=3, most_overdue=[OVERDUE]),
    meetings=[ComingMeeting(title="<!channel> plan room", held_on=date(2026, 12, 7))],
    coming=3,
    seats_never_filled=2,
)


def deep(teams: int) -> TeamFigures:
    """So many teams deep, and short of Rescue."""
    rescue = PositionFigures(position=1, title="Rescue", needed=2, bench=None)
    return TeamFigures(teams=teams, short_of=[1], positions=[rescue])


def lapsed(agency: int, people: int) -> Lapsed:
    names = {1: "Cedar Fire", 2: "Oak Police", 3: "Elm EMS"}
    counts = Counts(never=people)
    return Lapsed(agency=names[agency], course="ASIM Basic", counts=counts, agency_id=agency, course_id=9)


def stands(*pairs: Lapsed, **more: Any) -> Figures:
    known: dict[str, Any] = {
        "as_of": TODAY,
        "scope": "everyone",
        "scope_name": "everyone",
        "people": 40,
        "listed": None,
        "strength": None,
        "overall": Counts(current=30, never=10),
        "disciplines": [],
        "agencies": [],
        "courses": [],
        "due": {30: 0, 60: 0, 90: 4},
        "lapsed": list(pairs),
    }
    return Figures(**known | more)


def asks(figures: Figures) -> list[str]:
    return [f"{each.owner}: {each.what}" for each in next_steps(figures)]


def test_where_only_people_have_lapsed_the_largest_pairs_are_asked_for_each_of_its_owner() -> None:
    pairs = [lapsed(1, 9), lapsed(2, 8), lapsed(3, 7), lapsed(1, 6)]
    assert asks(stands(*pairs, activity=ActivityFigures(led=[2]))) == [
        "the emergency manager: train 9 of Cedar Fire in ASIM Basic",
        "the lead of Oak Police: train 8 in ASIM Basic",
        "the emergency manager: train 7 of Elm EMS in ASIM Basic",
    ]


def test_the_kinds_take_turns_in_their_order() -> None:
    everything = stands(lapsed(1, 9), lapsed(2, 8), activity=BUSY, teams=deep(2))
    assert [each.kind for each in next_steps(everything)] == [Kind.TRAIN, Kind.SETTLE, Kind.JOIN]
    assert asks(everything)[1:] == [
        "the lead of Oak Police: settle 3 actions overdue since 1 Sep 2026",
        "the emergency manager: invite dispatch, missing from 4 of 5 exercises in a year",
    ]
    joined = BUSY.model_copy(update={"exercises": [ReachFigures(months=12, full=2)]})
    assert [each.kind for each in next_steps(stands(lapsed(1, 9), lapsed(2, 8), activity=joined))] == [
        Kind.TRAIN,
        Kind.SETTLE,
        Kind.SEAT,
    ]
    none = ActivityFigures(exercises=[ReachFigures(months=12)])
    assert asks(stands(activity=none, overall=Counts(current=5))) == [
        "the emergency manager: plan an exercise; none was played in 12 months"
    ]


def test_of_an_agency_its_lead_is_asked_and_the_manager_where_it_has_none() -> None:
    few = {"scope": "agency:2", "scope_name": "Oak Police"}
    led = stands(activity=ActivityFigures(led=[2]), **few)
    assert asks(led) == ["the lead of Oak Police: train 10, of agencies too small to be named here"]
    assert asks(stands(activity=ActivityFigures(), **few))[0].startswith("the emergency manager: ")


def test_no_more_than_three_numbers_stand_before_the_first_thing_to_do() -> None:
    now = stands(lapsed(1, 9), activity=BUSY, teams=deep(4))
    before = now.model_copy(
        update={
            "as_of": date(2026, 10, 26),
            "overall": Counts(current=20, never=25),
            "teams": deep(9),
        }
    )
    text = digest_message(now, before, REGION, HOW).text
    above = text.split("What to do next")[0].replace("26 Oct 2026", "")
    assert len(re.findall(r"\d+", above)) <= 3
    assert "44% → 75% of what is asked is current" in above


def test_what_nobody_is_on_record_to_have_played_stands_beside_what_was_played() -> None:
    """A digest, the readiness of a scope and the step "missing from 2 of 3" count the same exercises."""
    two = ActivityFigures(
        exercises=[
            ReachFigures(months=12, joint=2, siloed=1, not_played=1, without={"dispatch": 2}),
            ReachFigures(months=24, joint=2, siloed=4, not_played=2),
        ]
    )
    digest = digest_message(stands(activity=two), None, REGION, HOW).text
    assert "Exercises: 3 in 12 months, 1 siloed · 6 in 24 months, 4 siloed · 2 without players" in digest
    assert "missing from 2 of 3 exercises in a year" in digest
    assert ("Exercises", ": 3 in 12 months, 1 siloed · 1 without players on record") in lines_beneath(
        stands(activity=two)
    )
    [asked] = [each for each in numbers_of(stands(activity=two), 1) if each.label.endswith("in 12 months")]
    assert asked.said == "3"
    none = ActivityFigures(exercises=[ReachFigures(months=12, not_played=1)])
    assert "Exercises: none played in 12 months · 1 without players on record" in (
        digest_message(stands(activity=none), None, REGION, HOW).text
    )


def test_what_there_is_none_of_is_left_out() -> None:
    busy = digest_message(stands(activity=BUSY), None, REGION, HOW)
    judge_message(raw(busy.blocks))
    assert "Exercises: 5 in 12 months, 3 siloed · 6 in 24 months, 4 siloed" in busy.text
    assert "Corrective actions: 3 overdue · 2 open\n" in busy.text
    assert "Meetings to come: <!channel> plan room, 7 Dec 2026 · 2 more" in busy.text
    assert "Falling due: 4 in 90 days" in busy.text
    assert "<!channel>" not in str([block for block in raw(busy.blocks) if "mrkdwn" in str(block)])
    calm = digest_message(stands(activity=ActivityFigures()), None, REGION, HOW).text
    for word in ("Exercises", "Corrective", "Meetings", "Teams", "on leave", " 0 "):
        assert word not in calm


def all_there_is() -> Figures:
    """Figures of which a digest says something in every line."""
    basic = CourseFigures(
        course=9,
        name="ASIM Basic",
        counts=Counts(current=30, never=10, on_plan=12),
        rule=RuleVersion(effective_on=date(2020, 1, 1), interval_months=24),
        weakest_agency=Part(name="Oak Police", agency=2, people=8, counts=Counts(current=3, never=5)),
        weakest_discipline=None,
    )
    plan = PlanFigures(
        plan=3,
        name="Response plan",
        revision="2026",
        effective_on=date(2026, 3, 1),
        courses=[9],
        agencies=14,
        adopted=8,
        on_older=1,
    )
    fire, law = (
        Part(name=name, people=20, counts=Counts(current=current, never=20 - current))
        for name, current in (("fire", 11), ("law", 19))
    )
    return stands(
        lapsed(1, 9),
        activity=BUSY,
        teams=deep(2),
        plans=[plan],
        courses=[basic],
        disciplines=[fire, law],
        weakest_agency=Part(name="Elm EMS", agency=3, people=9, counts=Counts(current=4, never=5)),
    )


def test_every_number_said_is_in_the_menu_in_the_order_of_the_lines_and_no_other() -> None:
    figures = all_there_is()
    numbers = numbers_of(figures, 5)
    assert [(each.label, each.said) for each in numbers] == [
        ("Cedar Fire, ASIM Basic", "9 to train"),
        ("Actions of Oak Police", "3 overdue"),
        ("All courses", "75%"),
        ("Elm EMS", "44%"),
        ("Fire", "55%"),
        ("Response plan adopted", "8 of 14"),
        ("Teams deep", "2 teams"),
        ("Due in 90 days", "4"),
        ("Exercises in 12 months", "5"),
        ("Exercises in 24 months", "6"),
        ("Corrective actions", "3 overdue"),
        ("Law", "95%"),
        ("ASIM Basic", "75%"),
        ("ASIM Basic, on plan", "12 of 30"),
        ("Oak Police, ASIM Basic", "37%"),
    ]
    assert {each.shown.fewest for each in numbers} == {5}
    message = digest_message(figures, None, REGION, HOW, numbers)
    judge_message(raw(message.blocks))
    [menu] = [
        each
        for block in raw(message.blocks)
        for each in block.get("elements", ())
        if each["type"] == "static_select"
    ]
    assert menu["action_id"].partition(":")[0] == "number.show"
    assert [each["value"] for each in menu["options"]] == [each.shown.key for each in numbers]
    preview = digest_message(figures, None, REGION, HOW)
    assert "Keys" not in preview.text
    assert "static_select" not in str(raw(preview.blocks))


def test_a_key_beneath_stands_beside_what_it_is_of_one_a_line() -> None:
    figures = all_there_is()
    numbers = numbers_of(figures, 5)
    key = {each.label: each.shown.key for each in numbers}
    assert (
        f"Keys: current {key['All courses']} · plan {key['Response plan adopted']} · "
        f"teams {key['Teams deep']} · due in 90 {key['Due in 90 days']} · "
        f"exercises {key['Exercises in 12 months']} · actions {key['Corrective actions']}; "
        "others in the menu."
    ) in digest_message(figures, None, REGION, HOW, numbers).text


def test_what_there_is_none_of_has_no_key_but_that_there_is_none() -> None:
    calm = ActivityFigures(exercises=[ReachFigures(months=12), ReachFigures(months=24)])
    figures = stands(activity=calm, due={30: 0, 60: 0, 90: 0}, overall=Counts(current=30))
    numbers = numbers_of(figures, 5)
    text = digest_message(figures, None, REGION, HOW, numbers).text
    assert "Falling due: nothing within 90 days" in text
    assert "Exercises: none in 24 months" in text
    assert [(each.named, each.said) for each in numbers if each.named] == [
        ("current", "100%"),
        ("due in 90", "0"),
        ("exercises", "0"),
    ]
    assert [each.label for each in numbers if not each.named] == ["Exercises in 12 months"], "a thing to do"


def test_an_older_digest_still_reads() -> None:
    kept = stands(lapsed(1, 9), activity=BUSY).model_dump(mode="json")
    del kept["activity"]
    for each in kept["lapsed"]:
        del each["agency_id"], each["course_id"]
    older = Figures.model_validate(kept)
    assert older.activity is None
    assert "Nothing moved." in digest_message(stands(lapsed(1, 9)), older, REGION, HOW).text
    assert asks(older) == ["the emergency manager: train 9 of Cedar Fire in ASIM Basic"]


@pytest.mark.parametrize(
    ("staffs", "said", "numbers"),
    [
        ([], "Nothing is asked of anybody here yet.", False),
        ([Staff("Solo", ["fire"], {"BLS": ["never"]})], "too few people", False),
        (
            [Staff("One Fire", ["fire"], {"BLS": ["current"] * 6 + ["never"]})],
            "Current: 85% (6 of 7 asked)",
            True,
        ),
    ],
    ids=["none", "one person", "one agency"],
)
def test_a_region_of_one_agency_of_one_person_of_none(
    store: Store, staffs: list[Staff], said: str, numbers: bool
) -> None:
    seed(store, TODAY, staffs, {"BLS": "Basic life support"})
    found = counted(store, with_activity=True)
    made = numbers_of(found, 5)
    assert bool(made) == numbers
    message = digest_message(found, None, REGION, HOW, made)
    judge_message(raw(message.blocks))
    assert said in message.text
    assert "weakest" not in message.text.split("By course")[0]
    alone = counted(store, Scope.discipline("dispatch"), with_activity=True)
    assert "Nothing is asked" in digest_message(alone, None, REGION, HOW).text


def test_digests_come_together_whole_and_in_their_order() -> None:
    messages = [digest_message(stands(lapsed(1, each)), None, REGION, HOW) for each in range(1, 40)]
    parts = [DigestPart.of(each) for each in messages]
    assert [(each.text, each.blocks) for each in parts] == [
        (each.text, raw(each.blocks)) for each in messages
    ]
    made = together(parts)
    assert sum(count for _, count in made) == len(parts)
    assert 1 < len(made) < len(parts)
    text = "\n".join(message.text for message, _ in made)
    assert [text.index(f"train {each} of") for each in range(1, 40)] == sorted(
        text.index(f"train {each} of") for each in range(1, 40)
    )
    for message, _ in made:
        judge_message(message.blocks)
        judge_message(message.plain_blocks)
    assert together([]) == []
