"""The sender against a Slack that refuses, hurries us, fails and stays silent."""

from __future__ import annotations

from base64 import b64encode
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from jobs.outbox import (
    KEEP_PAYLOADS,
    LONGEST_PAUSE_SECONDS,
    PACE,
    Outbox,
)
from practice.client import Practice
from storage import claiming, deliveries, workspace_limits
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Busy, Store
from tests.jobs.clock import Clock
from tests.jobs.room import Room

CHART = {
    "type": "data_visualization",
    "title": "By discipline",
    "chart": {
        "type": "bar",
        "axis_config": {"categories": ["Fire"]},
        "series": [{"name": "Current", "data": [{"label": "Fire", "value": 80}]}],
    },
}
SECTION = {"type": "section", "text": {"type": "plain_text", "text": "Fire 80%"}}


@pytest.mark.postgres
def test_a_message_reaches_its_channel_and_its_place_is_kept(room: Room, outbox: Outbox) -> None:
    ops = room.channel()
    key = room.post(ops, "Fire &amp; Rescue", blocks=[SECTION])
    assert outbox.send_due() == 1
    row = room.row(key)
    assert (row.state, row.sent_to, row.sent_at) == (DeliveryState.SENT, ops.id, room.clock())
    assert row.ts
    assert room.texts(ops) == ["Fire &amp; Rescue"]
    assert not row.maybe_repeated
    assert room.slack.complaints == []


@pytest.mark.postgres
def test_a_person_is_written_to_directly_and_the_way_there_is_remembered(room: Room, outbox: Outbox) -> None:
    ada = room.person()
    room.post(ada, "First")
    outbox.send_due()
    room.post(ada, "Second")
    room.clock.now += PACE
    outbox.send_due()
    assert room.texts(ada) == ["First", "Second"]
    assert len(room.slack.calls("conversations.open")) == 1


def test_a_file_arrives_with_its_words(room: Room, outbox: Outbox) -> None:
    ada = room.person()
    content = b64encode(b"email,course\n").decode()
    file = {"name": "due.csv", "title": "Who is due", "content": content}
    key = room.post(ada, "Three rows.", file=file)
    outbox.send_due()
    assert room.row(key).state == DeliveryState.SENT
    [call] = room.slack.calls("files.completeUploadExternal")
    assert call.args["initial_comment"] == "Three rows."
    assert [(each["name"], each["title"]) for each in call.response["files"]] == [("due.csv", "Who is due")]
    assert room.slack.complaints == []


@pytest.mark.postgres
def test_one_channel_gets_its_messages_in_order_a_second_apart(room: Room, outbox: Outbox) -> None:
    ops, other = room.channel(), room.channel()
    for text in ("one", "two", "three"):
        room.post(ops, text)
    room.post(other, "elsewhere")
    outbox.send_due()
    assert (room.texts(ops), room.texts(other)) == (["one"], ["elsewhere"])
    room.clock.now += PACE / 2
    outbox.send_due()
    assert room.texts(ops) == ["one"]
    for _ in range(2):
        room.clock.now += PACE
        outbox.send_due()
    assert room.texts(ops) == ["one", "two", "three"]


@pytest.mark.parametrize("trouble", [{"status": 500}, {"status": 503}, {"error": "internal_error"}])
def test_slack_failing_is_tried_again_with_growing_pauses(
    room: Room, outbox: Outbox, trouble: dict[str, Any]
) -> None:
    ops = room.channel()
    room.slack.misbehave("chat.postMessage", times=3, **trouble)
    key = room.post(ops)
    pauses = []
    for _ in range(3):
        outbox.send_due()
        pauses.append((room.row(key).next_attempt_at - room.clock()).total_seconds())
        room.clock.now = room.row(key).next_attempt_at
    assert pauses == [2.0, 4.0, 8.0]
    outbox.send_due()
    row = room.row(key)
    assert (row.state, row.attempts, row.error) == (DeliveryState.SENT, 4, None)
    assert row.maybe_repeated


def test_pauses_grow_to_a_cap_and_are_spread(store: Store, client: WebClient, clock: Clock) -> None:
    shortest = Outbox(store, client, "T1", clock, draw=lambda: 0.0)
    longest = Outbox(store, client, "T1", clock, draw=lambda: 1.0)
    assert longest._pause(40).total_seconds() == LONGEST_PAUSE_SECONDS
    assert shortest._pause(40).total_seconds() == LONGEST_PAUSE_SECONDS / 2


def test_an_answer_that_is_lost_may_have_arrived_and_the_row_says_so(room: Room, outbox: Outbox) -> None:
    ops = room.channel()
    room.slack.misbehave("chat.postMessage", status=500, after=True)
    key = room.post(ops)
    outbox.send_due()
    room.clock.now = room.row(key).next_attempt_at
    outbox.send_due()
    assert room.row(key).state == DeliveryState.SENT
    assert room.row(key).maybe_repeated


def test_an_answer_that_takes_too_long_is_tried_again(
    room: Room, store: Store, slack: Practice, clock: Clock
) -> None:
    hasty = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1)
    outbox = Outbox(store, hasty, slack.team_id, clock)
    ops = room.channel()
    slack.misbehave("chat.postMessage", seconds=1.5)
    key = room.post(ops)
    outbox.send_due()
    row = room.row(key)
    assert (row.state, row.maybe_repeated) == (DeliveryState.WAITING, True)
    room.clock.now = row.next_attempt_at
    outbox.send_due()
    assert room.row(key).state == DeliveryState.SENT


def test_a_slack_that_is_not_there_gets_it_later_and_certainly_once(
    room: Room, store: Store, slack: Practice, clock: Clock, outbox: Outbox
) -> None:
    nowhere = WebClient(slack.bot_token, base_url="http://127.0.0.1:9/api/", timeout=1)
    key = room.post(room.channel())
    Outbox(store, nowhere, slack.team_id, clock).send_due()
    row = room.row(key)
    assert (row.state, row.maybe_repeated) == (DeliveryState.WAITING, False)
    room.clock.now = row.next_attempt_at
    outbox.send_due()
    assert room.row(key).state == DeliveryState.SENT


@pytest.mark.parametrize(
    ("about", "error", "advice"),
    [
        ({"bot_in": False}, "not_in_channel", "/invite @Muster"),
        ({"bot_in": False, "private": True}, "channel_not_found", "/invite @Muster"),
        ({"archived": True}, "is_archived", "another channel"),
    ],
)
@pytest.mark.postgres
def test_a_dead_channel_is_quarantined_at_once_and_its_sender_told_once(
    room: Room, outbox: Outbox, about: dict[str, Any], error: str, advice: str
) -> None:
    dead, alive, ada = room.channel(**about), room.channel(), room.person()
    key = room.post(dead, "Sign in at Station 4 &lt;now&gt;", tell=ada.id)
    room.post(alive, "fine")
    outbox.send_due()
    room.clock.now += timedelta(days=1)
    outbox.send_due()
    row = room.row(key)
    assert (row.state, row.error, row.attempts) == (DeliveryState.QUARANTINED, error, 1)
    assert room.texts(alive) == ["fine"]
    [told] = room.texts(ada)
    assert advice in told
    assert "It began: “Sign in at Station 4 &lt;now&gt;”" in told


def test_somebody_whose_account_is_gone_is_quarantined(room: Room, outbox: Outbox) -> None:
    gone, ada = room.person(deactivated=True), room.person()
    key = room.post(gone, tell=ada.id)
    outbox.send_due()
    assert (room.row(key).state, room.row(key).error) == (DeliveryState.QUARANTINED, "user_disabled")
    assert "Reach them another way." in room.texts(ada)[0]


@pytest.mark.postgres
def test_blocks_refused_are_replaced_by_plain_ones_and_not_tried_again_for_a_day(
    room: Room, outbox: Outbox
) -> None:
    ops = room.channel()
    room.slack.misbehave("chat.postMessage", error="invalid_blocks")
    room.post(ops, blocks=[CHART], plain_blocks=[SECTION])
    outbox.send_due()
    assert _kinds(room.slack) == ["data_visualization", "section"]
    room.clock.now += workspace_limits.PLAIN_FOR - timedelta(seconds=1)
    room.post(ops, blocks=[CHART], plain_blocks=[SECTION])
    outbox.send_due()
    assert _kinds(room.slack)[2:] == ["section"]
    room.clock.now += timedelta(seconds=1)
    room.post(ops, blocks=[CHART], plain_blocks=[SECTION])
    outbox.send_due()
    assert _kinds(room.slack)[3:] == ["data_visualization"]


def test_a_message_whose_blocks_are_all_refused_still_says_its_words(room: Room, outbox: Outbox) -> None:
    ops = room.channel()
    room.slack.misbehave("chat.postMessage", error="invalid_blocks", times=2)
    key = room.post(ops, "All of it in words.", blocks=[CHART], plain_blocks=[SECTION])
    outbox.send_due()
    assert room.row(key).state == DeliveryState.SENT
    assert room.texts(ops) == ["All of it in words."]
    assert _kinds(room.slack) == ["data_visualization", "section", None]
    room.clock.now += PACE
    room.post(ops, blocks=[CHART], plain_blocks=[SECTION])
    outbox.send_due()
    assert _kinds(room.slack)[3:] == ["data_visualization"], "one bad message says nothing of the workspace"


@pytest.mark.postgres
def test_a_claim_whose_sender_was_lost_is_sent_again_and_says_so(
    room: Room, outbox: Outbox, store: Store, slack: Practice, clock: Clock
) -> None:
    ops = room.channel()
    key = room.post(ops)
    with store.writing() as session:
        lost = claiming.claim(session, slack.team_id, clock(), outbox.lease, PACE)
    assert lost is not None
    assert outbox.send_due() == 0, "its lease still runs"
    clock.now += outbox.lease
    assert outbox.send_due() == 1
    assert room.row(key).maybe_repeated
    with store.writing() as session:
        assert claiming.still_mine(session, lost) is None, "the lost one marks nothing any more"


@pytest.mark.parametrize(
    "error",
    [OperationalError("update", {}, Exception("gone")), Busy("no turn"), PoolTimeoutError()],
    ids=type,
)
def test_a_database_that_is_away_or_busy_after_the_send_makes_nothing_arrive_twice(
    room: Room, outbox: Outbox, store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    key, writing, calls = room.post(room.channel()), store.writing, count()

    def away_for_a_while() -> AbstractContextManager[Session]:
        if next(calls) in (1, 2):  # the claim is written, marking fails twice
            raise error
        return writing()

    monkeypatch.setattr("jobs.outbox.POLL_SECONDS", 0.01)
    monkeypatch.setattr(store, "writing", away_for_a_while)
    assert outbox.send_due() == 1
    room.clock.now += outbox.lease
    assert outbox.send_due() == 0
    assert (room.row(key).state, room.row(key).maybe_repeated) == (DeliveryState.SENT, False)


def test_a_lease_lasts_longer_than_a_send(store: Store, slack: Practice, clock: Clock) -> None:
    slow = WebClient(slack.bot_token, base_url=slack.api_url, timeout=60)
    assert Outbox(store, slow, "T1", clock).lease >= timedelta(seconds=360)
    quick = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1)
    assert Outbox(store, quick, "T1", clock).lease >= timedelta(seconds=120)


@pytest.mark.postgres
def test_what_was_said_is_forgotten_after_a_month_and_that_it_was_said_is_not(
    room: Room, outbox: Outbox, store: Store
) -> None:
    ops, gone = room.channel(), room.channel(bot_in=False)
    keys = [room.post(ops, "Ada Abbott is due", blocks=[SECTION]), room.post(gone, "Ada Abbott is due")]
    outbox.send_due()
    waiting = room.post(room.channel(archived=True), "Ada Abbott is due")

    def forget(now: datetime) -> None:
        with store.writing() as session:
            deliveries.forget_payloads(session, now, KEEP_PAYLOADS, 500)

    forget(room.clock() + KEEP_PAYLOADS)
    assert room.row(keys[0]).text == "Ada Abbott is due"
    forget(room.clock() + KEEP_PAYLOADS + timedelta(seconds=1))
    for key in keys:
        assert (room.row(key).text, room.row(key).blocks, room.row(key).file) == ("", [], None)
    assert room.row(keys[0]).ts
    assert room.row(waiting).text == "Ada Abbott is due"


def test_messages_of_another_workspace_are_left_to_it(room: Room, outbox: Outbox, store: Store) -> None:
    room.post(room.channel())
    with store.writing() as session:
        session.execute(update(Delivery).values(workspace="TOTHER"))
    assert outbox.send_due() == 0


@pytest.mark.postgres
def test_woken_senders_send_at_once(room: Room, outbox: Outbox, clock: Clock) -> None:
    outbox.start()
    try:
        ops = room.channel()
        key = room.post(ops)
        outbox.wake()
        for _ in range(100):
            if room.row(key).state == DeliveryState.SENT:
                break
            outbox._stopping.wait(0.02)
        assert room.texts(ops) == ["Readiness"]
    finally:
        outbox.stop()


def _kinds(slack: Practice) -> list[str | None]:
    """The first block of each message tried, None for one of words alone."""
    return [(call.args.get("blocks") or [{}])[0].get("type") for call in slack.calls("chat.postMessage")]
