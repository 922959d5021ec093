"""When checklists' items are called to mind, and when they come again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.reminders import next_due, reminder_on

DUE = date(2026, 3, 31)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 16), None),
        (date(2026, 3, 17), date(2026, 3, 17)),
        (date(2026, 3, 27), date(2026, 3, 17)),
        (date(2026, 3, 28), date(2026, 3, 28)),
        (date(2026, 3, 31), DUE),
        (date(2026, 4, 6), DUE),
        (date(2026, 4, 7), date(2026, 4, 7)),
        (date(2026, 4, 21), date(2026, 4, 21)),
    ],
)
def test_reminders_come_14_and_3_days_before_on_the_day_and_then_weekly(
    on: date, expected: date | None
) -> None:
    assert reminder_on(DUE, on) == expected


def test_one_put_off_comes_on_that_day_and_then_as_usual() -> None:
    until = date(2026, 4, 2)
    assert reminder_on(DUE, date(2026, 4, 1), until) is None
    assert reminder_on(DUE, until, until) == until
    assert reminder_on(DUE, date(2026, 4, 6), until) == until
    assert reminder_on(DUE, date(2026, 4, 7), until) == date(2026, 4, 7)


@pytest.mark.parametrize(
    ("due", "months", "day", "closed", "expected"),
    [
        (date(2026, 1, 31), 1, 31, date(2026, 1, 20), date(2026, 2, 28)),
        (date(2026, 2, 28), 1, 31, date(2026, 2, 28), date(2026, 3, 31)),
        (date(2026, 1, 31), 1, 31, date(2026, 3, 10), date(2026, 3, 31)),
        (date(2026, 1, 31), 1, 31, date(2026, 3, 31), date(2026, 4, 30)),
        (date(2024, 2, 29), 12, 29, date(2024, 3, 1), date(2025, 2, 28)),
        (date(2027, 2, 28), 12, 29, date(2027, 2, 1), date(2028, 2, 29)),
        (date(2026, 6, 15), 6, 15, date(2027, 6, 16), date(2027, 12, 15)),
    ],
)
def test_what_comes_again_keeps_its_day_of_the_month(
    due: date, months: int, day: int, closed: date, expected: date
) -> None:
    assert next_due(due, months, day, closed) == expected


@given(due=DAYS, months=st.integers(1, 36), closed=st.integers(-400, 4000))
def test_the_next_one_is_the_first_of_its_days_after_it_was_due_and_closed(
    due: date, months: int, closed: int
) -> None:
    closed_on = due + timedelta(days=closed)
    found = next_due(due, months, due.day, closed_on)
    assert found > max(due, closed_on)
    apart = 12 * (found.year - due.year) + found.month - due.month
    assert apart > 0
    assert apart % months == 0
    assert found.day == due.day or (found.day < due.day and (found + timedelta(days=1)).day == 1)
    earlier = 12 * (max(due, closed_on).year - due.year) + max(due, closed_on).month - due.month
    assert apart - months <= max(earlier, 0)


def test_never_is_no_cadence() -> None:
    with pytest.raises(ValueError, match="not every 0"):
        next_due(DUE, 0, 31, DUE)
