"""Many senders at once, and a process killed in the middle of a round: each message once."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from jobs.outbox import Outbox
from jobs.ticker import Jobs
from practice.client import Practice
from practice.records import Call
from storage import deliveries
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.region import Region
from storage.slots import Slot
from tests.conftest import WHOLE
from tests.jobs.clock import Clock
from tests.jobs.county import Staff, seed, subscribe_each
from tests.started import start

pytestmark = pytest.mark.postgres

CHANNELS = 40
SENDERS = 3

PROCESS = """
import sys
from datetime import UTC, datetime
from slack_sdk import WebClient
from jobs.ticker import Jobs
from storage.engine import Store
from storage.region import Region

database, token, api, workspace = sys.argv[1:]
store = Store(database)
client = WebClient(token, base_url=api, timeout=5)
jobs = Jobs(store, client, workspace, Region(), lambda: datetime.now(UTC))
jobs.start()
jobs.outbox._stopping.wait(30)
"""


@pytest.mark.several
def test_senders_who_share_nothing_but_the_database_send_each_message_once(
    store: Store, slack: Practice, client: WebClient, clock: Clock
) -> None:
    channels = [slack.channel(f"many-{store.url.get_backend_name()}-{number}") for number in range(10)]
    with store.writing() as session:
        for number in range(40):
            deliveries.post(
                session,
                key=str(number),
                workspace=slack.team_id,
                recipient=channels[number % 10].id,
                text=str(number),
                blocks=[],
                now=clock(),
            )
    stores = [Store(store.url.render_as_string(hide_password=False)) for _ in range(SENDERS)]
    start = threading.Barrier(SENDERS * 2)

    def send(own: Store) -> None:
        outbox = Outbox(own, client, slack.team_id, clock)
        start.wait()
        while _left(own):
            outbox.send_due()
            clock.now += timedelta(seconds=0.2)

    threads = [threading.Thread(target=send, args=(own,)) for own in stores for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for own in stores:
        own.close()
    said = [call for call in slack.calls("chat.postMessage") if call.ok]
    assert sorted(int(call.args["text"]) for call in said) == list(range(40))
    for place, channel in enumerate(channels):
        there = [int(call.args["text"]) for call in said if call.args["channel"] == channel.id]
        assert there == sorted(there) == list(range(place, 40, 10)), "in the order they were written"


@pytest.mark.several
@pytest.mark.parametrize("killed_after", [1, 12] if WHOLE else [12])
def test_a_process_killed_in_the_middle_of_a_round_leaves_each_channel_its_one_digest(
    store: Store, slack: Practice, client: WebClient, killed_after: int
) -> None:
    now = datetime.now(UTC)
    seed(store, now.date(), [Staff("Cedar Fire", ["fire"], {"BLS": ["current"] * 5})], {"BLS": "BLS"})
    channels = [slack.channel(f"round-{now:%M%S%f}-{number}").id for number in range(CHANNELS)]
    subscribe_each(store, slack.team_id, channels, now)
    slack.misbehave("chat.postMessage", seconds=0.1, times=None)
    url = store.url.render_as_string(hide_password=False)
    told = (url, client.token or "", slack.api_url, slack.team_id)
    process = start(*told, program=PROCESS, environment=os.environ)
    try:
        deadline = time.monotonic() + 20
        while len(_posts(slack)) < killed_after and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait()
    sent_before = len(_posts(slack))
    assert killed_after <= sent_before < CHANNELS, "it was killed in the middle"
    slack.behave()

    clock = Clock(datetime.now(UTC))
    jobs = Jobs(store, client, slack.team_id, Region(), clock)
    jobs.run_once(clock())
    clock.now += jobs.outbox.lease
    jobs.run_once(clock())

    with store.reading() as session:
        rows = list(session.scalars(select(Delivery)))
        slots = list(session.scalars(select(Slot)))
    assert len(rows) == len(slots) == CHANNELS
    assert {row.state for row in rows} == {DeliveryState.SENT}
    times_said = Counter(call.args["channel"] for call in _posts(slack))
    assert set(times_said) == {row.recipient for row in rows}
    unsure = {row.recipient for row in rows if row.maybe_repeated}
    twice = {channel for channel, times in times_said.items() if times > 1}
    assert twice <= unsure, "what came twice is known to have, perhaps"
    assert max(times_said.values()) <= 2
    assert len(unsure) <= 4, "no more than were in flight"


def _posts(slack: Practice) -> list[Call]:
    return [call for call in slack.calls("chat.postMessage") if call.ok]


def _left(store: Store) -> bool:
    waiting = select(Delivery.id).where(Delivery.state != DeliveryState.SENT).limit(1)
    with store.reading() as session:
        return session.scalars(waiting).first() is not None
