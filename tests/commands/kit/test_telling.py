"""Who hears of a change at once, and what is near."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from commands.kit.telling import is_near

NINE_AT_NIGHT = datetime(2026, 11, 3, 3, tzinfo=UTC)


def test_a_class_within_a_day_of_then_or_now_is_near() -> None:
    seven, next_week = NINE_AT_NIGHT + timedelta(hours=10), NINE_AT_NIGHT + timedelta(days=7)
    assert is_near(NINE_AT_NIGHT, seven, next_week)
    assert is_near(NINE_AT_NIGHT, next_week, seven)
    assert is_near(NINE_AT_NIGHT, NINE_AT_NIGHT + timedelta(hours=24))
    assert not is_near(NINE_AT_NIGHT, NINE_AT_NIGHT + timedelta(hours=24, minutes=1), next_week)
    assert not is_near(NINE_AT_NIGHT, NINE_AT_NIGHT - timedelta(days=2))
