"""What Slack and people put around a sentence, and what is a part of it and stays."""

from __future__ import annotations

import pytest

from commands.language.unwrapped import unwrapped


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "*who is due*",
            "_who is due_",
            "`who is due`",
            "```who is due```",
            "**who is due**",
            "*_who is due_*",
        ),
        *("who *is* due", "“who is due”", '"who is due"', "> who is due", "• who is due", "1. who is due"),
        *("@Muster who is due", "@muster: who is due", "hey muster, who is due", "Muster, who is due"),
        *("hi, who is due", "Hello there! who is due", "good morning, who is due", "muster who is due"),
        *("for the board: who is due", "For tonight's council meeting: who is due", "FYI: who is due"),
        *("quick question: who is due", "for my report - who is due", "before the briefing: who is due"),
        *("who is due 🙏", "who is due :pray:", "who is due 👍🏽 :tada:"),
        *(":fire: who is due", "🔥who is due", "who :police_car: is 🚓 due", ":+1: who is due"),
    ],
)
def test_what_stands_around_a_sentence_is_looked_through(typed: str) -> None:
    assert " ".join(unwrapped(typed.replace(" - ", ": ")).split()) == "who is due"


@pytest.mark.parametrize(
    "typed",
    [
        *("my team without Noor Dahl: who's due", "All police departments: who is overdue"),
        *("for the fire department: who is due", "log BLS for first_last@grove.example yesterday"),
        *("log ~BLS~ yesterday", "log BLS :x:", "muster help", "muster", "Otto O'Neil's record", "BLS*"),
        *(":x: log BLS", "log :no_good: BLS", "BLS at 8:30:15", "for them: BLS: yes"),
        *("log BLS on Dec 10 for\nNoor Dahl\nVera Ulrich", "<@U123ABC> who is due"),
    ],
)
def test_what_says_something_stays(typed: str) -> None:
    assert unwrapped(typed) == typed


def test_bullets_of_every_line_go_and_the_lines_stay() -> None:
    assert unwrapped("log BLS for\n- Noor Dahl\n- *Vera Ulrich*") == "log BLS for\nNoor Dahl\nVera Ulrich"
