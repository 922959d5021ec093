"""Courses as everybody reads them: many of them, none of them, and one that is gone."""

from __future__ import annotations

import pytest

from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.training import CourseRecord
from tests.commands.training.courses_desk import course_id, manager_of, office_of, person_id
from tests.conversations import county
from words.problems import Problem, Unclear


def test_many_courses_page_and_one_that_is_gone_is_said_to_be(county_store: Store) -> None:
    with county_store.writing() as session:
        session.add_all(CourseRecord(key=f"x-{n}", code=f"X-{n}", title=f"Extra {n:02}") for n in range(20))
        catalogue_changed(session)
    cedar = county.agency_id(county_store, "Cedar Fire Department")
    ada = office_of(county_store).responder(person_id(county_store, "ada@grove.example"), cedar)
    first = ada.says("training courses")
    assert "Courses 1 to 12 of 23, by title." in first.text
    assert "Add a course" not in first.buttons()
    second = ada.presses(first, "More")
    assert "Courses 13 to 23 of 23, by title." in second.text
    assert "Asked of nobody: nothing is said yet of how long it lasts." in second.text
    shown = ada.says("training courses asim-b")
    assert "What counts for it\n• ASIM Advanced (ASIM-A), in full" in shown.text
    assert "Change it" not in shown.buttons()
    assert "What it counts for\n• ASIM Basic (ASIM-B), in full" in ada.says("training courses asim-a").text
    with pytest.raises(Unclear):
        ada.says("training courses juggling")
    said = "training courses BLS every 12 months from 1 Jan"
    assert "“every 12 months from 1 Jan” changes nothing as it is said here" in ada.says(said).text
    assert "New version" in manager_of(county_store).says(said).buttons()
    with pytest.raises(Problem, match="no longer there"):
        ada.clicks("courses.show", {"course": 999})
    mine = ada.says("training courses mine")
    assert "2 courses are asked of you today." in mine.text


def test_an_empty_catalogue_says_who_fills_it(store: Store) -> None:
    manager = office_of(store).manager(person_id=1)
    said = manager.says("training courses")
    assert "There are no courses yet. Add one here" in said.text
    assert "Add a course" in said.buttons()


def test_a_rule_and_a_requirement_to_come_are_told_to_those_they_are_for(county_store: Store) -> None:
    county.take(county_store, "rules", "course,effective_on,interval_months\nBLS,2027-03-01,12\n")
    county.take(
        county_store, "requirements", "course,disciplines,roles,effective_on\nASIM-A,fire,,2027-01-01\n"
    )
    cedar = county.agency_id(county_store, "Cedar Fire Department")
    ada = office_of(county_store).responder(person_id(county_store, "ada@grove.example"), cedar)
    mine = ada.says("training courses mine").text
    assert "ASIM Advanced (ASIM-A): from 1 Jan 2027 it is asked of you, too." in mine
    assert "Basic Life Support (BLS): from 1 Mar 2027 every 12 months." in mine
    page = manager_of(county_store).clicks("courses.show", {"course": course_id(county_store, "BLS")})
    assert "To come, from 1 Mar 2027: every 12 months." in page.text
    assert "In force since 1 Jan 2015" in page.text
