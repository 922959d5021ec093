"""Shared plans: revisions, whom one asks to be trained again, and who adopted which."""

from __future__ import annotations

from datetime import date

import pytest

from storage.engine import Store
from tests.files.imports.bringing import (
    counts,
    look,
    notices,
    reasons,
    standing_of,
    standing_rebuilt,
    take,
    undo,
)

PLANS = """
    plan,revision,effective_on,retrain_within_days,link
    Regional plan,1.0,2022-01-01,,https://county.example/plan
    Regional plan,2.0,2026-06-01,,"""
TEACHES = "code,title,hours,plan\nBLS,Basic life support,4,regional plan"


def moved(plan: object) -> list[tuple[date, int, list[tuple[str, str, str, int]]]]:
    return [
        (each.on, each.people, [(m.course, m.before, m.after, m.people) for m in each.moves])
        for each in plan.moves  # type: ignore[attr-defined]
    ]


@pytest.mark.postgres
def test_a_revision_that_asks_again_shows_whom_it_moves(small: Store) -> None:
    assert counts(take(small, "plans", PLANS)[0]) == (2, 0, 0, 0)
    take(small, "completions", "email,course,completed_on\nann@x.gov,BLS,2026-01-10")
    take(small, "courses", TEACHES)
    assert not look(small, "courses", "code,title,hours,plan\nBLS,Basic life support,4,").writes
    before = standing_of(small)

    asks = "plan,revision,effective_on,retrain_within_days\nRegional plan,2.0,2026-06-01,30"
    plan, run = take(small, "plans", asks)
    assert moved(plan) == [(date(2026, 11, 1), 1, [("BLS", "current", "expired", 1)])]
    assert standing_of(small) != before
    assert standing_of(small) == standing_rebuilt(small)
    assert not look(small, "plans", asks).writes
    assert undo(small, run.id).put_back == {"revision": 1}
    assert standing_of(small) == before == standing_rebuilt(small)

    ahead, run = take(small, "plans", asks.replace("2.0,2026-06-01", "3.0,2026-12-01"))
    assert [(each[0], each[2][0][1:3]) for each in moved(ahead)] == [
        (date(2026, 12, 1), ("current", "due_soon")),
        (date(2027, 1, 1), ("current", "expired")),
    ]
    assert undo(small, run.id).taken_back == {"revision": 1}
    assert standing_of(small) == before == standing_rebuilt(small)


@pytest.mark.postgres
def test_a_course_that_teaches_another_plan_shows_whom_it_moves(small: Store) -> None:
    take(small, "completions", "email,course,completed_on\nann@x.gov,BLS,2026-01-10")
    take(small, "plans", PLANS.replace("2026-06-01,,", "2026-06-01,30,"))
    unknown = look(small, "courses", TEACHES.replace("regional", "regionel"))
    assert reasons(unknown) == {2: "plan: regionel plan isn't a plan here; did you mean Regional plan?"}
    plan, run = take(small, "courses", TEACHES)
    assert moved(plan) == [(date(2026, 11, 1), 1, [("BLS", "current", "expired", 1)])]
    assert [(c.column, c.before, c.after) for c in plan.rows[0].changes] == [("plan", None, "Regional plan")]
    assert standing_of(small) == standing_rebuilt(small)
    assert undo(small, run.id).put_back == {"course": 1}
    assert standing_of(small) == standing_rebuilt(small)


def test_a_revision_from_before_the_one_in_force_is_history_and_that_is_said(small: Store) -> None:
    take(small, "plans", PLANS)
    plan, _ = take(
        small,
        "plans",
        "plan,revision,effective_on\nRegional plan,1.5,2024-01-01\nRegional plan,1.0,2021-01-01",
    )
    assert notices(plan) == {2: "dates from before 2.0, in force since 2026-06-01; it goes in as history"}
    assert counts(plan) == (1, 1, 0, 0)
    wrong = look(
        small,
        "plans",
        """
        plan,revision,effective_on,retrain_within_days,link
        Regional plan,4,2027-01-01,-1,
        Regional plan,4,,,
        Regional plan,4,2027-01-01,,javascript:alert(1)""",
    )
    assert [each.split(":")[0] for each in reasons(wrong).values()] == [
        "retrain_within_days",
        "effective_on",
        "link",
    ]


def test_the_ledger_names_revisions_that_are_there(small: Store) -> None:
    take(small, "plans", PLANS)
    text = """
        agency,plan,revision,adopted_on
        Cedar Fire,Regional plan,1.0,2022-05-01
        Cedar Fire,Regional plan,9.9,2022-05-01
        Cedar Fire,No such plan,1.0,2022-05-01
        Elm Fire,Regional plan,1.0,2022-05-01
        cedar  fire,regional plan,1.0,5/1/2022"""
    plan, run = take(small, "adoptions", text)
    assert counts(plan) == (1, 0, 1, 3)
    assert reasons(plan)[3] == "revision: 9.9 is no revision of Regional plan; there are 1.0, 2.0"
    kept = undo(small, 6).kept
    assert [(each.what, each.why) for each in kept] == [("revision 1.0 2022-01-01", "agencies adopted it")]
    changed, _ = take(
        small, "adoptions", text.replace("2022-05-01", "2022-06-01").replace("5/1/2022", "6/1/2022")
    )
    assert [(c.column, c.after) for c in changed.rows[0].changes] == [("adopted_on", date(2022, 6, 1))]
    assert [each.why for each in undo(small, run.id).kept] == ["changed since"]
