"""More at once than can be answered in time, over signed HTTP: acknowledged, and answered in the end."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from multiprocessing import get_context

import pytest
from sqlalchemy.orm import Session

from bot import http
from storage.engine import Store
from tests.bot.at_once import people
from tests.bot.crowds import JSON, at_once, hearing
from tests.conftest import WHOLE
from tests.slices import DATABASES
from tests.waiting import until

CROWD, SLOW = (300, 0.05) if WHOLE else (60, 0.1)
"""How many ask, and what each question takes: of three at work at a time, 300 take 5 seconds, 60 two."""
SLACK_SECONDS = 3.0


@contextmanager
def crowd() -> Iterator[Executor]:
    """Who asks: elsewhere where it is measured, for a crowd takes time from whoever answers it."""
    kept = ProcessPoolExecutor(1, get_context("spawn")) if WHOLE else ThreadPoolExecutor(1)
    with kept as asking:
        yield asking


@pytest.mark.parametrize("database", DATABASES if WHOLE else DATABASES[:1], indirect=True)
def test_a_crowd_is_acknowledged_in_time_and_answered_in_the_end(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plainly = store.reading

    @contextmanager
    def slowly() -> Iterator[Session]:
        time.sleep(SLOW)
        with plainly() as session:
            yield session

    with hearing(store, people(store, "T1", CROWD)) as room, crowd() as elsewhere:
        elsewhere.submit(at_once, [room.port], [room.says("U1")]).result()  # it is there, and so are we
        room.hand.said.clear()
        monkeypatch.setattr(store, "reading", slowly)
        began = time.monotonic()
        bodies = [room.says(user) for user in room.users]
        answers = elsewhere.submit(at_once, [room.port], bodies).result()
        until(lambda: sum(room.hand.said.values()) == sum(not said for _, said, _ in answers), 60)
        whole = time.monotonic() - began
        slowest = max(seconds for _, _, seconds in answers)
        assert {status for status, _, _ in answers} == {200}
        with capsys.disabled():
            if WHOLE:
                print(f"\nof {CROWD} the slowest acknowledgement {slowest:.2f} s, all answered {whole:.1f} s")
        assert slowest < max(SLACK_SECONDS, whole / 3), "on a machine that is held up, far before the answers"
        later = {user for user, (_, said, _) in zip(room.users, answers, strict=True) if not said}
        assert later
        assert room.hand.said == Counter(later), "each once, here or there"
        monkeypatch.setattr(store, "reading", plainly)
        room.hand.owed.write_down()
        assert room.promises() == 0


def test_more_than_there_are_connections_are_all_answered(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever connects while its place is wanted is not cut off before it was heard."""
    monkeypatch.setattr(http, "CONNECTIONS", 10)
    monkeypatch.setattr(http, "SPARE", 80)
    with hearing(store, people(store, "T1", 35)) as room:
        answers = at_once([room.port], [room.says(user) for user in room.users])
    assert {status for status, _, _ in answers} == {200}


def test_more_than_can_be_taken_on_are_told_so(store: Store) -> None:
    with hearing(store, people(store, "T1", 12)) as room:
        room.app.acknowledging.at_once = 5
        with ThreadPoolExecutor(1) as beside:
            with room.app.conversation.gate.passed(), store.writing():
                gate = room.app.conversation.gate
                logs = [room.says(user, "log BLS 2026-09-01 4h", "/training") for user in room.users]
                asked = beside.submit(at_once, [room.port], logs)
                until(lambda: room.app.acknowledging.turned_away == 7 and gate.waiting + gate.working > 1)
            answers = asked.result(30)
    told = [said for _, said, _ in answers if "I'm busy" in said]
    assert len(told) == 7
    assert all("Nothing was recorded" in said for said in told)
    assert {status for status, _, _ in answers} == {200}


def test_copies_of_one_event_take_no_place_from_others(store: Store) -> None:
    with hearing(store, people(store, "T1", 2)) as room, ThreadPoolExecutor(2) as beside:
        room.app.acknowledging.at_once, room.app.acknowledging.in_time = 3, 0.5
        with ExitStack() as at_work:
            for _ in range(2):  # so many read at one time
                at_work.enter_context(room.app.conversation.gate.passed())
            event = room.direct("U1", "due", "Ev1")
            copies = beside.submit(at_once, [room.port], [event] * 12, JSON)
            until(lambda: room.app.conversation.gate.waiting == 1)
            other = beside.submit(at_once, [room.port], [room.says("U2")])
            assert {status for status, _, _ in copies.result(10)} == {200}
            assert "I'm busy" not in other.result(10)[0][1]
        until(lambda: room.hand.said["U1"] == 1 and room.hand.said["U2"] == 1)
        assert at_once([room.port], [event], JSON)[0][0] == 200
        assert room.app.acknowledging.turned_away == 0


@contextmanager
def held(store: Store) -> Iterator[None]:
    """Somebody else writes to SQLite's file as long as the block lasts."""
    with closing(sqlite3.connect(str(store.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_while_somebody_else_holds_the_file_everybody_is_told_something(store: Store) -> None:
    """Neither recorded nor promised in time: it is said that it is still worked on, and then how it ended."""
    with hearing(store, people(store, "T1", 6)) as room:
        with ThreadPoolExecutor(1) as beside, held(store):
            logs = [room.says(user, "log BLS 2026-09-01 4h", "/training") for user in room.users[1:]]
            form = room.submits(room.users[0])
            (_, pushed, took), *answers = beside.submit(at_once, [room.port], [form, *logs]).result(30)
        assert all("I'm still working on this" in said for _, said, _ in answers)
        assert '"response_action": "push"' in pushed
        assert "submit it again in a moment" in pushed
        assert max(took, *(seconds for _, _, seconds in answers)) < SLACK_SECONDS
        until(lambda: set(room.hand.said) == set(room.users[1:]))
        assert sum(room.hand.said.values()) == len(logs), "each once"
        (_, again, _) = at_once([room.port], [form])[0]
        assert "My records are busy" not in again
