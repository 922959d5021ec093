"""`undo`, said: what one did last is undone, whatever it was; where it has no Undo, nothing else goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.checklists import adding, closing, snoozing
from storage.audit import SLACK, AuditKind, note
from storage.checklists import ItemState
from storage.engine import Store
from tests.commands.checklists.desk import Desk, desk_of
from tests.commands.speaking import Office, with_undo
from words.problems import Problem, Unclear

DECLARED = (*adding.ENTRIES, *closing.ENTRIES, *snoozing.ENTRIES)


@pytest.fixture
def desk(store: Store) -> Desk:
    there = desk_of(store)
    return Desk(store, there.there, Office(store, with_undo(DECLARED)))


def passes(desk: Desk, seconds: int) -> None:
    desk.office.clock.now += timedelta(seconds=seconds)


def test_the_last_thing_is_undone_and_what_came_before_it_stands(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file")
    passes(desk, 60)
    desk.lead.says("checklist done radio plan")
    assert desk.item("Radio plan on file").state is ItemState.DONE
    passes(desk, 60)
    assert "Open again: Radio plan on file." in desk.lead.says("muster undo").text
    assert desk.item("Radio plan on file").state is ItemState.OPEN
    passes(desk, 60)
    already = r"At 12:02 you took something back already \(opened a checklist's item again\)\. Nothing was"
    with pytest.raises(Unclear, match=already) as again:
        desk.lead.says("muster undo")
    [offer] = again.value.offers
    assert offer.label == "Undo, 12:00: added to a checklist", "not what is undone already"


@pytest.mark.parametrize(
    "given",
    [
        AuditKind.SUMMARY_WRITTEN,
        AuditKind.REPORT_WRITTEN,
        AuditKind.MINUTES_WRITTEN,
        AuditKind.CERTIFICATE_SHOWN,
        AuditKind.TRANSCRIPT_DOWNLOADED,
        AuditKind.EXPORTED,
    ],
)
def test_a_document_that_was_asked_for_stands_in_no_undos_way(desk: Desk, given: AuditKind) -> None:
    desk.lead.says("checklist add Radio plan on file")
    passes(desk, 60)
    with desk.store.writing() as session:
        note(session, desk.office.clock.now, desk.lead.member.label, SLACK, given)
    passes(desk, 60)
    assert "Taken out of" in desk.lead.says("muster undo").text


def test_what_was_taken_back_since_is_not_offered_again(desk: Desk) -> None:
    first = desk.lead.says("checklist add Radio plan on file")
    passes(desk, 60)
    desk.lead.says("checklist add Staging map on file")
    passes(desk, 60)
    desk.lead.presses(first, "Undo")
    passes(desk, 60)
    with pytest.raises(Unclear) as again:
        desk.lead.says("muster undo")
    assert [each.label for each in again.value.offers] == ["Undo, 12:01: added to a checklist"]


def test_what_was_added_is_taken_out_and_others_undo_nothing_of_it(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file")
    with pytest.raises(Problem, match="I know of nothing that you did"):
        desk.manager.says("muster undo")
    assert "Taken out of" in desk.lead.says("muster undo").text


def test_what_has_no_undo_is_said_and_nothing_earlier_goes(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file")
    passes(desk, 60)
    desk.lead.says("checklist snooze radio plan until 1 March")
    passes(desk, 60)
    with pytest.raises(Unclear, match="Nothing was changed"):
        desk.lead.says("muster undo")
    assert desk.item("Radio plan on file").voided_at is None


def test_after_ten_minutes_nothing_is_undone(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file")
    passes(desk, 601)
    with pytest.raises(Problem, match="I know of nothing that you did in the last 10 minutes"):
        desk.lead.says("muster undo")
