"""While an import, the tick, a change of the rules and people's records go on, every answer is what the plain
computation makes of the records that the asking transaction sees.
"""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from random import Random

import pytest

from files.imports import batching
from storage import projecting
from storage.engine import Store
from tests.conftest import WHOLE, Databases
from tests.storage.answers_agree import KINDS, Look
from tests.storage.lively import Changing, make_lively

COUNTIES = (
    [(300, 10, seed) for seed in (1, 2, 3)] + [(3_000, 4, 4), (12_000, 1, 5)] if WHOLE else [(30, 2, 1)]
)
"""People, looks of each who asks, and seed."""
ASKING = 2
SCOPES = 5 if WHOLE else 1
DAYS = (0, 0, 0, -1, 1, 6, 13, 45, 75, -300)
CHANGES = {"imports", "batches of the tick", "changes of the rules", "records"}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many transactions, each a moment at which somebody may look."""
    if not WHOLE:
        monkeypatch.setattr(batching, "PEOPLE_A_BATCH", 10)
        monkeypatch.setattr(projecting, "PEOPLE_A_BATCH", 10)


@pytest.mark.postgres
@pytest.mark.parametrize(("people", "looks", "seed"), COUNTIES)
def test_every_answer_is_what_its_own_look_at_the_records_says(
    databases: Databases, people: int, looks: int, seed: int
) -> None:
    url = databases.like(f"lively {people} {seed}", lambda store: make_lively(store, people, seed))
    store, other = Store(url), Store(url)
    changing = Changing(store, other, people, seed)
    asked: list[Counter[str]] = []

    def asks(number: int) -> None:
        chance = Random(100 * seed + number)
        with changing.ends_all():
            while not changing.over.is_set() and (len(asked) < looks * ASKING or _is_idle(changing)):
                on = changing.day + timedelta(days=chance.choice(DAYS))
                with (store, other)[number % 2].reading() as session:
                    asked.append(Look(session, on, chance, SCOPES).agrees())

    began, cpu = time.monotonic(), time.process_time()
    with ThreadPoolExecutor(10) as pool:
        writing = [pool.submit(changing.goes_on, step) for step in changing.steps()]
        asking = [pool.submit(asks, number) for number in range(ASKING)]
        try:
            wait(asking)
        finally:
            changing.over.set()
    for each in (*asking, *writing):
        each.result()
    store.close()
    other.close()
    databases.drop(url)
    answers = sum(asked, Counter[str]())
    assert answers.keys() == KINDS
    assert changing.done.keys() >= CHANGES
    meanwhile = ", ".join(f"{many} {what}" for what, many in sorted(changing.done.items()))
    print(
        f"{people} people: {len(asked)} looks, {answers.total()} answers, all equal; meanwhile {meanwhile};"
        f" {time.monotonic() - began:.0f} s, {time.process_time() - cpu:.1f} s of CPU"
    )


def _is_idle(changing: Changing) -> bool:
    """Whether somebody who changes something has not done so yet."""
    return not changing.done.keys() >= CHANGES
