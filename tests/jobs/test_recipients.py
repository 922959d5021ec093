"""What is wrong with one recipient ends or delays that one's messages, tells who asked, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlalchemy import select

from jobs import failures, outbox
from jobs.channels import look_inside
from jobs.failures import (
    Failure,
    GroupMessage,
    NotAllowed,
    Puzzling,
    TokenRefused,
    Unreachable,
    failure_called,
)
from jobs.outbox import PATIENCE, SCOPE_PAUSE, Outbox
from practice.actor import Actor, Channel
from practice.client import Practice
from storage import deliveries, workspace_limits
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.waits import LONGEST_WAIT
from tests.conftest import WHOLE
from tests.jobs.clock import Clock
from tests.jobs.test_failures import kinds

CODES = sorted({code for kind in kinds() for code in kind.codes} | {"the_moon_is_full"})
METHODS = ("chat.postMessage", "conversations.info")
OTHERS = 3
NAMES = count()


def refuses(client: WebClient, method: str, recipient: str, code: str) -> None:
    """From now on a method answers so for one recipient; for all others it does what it does."""
    original: Callable[..., SlackResponse] = client.api_call

    def call(api_method: str, **about: Any) -> SlackResponse:
        args = {**(about.get("params") or {}), **(about.get("json") or {})}
        if api_method == method and recipient in (args.get("channel"), args.get("users")):
            response = SlackResponse(
                client=client,
                http_verb="POST",
                api_url=api_method,
                req_args={},
                data={"ok": False, "error": code},
                headers={},
                status_code=200,
            )
            raise SlackApiError("refused", response)  # type: ignore[no-untyped-call]
        return original(api_method, **about)

    client.api_call = call  # type: ignore[method-assign]


class Room:
    """Some channels, one of which is refused, and who asked for what goes there."""

    def __init__(self, store: Store, slack: Practice, client: WebClient, clock: Clock) -> None:
        self.store, self.slack, self.clock = store, slack, clock
        self.began = clock()
        self.channels = [slack.channel(f"some-{next(NAMES)}") for _ in range(OTHERS + 1)]
        self.refused, self.others = self.channels[0], self.channels[1:]
        self.asker = slack.person(f"Asker {next(NAMES)}")
        self.outbox = Outbox(store, client, slack.team_id, clock, draw=lambda: 1.0)

    def post(self, to: Channel | Actor, inside_only: bool = True) -> int:
        with self.store.writing() as session:
            row = deliveries.post(
                session,
                key=str(next(NAMES)),
                workspace=self.slack.team_id,
                recipient=to.id,
                text="Readiness",
                blocks=[],
                now=self.clock(),
                tell=self.asker.id,
                inside_only=inside_only,
            )
            session.flush()
            return row.id

    def passes(self, by: timedelta, step: timedelta = timedelta(seconds=30)) -> None:
        until = self.clock() + by
        while self.clock() < until:
            self.outbox.send_due()
            self.clock.now += step
        self.outbox.send_due()

    def row(self, key: int) -> Delivery:
        with self.store.reading() as session:
            return session.get_one(Delivery, key)

    def told(self) -> list[str]:
        posts = self.slack.calls("chat.postMessage")
        return [
            call.args["text"] for call in posts if call.ok and call.response["channel"] == self.asker.dm.id
        ]


@pytest.fixture
def room(store: Store, slack: Practice, client: WebClient, clock: Clock) -> Room:
    return Room(store, slack, client, clock)


@pytest.mark.postgres
@settings(
    max_examples=60 if WHOLE else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(code=st.sampled_from(CODES), method=st.sampled_from(METHODS))
def test_whatever_one_recipient_is_refused_for_all_others_get_theirs(
    store: Store, slack: Practice, client: WebClient, clock: Clock, code: str, method: str
) -> None:
    _holds_nobody_up(Room(store, slack, client, clock), code, method)


@pytest.mark.sliced(8)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "code", sorted({*TokenRefused.codes, *NotAllowed.codes, "no_permission", "access_denied", "ratelimited"})
)
def test_a_refusal_of_the_token_that_is_one_recipients_holds_up_nobody_either(
    room: Room, code: str, method: str
) -> None:
    _holds_nobody_up(room, code, method)


def _holds_nobody_up(room: Room, code: str, method: str) -> None:
    refuses(room.outbox._client, method, room.refused.id, code)
    bad = room.post(room.refused)
    first = [room.post(channel) for channel in room.others]
    room.passes(timedelta(minutes=12))
    assert {room.row(key).state for key in first} == {DeliveryState.SENT}
    later = [room.post(channel) for channel in (*room.others, *room.others)]
    room.passes(timedelta(minutes=12))
    assert {room.row(key).state for key in later} == {DeliveryState.SENT}
    failure = failure_called(code)
    row = room.row(bad)
    assert row.state != DeliveryState.SENT
    is_theirs = isinstance(failure, Unreachable | TokenRefused | NotAllowed)
    if is_theirs:
        assert row.state == DeliveryState.QUARANTINED
        assert len(room.told()) == 1
    with room.store.writing() as session:
        for each in session.scalars(select(Delivery).where(Delivery.state == DeliveryState.WAITING)):
            each.state = DeliveryState.WITHDRAWN  # the next example begins anew
    room.slack.forget()


def test_the_codes_tried_are_of_every_class() -> None:
    tried = {type(failure_called(code)) for code in CODES}
    assert tried == {kind for kind in kinds(Failure) if kind.codes} | {Puzzling}


@pytest.mark.postgres
def test_a_share_into_a_group_message_it_may_not_look_at_ends_and_is_told(
    room: Room, slack: Practice
) -> None:
    """Seen before: it held `conversations.info`, and with it every Share and digest, for good."""
    group = slack.group_dm([room.asker, slack.person(f"Ben {next(NAMES)}")])
    bad = room.post(group)
    others = [room.post(channel) for channel in room.others]
    room.passes(timedelta(seconds=30))
    assert {room.row(key).state for key in others} == {DeliveryState.SENT}
    assert (room.row(bad).state, room.row(bad).error) == (DeliveryState.QUARANTINED, "not_seen_inside")
    [told] = room.told()
    assert "mpim:read" in told


def test_in_a_group_message_it_may_look_at_a_share_arrives() -> None:
    manifest = {
        "display_information": {"name": "Muster"},
        "features": {"bot_user": {"display_name": "Muster"}},
        "oauth_config": {"scopes": {"bot": ["channels:read", "chat:write", "im:write", "mpim:read"]}},
    }
    with Practice(manifest) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=5)
        group = slack.group_dm([slack.person("Ada"), slack.person("Ben")]).id
        look_inside(client, group)
        with pytest.raises(GroupMessage):
            look_inside(client, group, takes_groups=False)


@pytest.mark.postgres
def test_a_scope_nobody_gave_is_waited_for_and_not_for_ever(room: Room, slack: Practice) -> None:
    """`im:write` missing: nobody's fault, so nobody is given up, until it is clear that it won't come."""
    slack.withhold_scopes("im:write")
    try:
        people = [slack.person(f"Somebody {next(NAMES)}") for _ in range(2)]
        keys = [room.post(person, inside_only=False) for person in people]
        channel = room.post(room.others[0])
        room.passes(timedelta(hours=1), SCOPE_PAUSE)
        assert room.row(channel).state == DeliveryState.SENT, "what needs another method goes on"
        assert {room.row(key).state for key in keys} == {DeliveryState.WAITING}
        room.clock.now = room.began + PATIENCE + timedelta(seconds=1)
        room.passes(timedelta(hours=1), SCOPE_PAUSE)
        assert {room.row(key).state for key in keys} == {DeliveryState.QUARANTINED}
    finally:
        slack.withhold_scopes()
    room.passes(timedelta(hours=1), SCOPE_PAUSE)
    assert len(room.told()) == 2, "once it may write to them"


@pytest.mark.postgres
@pytest.mark.parametrize("ahead", [timedelta(hours=20), timedelta(days=30)])
def test_what_a_wrong_clock_noted_holds_up_nothing_once_it_is_right(room: Room, ahead: timedelta) -> None:
    """A message sent "tomorrow", a hold, a pause and a lease until next month."""
    right, [sent, waiting, held, leased] = room.clock.now, room.channels
    keys = {}
    room.clock.now = right + ahead
    room.post(sent)
    room.outbox.send_due()
    for channel in (waiting, held, leased):
        keys[channel.id] = room.post(channel)
    with room.store.writing() as session:
        row = session.get_one(Delivery, keys[waiting.id])
        deliveries.put_back(row, room.clock() + timedelta(minutes=10), "internal_error")
        workspace_limits.hold(
            session, room.slack.team_id, "*", room.clock() + timedelta(hours=1), room.clock()
        )
        lost = session.get_one(Delivery, keys[leased.id])
        lost.state, lost.leased_by = DeliveryState.SENDING, "lost"
        lost.leased_until = room.clock() + timedelta(minutes=2)
        workspace_limits.note_plain_only(session, room.slack.team_id, room.clock())
    room.clock.now = right
    again = room.post(sent)
    room.outbox.send_due()
    assert {room.row(key).state for key in (again, *keys.values())} == {DeliveryState.SENT}
    with room.store.writing() as session:
        assert workspace_limits.held_methods(session, room.slack.team_id, right) == {}
        workspace_limits.hold(session, room.slack.team_id, "*", right + timedelta(minutes=1), right)
        held_until = workspace_limits.held_methods(session, room.slack.team_id, right)["*"]
        assert held_until == right + timedelta(minutes=1), "a wrong one does not outlast a right one"


def test_no_pause_is_longer_than_what_is_believed(room: Room) -> None:
    longest = max(
        timedelta(seconds=failures.LONGEST_WAIT_SECONDS),
        timedelta(seconds=outbox.LONGEST_PAUSE_SECONDS),
        outbox.SCOPE_PAUSE,
        outbox.TOKEN_PAUSE,
        room.outbox.lease,
    )
    assert longest < LONGEST_WAIT
