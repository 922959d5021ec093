"""The days on which somebody is told of a refresher."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from readiness.notices import is_old_news, next_notice, notice_on

DUE = date(2026, 12, 31)
NOTICES = [
    date(2026, 10, 2),
    date(2026, 12, 1),
    date(2026, 12, 31),
    date(2027, 1, 31),
    date(2027, 2, 28),
    date(2027, 3, 31),
    date(2027, 4, 30),
]


def test_ninety_and_thirty_days_before_on_the_day_then_monthly() -> None:
    found: list[date] = []
    day = date(2026, 1, 1)
    while len(found) < len(NOTICES):
        day = next_notice(DUE, day)
        found.append(day)
    assert found == NOTICES


@pytest.mark.parametrize("due_on", [DUE, date(2028, 2, 29), date(2026, 3, 15), date(2026, 8, 1)])
def test_the_nearest_notice_is_the_last_one_that_came(due_on: date) -> None:
    nearest = None
    for number in range(-120, 400):
        day = due_on + timedelta(days=number)
        if day == next_notice(due_on, day - timedelta(days=1)):
            nearest = day
        assert notice_on(due_on, day) == nearest


def test_old_news_lapsed_more_than_thirty_days_before() -> None:
    assert not is_old_news(DUE, DUE + timedelta(days=30))
    assert is_old_news(DUE, DUE + timedelta(days=31))
