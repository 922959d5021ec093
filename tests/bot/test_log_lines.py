"""Every line of the log the code can write is in docs/watching.md with its level, and none that is gone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("words", "readiness", "storage", "files", "commands", "jobs", "bot")
LEVELS = {name: name for name in ("debug", "info", "warning", "error", "critical")} | {"exception": "error"}
OF_LIBRARIES = {("said by a library", "warning"), ("said by a library", "error")}
"""What our own formatter makes of the lines of libraries, which log warnings and worse (`bot.logs`)."""


def who_log() -> Iterator[tuple[Path, ast.Module]]:
    """Every module that has a logger."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text("utf-8")
            if "structlog" in text:
                yield path, ast.parse(text)


def written() -> Iterator[tuple[str, str]]:
    """The event and the level of every call of a logger of ours."""
    for path, tree in who_log():
        named = dict(_constants(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (level := _level(node)) is not None:
                yield _event(node, named, path), level


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for each in node.targets:
                if isinstance(each, ast.Name):
                    yield each.id, str(node.value.value)


def _level(call: ast.Call) -> str | None:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in LEVELS:
        return None
    return LEVELS[call.func.attr] if ast.unparse(call.func.value) in ("log", "_log()") else None


def _event(call: ast.Call, named: dict[str, str], path: Path) -> str:
    """What it says; it has to be written in the code, else it could say anything, and of anybody."""
    said = call.args[0]
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        return said.value
    assert isinstance(said, ast.Name), f"{path}:{call.lineno}: an event that is made up as it is logged"
    return named[said.id]


def test_every_line_is_in_the_table_and_none_that_is_gone() -> None:
    table = (ROOT / "docs" / "watching.md").read_text("utf-8").partition("## Every line of the log")[2]
    told = set(re.findall(r"^\| `([^`]+)` \| (\w+) \| \S[^|]* \| \S[^|]* \|$", table, re.MULTILINE))
    made = set(written()) | OF_LIBRARIES
    assert made - told == set(), "not in docs/watching.md, with what it means and what to do"
    assert told - made == set(), "in docs/watching.md, and written nowhere"


def test_no_logger_goes_by_another_name() -> None:
    """Else the table would not know of its lines."""
    for path, tree in who_log():
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("structlog.get_logger"):
                assert [ast.unparse(each) for each in node.targets] == ["log"], path
