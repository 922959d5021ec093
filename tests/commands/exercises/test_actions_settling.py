"""What became of an action: each answer kept with what was before, and a button pressed too late."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused, Wrong
from storage.audit import AuditRow
from storage.engine import Store
from storage.exercises import ActionRecord, ExerciseRecord
from tests.commands.exercises.review_desk import held, saves, steps, written
from tests.commands.speaking import NOON, County, Office
from words.problems import Problem


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


def test_every_answer_is_kept_with_what_was_before(store: Store, office: Office, there: County) -> None:
    action = written(
        store, "CA-1", there.cedar, date(2026, 11, 1), task_key="set staging", task="Set staging"
    )
    lead, about = office.lead(there.cedar, person_id=there.ada), {"action": action}
    with pytest.raises(Wrong, match="It is due 1 Nov 2026 already: choose a later day"):
        lead.submits(lead.clicks("actions.extend", about), due_on="2026-11-01", reason="Paint")
    extended = lead.submits(lead.clicks("actions.extend", about), due_on="2026-12-01", reason="Paint")
    assert "CA-1: due 1 Dec 2026 (extended: Paint" in extended.text
    with pytest.raises(Problem, match="CA-1 is open again already"):
        lead.clicks("actions.answer", about)
    dropped = lead.submits(lead.clicks("actions.drop", about), reason="Repainted")
    assert dropped.text.startswith("CA-1 will not be done.")
    with pytest.raises(Problem, match="is marked as not being done already"):
        lead.clicks("actions.done", about)
    lead.submits(lead.clicks("actions.reopen", about), due_on="2026-12-24")
    lead.submits(lead.clicks("actions.done", about), done_on="2026-10-01", evidence="Map")

    held(store, there.cedar, ["Set staging"])
    saves(lead, steps(lead, lead.says("exercise review Vine"), "Rate run 1"), staging="U")
    answered = lead.submits(lead.clicks("actions.answer", about), reason="Fog")
    assert "came back on 20 Oct 2026: U in Vine drill, run 1 (done 1 Oct 2026)" in answered.text
    with store.reading() as session:
        kept = session.scalars(
            select(AuditRow).where(AuditRow.kind == "action.settled").order_by(AuditRow.id)
        )
        assert [(row.detail["what"], row.detail["before"]) for row in kept] == [
            ("extended", {"status": "open", "due_on": "2026-11-01"}),
            ("not doing", {"status": "extended", "due_on": "2026-12-01", "reason": "Paint"}),
            ("opened again", {"status": "not_doing", "due_on": "2026-12-01", "reason": "Repainted"}),
            ("done", {"status": "open", "due_on": "2026-12-24"}),
            (
                "answered",
                {"status": "done", "due_on": "2026-12-24", "done_on": "2026-10-01", "evidence": "Map"},
            ),
        ]
        assert session.get_one(ActionRecord, action).reason == "Fog"
