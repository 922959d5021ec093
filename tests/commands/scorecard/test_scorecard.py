"""The scorecard as it is shown: to whom, with which numbers, and what is next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from commands.all import registry as all_entries
from commands.kit.blocks import raw
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.language.sentences import resolve
from commands.scorecard.scorecard import STEPS
from commands.scorecard.scorecard_views import CardOf
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.people import Person
from storage.standing import rebuild
from storage.training import CourseRecord
from tests.commands.scorecard.county import BIRCH, TODAY, ben, cora, dana, prepared, whole_of
from tests.conversations.county import agency_id, take
from tests.jobs.county import passes
from words.problems import Problem, Unclear


def test_the_regions_bars_are_for_everybody_and_an_agencys_for_its_lead(county_store: Store) -> None:
    prepared(county_store)
    seen = ben(county_store).says("readiness scorecard")
    assert seen.text.startswith("Scorecard: the region\nLeast proven: Communications & Coordination, 16%.")
    assert (
        "Policy & Planning: we hope 25%, we can prove 25%\n"
        "Next, to 50%: 3 agencies have still to answer (own procedure)." in seen.text
    )
    assert "A local self-assessment." in seen.text
    assert "No bars were kept yet" in seen.text
    assert not [label for label in seen.buttons() if label.startswith("Answer")]
    with pytest.raises(Refused, match="can't see"):
        ben(county_store).says("readiness scorecard Cedar Fire")
    with pytest.raises(Refused, match="can't see"):
        cora(county_store).says("readiness scorecard Birch Police")
    assert "Scorecard: Birch Police" in dana(county_store).says("readiness scorecard for Birch Police").text
    own = cora(county_store).says("readiness scorecard of Cedar Fire, please")
    assert "Scorecard: Cedar Fire Department" in own.text
    assert own.buttons()[0] == "Answer 2 questions"


def test_one_says_the_same_to_all_and_everybody_sees_the_same_region(county_store: Store) -> None:
    prepared(county_store)
    lines = [each(county_store).says("readiness scorecard").text for each in (ben, cora, dana)]
    assert len(set(lines)) == 1


def test_how_it_was_counted_names_numbers_and_no_people(county_store: Store) -> None:
    prepared(county_store)
    speaker = dana(county_store)
    text = whole_of(speaker, speaker.presses(speaker.says("readiness scorecard"), "How it was counted"))
    for line in (
        "● Agencies that adopted the shared plan in force: 2 of 4 · 2 of 3 agencies (66%)",
        "● The shared plan was reviewed in the last 12 months: 2 of 4 · last 1 Mar 2025",
        "● Coverage of the basic course: 2 of 4 · 4 of 8 people (50%) · ASIM Basic",
        "● The weakest discipline's coverage: 2 of 4 · 4 of 8 people (50%) · "
        "the weaker parts are too few people to show",
        "● Full teams deep: 0 of 4 · no position is needed for a team yet",
        "● Exercises of the last 12 months with law, fire, EMS and dispatch: 1 of 4 · 1 of 2 exercises",
        "– Agency pairs of one jurisdiction that played together in 24 months: not counted here: "
        "no two agencies share a jurisdiction",
        "● After-action reports filed within 90 days: 2 of 4 · 1 of 2 reports (50%)",
        "● Open corrective actions that are not overdue: 2 of 4 · 1 of 2 actions (50%)",
        "○ The plan is adopted by elected officials or administrators: claimed 0, proven 0 of 4 · "
        "not answered yet",
        "Not all answered by: Birch Police Department, Cedar Fire Department and Grove 911.",
    ):
        assert line in text
    reader = ben(county_store)
    assert "Not all answered by" not in whole_of(reader, reader.clicks("scorecard.how", {}))
    for name in ("Abbott", "Flores", "Diaz", "O'Hara"):
        assert name not in text


def test_how_it_was_counted_is_said_a_screen_at_a_time(county_store: Store) -> None:
    prepared(county_store)
    speaker = dana(county_store)
    seen = speaker.presses(speaker.says("readiness scorecard"), "How it was counted")
    assert "Full teams deep" not in seen.text
    more = speaker.presses(seen, "More")
    assert "Full teams deep" in more.text
    assert speaker.presses(more, "Back").text == seen.text


def test_where_no_position_is_needed_yet_the_step_is_to_say_which(store: Store) -> None:
    """Seen before: "play the positions …", of which there were none."""
    speaker = dana(store)
    seen = speaker.says("readiness scorecard")
    assert "say which positions a team needs" in seen.text
    assert "Positions" in seen.buttons()


def test_the_chart_comes_by_direct_message_with_both_series(county_store: Store) -> None:
    prepared(county_store)
    speaker = dana(county_store)
    seen = speaker.presses(speaker.says("readiness scorecard"), "As a chart")
    [post] = seen.posts
    [chart] = [each for each in raw(post.message.blocks) if each["type"] == "data_visualization"]
    assert [each["name"] for each in chart["chart"]["series"]] == ["we hope", "we can prove"]
    assert [each["value"] for each in chart["chart"]["series"][1]["data"]] == [25, 43, 25, 16, 43]
    plain = "".join(str(each) for each in raw(post.message.plain_blocks or ()))
    assert "Training       ████░░░░░░  43%" in plain


def test_what_is_no_agency_is_asked_back_and_a_forged_one_refused(county_store: Store) -> None:
    with pytest.raises(Unclear, match="I can't find any agency"):
        dana(county_store).says("readiness scorecard Cdar Fier")
    for action in ("scorecard.show", "scorecard.how", "scorecard.answer"):
        with pytest.raises(Problem, match="no longer there"):
            dana(county_store).clicks(action, CardOf(agency=4711).model_dump())
        forged = CardOf(agency=agency_id(county_store, BIRCH)).model_dump()
        with pytest.raises(Refused):
            cora(county_store).clicks(action, forged)


def test_of_a_region_of_none_nothing_is_scored_as_if_it_were_there(store: Store) -> None:
    text = dana(store).says("readiness scorecard").text
    assert "Policy & Planning: we hope 0%, we can prove 0%" in text
    assert "People & Training: n/a" in text


def test_of_a_region_of_one_person_nothing_is_told_of_them(store: Store) -> None:
    files = {
        "agencies": "agency,disciplines,jurisdiction\nElm Fire,fire,City of Elm\n",
        "roster": "email,first_name,last_name,agency\nann@elm.example,Ann,Elm,Elm Fire\n",
        "courses": "code,title\nASIM-B,ASIM Basic\n",
        "rules": "course,effective_on,interval_months\nASIM-B,2015-01-01,24\n",
        "requirements": "course,disciplines\nASIM-B,all\n",
        "completions": "email,course,completed_on,result\nann@elm.example,ASIM-B,2026-03-01,pass\n",
    }
    for name, text in files.items():
        take(store, name, text)
    speaker = dana(store)
    seen = speaker.says("readiness scorecard")
    how = whole_of(speaker, speaker.presses(seen, "How it was counted"))
    for item in ("Coverage of the basic course", "The weakest discipline's coverage"):
        assert f"– {item}: not counted here: too few people to count without naming one" in how
    assert "1 of 1 people" not in how
    assert "no two agencies share a jurisdiction" in how
    own = speaker.says("readiness scorecard Elm Fire")
    assert "1 of 1 person (100%)" in whole_of(speaker, speaker.presses(own, "How it was counted"))


def test_each_step_leads_to_a_form_that_is_there() -> None:
    there = all_entries()
    for label, sentence, needs in STEPS.values():
        form, text = resolve(there, sentence)
        assert (form.says, text) == (sentence, ""), label
        assert list(Needs).index(form.needs) <= list(Needs).index(needs), sentence


def test_of_training_records_it_says_that_those_of_what_is_asked_are_counted(county_store: Store) -> None:
    prepared(county_store)
    before = whole_of(dana(county_store), dana(county_store).clicks("scorecard.how", {}))
    with county_store.writing() as session:
        besides = CourseRecord(key="pottery", code="POTTERY", title="Pottery")
        session.add(besides)
        session.flush()
        for person in session.scalars(select(Person.id)):
            passes(session, person, besides.id, TODAY - timedelta(days=9), verified=False)
        catalogue_changed(session)
        rebuild(session, TODAY)
    after = whole_of(dana(county_store), dana(county_store).clicks("scorecard.how", {}))
    [said] = [each for each in after.splitlines() if "training records" in each.casefold()]
    assert said in before, "a record of what nobody is asked is in no share"
    assert "● Training records of what is asked that are verified" in said
