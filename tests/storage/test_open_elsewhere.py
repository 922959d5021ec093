"""Whether somebody may wait for SQLite's one turn to write: what rests between batches asks it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from sqlalchemy import text

from storage.engine import Store
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
