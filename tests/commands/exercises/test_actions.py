"""Corrective actions: overdue first, whose they are where nobody leads, and a button pressed too late."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commands.exercises import actions, actions_home, actions_settling
from commands.kit.problems import Refused, Wrong
from storage.engine import Store
from storage.exercises import ActionRecord, ExerciseRecord
from storage.people import RightKind
from storage.rights import give_right
from tests.commands.speaking import NOON, County, Office, small_county
from words.problems import Problem


@pytest.fixture
def there(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store, there: County) -> Office:
    return Office(store, (*actions.ENTRIES, *actions_settling.ENTRIES, *actions_home.ENTRIES))


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


def test_overdue_ones_come_first_and_pages_follow(store: Store, office: Office, there: County) -> None:
    for number in range(8):
        written(store, f"CA-{number}", there.cedar, date(2026, 12, 1 + number))
    written(store, "LATE", there.oak, date(2026, 10, 31))
    manager = office.manager(person_id=there.ben)
    said = manager.says("exercise actions")
    assert said.text.index("LATE: was due 31 Oct 2026, 2 days ago") < said.text.index("CA-0: due 1 Dec 2026")
    assert "9 open, 1 of them overdue." in said.text
    assert "Oak Police: 1 open, 1 of them overdue\nCedar Fire Department: 8 open" in said.text
    assert "1 to 6 of 9, overdue first." in said.text
    assert "CA-7" in manager.presses(said, "More").text
    assert "CA-0" not in manager.says("exercise actions overdue").text
    lead = office.lead(there.oak, person_id=there.cy)
    assert "CA-0" not in lead.says("exercise actions").text
    with pytest.raises(Refused, match="not for you"):
        lead.says("exercise actions Cedar Fire")


def test_without_a_lead_it_falls_to_the_emergency_manager(
    store: Store, office: Office, there: County
) -> None:
    written(store, "CA-1", there.oak, date(2026, 10, 1), poc_id=there.dee)
    said = office.manager(person_id=there.ben).says("exercise actions mine")
    assert "its point of contact is no longer on the roster: it falls to an emergency manager" in said.text
    with store.writing() as session:
        give_right(session, there.cy, RightKind.LEAD, there.oak, "a test", NOON)
    assert "is yours to see to" in office.manager(person_id=there.ben).says("exercise actions mine").text
    assert "CA-1" in office.lead(there.oak, person_id=there.cy).says("exercise actions mine").text


@pytest.mark.postgres
def test_a_button_pressed_after_the_fact_changes_nothing(store: Store, office: Office, there: County) -> None:
    action = written(store, "CA-1", there.cedar, date(2026, 12, 1), starts_on=date(2026, 11, 20))
    lead = office.lead(there.cedar, person_id=there.ada)
    listed = lead.says("exercise actions")
    form = lead.presses(listed, "Done")
    extend = lead.presses(listed, "Extend")
    with pytest.raises(Wrong, match="This is needed"):
        lead.submits(form, done_on="2026-11-02")
    done = {"done_on": "2026-11-02", "evidence": "https://cedar.example/plan"}
    with pytest.raises(Wrong, match="It starts 20 Nov 2026: it can't be done before that"):
        lead.submits(form, **done)
    with store.writing() as session:
        drill = ExerciseRecord(
            key="ex", code="EX", title="Vine drill", type="drill", held_on=date(2026, 11, 1), recorded_at=NOON
        )
        session.add(drill)
        session.flush()
        record = session.get_one(ActionRecord, action)
        record.starts_on, record.exercise_id = None, drill.id
    with pytest.raises(Wrong, match="It came of Vine drill, 1 Nov 2026"):
        lead.submits(form, **{**done, "done_on": "2020-01-01"})
    lead.submits(form, **done)
    with pytest.raises(Problem, match="CA-1 is done since 2 Nov 2026 already"):
        lead.submits(extend, due_on="2026-12-24", reason="Paint")
    with pytest.raises(Problem, match="already"):
        lead.presses(listed, "Not doing")
    with pytest.raises(Refused, match="not yours"):
        office.lead(there.oak, person_id=there.cy).clicks("actions.reopen", {"action": action})
    reopened = lead.clicks("actions.reopen", {"action": action})
    with store.writing() as session:
        session.get_one(ActionRecord, action).starts_on = date(2026, 11, 20)
    with pytest.raises(Wrong, match="It starts 20 Nov 2026"):
        lead.submits(reopened, due_on="2026-11-19")
    with pytest.raises(Wrong, match="is past"):
        lead.submits(reopened, due_on="2026-11-01")
