"""The set-up list of a region, from empty to done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import func, select

from commands.kit.problems import Refused
from commands.region import setup
from commands.region.setup import set_up_of
from commands.region.setup_views import SetUp, next_step_blocks
from commands.roster import people, rights
from storage.digests import DigestSubscription
from storage.engine import Store
from storage.training import CompletionRecord, CourseRecord, RequirementRecord, RuleRecord
from tests.commands.speaking import (
    NOON,
    REGION,
    WORKSPACE,
    Office,
    audited,
    buttons_in,
    in_slack,
    small_county,
)


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, (*people.ENTRIES, *rights.ENTRIES, *setup.ENTRIES))


def test_an_empty_region_begins_with_the_import(office: Office) -> None:
    said = office.manager().says("muster setup")
    assert "Next · Agencies and people: 0 agencies and 0 people on the roster." in said.text
    assert "To do · First digest: no channel gets one yet." in said.text
    assert "Done" not in said.text
    assert {"Import agencies", "Load the starting catalogue", "Set up a digest"} <= set(said.buttons())


def test_the_settings_in_force_are_shown(office: Office) -> None:
    text = office.manager().says("muster setup").text
    assert "time zone America/Chicago; dates month first" in text
    assert "handling mark “For official use”" in text


@pytest.mark.postgres
def test_the_starting_catalogue_is_loaded_by_a_button_once(office: Office) -> None:
    manager = office.manager()
    listed = manager.says("muster setup")
    done = manager.presses(listed, "Load the starting catalogue")
    assert done.reply.replaces
    assert "local policy" in done.text
    assert "To do · Who must hold what: nobody has to hold any course yet. Open a course" in done.text
    assert {"Open the courses", "Import requirements"} <= set(done.buttons())
    with office.store.reading() as session:
        courses = session.scalar(select(func.count()).select_from(CourseRecord))
        assert courses
        assert session.scalar(select(func.count()).select_from(RuleRecord))
    again = manager.presses(listed, "Load the starting catalogue")
    assert "there already; nothing was changed" in again.text
    with office.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(CourseRecord)) == courses
    assert "morgan@county.example loaded the starting catalogue" in audited(office.store)


@pytest.mark.postgres
def test_what_is_done_and_what_is_next_follow_the_records(office: Office) -> None:
    county, manager = small_county(office.store), office.manager()
    in_slack(office.store, "UADA", "ada", county.ada)
    text = manager.says("muster setup").text
    assert "Done · Agencies and people: 2 agencies and 3 people on the roster." in text
    assert "Next · Courses: none yet." in text
    assert "To do · Training already done: none on record: so far everybody looks untrained." in text
    assert "To do · Agency leads: 2 of 2 agencies have none: Cedar Fire Department and Oak Police." in text
    assert "Goes on · People linked in Slack: 1 of 3; 2 not on Slack, or under another e-mail." in text
    for agency, person in (("Cedar Fire Department", "ada@cedar.example"), ("Oak Police", "OAK-7")):
        manager.says(f"muster rights give {person} lead {agency}")
    manager.presses(manager.says("muster setup"), "Load the starting catalogue")
    with office.store.writing() as session:
        course = session.scalars(select(CourseRecord)).first()
        assert course is not None
        session.add(RequirementRecord(course_id=course.id))
        session.add(
            CompletionRecord(
                record="a record",
                person_id=county.ada,
                course_id=course.id,
                completed_on=date(2026, 1, 5),
                recorded_at=NOON,
            )
        )
        session.add(
            DigestSubscription(
                workspace=WORKSPACE,
                channel="C1",
                weekday=0,
                at=time(8),
                timezone=REGION.timezone,
                created_by="x",
                created_at=NOON,
                known_until=NOON,
            )
        )
    said = manager.says("muster setup")
    done = said.text.partition("Done · ")[2]
    for each in (
        "Training already done: on record.",
        "Agency leads: every agency has one.",
        "1 channel gets",
    ):
        assert each in done
    assert "Goes on · People linked in Slack: 1 of 3" in said.text
    assert "Next · Positions for exercises" in said.text
    assert set(said.buttons()[:2]) == {"Who is not", "Positions"}
    with office.store.reading() as session:
        assert set_up_of(session, REGION.day(NOON)).is_done


def test_home_brings_the_file_that_is_next_in_one_press() -> None:
    begun = SetUp(
        agencies=2, without_lead=["Oak Police"], people=9, linked=0, courses=1, requirements=1,
        completions=False, digests=0,
    )  # fmt: skip
    assert _labels(begun) == ["Import completions", "Template for completions", "Set up"]
    assert _labels(replace(begun, completions=True)) == ["Set up"]


def _labels(state: SetUp) -> list[str]:
    return [each["text"]["text"] for each in buttons_in([one.to_dict() for one in next_step_blocks(state)])]


def test_set_up_is_the_managers_affair(office: Office) -> None:
    with pytest.raises(Refused):
        office.lead(1).says("muster setup")
    with pytest.raises(Refused):
        office.lead(1).clicks("setup.catalogue", {})
