"""What was understood of somebody's part in an exercise, as keys and in words, for a form or a button."""

from __future__ import annotations

import pytest

from commands.kit.registry import Form
from commands.kit.reply import Reply, say
from commands.kit.request import Request
from commands.language.taking_part import told_of, understand_part
from storage.engine import Store
from tests.commands.exercises.table import Table, exercises_in
from tests.commands.speaking import Office
from tests.conversations import county


def understood(request: Request) -> Reply:
    """Says what was understood, whether it is whole, and what was not."""
    found = understand_part(request)
    whole = "whole" if found.is_whole else "not whole"
    return say(f"{told_of(request, found.said)} | {whole} | {found.said.unclear}")


ENTRIES = (Form("hear", understood, what="what is understood", example="hear I played"),)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("I played Transport at the Vine drill", "Vine campus drill, 1 Nov 2026; Transport | whole | "),
        ("Triage, EX-2, run 2", "Vine courthouse tabletop, 14 Mar 2026; Triage; run 2 | whole | "),
        ("I was an observer at EX-1 yesterday", "Vine campus drill, 1 Nov 2026; observer | whole | "),
        ("took part in the Vine drill", "Vine campus drill, 1 Nov 2026 | not whole | "),
        ("I played Transport yesterday", "1 Nov 2026; Transport | not whole | Which exercise? Nothing"),
        (
            "Transport at EX-1 for Ben Flores",
            "Vine campus drill, 1 Nov 2026; Transport; for Ben Flores | whole",
        ),
        (
            "Transport at EX-1 for Pat",
            "Transport | not whole | I can't find “Pat” in your own agency: search",
        ),
        ("Transport at EX-1 with Ben Flores", "not whole | “with”: I was not sure whether you took it too."),
    ],
)
def test_what_is_understood_is_said_again(county_store: Store, said: str, heard: str) -> None:
    exercises_in(county_store)
    cora = Table(county_store).cora.member
    office = Office(county_store, ENTRIES, Table(county_store).clock, county.REGION)
    assert heard in office.speaker(cora).says(f"hear {said}").text
