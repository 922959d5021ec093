"""A file whose days are written the other way round goes in only after a yes, remembered or not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from storage.engine import Store
from tests.bot.cli.conftest import Muster
from tests.bot.cli.test_as_they_come import ADA, Desk

OWN = "email,course,completed_on"
COURSES = ("BLS", "ASIM-B", "ICS-100")
THEIRS = "Email Address,Course Name,Done Day"


@pytest.fixture
def desk(muster: Muster, tmp_path: Path, cedar: Store) -> Desk:
    """Somebody at the command line of a county with four agencies."""
    return Desk(muster, tmp_path, cedar)


def rows(*days: str) -> str:
    return "".join(
        f"{ADA},{course},{day}\n" for course, day in zip(("BLS", "ASIM-B", "ICS-100"), days, strict=False)
    )


def test_proof_of_both_orders_and_days_still_to_come_are_asked_about(desk: Desk) -> None:
    for days in (("03/14/2026", "25/12/2025", "03/04/2026"), ("12/10/2026", "11/10/2026", "10/10/2026")):
        said = desk.brings("completions", f"{OWN}\n{rows(*days)}")
        assert (said.status, desk.passes) == (2, []), days
        assert "--date-order dmy" in said.err


def test_an_order_that_was_said_once_is_said_again_and_no_days_own_proof_is_passed_over(desk: Desk) -> None:
    columns = ("--column", "Done Day=completed_on")
    said = desk.brings("completions", f"{THEIRS}\n{rows('25/10/2025')}", *columns, "--date-order", "dmy")
    assert (said.status, desk.passes) == (0, [(ADA, "BLS", date(2025, 10, 25))])
    again = desk.brings("completions", f"{THEIRS}\n{rows('03/04/2026')}")
    assert again.status == 0
    assert "Days are read day first, as was settled for files with this header." in again.out
    other = desk.brings("completions", f"{THEIRS}\n{rows('03/25/2026', '03/04/2026')}")
    assert other.status == 2
    assert "--date-order mdy" in other.err


def test_an_order_is_not_remembered_for_our_own_header(desk: Desk) -> None:
    assert desk.brings("completions", f"{OWN}\n{rows('25/10/2025')}", "--date-order", "dmy").status == 0
    assert desk.brings("completions", f"{OWN}\n{ADA},ASIM-B,03/04/2026\n").status == 0
    assert (ADA, "ASIM-B", date(2026, 3, 4)) in desk.passes
