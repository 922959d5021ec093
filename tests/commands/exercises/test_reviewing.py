"""The review's form: pages Slack takes, however long the exercise; and two who review at once."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from commands.exercises import reviewing, reviewing_actions
from commands.kit.problems import Wrong
from commands.kit.request import Door
from readiness.exercises import MOST_RUNS
from readiness.text import fold
from storage.engine import Store
from storage.exercises import ActionRecord, ExerciseRecord, RatingRecord, StrengthRecord, TaskRecord
from tests.commands.speaking import NOON, County, Office, Said, Speaker, buttons_in, small_county

HELD = date(2026, 10, 20)


@pytest.fixture
def there(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store, there: County) -> Office:
    return Office(store, (*reviewing.ENTRIES, *reviewing_actions.ENTRIES))


def held(store: Store, host: int, tasks: list[str], **more: Any) -> int:
    """An exercise that was held, with its tasks."""
    with store.writing() as session:
        made = ExerciseRecord(
            key="ex-1",
            code="EX-1",
            title="Vine drill",
            type="drill",
            held_on=HELD,
            host_agency_id=host,
            recorded_at=NOON,
            **more,
        )
        session.add(made)
        session.flush()
        session.add_all(
            TaskRecord(exercise_id=made.id, place=place, key=fold(task), task=task)
            for place, task in enumerate(tasks)
        )
        return made.id


def shown(said: Said) -> dict[str, Any]:
    """The modal as it stands."""
    view = said.reply.modal or said.reply.updated
    assert view is not None
    made: dict[str, Any] = view.to_dict()
    return made


def steps(speaker: Speaker, said: Said, label: str) -> Said:
    """Presses a button of the modal."""
    [found] = [each for each in buttons_in(shown(said)["blocks"]) if each["text"]["text"] == label]
    name = found["action_id"].partition(":")[0]
    return speaker._run(speaker.registry.clicks[name], Door.MODAL, value=json.loads(found["value"]))


def saves(speaker: Speaker, said: Said, **chosen: str) -> Said:
    """Submits the modal: what its fields show, and what was put into those whose labels contain a word."""
    view = shown(said)
    fields: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, label = block["element"], block["label"]["text"].lower().replace(" ", "_")
        first = element.get("initial_option", {}).get("value") or element.get("initial_date")
        fields[block["block_id"]] = first or element.get("initial_value")
        for word, value in chosen.items():
            if word in label:
                fields[block["block_id"]] = value
    carried = json.loads(view["private_metadata"])
    return speaker._run(
        speaker.registry.submissions[view["callback_id"]], Door.SUBMITTED, value=carried, fields=fields
    )


def rated(store: Store) -> list[tuple[str, int, str]]:
    """The ratings that stand."""
    with store.reading() as session:
        query = select(RatingRecord).where(RatingRecord.voided_at.is_(None))
        return sorted((each.task, each.run, each.rating) for each in session.scalars(query))


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


def test_one_action_is_about_one_task_and_one_person(store: Store, office: Office, there: County) -> None:
    held(store, there.cedar, ["Set staging"])
    lead = office.lead(there.cedar, person_id=there.ada)
    form = steps(lead, lead.says("exercise review Vine"), "Write an action")
    said = {"issue": "None knew", "corrective_action": "Paint", "due": "2026-12-01"}
    with pytest.raises(Wrong) as wrong:
        saves(lead, form, **said, another_task="Set the stage", critical_task=_first_task(form))
    assert list(wrong.value.fields.values()) == ["One action is about one task: choose it, or name another."]
    with pytest.raises(Wrong) as wrong:
        saves(lead, form, **said, point_of_contact=str(there.dee))
    assert "They are no longer on the roster: choose somebody who is." in wrong.value.fields.values()
    saves(lead, form, **said, another_task="set  STAGING")
    with store.reading() as session:
        [action] = session.scalars(select(ActionRecord))
        assert (action.task, action.status, action.poc_id) == ("Set staging", "open", None)


def _first_task(said: Said) -> str:
    [block] = [each for each in shown(said)["blocks"] if each.get("label", {}).get("text") == "Critical task"]
    return str(block["element"]["options"][0]["value"])
