"""Muster with its ears alone: the county on record, Slack out of reach, so that anything can be delivered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

import pytest
from slack_sdk import WebClient

from bot.answers import Answer
from bot.app import Listening
from bot.conversation import Conversation
from bot.doors import Doors
from bot.hearing import Heard
from bot.logs import log_to
from bot.owed import Owed
from bot.welcome import Installed
from commands.all import registry
from storage.engine import Store
from storage.people import Person, SlackIdentity
from tests.conversations import county

SECRET = "a-signing-secret"
NOWHERE = "http://127.0.0.1:9/"


class OnlyAcknowledges(Doors):
    """What follows an acknowledgement needs Slack."""

    def follow_up(self, heard: Heard, answer: Answer, is_late: bool = False) -> None:
        """Leaves it."""


@dataclass
class Ears:
    """What hears, where it writes its log, and what it knows."""

    app: Listening
    log: StringIO
    store: Store


@pytest.fixture
def ears(county_store: Store) -> Iterator[Ears]:
    """Ada is known; whom nobody knows, Slack says to be of another organization."""
    with county_store.writing() as session:
        ada = session.query(Person).filter_by(email="ada@grove.example").one()
        known = SlackIdentity(
            workspace="T1", user="UADA", person_id=ada.id, email=ada.email, seen_at=county.NOW
        )
        session.add(known)
    log = StringIO()
    log_to(log)
    client = WebClient("xoxb-1", base_url=NOWHERE, timeout=1, retry_handlers=[])
    owed = Owed(county_store, "T1", lambda: county.NOW, wake=lambda: None)
    doors = OnlyAcknowledges(client, owed)
    talk = Conversation(
        county_store, registry(), county.REGION, lambda: county.NOW, meet=lambda *_: False, wake=lambda: None
    )
    here = Installed("T1", bot_user="U0BOT", bot_id="B0BOT", token="xoxb-1")
    yield Ears(Listening(client, here, SECRET, talk, doors), log, county_store)
    doors.close()
