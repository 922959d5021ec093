"""What an exercise is to show, as it is written down: an objective a line, its critical tasks beneath it.

In a form and in a cell of a file alike. A dash of any kind, or a bullet, begins a task; an objective that
begins with one has a backslash before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from readiness.exercises import LONGEST_TASK
from readiness.text import fold

_TASK = re.compile(r"[-–—•*‣◦]\s*")
_PLAINLY = "\\"


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective with its critical tasks; the tasks under none have an empty one."""

    objective: str
    tasks: tuple[str, ...] = ()


class NotObjectives(ValueError):
    """What is written there can't be taken; the message says why, for the one who wrote it."""


def lines_of(text: str) -> list[str]:
    """The lines that say something, without the spaces around and between what they say."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def read_objectives(text: str) -> list[Objective]:
    """The objectives with their tasks; first, under none, the tasks above the first objective.

    Raises NotObjectives for a task that stands there twice, whatever its case, and for too long a line.
    """
    found: list[Objective] = []
    there: set[str] = set()
    for line in lines_of(text):
        dash = _TASK.match(line)
        said = line[dash.end() :] if dash else line.removeprefix(_PLAINLY)
        if len(said) > LONGEST_TASK:
            raise NotObjectives(f"at most {LONGEST_TASK} characters a line, and “{said[:40]}…” is longer")
        if not said:
            continue
        if dash is None:
            found.append(Objective(said))
            continue
        if fold(said) in there:
            raise NotObjectives(f"“{said[:80]}” stands there twice, and a task is rated once a run")
        there.add(fold(said))
        last = found.pop() if found else Objective("")
        found.append(replace(last, tasks=(*last.tasks, said)))
    return found


def write_objectives(objectives: Iterable[Objective]) -> str:
    """The same as it is written; tasks under no objective come first, where they are read so again."""
    lines: list[str] = []
    for each in sorted(objectives, key=lambda one: bool(one.objective)):
        said = " ".join(each.objective.split())
        if said:
            lines.append(_PLAINLY + said if said.startswith(_PLAINLY) or _TASK.match(said) else said)
        lines += [f"- {' '.join(task.split())}" for task in each.tasks]
    return "\n".join(lines)
