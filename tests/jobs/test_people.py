"""A message to a person goes, once, to whatever account they have when it is sent; without one it is told."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from jobs.outbox import PACE, Outbox
from practice.actor import Actor
from practice.client import Practice
from storage import claiming, deliveries
from storage.accounts import SEEN_LATELY
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.people import Person, SlackIdentity
from tests.jobs.clock import Clock

pytestmark = pytest.mark.postgres

NAMES = count()


class Desk:
    """A person of the roster, their accounts, and who has messages sent to them."""

    def __init__(self, store: Store, slack: Practice, client: WebClient, clock: Clock) -> None:
        self.store, self.slack, self.clock = store, slack, clock
        self.outbox = Outbox(store, client, slack.team_id, clock, draw=lambda: 1.0)
        self.asker = slack.person(f"Asker {next(NAMES)}")
        with store.writing() as session:
            ada = Person(email="ada@cedar.example", first_name="Ada", last_name="<!channel>")
            ada.rekey()
            session.add(ada)
            session.flush()
            self.person = ada.id

    def account(self, workspace: str = "", **about: Any) -> Actor:
        actor = self.slack.person(f"Ada {next(NAMES)}")
        self.link(actor, workspace, **about)
        return actor

    def link(self, actor: Actor, workspace: str = "", **about: Any) -> None:
        linked = self.clock() + timedelta(seconds=about.pop("linked", 0))
        known = SlackIdentity(
            workspace=workspace or self.slack.team_id,
            user=actor.id,
            person_id=self.person,
            linked_at=linked,
            **{"seen_at": self.clock(), **about},
        )
        with self.store.writing() as session:
            session.merge(known)

    def post(self, text: str = "You lead Cedar Fire now.", to: int | str | None = None) -> int:
        with self.store.writing() as session:
            row = deliveries.post(
                session,
                key=str(next(NAMES)),
                workspace=self.slack.team_id,
                recipient=self.person if to is None else to,
                text=text,
                blocks=[],
                now=self.clock(),
                tell=self.asker.id,
                about=("person", self.person),
            )
            session.flush()
            return row.id

    def row(self, key: int) -> Delivery:
        with self.store.reading() as session:
            return session.get_one(Delivery, key)

    def texts(self, actor: Actor) -> list[str]:
        posts = self.slack.calls("chat.postMessage")
        return [call.args["text"] for call in posts if call.ok and call.response["channel"] == actor.dm.id]


@pytest.fixture
def desk(store: Store, slack: Practice, client: WebClient, clock: Clock) -> Desk:
    return Desk(store, slack, client, clock)


def test_it_goes_to_their_account_and_says_where_it_went(desk: Desk) -> None:
    ada = desk.account()
    key = desk.post()
    assert desk.row(key).recipient == "", "whom that is, is not asked before it is sent"
    desk.outbox.send_due()
    row = desk.row(key)
    assert (row.state, row.recipient, row.sent_to) == (DeliveryState.SENT, ada.id, ada.dm.id)
    assert desk.texts(ada) == ["You lead Cedar Fire now."]


def test_linked_after_it_was_written_and_before_it_is_sent_counts(desk: Desk) -> None:
    key = desk.post()
    ada = desk.account()
    desk.outbox.send_due()
    assert desk.row(key).state == DeliveryState.SENT
    assert desk.texts(ada)


def test_several_accounts_get_it_once_in_the_one_linked_last(desk: Desk) -> None:
    old, new, gone = desk.account(linked=-60), desk.account(), desk.account(linked=60, is_deactivated=True)
    desk.post()
    desk.outbox.send_due()
    assert [len(desk.texts(actor)) for actor in (old, new, gone)] == [0, 1, 0]


@pytest.mark.parametrize("about", [{"is_deactivated": True}, {"is_bot": True}])
def test_somebody_without_an_account_that_works_is_told_of_to_who_asked(
    desk: Desk, about: dict[str, Any]
) -> None:
    desk.account(**about)
    key = desk.post()
    desk.outbox.send_due()
    desk.outbox.send_due()
    assert (desk.row(key).state, desk.row(key).error) == (DeliveryState.QUARANTINED, "not_in_slack")
    [told] = desk.texts(desk.asker)
    assert "A message to Ada &lt;!channel&gt; did not arrive." in told
    assert "I don't know a working Slack account of theirs." in told
    [call] = desk.slack.calls("chat.postMessage")
    assert call.args["blocks"][0]["text"] == {
        "type": "plain_text",
        "text": "A message to Ada <!channel> did not arrive.",
        "emoji": False,
    }


def test_people_who_are_not_there_hold_up_nobody(desk: Desk, slack: Practice) -> None:
    lost = [desk.post(f"lost {number}") for number in range(3)]
    other = slack.person(f"Other {next(NAMES)}")
    key = desk.post("found", to=other.id)
    desk.outbox.send_due()
    assert desk.row(key).state == DeliveryState.SENT
    for _ in range(3):
        desk.clock.now += PACE
        desk.outbox.send_due()
    assert {desk.row(each).state for each in lost} == {DeliveryState.QUARANTINED}


def test_messages_to_a_person_and_to_their_account_come_in_order_a_second_apart(desk: Desk) -> None:
    ada = desk.account()
    for number, to in enumerate((None, ada.id, None, ada.id)):
        desk.post(str(number), to=to)
    for number in range(4):
        desk.outbox.send_due()
        assert desk.texts(ada) == [str(each) for each in range(number + 1)]
        desk.clock.now += PACE


def test_put_back_and_linked_to_another_account_meanwhile_it_goes_to_that(desk: Desk) -> None:
    first = desk.account()
    desk.slack.misbehave("chat.postMessage", status=429, retry_after=30)
    key = desk.post()
    desk.outbox.send_due()
    desk.link(first, is_deactivated=True)
    second = desk.account()
    desk.clock.now += timedelta(seconds=30)
    desk.outbox.send_due()
    assert (desk.texts(first), len(desk.texts(second))) == ([], 1)
    assert desk.row(key).recipient == second.id


def test_somebody_of_another_workspace_gets_it_there(desk: Desk, client: WebClient) -> None:
    ada = desk.account(workspace="TOTHER")
    key = desk.post()
    desk.outbox.send_due()
    row = desk.row(key)
    assert (row.state, row.workspace, row.recipient) == (DeliveryState.WAITING, "TOTHER", ada.id)
    assert desk.texts(ada) == []
    Outbox(desk.store, client, "TOTHER", desk.clock).send_due()
    assert len(desk.texts(ada)) == 1


def test_a_workspace_nobody_serves_any_more_is_no_place_to_send_to(desk: Desk) -> None:
    desk.account(workspace="TGONE", seen_at=desk.clock() - SEEN_LATELY)
    key = desk.post()
    desk.outbox.send_due()
    assert desk.row(key).state == DeliveryState.QUARANTINED


def test_what_could_not_be_sent_elsewhere_is_told_where_it_was_asked(desk: Desk, client: WebClient) -> None:
    desk.account(workspace="TOTHER")
    desk.post()
    desk.outbox.send_due()
    desk.slack.misbehave("conversations.open", error="user_disabled")
    Outbox(desk.store, client, "TOTHER", desk.clock).send_due()
    desk.outbox.send_due()
    assert len(desk.texts(desk.asker)) == 1


def test_a_lost_attempt_is_repeated_where_it_may_have_arrived(desk: Desk) -> None:
    first = desk.account()
    key = desk.post()
    with desk.store.writing() as session:
        lost = claiming.claim(session, desk.slack.team_id, desk.clock(), desk.outbox.lease, PACE)
    assert lost is not None
    desk.account(linked=60)
    desk.clock.now += desk.outbox.lease
    desk.outbox.send_due()
    assert len(desk.texts(first)) == 1
    assert desk.row(key).maybe_repeated


def test_what_it_speaks_of_stands_with_it(desk: Desk) -> None:
    key = desk.post()
    with desk.store.reading() as session:
        (about,) = session.execute(select(Delivery.id, Delivery.subject_kind, Delivery.subject_id))
        assert about == (key, "person", str(desk.person))


def test_what_is_taken_back_is_not_sent(desk: Desk) -> None:
    key = desk.post()
    with desk.store.writing() as session:
        assert deliveries.take_back(session.get_one(Delivery, key))
        assert list(session.scalars(select(Delivery.state))) == [DeliveryState.WITHDRAWN]
    assert desk.outbox.send_due() == 0
