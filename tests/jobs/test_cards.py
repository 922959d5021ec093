"""Cards: a message that shows a record is true again soon after the record changed, whatever happens."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from commands.kit.blocks import words
from commands.kit.cards import CardKind, Look
from commands.kit.reply import CardOf, Message, Post
from jobs.cards import GIVE_UP_AFTER, LEASE, NOT_SHOWN, PACE, SEEN_FOR, Cards
from jobs.outbox import Outbox
from jobs.posting import put
from practice.actor import Channel
from practice.client import Practice
from practice.records import Call
from storage import cards
from storage.cards import Card, Placed
from storage.engine import Store
from storage.progress import progress, set_progress
from storage.region import Region
from tests.jobs.clock import Clock
from tests.started import start
from tests.waiting import until

pytestmark = pytest.mark.postgres

TALLY = "presses of "
NAMES = count()


def shows_presses(look: Look) -> Message:
    """A card of the tests' own: how often its record was pressed."""
    said = f"{progress(look.session, f'{TALLY}{look.record_id}') or 0} pressed"
    return Message([words(said)])


KINDS = {"tally": CardKind("tally", shows_presses)}

UPDATER = """
import sys, time
from datetime import UTC, datetime
from slack_sdk import WebClient
from jobs.cards import Cards
from storage.engine import Store
from storage.region import Region
from tests.jobs.test_cards import KINDS

database, token, api, workspace = sys.argv[1:]
store, client = Store(database), WebClient(token, base_url=api, timeout=5)
updater = Cards(store, client, workspace, Region(), lambda: datetime.now(UTC), KINDS)
print("ready", flush=True)
while True:
    updater.update_stale()
    time.sleep(0.05)
"""


class Board:
    """A channel with a card in it, and those who press."""

    def __init__(self, store: Store, slack: Practice, client: WebClient, clock: Clock) -> None:
        self.store, self.slack, self.client, self.clock = store, slack, client, clock
        self.record = next(NAMES) + 1
        self.channel = slack.channel(f"board-{store.url.get_backend_name()}-{os.getpid()}-{self.record}")
        self.updater = Cards(store, client, slack.team_id, Region(), clock, KINDS)

    def posts(self, to: Channel | None = None, inside_only: bool = False, tell: str = "") -> None:
        where = to or self.channel
        with self.store.writing() as session:
            said = Message([words("0 pressed")])
            post = Post(where.id, said, key=where.id, card=CardOf("tally", self.record))
            post = replace(post, inside_only=inside_only, tell=tell)
            put(session, post, self.slack.team_id, f"board {self.record}", self.clock())

    def sends(self) -> None:
        Outbox(self.store, self.client, self.slack.team_id, self.clock).send_due()

    def presses(self, now: datetime | None = None) -> None:
        with self.store.writing() as session:
            name = f"{TALLY}{self.record}"
            # The row is changed first, so that two who press at once take turns.
            cards.changed(session, "tally", self.record, now or self.clock())
            set_progress(session, name, str(int(progress(session, name) or "0") + 1))

    def updates(self) -> list[Call]:
        return [call for call in self.slack.calls("chat.update") if call.ok]

    def shown(self) -> str:
        return str(self.updates()[-1].args["text"])

    def card(self) -> Card:
        with self.store.reading() as session:
            return session.scalars(select(Card).where(Card.record_id == self.record)).one()


class Interrupted(Cards):
    """An updater during whose first update somebody presses."""

    def __init__(self, board: Board) -> None:
        super().__init__(board.store, board.client, board.slack.team_id, Region(), board.clock, KINDS)
        self.board, self.pressed = board, False

    def _say(self, placed: Placed, message: Message) -> None:
        super()._say(placed, message)
        if not self.pressed:
            self.pressed = True
            self.board.presses()


@pytest.fixture
def board(store: Store, slack: Practice, client: WebClient, clock: Clock) -> Iterator[Board]:
    made = Board(store, slack, client, clock)
    yield made
    assert slack.complaints == []


def test_two_hundred_presses_in_ten_seconds_are_few_updates_and_the_last_one_is_right(board: Board) -> None:
    board.posts()
    board.sends()
    began = board.clock()
    for press in range(200):
        board.clock.now = began + timedelta(seconds=press * 0.05)
        board.presses()
        if press % 5 == 0:
            board.updater.update_stale()
    board.clock.now = began + timedelta(seconds=10) + PACE
    board.updater.update_stale()
    assert board.shown() == "200 pressed"
    assert len(board.updates()) <= 10 / PACE.total_seconds() + 2
    board.clock.now += timedelta(minutes=1)
    assert board.updater.update_stale() == 0, "it is true, and nobody touches it again"


@pytest.mark.several
def test_many_at_once_with_an_updater_killed_in_between(
    board: Board, store: Store, slack: Practice, client: WebClient, tmp_path: Path
) -> None:
    """The real clock, presses from four threads, the updater in a process of its own that is killed."""
    board.clock.now = datetime.now(UTC)
    board.posts()
    board.sends()
    url = store.url.render_as_string(hide_password=False)
    slack.misbehave("chat.update", seconds=0.3, times=None)
    told = (url, client.token or "", slack.api_url, slack.team_id)
    with (tmp_path / "said").open("wb") as out:
        process = start(*told, program=UPDATER, environment=os.environ, out=out)
    try:
        until(lambda: (tmp_path / "said").read_bytes() == b"ready\n", 30)
        draw = random.Random(7)

        def press(times: int) -> None:
            for _ in range(times):
                board.presses(datetime.now(UTC))
                time.sleep(draw.random() * 0.02)

        threads = [threading.Thread(target=press, args=(50,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 15
        while not slack.calls("chat.update") and time.monotonic() < deadline:
            time.sleep(0.01)
        assert slack.calls("chat.update"), "it was killed in the middle of an update"
    finally:
        process.kill()
        process.wait()
    for thread in threads:
        thread.join()
    slack.behave()
    board.clock.now = datetime.now(UTC) + LEASE + PACE
    board.updater.update_stale()
    assert board.shown() == "200 pressed"
    assert board.card().stale_since is None


def test_a_change_while_the_update_is_on_its_way_is_shown_next(board: Board) -> None:
    board.posts()
    board.sends()
    board.presses()
    board.updater = Interrupted(board)
    board.updater.update_stale()
    assert board.shown() == "1 pressed"
    board.clock.now += PACE
    board.updater.update_stale()
    assert board.shown() == "2 pressed"


def test_a_change_before_the_card_was_sent_is_shown_once_it_is_there(board: Board) -> None:
    board.posts()
    board.presses()
    assert board.updater.update_stale() == 0
    board.sends()
    board.updater.update_stale()
    assert board.shown() == "1 pressed"


def test_a_record_shown_in_two_places_is_true_in_both(board: Board) -> None:
    other = board.slack.channel(f"elsewhere-{os.getpid()}-{next(NAMES)}")
    board.posts()
    board.posts(other)
    board.sends()
    board.presses()
    board.updater.update_stale()
    shown = {call.args["channel"]: call.args["text"] for call in board.updates()}
    assert shown == {board.channel.id: "1 pressed", other.id: "1 pressed"}


def test_slack_says_wait_and_every_card_waits(board: Board) -> None:
    board.posts()
    board.sends()
    board.presses()
    board.slack.misbehave("chat.update", status=429, retry_after=20)
    board.updater.update_stale()
    board.clock.now += timedelta(seconds=19)
    assert board.updater.update_stale() == 0
    board.clock.now += timedelta(seconds=2)
    board.updater.update_stale()
    assert board.shown() == "1 pressed"


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message", "is_archived"])
def test_what_can_be_changed_no_more_is_given_up_at_once(board: Board, code: str) -> None:
    board.posts()
    board.sends()
    board.presses()
    board.slack.misbehave("chat.update", error=code)
    board.updater.update_stale()
    assert board.card().ended == code
    board.presses()
    board.clock.now += timedelta(hours=1)
    assert board.updater.update_stale() == 0


def test_a_passing_error_is_tried_again(board: Board) -> None:
    board.posts()
    board.sends()
    board.presses()
    board.slack.misbehave("chat.update", error="internal_error", times=2)
    for _ in range(3):
        board.updater.update_stale()
        board.clock.now += timedelta(minutes=1)
    assert board.shown() == "1 pressed"


def test_a_clock_that_was_wrong_for_a_while_keeps_no_card_waiting(board: Board) -> None:
    board.posts()
    board.sends()
    right = board.clock()
    board.clock.now = right + timedelta(days=300)
    board.presses()
    board.updater.update_stale()
    board.clock.now = right + timedelta(seconds=5)
    board.presses()
    board.updater.update_stale()
    assert board.shown() == "2 pressed"


def looks(board: Board) -> int:
    """How often a channel was looked at, beyond what sending the card took."""
    return len(board.slack.calls("conversations.info"))


def test_a_channel_that_is_shared_since_reads_no_change_and_whose_card_it_is_is_told(board: Board) -> None:
    ada = board.slack.person("Ada")
    board.posts(inside_only=True, tell=ada.id)
    board.sends()
    board.presses()
    before = looks(board)
    board.updater.update_stale()
    for _ in range(10):
        board.clock.now += PACE
        board.presses()
        board.updater.update_stale()
    assert board.shown() == "11 pressed"
    assert looks(board) - before == 1, "what is known of a channel is known for a minute"
    board.slack.change_channel(board.channel, shared=True)
    board.clock.now += SEEN_FOR
    board.presses()
    board.updater.update_stale()
    assert board.shown() == NOT_SHOWN
    assert "pressed" not in str(board.updates()[-1].args)
    assert board.card().ended == "shared_outside"
    board.presses()
    board.clock.now += timedelta(hours=1)
    assert board.updater.update_stale() == 0
    board.sends()
    [told] = [each for each in board.slack.calls("chat.postMessage") if each.args["channel"] == ada.dm.id]
    assert "shared with another organization" in str(told.args["text"])


@pytest.mark.parametrize(
    ("about", "why"), [({"archived": True}, "is_archived"), ({"bot_in": False}, "not_in_channel")]
)
def test_a_channel_nobody_writes_into_any_more_ends_its_card_and_whose_it_is_is_told(
    board: Board, about: dict[str, bool], why: str
) -> None:
    ada = board.slack.person("Ada")
    board.posts(inside_only=True, tell=ada.id)
    board.sends()
    board.slack.change_channel(board.channel, **about)
    board.presses()
    board.updater.update_stale()
    assert board.card().ended == why
    assert board.updates() == []
    board.sends()
    assert [each for each in board.slack.calls("chat.postMessage") if each.args["channel"] == ada.dm.id]


def test_a_slack_that_is_away_or_says_wait_ends_no_card_and_nothing_is_written_unseen(board: Board) -> None:
    board.posts(inside_only=True)
    board.sends()
    board.presses()
    board.slack.misbehave("conversations.info", error="internal_error", times=GIVE_UP_AFTER + 2)
    for _ in range(GIVE_UP_AFTER + 2):
        board.updater.update_stale()
        assert board.updates() == []
        board.clock.now += timedelta(minutes=11)
    board.slack.misbehave("conversations.info", status=429, retry_after=20)
    board.updater.update_stale()
    before = looks(board)
    board.clock.now += timedelta(seconds=19)
    board.updater.update_stale()
    assert looks(board) == before
    board.clock.now += timedelta(seconds=2)
    board.updater.update_stale()
    assert board.shown() == "1 pressed"


def test_a_card_in_direct_messages_costs_no_look(board: Board) -> None:
    ada = board.slack.person("Ada")
    with board.store.writing() as session:
        said = Message([words("0 pressed")])
        post = Post(ada.id, said, key="dm", card=CardOf("tally", board.record))
        put(session, post, board.slack.team_id, f"board {board.record}", board.clock())
    board.sends()
    before = looks(board)
    board.presses()
    board.updater.update_stale()
    assert (board.shown(), looks(board)) == ("1 pressed", before)
