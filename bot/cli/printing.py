"""What is printed: without signs that would move a terminal, wherever its words came from.

Names of files and what stands in them are others' words; an escape among them could clear a screen, or say
something else than what is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from words.signs import typeable

if TYPE_CHECKING:
    from rich.console import Console


def printable(text: object) -> str:
    """A text without control signs, but for tabs and the ends of lines."""
    return typeable(str(text).replace("\r\n", "\n").replace("\r", " "))


def echo(text: object = "", err: bool = False, nl: bool = True) -> None:
    """Prints plainly, as `typer.echo` does."""
    typer.echo(printable(text), err=err, nl=nl)


def console(**settings: Any) -> Console:
    """Where tables, bars and styled words are printed; rich itself leaves an escape in a text."""
    from rich.console import Console
    from rich.segment import Segment

    class Printed(Console):
        def render(self, *given: Any, **more: Any) -> Iterator[Segment]:
            for text, style, control in super().render(*given, **more):
                yield Segment(text if control else printable(text), style, control)

    return Printed(**settings)
