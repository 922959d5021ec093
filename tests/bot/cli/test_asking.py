"""Questions on the command line: of whom, of what day and of what course, at each command alike."""

from __future__ import annotations

import pytest

from tests.bot.cli.conftest import Muster

OF_A_DAY = ("exercises", "together", "bench", "teams", "actions", "plans", "gaps", "suggest")
OF_A_SCOPE = ("bench", "teams", "gaps", "suggest", "projection", "wave", "coverage", "due")
OF_A_COURSE = ("projection", "wave", "coverage")
IN_WORDS = ("bench", "teams", "gaps", "suggest")


@pytest.mark.usefixtures("small")
def test_a_day_that_is_none_is_one_line(muster: Muster) -> None:
    for command in sorted({*OF_A_DAY, *OF_A_SCOPE, "courses", "scorecard"}):
        said = muster(command, "--on", "2026-02-30")
        assert (said.status, said.out) == (2, ""), command
        assert "“2026-02-30” is no day in the calendar" in said.err, command
        assert muster(command, "--on", "1 Nov 2026").status == 0, command


@pytest.mark.usefixtures("small")
def test_of_whom_is_said_by_one_option_in_the_name_as_it_is(muster: Muster) -> None:
    for command in OF_A_SCOPE:
        assert muster(command, "--agency", " cedar  FIRE ").status == 0, command
        near = muster(command, "--agency", "Cedar")
        assert (near.status, near.out) == (2, ""), command
        assert "I can't find any agency named exactly “Cedar”." in near.err, command
        assert "One scope at a time" in muster(command, "--agency", "Cedar Fire", "--discipline", "law").err
    for command in IN_WORDS:
        assert muster(command, "tonight", "Cedar", "Fire").status == 0, command
        both = muster(command, "fire", "--agency", "Cedar Fire")
        assert (both.status, both.out) == (2, ""), command
        assert "One scope at a time" in both.err, command


@pytest.mark.usefixtures("small")
def test_a_course_that_is_none_is_answered_with_those_there_are(muster: Muster) -> None:
    for command in OF_A_COURSE:
        said = muster(command, "--course", "ROLL-CALLS")
        assert (said.status, said.out) == (2, ""), command
        assert "ASIM-B" in said.err, command
        assert muster(command, "--course", "asim-b").status == 0, command


@pytest.mark.usefixtures("store")
def test_where_there_are_no_courses_that_is_said(muster: Muster) -> None:
    for command in OF_A_COURSE:
        said = muster(command, "--course", "BLS")
        assert (said.status, said.out) == (2, ""), command
        assert "there are none yet" in said.err, command
