"""Each command in a process of its own, where nothing is known but what it brings along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import WHOLE, Databases
from tests.conversations import county

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def grove(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: Databases) -> Path:
    path = tmp_path_factory.mktemp("grove") / "muster.db"
    sqlite_databases.like("county", county.bring_in, path)
    return path


EVERY = (
    "export roster",
    "export agencies",
    "export county out -y",
    "due everyone",
    "coverage",
    "import list",
    "rights",
    "db check",
    "db backup copy.db",
    "standing rebuild",
    "grant ben@grove.example manager",
    "link ben@grove.example UBEN --workspace T1",
    "import discard 99",
)
ALONE = EVERY if WHOLE else EVERY[2::3]


@pytest.mark.parametrize("words", ALONE)
def test_it_works_alone(grove: Path, tmp_path: Path, words: str) -> None:
    environment = {**os.environ, "MUSTER_DATABASE_URL": f"sqlite:///{grove}", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-m", "bot.cli", *words.split()],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in ran.stderr
    assert ran.returncode == (2 if words == "import discard 99" else 0), ran.stderr
