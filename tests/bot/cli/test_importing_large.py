"""A large file at the command line: killed on its way in, gone on with, taken back in part."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.engine import Store
from storage.imports import ImportRun, ImportState
from storage.training import CompletionRecord
from tests.bot.cli.conftest import Muster
from tests.conftest import ONLY_WHOLE
from tests.files.imports.bringing import standing_of, standing_rebuilt, take

PEOPLE = 200
ROWS = 3 * PEOPLE


@pytest.fixture
def large(small: Store, tmp_path: Path) -> Path:
    """Three completions of each of two hundred people who are on the roster."""
    header = "email,first_name,last_name,agency"
    people = [f"p{n}@x.gov,Pat,Poe{n},Cedar Fire" for n in range(PEOPLE)]
    take(small, "roster", "\n".join((header, *people)))
    first = date(2020, 1, 1)
    rows = [f"p{n % PEOPLE}@x.gov,BLS,{first + timedelta(days=n)}" for n in range(ROWS)]
    path = tmp_path / "large.csv"
    path.write_text("\n".join(("email,course,completed_on", *rows)))
    return path


def recorded(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(CompletionRecord)) or 0


def started(database_url: str, file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot.cli", "import", "completions", str(file), "--yes"]
    environment = {**os.environ, "MUSTER_DATABASE_URL": database_url}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@ONLY_WHOLE
@pytest.mark.postgres
def test_killed_on_its_way_in_the_same_command_goes_on(
    small: Store, large: Path, database_url: str, muster: Muster
) -> None:
    writing = started(database_url, large)
    ends = time.monotonic() + 120
    while not recorded(small) and writing.poll() is None and time.monotonic() < ends:
        time.sleep(0.002)
    writing.send_signal(signal.SIGKILL)
    writing.wait()
    there = recorded(small)
    assert 0 < there < ROWS
    with small.reading() as session:
        (run,) = session.scalars(select(ImportRun).where(ImportRun.kind == "completions"))
    assert (run.state, run.counts.new, run.agreed_rows) == (ImportState.WRITING, there, ROWS)
    assert standing_of(small) == standing_rebuilt(small)

    said = muster("import", "completions", str(large), "--yes")
    assert f"Import {run.id} of this file was cut short after {there:,} of {ROWS:,} rows" in said.err
    assert said.status == 0
    assert recorded(small) == ROWS
    assert f"Import {run.id} of large.csv: {ROWS:,} new, 0 changed, 0 unchanged" in said.out
    assert "changes nothing" in muster("import", "completions", str(large), "--yes").out
    assert "undone" in muster("import", "undo", str(run.id), "--yes").out
