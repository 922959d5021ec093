"""Slack limits, fails, hangs or refuses, at every door: no answer is lost, none said twice unmarked."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest

from bot.ways import ASK_AGAIN, ELSEWHERE, MAYBE_SEEN
from practice.actor import Actor
from storage.answered import AnsweredRequest
from storage.deliveries import Delivery
from tests.conversations.conftest import Stage
from tests.conversations.test_training import recorded
from tests.waiting import until

LIMITED: Mapping[str, Any] = {"status": 429, "retry_after": 1}
TROUBLES = (
    pytest.param(LIMITED, id="limited"),
    pytest.param({"status": 500}, id="500"),
    pytest.param({"status": 503}, id="503"),
    pytest.param({"error": "internal_error"}, id="internal error"),
    pytest.param({"cut": True}, id="cut"),
)


every_trouble = pytest.mark.parametrize("trouble", TROUBLES)


def said(actor: Actor, text: str, in_: Any = None) -> list[str]:
    """The messages that say something."""
    return [str(each["text"]) for each in actor.messages(in_) if text in str(each["text"])]


@pytest.mark.sliced(2)
@every_trouble
def test_a_direct_message_is_answered(stage: Stage, trouble: Mapping[str, Any]) -> None:
    stage.slack.misbehave("chat.postMessage", **trouble)
    stage.ada.says("due")
    stage.ada.sees("You are due", seconds=10)


@pytest.mark.sliced(2)
@every_trouble
def test_a_mention_is_answered(stage: Stage, trouble: Mapping[str, Any]) -> None:
    stage.slack.misbehave("chat.postEphemeral", **trouble)
    stage.ada.says("@Muster due", stage.room)
    stage.ada.sees("You are due", seconds=10)


@pytest.mark.sliced(2)
@every_trouble
def test_a_press_in_a_message_is_answered(stage: Stage, trouble: Mapping[str, Any]) -> None:
    stage.ada.says("/readiness", stage.room)
    stage.ada.sees("The weaker parts are too few people to show")
    stage.slack.misbehave("response_url", **trouble)
    stage.ada.presses("How we know")
    stage.ada.sees("24 months", seconds=10)


@pytest.mark.sliced(2)
@every_trouble
def test_a_form_opens_while_its_trigger_lasts(stage: Stage, trouble: Mapping[str, Any]) -> None:
    stage.slack.misbehave("views.open", **trouble)
    stage.cora.says("/training")
    stage.cora.sees("Course", seconds=10)
    assert stage.cora.modal is not None


@pytest.mark.sliced(2)
@every_trouble
def test_a_choice_in_a_form_is_answered(stage: Stage, trouble: Mapping[str, Any]) -> None:
    stage.cora.says("/training")
    stage.cora.sees("Course")
    stage.slack.misbehave("views.update", **trouble)
    stage.cora.fills({"Course": "ASIM-B: ASIM Basic"})
    until(lambda: any(call.ok for call in stage.slack.calls("views.update")))


@pytest.mark.sliced(2)
@every_trouble
def test_home_is_drawn(stage: Stage, trouble: Mapping[str, Any]) -> None:
    stage.slack.misbehave("views.publish", **trouble)
    stage.ada.opens_home()
    stage.ada.sees("ASIM Basic", seconds=10)


def test_eight_quick_questions_get_eight_answers(stage: Stage) -> None:
    stage.slack.keep_rates()
    for _ in range(8):
        stage.ada.says("due")
    until(lambda: len(said(stage.ada, "You are due")) == 8, seconds=20)
    assert not said(stage.ada, MAYBE_SEEN), "who is limited was certainly not heard"


def test_what_waits_keeps_nobody_else_waiting(stage: Stage) -> None:
    stage.ada.says("/readiness", stage.room)
    stage.ada.sees("The weaker parts are too few people to show")
    stage.slack.misbehave("chat.postMessage", status=429, retry_after=20, times=None)
    for _ in range(20):
        stage.ben.says("due")
    started = time.monotonic()
    stage.ada.presses("How we know")
    stage.ada.sees("24 months")
    assert time.monotonic() - started < 3
    stage.slack.behave()


# -- the way is shut


@pytest.mark.parametrize("word", ["expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"])
def test_a_trigger_that_ran_out_is_said_where_it_was_asked(stage: Stage, word: str) -> None:
    stage.slack.misbehave("views.open", error=word)
    stage.cora.says("/training", stage.room)
    stage.cora.sees(ASK_AGAIN)
    assert said(stage.cora, ASK_AGAIN, stage.room)


def test_limited_for_longer_than_a_trigger_lasts_it_is_said_at_once(stage: Stage) -> None:
    stage.slack.misbehave("views.open", status=429, retry_after=30)
    stage.cora.says("/training", stage.room)
    stage.cora.sees(ASK_AGAIN, seconds=3)


def test_where_there_is_no_response_url_a_message_says_it(stage: Stage) -> None:
    stage.cora.opens_home()
    stage.cora.sees("ASIM Basic", seconds=10)
    stage.slack.misbehave("views.open", error="expired_trigger_id")
    stage.cora.uses_shortcut("Log training")
    stage.cora.sees(ASK_AGAIN, seconds=10)


def test_a_response_url_used_up_is_no_end(stage: Stage) -> None:
    stage.ada.says("/readiness", stage.room)
    stage.ada.sees("The weaker parts are too few people to show")
    stage.slack.misbehave("response_url", status=404, error="used_url")
    stage.ada.presses("How we know")
    stage.ada.sees("24 months", seconds=10)


def test_where_nobody_may_be_answered_it_comes_by_direct_message(stage: Stage) -> None:
    stage.slack.misbehave("chat.postEphemeral", error="user_not_in_channel")
    stage.ada.says("@Muster due", stage.room)
    stage.ada.sees(ELSEWHERE, seconds=10)
    assert said(stage.ada, "You are due")


def test_invalid_blocks_fall_back_to_words(stage: Stage) -> None:
    stage.slack.misbehave("chat.postMessage", error="invalid_blocks")
    stage.ada.says("due")
    stage.ada.sees("You are due", seconds=10)
    stage.slack.misbehave("chat.postEphemeral", error="invalid_blocks")
    stage.ada.says("@Muster due", stage.room)
    stage.ada.sees("You are due", seconds=10)
    stage.ada.says("/readiness", stage.room)
    stage.ada.sees("The weaker parts are too few people to show")
    stage.slack.misbehave("response_url", status=400, error="invalid_blocks")
    stage.ada.presses("How we know")
    stage.ada.sees("24 months", seconds=10)


# -- a press in a thread


def test_a_press_in_a_thread_is_answered_in_it(stage: Stage) -> None:
    ts = stage.ada.says("How ready are we?", stage.room)
    stage.ada.says("@Muster readiness", stage.room, thread=ts)
    stage.ada.sees("The weaker parts are too few people to show")
    stage.ada.presses("How we know")
    stage.ada.sees("24 months")
    found = [each for each in stage.ada.messages(stage.room) if "24 months" in str(each)]
    assert [each["thread_ts"] for each in found] == [ts]


def test_in_a_direct_thread_too(stage: Stage) -> None:
    ts = stage.ada.says("due")
    stage.ada.sees("You are due")
    stage.ada.says("readiness", thread=ts)
    stage.ada.sees("The weaker parts are too few people to show")
    stage.ada.presses("How we know")
    stage.ada.sees("24 months")
    found = [
        each for each in stage.ada.messages() if "The weaker parts" in str(each) or "24 months" in str(each)
    ]
    assert [each["thread_ts"] for each in found] == [ts, ts]


# -- said once, or marked


@pytest.mark.parametrize("lost", [{"status": 500}, {"cut": True}, {"error": "internal_error"}])
def test_an_answer_that_may_have_arrived_says_so_when_it_comes_again(
    stage: Stage, lost: Mapping[str, Any]
) -> None:
    stage.slack.misbehave("chat.postMessage", after=True, **lost)
    stage.ada.says("due")
    stage.ada.sees(MAYBE_SEEN, seconds=10)
    assert [MAYBE_SEEN in each for each in said(stage.ada, "You are due")] == [False, True]
    stage.slack.misbehave("chat.postEphemeral", after=True, **lost)
    stage.ada.says("@Muster due", stage.room)
    stage.ada.sees(MAYBE_SEEN, seconds=10)
    assert [MAYBE_SEEN in each for each in said(stage.ada, "You are due", stage.room)] == [False, True]
    stage.ada.says("/readiness", stage.room)
    stage.ada.sees("The weaker parts are too few people to show")
    stage.slack.misbehave("response_url", after=True, **lost)
    stage.ada.presses("How we know")
    stage.ada.sees(MAYBE_SEEN, seconds=10)
    told = [str(each) for each in stage.ada.messages(stage.room) if "24 months" in str(each)]
    assert [MAYBE_SEEN in each for each in told] == [False, True]


def test_a_form_that_did_open_is_not_taken_for_one_that_did_not(stage: Stage) -> None:
    stage.slack.misbehave("views.open", status=500, after=True)
    stage.cora.says("/training", stage.room)
    stage.cora.sees("Course")
    time.sleep(1.5)
    assert not said(stage.cora, ASK_AGAIN, stage.room)
    stage.slack.forget("complaints")  # the second try was one too many, and harmless


def test_what_is_delivered_again_is_answered_once(stage: Stage) -> None:
    stage.slack.deliver_each(3)
    stage.ada.says("due")
    stage.ada.sees("You are due")
    stage.ada.repeats_last(times=2)
    stage.ada.says("training log ASIM Basic yesterday 4h")
    stage.ada.sees("Recorded: ASIM Basic")
    stage.ada.repeats_last(times=2)
    stage.slack.settle()
    assert len(said(stage.ada, "You are due")) == 1
    assert len(said(stage.ada, "Recorded: ASIM Basic")) == 1


# -- nothing recorded goes unanswered


@pytest.mark.postgres
def test_recorded_and_refused_at_the_door_it_comes_by_the_outbox(stage: Stage) -> None:
    before = recorded(stage)
    stage.slack.misbehave("chat.postMessage", error="restricted_action")
    stage.ada.says("training log ASIM Basic yesterday 4h")
    stage.ada.sees("Recorded: ASIM Basic", seconds=10)
    stage.ada.sees(ELSEWHERE)
    stage.rests()
    assert recorded(stage) == before + 1
    assert len(said(stage.ada, "Recorded: ASIM Basic")) == 1
    assert nothing_is_owed(stage)


@pytest.mark.postgres
def test_pressed_and_every_way_shut_it_comes_by_the_outbox(stage: Stage) -> None:
    stage.ada.says("/training log ASIM Basic yesterday 4h", stage.room)
    stage.ada.sees("Recorded: ASIM Basic")
    stage.slack.misbehave("response_url", status=404, error="expired_url")
    stage.slack.misbehave("chat.postEphemeral", error="channel_not_found")
    stage.ada.presses("Undo")
    stage.ada.sees(ELSEWHERE, seconds=10)
    until(lambda: nothing_is_owed(stage))


@pytest.mark.several
@pytest.mark.postgres
def test_what_a_killed_process_owed_is_said_by_the_next(stage: Stage) -> None:
    """Committed and acknowledged, and the process is no more before it can answer."""
    follow_up = stage.muster.doors.follow_up
    stage.muster.doors.follow_up = lambda heard, answer, is_late=False: None  # type: ignore[method-assign]
    stage.ada.says("training log ASIM Basic yesterday 4h")
    until(lambda: not nothing_is_owed(stage))
    stage.muster.doors.follow_up = follow_up  # type: ignore[method-assign]
    stage.muster.doors.look(stage.clock.now)
    assert not nothing_is_owed(stage), "another process may be at it just now"
    stage.clock.moves(minutes=4)
    stage.muster.doors.look(stage.clock.now)
    stage.ada.sees("Recorded: ASIM Basic", seconds=10)
    stage.ada.sees(MAYBE_SEEN)
    stage.muster.doors.look(stage.clock.now)
    stage.rests()
    assert len(said(stage.ada, "Recorded: ASIM Basic")) == 1


def test_what_waits_when_muster_ends_is_in_the_outbox(stage: Stage) -> None:
    stage.slack.misbehave("chat.postMessage", status=429, retry_after=30, times=None)
    stage.ada.says("training log ASIM Basic yesterday 4h")
    stage.ben.says("due")
    until(lambda: len(stage.slack.calls("chat.postMessage")) == 2)
    started = time.monotonic()
    stage.muster.doors.close()
    assert time.monotonic() - started < 3
    with stage.store.reading() as session:
        kept = [row.text for row in session.query(Delivery).order_by(Delivery.id)]
    assert len(kept) == 2
    assert any("Recorded: ASIM Basic" in text for text in kept)
    assert any("You are" in text for text in kept)
    assert nothing_is_owed(stage)
    stage.slack.behave()


def test_what_was_given_is_owed_no_more(stage: Stage) -> None:
    stage.ada.says("training log ASIM Basic yesterday 4h")
    stage.ada.sees("Recorded: ASIM Basic")
    stage.ben.says("/training log ASIM Basic yesterday 4h")
    stage.ben.sees("Recorded: ASIM Basic")
    until(lambda: nothing_is_owed(stage))


def nothing_is_owed(stage: Stage) -> bool:
    with stage.store.reading() as session:
        return not session.query(AnsweredRequest).filter(AnsweredRequest.owed_to.is_not(None)).count()
