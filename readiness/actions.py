"""Where a corrective action stands: closed means shown.

See "Corrective actions" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

from readiness.vocabulary import ActionStatus, Rating

Key = TypeVar("Key")

ESCALATED_DAYS = 14
"""For more days overdue than these an action is the emergency manager's too (local policy)."""


class ActionState(StrEnum):
    """Where a corrective action stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"  # claimed: its task was not rated since
    SHOWN = "shown"  # its task went well the last time it was rated since
    CAME_BACK = "came_back"  # it did not
    NOT_DOING = "not_doing"

    @property
    def is_claimed(self) -> bool:
        """Whether its owner says that it is done, whatever has been shown since."""
        return self in (ActionState.DONE, ActionState.SHOWN, ActionState.CAME_BACK)

    @property
    def is_to_show(self) -> bool:
        """Whether the next exercise has to show it: said to be done, and not shown."""
        return self in (ActionState.DONE, ActionState.CAME_BACK)


def state(
    status: ActionStatus,
    due_on: date,
    done_on: date | None,
    ratings: Iterable[tuple[date, Rating]],
    on: date,
) -> ActionState:
    """Where an action stands on a day.

    `ratings` are those of its task in any exercise, with the exercise's day, in any order: the latest day
    after `done_on` decides, and its worst rating. Not observed is no rating.
    """
    if status is ActionStatus.NOT_DOING:
        return ActionState.NOT_DOING
    if status is ActionStatus.DONE and done_on is not None and done_on <= on:
        since = [
            (held_on, rating) for held_on, rating in ratings if done_on < held_on <= on and rating.is_rated
        ]
        if not since:
            return ActionState.DONE
        latest = max(held_on for held_on, _ in since)
        is_shown = all(rating.is_shown for held_on, rating in since if held_on == latest)
        return ActionState.SHOWN if is_shown else ActionState.CAME_BACK
    return ActionState.OVERDUE if due_on < on else ActionState.OPEN


class FixRate(NamedTuple):
    """How many actions were shown, of how many that are said to be done."""

    shown: int
    claimed: int

    @property
    def share(self) -> int | None:
        """In percent, rounded down; None where nothing is said to be done."""
        return 100 * self.shown // self.claimed if self.claimed else None


def fix_rate(states: Mapping[ActionState, int]) -> FixRate:
    """What is said to be done and was shown, of so many actions in each state."""
    claimed = sum(number for each, number in states.items() if each.is_claimed)
    return FixRate(states.get(ActionState.SHOWN, 0), claimed)


def is_escalated(due_on: date, on: date) -> bool:
    """Whether an action, if it is overdue, is so for long enough to be the emergency manager's too."""
    return (on - due_on).days > ESCALATED_DAYS


def to_show_again(states: Mapping[Key, ActionState]) -> tuple[Key, ...]:
    """Which actions the next exercise has to show: done and not shown yet, or come back. In their order."""
    return tuple(key for key, each in states.items() if each.is_to_show)
