"""The tests mirror the tree: each command's module has its test where a newcomer looks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMANDS = ROOT / "commands"
SEEN_THROUGH_OTHERS = ("views", "all")
"""Views are tested by what commands show; `all` by every test that speaks to all of them."""


def modules() -> Iterator[Path]:
    """Every module of commands, beside those seen through others."""
    for path in sorted(COMMANDS.rglob("*.py")):
        if path.stem not in ("__init__", *SEEN_THROUGH_OTHERS) and not path.stem.endswith("_views"):
            yield path.relative_to(ROOT)


def test_every_module_of_commands_has_its_test() -> None:
    found = list(modules())
    assert Path("commands/kit/may.py") in found
    wanted = [Path("tests") / each.parent / f"test_{each.name}" for each in found]
    assert [str(each) for each in wanted if not (ROOT / each).exists()] == []
