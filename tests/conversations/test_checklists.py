"""A list is kept over the real protocol: added to in words and by form, closed with its evidence, counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from storage.checklists import ChecklistItem, ItemState
from storage.people import AffiliationRecord, Person
from tests.conversations.conftest import Stage


def open_items(stage: Stage) -> list[tuple[str, date | None]]:
    with stage.store.reading() as session:
        query = select(ChecklistItem.text, ChecklistItem.due_on).where(ChecklistItem.state == ItemState.OPEN)
        return [(text, due) for text, due in session.execute(query.order_by(ChecklistItem.id))]


@pytest.mark.postgres
@pytest.mark.long
def test_a_lead_keeps_the_list_its_owners_tick_it_and_the_channel_sees_counts(stage: Stage) -> None:
    cora, ben, ada, dana = stage.cora, stage.ben, stage.ada, stage.dana
    cora.says("/checklist")
    cora.sees("No checklist is kept yet")
    # In words, to the last of them; then what leaves something open, in the form.
    cora.says("/checklist add Radio plan on file by 1 March for Ben Flores every 12 months with evidence")
    cora.sees("Due 1 Mar 2027, then every year. Seen to by Ben Flores. It closes only with its evidence.")
    cora.says("/checklist add Roster current every month on the 31st for Otis Oldham")
    cora.sees("Otis Oldham is not on the roster today: choose somebody else, or a right.")
    assert len(open_items(stage)) == 1
    cora.fills({"Who sees to it": "Ada Abbott", "Step": "People", "Due": "2026-10-31"})
    cora.submits()
    assert "is past" in cora.modal_errors["due_on"]
    cora.fills({"Due": "2026-11-30"})
    cora.submits()
    cora.sees("Due 30 Nov 2026, then every month on the last day of the month. Seen to by Ada Abbott.")
    cora.says("/checklist add Sign the <!channel> agreement")
    cora.presses("Undo")
    cora.sees("Taken out of Checklist of Cedar Fire Department again: Sign the <!channel> agreement.")

    # Its owner ticks it; evidence is asked for, and a day that is still to come is refused.
    ben.says("what is on my checklist?")
    ben.sees("Yours: 1 item")
    ben.presses("Done")
    ben.sees("It closes only with its evidence.")
    ben.fills({"Done on": "2026-11-03"})
    ben.submits()
    assert set(ben.modal_errors) == {"evidence"}
    ben.fills({"Evidence": "https://cedar.example/radio"})
    ben.submits()
    assert "is still to come" in ben.modal_errors["done_on"]
    ben.fills({"Done on": "2026-11-02"})
    ben.submits()
    ben.sees("Done: Radio plan on file. The next one is due 1 Mar 2028.")
    ben.says("/checklist Cedar Fire")
    ben.sees("That checklist is not yours.")
    ben.says("/checklist add Mine")
    ben.sees("An agency lead or an emergency manager can do this.")

    # The counts go to the channel, without an item or a name, and change with the list.
    cora.says("/checklist post ours", in_=stage.room)
    stage.rests()
    card = ada.sees("Checklist of Cedar Fire Department: 1 of 2 done")
    assert "People: 0 of 1 done" in card.text
    assert "Radio plan" not in card.text
    assert "Ada" not in card.text
    ada.opens_home()
    ada.does_not_see("Your checklist items")
    stage.clock.moves(days=14)
    ada.opens_home()
    ada.sees("Roster current (Cedar Fire Department): due 30 Nov 2026, every month on the last day")
    ada.presses("Done")
    ada.sees("Done: Roster current. The next one is due 31 Dec 2026.", since="ever")
    stage.rests()
    dana.sees("Checklist of Cedar Fire Department: 2 of 2 done", since="ever", seconds=15)

    # Whoever left leaves it to the lead, and it is said; near misses are offered, two are asked about.
    with stage.store.writing() as session:
        left = select(Person.id).where(Person.email == "ben@grove.example").scalar_subquery()
        row = session.scalars(select(AffiliationRecord).where(AffiliationRecord.person_id == left)).one()
        row.left_on = date(2026, 11, 1)
    cora.says("/checklist show radio")  # an item by a part of its name
    cora.sees("done on 2 Nov 2026, evidence: https://cedar.example/radio (Ben Flores)")
    cora.says("/checklist show zebra")
    cora.sees("I don't find a checklist, an agency or an item “zebra” that is yours.")
    stage.clock.moves_to(stage.clock.now + timedelta(days=470))
    cora.says("/checklist mine")
    cora.sees("Ben Flores is no longer on the roster: it falls to the lead of Cedar Fire Department")
    cora.says("/checklist snooze raido plan until tomorrow")
    cora.sees("I can't find any item called “raido plan” that is yours now.")
    cora.presses("Radio plan on file")
    cora.submits()
    cora.sees("It is due on that day all the same.")
    cora.says("/checklist assign radio plan to the emergency manager")
    cora.sees("Seen to by an emergency manager.")
    dana.says("/checklist")
    seen = dana.sees("Checklist of Cedar Fire Department")
    assert "Radio plan on file" in seen.text
    dana.says("/checklist drop radio plan because the county's plan replaces it")
    dana.submits()
    dana.sees("Will not be done: Radio plan on file. It won't repeat.")
    dana.presses("Open again")
    dana.sees("Open again: Radio plan on file.")
