"""Help is quick because nothing is imported for it."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from bot.cli import COMMANDS
from bot.cli.lazily import LazyGroup, Place
from tests.bot.cli.conftest import Muster

HEAVY = ("sqlalchemy", "slack_sdk", "slack_bolt", "pydantic", "openpyxl", "alembic")
NOT_TO_SERVE = (
    *("alembic", "mako"),  # an upgrade's
    *("rich", "pygments", "attr"),  # a terminal's, and what comes with it
    *(
        "openpyxl",
        "python_calamine",
        "docx",
        "lxml",
        "typst",
        "segno",
        "icalendar",
    ),  # a file's or a document's
    *("psycopg", "prometheus_client", "yaml", "practice"),  # of what is not asked for here
)
"""Libraries that `muster serve` on SQLite imports only when they are used, if ever."""


def test_help_lists_every_command_and_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom bot.cli import command_line\n"
        "try:\n    command_line().main(['--help'], prog_name='muster')\n"
        "finally:\n    print('LOADED', *sorted(set(sys.modules)))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    loaded = ran.stdout.split("LOADED")[1].split()
    assert not set(HEAVY) & set(loaded)
    for place in COMMANDS:
        assert place.name in ran.stdout
        assert place.help in ran.stdout


def test_serving_imports_no_library_before_it_is_used_and_leaves_none_out_of_reach() -> None:
    code = (
        "import gc, sys\nfrom bot.cli import COMMANDS\nfrom bot.cli.lazily import Later\n"
        "next(Later(place) for place in COMMANDS if place.name == 'serve').load()\n"
        "print('LOADED', *sorted(set(sys.modules)))\n"
        "assert gc.isenabled()\nfrom rich.table import Table\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = ran.stdout.split("LOADED")[1].split()
    assert "storage.schema" in loaded
    assert not set(NOT_TO_SERVE) & set(loaded)


@pytest.mark.parametrize("place", COMMANDS, ids=lambda place: place.name)
def test_every_command_is_where_the_table_says(place: Place) -> None:
    assert callable(getattr(import_module(place.module), place.attribute))


@pytest.mark.parametrize("command", ["import", "export", "db", "standing", "catalogue", "grant", "link"])
def test_each_command_has_help_of_its_own(muster: Muster, command: str) -> None:
    said = muster(command, "--help")
    assert said.status == 0
    assert f"muster {command}" in said.out


def test_a_near_miss_is_answered_with_what_was_meant(muster: Muster) -> None:
    said = muster("imprt", "roster", "x.csv")
    assert said.status == 2
    assert "Did you mean 'import'" in said.err


def test_an_error_of_ours_is_not_hidden() -> None:
    group = LazyGroup([Place("fail", "tests.bot.cli.test_lazily", "fails", "Fails.")], name="x")
    with pytest.raises(RuntimeError, match="a bug"):
        group.main(["fail"], prog_name="x")


def fails() -> None:
    """Fails as no command should."""
    raise RuntimeError("a bug")
