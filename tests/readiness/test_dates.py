from __future__ import annotations

from datetime import date

import pytest

from readiness.dates import add_months, day_after, end_of_month, first_of_quarter
from tests.readiness.builders import day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-10-31", 4, "2024-02-29"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-03-31", 0, "2024-03-31"),
    ],
)
def test_months_clamp_to_the_end_of_the_month(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


def test_clamped_once_not_at_every_step() -> None:
    assert add_months(day("2024-01-31"), 2) == day("2024-03-31")
    assert add_months(add_months(day("2024-01-31"), 1), 1) == day("2024-03-29")


@pytest.mark.parametrize(
    ("start", "end"),
    [("2024-02-01", "2024-02-29"), ("2025-02-28", "2025-02-28"), ("2025-12-31", "2025-12-31")],
)
def test_end_of_month(start: str, end: str) -> None:
    assert end_of_month(day(start)) == day(end)


def test_quarters_begin_with_their_months() -> None:
    days = (date(2026, 1, 1), date(2026, 3, 31), date(2026, 6, 30), date(2026, 11, 2), date(2026, 12, 31))
    assert [first_of_quarter(each).month for each in days] == [1, 1, 4, 10, 10]
    assert {first_of_quarter(each).day for each in days} == {1}


def test_no_day_comes_after_the_last() -> None:
    assert day_after(day("2024-02-28")) == day("2024-02-29")
    assert day_after(date.max) is None
