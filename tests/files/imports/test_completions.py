"""Completions: corrected, never overwritten; what was done here since survives an old file."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.plan import FieldChange
from readiness.due import Scope
from storage.answers import asked_on
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import Person
from storage.training import CompletionRecord
from tests.files.imports.bringing import (
    NOW,
    REGION,
    TODAY,
    completions,
    counts,
    look,
    person,
    reasons,
    standing_of,
    standing_rebuilt,
    take,
    undo,
)

FOUR_HOURS = "email,course,completed_on,hours\nann@x.gov,BLS,2026-01-10,4"
EIGHT_HOURS = "email,course,completed_on,hours\nann@x.gov,bls,1/10/2026,8"
PLAIN = "email,course,completed_on\nann@x.gov,BLS,2026-01-10"


def test_other_values_make_a_correction_and_both_stay_readable(small: Store) -> None:
    take(small, "completions", FOUR_HOURS)
    plan, _ = take(small, "completions", EIGHT_HOURS)
    assert counts(plan) == (0, 1, 0, 0)
    first, second = completions(small, "ann@x.gov")
    assert (first.hours, second.hours, second.corrects_id) == (4, 8, first.id)
    assert first.voided_at is None
    assert standing_of(small) == standing_rebuilt(small)


def test_the_old_file_again_does_not_undo_a_correction(small: Store) -> None:
    take(small, "completions", FOUR_HOURS)
    take(small, "completions", EIGHT_HOURS)
    plan = look(small, "completions", FOUR_HOURS)
    assert counts(plan) == (0, 0, 1, 0)
    assert plan.rows[0].remark == "corrected here since"


def test_an_absent_column_is_kept_by_a_correction(small: Store) -> None:
    take(
        small, "completions", "email,course,completed_on,provider,evidence\nann@x.gov,BLS,2026-01-10,AHA,card"
    )
    head = "email,course,completed_on,provider,evidence\n"
    silent = head + "ann@x.gov,BLS,2026-01-10,N/A,tbd\nann@x.gov,BLS,2026-01-11,none,-"
    plan = look(small, "completions", silent)
    assert counts(plan) == (1, 0, 1, 0)
    assert {each.values["provider"] for each in plan.outcome.additions} == {""}, "a new one says nothing, too"
    take(small, "completions", EIGHT_HOURS)
    assert (completions(small, "ann@x.gov")[1].provider, completions(small, "ann@x.gov")[1].evidence) == (
        "AHA",
        "card",
    )


def test_within_one_file_the_last_word_counts_and_a_second_time_changes_nothing(small: Store) -> None:
    text = """
        email,course,completed_on,hours
        ann@x.gov,BLS,2026-01-10,4
        ann@x.gov,BLS,2026-01-10,8
        ann@x.gov,BLS,2026-01-10,8
        ann@x.gov,BLS,2026-01-10,4"""
    plan, _ = take(small, "completions", text)
    assert counts(plan) == (1, 2, 1, 0)
    assert [each.hours for each in completions(small, "ann@x.gov")] == [4, 8, 4]
    assert counts(look(small, "completions", text)) == (0, 0, 4, 0)


def test_rows_of_what_is_not_done_yet_and_rows_that_come_twice_are_counted(small: Store) -> None:
    text = """
        email,course,completed_on
        ann@x.gov,BLS,
        ann@x.gov,CPR,2026-01-10
        bob@x.gov,BLS,2026-01-10
        bob@x.gov,BLS,2026-01-10
        bob@x.gov,BLS,2026-13-10
        Total,,"""
    plan = look(small, "completions", text)
    assert (plan.lines, len(plan.not_done), plan.twice) == (5, 1, 1)
    assert [each.line for each in plan.mistaken] == [6, 3], "what is asked about comes last"


def test_a_pass_and_an_incomplete_of_one_day_are_two(small: Store) -> None:
    plan, _ = take(
        small,
        "completions",
        """
        email,course,completed_on,result
        ann@x.gov,BLS,2026-01-10,incomplete
        ann@x.gov,BLS,2026-01-10,""",
    )
    assert counts(plan) == (2, 0, 0, 0)
    assert [each.result for each in completions(small, "ann@x.gov")] == ["incomplete", "pass"]


def verify(store: Store) -> None:
    """Somebody verifies all there is, in Muster."""
    with store.writing() as session:
        for record in session.scalars(select(CompletionRecord)):
            record.verified, record.verified_by, record.verified_at = True, "lead@x.gov", NOW


def test_a_file_that_knows_nothing_of_a_verification_leaves_it_alone(small: Store) -> None:
    text = "email,course,completed_on,hours,verified\nann@x.gov,BLS,2026-01-10,4,no"
    take(small, "completions", text)
    verify(small)
    assert counts(look(small, "completions", text)) == (0, 0, 1, 0)
    take(small, "completions", text.replace(",4,no", ",8,no"))
    mended = completions(small, "ann@x.gov")[1]
    assert (mended.hours, mended.verified, mended.verified_by) == (8, True, "lead@x.gov")


def test_what_the_file_verified_the_file_can_take_back(small: Store) -> None:
    text = "email,course,completed_on,verified\nann@x.gov,BLS,2026-01-10,yes"
    take(small, "completions", text)
    plan, _ = take(small, "completions", text.replace("yes", "no"))
    assert counts(plan) == (0, 1, 0, 0)
    assert [each.verified for each in completions(small, "ann@x.gov")] == [True, False]


def test_what_was_voided_here_stays_voided(small: Store) -> None:
    take(small, "completions", PLAIN)
    with small.writing() as session:
        record = session.scalars(select(CompletionRecord)).one()
        record.take_back(NOW, "lead@x.gov", "another Ann")
    plan = look(small, "completions", PLAIN)
    assert counts(plan) == (0, 0, 1, 0)
    assert plan.rows[0].remark == "voided here on 2026-11-01: another Ann"


def test_what_was_moved_to_another_day_here_is_not_brought_back(small: Store) -> None:
    take(small, "completions", PLAIN)
    with small.writing() as session:
        record = session.scalars(select(CompletionRecord)).one()
        session.add(
            CompletionRecord(
                person_id=record.person_id,
                course_id=record.course_id,
                completed_on=date(2026, 1, 11),
                corrects_id=record.id,
                recorded_at=NOW,
            )
        )
    assert counts(look(small, "completions", PLAIN)) == (0, 0, 1, 0)


def test_who_or_what_is_not_there_and_what_is_to_come_is_refused(small: Store) -> None:
    plan = look(
        small,
        "completions",
        """
        email,member_id,course,completed_on
        ghost@x.gov,,BLS,2026-01-10
        ann@x.gov,,BSL,2026-01-10
        ann@x.gov,,BLS,2026-11-02
        ann@x.gov,,BLS,2026-11-01
        ,Z-9,BLS,2026-01-10""",
    )
    found = reasons(plan)
    assert sorted(found) == [2, 3, 4, 6]
    assert "nobody on the roster" in found[2]
    assert found[3] == "course: BSL isn't a course here"
    assert "future" in found[4]
    assert "Z-9 is nobody" in found[6]


def test_the_future_begins_after_today_in_the_region(small: Store) -> None:
    assert REGION.day(NOW) == TODAY
    assert list(reasons(look(small, "completions", PLAIN, today=date(2026, 1, 9)))) == [2]


EXPORTED = """
    email,course,completed_on,hours,verified,record,corrects,voided_on,void_reason
    ann@x.gov,BLS,2026-01-12,8,no,r2,r1,,
    ann@x.gov,BLS,2026-01-10,4,no,r1,,,
    ann@x.gov,ASIM-B,2026-02-01,4,no,r3,,2026-02-05,entered twice"""


def test_an_export_brings_its_history_in_any_order(small: Store) -> None:
    plan, _ = take(small, "completions", EXPORTED)
    assert counts(plan) == (3, 0, 0, 0)
    by_name = {each.record: each for each in completions(small, "ann@x.gov")}
    assert by_name["r2"].corrects_id == by_name["r1"].id
    assert by_name["r3"].void_reason == "entered twice"
    assert REGION.day(by_name["r3"].voided_at or NOW) == date(2026, 2, 5)
    assert counts(look(small, "completions", EXPORTED)) == (0, 0, 3, 0)
    assert standing_of(small) == standing_rebuilt(small)


def test_a_known_record_with_other_values_is_corrected_once(small: Store) -> None:
    take(small, "completions", EXPORTED)
    changed = EXPORTED.replace("2026-01-12,8,no,r2,r1", "2026-01-13,8,no,r2,r1")
    plan, _ = take(small, "completions", changed)
    assert counts(plan) == (0, 1, 2, 0)
    live = completions(small, "ann@x.gov")[-1]
    assert (live.completed_on, live.hours) == (date(2026, 1, 13), 8)
    assert live.record not in ("r1", "r2", "r3")
    assert counts(look(small, "completions", changed)) == (0, 0, 3, 0)
    assert counts(look(small, "completions", EXPORTED)) == (0, 0, 3, 0)


def test_a_void_comes_along_for_a_record_that_is_known(small: Store) -> None:
    take(small, "completions", EXPORTED)
    voided = EXPORTED.replace("r2,r1,,", "r2,r1,2026-03-01,wrong person")
    plan, run = take(small, "completions", voided)
    assert counts(plan) == (0, 1, 2, 0)
    assert [each.record for each in completions(small, "ann@x.gov") if each.voided_at is None] == ["r1"]
    assert standing_of(small) == standing_rebuilt(small)
    undo(small, run.id)
    assert {each.record for each in completions(small, "ann@x.gov") if each.voided_at is None} == {"r1", "r2"}


def test_whoever_a_voided_correction_had_taken_a_class_from_has_it_again(small: Store) -> None:
    _, run = take(
        small,
        "completions",
        """
        email,course,completed_on,record,corrects
        ann@x.gov,BLS,2026-01-10,r1,
        bob@x.gov,BLS,2026-01-10,r2,r1""",
    )
    _, second = take(
        small,
        "completions",
        """
        email,course,completed_on,record,corrects,voided_on,void_reason
        bob@x.gov,BLS,2026-01-10,r2,r1,2026-02-01,it was Ann after all""",
    )
    assert standing_of(small) == standing_rebuilt(small)
    undo(small, second.id)
    assert standing_of(small) == standing_rebuilt(small)
    undo(small, run.id)
    assert standing_of(small) == standing_rebuilt(small)


def test_a_record_that_corrects_nothing_known_is_refused_and_so_is_a_ring(small: Store) -> None:
    plan = look(
        small,
        "completions",
        """
        email,course,completed_on,record,corrects
        ann@x.gov,BLS,2026-01-10,a,gone
        ann@x.gov,BLS,2026-01-11,b,a
        ann@x.gov,BLS,2026-01-12,c,d
        ann@x.gov,BLS,2026-01-13,d,c
        ann@x.gov,BLS,2026-01-14,e,""",
    )
    assert list(reasons(plan)) == [2, 3, 4, 5]
    assert counts(plan) == (1, 0, 0, 4)


def test_a_record_twice_in_a_file_must_say_the_same(small: Store) -> None:
    plan = look(
        small,
        "completions",
        """
        email,course,completed_on,record
        ann@x.gov,BLS,2026-01-10,a
        ann@x.gov,BLS,2026-01-10,a
        ann@x.gov,BLS,2026-01-11,a""",
    )
    assert counts(plan) == (1, 0, 1, 1)
    assert reasons(plan) == {4: "record: a stands on line 2 with other values"}


def test_an_export_of_another_store_meets_what_both_were_given(small: Store) -> None:
    take(small, "completions", PLAIN)
    same = "email,course,completed_on,record,corrects\nann@x.gov,BLS,2026-01-10,other,"
    assert counts(look(small, "completions", same)) == (0, 0, 1, 0)
    mended = f"{same}\nann@x.gov,BLS,2026-01-12,mended,other"
    plan, _ = take(small, "completions", mended)
    assert counts(plan) == (1, 0, 1, 0)
    first, second = completions(small, "ann@x.gov")
    assert second.corrects_id == first.id


def test_a_person_may_be_named_by_member_id(small: Store) -> None:
    take(small, "roster", "email,member_id,first_name,last_name,agency\nann@x.gov,C-1,Ann,Lee,Cedar Fire")
    plan, _ = take(small, "completions", "member_id,course,completed_on\n c-1 ,BLS,2026-01-10")
    assert counts(plan) == (1, 0, 0, 0)
    with small.reading() as session:
        owner = session.scalars(select(CompletionRecord.person_id)).one()
        assert session.get_one(Person, owner).email == "ann@x.gov"


CARD = "email,course,completed_on,Expiration Date\nann@x.gov,BLS,2026-01-10,2026-12-01"


def test_a_certificates_own_expiry_is_kept_corrected_and_taken_back(small: Store) -> None:
    """A day of its own is a value like others: another one corrects, a blank cell or none says nothing."""
    take(small, "completions", PLAIN)
    assert due_day(small) == date(2028, 1, 10)
    plan, run = take(small, "completions", CARD)
    assert counts(plan) == (0, 1, 0, 0)
    assert plan.rows[0].changes == (FieldChange("expires_on", None, date(2026, 12, 1)),)
    assert due_day(small) == date(2026, 12, 1)
    for text in (CARD, PLAIN, CARD.replace("2026-12-01", "")):
        assert counts(look(small, "completions", text)) == (0, 0, 1, 0), text
    take(
        small,
        "completions",
        CARD.replace("2026-12-01", "2027-03-01").replace("Expiration Date", "Valid thru"),
    )
    assert due_day(small) == date(2027, 3, 1)
    assert [each.expires_on for each in completions(small, "ann@x.gov")] == [
        None,
        date(2026, 12, 1),
        date(2027, 3, 1),
    ]
    assert counts(look(small, "completions", CARD)) == (0, 0, 1, 0), "an old file takes no correction back"
    assert standing_of(small) == standing_rebuilt(small)
    assert "corrected since" in undo(small, run.id).kept[0].why
    for place in (CARD.replace("2026-12-01", "2026-01-09"), CARD.replace("2026-12-01", "soon")):
        assert counts(look(small, "completions", place))[3] == 1
    over = look(small, "completions", CARD.replace("2026-12-01", "2026-01-09"))
    assert reasons(over)[2] == "expires_on: 2026-01-09 comes before completed_on, 2026-01-10"
    assert [each.recorded_from for each in completions(small, "ann@x.gov")] == ["file"] * 3


def test_a_certificate_known_by_its_expiry_only_counts_from_the_day_it_is_recorded(small: Store) -> None:
    cards = """
        email,course,completed_on,Valid Until
        ann@x.gov,BLS,,12/1/2027
        ann@x.gov,BLS,,5/1/2027
        bob@x.gov,BLS,,10/15/2026
        cid@x.gov,ASIM-B,,"""
    plan, first = take(small, "completions", cards)
    assert counts(plan) == (3, 0, 0, 1)
    assert reasons(plan)[5] == "completed_on and expires_on: empty; one of them is required"
    assert [(each.completed_on, each.expires_on) for each in completions(small, "ann@x.gov")] == [
        (TODAY, date(2027, 12, 1)),
        (TODAY, date(2027, 5, 1)),
    ]
    # Over already: good on its last day at least, and expired since.
    assert [(each.completed_on, each.expires_on) for each in completions(small, "bob@x.gov")] == [
        (date(2026, 10, 15), date(2026, 10, 15))
    ]
    assert (due_day(small), due_day(small, "bob@x.gov")) == (date(2027, 12, 1), date(2026, 10, 15))
    later = date(2027, 1, 20)
    assert counts(look(small, "completions", cards, later)) == (0, 0, 3, 1), "the same again changes nothing"
    only = "email,course,good through\nann@x.gov,BLS,2027-12-01\nbob@x.gov,BLS,2028-10-15"
    plan, _ = take(small, "completions", only, later)
    assert counts(plan) == (1, 0, 1, 0), "another card on another day is another"
    assert due_day(small, "bob@x.gov", later) == date(2028, 10, 15)
    mended = cards.replace("12/1/2027", "12/1/2026")
    plan, _ = take(small, "completions", mended)
    assert counts(plan) == (0, 1, 2, 1), "another day on the day of the import corrects it"
    assert due_day(small) == date(2027, 5, 1)
    undone = undo(small, first.id)
    assert "corrected since" in undone.kept[0].why
    assert standing_of(small, later) == standing_rebuilt(small, later)


def due_day(store: Store, email: str = "ann@x.gov", on: date = TODAY) -> date | None:
    """Until when BLS holds, as seen on a day."""
    with store.reading() as session:
        scope = Scope.person(person(store, email).id)
        (asked,) = (e for e in asked_on(session, on, scope) if course_code(session, e.course) == "BLS")
        return asked.outlook.expires_on


def course_code(session: Session, course: int) -> str:
    return catalogue_of(session).courses[course].code
