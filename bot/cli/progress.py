"""A bar for what takes a while, on a terminal only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bot.cli.desk import Desk
from bot.cli.printing import console
from files.imports.plan import Tick

LONG = 500
"""Rows from which an import shows how far it is."""


@contextmanager
def progress(desk: Desk, rows: int) -> Iterator[Tick | None]:
    """Something to tell how far it is, one bar a stage; nothing for short work or without a terminal."""
    if rows < LONG or not desk.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bars:
        stages: dict[str, TaskID] = {}

        def tick(doing: str, done: int, of: int) -> None:
            if doing not in stages:
                stages[doing] = bars.add_task(doing, total=of)
            bars.update(stages[doing], completed=done, total=of)

        yield tick
