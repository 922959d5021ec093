"""Digests as a channel gets them: monthly, two on one morning, a number pressed, a channel that is gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from storage.deliveries import Delivery
from storage.digests import DIGEST
from storage.shown_numbers import Measure, ShownNumber
from storage.slots import Slot
from tests.conversations.conftest import Stage
from tests.conversations.county import agency_id


def comes(stage: Stage, day: int, month: int = 11) -> None:
    """The clock moves to a day, a moment past 08:00 in Chicago, and the jobs take a turn."""
    stage.rests()
    stage.clock.moves_to(datetime(2026, month, day, 14, 0, 1, tzinfo=UTC))
    stage.muster.jobs.run_once(stage.clock.now)


@pytest.mark.postgres
@pytest.mark.long
def test_two_of_one_morning_come_as_one_and_a_number_is_pressed(stage: Stage) -> None:
    stage.dana.says("/readiness digest", stage.room)
    stage.dana.fills({"How often": "Every month, on a day"})
    stage.dana.sees("Day of the month")
    stage.dana.fills({"Day of the month": "The last day"})
    stage.dana.submits()
    stage.dana.sees("on the last day of each month at 08:00 (America/Chicago), first on 30 Nov", seconds=10)
    stage.cora.says("/readiness digest", stage.room)
    stage.cora.fills({"How often": "Every second week"})
    stage.cora.submits()
    stage.cora.sees("Cedar Fire Department, every second Monday at 08:00", seconds=10)
    stage.dana.says("/readiness digest", stage.room)
    stage.dana.sees("Everyone, on the last day of each month at 08:00")
    stage.dana.closes()
    comes(stage, 9)
    stage.ben.sees("Readiness digest: Cedar Fire Department", seconds=10, since="ever")
    comes(stage, 23)
    stage.ben.sees("What changed since 9 Nov 2026", seconds=10, since="ever")
    stage.cora.says("/readiness digest", stage.room)
    stage.cora.presses("Stop")
    stage.cora.closes()
    stage.cora.says("/readiness digest", stage.room)
    stage.cora.submits()
    stage.cora.sees("every Monday at 08:00 (America/Chicago), first on 30 Nov 2026", seconds=10)
    comes(stage, 30)
    seen = stage.ben.sees("Readiness digest: everyone", seconds=10, since="ever")
    assert "Readiness digest: Cedar Fire Department" in seen.text
    assert "The lead of Cedar Fire Department: train" in seen.text
    assert "Ada" not in seen.text
    with stage.store.reading() as session:
        slots = session.scalars(select(Slot).where(Slot.kind == DIGEST, Slot.skipped.is_(False))).all()
        assert len({each.delivery_id for each in slots if each.local_date.day == 30}) == 1
        assert len([each for each in slots if each.local_date.day == 30]) == 2
        today = ShownNumber.measure == Measure.COVERAGE, ShownNumber.as_of == stage.clock.now.date()
        kept = session.scalars(select(ShownNumber).where(*today)).all()
        whole = {each.scope: each.key for each in kept if each.question["course"] is None}
    cedar = f"agency:{agency_id(stage.store, 'Cedar Fire Department')}"
    assert whole["everyone"] in seen.text
    assert whole[cedar] in seen.text
    key = whole[cedar]
    stage.dana.chooses("How it was counted: Cedar Fire Department", f"All courses: 62% · {key}")
    assert "Ada Abbott" in stage.dana.sees(f"Key {key}").text
    stage.ben.says(f"/readiness explain {key}")
    assert "Ada Abbott" not in stage.ben.sees(f"Key {key}").text


def test_a_channel_muster_was_removed_from_loses_its_digest_and_somebody_hears_why(stage: Stage) -> None:
    stage.dana.says("/readiness digest", stage.room)
    stage.dana.submits()
    stage.dana.sees("first on 9 Nov 2026", seconds=10)
    stage.slack.change_channel(stage.room, bot_in=False)
    comes(stage, 9)
    stage.rests()
    stage.muster.jobs.run_once(stage.clock.now)
    stage.dana.sees("I stopped the readiness digest", seconds=10, since="ever")
    stage.dana.sees("/invite", since="ever")
    with stage.store.reading() as session:
        sent = select(Delivery.text).where(Delivery.recipient == stage.room.id, Delivery.state == "sent")
        assert not any("What to do next" in text for text in session.scalars(sent))
