"""The page on security: its table of rights is the one that decides, printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from commands.kit.rights_table import SPEAKERS, rights_table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "security.md"
HEADER = "| may they | about, and on which day | who may |"


def test_the_table_of_rights_is_what_decides() -> None:
    page = PAGE.read_text("utf-8")
    there = page[page.index(HEADER) :].split("\n\n", 1)[0].splitlines()
    assert there == [HEADER, "| --- | --- | --- |", *_printed()]


def _printed() -> Iterator[str]:
    """A row an action and who may, what it is about joined where the same may."""
    joined: dict[tuple[str, str], dict[str, list[str]]] = {}
    for action, about, on, *cells in rights_table():
        who = [name for name, cell in zip(SPEAKERS, cells, strict=True) if cell == "yes"]
        said = "everybody" if len(who) == len(SPEAKERS) else ", ".join(who) or "nobody"
        joined.setdefault((action, said), {}).setdefault(about, []).append(on)
    for (action, said), abouts in joined.items():
        parts = [
            about if days == ["today"] else f"{about} ({', '.join(days)})" for about, days in abouts.items()
        ]
        yield f"| {action} | {'; '.join(parts)} | {said} |"
