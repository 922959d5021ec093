"""How the command line says no."""

from __future__ import annotations

from typing import NoReturn

import typer

from bot.cli.printing import echo

_LONGEST = 1200
_TAIL = 300  # of a long refusal, in which mostly stands what to do


def one_line(message: str) -> str:
    """A refusal as one line, of a length that can be read and without signs that would move a terminal."""
    words = " ".join(message.split())
    line = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)
    if len(line) > _LONGEST:
        line = f"{line[: _LONGEST - _TAIL]} ... {line[-_TAIL:]}"
    return line


def fail(message: str, status: int = 2) -> NoReturn:
    """Says in one line what is wrong, and ends, with status 2: nothing was written, and that won't change."""
    echo(one_line(message), err=True)
    raise typer.Exit(status)
