"""A version of a rule: what can't be one, one still to come mended, one in force taken back."""

from __future__ import annotations

import pytest

from commands.kit.problems import Wrong
from storage.engine import Store
from tests.commands.training.courses_desk import manager_of, rule_fields, shown_in
from tests.conversations import county
from words.problems import Problem


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"effective_on": ""}, "Choose the day it takes effect."),
        ({"interval_months": "1.5"}, "Whole months from 1 to 600"),
        ({"interval_months": "0"}, "Whole months from 1 to 600"),
        ({"anchor": "cycle"}, "the day on which one begins"),
        ({"grace_days": "many"}, "A whole number from 0 to 3650"),
        ({"effective_on": "2015-01-01"}, "takes effect on that day already"),
    ],
)
def test_what_is_no_rule_is_said_at_its_field(county_store: Store, fields: dict[str, str], said: str) -> None:
    manager = manager_of(county_store)
    form = manager.presses(manager.says("training courses BLS"), "New version")
    assert "Basic Life Support (BLS). In force since 1 Jan 2015" in shown_in(form)
    with pytest.raises(Wrong, match=said):
        manager.submits(form, **rule_fields(**fields))


def test_one_to_come_is_mended_and_one_in_force_taken_back(county_store: Store) -> None:
    manager = manager_of(county_store)
    form = manager.presses(manager.says("training courses BLS"), "New version")
    said = manager.submits(manager.submits(form, **rule_fields()))
    form = manager.presses(said, "Mend it")
    shown = manager.submits(form, **rule_fields(interval_months="", effective_on="2026-12-01"))
    assert "from 1 Dec 2026 once; it does not run out." in shown_in(shown)
    said = manager.submits(shown)
    assert "To come, from 1 Dec 2026: once; it does not run out." in said.text
    assert "1 Jan 2027" not in said.text
    county_day = manager.clock.now
    stale = manager.presses(said, "Mend it")
    manager.clock.now = county_day.replace(month=12, day=2)
    with pytest.raises(Problem, match="in force by now"):
        manager.submits(stale, **rule_fields())
    manager.clock.now = county_day

    shown = manager.presses(manager.says("training courses asim-a"), "Take back")
    assert "the version of 1 Jan 2015 is taken back" in shown_in(shown)
    assert "What is answered about days from 1 Jan 2015 on changes, too." in shown_in(shown)
    assert "It moves nobody" in shown_in(shown)
    said = manager.submits(shown)
    assert "Nothing is said of how long it lasts, so it is asked of nobody." in said.text
    with pytest.raises(Problem, match="not there any more"):
        manager.submits(shown)
    assert manager.clock.now > county.NOW
