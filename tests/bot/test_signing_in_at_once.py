"""A whole exercise presses at once, over signed HTTP: nobody is lost or counted twice, the card is right."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk import WebClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.app import Listening
from bot.conversation import Conversation
from bot.hearing import Heard
from bot.http import PATH, served
from bot.logs import log_to
from bot.owed import Owed
from bot.welcome import Installed
from commands.all import registry
from commands.exercises.closing_views import START_RUN
from commands.exercises.signing_in_views import AS, HERE, OPEN, Pressed, SignInOf
from commands.kit.request import Door, Place
from jobs.cards import PACE, Cards
from jobs.outbox import Outbox
from practice.client import Practice
from readiness.text import fold
from storage.catalogue import catalogue_changed
from storage.engine import Busy, Store
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Person, SlackIdentity
from storage.taking_part import lock_exercise, standing_parts
from tests.bot.conftest import SECRET, OnlyAcknowledges
from tests.bot.deliveries import interaction
from tests.bot.test_http import signed
from tests.conftest import WHOLE
from tests.conversations import drill
from tests.conversations.county import NOW, REGION
from tests.jobs.clock import Clock
from tests.jobs.conftest import MANIFEST

PLAYERS = 150 if WHOLE else 40
"""The whole exercise where it is to be proven (`make prove`); else a slice of it, of as many agencies."""
DISCIPLINES = ("law", "fire", "ems", "dispatch", "law", "fire", "school", "em")
DANA = "U0"
"""The emergency manager, who runs the exercise and plays nothing."""


@dataclass
class Played:
    """An exercise under way: the players' Slack users, where Muster hears them, and where its card stands."""

    store: Store
    slack: Practice
    channel: str
    exercise: int
    positions: Sequence[int]
    users: Sequence[str]
    port: int
    log: StringIO

    def press(self, user: str, action: str, carried: str, trigger: str) -> int:
        """One press on the card, as Slack delivers it; the status it is answered with."""
        button: dict[str, Any] = {"action_id": action, "block_id": "b", "type": "button", "value": carried}
        if action == AS:
            option = {"text": {"type": "plain_text", "text": "x"}, "value": carried}
            button = {"action_id": AS, "block_id": "b", "type": "static_select", "selected_option": option}
        body = interaction(
            "block_actions",
            container={"type": "message", "message_ts": "1.1", "channel_id": self.channel},
            channel={"id": self.channel, "name": "drill"},
            message={"ts": "1.1", "text": "x"},
            response_url="http://127.0.0.1:9/hook",
            actions=[button],
        )
        team = {"id": self.slack.team_id}
        body |= {"user": {"id": user, "team_id": self.slack.team_id}, "team": team, "trigger_id": trigger}
        raw = urlencode({"payload": json.dumps(body)}).encode()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("POST", PATH, raw, signed(raw))
            return connection.getresponse().status

    def all_at_once(self, run: int) -> float:
        """Everybody presses what they play, some of them twice, and one delivery in ten comes again."""
        ready = threading.Barrier(len(self.users) + 1)
        answered: list[int] = []

        def play(number: int, user: str) -> None:
            position = self.positions[(number + run) % len(self.positions)]
            pressed = Pressed(exercise=self.exercise, run=run, position=position).as_value()
            here = Pressed(exercise=self.exercise, run=run).as_value()
            ready.wait()
            answered.append(self.press(user, AS, pressed, f"{run}.{number}.as"))
            if number % 5 == 0:
                answered.append(self.press(user, HERE, here, f"{run}.{number}.here"))
            if number % 10 == 0:
                answered.append(self.press(user, AS, pressed, f"{run}.{number}.as"))

        threads = [threading.Thread(target=play, args=each) for each in enumerate(self.users)]
        for thread in threads:
            thread.start()
        ready.wait()
        began = time.monotonic()
        for thread in threads:
            thread.join()
        assert set(answered) == {200}
        return time.monotonic() - began

    def stands(self, run: int) -> Counter[tuple[str, int | None]]:
        """What stands in a run: how often each person, in which position."""
        with self.store.reading() as session:
            rows = session.scalars(
                standing_parts(
                    ParticipationRecord.exercise_id == self.exercise, ParticipationRecord.run == run
                )
            )
            users = dict(session.execute(select(SlackIdentity.person_id, SlackIdentity.user)).all())
            return Counter((users[row.person_id], row.position_id) for row in rows)

    def wanted(self, run: int) -> Counter[tuple[str, int | None]]:
        """What was pressed in a run."""
        places = len(self.positions)
        return Counter((user, self.positions[(n + run) % places]) for n, user in enumerate(self.users))


def people(store: Store, workspace: str) -> list[str]:
    """Eight agencies and their players, each linked to Slack; their users."""
    users = [f"U{number}" for number in range(1, PLAYERS + 1)]
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


@pytest.fixture
def played(store: Store) -> Iterator[Played]:
    with Practice(MANIFEST) as slack:
        team = slack.team_id
        users, positions = people(store, team), list(drill.positions(store).values())
        with store.writing() as session:
            record = ExerciseRecord(
                key="ex", code="EX", title="Vine", type="full-scale", held_on=REGION.day(NOW), recorded_at=NOW
            )
            session.add(record)
            session.flush()
            exercise = record.id
        log = StringIO()
        log_to(log)
        client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=5)
        doors = OnlyAcknowledges(client, Owed(store, team, lambda: NOW, wake=lambda: None))
        talk = Conversation(store, registry(), REGION, lambda: NOW, lambda *_: True, lambda: None)
        app = Listening(client, Installed(team, bot_user="U0BOT"), SECRET, talk, doors)
        with served(app, "127.0.0.1", 0) as port:
            yield Played(store, slack, slack.channel("drill").id, exercise, positions, users, port, log)
        doors.close()


@pytest.mark.postgres
def test_everybody_presses_at_once_in_two_runs(played: Played) -> None:
    slack, store, clock = played.slack, played.store, Clock(NOW)
    client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=5)
    updater = Cards(store, client, slack.team_id, REGION, clock, registry().cards)
    carried = SignInOf(exercise=played.exercise).model_dump_json()

    def shown() -> str:
        clock.now += PACE
        updater.update_stale()
        return str(slack.calls("chat.update")[-1].args["text"])

    played.press(DANA, OPEN, carried, "open")
    Outbox(store, client, slack.team_id, clock).send_due()
    for run in (1, 2):
        slack.forget("calls")
        clock.now += PACE
        with meanwhile(updater.update_stale):
            seconds = played.all_at_once(run)
        print(f"\n{PLAYERS} players, run {run}: {seconds:.1f} s")
        assert "request failed" not in played.log.getvalue(), played.log.getvalue()
        assert played.stands(run) == played.wanted(run), "none lost, none twice"
        assert len(slack.calls("chat.update")) <= 1, "one update in some seconds"
        assert f"{PLAYERS} here from 8 agencies." in shown()
        if run == 1:
            played.press(DANA, START_RUN, carried, "run 2")
            assert f"{PLAYERS} of them carried over from the run before" in shown()
    assert slack.complaints == []


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


@pytest.mark.postgres
def test_a_press_waits_for_its_turn_and_is_not_lost(played: Played) -> None:
    hasty = Store(played.store.url.render_as_string(hide_password=False), patience=0.2)
    talk = Conversation(hasty, registry(), REGION, lambda: NOW, lambda *_: True, lambda: None)
    writing = threading.Event()

    def write() -> None:
        with played.store.writing() as session:
            lock_exercise(session, session.get_one(ExerciseRecord, played.exercise))
            writing.set()
            time.sleep(0.4)

    played.press(DANA, OPEN, SignInOf(exercise=played.exercise).model_dump_json(), "open")
    other = threading.Thread(target=write)
    other.start()
    writing.wait(5)
    carried = Pressed(exercise=played.exercise).model_dump()
    place = Place(played.channel)
    said = talk.answer(Heard(Door.MESSAGE, played.slack.team_id, "U1", "k", HERE, value=carried, place=place))
    other.join()
    hasty.close()
    assert "You are signed in for Agency 0, run 1." in said.text
