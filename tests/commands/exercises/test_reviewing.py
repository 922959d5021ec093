"""The review's form: pages Slack takes, however long the exercise; and two who review at once."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from readiness.exercises import MOST_RUNS
from readiness.text import fold
from storage.engine import Store
from storage.exercises import ActionRecord, RatingRecord, StrengthRecord
from tests.commands.exercises.review_desk import held, rated, saves, shown, steps
from tests.commands.speaking import NOON, County, Office, buttons_in


def test_every_run_a_file_may_bring_is_reached(store: Store, office: Office, there: County) -> None:
    exercise = held(store, there.cedar, ["Set staging", *(f"Task {n}" for n in range(30))])
    with store.writing() as session:
        session.add(
            RatingRecord(
                exercise_id=exercise,
                task_key=fold("Set staging"),
                task="Set staging",
                run=MOST_RUNS,
                rating="M",
                recorded_at=NOON,
            )
        )
    lead = office.lead(there.cedar, person_id=there.ada)
    review = lead.says("exercise review Vine")
    label = next(
        each["text"]["text"]
        for each in buttons_in(shown(review)["blocks"])
        if each["text"]["text"].startswith(f"Rate run {MOST_RUNS}")
    )
    saves(lead, steps(lead, review, label), staging="P")
    assert rated(store) == [("Set staging", MOST_RUNS, "P")]


@pytest.mark.several
@pytest.mark.postgres
def test_who_reviews_at_once_keeps_what_the_other_wrote(store: Store, office: Office, there: County) -> None:
    held(store, there.cedar, ["Set staging", "Count patients"])
    lead, manager = office.lead(there.cedar, person_id=there.ada), office.manager(person_id=there.ben)
    first = steps(lead, lead.says("exercise review Vine"), "Rate run 1")
    saves(manager, steps(manager, manager.says("exercise review Vine"), "Rate run 1"), staging="P")
    saves(lead, first, count="S")
    assert rated(store) == [("Count patients", 1, "S"), ("Set staging", 1, "P")]

    strengths = steps(lead, lead.says("exercise review Vine"), "Write strengths")
    theirs = steps(manager, manager.says("exercise review Vine"), "Write strengths")
    saves(manager, theirs, strengths="Maps\nRadios")
    saves(lead, strengths, strengths="Maps\nWater")
    with store.reading() as session:
        kept = session.scalars(select(StrengthRecord).where(StrengthRecord.voided_at.is_(None)))
        assert [each.strength for each in kept] == ["Maps", "Radios", "Water"]


def test_a_long_review_is_pages_that_slack_takes(store: Store, office: Office, there: County) -> None:
    tasks = [f"{number} {'x' * 190}" for number in range(60)]
    held(store, there.cedar, tasks, run=20)
    manager = office.manager(person_id=there.ben)
    review = manager.says("exercise review Vine")  # every view is judged by Slack's limits
    last = steps(manager, review, "Rate run 2, tasks 51 to 60")
    review = saves(manager, last, xxx="M")
    assert len(rated(store)) == 10
    for n in range(6):
        form = steps(manager, review, "Write an action")
        review = saves(manager, form, issue="i" * 1000, corrective_action="c" * 1000, due="2026-12-01")
        assert n < 5 or "CA-2026-006" in json.dumps(shown(review))
    with store.reading() as session:
        assert {each.agency_id for each in session.scalars(select(ActionRecord))} == {there.cedar}
