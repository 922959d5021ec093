"""Large imports, in batches: cut short anywhere and gone on with, taken back whole, right at every moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from files.imports import batching, writing
from files.imports.applying import project_people
from files.imports.plan import Plan
from files.imports.writing import CHANGED_SINCE, Taken, Written, begin_in_batches, write_in_batches
from storage.engine import Store
from storage.imports import ImportFile, ImportRun, ImportState
from storage.people import AffiliationRecord, Person
from storage.training import CompletionRecord, CourseRecord
from tests.conftest import ONLY_WHOLE, WHOLE
from tests.files.imports.bringing import (
    BY,
    NOW,
    Killed,
    affiliations,
    audit_of,
    completions,
    file_of,
    look,
    standing_of,
    standing_rebuilt,
    take,
    undo,
)

COMPLETIONS = """
    email,course,completed_on,hours
    ann@x.gov,BLS,2026-01-10,4
    bob@x.gov,BLS,2026-01-10,4
    ann@x.gov,ASIM-B,2026-02-10,4
    cid@x.gov,ASIM-B,2026-03-10,4
    ann@x.gov,BLS,2026-01-10,6
    bob@x.gov,BLS,2026-01-10,4
    bob@x.gov,ASIM-B,2026-04-10,4
    zoe@x.gov,ASIM-B,2026-04-10,4"""
ROSTER = """
    email,first_name,last_name,agency,unit,joined_on
    ann@x.gov,Ann,Lee,Cedar Fire,Station 4,2020-01-01
    dan@x.gov,Dan,Fox,Cedar Fire,Station 4,2024-01-01
    eva@x.gov,Eva,Orr,Cedar Police,,2024-01-01
    dan@x.gov,Dan,Fox,Cedar Police,,2025-01-01"""
FILES = {"completions": COMPLETIONS, "roster": ROSTER}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person or two in each batch."""
    monkeypatch.setattr(batching, "ROWS_A_BATCH", 4)
    monkeypatch.setattr(batching, "PEOPLE_A_BATCH", 1)


def begun(store: Store, plan: Plan, end_missing: bool = False) -> int:
    with store.writing() as session:
        return begin_in_batches(session, plan, BY, NOW, end_missing=end_missing).id


def wrote(
    store: Store, plan: Plan, number: int, clock: Callable[[], datetime] = lambda: NOW, tick: Any = None
) -> Written:
    return write_in_batches(store, plan, number, BY, "command line", clock, tick)


def run_of(store: Store, number: int) -> ImportRun:
    with store.reading() as session:
        return session.get_one(ImportRun, number)


def files_kept(store: Store) -> list[int]:
    with store.reading() as session:
        return list(session.scalars(select(ImportFile.import_id)))


def on_record(store: Store) -> list[tuple[Any, ...]]:
    """What is on record of everybody, by names that are the same in every store."""
    with store.reading() as session:
        columns = (Person.email, CourseRecord.code, *_SAID)
        query = select(*columns).join(Person, Person.id == CompletionRecord.person_id)
        query = query.join(CourseRecord, CourseRecord.id == CompletionRecord.course_id)
        done = [tuple(row) for row in session.execute(query)]
        terms = select(Person.email, Person.first_name, AffiliationRecord.agency_id, *_TERM)
        there = session.execute(terms.join(Person, Person.id == AffiliationRecord.person_id))
        return sorted([*done, *map(tuple, there)], key=str)


_SAID = (
    CompletionRecord.completed_on,
    CompletionRecord.result,
    CompletionRecord.hours,
    CompletionRecord.corrects_id.is_not(None),
    CompletionRecord.voided_at,
)
_TERM = (AffiliationRecord.joined_on, AffiliationRecord.left_on, AffiliationRecord.unit_id)


WITHIN, BETWEEN = False, True
KILLS = [("completions", WITHIN), ("roster", BETWEEN)]
"""In which kind of file, and where in it: the others with `make prove`."""
if WHOLE:
    KILLS += [("completions", BETWEEN), ("roster", WITHIN)]


@pytest.mark.several
@pytest.mark.postgres
@pytest.mark.parametrize(("kind", "committed"), KILLS)
def test_killed_at_each_batch_nothing_is_twice_and_nothing_lost(
    small: Store, monkeypatch: pytest.MonkeyPatch, kind: str, committed: bool
) -> None:
    text = FILES[kind]
    number = begun(small, look(small, kind, text), end_missing=kind == "roster")
    project = project_people
    kills = 0
    for survives in range(20):
        left = survives if committed else 1

        def once_more(*args: Any, survives: int = survives) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed

        def dies(*args: Any) -> None:
            project(*args)
            once_more()

        if not committed:
            monkeypatch.setattr(writing, "project_people", dies)
        try:
            done = wrote(small, look(small, kind, text), number, tick=once_more if committed else None)
        except Killed:
            kills += 1
            assert run_of(small, number).state is ImportState.WRITING
            assert standing_of(small) == standing_rebuilt(small)
            continue
        break
    assert kills >= 2
    assert done.left_out == []
    kept = run_of(small, number)
    assert kept.state is ImportState.APPLIED
    assert files_kept(small) == []
    assert standing_of(small) == standing_rebuilt(small)
    in_batches, counts = on_record(small), kept.counts
    undo(small, number)
    _, whole = take(small, kind, text, end_missing=kind == "roster")
    if kind == "completions":
        assert [row for row in in_batches if row[-1] is None] == [
            row for row in on_record(small) if row[-1] is None
        ]
        assert counts == whole.counts


@pytest.mark.postgres
def test_a_part_is_taken_back_whole_and_whoever_writes_it_stops(small: Store) -> None:
    before = standing_of(small)
    plan = look(small, "completions", COMPLETIONS)
    number = begun(small, plan)

    def meanwhile(*_: Any) -> None:
        undo(small, number)

    with pytest.raises(Taken):
        wrote(small, plan, number, tick=meanwhile)
    assert run_of(small, number).state is ImportState.UNDONE
    assert all(
        each.voided_at for name in ("ann", "bob", "cid") for each in completions(small, f"{name}@x.gov")
    )
    assert standing_of(small) == before == standing_rebuilt(small)


@pytest.mark.several
@pytest.mark.postgres
def test_who_goes_on_takes_the_turn_of_who_wrote_before(small: Store) -> None:
    plan = look(small, "completions", COMPLETIONS)
    number = begun(small, plan)

    def another(*_: Any) -> None:
        wrote(small, look(small, "completions", COMPLETIONS), number)

    with pytest.raises(Taken):
        wrote(small, plan, number, tick=another)
    assert run_of(small, number).state is ImportState.APPLIED
    assert len(completions(small, "bob@x.gov")) == 2


@pytest.mark.several
@pytest.mark.postgres
@pytest.mark.parametrize("when", ["between planning a batch and writing it", *(["before"] if WHOLE else [])])
def test_what_somebody_else_changed_meanwhile_is_left_out_and_told(small: Store, when: str) -> None:
    plan = look(small, "completions", COMPLETIONS)
    number = begun(small, plan)
    others = "email,course,completed_on,hours\nbob@x.gov,BLS,2026-01-10,8\ncid@x.gov,ASIM-B,2026-03-10,4"
    calls = 0

    def clock() -> datetime:
        nonlocal calls
        calls += 1
        if when != "before" and calls == 3:  # the second batch is bob's
            take(small, "completions", others)
        return NOW

    if when == "before":
        take(small, "completions", others)
    done = wrote(small, plan, number, clock)
    assert [(each.line, each.reason) for each in done.left_out] == [(3, CHANGED_SINCE), (7, CHANGED_SINCE)]
    assert [each.hours for each in completions(small, "bob@x.gov")] == [8, 4], "never overwritten"
    assert len(completions(small, "cid@x.gov")) == 1, "what is there already is not recorded twice"
    counts = run_of(small, number).counts
    assert (counts.new, counts.changed, counts.left_out, counts.unchanged) == (3, 1, 2, 1)
    assert standing_of(small) == standing_rebuilt(small)


@pytest.mark.postgres
def test_answers_between_batches_are_right_and_the_run_says_how_far_it_is(small: Store) -> None:
    plan = look(small, "completions", COMPLETIONS)
    number = begun(small, plan)
    so_far: list[tuple[int, int]] = []

    def between(doing: str, done: int, of: int) -> None:
        run = run_of(small, number)
        so_far.append((run.written, run.agreed_rows))
        assert standing_of(small) == standing_rebuilt(small)

    wrote(small, plan, number, tick=between)
    assert so_far == [(3, 6), (5, 6), (6, 6)]
    assert len(audit_of(small, "imported a part of a file")) == 3
    assert len(audit_of(small, "imported")) == len(FILES) + 4


@ONLY_WHOLE
@pytest.mark.parametrize("county", ["messy", "grove"])
def test_a_roster_in_batches_is_the_roster_as_a_whole(
    store: Store, monkeypatch: pytest.MonkeyPatch, county: str
) -> None:
    monkeypatch.setattr(batching, "PEOPLE_A_BATCH", 25)
    monkeypatch.setattr(batching, "ROWS_A_BATCH", 50)
    take(store, "agencies", file_of(county, "agencies"))
    plan = look(store, "roster", file_of(county, "roster"))
    done = wrote(store, plan, begun(store, plan))
    assert done.left_out == []
    assert replace(done.run.counts, ended=0) == plan.counted
    again = look(store, "roster", file_of(county, "roster"))
    assert not again.writes
    assert again.counts == {"unchanged": len(plan.rows)}


def test_a_roster_ends_whom_it_leaves_out_only_while_they_are_as_they_were(small: Store) -> None:
    plan = look(small, "roster", ROSTER)
    assert {each.person for each in plan.missing} == {"Bob Ray", "Cid Moe"}
    number = begun(small, plan, end_missing=True)
    take(
        small,
        "roster",
        "email,first_name,last_name,agency,left_on\ncid@x.gov,Cid,Moe,Cedar Police,2026-12-31",
    )
    wrote(small, plan, number)
    assert [str(each[2]) for each in affiliations(small, "bob@x.gov")] == ["2026-10-31"]
    assert [str(each[2]) for each in affiliations(small, "cid@x.gov")] == ["2026-12-31"]
    assert run_of(small, number).counts.ended == 1


def test_somebody_known_in_two_ways_is_one_person_in_every_batch(small: Store) -> None:
    take(small, "roster", "email,member_id,first_name,last_name,agency\nann@x.gov,A-1,Ann,Lee,Cedar Fire")
    text = """
        email,member_id,course,completed_on,hours
        ann@x.gov,,BLS,2026-01-10,4
        bob@x.gov,,BLS,2026-01-10,4
        ,A-1,BLS,2026-01-10,6"""
    plan = look(small, "completions", text)
    done = wrote(small, plan, begun(small, plan))
    assert (done.left_out, done.run.counts) == ([], plan.counted)
    assert [each.hours for each in completions(small, "ann@x.gov")] == [4, 6]
    assert standing_of(small) == standing_rebuilt(small)
