"""Rules, requirements and equivalents: whom a change moves is shown before it is made."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from files.settled import Settled
from storage.engine import Store
from storage.moves import Move
from storage.training import RequirementRecord, RuleRecord
from tests.files.imports.bringing import (
    audit_of,
    counts,
    look,
    reasons,
    standing_of,
    standing_rebuilt,
    take,
)


@pytest.fixture
def region(small: Store) -> Store:
    take(
        small,
        "completions",
        """
        email,course,completed_on
        ann@x.gov,BLS,2025-06-01
        bob@x.gov,BLS,2024-01-15
        cid@x.gov,ASIM-B,2024-12-01""",
    )
    return small


def test_a_new_version_shows_whom_it_moves_on_its_day(region: Store) -> None:
    plan = look(region, "rules", "course,effective_on,interval_months\nBLS,2027-01-01,12")
    assert counts(plan) == (1, 0, 0, 0)
    (moves,) = plan.moves
    assert (moves.on, moves.people) == (date(2027, 1, 1), 1)
    assert moves.moves == (Move("BLS", "current", "expired", 1),)


def test_the_preview_is_what_comes_to_pass(region: Store) -> None:
    plan, _ = take(region, "rules", "course,effective_on,interval_months\nBLS,2015-01-01,36")
    assert counts(plan) == (0, 1, 0, 0)
    assert [(each.on, each.moves) for each in plan.moves] == [
        (date(2026, 11, 1), (Move("BLS", "expired", "due_soon", 1),))
    ]
    assert standing_of(region) == standing_rebuilt(region)
    (row,) = audit_of(region, "changed by import")
    assert row.detail["changes"] == {"interval_months": [24, 36]}
    assert not look(region, "rules", "course,effective_on,interval_months\nBLS,2015-01-01,36").writes


def test_a_requirement_is_the_same_by_the_whole_row(region: Store) -> None:
    text = "course,disciplines,roles,effective_on\nBLS,Law;ems,Captain;chief,2026-01-01"
    plan, _ = take(region, "requirements", text)
    assert counts(plan) == (1, 0, 0, 0)
    again = "course,disciplines,roles,effective_on\nbls,EMS;law,chief;CAPTAIN,1/1/2026"
    assert counts(look(region, "requirements", again)) == (0, 0, 1, 0)
    assert counts(look(region, "requirements", again.replace("EMS;law", "law"))) == (1, 0, 0, 0)
    with region.reading() as session:
        assert {row.disciplines for row in session.scalars(select(RequirementRecord))} == {
            "ems",
            "",
            "ems;law",
        }


def test_somebody_newly_asked_is_counted_once_however_many_courses(region: Store) -> None:
    take(region, "courses", "code,title\nX,X\nY,Y")
    take(region, "rules", "course,effective_on\nX,2015-01-01\nY,2015-01-01")
    plan = look(region, "requirements", "course,disciplines\nX,law\nY,law")
    (moves,) = plan.moves
    assert moves.people == 1
    assert {(move.course, move.before, move.after) for move in moves.moves} == {
        ("X", "not asked", "never"),
        ("Y", "not asked", "never"),
    }


def test_an_equivalent_moves_those_who_hold_the_higher_course(region: Store) -> None:
    take(region, "courses", "code,title\nASIM-A,ASIM Advanced")
    take(region, "completions", "email,course,completed_on\nann@x.gov,ASIM-A,2026-10-01")
    plan, _ = take(region, "equivalents", "course,counts_for,kind\nASIM-A,ASIM-B,satisfies")
    assert [each.moves for each in plan.moves] == [(Move("ASIM-B", "never", "current", 1),)]
    assert standing_of(region) == standing_rebuilt(region)


def test_other_disciplines_of_an_agency_move_its_people(region: Store) -> None:
    plan, _ = take(region, "agencies", "agency,disciplines\ncedar police,law;ems")
    assert counts(plan) == (0, 1, 0, 0)
    assert [each.moves for each in plan.moves] == [(Move("BLS", "not asked", "never", 1),)]
    assert standing_of(region) == standing_rebuilt(region)


def test_a_file_whose_last_row_says_what_is_there_changes_nothing(region: Store) -> None:
    text = "course,effective_on,interval_months\nBLS,2015-01-01,36\nBLS,2015-01-01,24"
    plan = look(region, "rules", text)
    assert counts(plan) == (0, 0, 2, 0)
    assert not plan.writes


def test_cycles_without_a_beginning_are_refused_also_for_a_rule_that_is_there(region: Store) -> None:
    take(
        region,
        "rules",
        "course,effective_on,interval_months,anchor,cycle_start\nBLS,2026-01-01,24,cycle,2020-01-01",
    )
    blank = "course,effective_on,cycle_start\nBLS,2026-01-01,"
    assert counts(look(region, "rules", blank)) == (0, 0, 1, 0)
    plan = look(region, "rules", blank, settled=Settled(blank_clears=True))
    assert "cycle_start: empty" in reasons(plan)[2]
    with region.reading() as session:
        assert session.scalars(select(RuleRecord).where(RuleRecord.anchor == "cycle")).one().cycle_start


def test_unknown_courses_are_refused(region: Store) -> None:
    assert reasons(look(region, "rules", "course,effective_on\nZZZ,2015-01-01")) == {
        2: "course: ZZZ isn't a course here"
    }
    assert reasons(look(region, "equivalents", "course,counts_for,kind\nBLS,ASIM-Z,renews")) == {
        2: "counts_for: ASIM-Z isn't a course here; did you mean ASIM-B?"
    }
    assert list(reasons(look(region, "requirements", "course,disciplines\nZZZ,all"))) == [2]
