"""Many people at once, each a Slack user linked to somebody on the roster, heard over signed HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from slack_sdk import WebClient
from sqlalchemy.exc import OperationalError

from bot.app import Listening
from bot.conversation import Conversation
from bot.http import served
from bot.logs import log_to
from bot.owed import Owed
from bot.welcome import Installed
from commands.all import registry
from practice.client import Practice
from readiness.text import fold
from storage.catalogue import catalogue_changed
from storage.engine import Busy, Store
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Person, SlackIdentity
from tests.bot.conftest import SECRET, OnlyAcknowledges
from tests.bot.deliveries import interaction
from tests.bot.test_http import delivered
from tests.conversations.county import NOW, REGION

DISCIPLINES = ("law", "fire", "ems", "dispatch", "law", "fire", "school", "em")
DANA = "U0"
"""The emergency manager, who belongs to no agency."""


@dataclass
class Hall:
    """A full hall: the people's Slack users, where Muster hears them, and the channel they press in."""

    store: Store
    slack: Practice
    channel: str
    users: Sequence[str]
    port: int
    log: StringIO
    app: Listening

    def press(self, user: str, action: str, carried: str, trigger: str, chosen: bool = False) -> int:
        """One press in the channel, as Slack delivers it; or a choice. The status it is answered with."""
        button: dict[str, Any] = {"action_id": action, "block_id": "b", "type": "button", "value": carried}
        if chosen:
            option = {"text": {"type": "plain_text", "text": "x"}, "value": carried}
            button = {"action_id": action, "block_id": "b", "type": "static_select"}
            button["selected_option"] = option
        body = interaction(
            "block_actions",
            container={"type": "message", "message_ts": "1.1", "channel_id": self.channel},
            channel={"id": self.channel, "name": "hall"},
            message={"ts": "1.1", "text": "x"},
            response_url="http://127.0.0.1:9/hook",
            actions=[button],
        )
        return self._deliver(user, body, trigger)

    def submit(self, user: str, callback: str, carried: str, view: str) -> int:
        """One modal submitted, as Slack delivers it."""
        modal = {
            "id": view,
            "hash": "1.1",
            "team_id": self.slack.team_id,
            "app_installed_team_id": self.slack.team_id,
            "type": "modal",
            "blocks": [],
            "callback_id": callback,
            "private_metadata": carried,
            "state": {"values": {}},
        }
        return self._deliver(user, interaction("view_submission", view=modal, response_urls=[]), view)

    def _deliver(self, user: str, body: dict[str, Any], trigger: str) -> int:
        team = {"id": self.slack.team_id}
        body |= {
            "user": {"id": user, "team_id": self.slack.team_id},
            "team": team,
            "trigger_id": trigger,
        }
        return delivered(self.port, urlencode({"payload": json.dumps(body)}).encode(), seconds=20)[0]

    def all_at_once(self, presses: Callable[[int, str], Iterable[Callable[[], int]]]) -> float:
        """Everybody does what is theirs, at the same moment; the seconds it takes, all of it answered."""
        ready = threading.Barrier(len(self.users) + 1)
        answered: list[int] = []

        def one(number: int, user: str) -> None:
            theirs = list(presses(number, user))
            ready.wait()
            answered.extend(each() for each in theirs)

        threads = [threading.Thread(target=one, args=each) for each in enumerate(self.users)]
        for thread in threads:
            thread.start()
        ready.wait()
        began = time.monotonic()
        for thread in threads:
            thread.join()
        assert set(answered) == {200}
        return time.monotonic() - began


def people(store: Store, workspace: str, how_many: int) -> list[str]:
    """Eight agencies and their people, each linked to Slack; their users. Dana is the emergency manager."""
    users = [f"U{number}" for number in range(1, how_many + 1)]
    with store.writing() as session:
        agencies = [
            AgencyRecord(key=fold(f"Agency {number}"), name=f"Agency {number}")
            for number in range(len(DISCIPLINES))
        ]
        session.add_all(agencies)
        session.flush()
        for agency, discipline in zip(agencies, DISCIPLINES, strict=True):
            session.add(AgencyDiscipline(agency_id=agency.id, discipline=discipline))
        for number, user in enumerate([*users, DANA]):
            email = "dana@grove.example" if user == DANA else f"p{number}@grove.example"
            person = Person(email=email, first_name="Person", last_name=str(number))
            person.rekey()
            session.add(person)
            session.flush()
            if user != DANA:
                agency = agencies[number % len(agencies)]
                session.add(AffiliationRecord(person_id=person.id, agency_id=agency.id))
            session.add(
                SlackIdentity(workspace=workspace, user=user, person_id=person.id, email=email, seen_at=NOW)
            )
        catalogue_changed(session)
    return users


@contextmanager
def full_hall(store: Store, slack: Practice, channel: str, how_many: int) -> Iterator[Hall]:
    """So many people in a channel, and Muster hearing them over HTTP; what it answers is left."""
    users, log = people(store, slack.team_id, how_many), StringIO()
    log_to(log)
    client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=5)
    doors = OnlyAcknowledges(client, Owed(store, slack.team_id, lambda: NOW, wake=lambda: None))
    talk = Conversation(store, registry(), REGION, lambda: NOW, lambda *_: True, lambda: None)
    app = Listening(client, Installed(slack.team_id, bot_user="U0BOT"), SECRET, talk, doors)
    with served(app, "127.0.0.1", 0) as port:
        yield Hall(store, slack, slack.channel(channel).id, users, port, log, app)
    doors.close()


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Something is done again and again while the block lasts."""
    done = threading.Event()

    def works() -> None:
        while not done.wait(0.1):
            with suppress(Busy, OperationalError):  # the ticker goes on as well
                work()

    thread = threading.Thread(target=works)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
