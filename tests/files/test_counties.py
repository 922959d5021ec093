"""The counties' files, read without a store: the rows a store must refuse are taken here."""

import csv
from datetime import date
from pathlib import Path

import pytest

from files.intake import Parsed, Refused, check_columns, parse_rows
from files.kinds import KINDS
from files.table import Table, read_table
from words.written import DateOrder

COUNTIES = Path(__file__).parents[1] / "data"
TODAY = date(2026, 11, 1)

FOR_THE_STORE = {
    ("roster.csv", 261),  # an agency that is not there
    ("completions.csv", 1183),  # a course that is not there
    ("completions.csv", 1186),  # a person who is not there
    ("adoptions.csv", 54),  # a revision that is not there
    ("adoptions.csv", 55),  # a plan that is not there
    ("participation.csv", 485),  # an exercise that is not there
    ("participation.csv", 489),  # a position that is not there
    ("ratings.csv", 29),  # an exercise that is not there
    ("actions.csv", 10),  # what is wrong with an action shows beside what is there of it
    ("actions.csv", 11),
    ("actions.csv", 12),
}


def file_of(county: str, kind: str) -> Table:
    path = COUNTIES / county / f"{kind}.csv"
    return read_table(path.read_bytes(), path.name)


def refusals(county: str, kind: str) -> list[Refused]:
    outcomes = parse_rows(KINDS[kind], file_of(county, kind), DateOrder.MDY, TODAY)
    return [outcome for outcome in outcomes if isinstance(outcome, Refused)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("county", ["grove", "messy", "willow"])
def test_every_file_is_a_table_of_known_columns(county: str, kind: str) -> None:
    table = file_of(county, kind)
    assert check_columns(KINDS[kind], table).unknown == ()
    lines = (COUNTIES / county / f"{kind}.csv").read_bytes().count(b"\n")
    assert len(table.rows) == lines - 1


@pytest.mark.parametrize("county", ["grove", "willow"])
def test_a_tidy_county_is_taken_whole(county: str) -> None:
    assert {kind: refusals(county, kind) for kind in KINDS} == {kind: [] for kind in KINDS}


def test_of_the_messy_county_just_the_expected_rows_are_refused() -> None:
    with (COUNTIES / "messy" / "expected-rejected.csv").open(newline="") as expected_file:
        expected = {(row["file"], int(row["line"])) for row in csv.DictReader(expected_file)}
    refused = {(f"{kind}.csv", refusal.line) for kind in KINDS for refusal in refusals("messy", kind)}
    assert refused == expected - FOR_THE_STORE


def test_the_reasons_given_to_the_messy_county() -> None:
    reasons = [
        refusal.reason
        for kind in ("roster", "completions", "absences", "participation", "ratings")
        for refusal in refusals("messy", kind)
    ]
    beginnings = [
        'joined_on: found "2/30/2021"',
        "left_on: 2021-04-30 comes before joined_on, 2021-05-01",
        'completed_on: found "25/12/2023"',
        "completed_on: 2031-01-01 lies in the future",
        "completed_on: empty",
        'result: found "maybe"; wanted one of pass, incomplete',
        "course: a leave is for all courses",
        "ends_on: 2024-01-01 comes before starts_on, 2024-02-01",
        'headcount: found "-3"; wanted a whole number of people from 1 to 5000',
        "email and member_id and headcount: empty; one of them is required",
        "position: DISPATCH beside a headcount",
        'rating: found "A"; wanted one of P, S, M, U, N',
    ]
    assert len(reasons) == len(beginnings)
    for reason, beginning in zip(reasons, beginnings, strict=True):
        assert reason.startswith(beginning)


def test_the_same_row_in_two_dresses_has_the_same_values() -> None:
    rows = [
        outcome.values
        for outcome in parse_rows(KINDS["agencies"], file_of("messy", "agencies"), DateOrder.MDY, TODAY)
        if isinstance(outcome, Parsed)
    ]
    assert rows[0] == rows[-1]
    assert rows[0].agency == "Alder Police Department"
