"""Waiting for something to come about, as patiently on a machine that is held up as on a quick one."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

from sqlalchemy import text

from practice.patience import Patience
from storage.engine import Store

LOOK_SECONDS = 0.02


def comes_about(true: Callable[[], object], seconds: float = 15) -> bool:
    """Whether something is so within so long."""
    patience = Patience(seconds)
    while not true():
        if patience.over:
            return False
        time.sleep(LOOK_SECONDS)
    return True


def until(true: Callable[[], object], seconds: float = 15) -> None:
    """Waits until something is so. Raises AssertionError when it is not within so long."""
    assert comes_about(true, seconds), "it never came about"


def until_it_waits(store: Store, thread: Thread) -> None:
    """Until a thread is done, or waits for a lock of PostgreSQL; SQLite's writers wait before they begin."""
    waits = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    while thread.is_alive() and not store.is_sqlite:
        with store.reading() as session:
            if session.scalar(waits):
                return
        thread.join(0.01)
