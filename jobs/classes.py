"""Classes that nobody closed: who holds them is asked to in their letter, and later who leads the agency."""

from __future__ import annotations

from datetime import datetime

from storage.class_turns import NotAsItIs, lock_going
from storage.classes import ClassRecord
from storage.engine import Store
from storage.region import Region
from storage.unclosed import ask, to_ask


def ask_to_close(store: Store, region: Region, now: datetime) -> int:
    """Leaves a line for everybody who is to be asked by now; how many were asked.

    A class that was closed, cancelled or moved meanwhile is asked about by nobody.
    """
    with store.reading() as session:
        waiting = [(held.id, held.held_on, asking) for held, asking in to_ask(session, region, now)]
    asked = 0
    for key, day, asking in waiting:
        with store.writing() as session:
            held = session.get_one(ClassRecord, key)
            try:
                lock_going(session, held)
            except NotAsItIs:
                continue
            if held.held_on == day:
                asked += len(ask(session, held, asking, region, now))
    return asked
