"""A form that asks for a channel says at once what keeps Muster out of the one that is chosen."""

from __future__ import annotations

import pytest

from commands.kit.channel import STANDING
from tests.conversations.conftest import Stage
from tests.waiting import until

NOT_IN = "I am not in that channel. Type /invite @Muster there, and I can write there."


@pytest.mark.both_doors
def test_the_form_says_at_once_that_muster_is_not_in_the_channel(stage: Stage) -> None:
    slack = stage.slack
    foreign = slack.channel("command", members=[stage.dana], bot_in=False)
    private = slack.channel("chiefs", members=[stage.dana], private=True, bot_in=False)
    shared = slack.channel("mutual-aid", members=[stage.dana], shared=True)
    old = slack.channel("old-news", members=[stage.dana])
    slack.change_channel(old, archived=True)
    stage.dana.says("/readiness digest")
    for channel, said in (
        (foreign, NOT_IN),
        (private, "it is private and I am not in it. If it is private, type /invite @Muster there"),
        (shared, "That channel is shared with another organization or workspace"),
        (old, "That channel is archived. Choose another channel, or unarchive it first."),
    ):
        stage.dana.fills({"Day": "Tuesday", "Channel": channel})
        stage.dana.sees(said)
        modal = stage.dana.modal
        assert modal is not None
        assert len([each for each in modal["blocks"] if each["type"] == "section"]) == 1
    stage.dana.fills({"Channel": stage.room})
    stage.dana.sees_no_more("That channel is")
    assert {each.detail.partition(":")[0] for each in slack.complaints} == {"conversations.info"}
    slack.forget("complaints")
    stage.dana.submits()
    stage.dana.sees("every Tuesday at 08:00 (America/Chicago), first on 3 Nov 2026", seconds=10)


def test_one_opened_in_a_channel_says_it_too_and_keeps_what_is_typed(stage: Stage) -> None:
    foreign = stage.slack.channel("command", members=[stage.dana], bot_in=False)
    stage.dana.says("/readiness digest", foreign)
    stage.dana.sees(NOT_IN)
    stage.slack.change_channel(foreign, bot_in=True)
    stage.dana.fills({"Time": "09:30", "Channel": foreign})
    stage.dana.sees_no_more(NOT_IN)
    stage.dana.submits()
    stage.dana.sees("every Monday at 09:30", seconds=10)


def test_each_form_that_asks_for_a_channel_says_it(stage: Stage) -> None:
    foreign = stage.slack.channel("command", members=[stage.dana], bot_in=False)
    stage.dana.says("/checklist add Radio plan on file")
    stage.dana.sees("Radio plan on file")
    for said, field in (("/checklist channel", "Channel"), ("/training plan", "Post it in")):
        stage.dana.says(said)
        stage.dana.fills({field: foreign})
        stage.dana.sees(NOT_IN)
        stage.dana.closes()


def test_what_slack_does_not_say_holds_up_nobody(stage: Stage) -> None:
    stage.slack.misbehave("conversations.info", status=503)
    stage.dana.says("/readiness digest")
    stage.dana.fills({"Channel": stage.room})
    until(lambda: "channel not looked into" in stage.log.getvalue())
    stage.dana.submits()
    stage.dana.sees("first on 9 Nov 2026", seconds=10)


def test_what_the_form_was_told_is_refused_when_it_is_submitted(stage: Stage) -> None:
    """Seen before: beneath the words that a channel is shared, Subscribe still said yes."""
    slack = stage.slack
    stage.dana.says("/checklist add Radio plan on file")
    stage.dana.sees("Radio plan on file")
    shared = slack.channel("mutual-aid", members=[stage.dana], shared=True)
    old = slack.channel("old-news", members=[stage.dana])
    slack.change_channel(old, archived=True)
    for said, field, channel, why in (
        ("/readiness digest", "Channel", shared, "That channel is shared"),
        ("/readiness digest", "Channel", old, "That channel is archived"),
        ("/checklist channel", "Channel", shared, "That channel is shared"),
    ):
        stage.dana.says(said)
        stage.dana.fills({field: channel})
        stage.dana.sees(why)
        stage.dana.submits()
        assert why in str(stage.dana.modal_errors)
        assert stage.dana.modal is not None
        stage.dana.closes()


def test_one_that_lets_muster_in_meanwhile_is_taken(stage: Stage) -> None:
    foreign = stage.slack.channel("command", members=[stage.dana], bot_in=False)
    stage.dana.says("/readiness digest", foreign)
    stage.dana.sees(NOT_IN)
    stage.slack.change_channel(foreign, bot_in=True)
    stage.dana.submits()
    until(lambda: STANDING not in str(stage.dana.modal))
    stage.dana.submits()
    stage.dana.sees("every Monday at 08:00", seconds=10)
