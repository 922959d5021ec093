"""The gate: so many at once, whoever came first first, and always a place for those who only ask."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from bot.gate import Gate
from tests.waiting import until


class Line:
    """Requests that come to a gate one after another; `passed` are those that got through, in order."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.passed: list[str] = []
        self.threads: list[threading.Thread] = []

    def comes(self, name: str, changes: bool = False) -> None:
        before = self.gate.waiting

        def pass_through() -> None:
            with self.gate.passed(changes):
                self.passed.append(name)

        thread = threading.Thread(target=pass_through)
        self.threads.append(thread)
        thread.start()
        until(lambda: self.gate.waiting > before or name in self.passed)

    def ended(self) -> None:
        for thread in self.threads:
            thread.join(5)
        assert (self.gate.waiting, self.gate.working) == (0, 0)


def test_whoever_came_first_goes_first_and_never_more_than_so_many_at_once() -> None:
    gate = Gate(at_once=3, changes=2)
    line = Line(gate)
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(gate.passed())
        for number in range(20):
            line.comes(f"{number:02}", changes=number % 3 == 0)
        assert (gate.waiting, gate.working, line.passed) == (20, 3, [])
        held.pop_all().close()
    line.ended()
    assert sorted(line.passed) == [f"{number:02}" for number in range(20)]
    assert line.passed[0] in ("00", "01", "02"), "three go in at once"


def test_with_one_place_the_order_is_kept_whole() -> None:
    gate = Gate(at_once=1, changes=1)
    line = Line(gate)
    with gate.passed():
        for number in range(12):
            line.comes(f"{number:02}", changes=number % 2 == 0)
    line.ended()
    assert line.passed == [f"{number:02}" for number in range(12)]


def test_while_changes_wait_for_one_another_those_who_ask_pass() -> None:
    gate = Gate(at_once=3, changes=2)
    line = Line(gate)
    with gate.passed(changes=True), gate.passed(changes=True):
        for number in range(4):
            line.comes(f"change {number}", changes=True)
        line.comes("ask 1")
        line.comes("ask 2")
        assert line.passed == ["ask 1", "ask 2"]
        assert gate.waiting == 4
    line.ended()
    assert sorted(line.passed[2:]) == [f"change {number}" for number in range(4)]


@pytest.mark.parametrize("changes", [True, False])
def test_what_fails_behind_it_gives_its_place_back(changes: bool) -> None:
    gate = Gate(at_once=2, changes=1)

    def fails() -> None:
        with gate.passed(changes):
            raise ValueError

    for _ in range(5):
        _raises(fails)
    with gate.passed(changes=True), gate.passed():
        assert gate.working == 2
    assert gate.working == 0


def _raises(work: Callable[[], None]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        work()
