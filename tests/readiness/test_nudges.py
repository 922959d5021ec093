"""When those are asked once more who did not answer: two days before, never after being asked later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from readiness.nudges import is_nudged, nudge_on

HELD = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("answer_by", "nudge"),
    [
        (None, date(2026, 12, 8)),
        (date(2026, 12, 4), date(2026, 12, 2)),
        (date(2026, 12, 10), date(2026, 12, 8)),
        (date(2026, 12, 12), date(2026, 12, 8)),  # never after the meeting
    ],
)
def test_two_days_before_the_answers_are_due_else_before_the_meeting(
    answer_by: date | None, nudge: date
) -> None:
    assert nudge_on(HELD, answer_by) == nudge


@pytest.mark.parametrize(
    ("answer_by", "asked", "days"),
    [
        (None, "2026-11-20", ["2026-12-08", "2026-12-09"]),  # the second for who could not be told before
        (None, "2026-12-07", ["2026-12-08", "2026-12-09"]),
        (None, "2026-12-08", ["2026-12-08"]),
        (None, "2026-12-09", []),  # called later than that: not at all
        ("2026-12-04", "2026-11-20", ["2026-12-02", "2026-12-03", "2026-12-04"]),
        ("2026-12-04", "2026-12-03", []),
        ("2026-12-10", "2026-11-20", ["2026-12-08", "2026-12-09"]),
    ],
)
def test_the_days_on_which_somebody_may_be_asked_once_more(
    answer_by: str | None, asked: str, days: list[str]
) -> None:
    by = None if answer_by is None else date.fromisoformat(answer_by)
    all_days = [HELD - timedelta(days=back) for back in range(30, -10, -1)]
    found = [day.isoformat() for day in all_days if is_nudged(HELD, by, date.fromisoformat(asked), day)]
    assert found == days
