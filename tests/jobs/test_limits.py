"""The sender where Slack hurries us or refuses us: who waits, and who does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jobs.outbox import (
    ALL_LIMITED_AT,
    GIVE_UP_PUZZLING_AFTER,
    PACE,
    SCOPE_PAUSE,
    TOKEN_PAUSE,
    Outbox,
)
from practice.client import Practice
from storage.deliveries import DeliveryState
from tests.jobs.room import Room


@pytest.mark.postgres
def test_too_many_requests_hold_one_recipient_and_nobody_else(room: Room, outbox: Outbox) -> None:
    ops, other = room.channel(), room.channel()
    room.slack.misbehave("chat.postMessage", status=429, retry_after=30)
    first = room.post(ops, "held")
    room.post(ops, "after it")
    room.post(other, "at once")
    outbox.send_due()
    assert (room.texts(ops), room.texts(other)) == ([], ["at once"])
    assert room.row(first).next_attempt_at == room.clock() + timedelta(seconds=30)
    room.clock.now += timedelta(seconds=29)
    outbox.send_due()
    assert room.texts(ops) == []
    room.clock.now += timedelta(seconds=1)
    outbox.send_due()
    room.clock.now += PACE
    outbox.send_due()
    assert room.texts(ops) == ["held", "after it"]
    assert room.row(first).attempts == 1


@pytest.mark.postgres
def test_when_everybody_is_limited_the_whole_workspace_waits(room: Room, outbox: Outbox) -> None:
    channels = [room.channel() for _ in range(8)]
    room.slack.misbehave("chat.postMessage", status=429, retry_after=20, times=None)
    for channel in channels:
        room.post(channel)
    outbox.send_due()
    assert len(room.slack.calls("chat.postMessage")) == ALL_LIMITED_AT
    room.slack.behave()
    room.clock.now += timedelta(seconds=20)
    outbox.send_due()
    assert all(room.texts(channel) for channel in channels)


def test_a_method_that_knows_no_channel_is_left_alone_by_all_who_need_it(room: Room, outbox: Outbox) -> None:
    people, ops = [room.person() for _ in range(3)], room.channel()
    room.slack.misbehave("conversations.open", status=429, retry_after=40)
    for person in people:
        room.post(person)
    room.post(ops)
    outbox.send_due()
    assert len(room.slack.calls("conversations.open")) == 1
    assert room.texts(ops)
    room.clock.now += timedelta(seconds=40)
    outbox.send_due()
    assert all(room.texts(person) for person in people)


def test_real_rate_limits_are_kept_without_losing_or_repeating_anything(
    room: Room, outbox: Outbox, slack: Practice
) -> None:
    slack.keep_rates()
    ops = room.channel()
    for number in range(6):
        room.post(ops, str(number))
    for _ in range(8):
        outbox.send_due()
        room.clock.now += PACE
        slack.advance(seconds=1)
    assert room.texts(ops) == [str(number) for number in range(6)]
    assert all(call.ok for call in slack.calls("chat.postMessage"))


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_refused_token_marks_nobody_dead(room: Room, outbox: Outbox, error: str) -> None:
    channels = [room.channel() for _ in range(3)]
    room.slack.misbehave("chat.postMessage", error=error)
    for channel in channels:
        room.post(channel)
    outbox.send_due()
    assert room.states() == [DeliveryState.WAITING] * 3
    assert len(room.slack.calls("chat.postMessage")) == 1
    room.clock.now += TOKEN_PAUSE
    outbox.send_due()
    assert room.states() == [DeliveryState.SENT] * 3


def test_a_missing_scope_holds_the_method_that_wants_it(room: Room, outbox: Outbox) -> None:
    people, ops = [room.person() for _ in range(2)], room.channel()
    room.slack.misbehave("conversations.open", error="missing_scope")
    for person in people:
        room.post(person)
    room.post(ops)
    outbox.send_due()
    assert len(room.slack.calls("conversations.open")) == 1
    assert room.texts(ops)
    room.clock.now += SCOPE_PAUSE
    outbox.send_due()
    assert room.states() == [DeliveryState.SENT] * 3


def test_what_nobody_has_a_name_for_is_given_up_after_a_while(room: Room, outbox: Outbox) -> None:
    ops, ada = room.channel(), room.person()
    room.slack.misbehave("chat.postMessage", error="the_moon_is_full", times=GIVE_UP_PUZZLING_AFTER)
    key = room.post(ops, tell=ada.id)
    for _ in range(GIVE_UP_PUZZLING_AFTER):
        room.clock.now = max(room.clock(), room.row(key).next_attempt_at)
        outbox.send_one()
    assert (room.row(key).state, room.row(key).error) == (DeliveryState.QUARANTINED, "the_moon_is_full")
    outbox.send_due()
    assert "in its log" in room.texts(ada)[0]
