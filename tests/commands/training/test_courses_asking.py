"""Of whom a course is asked and what counts for it: a day gone by, a role, itself, twice."""

from __future__ import annotations

import pytest

from commands.kit.problems import Wrong
from storage.engine import Store
from tests.commands.training.courses_desk import course_id, manager_of, shown_in
from words.problems import Problem


def test_a_day_gone_by_says_that_it_changes_what_was_answered(county_store: Store) -> None:
    manager = manager_of(county_store)
    form = manager.presses(manager.says("training courses asim-a"), "Ask it of somebody")
    shown = manager.submits(
        form, disciplines=["law"], roles="Captain; captain;  Sergeant", effective_on="2025-01-01"
    )
    told = shown_in(shown)
    assert "is asked of Law enforcement, as captain and Sergeant, from 1 Jan 2025 on." in told
    assert "1 Jan 2025 is over. What is answered about days from 1 Jan 2025 on changes, too." in told
    assert "It moves nobody: on 2 Nov 2026 everybody would stand as now." in told
    said = manager.submits(shown)
    assert "Law enforcement, as" in said.text
    again = {"disciplines": ["law"], "roles": "sergeant; CAPTAIN", "effective_on": "2025-01-01"}
    with pytest.raises(Wrong, match="Just that is asked already"):
        manager.submits(form, **again)
    with pytest.raises(Wrong, match="from the list"):
        manager.submits(form, disciplines=["juggling"])
    ending = manager.presses(said, "End it")
    manager.submits(ending)
    with pytest.raises(Problem, match="not there any more"):
        manager.submits(ending)


def test_a_course_counts_one_way_once_and_never_for_itself(county_store: Store) -> None:
    manager = manager_of(county_store)
    form = manager.presses(manager.says("training courses asim-a"), "What counts")
    basic, own = course_id(county_store, "ASIM-B"), course_id(county_store, "ASIM-A")
    for other, way, wrong in (
        (own, "for", "counts for itself already"),
        (basic, "from", "It counts so already"),
        (999, "for", "from the list"),
    ):
        with pytest.raises(Wrong, match=wrong):
            manager.submits(form, other=str(other), way=way, relation="satisfies")
    assert list(manager.looks_up("courses.count_form/other", "asim b")) == ["ASIM-B: ASIM Basic"]
    said = manager.submits(manager.submits(form, other=str(basic), way="for", relation="renews"))
    assert "ASIM Basic (ASIM-B), as a refresher" in said.text
    shown = manager.presses(manager.says("training courses bls"), "What counts")
    assert "Basic Life Support (BLS)" in shown_in(shown)
