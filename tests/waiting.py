"""Waiting for something to come about, as patiently on a machine that is held up as on a quick one."""

from __future__ import annotations

import time
from collections.abc import Callable

from practice.patience import Patience

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
