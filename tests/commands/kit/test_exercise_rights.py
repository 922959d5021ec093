"""Whose exercises and corrective actions are: who says which agency hosts one, and who sees to an action."""

from __future__ import annotations

import pytest

from commands.kit.about import Held, Improvement
from commands.kit.exercise_rights import (
    agencies_counted,
    answers_for,
    is_told_of_actions,
    may_be_hosted,
    may_plan,
)
from commands.kit.member import Member

HERE, THERE = 1, 2
CONTACT = Member("", "", 10, agencies=frozenset([HERE]))
LEAD = Member("", "", 10, agencies=frozenset([HERE]), leads=frozenset([HERE]))
MANAGER = Member("", "", 10, is_manager=True)


@pytest.mark.parametrize(
    ("member", "host", "before", "may"),
    [
        (CONTACT, None, Held(None, 10), True),
        (CONTACT, THERE, Held(THERE, 10), True),
        (CONTACT, HERE, Held(THERE, 10), False),
        (CONTACT, None, Held(THERE, 10), False),
        (LEAD, HERE, Held(THERE, 10), True),
        (LEAD, THERE, Held(HERE), False),
        (LEAD, HERE, None, True),
        (LEAD, None, None, False),
        (MANAGER, None, Held(HERE), True),
        (MANAGER, THERE, None, True),
    ],
)
def test_a_host_stays_or_is_one_that_the_speaker_leads(
    member: Member, host: int | None, before: Held | None, may: bool
) -> None:
    assert bool(may_be_hosted(member, host, before)) is may


def test_who_plans_who_answers_and_who_only_counts() -> None:
    assert [bool(may_plan(each)) for each in (CONTACT, LEAD, MANAGER)] == [False, True, True]
    assert [agencies_counted(each) for each in (CONTACT, LEAD, MANAGER)] == [{HERE}, set(), set()]
    owed = (Improvement(HERE), Improvement(HERE, 11), Improvement(THERE, 10), Improvement())
    assert [answers_for(LEAD, each) for each in owed] == [True, False, True, False]
    assert [answers_for(MANAGER, each) for each in owed] == [False, False, True, True]


def test_of_another_agency_alone_no_actions_are_counted() -> None:
    parts: tuple[list[int], ...] = ([HERE], [THERE], [HERE, THERE], [HERE, THERE, 3], [THERE, 3], [])
    for member in (CONTACT, LEAD):
        assert [is_told_of_actions(member, each) for each in parts] == [True, False, False, True, True, True]
    assert all(is_told_of_actions(MANAGER, each) for each in parts)
