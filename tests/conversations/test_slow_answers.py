"""An answer that takes longer than Slack waits: acknowledged in time, given once, and not lost in a kill."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from bot.gate import AT_ONCE
from bot.hearing import Heard
from bot.promises import PROMISE
from practice.records import Ack
from storage.answered import AnsweredRequest
from tests.conversations.conftest import Stage
from tests.conversations.test_training import recorded
from tests.conversations.test_trouble_at_the_doors import nothing_is_owed, said
from tests.waiting import until

IN_TIME = 0.3


@contextmanager
def busy(stage: Stage) -> Iterator[None]:
    """Others are at work as long as the block lasts: nobody gets through the gate."""
    stage.muster.bolt.acknowledging.in_time = IN_TIME
    with ExitStack() as held:
        for _ in range(AT_ONCE):
            held.enter_context(stage.muster.conversation.gate.passed())
        yield


def late(stage: Stage, so_many: int = 1) -> None:
    """Waits until so many were acknowledged before their answers."""
    until(lambda: stage.muster.bolt.acknowledging.late >= so_many)


def acks(stage: Stage) -> list[Ack]:
    return stage.slack.last_acks


def promises(stage: Stage) -> int:
    with stage.store.reading() as session:
        return session.query(AnsweredRequest).filter(AnsweredRequest.key.startswith(PROMISE)).count()


@pytest.mark.postgres
@pytest.mark.both_doors
def test_a_direct_message_and_a_mention_are_acknowledged_before_their_slow_answer(stage: Stage) -> None:
    with busy(stage):
        stage.ada.says("due")
        stage.ben.says("@Muster due", stage.room)
        late(stage, 2)
        assert not said(stage.ada, "You are due")
    stage.ada.sees("You are due", seconds=10)
    stage.ben.sees("You are", seconds=10)
    stage.slack.settle()
    assert [ack.error for each in stage.slack.deliveries for ack in each.acks if ack.error] == []
    until(lambda: nothing_is_owed(stage))


@pytest.mark.postgres
@pytest.mark.both_doors
def test_delivered_thrice_more_while_it_is_worked_on_it_is_answered_once(stage: Stage) -> None:
    answered: list[Heard] = []
    answer = stage.muster.conversation.answer
    stage.muster.conversation.answer = (  # type: ignore[method-assign]
        lambda heard: answered.append(heard) or answer(heard)  # type: ignore[func-returns-value]
    )
    with busy(stage):
        stage.ada.says("due")
        late(stage)
        with stage.store.writing():  # what was promised waits for nobody's turn to write
            stage.ada.repeats_last(times=3, as_retry=True)
        assert [(ack.status, ack.error) for ack in acks(stage)] == [(200, None)] * 4
    stage.ada.sees("You are due", seconds=10)
    stage.ada.repeats_last(times=2, as_retry=True)
    stage.slack.settle()
    assert len(said(stage.ada, "You are due")) == 1
    assert len(answered) == 1, "nothing was worked out again"


@pytest.mark.both_doors
def test_a_slash_command_that_waited_is_answered_by_its_response_url(stage: Stage) -> None:
    with busy(stage):
        stage.ada.says("/due", stage.room)
        late(stage)
        assert acks(stage)[0].payload in (None, "", {})
    stage.ada.sees("You are due", seconds=10)
    stage.slack.settle()
    assert len(said(stage.ada, "You are due", stage.room)) == 1
    until(lambda: nothing_is_owed(stage))


@pytest.mark.postgres
def test_what_was_to_be_recorded_is_recorded_once_and_said_once(stage: Stage) -> None:
    before = recorded(stage)
    stage.slack.deliver_each(3)
    with busy(stage):
        stage.ada.says("/training log ASIM Basic yesterday 4h", stage.room)
        late(stage, 3)
    stage.ada.sees("Recorded: ASIM Basic", seconds=10)
    stage.slack.settle()
    assert recorded(stage) == before + 1
    assert len(said(stage.ada, "Recorded: ASIM Basic", stage.room)) == 1
    until(lambda: nothing_is_owed(stage))


def test_a_press_a_form_and_home_that_waited_are_answered(stage: Stage) -> None:
    stage.ada.says("/readiness", stage.room)
    stage.ada.sees("The weaker parts are too few people to show")
    with busy(stage):
        stage.ada.presses("How we know")
        stage.cora.says("/training")
        stage.ben.opens_home()
        late(stage, 3)
    stage.ada.sees("24 months", seconds=10)
    stage.cora.sees("Course", seconds=10)
    stage.ben.sees("ASIM Basic", seconds=10)
    until(lambda: nothing_is_owed(stage))


def test_a_modal_waits_for_its_answer(stage: Stage) -> None:
    """It is only closed, corrected or continued by its acknowledgement."""
    before = recorded(stage)
    stage.ada.says("/training")
    stage.ada.fills({"Course": "ASIM-B: ASIM Basic"})
    stage.slack.settle()
    with ThreadPoolExecutor(1) as beside:
        with busy(stage):
            submitted = beside.submit(stage.ada.submits)
            until(lambda: stage.muster.conversation.gate.waiting == 1)
            time.sleep(2 * IN_TIME)
            assert stage.ada.modal is not None, "it is still there, with what was typed in it"
        submitted.result(10)
    stage.ada.sees("Recorded: ASIM Basic", seconds=10)
    assert recorded(stage) == before + 1
    assert stage.muster.bolt.acknowledging.late == promises(stage) == 0


def test_what_is_quick_is_promised_nothing(stage: Stage) -> None:
    stage.ada.says("/due")
    stage.ada.sees("You are due")
    stage.ben.says("due")
    stage.ben.sees("You are")
    assert promises(stage) == 0
    assert stage.muster.bolt.acknowledging.late == 0


@pytest.mark.postgres
def test_a_promise_nobody_is_left_to_keep_is_told_by_the_next(stage: Stage) -> None:
    """Acknowledged, and the process is no more before there was an answer: of a question and of a record."""
    doors = stage.muster.doors
    with busy(stage):
        stage.ada.says("due everyone")
        stage.ben.says("/training log ASIM Basic yesterday 4h")
        late(stage, 2)
        follow_up = doors.follow_up
        doors.follow_up = lambda heard, answer, is_late=False: None  # type: ignore[method-assign]
        doors.look(stage.clock.now)
        assert promises(stage) == 2
    until(lambda: recorded_answers(stage) == 1)  # Ben's was committed before the kill
    doors.follow_up = follow_up  # type: ignore[method-assign]
    doors.owed._promises._made.clear()  # as the next process, which promised nothing
    stage.clock.moves(minutes=4)
    doors.look(stage.clock.now)
    stage.ada.sees("I was stopped while I worked on what you asked: “due everyone”", seconds=10)
    stage.ben.sees("Recorded: ASIM Basic", seconds=10)
    doors.look(stage.clock.now)
    stage.rests()
    assert len(said(stage.ada, "I was stopped")) == 1
    assert not said(stage.ben, "I was stopped"), "his answer says more"
    assert nothing_is_owed(stage)


def recorded_answers(stage: Stage) -> int:
    with stage.store.reading() as session:
        keys = session.query(AnsweredRequest).filter(AnsweredRequest.key.startswith("command:"))
        return keys.filter(AnsweredRequest.owed_to.is_not(None)).count()


def test_a_retry_of_what_another_process_promised_is_left_to_it(stage: Stage) -> None:
    with busy(stage):
        stage.ada.says("due")
        late(stage)
    stage.ada.sees("You are due", seconds=10)
    stage.muster.bolt.acknowledging._known.clear()  # as in another process
    stage.muster.doors._known.clear()
    stage.ada.repeats_last(times=2, as_retry=True)
    stage.slack.settle()
    assert len(said(stage.ada, "You are due")) == 1
