"""Closed means shown."""

from __future__ import annotations

from collections import Counter

import pytest

from readiness.actions import ActionState, fix_rate, is_escalated, state, to_show_again
from readiness.vocabulary import ActionStatus, Rating
from tests.readiness.builders import day

DUE, DONE = day("2026-03-31"), day("2026-02-01")


def stands(status: ActionStatus, on: str, rated: str = "") -> ActionState:
    """The state of an action done on 1 Feb and due on 31 Mar, its task rated as "day=RATING day=RATING"."""
    pairs = [each.split("=") for each in rated.split()]
    ratings = [(day(held_on), Rating(rating)) for held_on, rating in pairs]
    return state(status, DUE, DONE if status is ActionStatus.DONE else None, ratings, day(on))


@pytest.mark.parametrize("status", [ActionStatus.OPEN, ActionStatus.EXTENDED])
def test_what_is_not_done_is_open_through_its_due_day(status: ActionStatus) -> None:
    assert stands(status, "2026-03-31") is ActionState.OPEN
    assert stands(status, "2026-04-01") is ActionState.OVERDUE
    assert stands(status, "2026-04-01", "2026-03-01=P") is ActionState.OVERDUE, "nobody says that it is done"


def test_not_doing_is_neither_open_nor_overdue() -> None:
    assert stands(ActionStatus.NOT_DOING, "2030-01-01") is ActionState.NOT_DOING


@pytest.mark.parametrize(
    ("on", "rated", "expected"),
    [
        ("2026-01-31", "", ActionState.OPEN),  # not done by then
        ("2026-02-01", "", ActionState.DONE),
        ("2026-05-01", "", ActionState.DONE),  # done is never overdue
        ("2026-05-01", "2026-02-01=P 2026-01-01=P", ActionState.DONE),  # rated before, or on the day itself
        ("2026-05-01", "2026-02-02=P", ActionState.SHOWN),
        ("2026-05-01", "2026-04-01=S", ActionState.SHOWN),
        ("2026-05-01", "2026-04-01=M", ActionState.CAME_BACK),
        ("2026-05-01", "2026-04-01=U", ActionState.CAME_BACK),
        ("2026-05-01", "2026-04-01=N", ActionState.DONE),
        ("2026-05-01", "2026-04-01=N 2026-03-01=P", ActionState.SHOWN),  # not observed hides nothing
        ("2026-05-01", "2026-05-02=P", ActionState.DONE),  # not yet
        ("2026-05-01", "2026-04-01=P 2026-04-01=M 2026-03-01=P", ActionState.CAME_BACK),  # the day's worst
        ("2026-05-01", "2026-04-01=S 2026-03-01=U", ActionState.SHOWN),  # the latest day
        ("2026-03-15", "2026-04-01=S 2026-03-01=U", ActionState.CAME_BACK),
    ],
)
def test_what_is_done_is_shown_or_comes_back(on: str, rated: str, expected: ActionState) -> None:
    assert stands(ActionStatus.DONE, on, rated) is expected


def test_the_fix_rate_is_of_what_is_said_to_be_done() -> None:
    done, shown, back = ActionState.DONE, ActionState.SHOWN, ActionState.CAME_BACK
    found = fix_rate(Counter([shown, back, done, ActionState.OPEN, ActionState.NOT_DOING]))
    assert (found.shown, found.claimed, found.share) == (1, 3, 33)
    assert fix_rate(Counter([shown, shown])).share == 100
    assert fix_rate({done: 1}).share == 0
    assert fix_rate({ActionState.OVERDUE: 1}).share is None


def test_after_two_weeks_it_is_the_emergency_managers_too() -> None:
    assert not is_escalated(DUE, day("2026-04-14"))
    assert is_escalated(DUE, day("2026-04-15"))


def test_the_next_exercise_shows_what_was_not_shown_yet() -> None:
    states = {f"CA-{number}": each for number, each in enumerate(ActionState)}
    assert to_show_again(states) == ("CA-2", "CA-4")
