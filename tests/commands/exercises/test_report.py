"""`/exercise report`: for whose exercise it is, once it was held; names only of whom they may name."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import openpyxl
import pytest
from sqlalchemy import delete

from commands.exercises import report
from commands.exercises.reviewing_views import REPORT
from commands.kit.explained import Explains
from commands.kit.problems import Refused
from commands.readiness import measures
from commands.readiness.recounting import reached
from readiness.text import fold
from storage.audit import AuditKind, AuditRow
from storage.engine import Store
from storage.exercises import (
    ActionRecord,
    ExerciseRecord,
    ExerciseState,
    ObjectiveRecord,
    ParticipationRecord,
    RatingRecord,
    StrengthRecord,
    TaskRecord,
)
from storage.shown_numbers import KEY_LENGTH, ShownNumber, number_of
from tests.commands.documents import set_of
from tests.commands.exercises.review_desk import HELD, held, written
from tests.commands.speaking import NOON, County, Office, Said
from words.problems import Problem

TEXT_AND_TABLES = tuple[str, list[list[list[str]]]]


@pytest.fixture
def office(store: Store, there: County) -> Office:
    return Office(store, report.ENTRIES)


def drill(store: Store, there: County, **more: object) -> int:
    """An exercise with all a review writes; eleven took part."""
    key = held(
        store,
        there.cedar,
        ["Set staging", "Move patients"],
        **{
            "capabilities": "Operational Coordination;Public Health and EMS",
            "threat": "Active shooter",
            "poc": "Chief Nguyễn",
            "reviewed_on": HELD,
            **more,
        },
    )
    with store.writing() as session:
        objective = ObjectiveRecord(exercise_id=key, place=0, objective="Set up a unified command")
        session.add(objective)
        session.flush()
        task = session.query(TaskRecord).filter_by(exercise_id=key, task="Set staging").one()
        task.objective_id = objective.id
        for run, rating, voided in ((1, "U", NOON), (1, "M", None), (2, "S", None)):
            session.add(
                RatingRecord(
                    exercise_id=key,
                    task_key=fold("Set staging"),
                    task="Set staging",
                    run=run,
                    rating=rating,
                    capability="Operational Coordination",
                    recorded_at=NOON,
                    voided_at=voided,
                )
            )
        session.add(StrengthRecord(exercise_id=key, strength="Dispatch was quick", recorded_at=NOON))
        for person, agency, own in ((there.ada, there.cedar, True), (there.cy, there.oak, False)):
            session.add(
                ParticipationRecord(
                    exercise_id=key, agency_id=agency, person_id=person, self_reported=own, recorded_at=NOON
                )
            )
        session.add(
            ParticipationRecord(
                exercise_id=key, agency_id=there.cedar, headcount=9, role="observer", recorded_at=NOON
            )
        )
    written(
        store,
        "CA-1",
        there.oak,
        date(2026, 10, 30),
        exercise_id=key,
        task="Set staging",
        task_key=fold("Set staging"),
        issue="Staging was set twice",
        capability="Operational Coordination",
        element="training",
        poc_id=there.cy,
    )
    return key


def files(said: Said) -> dict[str, bytes]:
    return {post.file.name: set_of(post.file) for post in said.posts if post.file is not None}


def read(content: bytes) -> TEXT_AND_TABLES:
    found = docx.Document(io.BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in found.tables]
    return "\n".join(each.text for each in found.paragraphs), tables


def test_the_report_and_its_plan_come_by_direct_message(store: Store, office: Office, there: County) -> None:
    key = drill(store, there)
    manager = office.manager(person_id=there.dee)
    said = manager.says("exercise report vine")
    assert "comes to you in a direct message" in said.text
    found = files(said)
    assert list(found) == ["after-action-ex-1-2026-11-02.docx", "improvement-plan-ex-1-2026-11-02.xlsx"]
    text, tables = read(found["after-action-ex-1-2026-11-02.docx"])
    overview = {row[0]: row[1] for row in tables[0]}
    assert overview["Exercise name"] == "Vine drill (EX-1)"
    assert overview["Dates"] == "20 Oct 2026"
    assert overview["Scope"].startswith("Drill, 2 runs\nReach: joint, 2 agencies played; missing: 911")
    assert overview["Objectives"] == "1. Set up a unified command"
    assert overview["Sponsor"] == "not on record"
    assert overview["Participating organizations"] == "Cedar Fire Department\nOak Police"
    assert overview["Point of contact"] == "Chief Nguyễn"
    assert tables[2][1:] == [
        ["Set staging", "Set up a unified command", "1", "M, performed with major challenges (was U)"],
        ["Set staging", "Set up a unified command", "2", "S, performed with some challenges"],
    ]
    assert tables[3][1:] == [["Move patients", "none named", "", "not rated"]]
    assert tables[4][1] == [
        *("CA-1", "Operational Coordination", "Staging was set twice", "Mend CA-1", "Training"),
        *("Oak Police", "Cy Cole", "", "30 Oct 2026", "overdue by 3 days"),
    ]
    assert tables[5][1:] == [
        ["Cedar Fire Department", "1 player and 9 observers", "Ada Abbott: player (own word, not verified)"],
        ["Oak Police", "1 player", "Cy Cole: player"],
    ]
    assert "11 people of 2 organizations." in text
    assert "Corrective actions: 1 overdue (key " in text
    page = openpyxl.load_workbook(io.BytesIO(found["improvement-plan-ex-1-2026-11-02.xlsx"])).active
    assert page is not None
    assert [cell.value for cell in page[6]][:3] == [
        "CA-1",
        "Operational Coordination",
        "Staging was set twice",
    ]
    assert files(manager.clicks(REPORT, {"exercise": key})) == found, "the same bytes twice"
    with store.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.REPORT_WRITTEN.value).all()
        assert [(row.subject_id, row.detail["named"]) for row in rows] == [(key, 2), (key, 2)]
        kept = number_of(session, text.split("Corrective actions: 1 overdue (key ")[1][:KEY_LENGTH])
        assert kept is not None
        assert (kept.measure, kept.question, kept.result["overdue"]) == ("actions", {"exercise": key}, 1)
        explains = {each.measure.value: each for each in measures.ENTRIES if isinstance(each, Explains)}
        for number in session.query(ShownNumber):
            made = reached(session, number, explains, NOON.date(), names=True)
            assert (made.is_as_kept, made.has_changed) == (True, False), number.measure


def test_a_lead_names_their_own_and_counts_others_where_it_tells_of_nobody(
    store: Store, office: Office, there: County
) -> None:
    drill(store, there)
    text, tables = read(
        files(office.lead(there.cedar, person_id=there.dee).says("exercise report vine"))[
            "after-action-ex-1-2026-11-02.docx"
        ]
    )
    assert tables[-1][1:] == [
        ["Cedar Fire Department", "1 player and 9 observers", "Ada Abbott: player (own word, not verified)"],
        ["Oak Police", "too few people to count without naming one, as players", ""],
    ]
    assert "11 people" not in text, "of Oak's it would tell that there was one"
    assert "2 organizations." in text


def test_a_point_of_contact_gets_counts_and_others_nothing(
    store: Store, office: Office, there: County
) -> None:
    key = drill(store, there, poc_id=there.ben)
    ben = office.responder(there.ben, there.cedar)
    _, tables = read(files(ben.says("exercise report vine"))["after-action-ex-1-2026-11-02.docx"])
    assert tables[-1] == [
        ["Organization", "Took part"],
        ["Cedar Fire Department", "10 people, as players and observers"],
        ["Oak Police", "too few people to count without naming one, as players"],
    ]
    for other in (office.responder(there.ada, there.cedar), office.lead(there.oak, person_id=there.cy)):
        with pytest.raises(Refused, match="not yours"):
            other.says("exercise report vine")
        with pytest.raises(Refused, match="not yours"):
            other.clicks(REPORT, {"exercise": key})
        with pytest.raises(Refused, match="no exercise that was held"):
            other.says("exercise report")


def test_an_exercise_of_which_nothing_is_on_record(store: Store, office: Office, there: County) -> None:
    held(store, there.cedar, [])
    text, tables = read(
        files(office.manager(person_id=there.dee).says("exercise report vine"))[
            "after-action-ex-1-2026-11-02.docx"
        ]
    )
    for said in (
        "Draft: no review of it has been written yet.",
        "No critical task has been rated",
        "None are written down.",
        "No corrective action is written down.",
        "Nobody is on record as having taken part.",
    ):
        assert said in text
    assert ["Objectives", "not on record"] in tables[0]


def test_an_incident_is_no_exercise(store: Store, office: Office, there: County) -> None:
    held(store, there.cedar, ["Set staging"], type="incident", title="Mill fire")
    text, tables = read(
        files(office.manager(person_id=there.dee).says("exercise report mill"))[
            "after-action-ex-1-2026-11-02.docx"
        ]
    )
    assert "Incident overview" in text
    assert tables[0][0] == ["Incident name", "Mill fire (EX-1)"]
    assert "Exercise" not in text


def test_one_to_come_or_cancelled_has_no_report(store: Store, office: Office, there: County) -> None:
    key = held(store, there.cedar, [], held_on=NOON.date() + timedelta(days=3))
    with pytest.raises(Problem, match="still to come: there is nothing to report"):
        office.manager(person_id=there.dee).says("exercise report vine")
    with store.writing() as session:
        session.get_one(ExerciseRecord, key).state = ExerciseState.CANCELLED
    with pytest.raises(Problem, match="was cancelled or taken back: there is nothing to report"):
        office.manager(person_id=there.dee).says("exercise report vine")


def test_without_a_name_the_last_ones_are_offered(store: Store, office: Office, there: County) -> None:
    held(store, there.cedar, [])
    held(store, there.oak, [], key="ex-2", code="EX-2", title="Oak tabletop", reviewed_on=HELD)
    said = office.lead(there.cedar, person_id=there.dee).says("exercise report")
    assert "Vine drill, 20 Oct 2026: not reviewed yet" in said.text
    assert "Oak tabletop" not in said.text
    assert said.buttons() == ["Report"]
    assert files(office.lead(there.cedar, person_id=there.dee).presses(said, "Report"))


def test_an_action_shown_or_come_back_says_by_what(store: Store, office: Office, there: County) -> None:
    key = drill(store, there)
    with store.writing() as session:
        action = session.query(ActionRecord).one()
        action.status, action.done_on = "done", date(2026, 10, 22)
    later = held(store, there.oak, [], key="ex-2", code="EX-2", title="Elm drill", held_on=date(2026, 11, 1))
    for rating, stands in (("M", "came back on 1 Nov 2026: M"), ("P", "shown on 1 Nov 2026: P")):
        with store.writing() as session:
            session.execute(delete(RatingRecord).where(RatingRecord.exercise_id == later))
            session.add(
                RatingRecord(
                    exercise_id=later,
                    task_key=fold("Set staging"),
                    task="Set staging",
                    rating=rating,
                    recorded_at=NOON,
                )
            )
        _, tables = read(
            files(office.manager(person_id=there.dee).clicks(REPORT, {"exercise": key}))[
                "after-action-ex-1-2026-11-02.docx"
            ]
        )
        assert tables[4][1][-1] == f"done on 22 Oct 2026, {stands} in Elm drill, run 1"
