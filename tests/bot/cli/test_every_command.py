"""What holds for every command there is: odd words are one line, and none makes a database by looking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.core import TyperGroup

from bot.cli import command_line
from bot.cli.lazily import Later
from storage.engine import Store
from tests.bot.cli.conftest import Muster, Said
from tests.conftest import WHOLE

CREATE = {"serve", "demo", "catalogue load", "db upgrade", "db restore"}
NO_STORE = {"manifest", "doctor", "audit key"}
READ_ALIKE = {"agency", "discipline", "jurisdiction"}  # by all who take them: `bot.cli.asking`
RUNNING = {"serve", "demo"}  # these stay until they are stopped

NUMBERS = ("0", "-1", "12345678901234567890", "9" * 5000, "1e9", "٣", "1.5", "NaN", "")
DAYS = ("0000-01-01", "99999-01-01", "0001-01-01", "9999-12-31", "2026-13-45", "today", "tomorrow", "9" * 400)
TEXTS = (
    "",
    " ",
    "\u202e\u200b\ufeff",
    "🦊" * 3000,
    "é\u0301" * 50,
    "%s{0}[red]",
    "--",
    "'; DROP TABLE person; --",
    "x" * 100_000,
    "in 99999999999999999999 days",
    "before 0000-00-00",
    "\ud800",
    "a\0b",
    "\x1b[31m",
)
ODD = (*NUMBERS, *DAYS, *TEXTS)
SLICE = 2
"""So many odd words an option, the same ones every time; all of them under `make prove`."""


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, by the words that call it."""

    def below(words: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
        if isinstance(command, Later):
            command = command.load()
        if isinstance(command, TyperGroup):
            for name, each in command.commands.items():
                yield from below((*words, name), each)
        else:
            yield words, command

    for name, command in command_line().commands.items():
        yield from below((name,), command)


EVERY = dict(commands())


def is_one_line(said: Said) -> bool:
    return said.err.count("\n") <= 1 and "Traceback" not in said.err


def fitting(command: Any, name: str) -> list[str]:
    """Words for the arguments a command must have, but for the one that is tried."""
    known = {"email": "ann@x.gov", "right": "manager", "user": "U02ABC", "number": "1"}
    return [
        known.get(each.name, "nothing-here")
        for each in command.params
        if each.param_type_name == "argument" and each.required and each.name != name
    ]


@pytest.mark.parametrize("words", [words for words in EVERY if words[0] not in RUNNING], ids=" ".join)
def test_no_odd_word_is_a_traceback(
    small: Store, muster: Muster, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = EVERY[words]
    for parameter in command.params:
        if parameter.name in ("help", "write") or getattr(parameter, "is_flag", False):
            continue
        if parameter.name in READ_ALIKE and parameter.param_type_name == "option" and words != ("teams",):
            continue
        for odd in ODD if WHOLE else Random(f"{words} {parameter.name}").sample(ODD, SLICE):
            given = fitting(command, parameter.name)
            if parameter.param_type_name == "argument":
                place = [each.name for each in command.params if each.param_type_name == "argument"]
                given.insert(place.index(parameter.name), odd)
                typed = [*words, "--", *given]
            else:
                typed = [*words, f"{parameter.opts[0]}={odd}", "--", *given]
            said = muster(*typed)
            assert said.status in (0, 2), (typed, said)
            assert said.status == 0 or said.err.strip(), (typed, said)
            if said.status == 2:
                assert is_one_line(said), (typed, said)
                assert len(said.err) < 3000, (typed, said.err[:200])


def brings(words: tuple[str, ...]) -> bool:
    return words[0] == "import" and words[1] not in ("list", "undo", "discard")


LOOKING = [
    words
    for words in EVERY
    if not NO_STORE.intersection((words[0], " ".join(words)))
    and " ".join(words) not in CREATE
    and not brings(words)
]


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_who_only_looks_makes_no_database(
    muster: Muster, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = muster(*words, *fitting(EVERY[words], ""))
    assert said.status == 2
    assert str(tmp_path / "muster.db") in said.err
    assert "MUSTER_DATABASE_URL" in said.err
    assert is_one_line(said)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("due",), ("coverage",)], ids=" ".join)
def test_an_empty_file_is_no_database_either(muster: Muster, words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "muster.db").touch()
    assert muster(*words).status == 2
    assert (tmp_path / "muster.db").stat().st_size == 0


@pytest.mark.parametrize("words", [("db", "upgrade"), ("catalogue", "load")], ids=" ".join)
def test_who_brings_something_makes_one(muster: Muster, words: tuple[str, ...], tmp_path: Path) -> None:
    assert muster(*words).status == 0
    assert (tmp_path / "muster.db").stat().st_mode & 0o777 == 0o600


def test_a_file_that_cant_be_read_makes_none(muster: Muster, tmp_path: Path) -> None:
    assert muster("import", "roster", tmp_path / "nothing.csv").status == 2
    assert not (tmp_path / "muster.db").exists()
