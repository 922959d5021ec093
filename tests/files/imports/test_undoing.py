"""Taking an import back: what it added, what it changed, and what was changed since and stays."""

from __future__ import annotations

from datetime import date
from threading import Thread

import pytest
from sqlalchemy import select

from files.imports.undoing import CannotUndo, Undone
from storage.audit import AuditKind, Trail, note
from storage.engine import Store
from storage.imports import ImportRun
from storage.people import AffiliationRecord, AgencyRecord, Person, lock_people
from storage.recording import Completed, record_completions
from storage.standing import project
from storage.training import CompletionRecord, CourseRecord, RuleRecord
from tests.files.imports.bringing import (
    BY,
    NOW,
    TODAY,
    affiliations,
    audit_of,
    completions,
    counts,
    person,
    rows_in,
    standing_of,
    standing_rebuilt,
    take,
    undo,
)
from tests.waiting import until_it_waits

TWO = "email,course,completed_on,hours\nann@x.gov,BLS,2026-01-10,4\nbob@x.gov,BLS,2026-01-10,4"


@pytest.mark.postgres
def test_completions_are_voided_with_the_reason_and_can_come_again(small: Store) -> None:
    before = standing_of(small)
    _, run = take(small, "completions", TWO)
    assert standing_of(small) != before
    undone = undo(small, run.id)
    assert undone.taken_back == {"completion": 2}
    assert not undone.kept
    assert standing_of(small) == before
    (record,) = completions(small, "ann@x.gov")
    assert (record.void_reason, record.voided_by) == (f"import {run.id} undone", BY)
    assert counts(take(small, "completions", TWO)[0]) == (2, 0, 0, 0)


def test_an_exported_record_can_come_again_too(small: Store) -> None:
    text = "email,course,completed_on,record\nann@x.gov,BLS,2026-01-10,r1"
    _, run = take(small, "completions", text)
    undo(small, run.id)
    assert counts(take(small, "completions", text)[0]) == (1, 0, 0, 0)
    assert [each.record == "r1" for each in completions(small, "ann@x.gov")] == [False, True]


def test_undo_twice_says_so(small: Store) -> None:
    _, run = take(small, "completions", TWO)
    undo(small, run.id)
    before = rows_in(small)
    with pytest.raises(CannotUndo, match="undone already"):
        undo(small, run.id)
    with pytest.raises(CannotUndo, match="no import 99"):
        undo(small, 99)
    assert rows_in(small) == before


def test_what_was_corrected_stands_again(small: Store) -> None:
    take(small, "completions", TWO)
    before = standing_of(small)
    _, run = take(small, "completions", TWO.replace(",4", ",8"))
    undo(small, run.id)
    first, second = completions(small, "ann@x.gov")
    assert (first.voided_at, second.corrects_id) == (None, first.id)
    assert second.voided_at is not None
    assert standing_of(small) == before


@pytest.mark.postgres
def test_what_was_corrected_or_verified_since_stays_and_is_named(small: Store) -> None:
    _, first = take(small, "completions", TWO)
    take(small, "completions", "email,course,completed_on,hours\nann@x.gov,BLS,2026-01-10,8")
    with small.writing() as session:
        record = session.scalars(
            select(CompletionRecord)
            .join(Person, Person.id == CompletionRecord.person_id)
            .where(Person.email == "bob@x.gov")
        ).one()
        record.verified, record.verified_by, record.verified_at = True, "lead@x.gov", NOW.replace(hour=16)
    undone = undo(small, first.id)
    assert not undone.taken_back
    assert {(each.what, each.why) for each in undone.kept} == {
        ("completion Ann Lee BLS 2026-01-10", "corrected since"),
        ("completion Bob Ray BLS 2026-01-10", "verified since"),
    }


def test_what_somebody_logged_meanwhile_stays_and_is_named(small: Store) -> None:
    _, run = take(small, "completions", TWO)
    with small.writing() as session:
        record = session.scalars(
            select(CompletionRecord)
            .join(Person, Person.id == CompletionRecord.person_id)
            .where(Person.email == "ann@x.gov")
        ).one()
        trail = Trail("ann@x.gov", "slack", NOW.replace(hour=17))
        again = record_completions(session, [Completed.of(record)], trail, NOW.date())
        assert [each.is_new for each in again.kept] == [False]
    before = standing_of(small)
    undone = undo(small, run.id)
    assert undone.taken_back == {"completion": 1}
    assert [(each.what, each.why) for each in undone.kept] == [
        ("completion Ann Lee BLS 2026-01-10", "somebody said the same since")
    ]
    assert standing_of(small) != before
    assert standing_of(small) == standing_rebuilt(small)


@pytest.mark.several
@pytest.mark.postgres
@pytest.mark.parametrize("of_another", ["a correction", "a membership that was changed"])
def test_whoever_records_for_somebody_it_touches_takes_turns_with_it(small: Store, of_another: str) -> None:
    ann = person(small, "ann@x.gov").id
    if of_another == "a correction":
        take(small, "completions", "record,email,course,completed_on\nr-1,ann@x.gov,BLS,2026-01-10")
        corrects = "record,email,course,completed_on,corrects\nr-2,bob@x.gov,BLS,2026-01-10,r-1"
        _, run = take(small, "completions", corrects)
    else:
        roster = "email,first_name,last_name,agency,role\nann@x.gov,Ann,Lee,Cedar Fire,chief"
        _, run = take(small, "roster", roster)
    undone: list[Undone] = []
    taking_back = Thread(target=lambda: undone.append(undo(small, run.id)))
    with small.writing() as session:
        lock_people(session, [ann])
        course = session.scalars(select(CourseRecord.id).where(CourseRecord.code == "BLS")).one()
        taken = date(2026, 10, 30)
        session.add(CompletionRecord(person_id=ann, course_id=course, completed_on=taken, recorded_at=NOW))
        project(session, [ann], TODAY)
        taking_back.start()
        until_it_waits(small, taking_back)
    taking_back.join()
    assert undone
    assert standing_of(small) == standing_rebuilt(small)


def test_people_agencies_and_courses_stay_as_names(small: Store) -> None:
    text = "email,first_name,last_name,agency\nnew@x.gov,Nat,Orr,Cedar Police"
    _, run = take(small, "roster", text)
    undone = undo(small, run.id)
    assert undone.taken_back == {"affiliation": 1}
    assert undone.names == {"person": 1}
    assert person(small, "new@x.gov").name == "Nat Orr"
    assert not any(key[0] == "new@x.gov" for key in standing_of(small))
    _, again = take(small, "agencies", "agency,disciplines\nElm,law")
    assert undo(small, again.id).names == {"agency": 1}
    assert counts(take(small, "roster", text)[0]) == (1, 0, 0, 0)
    assert len(affiliations(small, "new@x.gov")) == 1


def test_an_agency_with_people_is_more_than_a_name(small: Store) -> None:
    with small.reading() as session:
        first = session.scalars(select(ImportRun).where(ImportRun.kind == "agencies")).one()
    undone = undo(small, first.id)
    assert {each.what for each in undone.kept} == {"agency Cedar Fire", "agency Cedar Police"}
    assert not undone.names


@pytest.mark.postgres
def test_changes_are_put_back_where_nobody_changed_them_since(small: Store) -> None:
    _, run = take(
        small,
        "roster",
        """
        email,first_name,last_name,agency,role,phone
        ann@x.gov,Anna,Lee,Cedar Fire,chief,555
        bob@x.gov,Bobby,Ray,Cedar Fire,chief,556""",
    )
    with small.writing() as session:
        bob = session.scalars(select(Person).where(Person.email == "bob@x.gov")).one()
        bob.first_name = "Robert"
        bob.rekey()
        note(session, NOW, BY, "slack", AuditKind.CHANGED_BY_IMPORT, ("person", bob.id))
    undone = undo(small, run.id)
    assert undone.put_back == {"person": 2, "affiliation": 2}
    assert {(each.what, each.why) for each in undone.kept} == {("person Robert Ray", "changed again since")}
    ann = person(small, "ann@x.gov")
    assert (ann.first_name, ann.phone, ann.name_key) == ("Ann", "", "ann lee")
    assert (person(small, "bob@x.gov").first_name, person(small, "bob@x.gov").phone) == ("Robert", "")
    assert affiliations(small, "ann@x.gov")[0][3] == "captain"
    assert standing_of(small) == standing_rebuilt(small)


def test_imports_are_undone_in_either_order(small: Store) -> None:
    _, first = take(small, "rules", "course,effective_on,interval_months\nBLS,2026-01-01,12")
    _, second = take(small, "rules", "course,effective_on,interval_months\nBLS,2026-01-01,18")
    assert [each.why for each in undo(small, first.id).kept] == ["changed since"]
    assert undo(small, second.id).put_back == {"rule": 1}
    with small.reading() as session:
        live = session.scalars(select(RuleRecord).where(RuleRecord.import_id == first.id)).one()
    assert (live.interval_months, live.voided_at) == (12, None)


@pytest.mark.postgres
def test_the_later_import_first_and_then_the_earlier(small: Store) -> None:
    before = standing_of(small)
    _, first = take(small, "rules", "course,effective_on,interval_months\nBLS,2026-01-01,12")
    _, second = take(small, "rules", "course,effective_on,interval_months\nBLS,2026-01-01,18")
    undo(small, second.id)
    assert not undo(small, first.id).kept
    assert standing_of(small) == before == standing_rebuilt(small)


def test_disciplines_are_put_back(small: Store) -> None:
    before = standing_of(small)
    _, run = take(small, "agencies", "agency,disciplines\nCedar Police,law;ems")
    assert standing_of(small) != before
    undo(small, run.id)
    assert standing_of(small) == before
    with small.reading() as session:
        assert session.scalars(select(AgencyRecord).where(AgencyRecord.key == "cedar police")).one()


def test_an_affiliation_that_was_changed_since_stays(small: Store) -> None:
    _, run = take(small, "roster", "email,first_name,last_name,agency\nnew@x.gov,Nat,Orr,Cedar Police")
    with small.writing() as session:
        row = session.scalars(select(AffiliationRecord).where(AffiliationRecord.import_id == run.id)).one()
        note(session, NOW, BY, "slack", AuditKind.CHANGED_BY_IMPORT, ("affiliation", row.id))
    assert [each.what for each in undo(small, run.id).kept] == ["affiliation Nat Orr"]
    assert len(audit_of(small, "undid an import")) == 1


@pytest.mark.postgres
def test_an_email_that_is_another_persons_now_is_not_put_back(small: Store) -> None:
    take(small, "roster", "email,member_id,first_name,last_name,agency\nann@x.gov,C-1,Ann,Lee,Cedar Fire")
    _, run = take(
        small, "roster", "email,member_id,first_name,last_name,agency\nlee@x.gov,C-1,Ann,Lee,Cedar Fire"
    )
    with small.writing() as session:
        session.add(Person(email="ann@x.gov", first_name="Annika", last_name="Olsen"))
    assert [each.why for each in undo(small, run.id).kept] == [
        "its e-mail or member id is another person's now"
    ]
    assert person(small, "lee@x.gov").name == "Ann Lee"
