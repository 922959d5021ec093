"""A file of completions beyond what is read at once: counted, written by parts, gone on with, taken back."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from files import limits, parting, reading, table
from files.finding import Sought
from files.imports import batching, by_parts
from files.imports.writing import Writer
from files.kinds import COMPLETIONS
from files.reading import read_file
from storage.engine import Store
from storage.imports import ImportRun, ImportState
from storage.people import Person
from storage.training import CompletionRecord, CourseRecord
from tests.bot.cli.conftest import Muster
from tests.conftest import ONLY_WHOLE, WHOLE
from tests.files.imports.bringing import Killed, completions, standing_of, standing_rebuilt, take

PEOPLE = 12
HEADER = "email,course,completed_on,hours"
FIRST = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of more than thirty lines is large, and a part of it has two dozen."""
    monkeypatch.setattr(parting, "MOST_ROWS", 30)
    monkeypatch.setattr(parting, "LINES_A_PART", 24)
    monkeypatch.setattr(batching, "PEOPLE_A_BATCH", 4)


@pytest.fixture
def large(small: Store, tmp_path: Path) -> Path:
    """Four completions of each of twelve people; one of nobody's, and one that says another one again."""
    people = [f"p{n}@x.gov,Pat,Poe{n},Cedar Fire" for n in range(PEOPLE)]
    take(small, "roster", "\n".join(("email,first_name,last_name,agency", *people)))
    rows = [f"p{n % PEOPLE}@x.gov,BLS,{FIRST + timedelta(days=n)},2" for n in range(4 * PEOPLE)]
    rows[20] = "nobody@x.gov,BLS,2020-01-01,2"
    rows[44] = f"p1@x.gov,BLS,{FIRST + timedelta(days=1)},8"
    path = tmp_path / "large.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n")
    return path


def on_record(store: Store) -> Counter[tuple[Any, ...]]:
    with store.reading() as session:
        query = select(Person.email, CompletionRecord.completed_on, CompletionRecord.hours)
        query = query.join(Person, Person.id == CompletionRecord.person_id)
        return Counter(map(tuple, session.execute(query.where(CompletionRecord.voided_at.is_(None)))))


def runs(store: Store) -> list[ImportRun]:
    with store.reading() as session:
        found = select(ImportRun).where(ImportRun.kind == "completions").order_by(ImportRun.id)
        return list(session.scalars(found))


@pytest.mark.postgres
def test_it_comes_in_by_parts_as_it_would_whole_and_is_taken_back(
    small: Store, large: Path, muster: Muster, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = standing_of(small)
    tried = muster("import", "completions", str(large), "--dry-run")
    assert tried.status == 0
    assert "line 22: " in tried.out
    assert "dry run" in tried.err
    assert not on_record(small)

    said = muster("import", "completions", str(large), "--yes")
    assert said.status == 0, said.err
    (run,) = runs(small)
    assert f"Import {run.id} of large.csv: 46 new, 1 changed, 0 unchanged" in said.out
    assert run.state is ImportState.APPLIED
    rejected = large.with_name("large.csv.rejected.csv").read_text("utf-8-sig").splitlines()
    assert [each.split(",")[0] for each in rejected] == ["line", "22"]
    assert [each.hours for each in completions(small, "p1@x.gov")][-1] == 8
    assert standing_of(small) == standing_rebuilt(small)
    by_parts_on_record = on_record(small)

    if WHOLE:
        assert "changes nothing" in muster("import", "completions", str(large), "--yes").out
    assert "undone" in muster("import", "undo", str(run.id), "--yes").out
    assert not on_record(small)
    assert standing_of(small) == before == standing_rebuilt(small)

    monkeypatch.setattr(parting, "MOST_ROWS", limits.MOST_ROWS)
    assert muster("import", "completions", str(large), "--yes").status == 0
    assert on_record(small) == by_parts_on_record


@ONLY_WHOLE
@pytest.mark.postgres
def test_cut_short_between_parts_the_same_command_goes_on(
    small: Store, large: Path, muster: Muster, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dies(Writer):
        def write(self) -> None:
            super().write()
            if sum(on_record(small).values()) > 15:
                raise Killed

    monkeypatch.setattr(by_parts, "Writer", Dies)
    with pytest.raises(Killed):
        muster("import", "completions", str(large), "--yes")
    monkeypatch.setattr(by_parts, "Writer", Writer)
    (cut,) = runs(small)
    there = sum(on_record(small).values())
    assert (cut.state, 15 < there < 46) == (ImportState.WRITING, True)
    assert standing_of(small) == standing_rebuilt(small)

    said = muster("import", "completions", str(large), "--yes")
    assert f"Import {cut.id} of this file was cut short after {there} of" in said.err
    assert said.status == 0
    (run,) = runs(small)
    assert (run.state, run.counts.new, run.counts.changed) == (ImportState.APPLIED, 46, 1)
    assert sum(on_record(small).values()) == 47
    assert standing_of(small) == standing_rebuilt(small)


def test_what_was_recorded_after_the_look_is_not_corrected(
    small: Store, large: Path, muster: Muster, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = by_parts.LargeFile.begun

    def meanwhile(self: Any, session: Any, foreseen: Any) -> ImportRun:
        run = began(self, session, foreseen)
        session.flush()
        other = CompletionRecord(
            record="theirs", person_id=completions_of(session, "p3@x.gov"), course_id=course(session),
            completed_on=FIRST + timedelta(days=3), result="pass", hours=5, verified=False,
            recorded_by="somebody", recorded_at=run.started_at, recorded_from="here",
        )  # fmt: skip
        session.add(other)
        return run

    monkeypatch.setattr(by_parts.LargeFile, "begun", meanwhile)
    said = muster("import", "completions", str(large), "--yes")
    assert said.status == 0, said.err
    assert "2 rows could not be taken" in said.err
    kept = [each.hours for each in completions(small, "p3@x.gov") if each.completed_on.day == 4]
    assert kept[0] == 5


def completions_of(session: Any, email: str) -> int:
    return int(session.scalar(select(Person.id).where(Person.email == email)))


def course(session: Any) -> int:
    return int(session.scalar(select(CourseRecord.id).where(CourseRecord.code == "BLS")))


def test_other_kinds_beyond_the_limit_are_refused(
    small: Store, tmp_path: Path, muster: Muster, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "roster.csv"
    people = [f"q{n}@x.gov,Pat,Poe{n},Cedar Fire" for n in range(40)]
    path.write_text("\n".join(("email,first_name,last_name,agency", *people)))
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    monkeypatch.setattr(table, "MOST_BYTES", 1000)
    said = muster("import", "roster", str(path), "--yes")
    assert said.status == 2
    assert "too large" in said.err
    assert "Split it into several files" in said.err


def test_a_cell_of_several_lines_is_read_as_in_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parting, "LINES_A_PART", 10)
    rows = [f"p{n}@x.gov,BLS,2020-01-01,2" for n in range(25)]
    rows[8] = 'p8@x.gov,"BLS\nagain\nand again",2020-01-01,2'
    path = tmp_path / "odd.csv"
    path.write_text("\n".join(("a list of ours", "", HEADER, *rows)) + "\n")
    sought = Sought.of(COMPLETIONS, None)
    parts = [part.table for part in parting.Parts(path, sought)]
    whole = read_file(path, sought)
    assert len(parts) > 1
    assert [(row.line, row.raw) for part in parts for row in part.rows] == [
        (row.line, row.raw) for row in whole.rows
    ]
