"""A whole exercise presses at once, over signed HTTP: nobody is lost or counted twice, the card is right."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from bot.conversation import Conversation
from bot.hearing import Heard
from commands.all import registry
from commands.exercises.closing_views import START_RUN
from commands.exercises.signing_in_views import AS, HERE, OPEN, Pressed, SignInOf
from commands.kit.request import Door, Place
from jobs.cards import PACE, Cards
from jobs.outbox import Outbox
from practice.client import Practice
from storage.engine import Store
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.people import SlackIdentity
from storage.taking_part import lock_exercise, standing_parts
from tests.bot.at_once import DANA, Hall, full_hall, meanwhile
from tests.conftest import WHOLE
from tests.conversations import drill
from tests.conversations.county import NOW, REGION
from tests.jobs.clock import Clock
from tests.jobs.conftest import MANIFEST

PLAYERS = 150 if WHOLE else 40
"""The whole exercise where it is to be proven (`make prove`); else a slice of it, of as many agencies."""


@dataclass
class Played:
    """An exercise under way, in a full hall."""

    hall: Hall
    exercise: int
    positions: Sequence[int]

    @property
    def store(self) -> Store:
        return self.hall.store

    def all_at_once(self, run: int) -> float:
        """Everybody presses what they play, some of them twice, and one delivery in ten comes again."""
        press = self.hall.press

        def presses(number: int, user: str) -> Iterator[Callable[[], int]]:
            position = self.positions[(number + run) % len(self.positions)]
            pressed = Pressed(exercise=self.exercise, run=run, position=position).as_value()
            here = Pressed(exercise=self.exercise, run=run).as_value()
            yield lambda: press(user, AS, pressed, f"{run}.{number}.as", chosen=True)
            if number % 5 == 0:
                yield lambda: press(user, HERE, here, f"{run}.{number}.here")
            if number % 10 == 0:
                yield lambda: press(user, AS, pressed, f"{run}.{number}.as", chosen=True)

        return self.hall.all_at_once(presses)

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
        return Counter((user, self.positions[(n + run) % places]) for n, user in enumerate(self.hall.users))


@pytest.fixture
def played(store: Store) -> Iterator[Played]:
    with Practice(MANIFEST) as slack, full_hall(store, slack, "drill", PLAYERS) as hall:
        positions = list(drill.positions(store).values())
        with store.writing() as session:
            record = ExerciseRecord(
                key="ex", code="EX", title="Vine", type="full-scale", held_on=REGION.day(NOW), recorded_at=NOW
            )
            session.add(record)
            session.flush()
            exercise = record.id
        yield Played(hall, exercise, positions)


@pytest.mark.postgres
def test_everybody_presses_at_once_in_two_runs(played: Played) -> None:
    slack, store, clock = played.hall.slack, played.store, Clock(NOW)
    client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=5)
    updater = Cards(store, client, slack.team_id, REGION, clock, registry().cards)
    carried = SignInOf(exercise=played.exercise).model_dump_json()

    def shown() -> str:
        clock.now += PACE
        updater.update_stale()
        return str(slack.calls("chat.update")[-1].args["text"])

    played.hall.press(DANA, OPEN, carried, "open")
    Outbox(store, client, slack.team_id, clock).send_due()
    for run in (1, 2):
        slack.forget("calls")
        clock.now += PACE
        with meanwhile(updater.update_stale):
            seconds = played.all_at_once(run)
        print(f"\n{PLAYERS} players, run {run}: {seconds:.1f} s")
        assert "request failed" not in played.hall.log.getvalue(), played.hall.log.getvalue()
        assert played.stands(run) == played.wanted(run), "none lost, none twice"
        assert len(slack.calls("chat.update")) <= 1, "one update in some seconds"
        assert f"{PLAYERS} here from 8 agencies." in shown()
        if run == 1:
            played.hall.press(DANA, START_RUN, carried, "run 2")
            assert f"{PLAYERS} of them carried over from the run before" in shown()
    assert slack.complaints == []


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

    played.hall.press(DANA, OPEN, SignInOf(exercise=played.exercise).model_dump_json(), "open")
    other = threading.Thread(target=write)
    other.start()
    writing.wait(5)
    carried = Pressed(exercise=played.exercise).model_dump()
    place = Place(played.hall.channel)
    said = talk.answer(
        Heard(Door.MESSAGE, played.hall.slack.team_id, "U1", "k", HERE, value=carried, place=place)
    )
    other.join()
    hasty.close()
    assert "You are signed in for Agency 0, run 1." in said.text
