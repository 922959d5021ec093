"""`/exercise suggest`: what it says to whom, and that the form opens with exactly what was suggested."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, select

from commands.exercises import planning, suggesting
from commands.exercises.suggesting import kind_of
from commands.kit.request import Door
from commands.readiness import gaps
from readiness.vocabulary import ExerciseType
from storage.audit import Trail
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.exercise_plans import invited_to, objectives_of
from storage.exercises import ActionRecord, ExerciseRecord, ExerciseState
from storage.people import AgencyDiscipline, AgencyRecord
from storage.position_changes import PositionTerms, add_position
from tests.commands.speaking import NOON, County, Office, Said, small_county
from words.objectives import Objective
from words.problems import Unclear

TRAIL = Trail("a test", "slack", NOON)
TASK = "Set staging <!here>"


@pytest.fixture
def county(store: Store) -> County:
    """Cedar fills Triage, Oak Tactical; nobody has played; each owes an action that was done."""
    made = small_county(store)
    with store.writing() as session:
        for terms in (
            PositionTerms("TRIAGE", "*Triage*", ["fire", "ems"]),
            PositionTerms("TACTICAL", "Tactical", ["law"]),
        ):
            add_position(session, terms, TRAIL)
        for code, agency, task in (("CA-1", made.cedar, TASK), ("CA-2", made.oak, "Count")):
            session.add(
                ActionRecord(
                    key=code.lower(),
                    code=code,
                    task=task,
                    task_key=task.lower(),
                    corrective_action="Practise",
                    agency_id=agency,
                    due_on=date(2026, 9, 1),
                    status="done",
                    done_on=date(2026, 4, 1),
                    recorded_at=NOON,
                )
            )
    return made


@pytest.fixture
def office(store: Store, county: County) -> Office:
    return Office(store, [*suggesting.ENTRIES, *planning.ENTRIES, *gaps.ENTRIES])


def first(said: Said) -> str:
    return said.text.split("\n")[0]


def test_the_form_opens_with_exactly_what_is_suggested(office: Office, store: Store, county: County) -> None:
    manager = office.manager(person_id=county.cy)
    said = manager.says("exercise suggest")
    assert first(said) == (
        "Monday 28 Dec 2026: one exercise of 2 agencies would close 5 gaps at once: 1 position the next team "
        "is short of, 1 pair of agencies, 1 pair of positions and 2 corrective actions to show."
    )
    assert "Oak Police: has not played with Cedar Fire Department; fills Tactical; has 1 " in said.text
    assert "never in one run with Tactical" in said.text
    assert f"{TASK}: CA-1 is done since 1 Apr 2026 and not shown yet" in said.text
    form = manager.presses(said, "Use as plan")
    assert form.carried["invited"]
    planned = manager.submits(form, **filled(form))
    assert planned.reply.closes
    with store.reading() as session:
        record = session.scalars(select(ExerciseRecord)).one()
        assert (record.held_on, record.type) == (date(2026, 12, 28), ExerciseType.FUNCTIONAL)
        assert set(invited_to(session, [record.id])[record.id]) == {county.cedar, county.oak}
        assert objectives_of(session, record.id) == [
            Objective("Play *Triage* and Tactical in one run"),
            Objective("Show what was corrected", (TASK, "Count")),
        ]


def filled(form: Said) -> dict[str, object]:
    """The fields of a form with what stands in them at first, as Slack hands them over."""
    assert form.reply.modal is not None
    found: dict[str, object] = {}
    for block in form.reply.modal.to_dict()["blocks"]:
        element = block.get("element", {})
        match element.get("type"):
            case "plain_text_input":
                found[block["block_id"]] = element.get("initial_value")
            case "datepicker":
                found[block["block_id"]] = element.get("initial_date")
            case "static_select" | "external_select":
                found[block["block_id"]] = (element.get("initial_option") or {}).get("value")
            case "checkboxes" | "multi_static_select" | "multi_external_select":
                found[block["block_id"]] = [each["value"] for each in element.get("initial_options") or []]
    return found


def test_a_lead_plans_for_their_own_agency(office: Office, county: County) -> None:
    said = office.lead(county.oak, person_id=county.cy).says(
        "exercise suggest what should our next exercise be"
    )
    assert "CA-2" in said.text
    assert "CA-1" not in said.text
    form = office.lead(county.oak, person_id=county.cy).presses(said, "Use as plan")
    assert form.carried["host"] == county.oak
    assert form.carried["invited"] == [county.cedar]
    everyone = office.lead(county.oak, person_id=county.cy).says("exercise suggest everyone")
    assert "CA-1" not in everyone.text, "what went wrong elsewhere is not theirs to read"
    assert "Cedar Fire Department" in everyone.text


def test_a_crafted_button_tells_nothing_more(office: Office, store: Store, county: County) -> None:
    with store.reading() as session:
        keys = list(session.scalars(select(ActionRecord.id).order_by(ActionRecord.id)))
    form = office.lead(county.oak, person_id=county.cy).clicks("exercise.plan", {"shows": [*keys, 999]})
    said = str(form.reply.modal.to_dict() if form.reply.modal else "")
    assert "Count" in said
    assert TASK not in said


def test_a_responder_reads_it_and_plans_nothing(office: Office, county: County) -> None:
    said = office.responder(county.ada, county.cedar).says("exercise suggest", Door.DIRECT)
    assert said.buttons() == ["What the gaps are"]
    assert "CA-" not in said.text
    gaps_of = office.responder(county.ada, county.cedar).presses(said, "What the gaps are")
    assert office.responder(county.ada, county.cedar).presses(gaps_of, "What would close").text == said.text


def test_what_is_planned_is_said_and_not_suggested_again(office: Office, county: County) -> None:
    manager = office.manager(person_id=county.cy)
    form = manager.presses(manager.says("exercise suggest"), "Use as plan")
    manager.submits(form, **filled(form))
    again = manager.says("exercise suggest")
    assert first(again) == "The region: What is planned already closes every gap I know."
    assert (
        "Planned already: *Triage* exercise, 28 Dec 2026, is to close 5 gaps: 1 position the next team is "
        "short of, 1 pair of agencies, 1 pair of positions and 2 corrective actions to show."
    ) in again.text
    assert again.buttons() == ["What the gaps are"]


def test_what_a_plan_leaves_open_is_suggested_beside_it(office: Office, store: Store, county: County) -> None:
    """A tabletop of both, with one of the tasks: they will have played together; nobody is current by it."""
    manager = office.manager(person_id=county.cy)
    form = manager.presses(manager.says("exercise suggest"), "Use as plan")
    fields = {**filled(form), "type": "tabletop", "objectives": f"Talk it over\n- {TASK}"}
    manager.submits(form, **fields)
    said = manager.says("exercise suggest")
    assert first(said) == (
        "Tuesday 29 Dec 2026: one exercise of 2 agencies would close 3 more gaps at once: 1 position the "
        "next team is short of, 1 pair of positions and 1 corrective action to show."
    )
    assert "is to close 2 gaps: 1 pair of agencies and 1 corrective action to show." in said.text
    assert "has not played with" not in said.text
    cancelled(store)
    assert "would close 5 gaps" in first(manager.says("exercise suggest"))


def cancelled(store: Store) -> None:
    with store.writing() as session:
        session.scalars(select(ExerciseRecord)).one().state = ExerciseState.CANCELLED


def test_nothing_to_judge_by_is_not_said_to_be_no_gap(store: Store) -> None:
    empty = Office(store, suggesting.ENTRIES).manager(person_id=1)
    assert "There is no agency yet that could play" in empty.says("exercise suggest").text
    county = small_county(store)
    one = Office(store, suggesting.ENTRIES).manager(person_id=county.ada)
    oak = one.says("exercise suggest City of Oak")
    assert first(oak) == (
        "City of Oak: There is nothing yet by which I could suggest an exercise: there are no two agencies "
        "to bring together, no position is needed for a team yet and no corrective action waits to be shown."
    )
    assert oak.buttons() == ["Positions", "What the gaps are"]
    lead = Office(store, suggesting.ENTRIES).lead(county.oak, person_id=county.cy)
    assert lead.says("exercise suggest City of Oak").buttons() == ["What the gaps are"]
    with pytest.raises(Unclear):
        one.says("exercise suggest Nowhere")


def test_what_no_agency_there_may_fill_is_said(office: Office, store: Store, county: County) -> None:
    with store.writing() as session:
        session.execute(delete(ActionRecord))
        add_position(session, PositionTerms("RADIO", "Radio", ["dispatch"]), TRAIL)
    said = office.manager(person_id=county.cy).says("exercise suggest City of Oak")
    assert first(said) == (
        "City of Oak: No exercise would close what is open there: there are no two agencies to bring "
        "together, there are no two positions to bring into one run, no agency here can fill *Triage* and no "
        "corrective action waits to be shown."
    )


def test_the_four_come_to_the_table_where_a_region_has_them(store: Store) -> None:
    """Nine agencies are all apart, six of them fire: any six close as many pairs, and dispatch comes."""
    with store.writing() as session:
        there = {}
        for name, discipline in (
            *((f"Fire {number}", "fire") for number in range(6)),
            ("Sheriff", "law"),
            ("Ambulance", "ems"),
            ("Grove 911", "dispatch"),
        ):
            made = AgencyRecord(key=name.lower(), name=name)
            session.add(made)
            session.flush()
            session.add(AgencyDiscipline(agency_id=made.id, discipline=discipline))
            there[name] = made.id
        catalogue_changed(session)
    said = Office(store, suggesting.ENTRIES).manager(person_id=1).says("exercise suggest")
    assert "It would be full." in said.text
    assert "Grove 911: " in said.text


def test_what_kind_of_exercise() -> None:
    assert [kind_of(*each) for each in ((1, True), (3, True), (2, False), (0, False))] == [
        ExerciseType.DRILL,
        ExerciseType.FUNCTIONAL,
        ExerciseType.FUNCTIONAL,
        ExerciseType.TABLETOP,
    ]
