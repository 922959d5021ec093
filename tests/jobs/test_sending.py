"""A message counts as sent where Slack says that it is there, and where."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from jobs.outbox import Outbox
from storage.base import CLOCKS_APART
from storage.deliveries import Delivery, DeliveryState, post
from storage.engine import Store
from tests.jobs.clock import Clock


@pytest.mark.parametrize(
    "answer",
    [
        b'{"ok": true}',
        b'{"ok": true, "channel": "C1"}',
        b'{"ok": true, "channel": "C1", "ts": null}',
        b'{"ok": true, "channel": "C1", "ts": ""}',
        b'{"ok": true, "channel": "C1", "ts": {"a": 1}}',
        b'{"ok": "false", "channel": "C1", "ts": "1.1"}',
        b'{"ok": true, "channel": "C1\\u0000", "ts": "1.1"}',
    ],
)
def test_a_message_that_is_nowhere_was_not_sent_for_all_we_know(
    odd_slack: Callable[[bytes], WebClient], store: Store, clock: Clock, answer: bytes
) -> None:
    with store.writing() as session:
        post(session, "k", "T1", "C1", "Said once", [], clock())
    Outbox(store, odd_slack(answer), "T1", clock).send_due()
    with store.reading() as session:
        [row] = session.scalars(select(Delivery))
        assert (row.state, row.maybe_repeated) == (DeliveryState.WAITING, True)


@pytest.mark.postgres
def test_what_one_sends_is_not_over_by_the_clock_of_another(
    store: Store, clock: Clock, client: WebClient
) -> None:
    """Processes that share PostgreSQL may be so far apart that each is still believed."""
    with store.writing() as session:
        post(session, "k", "T1", "C1", "Said once", [], clock())
    mine = Outbox(store, client, "T1", clock)
    assert mine._claim(clock()) is not None
    ahead = clock() if store.is_sqlite else clock() + CLOCKS_APART
    another = Outbox(store, client, "T1", clock)
    assert another._claim(ahead) is None
    assert another._claim(clock() + another.lease) is not None
