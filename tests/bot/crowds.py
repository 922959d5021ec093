"""Muster hearing a crowd over signed HTTP, with all it says after its acknowledgements; and the crowd."""

from __future__ import annotations

import copy
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from urllib.parse import urlencode

from slack_sdk import WebClient

from bot.app import Listening
from bot.conversation import Conversation
from bot.doors import Doors
from bot.hearing import Heard
from bot.http import served
from bot.owed import Owed
from bot.promises import PROMISE
from bot.ways import Way
from bot.welcome import Installed
from commands.all import registry
from storage.answered import AnsweredRequest
from storage.engine import Store
from tests.bot.conftest import NOWHERE, SECRET
from tests.bot.deliveries import DELIVERIES
from tests.bot.test_http import FORM, delivered, signed
from tests.conversations.county import NOW, REGION

JSON = "application/json"


class Hand(Doors):
    """What is said after the acknowledgement is kept here."""

    def __init__(self, owed: Owed) -> None:
        super().__init__(WebClient("xoxb-1", base_url=NOWHERE, timeout=1), owed)
        self.said: Counter[str] = Counter()

    def call(self, heard: Heard, way: Way) -> None:
        self.said[heard.user] += 1


class Room:
    """Where Muster hears a crowd, and what it said to each after the acknowledgement."""

    def __init__(self, store: Store, users: Sequence[str]) -> None:
        self.store, self.users = store, users
        self.hand = Hand(Owed(store, "T1", lambda: NOW, wake=lambda: None))
        talk = Conversation(store, registry(), REGION, lambda: NOW, lambda *_: True, lambda: None)
        self.app = Listening(
            WebClient("xoxb-1", base_url=NOWHERE), Installed("T1", bot_user="U0BOT"), SECRET, talk, self.hand
        )
        self.port = 0

    def says(self, user: str, text: str = "", command: str = "/due") -> bytes:
        form = {"team_id": "T1", "user_id": user, "command": command, "text": text, "trigger_id": f"{user}.1"}
        return urlencode({**DELIVERIES["command"], **form}).encode()

    def direct(self, user: str, text: str, event: str) -> bytes:
        """A direct message, as Slack delivers it, however often."""
        body = copy.deepcopy(DELIVERIES["direct message"])
        body["event"] |= {"user": user, "text": text}
        return json.dumps({**body, "event_id": event}).encode()

    def submits(self, user: str) -> bytes:
        """A form, as Slack delivers it each time it is submitted."""
        body = copy.deepcopy(DELIVERIES["modal submitted"])
        body["user"]["id"] = user
        return urlencode({"payload": json.dumps(body)}).encode()

    def promises(self) -> int:
        with self.store.reading() as session:
            owed = session.query(AnsweredRequest).filter(AnsweredRequest.owed_to.is_not(None))
            return owed.filter(AnsweredRequest.key.startswith(PROMISE)).count()


@contextmanager
def hearing(store: Store, users: Sequence[str]) -> Iterator[Room]:
    """A process that hears them, over signed HTTP."""
    room = Room(store, users)
    with served(room.app, "127.0.0.1", 0) as room.port:
        yield room
    room.hand.close()


def at_once(ports: Sequence[int], bodies: Sequence[bytes], kind: str = FORM) -> list[tuple[int, str, float]]:
    """All of them in the same moment, each to one of the ports in turn: the status, the body and the seconds
    until then, of each.
    """
    ready = threading.Barrier(len(bodies))

    def one(port: int, body: bytes) -> tuple[int, str, float]:
        ready.wait()
        began = time.monotonic()
        status, said = delivered(port, body, 60, {**signed(body), "content-type": kind})
        return status, said, time.monotonic() - began

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(one, cycle(ports), bodies))
