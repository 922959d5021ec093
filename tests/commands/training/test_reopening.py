"""Undo of a close: what it gave is taken back, the list and the code are back; for ten minutes, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused
from commands.training.class_views import CLOSE
from commands.training.closing_views import REOPEN, Closing, Reopening
from storage.classes import ClassRecord, ClassState
from storage.engine import Store
from storage.letters import LetterLine
from storage.training import CompletionRecord
from tests.commands.speaking import Clock
from tests.commands.training.test_closing import speaker
from tests.conversations import county
from tests.conversations.classes import TODAY, a_class, listed, person, press, records
from words.problems import Problem


@pytest.mark.postgres
def test_a_class_closed_by_mistake_is_open_again_as_it_was(county_store: Store) -> None:
    key = a_class(county_store)
    press(county_store, key, "ada@grove.example", "ben@grove.example", "eve@grove.example")
    with county_store.writing() as session:
        held = session.get_one(ClassRecord, key)
        code = held.wall_code
        own = {"person_id": person(session, "eve@grove.example"), "course_id": held.course_id, "hours": 3}
        session.add(CompletionRecord(**own, completed_on=TODAY, recorded_at=county.NOW))
    clock = Clock(county.NOW)
    ben = speaker(county_store, "ben@grove.example", clock=clock)
    ada = speaker(county_store, "ada@grove.example", clock=clock)
    done = ben.submits(ben.clicks(CLOSE, Closing(class_id=key).model_dump()))
    assert "Undo opens it again, within 10 minutes" in done.text
    assert [email for email, *_ in records(county_store, key)] == ["ada@grove.example", "eve@grove.example"]
    cora = speaker(county_store, "cora@grove.example", leads=True, clock=clock)
    left = cora.clicks(CLOSE, Closing(class_id=key).model_dump())
    cora.submits(left)  # Ben's own record, by somebody else

    with county_store.reading() as session:
        closed_at = session.get_one(ClassRecord, key).closed_at
    assert closed_at is not None
    carried = Reopening(class_id=key, closed_at=closed_at).model_dump(mode="json")
    with pytest.raises(Refused):
        ada.clicks(REOPEN, carried)
    clock.now += timedelta(minutes=10)
    said = ben.presses(done, "Undo")
    assert "Open again: ASIM Basic, 2 Nov 2026, 08:00. 3 records taken back." in said.text
    assert f"so does the code on its wall, {code}" in said.text
    with pytest.raises(Problem, match="it was reopened already"):
        ben.presses(done, "Undo")
    assert listed(county_store, key) == ["Ada Abbott", "Ben Flores", "Eve Nakamura"]
    with county_store.reading() as session:
        held = session.get_one(ClassRecord, key)
        assert (held.state, held.closed_at, held.wall_code) == (ClassState.OPEN, None, code)
        rows = session.scalars(select(CompletionRecord).where(CompletionRecord.completed_on == TODAY)).all()
        [eve] = [each for each in rows if each.voided_at is None]
        assert eve.person_id == person(session, "eve@grove.example")
        assert (eve.verified, eve.class_id, eve.provider, eve.hours) == (False, None, "", 3)
        assert {each.void_reason for each in rows if each is not eve} == {"the class was reopened"}
        assert session.scalars(select(LetterLine.matter).where(LetterLine.matter == "credited")).all() == []

    again = ben.submits(ben.clicks(CLOSE, Closing(class_id=key).model_dump()))
    assert "2 people got a confirmed record" in again.text
    with pytest.raises(Problem, match="was closed again since"):
        ben.presses(done, "Undo")
    clock.now += timedelta(minutes=11)
    with pytest.raises(Problem, match="closed more than 10 minutes ago: its records stand"):
        ben.presses(again, "Undo")
