"""Planning, changing and cancelling an exercise: who may, what is refused, and what follows from it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from commands.exercises import cancelling, planning, planning_overview
from commands.kit.problems import Refused, Wrong
from storage.cards import Card
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.exercise_plans import next_code, set_objectives
from storage.exercises import (
    ExerciseRecord,
    ExerciseState,
    InvitedAgency,
    ParticipationRecord,
    TaskRecord,
)
from storage.people import AgencyDiscipline, AgencyRecord
from storage.plans import PlanRecord, RevisionRecord
from tests.commands.speaking import NOON, County, Office, Said, Speaker, audited, small_county
from words.objectives import Objective
from words.problems import Problem

ENTRIES = (*planning.ENTRIES, *cancelling.ENTRIES, *planning_overview.ENTRIES)


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store, county: County) -> Office:
    return Office(store, ENTRIES)


def vine(county: County, **other: Any) -> dict[str, Any]:
    """What is filled in for the Vine drill."""
    return {
        "title": "Vine campus drill",
        "type": "drill",
        "day": "2026-12-03",
        "host": str(county.cedar),
        "objectives": "Evacuate\n- collect casualties\n- account for all",
        **other,
    }


def only(store: Store) -> ExerciseRecord:
    with store.reading() as session:
        return session.scalars(select(ExerciseRecord)).one()


def planned(lead: Speaker, county: County, **other: Any) -> Said:
    return lead.submits(lead.says("exercise plan"), **vine(county, **other))


@pytest.mark.postgres
def test_a_lead_plans_invites_changes_and_cancels(office: Office, county: County, store: Store) -> None:
    lead = office.lead(county.cedar, person_id=county.ada)
    receipt = planned(lead, county, simulation=["yes"], capabilities=["Planning"], award="77", grant="EMPG")
    assert receipt.text.splitlines() == [
        "Planned: Vine campus drill, 3 Dec 2026 (EX-2026-001).",
        "Drill, a simulation, hosted by Cedar Fire Department.",
        "1 objective and 2 critical tasks.",
        "Law enforcement has not played in any exercise on record yet.",
        "Dispatch has not played in any exercise on record yet. No agency of the region does it.",
    ]
    receipt = lead.presses(receipt, "Invite Oak Police")
    assert "Invited: Oak Police." in receipt.text
    assert receipt.buttons() == ["Post a sign-in", "Change", "Cancel it"]
    opened = lead.presses(receipt, "Change")
    form = str(opened.reply.modal and opened.reply.modal.to_dict())
    for shown in ("- account for all", "Oak Police", "Planning", "EMPG", "'77'", "2026-12-03"):
        assert shown in form
    changed = lead.submits(
        opened, **vine(county, title="Vine drill", objectives="- account for all\n- call out")
    )
    assert changed.text.startswith("As it is now: Vine drill, 3 Dec 2026 (EX-2026-001).")
    with store.reading() as session:
        assert session.scalars(select(TaskRecord.task).order_by(TaskRecord.place)).all() == [
            "account for all",
            "call out",
        ]
        assert session.scalars(select(InvitedAgency)).all() == []  # taken out in the form
    lead.clicks("exercise.invite:law", {"discipline": "law", "exercise": only(store).id})
    gone = lead.presses(changed, "Cancel it")
    assert "To be told: Cedar Fire Department and Oak Police." in gone.text
    assert only(store).state is ExerciseState.CANCELLED
    assert only(store).funding == ""
    for button in ("Change", "Cancel it"):
        with pytest.raises(Problem, match="cancelled"):
            lead.presses(changed, button)
    with pytest.raises(Problem, match="cancelled"):
        lead.submits(opened, **vine(county))
    assert [line.removeprefix("Slack user ") for line in audited(store)] == [
        "ULEE planned an exercise",
        "ULEE changed an exercise",
        "ULEE changed an exercise",
        "ULEE changed an exercise",
        "ULEE cancelled an exercise",
    ]
    with store.writing() as session:
        assert next_code(session, 2026) == "EX-2026-002"
        assert next_code(session, 2027) == "EX-2027-001"


def test_what_cannot_be_planned_is_shown_beside_its_field(
    office: Office, county: County, store: Store
) -> None:
    lead = office.lead(county.cedar, person_id=county.ada)
    wrong: list[tuple[str, Any, str]] = [
        ("title", "", "needed"),
        ("type", "party", "Choose what it is"),
        ("day", "2026-02-31", "Choose the day"),
        ("host", None, "one that you lead"),
        ("host", str(county.oak), "You plan for the agencies you lead"),
        ("host", "999999", "Choose an agency from the list"),
        ("invited", ["999999"], "Choose agencies"),
        ("objectives", "- a\n- A", "stands there twice"),
        ("objectives", "a\n" * 101, "At most 100 lines"),
        ("capabilities", ["Cooking"], "Choose from the list"),
        ("poc", "x", "Choose somebody"),
    ]
    for field, value, said in wrong:
        with pytest.raises(Wrong) as refused:
            planned(lead, county, **{field: value})
        assert said in refused.value.fields[field]
    with pytest.raises(Wrong, match="an incident is written down once it is over"):
        planned(lead, county, type="incident")
    with store.reading() as session:
        assert session.scalars(select(ExerciseRecord)).all() == []


def test_planned_twice_moved_ahead_and_somebody_elses(office: Office, county: County, store: Store) -> None:
    lead, other = (
        office.lead(county.cedar, person_id=county.ada),
        office.lead(county.oak, user="UOLA", person_id=county.cy),
    )
    receipt = planned(lead, county, day="2026-10-30", poc="dee@oak.example", title=" Vine  campus\tdrill")
    assert only(store).title == "Vine campus drill"
    with pytest.raises(Wrong, match="It is planned already: EX-2026-001"):
        planned(lead, county, day="2026-10-30", title="vine  Campus drill")
    for press in ("Change", "Cancel it"):
        with pytest.raises(Refused, match="not yours"):
            other.presses(receipt, press)
    with store.writing() as session:
        session.add(
            ParticipationRecord(
                exercise_id=only(store).id, agency_id=county.cedar, headcount=3, recorded_at=NOON
            )
        )
    opened = lead.presses(receipt, "Change")
    with pytest.raises(Wrong, match="can't be of a day that is still to come"):
        lead.submits(opened, **vine(county))
    # The point of contact may change it, keep its host, and give it to no other.
    dee = office.responder(county.dee, county.oak, "UDEE")
    opened = dee.presses(receipt, "Change")
    asked = dee.submits(opened, **vine(county, day="2026-10-29", poc=str(county.dee)))
    said = str(asked.reply.updated and asked.reply.updated.to_dict())
    assert "1 record of who took part moves with it, from 30 Oct 2026 to 29 Oct 2026." in said
    assert only(store).held_on == date(2026, 10, 30)
    dee.submits(asked, **vine(county, day="2026-10-29", poc=str(county.dee)))
    assert only(store).held_on == date(2026, 10, 29)
    for form in ("exercise.plan", "exercise.plan/host", "exercise.invite_in_form"):
        forged = {"exercise": only(store).id, "said": {"exercise": only(store).id}, "discipline": "law"}
        with pytest.raises(Refused):
            other.clicks(form, forged)
        with pytest.raises(Refused, match="Planning an exercise"):
            dee.clicks(form, {"discipline": "law"})
    with pytest.raises(Problem):
        office.responder(county.dee, county.oak, "UDEE").clicks("exercise.plan", {"exercise": 999})
    with pytest.raises(Refused):
        dee.says("exercise plan")
    with pytest.raises(Refused, match="Planning an exercise"):
        dee.clicks("exercise.plan", {})
    with store.writing() as session:
        session.scalars(select(ExerciseRecord)).one().state = ExerciseState.CONFIRMED
    with pytest.raises(Problem, match="took place"):
        lead.presses(receipt, "Cancel it")


def test_the_point_of_contact_may_be_from_an_agency_that_is_invited(office: Office, county: County) -> None:
    lead = office.lead(county.cedar, person_id=county.ada)
    found = [*lead.looks_up("exercise.plan/poc", "cole", lead.says("exercise plan").carried).values()]
    assert found == ["nobody"]
    invited = lead.says("exercise plan Vine drill 3 Dec with Oak Police")
    [cy] = lead.looks_up("exercise.plan/poc", "cole", invited.carried).values()
    assert cy == str(county.cy)
    assert list(lead.looks_up("exercise.plan/poc", "dee", invited.carried).values()) == ["nobody"]  # who left
    by_email = lead.looks_up("exercise.plan/poc", "Dee@oak.example", lead.says("exercise plan").carried)
    assert list(by_email.values()) == ["dee@oak.example"]
    with pytest.raises(Wrong, match=r"Choose somebody from the list\.$"):
        planned(lead, county, poc=str(county.dee))
    with pytest.raises(Wrong, match="Only people of the host and those invited, and whole e-mails"):
        planned(lead, county, poc="nobody")
    assert lead.submits(invited, **vine(county, poc=cy)).text.startswith("Planned: Vine campus drill")


def test_those_of_the_hosts_jurisdiction_are_invited_first_and_many_are_named_in_part(
    office: Office, county: County, store: Store
) -> None:
    with store.writing() as session:
        for n in range(28):
            near = "Cedar Township" if n < 2 else f"Town {n}"
            made = AgencyRecord(key=f"police {n:02}", name=f"Police {n:02}", jurisdiction=near, strength=None)
            session.add(made)
            session.flush()
            session.add(AgencyDiscipline(agency_id=made.id, discipline="law"))
        catalogue_changed(session)
    lead = office.lead(county.cedar, person_id=county.ada)
    receipt = planned(lead, county)
    assert receipt.buttons()[:2] == ["Invite the 2 of Cedar Township", "Invite all 29"]
    assert "Invited: Police 00 and Police 01." in lead.presses(receipt, "Invite the 2").text
    every = "Invited: Oak Police, Police 00, Police 01, Police 02, Police 03 and 24 more."
    assert every in lead.presses(receipt, "Invite all 29").text
    assert "Invited: Oak Police, Police 00" in lead.says("exercise show Vine").text
    assert "and 24 more" in lead.says("exercise show Vine").text


def test_a_manager_may_leave_the_host_empty(office: Office, county: County, store: Store) -> None:
    receipt = planned(office.manager(person_id=county.ben), county, host=None)
    assert "hosted by" not in receipt.text
    assert only(store).host_agency_id is None
    with store.reading() as session:
        assert session.scalars(select(Card)).all() == []


def test_a_point_of_contact_keeps_the_host_also_none(office: Office, county: County, store: Store) -> None:
    manager = office.manager(person_id=county.ben)
    receipt = planned(manager, county, host=None, poc=str(county.dee))
    dee = office.responder(county.dee, county.oak, "UDEE")
    opened = dee.presses(receipt, "Change")
    with pytest.raises(Wrong, match="You plan for the agencies you lead"):
        dee.submits(opened, **vine(county, poc=str(county.dee)))
    dee.submits(opened, **vine(county, host=None, title="Vine drill", poc=str(county.dee)))
    assert (only(store).title, only(store).host_agency_id) == ("Vine drill", None)
    dee = office.lead(county.oak, user="UDEE", person_id=county.dee)
    with pytest.raises(Wrong, match="You plan for the agencies you lead"):  # their exercise, not their agency
        dee.submits(opened, **vine(county, poc=str(county.dee)))
    dee.submits(opened, **vine(county, host=str(county.oak), poc=str(county.dee)))
    assert only(store).host_agency_id == county.oak


@pytest.mark.several
@pytest.mark.postgres
def test_planned_at_once_each_has_a_code_of_its_own(office: Office, county: County, store: Store) -> None:
    speakers = [office.lead(county.cedar, user=f"U{n}", person_id=county.ada) for n in range(6)]
    together = Barrier(len(speakers))

    def plan(number: int, lead: Speaker) -> str:
        opened = lead.says("exercise plan")
        together.wait()
        return lead.submits(opened, **vine(county, title=f"Drill {number}")).text

    with ThreadPoolExecutor(len(speakers)) as pool:
        list(pool.map(plan, range(len(speakers)), speakers))
    with store.reading() as session:
        codes = sorted(session.scalars(select(ExerciseRecord.code)))
    assert codes == [f"EX-2026-00{n}" for n in range(1, 7)]


def test_what_the_form_does_not_offer_stays_as_it_is(office: Office, county: County, store: Store) -> None:
    lead = office.lead(county.cedar, person_id=county.ada)
    receipt = planned(lead, county)
    with store.writing() as session:
        plan = PlanRecord(key="p", name="Plan")
        session.add(plan)
        session.flush()
        gone = RevisionRecord(plan_id=plan.id, key="1", name="1.0", effective_on=NOON.date())
        gone.take_back(NOON, "a test", "entered twice")
        session.add(gone)
        session.flush()
        kept = session.scalars(select(ExerciseRecord)).one()
        kept.revision_id, kept.mission_area = gone.id, "Preparedness"
        revision = gone.id
    opened = lead.presses(receipt, "Change")
    assert "Plan 1.0" in str(opened.reply.modal and opened.reply.modal.to_dict())
    lead.submits(opened, **vine(county, revision=str(revision), area=None))
    assert (only(store).revision_id, only(store).mission_area) == (revision, "Preparedness")
    lead.submits(opened, **vine(county, revision=None, area="response"))
    assert (only(store).revision_id, only(store).mission_area) == (None, "response")


def test_more_agencies_than_a_form_takes(office: Office, county: County, store: Store) -> None:
    with store.writing() as session:
        for n in range(120):
            made = AgencyRecord(key=f"post {n:03}", name=f"Post {n:03}")
            session.add(made)
            session.flush()
            session.add(AgencyDiscipline(agency_id=made.id, discipline="dispatch"))
        catalogue_changed(session)
    lead = office.lead(county.cedar, person_id=county.ada)
    opened = lead.says("exercise plan")
    pressed = lead.clicks("exercise.invite_in_form:dispatch", {"discipline": "dispatch", "said": {}})
    shown = pressed.reply.updated
    assert shown is not None
    assert "20 more agencies were not chosen" in str(shown.to_dict())
    receipt = lead.submits(opened, **vine(county))
    lead.clicks("exercise.invite:dispatch", {"discipline": "dispatch", "exercise": only(store).id})
    change = lead.presses(receipt, "Change")
    assert "120 agencies are invited" in str(change.reply.modal and change.reply.modal.to_dict())
    lead.submits(change, **vine(county, title="Vine drill"))
    with store.reading() as session:
        assert len(session.scalars(select(InvitedAgency)).all()) == 120


def test_more_tasks_than_a_form_takes_stay_as_they_are(office: Office, county: County, store: Store) -> None:
    lead = office.lead(county.cedar, person_id=county.ada)
    receipt = planned(lead, county)
    many = tuple(f"task {n} {'x' * 90}" for n in range(40))
    with store.writing() as session:
        set_objectives(session, only(store).id, [Objective("Evacuate", many)])
    fields = vine(county, title="Vine drill")
    del fields["objectives"]
    changed = lead.submits(lead.presses(receipt, "Change"), **fields)
    assert "1 objective and 40 critical tasks." in changed.text
