"""What the form of an exercise shows at first of what was said."""

from __future__ import annotations

from datetime import date

from commands.exercises.planning_form import TITLE, of_words
from commands.language.planning import PlanSaid


def test_what_was_said_fits_its_fields() -> None:
    shown = of_words(PlanSaid(title="T" * 300, type="drill", day=date(2026, 12, 3)))
    assert len(str(shown["title"])) == TITLE
    assert of_words(PlanSaid()) == {"title": None, "type": None, "simulation": False, "day": None}
