"""Agencies and courses that come once more under another spelling: asked, never a silent second one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from files.settled import Settled, answered
from storage.engine import Store
from storage.people import AgencyRecord
from storage.training import CourseRecord
from tests.files.imports.bringing import counts, look, reasons, take

AGENCIES = "agency,disciplines,jurisdiction\n"


@pytest.mark.parametrize("said", ["Cedar FD", "Cedar Fire Dept.", "Cedar Fire Department", "cedar-fire"])
def test_an_agency_in_another_spelling_is_asked_about(small: Store, said: str) -> None:
    plan = look(small, "agencies", f"{AGENCIES}{said},fire;ems,Grove")
    assert reasons(plan) == {2: f"agency: {said} reads as Cedar Fire, which is here already"}
    (question,) = plan.open
    assert question.choices[0] == ("Cedar Fire", "The same as Cedar Fire")
    same = answered(Settled(), question, "Cedar Fire")
    plan, _ = take(small, "agencies", f"{AGENCIES}{said},fire;ems,Grove", settled=same)
    assert counts(plan) == (0, 1, 0, 0)
    with small.reading() as session:
        assert sorted(session.scalars(select(AgencyRecord.name))) == ["Cedar Fire", "Cedar Police"]
    assert question.choices[1] == ("a new one", f"A new agency, {said}")
    new = answered(Settled(), question, "a new one")
    plan, _ = take(small, "agencies", f"{AGENCIES}{said},fire;ems,Grove", settled=new)
    assert counts(plan) == (1, 0, 0, 0)
    again = look(small, "agencies", f"{AGENCIES}{said},fire;ems,Grove")
    assert (counts(again), again.open) == ((0, 0, 1, 0), ()), "it is there now, and asked about no more"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("asim b,ASIM Basic", "ASIM-B"),
        ("X1,Basic Life Support", "BLS"),
        ("X2,B L S", None),
        ("X3,BLS", "BLS"),
    ],
)
def test_a_course_in_another_spelling_is_asked_about(small: Store, row: str, code: str | None) -> None:
    plan = look(small, "courses", f"code,title\n{row}")
    if code is None:
        assert not plan.open
        return
    (question,) = plan.open
    assert f"reads as {code}, which is here already" in reasons(plan)[2]
    left = look(small, "courses", f"code,title\n{row}", settled=answered(Settled(), question, ""))
    assert not left.open
    plan, _ = take(small, "courses", f"code,title\n{row}", settled=answered(Settled(), question, code))
    assert counts(plan)[0] == 0
    with small.reading() as session:
        assert sorted(session.scalars(select(CourseRecord.code))) == ["ASIM-B", "BLS"]


def test_several_that_are_new_together_are_taken_as_they_stand(small: Store) -> None:
    both = "code,title\nEVOC-1,Driving\nEVOC-2,Driving"
    assert counts(look(small, "courses", both)) == (2, 0, 0, 0)
    near = f"{AGENCIES}Oak Fire District,fire,Oak\nOak Fire Department,fire,Oak"
    assert counts(take(small, "agencies", near)[0]) == (2, 0, 0, 0)
    plan = look(small, "agencies", f"{AGENCIES}Oak FD,fire,Oak")
    assert "reads as Oak Fire District or Oak Fire Department" in reasons(plan)[2]
