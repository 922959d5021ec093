"""How long anything waits: no lease, claim or next attempt that is on record holds for longer.

One that lies further ahead was written by a clock that was wrong, and holds up nothing: else what was begun
under it would stand still until that day came.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

from storage.base import CLOCKS_APART

LONGEST_WAIT = timedelta(hours=1) + CLOCKS_APART
"""No message, no method and no attempt waits longer at once, and no lease is longer."""


def holds(until: datetime | None, now: datetime, longest: timedelta = LONGEST_WAIT) -> bool:
    """Whether what waits until an instant, at most `longest`, still waits; None: it does not wait."""
    return until is not None and now < until <= now + longest


def has_come(instant: Any, now: Any, far: Any) -> ColumnElement[bool]:
    """The condition that an instant is over, or so `far` ahead that a wrong clock wrote it."""
    return or_(instant <= now, instant > far)


def is_free(until: Any, now: datetime) -> ColumnElement[bool]:
    """The condition that nothing waits until an instant any more, or ever did."""
    return or_(until.is_(None), has_come(until, now, now + LONGEST_WAIT))
