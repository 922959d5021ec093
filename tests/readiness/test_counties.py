"""Whole counties against the answers worked out for them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest

from readiness.coverage import By, Counts, coverage
from readiness.due import who_is_due
from readiness.records import CourseId, Responder, Rulebook
from readiness.standing import all_asked
from tests.readiness.county import COUNTIES, has, load, named

AS_OF = (date(2024, 2, 29), date(2026, 6, 30), date(2026, 11, 1))
WITHIN_DAYS = 60
COUNTED = ("required", "current", "due_soon", "grace", "expired", "never", "new", "on_leave", "waived")
SCOPES: tuple[By, ...] = ("everyone", "discipline", "agency")


County = tuple[str, Rulebook, list[Responder]]


@pytest.fixture(scope="module", params=["grove", "messy", "willow"])
def county(request: pytest.FixtureRequest) -> County:
    return request.param, *load(request.param)


def expected(name: str, question: str, on: date) -> Iterator[dict[str, str]]:
    with (COUNTIES / name / f"expected-{question}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["as_of"] == on.isoformat():
                yield row


@pytest.mark.parametrize("on", AS_OF, ids=str)
def test_who_is_due(county: County, on: date) -> None:
    name, rulebook, responders = county
    found = [
        (
            named(row.responder),
            named(row.course),
            row.status.value,
            row.due_on.isoformat() if row.due_on else "",
        )
        for row in who_is_due(rulebook, all_asked(rulebook, responders, on), on, WITHIN_DAYS)
    ]
    wanted = {
        (row["email"].lower(), row["course"], row["status"], row["due_on"])
        for row in expected(name, "due", on)
        if row["within_days"] == str(WITHIN_DAYS)
    }
    assert wanted
    assert set(found) == wanted
    assert len(found) == len(wanted), "one row a person and course"


@pytest.mark.parametrize("on", AS_OF, ids=str)
def test_coverage(county: County, on: date) -> None:
    name, rulebook, responders = county
    found = [
        (
            named(course),
            named(scope) if isinstance(scope, int) else scope,
            *(getattr(counts, column) for column in COUNTED),
        )
        for by in SCOPES
        for (course, scope), counts in coverage(rulebook, all_asked(rulebook, responders, on), on, by).items()
    ]
    wanted = {
        (row["course"], row["scope"], *(int(row[column]) for column in COUNTED))
        for row in expected(name, "coverage", on)
    }
    assert wanted
    assert set(found) == wanted
    assert len(found) == len(wanted)


@pytest.mark.sliced(4)
@pytest.mark.parametrize("on", AS_OF, ids=str)
def test_on_todays_plan(county: County, on: date) -> None:
    name, rulebook, responders = county
    if not has(name, "expected-on-plan"):
        pytest.skip(f"{name} has no plans")
    found = {
        (named(course), named(scope) if isinstance(scope, int) else scope, counts.current, counts.on_plan)
        for by in ("everyone", "agency")
        for (course, scope), counts in coverage(rulebook, all_asked(rulebook, responders, on), on, by).items()
        if counts.on_plan is not None and counts.current
    }
    wanted = {
        (row["course"], row["scope"], int(row["current"]), int(row["on_plan"]))
        for row in expected(name, "on-plan", on)
    }
    assert wanted
    assert found == wanted


def test_every_day_with_an_answer_is_asked(county: County) -> None:
    name, _, _ = county
    for question in ("due", "coverage"):
        with (COUNTIES / name / f"expected-{question}.csv").open(encoding="utf-8", newline="") as file:
            assert {row["as_of"] for row in csv.DictReader(file)} == {day.isoformat() for day in AS_OF}


@pytest.mark.sliced(4)
@pytest.mark.parametrize("on", AS_OF, ids=str)
def test_the_list_and_the_counts_agree(county: County, on: date) -> None:
    """The list and the counts are two views of one thing: everyone to train is on the list."""
    _, rulebook, responders = county
    listed: defaultdict[CourseId, int] = defaultdict(int)
    for row in who_is_due(rulebook, all_asked(rulebook, responders, on), on, within=0):
        listed[row.course] += row.status.value in ("grace", "expired", "never")
    totals: dict[CourseId, Counts] = {
        course: counts
        for (course, _), counts in coverage(rulebook, all_asked(rulebook, responders, on), on).items()
    }
    assert {course: counts.to_train for course, counts in totals.items()} == {
        course: listed[course] for course in totals
    }
