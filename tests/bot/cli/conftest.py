"""The command line as somebody uses it: words in, what it says and its status out."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import command_line
from bot.cli.desk import Desk
from storage.engine import Store
from storage.schema import upgrade
from tests.conftest import Databases
from tests.files.imports.bringing import NOW
from tests.files.imports.conftest import small, small_file
from tests.readiness.county import COUNTIES

__all__ = ["messy", "muster", "small", "small_file"]


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str


Muster = Callable[..., Said]


@pytest.fixture
def database_url(database: str, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """Where the command line finds its database: a file in the test's own folder, or an empty database."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'muster.db'}"
        return
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """The store the command line works at, set up."""
    opened = Store(database_url)
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def muster(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Muster:
    """Runs `muster` with some words; with `typed`, somebody sits at the terminal and types that."""
    monkeypatch.setenv("MUSTER_DATABASE_URL", database_url)

    def run(*words: object, typed: str | None = None) -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed or ""))
        desk = Desk(clock=lambda: NOW, is_terminal=typed is not None)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            command_line().main([str(word) for word in words], prog_name="muster", obj=desk)
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """The messy county's folder, to be written into."""
    return Path(shutil.copytree(COUNTIES / "messy", tmp_path / "messy"))
