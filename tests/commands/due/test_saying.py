"""How the states of a question are said."""

from __future__ import annotations

import pytest

from commands.due.saying import Speech, called, counts_line, nobody, parts_of, with_courses
from readiness.due import DueRow
from readiness.question import State
from readiness.standing import Status
from storage.due_counts import Tally


def row(person: int, status: Status, course: int = 1) -> DueRow:
    return DueRow(person, course, (1,), ("fire",), status, None, None)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([State.DUE], "due"),
        ([State.NEW, State.NEVER], "not trained"),
        ([State.NEW, State.DUE_SOON], "due soon or new"),
        ([State.EXPIRED, State.NEVER, State.ON_LEAVE], "lapsed, not yet trained or on leave"),
    ],
)
def test_states_as_an_adjective(states: list[State], said: str) -> None:
    assert called(states) == said


def test_each_state_can_be_said_alone_and_of_a_course() -> None:
    for state in State:
        assert called([state])
        assert with_courses([state], ["BLS", "ICS-100"]).endswith(" BLS and ICS-100")


def test_counts_say_how_many_people_then_where_they_stand() -> None:
    rows = [row(1, Status.EXPIRED), row(1, Status.NEVER, 2), row(2, Status.EXPIRED)]
    said = "2 people are due, 3 refreshers in all: 2 expired, 1 not yet trained."
    assert counts_line(Tally.of(rows), [State.DUE]) == said
    assert counts_line(Tally.of(rows[2:]), [State.OVERDUE]) == "1 person is overdue."
    assert (
        counts_line(Tally.of([row(1, Status.ON_LEAVE)]), [State.ON_LEAVE], was=True)
        == "1 person was on leave."
    )
    assert parts_of({Status.CURRENT: 1}, [State.CURRENT]) == ""
    assert nobody([State.GRACE]) == "Nobody is in the grace period."
    assert nobody([State.DUE], was=True) == "Nobody was due."


def test_somebody_is_spoken_to_or_of() -> None:
    you, ada = Speech(""), Speech("Ada Abbott", was=True)
    assert (you.be, you.have, you.whose, you.whom, you.them) == ("You are", "You have", "Your", "you", "you")
    assert (ada.be, ada.have, ada.whose, ada.them) == (
        *("Ada Abbott was", "Ada Abbott had"),
        *("Ada Abbott's", "them"),
    )
    assert you.after("Yes:", "You are current.") == "Yes: you are current."
    assert ada.after("No:", "Ada Abbott was not.") == "No: Ada Abbott was not."
