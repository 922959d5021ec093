"""Whole counties: what is refused, what is answered afterwards, and that a second time changes nothing."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from storage.answers import who_is_due_on
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.totals import coverage_on
from tests.conftest import WHOLE
from tests.files.imports.bringing import (
    TODAY,
    counts,
    file_of,
    look,
    rows_in,
    standing_of,
    standing_rebuilt,
    take_county,
)
from tests.readiness.county import COUNTIES
from tests.readiness.test_counties import AS_OF, COUNTED, WITHIN_DAYS, expected
from tests.slices import DATABASES

COUNTY_ON = [
    (county, database)
    for county in ("grove", "messy", "willow")
    for database in DATABASES
    if WHOLE or (county, database) in {("messy", "sqlite"), ("willow", "postgresql")}
]
"""Every county on both databases under `make prove`; else the small ones, each on one."""


def refused_lines(county: str, kind: str) -> list[int]:
    path = COUNTIES / county / "expected-rejected.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [int(row["line"]) for row in csv.DictReader(file) if row["file"] == f"{kind}.csv"]


@pytest.mark.parametrize(("county", "database"), COUNTY_ON, indirect=["database"])
def test_a_county_answers_as_was_worked_out_for_it_and_a_second_time_changes_nothing(
    store: Store, county: str
) -> None:
    plans = take_county(store, county)
    for kind, plan in plans.items():
        assert [each.line for each in plan.refused] == refused_lines(county, kind), kind
    for on in AS_OF:
        assert due(store, on) == wanted_due(county, on)
        assert covered(store, on) == wanted_coverage(county, on)
    assert standing_of(store) == standing_rebuilt(store)

    before = rows_in(store)
    for kind, plan in plans.items():
        again = look(store, kind, file_of(county, kind))
        assert not again.writes, kind
        assert counts(again) == (0, 0, len(plan.rows), len(plan.refused))
        assert not again.missing
    assert rows_in(store) == before


def due(store: Store, on: date) -> list[tuple[str, str, str, str]]:
    with store.reading() as session:
        entries = who_is_due_on(session, on, within=WITHIN_DAYS)
    return sorted(
        (
            each.person.email,
            each.course,
            each.row.status.value,
            each.row.due_on.isoformat() if each.row.due_on else "",
        )
        for each in entries
    )


def wanted_due(county: str, on: date) -> list[tuple[str, str, str, str]]:
    return sorted(
        (row["email"].lower(), row["course"], row["status"], row["due_on"])
        for row in expected(county, "due", on)
        if row["within_days"] == str(WITHIN_DAYS)
    )


def covered(store: Store, on: date) -> dict[tuple[str, str], tuple[int, ...]]:
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    with store.reading() as session:
        catalogue = catalogue_of(session)
        names: dict[object, str] = {key: agency.name for key, agency in catalogue.agencies.items()}
        for by in ("everyone", "discipline", "agency"):
            for (course, scope), figures in coverage_on(session, on, by).items():
                name = names.get(scope, str(scope))
                found[catalogue.courses[course].code, name] = tuple(getattr(figures, c) for c in COUNTED)
    return found


def wanted_coverage(county: str, on: date) -> dict[tuple[str, str], tuple[int, ...]]:
    return {
        (row["course"], row["scope"]): tuple(int(row[column]) for column in COUNTED)
        for row in expected(county, "coverage", on)
    }


def test_the_day_of_the_expected_answers_is_today() -> None:
    assert TODAY in AS_OF
