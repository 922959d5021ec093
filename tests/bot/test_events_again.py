"""One event that comes to several processes, in several copies, is answered by one of them, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from storage.engine import Store
from storage.training import CompletionRecord, CourseRecord
from tests.bot.at_once import people
from tests.bot.crowds import JSON, Room, at_once, hearing
from tests.waiting import until

COPIES = 6
SAID = {"U1": "due", "U2": "log BLS 2026-09-01 4h", "U3": "qwertz uiop", "U4": "log BLS 2030-01-01 4h"}
"""A question, a record, what nobody understands, and what can't be."""


@pytest.fixture
def replicas(store: Store) -> Iterator[list[Room]]:
    with store.writing() as session:
        session.add(CourseRecord(key="bls", code="BLS", title="BLS", hours=4))
    users = people(store, "T1", len(SAID))
    with hearing(store, users) as one, hearing(store, users) as other:
        yield [one, other]


def said(replicas: list[Room]) -> Counter[str]:
    return sum((room.hand.said for room in replicas), Counter())


@contextmanager
def held_up(room: Room) -> Iterator[None]:
    """Others are at work there as long as the block lasts."""
    room.app.acknowledging.in_time = 0.1
    with ExitStack() as held:
        for _ in range(room.app.conversation.gate.at_once):
            held.enter_context(room.app.conversation.gate.passed())
        yield


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_in_copies_to_two_processes_it_is_answered_once(replicas: list[Room]) -> None:
    ports = [room.port for room in replicas]
    for user, text in SAID.items():
        event = replicas[0].direct(user, text, f"Ev{user}")
        copies = at_once(ports, [event] * COPIES, JSON)
        assert {status for status, _, _ in copies} == {200}
    until(lambda: set(said(replicas)) == set(SAID))
    for user, text in SAID.items():
        event = replicas[0].direct(user, text, f"Ev{user}")
        assert {status for status, _, _ in at_once(ports, [event] * 2, JSON)} == {200}  # and later once more
    for room in replicas:
        room.hand.close()  # nothing is on its way any more
        room.hand.owed.write_down()
        assert room.promises() == 0
    assert said(replicas) == Counter(SAID.keys())
    with replicas[0].store.reading() as session:
        assert session.query(CompletionRecord).count() == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_one_process_is_slow_and_the_other_answers(replicas: list[Room]) -> None:
    slow, quick = replicas
    event = slow.direct("U1", "due", "Ev1")
    with held_up(slow):
        assert at_once([slow.port], [event], JSON)[0][0] == 200
        assert slow.promises() == 1
        assert at_once([quick.port], [event], JSON)[0][0] == 200
        until(lambda: bool(quick.hand.said))
    slow.app.acknowledging.close(10)
    slow.hand.owed.write_down()
    assert said(replicas) == Counter(["U1"])
    assert slow.promises() == 0
