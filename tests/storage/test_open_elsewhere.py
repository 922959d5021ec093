"""Whether somebody may wait for SQLite's one turn to write: what rests between batches asks it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engine import Store
from storage.open_elsewhere import ServedAlready, is_served_elsewhere, serve_alone
from tests.waiting import until

ANOTHER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM one").fetchone()
print("open", flush=True)
sys.stdin.readline()
"""


def test_a_writer_alone_is_told_so_until_another_process_has_the_file_open(tmp_path: Path) -> None:
    file = tmp_path / "muster.db"
    store = Store(f"sqlite:///{file}")
    with store.writing() as session:
        session.execute(text("CREATE TABLE one (id INTEGER)"))
    assert not store.is_wanted
    with subprocess.Popen(
        [sys.executable, "-S", "-c", ANOTHER, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        assert store.is_wanted
        other.communicate("\n")
    assert not store.is_wanted, "it has closed it"
    store.close()
    assert store.is_wanted, "what can't be told is taken to be so"


SERVES = """
import sys
from pathlib import Path
from storage.engine import Store
from storage.open_elsewhere import serve_alone
store = Store("sqlite:///" + sys.argv[1])
with store.reading() as session:
    session.connection()
serve_alone(Path(sys.argv[1]))
print("serves", flush=True)
sys.stdin.readline()
"""


@contextmanager
def served_elsewhere(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process serves a database."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVES, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "serves\n"
        yield other


def test_one_process_serves_a_file_until_it_ends_however_it_does(tmp_path: Path) -> None:
    file = tmp_path / "muster.db"
    store = Store(f"sqlite:///{file}")
    with store.writing() as session:
        session.execute(text("CREATE TABLE one (id INTEGER)"))
    with served_elsewhere(file) as other:
        assert is_served_elsewhere(file)
        with pytest.raises(ServedAlready, match=r"Another muster serve has .*muster\.db open"):
            serve_alone(file)
        with store.writing() as session:
            session.execute(text("INSERT INTO one VALUES (1)"))  # SQLite's own locks are as they were
        other.kill()
    assert not is_served_elsewhere(file)
    serve_alone(file)
    serve_alone(file)
    store.close()
    assert not is_served_elsewhere(file), "what can't be told"


def test_another_thread_that_waits_is_known(tmp_path: Path) -> None:
    store, done = Store(f"sqlite:///{tmp_path / 'muster.db'}"), threading.Event()

    def write() -> None:
        with store.writing() as session:
            session.execute(text("CREATE TABLE two (id INTEGER)"))
        done.set()

    with store.writing() as session:
        session.execute(text("CREATE TABLE one (id INTEGER)"))
        threading.Thread(target=write, daemon=True).start()
        until(lambda: store.is_wanted)
        assert not done.is_set()
    assert done.wait(10)
    assert not store.is_wanted
    store.close()
