"""Which rules are those before: by which everybody was counted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from storage.rules_before import BEFORE, following


def kept(number: int, **made: object) -> Any:
    return SimpleNamespace(number=number, newest=number, agencies={}, made=dict(made))


def test_two_who_read_new_rules_at_once_agree_on_those_before_by_which_all_were_counted() -> None:
    first = kept(1)
    last = kept(2, **{BEFORE: first})  # nobody was counted by it yet
    both = [following(last, kept(3)) for _ in range(2)]
    assert [each.made[BEFORE] for each in both] == [first, first]
