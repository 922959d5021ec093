"""What is confirmed is what was shown; Undo is available for ten minutes, of the last change alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.problems import Refused
from commands.training import courses_previews
from storage.engine import Store
from tests.commands.training.courses_desk import manager_of, rule_fields, shown_in
from words.problems import Problem


def test_what_is_asked_otherwise_meanwhile_is_shown_anew(county_store: Store) -> None:
    manager = manager_of(county_store)
    other = manager_of(county_store)
    form = manager.presses(manager.says("training courses BLS"), "New version")
    first, second = manager.submits(form, **rule_fields()), other.submits(form, **rule_fields())
    done = manager.submits(first)
    assert "Recorded. Basic Life Support (BLS): from 1 Jan 2027 every 12 months" in done.text
    anew = other.submits(second)
    assert "What is asked was changed since you looked. Nothing was recorded" in shown_in(anew)
    with pytest.raises(Problem, match="takes effect on that day already"):
        other.submits(anew)
    with pytest.raises(Problem, match="not there any more"):
        manager.clicks("courses.undo", {"change": 9999, "course": 1})
    later = manager.presses(manager.says("training courses ASIM-B"), "New version")
    manager.submits(manager.submits(later, **rule_fields()))
    with pytest.raises(Refused, match="was changed since"):
        manager.presses(done, "Undo")


def test_undo_ends_with_its_minutes(county_store: Store) -> None:
    manager = manager_of(county_store)
    form = manager.presses(manager.says("training courses BLS"), "New version")
    done = manager.submits(manager.submits(form, **rule_fields()))
    manager.clock.now += timedelta(minutes=10, seconds=1)
    with pytest.raises(Refused, match="Undo is available for 10 minutes"):
        manager.presses(done, "Undo")
    manager.clock.now -= timedelta(seconds=2)
    assert "Undone: it is as it was before" in manager.presses(done, "Undo").text


def test_too_many_people_are_bounded_and_said_to_be(
    county_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courses_previews, "MOST_COUNTED", 3)
    manager = manager_of(county_store)
    form = manager.presses(manager.says("training courses BLS"), "New version")
    assert "It moves 4 people at most" in shown_in(manager.submits(form, **rule_fields()))
