"""What a forked process runs: it becomes a `muster` that was just started, or a program of a test's own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol


class Handed(Protocol):
    """A file of whoever starts it, on its way."""

    def detach(self) -> int:
        """Its number here."""


def taken(file: Handed) -> int:
    """The number a file that was handed on has here."""
    return file.detach()


def becomes(
    words: Sequence[str], environment: Mapping[str, str], files: Mapping[int, int], program: str = ""
) -> None:
    """Runs `muster`, or a program's text as `python -c` does, with these words in that environment alone.

    `files` are what it writes to: which number has to be which file.
    """
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for number, here in files.items():
        os.dup2(here, number)
        os.close(here)
    sys.argv = ["-c" if program else "muster", *words]
    try:
        _what_was_asked_for(program)()
    except Exception:  # noqa: BLE001 - as Python does with what nobody caught
        sys.excepthook(*sys.exc_info())
        sys.exit(1)


def _what_was_asked_for(program: str) -> Callable[[], object]:
    if program:
        code = compile(program, "<string>", "exec")
        return lambda: exec(code, {"__name__": "__main__"})
    from bot.cli import main

    return main
