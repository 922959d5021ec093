"""What is found out for reminders keeps nobody from writing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from storage import reminding
from storage.audit import Trail
from storage.checklist_keeping import ItemSaid, add_item, own_checklist
from storage.engine import Store
from storage.letters import ITEM_DUE, LetterLine
from storage.progress import set_progress
from tests.commands.speaking import NOON, REGION, small_county

TRAIL = Trail("a test", "test", NOON)


def test_others_write_while_it_is_found_out_who_is_to_be_reminded(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = small_county(store)
    with store.writing() as session:
        said = ItemSaid("Radio plan on file", owner_id=county.ben, due_on=date(2026, 11, 2))
        item = add_item(session, own_checklist(session, county.cedar, TRAIL), said, TRAIL).id
    really = reminding.called

    def called(*given: Any) -> list[reminding.Called]:
        with store.writing() as session:  # somebody else's
            set_progress(session, "somebody else", "wrote")
        return really(*given)

    monkeypatch.setattr(reminding, "called", called)
    assert reminding.leave_for_the_unreached(store, REGION, NOON) == 1
    assert reminding.leave_for_the_unreached(store, REGION, NOON) == 0
    with store.reading() as session:
        lines = session.scalars(select(LetterLine).where(LetterLine.matter == ITEM_DUE))
        assert [(line.person_id, line.about_id) for line in lines] == [(county.ben, item)]
