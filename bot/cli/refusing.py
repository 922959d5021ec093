"""How the command line says no."""

from __future__ import annotations

from typing import NoReturn

import typer


def fail(message: str) -> NoReturn:
    """Says in one line what is wrong, and ends with status 2: nothing was written."""
    typer.echo(message, err=True)
    raise typer.Exit(2)
