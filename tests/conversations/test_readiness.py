"""Coverage, the digest, and Home."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.digests import DIGEST
from storage.slots import Slot
from tests.conversations.conftest import Stage


def next_monday(stage: Stage) -> None:
    """The clock moves to the next Monday, a moment past 08:00 in Chicago, and the jobs take a turn."""
    stage.rests()
    monday = stage.clock.now + timedelta(days=7)
    stage.clock.moves_to(monday.replace(hour=14, minute=0, second=1))
    stage.muster.jobs.run_once(stage.clock.now)


def test_coverage_with_the_weakest_named(stage: Stage) -> None:
    stage.ada.says("/readiness", stage.room)
    seen = stage.ada.sees("The weaker parts are too few people to show")
    assert "Ben" not in seen.text
    stage.ada.presses("How we know")
    stage.ada.sees("24 months")


@pytest.mark.postgres
@pytest.mark.both_doors
def test_a_channel_gets_its_digest_on_monday_morning(stage: Stage) -> None:
    stage.dana.says("/readiness digest", stage.room)
    stage.dana.sees("Readiness digest")
    stage.dana.presses("Preview")
    stage.dana.sees("What to do next")
    stage.dana.closes()
    stage.dana.submits()
    stage.dana.sees("every Monday at 08:00 (America/Chicago), first on 9 Nov 2026", seconds=10)
    stage.ben.sees("readiness digest", seconds=10, since="ever")
    next_monday(stage)
    seen = stage.ben.sees("As of 9 Nov 2026", seconds=10, since="ever")
    assert "Ada" not in seen.text
    assert "For official use" in seen.text
    stage.ben.presses("How we know")
    stage.ben.sees("As of")
    stage.clock.moves(minutes=1)
    stage.ada.says("/training log ASIM-B yesterday")
    stage.ada.sees("Recorded")
    next_monday(stage)
    stage.ben.sees("What changed since 9 Nov 2026", seconds=10, since="ever")
    stage.ben.sees("ASIM Basic", since="ever")


def test_however_often_the_jobs_tick_the_digest_comes_once(stage: Stage) -> None:
    stage.dana.says("/readiness digest", stage.room)
    stage.dana.submits()
    stage.dana.sees("first on 9 Nov 2026", seconds=10)
    for _ in range(4):
        stage.clock.moves(days=2, hours=5)
        stage.muster.jobs.run_once(stage.clock.now)
    with stage.store.reading() as session:
        assert session.query(Slot).filter_by(kind=DIGEST).count() == 1


def test_a_responder_may_not_subscribe_a_channel(stage: Stage) -> None:
    stage.ada.says("/readiness digest", stage.room)
    stage.ada.sees("agency lead or an emergency manager")


def test_a_channel_shared_with_outsiders_is_refused(stage: Stage) -> None:
    stage.dana.says("/readiness digest", stage.room)
    stage.dana.submits()
    stage.dana.sees("first on 9 Nov 2026", seconds=10)
    stage.slack.change_channel(stage.room, shared=True)
    next_monday(stage)
    stage.rests()
    stage.muster.jobs.run_once(stage.clock.now)
    stage.dana.sees("I stopped the readiness digest", seconds=10, since="ever")
    stage.ben.does_not_see("As of 9 Nov 2026", since="ever")


@pytest.mark.postgres
@pytest.mark.both_doors
def test_home_is_for_the_one_who_opens_it(stage: Stage) -> None:
    stage.ada.opens_home()
    stage.ada.sees("You are due for ASIM Basic")
    stage.ada.presses("Log training")
    stage.ada.sees("Course")
    stage.ada.closes()
    stage.cora.opens_home()
    stage.cora.sees("Cedar Fire Department")
    stage.cora.presses("Who is due there")
    stage.cora.sees("Ada Abbott: ASIM Basic")
    stage.dana.opens_home()
    stage.dana.sees("The region")
    stage.sam.opens_home()
    stage.sam.sees("Ask to be linked")


@pytest.mark.postgres
@pytest.mark.empty_region
def test_home_of_an_empty_region_is_the_set_up_list(stage: Stage) -> None:
    stage.dana.opens_home()
    seen = stage.dana.sees("Next · Agencies and people: 0 agencies and 0 people on the roster.")
    assert "To do · Agency leads" in seen.text
    stage.dana.presses("Load the starting catalogue")
    stage.dana.sees("courses")
    stage.dana.says("/due everyone")
    stage.dana.sees("Nothing is asked of anybody here yet.")
    stage.dana.says("/due everyone for ASIM Basic")
    stage.dana.sees("Nothing is asked yet: nobody must hold")
    stage.dana.says("/readiness")
    stage.dana.sees("asked")
    stage.ada.says("/due")
    stage.ada.sees("I can't find you on the roster.")


def test_the_shortcut_who_is_due(stage: Stage) -> None:
    stage.cora.uses_shortcut("Who's due?")
    stage.cora.sees("Ada Abbott: ASIM Basic")
    stage.ada.uses_shortcut("Who's due?")
    stage.ada.sees("You are due for ASIM Basic")


def test_the_same_words_work_behind_muster_and_in_a_direct_message(stage: Stage) -> None:
    stage.cora.says("/muster due Cedar Fire", stage.room)
    stage.cora.sees("Ada Abbott: ASIM Basic")
    stage.cora.says("readiness")
    stage.cora.sees("The weaker parts are too few people to show")
    stage.ada.says("log ASIM Basic yesterday")
    stage.ada.sees("Recorded: ASIM Basic")
    stage.ada.says("history")
    stage.ada.sees("1 Nov 2026: ASIM Basic")
