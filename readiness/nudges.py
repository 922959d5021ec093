"""When those are asked once more who did not answer a meeting's call, or are not sure: two days before.

Before the day until which answers are asked for, else before the meeting. See "Letters" in docs/rules.md.
"""

from __future__ import annotations

from datetime import date, timedelta

from readiness.dates import ONE_DAY

DAYS_BEFORE = timedelta(days=2)
"""How long before it they are asked once more (local policy)."""


def nudge_on(held_on: date, answer_by: date | None) -> date:
    """The day on which they are asked once more."""
    return min(held_on, answer_by or held_on) - DAYS_BEFORE


def is_nudged(held_on: date, answer_by: date | None, asked_on: date, on: date) -> bool:
    """Whether somebody who was asked on a day is asked once more on another, if they were not yet.

    On the nudge's day, not at all where they were first asked later. Who could not be told on that day (on
    leave, or Muster was not running) is told until the answers are due, at the latest the day before it.
    """
    nudge = nudge_on(held_on, answer_by)
    last = held_on - ONE_DAY if answer_by is None else min(answer_by, held_on - ONE_DAY)
    return on == nudge >= asked_on if on <= nudge else asked_on < nudge and on <= last
