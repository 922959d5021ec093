"""Letters as a dialogue: what comes in the morning, what is done from it, how often it comes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from storage.deliveries import Delivery
from storage.letters import LETTER
from storage.people import SlackIdentity
from tests.conversations.conftest import Stage


def morning(stage: Stage, day: int, hour: int = 14) -> None:
    """It is 08:00 in Chicago on a day of November, and what comes by itself has come."""
    stage.clock.moves_to(datetime(2026, 11, day, hour, 0, 5, tzinfo=UTC))
    for job in ("projection", "letters"):
        stage.muster.jobs.run(job, stage.clock())
    stage.rests()


def letters(stage: Stage) -> int:
    """How many were written to those who speak here: others are linked, and welcomed, by the daily walk."""
    users = [each.id for each in (stage.ada, stage.ben, stage.cora)]
    with stage.store.reading() as session:
        people = session.scalars(select(SlackIdentity.person_id).where(SlackIdentity.user.in_(users)))
        theirs = Delivery.subject_id.in_([str(each) for each in people])
        query = select(Delivery.id).where(Delivery.subject_kind == LETTER, theirs)
        return len(list(session.scalars(query)))


@pytest.mark.postgres
@pytest.mark.both_doors
def test_a_letter_and_what_is_done_from_it(stage: Stage) -> None:
    for actor in (stage.ada, stage.ben, stage.cora):  # the first word of each links them
        actor.says("/muster help")
        actor.sees("You are signed in as")
    stage.muster.jobs.run("letters", stage.clock())
    assert letters(stage) == 0  # it is nine o'clock: the first ones come next morning
    morning(stage, 3)
    seen = stage.ben.sees("One thing for you, 3 Nov 2026")
    assert "Welcome" not in seen.text, "he spoke first"
    assert "Basic Life Support: due 31 Dec 2026, in 58 days" in seen.text
    stage.cora.sees("Cedar Fire Department: 2 people are due")  # the week's, whose Monday had no letters
    assert letters(stage) == 2  # Ada's lapsed long before

    stage.ben.presses("Log")
    stage.ben.sees("Basic Life Support")
    stage.ben.submits()
    stage.ben.sees("Recorded: Basic Life Support on 3 Nov 2026")

    stage.ben.presses("How often I write")
    stage.ben.sees("Urgent is what lapsed")
    stage.ben.fills(
        {
            "How often": "Weekly: on Mondays, and before a class or exercise",
            "At what hour, where you are": "09:00",
        }
    )
    stage.ben.submits()
    stage.ben.sees(
        "From now on I write you one letter a week, on Mondays, at 09:00 where you are, and the day"
    )
    stage.ben.opens_home()
    stage.ben.sees("I write you one letter a week, on Mondays, at 09:00 where you are, and the day")

    stage.muster.jobs.run("letters", datetime(2026, 11, 4, 14, 0, 5, tzinfo=UTC))
    assert letters(stage) == 2

    morning(stage, 9)
    seen = stage.cora.sees("1 record waits to be verified by you.")
    assert "Cedar Fire Department: 2 people are due" in seen.text
    assert "without Slack" in seen.text
    stage.cora.says("/muster letters")
    stage.cora.sees("Urgent is what lapsed")
    stage.cora.says("/muster letters never")
    stage.cora.sees("From now on I write you no letters.")
    stage.cora.says("/muster letters at midnight")
    stage.cora.sees("Nothing was changed.")
    for hour in (14, 15):
        stage.muster.jobs.run("letters", datetime(2026, 11, 16, hour, 0, 5, tzinfo=UTC))
    assert letters(stage) == 3
