"""What a letter says of scorecards: that questions wait, for as long as they do, to who may answer."""

from __future__ import annotations

from datetime import date

from commands.scorecard import letter
from readiness.scorecard import Answer
from storage.audit import Trail
from storage.engine import Store
from storage.letters import SCORECARD_ASKED
from storage.people import RightKind
from storage.rights import give_right, take_right
from storage.scorecards import say
from tests.commands.letters_read import left, person, texts, told
from tests.commands.scorecard.county import CEDAR
from tests.conversations import county

TUESDAY = date(2026, 11, 3)
QUARTER = "2026-10-01"
TRAIL = Trail("a test", "test", county.NOW)


def test_a_lead_reads_what_waits_until_it_is_answered_or_theirs_no_more(county_store: Store) -> None:
    cora, cedar = person(county_store, "cora@grove.example"), county.agency_id(county_store, CEDAR)
    left(county_store, [cora], SCORECARD_ASKED, cedar, QUARTER)
    [line] = told(county_store, letter.ENTRIES, [cora], TUESDAY)
    assert line.text == "Scorecard of Cedar Fire Department, once a quarter: 2 questions wait."
    assert line.button is not None
    with county_store.writing() as session:
        say(session, cedar, {"own-procedure": Answer(2)}, {}, TRAIL, date(2026, 9, 30))
        say(session, cedar, {"common-terms": Answer(2)}, {}, TRAIL, date(2026, 10, 1))
    [said] = texts(told(county_store, letter.ENTRIES, [cora], TUESDAY))
    assert said == "Scorecard of Cedar Fire Department, once a quarter: 1 question waits."
    with county_store.writing() as session:
        take_right(session, cora, RightKind.LEAD, cedar, "a test", county.NOW, county.REGION)
    [gone] = told(county_store, letter.ENTRIES, [cora], TUESDAY)
    assert (gone.text, gone.waiting) == ("", line.waiting)


def test_the_emergency_manager_reads_one_line_for_the_region_and_all_without_a_lead(
    county_store: Store,
) -> None:
    eve = person(county_store, "eve@grove.example")
    with county_store.writing() as session:
        give_right(session, eve, RightKind.MANAGER, None, "a test", county.NOW)
    left(county_store, [eve], SCORECARD_ASKED, 0, QUARTER)
    [line] = told(county_store, letter.ENTRIES, [eve], TUESDAY)
    assert line.text == (
        "Scorecard of the region, once a quarter: 1 question waits; "
        "those of 3 agencies without a lead in Slack wait for you."
    )
    with county_store.writing() as session:
        say(session, None, {"officials-adopted": Answer(2)}, {}, TRAIL, TUESDAY)
    [line] = told(county_store, letter.ENTRIES, [eve], TUESDAY)
    assert line.text == (
        "Scorecard of the region, once a quarter: those of 3 agencies without a lead in Slack wait for you."
    )
