"""The command line as somebody uses it: words in, what it says and its status out."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from bot.cli import command_line
from bot.cli.desk import Desk
from storage.engine import Store
from tests.conftest import NOTHING, Databases
from tests.files.imports.bringing import NOW, take_cedar
from tests.files.imports.conftest import SMALL
from tests.readiness.county import COUNTIES

CEDAR: tuple[str, Callable[[Store], object]] = ("cedar", take_cedar)

MODELS = {"small": SMALL, "store": NOTHING, "cedar": CEDAR}
"""What a database is a copy of, by the fixture that asks for it."""


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str


Muster = Callable[..., Said]


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """Where the command line finds its database: empty, unless the test asks for a store that is set up.

    A file lies in the test's own folder.
    """
    at = tmp_path / "muster.db"
    asked = [model for fixture, model in MODELS.items() if fixture in request.fixturenames]
    url = databases.like(*asked[0], at) if asked else databases.empty(at)
    yield url
    databases.drop(url)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """The store the command line works at, set up."""
    found = Store(database_url)
    yield found
    found.close()


@pytest.fixture
def small(database_url: str) -> Iterator[Store]:
    """That store, with the small region in it."""
    found = Store(database_url)
    yield found
    found.close()


@pytest.fixture
def cedar(database_url: str) -> Iterator[Store]:
    """That store, with four agencies, their people and six courses in it."""
    found = Store(database_url)
    yield found
    found.close()


@pytest.fixture
def muster(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Muster:
    """Runs `muster` with some words; with `typed`, somebody sits at the terminal and types that."""
    monkeypatch.setenv("MUSTER_DATABASE_URL", database_url)
    structlog.reset_defaults()  # a process of its own has no other test's log

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
