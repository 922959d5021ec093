"""The form of a corrective action: about one task and one person, the host's where nobody else is named."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from commands.kit.problems import Wrong
from storage.engine import Store
from storage.exercises import ActionRecord
from tests.commands.exercises.review_desk import HELD, held, saves, shown, steps
from tests.commands.speaking import County, Office, Said


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


def test_the_form_knows_the_task_the_host_and_the_capability_it_is_of(
    store: Store, office: Office, there: County
) -> None:
    held(store, there.cedar, ["Set staging", "Count patients"], capabilities="Operational communications")
    lead = office.lead(there.cedar, person_id=there.ada)
    review = saves(lead, steps(lead, lead.says("exercise review Vine"), "Rate run 1"), count="M")
    form = steps(lead, review, "Action for: Count patients")
    fields = {each["label"]["text"]: each["element"] for each in shown(form)["blocks"] if "element" in each}
    assert fields["Critical task"]["initial_option"]["text"]["text"] == "2. Count patients"
    assert fields["Primary responsible organization"]["initial_option"]["text"]["text"] == (
        "Cedar Fire Department"
    )
    assert fields["Core capability"]["initial_value"] == "Operational communications"

    said = {"issue": "Nobody counted", "corrective_action": "Tags", "due": "2026-12-01"}
    with pytest.raises(Wrong) as wrong:
        saves(lead, form, **said, starts="2026-12-02")
    assert list(wrong.value.fields.values()) == ["It starts 2 Dec 2026: it can't be due before that."]
    with pytest.raises(Wrong) as wrong:
        saves(lead, form, **said, primary="999")
    assert list(wrong.value.fields.values()) == ["Choose an agency from the list."]
    saves(lead, form, **said, primary=str(there.oak), capability_element="training", grant="EMPG 2026")
    with store.reading() as session:
        [action] = session.scalars(select(ActionRecord))
        assert (action.task, action.agency_id, action.element) == ("Count patients", there.oak, "training")
        assert (action.starts_on, action.due_on) == (date(2026, 11, 2), date(2026, 12, 1))
        assert (action.capability, action.funding) == ("Operational communications", "EMPG 2026")
        assert action.exercise_id is not None
    assert date(2026, 11, 2) > HELD
