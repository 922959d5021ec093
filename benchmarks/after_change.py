"""Whoever asks next after a change of the catalogue, by which everybody is left behind, and what it takes.

Each is asked twice before, in the same process, and once after the change, over the conversation. CPU of the
thread that answers counts on SQLite; by the clock on PostgreSQL, which works in processes of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

from benchmarks.region import MANAGER, MadeRegion
from benchmarks.rule_day import Scene, change_the_catalogue, is_refused
from benchmarks.stores import database_of
from storage.engine import Store

MOST_MILLISECONDS = 1000.0


def after_a_change(store: Store, made: MadeRegion, today: date) -> Iterator[str]:
    """Changes a course asked of everybody, asks, and prints it; the aims that are missed."""
    scene = Scene(store, made, today)
    own = made.users[0]
    day = (today - timedelta(days=each) for each in count(1))
    requests: dict[str, Callable[[], tuple[str, str]]] = {
        "/readiness": lambda: ("readiness", MANAGER),
        "/readiness of a discipline": lambda: ("readiness fire", MANAGER),
        "/due of an agency of 60": lambda: (f"due {made.agency}", MANAGER),
        "/due alone": lambda: ("due", own),
        "/training log": lambda: (f"training log BLS {next(day)} 4h", own),
        "/due everyone": lambda: ("due everyone", MANAGER),
    }
    before = {name: min(_asked(scene, *said())[:2] for _ in range(2)) for name, said in requests.items()}
    change = 1000 * change_the_catalogue(store, today)
    print(f"\nA change of the catalogue, {database_of(store)}: {change:.0f} ms")
    print(f"{'whoever asks next':44}{'ms':>10}{'CPU ms':>10}{'before':>8}{'aim':>8}")
    for name, said in requests.items():
        wall, cpu, answer = _asked(scene, *said())
        print(f"{name:44}{wall:10.1f}{cpu:10.1f}{before[name][0]:8.0f}{MOST_MILLISECONDS:8.0f}")
        if is_refused(answer) or "nothing was recorded" in answer.lower():
            yield f"{name} after a change was refused, {database_of(store)}: {answer[:100]}"
        if (took := cpu if store.is_sqlite else wall) > MOST_MILLISECONDS:
            yield f"{name} after a change took {took:.0f} ms, {database_of(store)} (aim: 1,000)"


def _asked(scene: Scene, text: str, user: str) -> tuple[float, float, str]:
    """Milliseconds by the clock and of CPU, and what was answered."""
    began, cpu = time.monotonic(), time.thread_time()
    answer = scene.says(text, user)
    return 1000 * (time.monotonic() - began), 1000 * (time.thread_time() - cpu), answer
