"""Agencies and courses that come with the file that names them, once somebody said that they are new."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from files.settled import Settled, answered
from storage.engine import Store
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Unit
from storage.training import CompletionRecord, CourseRecord
from tests.files.imports.bringing import counts, look, reasons, take, undo

ROSTER = """
    email,first_name,last_name,agency,unit
    ann@x.gov,Ann,Lee,Oak Fire & EMS,Station 4
    bob@x.gov,Bob,Ray,Oak PD,
    cid@x.gov,Cid,Moe,Oak PD,"""


def test_a_roster_of_an_empty_region_makes_its_agencies(store: Store) -> None:
    plan = look(store, "roster", ROSTER)
    assert plan.waits, "no row can be taken before that is answered"
    assert [each.said for each in plan.open] == [
        "1 row says Oak Fire & EMS, which isn't an agency here. Which one is meant, or is it a new one?",
        "2 rows say Oak PD, which isn't an agency here. Which one is meant, or is it a new one?",
    ]
    assert plan.open[0].choices[0] == ("a new one: fire; ems", "A new agency: Fire and EMS")
    assert plan.open[1].option == '--value "agency:Oak PD=a new one: law"'
    settled = answered(Settled(), plan.open[0], "a new one: fire; ems")
    settled = answered(settled, plan.open[1], "a new one: law")
    plan, run = take(store, "roster", ROSTER, settled=settled)
    assert (counts(plan), plan.open) == ((3, 0, 0, 0), ())
    assert plan.outcome.coming == (
        "the agency Oak Fire & EMS (EMS, Fire)",
        "the agency Oak PD (Law enforcement)",
    )
    with store.reading() as session:
        names = {each.id: each.name for each in session.scalars(select(AgencyRecord))}
        assert sorted(names.values()) == ["Oak Fire & EMS", "Oak PD"]
        belongs = session.scalars(select(AffiliationRecord.agency_id))
        assert sorted(names[each] for each in belongs) == ["Oak Fire & EMS", "Oak PD", "Oak PD"]
        assert [names[each] for each in session.scalars(select(Unit.agency_id))] == ["Oak Fire & EMS"]
        does = session.execute(select(AgencyDiscipline.agency_id, AgencyDiscipline.discipline)).all()
        assert sorted((names[key], code) for key, code in does) == [
            ("Oak Fire & EMS", "ems"),
            ("Oak Fire & EMS", "fire"),
            ("Oak PD", "law"),
        ]
    again = look(store, "roster", ROSTER)
    assert (counts(again), again.open) == ((0, 0, 3, 0), ())
    undone = undo(store, run.id)
    assert undone.taken_back["affiliation"] == 3
    assert not undone.kept


def test_a_course_nobody_knows_is_made_with_its_completions(small: Store) -> None:
    text = "email,course,completed_on\nann@x.gov,CPR,2026-03-01\nbob@x.gov,cpr,2026-03-02"
    plan = look(small, "completions", text)
    (question,) = plan.open
    assert ("a new one", "A new course, CPR") in question.choices
    plan, _ = take(small, "completions", text, settled=answered(Settled(), question, "a new one"))
    assert counts(plan) == (2, 0, 0, 0)
    with small.reading() as session:
        cpr = session.scalars(select(CourseRecord).where(CourseRecord.key == "cpr")).one()
        assert (cpr.code, cpr.title) == ("CPR", "CPR")
        assert set(session.scalars(select(CompletionRecord.course_id))) == {cpr.id}
    later = look(small, "completions", text.replace("2026-03", "2026-04"))
    assert (counts(later), later.open) == ((2, 0, 0, 0), ()), "it is remembered, and there"


def test_an_answer_that_makes_no_agency_refuses_its_rows(small: Store) -> None:
    row = "email,first_name,last_name,agency\nzoe@x.gov,Zoe,Fir,Elm\n"
    for answer, why in (("a new one", "say what it does"), ("a new one: fishing", 'found "fishing"')):
        plan = look(small, "roster", row, settled=Settled(values={"agency": {"elm": answer}}))
        assert why in reasons(plan)[2]
        assert not plan.rows


@pytest.mark.parametrize("name", ["today", "Cedar Fire", "Ann", "everyone"])
def test_what_means_something_else_is_no_new_course(small: Store, name: str) -> None:
    text = f"email,course,completed_on\nann@x.gov,{name},2026-03-01"
    plan = look(small, "completions", text, settled=Settled(values={"course": {name.lower(): "a new one"}}))
    assert not plan.rows
    assert f"course: “{name}” is" in reasons(plan)[2]


def test_several_spellings_of_one_new_course_are_one(small: Store) -> None:
    text = "email,course,completed_on\nann@x.gov,Haz Mat Ops,2026-03-01\nbob@x.gov,hazmat-ops,2026-03-02"
    new = Settled(values={"course": {"haz mat ops": "a new one", "hazmat-ops": "a new one"}})
    plan, _ = take(small, "completions", text, settled=new)
    assert counts(plan) == (2, 0, 0, 0)
    assert len(plan.outcome.coming) == 1


def test_the_first_roster_of_all_without_a_column_of_agencies(store: Store) -> None:
    one = "email,first_name,last_name,rank\nann@x.gov,Ann,Lee,Captain\n"
    (question,) = look(store, "roster", one).open
    assert "What is the name of the agency whose roster it is?" in question.said
    settled = answered(Settled(), question, "Oak Fire")
    plan = look(store, "roster", one, settled=settled)
    assert plan.open[0].choices[0] == ("a new one: fire", "A new agency: Fire")
    plan, _ = take(store, "roster", one, settled=answered(settled, plan.open[0], "a new one: fire"))
    assert (counts(plan), plan.outcome.coming) == ((1, 0, 0, 0), ("the agency Oak Fire (Fire)",))
