"""The shape gone back from and come to again: nothing of what was there then is found with what is new."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from storage import schema
from storage.audit import AuditRow, Trail
from storage.calendar_files import CALENDAR, who_has
from storage.cards import Card, place
from storage.checklist_history import happened
from storage.checklist_keeping import ItemSaid, add_item, own_checklist
from storage.checklists import CHECKLIST_CARD, CHECKLIST_WEEK, ChecklistItem
from storage.deliveries import Delivery, post
from storage.engine import Store
from storage.letters import (
    CHECKLIST_HANDED,
    CLASS_MOVED,
    CONFIDED,
    CONFIDED_NOTED,
    ITEM_DUE,
    ITEM_GIVEN,
    ITEM_NEAR,
    MEETING_CANCELLED,
    MEETING_CHANGED,
    MEETING_LEFT,
    MEETING_MOVED,
    MEETING_NUDGE,
    MEETING_OPEN_SEATS,
    SENT_DECLINES,
    LetterLine,
    leave_line,
)
from storage.meetings import INVITATION_CARD, MEETING_CARD, InvitationRecord
from storage.progress import Progress, set_progress
from storage.reminding import LEFT
from storage.slots import Slot, claim_slot
from tests.conversations import calls
from tests.conversations.county import NOW
from tests.storage.test_schema import at_revision

pytestmark = pytest.mark.postgres

TRAIL = Trail("a test", "slack", NOW)
ADA = "ada@grove.example"
MATTERS = (
    *(MEETING_MOVED, MEETING_CHANGED, MEETING_CANCELLED, MEETING_LEFT, SENT_DECLINES),
    *(MEETING_NUDGE, MEETING_OPEN_SEATS, ITEM_GIVEN, ITEM_NEAR, ITEM_DUE, CHECKLIST_HANDED),
    *(CONFIDED, CONFIDED_NOTED),
)


def an_item(store: Store, text: str) -> int:
    with store.writing() as session:
        return add_item(session, own_checklist(session, None, TRAIL), ItemSaid(text), TRAIL).id


def test_nothing_that_was_kept_of_meetings_is_found_with_new_ones(county_store: Store) -> None:
    store = county_store
    meeting, item = calls.a_call(store), an_item(store, "Sign the agreement")
    with store.writing() as session:
        ada = calls.person(session, ADA)
        invited = set(session.scalars(select(InvitationRecord.id)))
        for kind, record in ((MEETING_CARD, meeting), (INVITATION_CARD, min(invited)), (CHECKLIST_CARD, 1)):
            sent = post(session, f"card {kind}", "T1", "C1", "words", [], NOW)
            place(session, kind, record, sent, NOW)
        for about in ((CALENDAR, meeting), ("meeting", 1), ("checklist_channel", 1), ("planned_class", 1)):
            post(session, f"about {about}", "T1", ada, "words", [], NOW, about=about)
        for matter in (*MATTERS, CLASS_MOVED):
            leave_line(session, [ada], matter, 1, NOW)
        claim_slot(session, CHECKLIST_WEEK, 1, date(2026, 11, 2), NOW)
        set_progress(session, LEFT, "2026-11-02")
        noted = len(session.scalars(select(AuditRow.id)).all())

    at_revision(store, "0009", up=False)
    schema.upgrade(store)

    with store.reading() as session:
        assert session.scalars(select(Card)).all() == []
        assert session.scalars(select(LetterLine.matter)).all() == [CLASS_MOVED]
        assert session.scalars(select(Slot)).all() == []
        assert session.get(Progress, LEFT) is None
        kinds = session.scalars(select(Delivery.subject_kind).where(Delivery.subject_kind != "")).all()
        assert kinds == ["planned_class"]
        assert len(session.scalars(select(AuditRow.id)).all()) == noted, "the audit stays"
    new, another = calls.a_call(store), an_item(store, "Train two trainers")
    assert new > meeting, "a button of then is of no meeting of now"
    with store.reading() as session:
        assert min(session.scalars(select(InvitationRecord.id))) > max(invited)
        assert who_has(session, new).people == set()
        rows, total = happened(session, session.get_one(ChecklistItem, another), 0, 10)
        assert (another > item, total, len(rows)) == (True, 1, 1)
