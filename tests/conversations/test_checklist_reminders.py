"""Reminders of a checklist's items, and its weekly line in a channel, as a dialogue."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.conversations.conftest import Stage


def morning(stage: Stage, day: int, month: int = 11) -> None:
    """It is 08:00 in Chicago on a day, and what comes by itself has come."""
    stage.clock.moves_to(datetime(2026, month, day, 14, 0, 5, tzinfo=UTC))
    for job in ("projection", "reminders", "checklist weeks", "letters"):
        stage.muster.jobs.run(job, stage.clock())
    stage.rests()
    stage.muster.jobs.run("channels", stage.clock())
    stage.rests()


@pytest.mark.postgres
@pytest.mark.long
def test_reminders_are_done_or_put_off_from_the_letter_and_a_channel_reads_counts(stage: Stage) -> None:
    for actor in (stage.ben, stage.cora, stage.dana):  # the first word of each links them
        actor.says("/muster help")
        actor.sees("You are signed in as")
    stage.muster.jobs.run("letters", stage.clock())
    for said in ("radio plan on file by 17 Nov for Ben Flores", "roster current by 17 Nov for Ben Flores"):
        stage.cora.says(f"/checklist add {said}")
        stage.cora.sees("Added")

    stage.cora.says("/checklist channel", stage.room)
    stage.cora.sees("Weekly line")
    stage.cora.submits()
    stage.cora.sees("every Monday at 08:00 (America/Chicago), first on 9 Nov 2026", seconds=10)
    stage.dana.sees("It counts, and names nobody.", seconds=10, since="ever")

    morning(stage, 3)
    seen = stage.ben.sees("things for you, 3 Nov 2026")
    assert (
        "Given to you: radio plan on file (Cedar Fire Department): due 17 Nov 2026, in 14 days." in seen.text
    )

    morning(stage, 9)
    line = stage.dana.sees("of 2 items done", seconds=10, since="ever")
    assert "Checklist of Cedar Fire Department: 0 of 2 items done. 2 due in the next 14 days." in line.text
    assert "Ben" not in line.text

    morning(stage, 14)
    seen = stage.ben.sees("2 things for you, 14 Nov 2026")
    assert "radio plan on file (Cedar Fire Department): due 17 Nov 2026, in 3 days." in seen.text
    stage.ben.presses("Snooze")  # of the first line
    stage.ben.sees("No reminder before 17 Nov 2026: radio plan on file. It is due on that day all the same.")
    stage.ben.presses("Another day")
    stage.ben.sees("No reminder before")
    stage.ben.closes()

    morning(stage, 17)
    seen = stage.ben.sees("2 things for you, 17 Nov 2026")
    assert "radio plan on file (Cedar Fire Department): due today." in seen.text  # put off no further
    assert "roster current (Cedar Fire Department): due today." in seen.text
    stage.ben.says("/checklist done roster current")
    stage.ben.sees("Done: roster current.")

    morning(stage, 24)
    seen = stage.ben.sees("One thing for you, 24 Nov 2026")
    assert "radio plan on file (Cedar Fire Department): overdue, it was due 17 Nov 2026." in seen.text

    stage.slack.change_channel(stage.room, archived=True)
    morning(stage, 30)
    stage.cora.sees("I stopped a checklist's weekly line", seconds=10, since="ever")
    stage.dana.does_not_see("1 of 2 items done", since="ever")
