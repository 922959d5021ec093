"""Who reviews in these tests, over the small county, and what stands between the form and the records."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import select

from commands import home
from commands.exercises import actions, actions_home, actions_settling, reviewing, reviewing_actions
from commands.kit.registry import HomePart
from commands.kit.request import Door
from readiness.text import fold
from storage.engine import Store
from storage.exercises import ActionRecord, ExerciseRecord, RatingRecord, TaskRecord
from tests.commands.speaking import NOON, Said, Speaker, buttons_in

HELD = date(2026, 10, 20)
ENTRIES = (
    *reviewing.ENTRIES,
    *reviewing_actions.ENTRIES,
    *actions.ENTRIES,
    *actions_settling.ENTRIES,
    *home.entries([each for each in actions_home.ENTRIES if isinstance(each, HomePart)]),
)


def held(store: Store, host: int, tasks: list[str], **more: Any) -> int:
    """An exercise that was held, with its tasks."""
    with store.writing() as session:
        made = ExerciseRecord(
            **{
                "key": "ex-1",
                "code": "EX-1",
                "title": "Vine drill",
                "type": "drill",
                "held_on": HELD,
                "host_agency_id": host,
                "recorded_at": NOON,
                **more,
            }
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


def written(store: Store, code: str, agency: int | None, due_on: date, **more: Any) -> int:
    """An action on record."""
    with store.writing() as session:
        made = ActionRecord(
            key=code.lower(),
            code=code,
            corrective_action=f"Mend {code}",
            agency_id=agency,
            due_on=due_on,
            recorded_at=NOON,
            **more,
        )
        session.add(made)
        session.flush()
        return made.id
