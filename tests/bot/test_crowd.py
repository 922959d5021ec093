"""Thirty-two at once over signed HTTP: a few are at work, and everybody comes in turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from sqlalchemy.orm import Session

from bot.gate import AT_ONCE
from practice.client import Practice
from storage.engine import Store
from storage.training import CompletionRecord, CourseRecord
from tests.bot.at_once import Hall, full_hall
from tests.bot.deliveries import DELIVERIES
from tests.bot.test_http import delivered
from tests.jobs.conftest import MANIFEST
from tests.waiting import until

CROWD, TURNS = 32, 3
SLOW = 0.03


@dataclass
class Slowly:
    """Every question takes a while, and it is counted how many are at it at once."""

    store: Store
    at_once: int = 0
    most: int = 0
    state: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def reading(self, plainly: Callable[[], object]) -> Iterator[Session]:
        with self.state:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        try:
            time.sleep(SLOW)
            with plainly() as session:  # type: ignore[attr-defined]
                yield session
        finally:
            with self.state:
                self.at_once -= 1


@pytest.fixture
def patience() -> float:
    """Nobody is turned away because the machine is busy with other things."""
    return 20


@pytest.fixture
def hall(store: Store) -> Iterator[Hall]:
    with store.writing() as session:
        session.add(CourseRecord(key="bls", code="BLS", title="BLS", hours=4))
    with Practice(MANIFEST) as slack, full_hall(store, slack, "crowd", CROWD) as found:
        found.app.acknowledging.in_time = 30  # so that each answer is seen here, in its acknowledgement
        yield found


def says(hall: Hall, user: str, command: str, text: str, trigger: str) -> str:
    form = {
        **DELIVERIES["command"],
        "team_id": hall.slack.team_id,
        "user_id": user,
        "command": command,
        "text": text,
        "trigger_id": trigger,
    }
    status, said = delivered(hall.port, urlencode(form).encode(), seconds=30)
    assert status == 200
    return said


@pytest.mark.postgres
def test_nobody_starves_among_slow_readers(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    slowly, plainly = Slowly(hall.store), hall.store.reading
    monkeypatch.setattr(hall.store, "reading", lambda: slowly.reading(plainly))
    waited: list[float] = []

    def one(number: int, user: str) -> None:
        for turn in range(TURNS):
            began = time.monotonic()
            if number % 5 == 4:
                answer = says(
                    hall, user, "/training", f"log BLS 2026-09-{turn + 1:02} 4h", f"{number}.{turn}"
                )
                assert "Recorded: BLS" in answer
            else:
                assert "due" in says(hall, user, "/due", "", f"{number}.{turn}")
            waited.append(time.monotonic() - began)

    began = time.monotonic()
    with ThreadPoolExecutor(CROWD) as pool:
        for each in [pool.submit(one, number, user) for number, user in enumerate(hall.users)]:
            each.result()
    whole = time.monotonic() - began
    assert slowly.most <= AT_ONCE
    assert len(waited) == CROWD * TURNS
    assert max(waited) < 0.75 * whole, "each waits for those who were there before, and for nobody else"
    with hall.store.reading() as session:
        assert session.query(CompletionRecord).count() == TURNS * len(range(4, CROWD, 5))


def test_while_a_job_writes_those_who_ask_are_answered(hall: Hall) -> None:
    """Of those who change something one waits behind the gate, the others before it."""
    with ThreadPoolExecutor(8) as pool:
        with hall.store.writing():
            logs = [
                pool.submit(says, hall, user, "/training", "log BLS 2026-09-01 4h", f"{user}.log")
                for user in hall.users[:6]
            ]
            until(lambda: hall.app.conversation.gate.waiting > 0)
            for turn, user in enumerate(hall.users[6:12]):
                assert "due" in says(hall, user, "/due", "", f"{user}.{turn}")
            assert not any(each.done() for each in logs)
        assert all("Recorded: BLS" in each.result() for each in logs)


def test_a_job_that_writes_for_long_turns_away_whoever_is_next_alone(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patience begins when somebody's turn comes, not while they wait for one another."""
    monkeypatch.setattr(hall.store, "_patience", 1)
    with ThreadPoolExecutor(8) as pool:
        with hall.store.writing():
            logs = [
                pool.submit(says, hall, user, "/training", "log BLS 2026-09-01 4h", f"{user}.log")
                for user in hall.users[:6]
            ]
            until(lambda: any(each.done() for each in logs), 10)
        turned_away = [each for each in logs if "can't reach my records" in each.result()]
    assert 1 <= len(turned_away) <= 2
