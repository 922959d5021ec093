"""Writing a plan: all or nothing, only while it still holds, with an audit row for each change."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from files.imports.applying import PROJECTING, Outdated, apply_plan
from files.intake import MissingColumn
from storage.audit import AuditRow
from storage.engine import Store
from storage.imports import Counts, ImportRun
from storage.people import AgencyRecord, Person
from storage.training import AbsenceRecord, CompletionRecord
from tests.files.imports.bringing import (
    BY,
    NOW,
    audit_of,
    counts,
    look,
    reasons,
    rows_in,
    standing_of,
    standing_rebuilt,
    take,
)


def test_looking_writes_nothing(small: Store) -> None:
    before = rows_in(small)
    look(small, "completions", "email,course,completed_on\nann@x.gov,BLS,2026-01-10")
    assert rows_in(small) == before


@pytest.mark.postgres
def test_what_an_import_adds_bears_its_number(small: Store) -> None:
    _, run = take(
        small, "completions", "email,course,completed_on\nann@x.gov,BLS,2026-01-10\nx,BLS,2026-01-10"
    )
    with small.reading() as session:
        record = session.scalars(select(CompletionRecord)).one()
        kept = session.get_one(ImportRun, run.id)
    assert (record.import_id, record.recorded_by, record.recorded_at) == (run.id, BY, NOW)
    assert (kept.state, kept.kind, kept.file_name) == ("applied", "completions", "completions.csv")
    assert kept.counts == Counts(new=1, rejected=1)
    row = audit_of(small, "imported")[-1]
    assert (row.subject_id, row.actor, row.door) == (run.id, BY, "command line")


@pytest.mark.postgres
def test_a_failure_on_the_way_leaves_nothing_behind(small: Store) -> None:
    before = rows_in(small)
    plan = look(small, "completions", "email,course,completed_on\nann@x.gov,BLS,2026-01-10")

    def fail_after_writing(doing: str, done: int, of: int) -> None:
        if doing == PROJECTING:
            raise RuntimeError

    with pytest.raises(RuntimeError), small.writing() as session:
        apply_plan(session, plan, BY, "command line", NOW, tick=fail_after_writing)
    assert rows_in(small) == before


@pytest.mark.postgres
def test_a_plan_that_no_longer_holds_is_not_written(small: Store) -> None:
    text = "email,course,completed_on,hours\nann@x.gov,BLS,2026-01-10,4"
    plan = look(small, "completions", text)
    take(small, "completions", text)
    with pytest.raises(Outdated) as outdated, small.writing() as session:
        apply_plan(session, plan, BY, "command line", NOW)
    assert counts(outdated.value.fresh) == (0, 0, 1, 0)
    with small.reading() as session:
        assert len(session.scalars(select(CompletionRecord)).all()) == 1


@pytest.mark.postgres
def test_a_plan_that_others_did_not_touch_still_holds(small: Store) -> None:
    plan = look(small, "completions", "email,course,completed_on\nann@x.gov,BLS,2026-01-10")
    take(small, "completions", "email,course,completed_on\nbob@x.gov,BLS,2026-01-10")
    with small.writing() as session:
        apply_plan(session, plan, BY, "command line", NOW)
    assert standing_of(small) == standing_rebuilt(small)


def test_a_missing_column_stops_it_before_anything_is_looked_at(small: Store) -> None:
    with pytest.raises(MissingColumn, match=r"no column email or member_id.*Found instead: course,"):
        look(small, "completions", "course,completed_on\nBLS,2026-01-10")
    plan = look(small, "completions", "email,course,remark\nann@x.gov,BLS,2026-01-10")
    assert plan.waits
    assert (plan.rows, plan.refused) == ((), ())
    (question,) = plan.open
    assert (question.about, question.choices) == ("completed_on", (("remark", "remark (2026-01-10)"),))


def test_unknown_columns_are_named_and_left_alone(small: Store) -> None:
    plan = look(small, "courses", "Code,Title,Colour,Room No\nBLS,Basic life support,red,4")
    assert plan.unknown_columns == ("Colour", "Room No")
    assert counts(plan) == (0, 0, 1, 0)


@pytest.mark.postgres
def test_agencies_change_only_what_the_file_has_columns_for(small: Store) -> None:
    take(small, "agencies", "agency,disciplines,strength,governance\nCEDAR FIRE,ems;fire,60,county")
    with small.reading() as session:
        agency = session.scalars(select(AgencyRecord).where(AgencyRecord.key == "cedar fire")).one()
    assert (agency.name, agency.jurisdiction, agency.strength, agency.governance) == (
        "Cedar Fire",
        "Cedar",
        60,
        "county",
    )
    (row,) = audit_of(small, "changed by import")
    assert row.detail["changes"] == {"strength": [None, 60], "governance": ["", "county"]}


def test_absences_are_the_same_by_person_kind_course_and_first_day(small: Store) -> None:
    text = "email,kind,course,starts_on,ends_on,reason\nann@x.gov,waiver,BLS,2026-10-01,,medical"
    take(small, "absences", text)
    assert standing_of(small) == standing_rebuilt(small)
    plan, _ = take(small, "absences", text.replace("2026-10-01,,", "2026-10-01,2026-10-20,"))
    assert counts(plan) == (0, 1, 0, 0)
    assert counts(look(small, "absences", text.replace("waiver,BLS", "leave,"))) == (1, 0, 0, 0)
    assert list(reasons(look(small, "absences", text.replace("BLS", "ZZZ")))) == [2]
    with small.reading() as session:
        assert session.scalars(select(AbsenceRecord)).one().ends_on is not None
    assert standing_of(small) == standing_rebuilt(small)


def test_leading_signs_of_a_formula_are_taken_off_again(small: Store) -> None:
    take(
        small,
        "roster",
        "email,first_name,last_name,agency,rank\nann@x.gov,Ann,Lee,Cedar Fire,'=cmd|' /C calc'!A0",
    )
    with small.reading() as session:
        rows = session.execute(select(Person.email, AuditRow.detail).where(AuditRow.subject_id == Person.id))
        details = [detail for email, detail in rows if email == "ann@x.gov"]
    assert not any("'=cmd" in str(detail) for detail in details)
