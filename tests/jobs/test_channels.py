"""Digests stay inside: channels shared, archived or without us lose theirs, and somebody is told why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from jobs.channels import look_inside
from jobs.failures import Away
from jobs.ticker import Jobs
from practice.actor import Actor, Channel
from practice.client import Practice
from storage.audit import AuditRow
from storage.deliveries import Delivery, DeliveryState
from storage.digests import DigestSubscription
from storage.engine import Store
from storage.region import Region
from tests.jobs.clock import Clock
from tests.jobs.county import Staff, seed
from tests.jobs.test_digests import MONDAY_EIGHT, WEEK, subscribe

pytestmark = pytest.mark.postgres


class Weekly:
    """One channel with a digest, and who asked for it."""

    def __init__(self, store: Store, slack: Practice, client: WebClient, region: Region) -> None:
        self.store, self.slack = store, slack
        name = f"{store.url.get_backend_name()}-{id(self):x}"
        self.channel = slack.channel(f"weekly-{name}")
        self.subscriber = slack.person(f"Morgan {name}")
        self.clock = Clock(MONDAY_EIGHT)
        self.jobs = Jobs(store, client, slack.team_id, region, self.clock)
        seed(store, MONDAY_EIGHT.date(), [STAFF], {"BLS": "BLS"})
        self.key = subscribe(store, self.channel.id)
        with store.writing() as session:
            subscription = session.get_one(DigestSubscription, self.key)
            subscription.workspace, subscription.slack_user = slack.team_id, self.subscriber.id

    def round(self, now: datetime) -> None:
        """What happens by itself, until nothing more does."""
        for seconds in (0, 20, 40):
            self.clock.now = now + timedelta(seconds=seconds)
            self.jobs.run_once(self.clock())

    def said(self, place: Channel | Actor) -> list[str]:
        wanted = place.dm.id if isinstance(place, Actor) else place.id
        posts = self.slack.calls("chat.postMessage")
        return [call.args["text"] for call in posts if call.ok and call.response["channel"] == wanted]

    @property
    def subscription(self) -> DigestSubscription:
        with self.store.reading() as session:
            return session.get_one(DigestSubscription, self.key)


STAFF = Staff("Cedar Fire", ["fire"], {"BLS": ["current"] * 5})


@pytest.fixture
def weekly(store: Store, slack: Practice, client: WebClient, region: Region) -> Weekly:
    return Weekly(store, slack, client, region)


def test_a_digest_reaches_a_channel_that_is_ours_alone(weekly: Weekly) -> None:
    weekly.round(MONDAY_EIGHT)
    assert len(weekly.said(weekly.channel)) == 1
    assert weekly.said(weekly.subscriber) == []
    assert weekly.subscription.stopped_at is None
    assert weekly.slack.complaints == []


@pytest.mark.sliced(3)
@pytest.mark.parametrize(
    ("change", "why", "advice"),
    [
        ({"shared": True}, "shared_outside", "Choose a channel that is not shared."),
        ({"archived": True}, "is_archived", "Choose another channel"),
        ({"bot_in": False}, "not_in_channel", "Type /invite @Muster there"),
    ],
)
def test_a_channel_that_changed_gets_no_digest_and_the_subscriber_hears_why(
    weekly: Weekly, change: dict[str, Any], why: str, advice: str
) -> None:
    weekly.round(MONDAY_EIGHT)
    weekly.slack.change_channel(weekly.channel, **change)
    weekly.round(MONDAY_EIGHT + WEEK)
    weekly.round(MONDAY_EIGHT + 2 * WEEK)
    assert len(weekly.said(weekly.channel)) == 1, "only the one from before"
    [told] = weekly.said(weekly.subscriber)
    assert advice in told
    assert "/readiness digest" in told
    assert weekly.subscription.stopped_by == "Muster"
    with weekly.store.reading() as session:
        assert [row.detail["why"] for row in session.scalars(select(AuditRow))] == [why]


def test_while_slack_can_not_say_whether_a_channel_is_shared_the_digest_waits(weekly: Weekly) -> None:
    weekly.slack.misbehave("conversations.info", status=503, times=2)
    weekly.round(MONDAY_EIGHT)
    assert weekly.subscription.stopped_at is None
    weekly.round(MONDAY_EIGHT + timedelta(minutes=2))
    assert len(weekly.said(weekly.channel)) == 1


def test_one_dead_channel_keeps_no_other_from_its_digest(weekly: Weekly) -> None:
    other = weekly.slack.channel(f"other-{weekly.channel.name}")
    key = subscribe(weekly.store, other.id)
    with weekly.store.writing() as session:
        session.get_one(DigestSubscription, key).workspace = weekly.slack.team_id
    weekly.slack.change_channel(weekly.channel, bot_in=False)
    weekly.round(MONDAY_EIGHT)
    assert len(weekly.said(other)) == 1
    with weekly.store.reading() as session:
        query = select(Delivery.state).where(Delivery.recipient == weekly.channel.id)
        state = session.scalars(query).one()
    assert state == DeliveryState.QUARANTINED


@pytest.mark.sliced(3)
@pytest.mark.parametrize(
    "answer",
    [
        b"[]",
        b'"x"',
        b'{"ok": true}',
        *(b'{"ok": true, "channel": %s}' % each for each in (b"null", b"[]", b"{}")),
    ],
)
def test_an_odd_answer_costs_no_channel_its_digest(
    odd_slack: Callable[[bytes], WebClient], answer: bytes
) -> None:
    with pytest.raises(Away):
        look_inside(odd_slack(answer), "C1")
