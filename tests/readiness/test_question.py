"""What a question with all its days worked out asks of: courses, and the agencies that count."""

from __future__ import annotations

from datetime import date

from readiness.question import Measure, Question


def test_it_asks_of_all_courses_but_those_taken_away() -> None:
    everything = Question(Measure.WHO, date(2026, 11, 2), without_courses=(3,))
    assert [everything.asks_of(course) for course in (1, 3)] == [True, False]
    two = Question(Measure.WHO, date(2026, 11, 2), courses=(1, 3), without_courses=(3,))
    assert [two.asks_of(course) for course in (1, 2, 3)] == [True, False, False]
