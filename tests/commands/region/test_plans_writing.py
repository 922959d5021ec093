"""A plan's name, and the courses that teach it: whom that moves is shown first."""

from __future__ import annotations

import pytest

from commands.kit.problems import Wrong
from storage.engine import Store
from tests.commands.region.playbook import (
    PLAN,
    course_id,
    office_of,
    previews,
    shown_in,
    updated,
    writes_plan,
)
from tests.commands.speaking import audited


@pytest.mark.postgres
def test_a_course_that_comes_to_teach_a_plan_moves_people(county_store: Store) -> None:
    manager = office_of(county_store).manager(person_id=8)
    plan = writes_plan(manager, courses=())
    assert "No course teaches it, so nobody is asked to be trained on it" in plan.text
    plan = manager.submits(previews(manager, plan, name="1.0", effective_on="2026-10-01", retrain="0"))

    basic = str(course_id(county_store, "ASIM-B"))
    form = manager.presses(plan, "Change plan")
    step = updated(manager.submits(form, name=PLAN, courses=[basic]))
    assert "4 people change on 2 Nov 2026" in shown_in(step)
    assert "ASIM-B:\n• 3 people: current → expired\n• 1 person: due soon → expired" in shown_in(step)
    assert "Nothing is recorded yet." in shown_in(step)
    assert "It is taught by ASIM Basic." in manager.submits(step).text

    form = manager.presses(manager.says("muster plan"), "New plan")
    with pytest.raises(Wrong, match="is there already"):
        manager.submits(form, name=PLAN.upper(), courses=[])
    step = updated(manager.submits(form, name="Another plan", courses=[basic]))
    assert f"ASIM Basic teaches {PLAN} today, and would teach this one in its place." in shown_in(step)
    assert "• 3 people: expired → current\n• 1 person: expired → due soon" in shown_in(step)
    with pytest.raises(Wrong, match="from the list"):
        manager.submits(form, name="Another plan", courses=["999"])
    assert [each for each in audited(county_store) if "shared plan" in each] == (
        ["morgan@county.example revised a shared plan"] * 4  # the plan twice, its revision, the course
    )


def test_courses_are_found_by_code_and_title(county_store: Store) -> None:
    found = office_of(county_store).manager(person_id=8).looks_up("plan.form/courses", "asim adv")
    assert list(found) == ["ASIM Advanced"]
