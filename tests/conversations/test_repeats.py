"""What is delivered again has one effect and the same answer."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import patch

import pytest

from bot.answers import Answer
from bot.hearing import Heard, hear_command, hear_submission, hear_words
from commands.kit.reply import Reply
from commands.kit.troubles import unsaved
from storage.answered import AnsweredRequest
from tests.conversations.conftest import Stage
from tests.conversations.test_training import recorded


@pytest.mark.postgres
@pytest.mark.both_doors
def test_the_same_envelope_three_times_records_once_and_answers_alike(stage: Stage) -> None:
    before = recorded(stage)
    stage.slack.deliver_each(3)
    stage.ada.says("/training log ASIM Basic yesterday 4h")
    stage.ada.sees("Recorded: ASIM Basic")
    stage.slack.settle()
    acks = [ack.payload for ack in stage.slack.last_acks]
    assert len(acks) == 3
    assert acks[0] == acks[1] == acks[2]
    assert recorded(stage) == before + 1


@pytest.mark.postgres
def test_repeated_later_it_is_still_the_same_answer(stage: Stage) -> None:
    stage.ada.says("/training log ASIM Basic yesterday 4h")
    stage.ada.sees("Recorded: ASIM Basic")
    after = recorded(stage)
    stage.ada.repeats_last(times=2)
    stage.slack.settle()
    assert recorded(stage) == after


def test_a_modal_submitted_twice_records_once(stage: Stage) -> None:
    before = recorded(stage)
    stage.ada.says("/training")
    stage.ada.fills({"Course": "ASIM-B: ASIM Basic"})
    stage.ada.submits()
    stage.ada.sees("Recorded: ASIM Basic", seconds=10)
    stage.ada.repeats_last(times=2)
    stage.slack.settle()
    assert recorded(stage) == before + 1


def test_a_form_changed_after_it_was_taken_says_that_the_change_is_not_recorded(stage: Stage) -> None:
    """Slack gives a form that is still open the same id and hash, whatever is changed in it."""
    before = recorded(stage)
    stage.ada.says("/training")
    stage.ada.fills({"Course": "ASIM-B: ASIM Basic", "Hours": "4"})

    def taken(heard: Heard) -> Answer:
        stage.muster.conversation.answer(heard)
        return Answer.of(Reply(message=unsaved()))  # the records are busy for long

    with patch.object(stage.muster.bolt, "conversation", SimpleNamespace(answer=taken)):
        stage.ada.submits()
    stage.ada.sees("My records are busy")
    stage.ada.closes()
    stage.ada.fills({"Hours": "9"})
    stage.ada.submits()
    stage.ada.sees("What you changed in it since is not recorded")
    stage.ada.closes()
    stage.ada.fills({"Hours": "4"})
    stage.ada.submits()
    assert stage.ada.modal is None
    assert recorded(stage) == before + 1


def test_another_users_request_with_the_same_key_is_their_own(stage: Stage) -> None:
    body = {"trigger_id": "1.2.3", "command": "/training", "text": "log ASIM-B yesterday 4h"}
    keys = {hear_command(body | {"user_id": user, "channel_id": "C1"}, "T1").key for user in ("U1", "U2")}
    event = {"type": "message", "channel_type": "im", "channel": "D1", "text": "due", "user": "U1"}
    for user in ("U1", "U2"):
        heard = hear_words({"event_id": "Ev1", "event": event | {"user": user}}, "T1", "UB")
        assert heard is not None
        keys.add(heard.key)
        form = {"user": {"id": user}, "view": {"id": "V1", "hash": "1", "callback_id": "log", "state": {}}}
        keys.add(hear_submission(form, "T1").key)
    assert len(keys) == 6


def test_questions_store_nothing(stage: Stage) -> None:
    stage.ada.says("/due")
    stage.ada.sees("You are due")
    stage.ada.says("/training log nonsense")
    stage.ada.sees("I can't find any course")
    stage.sam.says("/training log ASIM-B yesterday")
    stage.sam.sees("I can't find you on the roster.")
    with stage.store.reading() as session:
        assert session.query(AnsweredRequest).count() == 0


def test_share_posts_once_however_often_it_is_delivered(stage: Stage) -> None:
    stage.cora.says("/due Cedar Fire", stage.room)
    stage.cora.sees("Share")
    stage.slack.deliver_each(3)
    stage.cora.presses("Share")
    stage.ben.sees("Shared by Cora Diaz", seconds=10)
    stage.slack.settle()
    shared = [m for m in stage.ben.messages(stage.room) if "Shared by" in str(m)]
    assert len(shared) == 1
