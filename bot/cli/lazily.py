"""Commands that are imported when they are used, and errors said in one line."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from bot.cli.refusing import fail


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is written down: a function, or a `typer.Typer` with several."""

    name: str
    module: str
    attribute: str
    help: str


class Later(TyperCommand):
    """A command of which only the name and the help are known yet."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.name, help=place.help)
        self._place = place

    def load(self) -> Any:
        """The command itself."""
        found = getattr(_imported(self._place.module), self._place.attribute)
        if not isinstance(found, typer.Typer):
            single = typer.Typer(add_completion=False)
            single.command(self._place.name)(found)
            found = single
        command = get_command(found)
        command.name = self._place.name
        return command


def _imported(name: str) -> ModuleType:
    """A module, imported at the least cost.

    Nothing that is imported is garbage, yet the collector looks through all of it again and again, for a
    fifth of the time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        _take_structlog_alone()
        return import_module(name)
    finally:
        if collects:
            gc.enable()


def _take_structlog_alone() -> None:
    """Imports structlog without rich and its highlighter, which it takes along wherever they are installed.

    They are for a developer's terminal; Muster's lines are JSON.
    """
    if "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # as Python itself marks what can't be imported
    try:
        import_module("structlog")
    finally:
        del sys.modules["rich"]


def _is_text(word: str) -> bool:
    """Whether a word is text: bytes that are none arrive as halves of signs, which nothing takes."""
    return word.isprintable() or not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in word)


class LazyGroup(TyperGroup):
    """A group of such commands. What its commands raise for the person at the keyboard is one line."""

    def __init__(self, places: Iterable[Place], **settings: Any) -> None:
        super().__init__(commands=[Later(place) for place in places], **settings)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Takes the words typed, all of which must be text."""
        if any(not _is_text(word) for word in args):
            fail("A word on the command line is no text: it holds signs no file or name has.")
        return super().make_context(info_name, args, parent, **extra)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command meant, imported now."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, Later) else command, rest

    def invoke(self, ctx: Any) -> Any:
        """Runs the command; an error it can name ends it with status 2 and one line.

        What keeps `serve` from starting now and may be over in a moment ends it with 1: a supervisor tries
        again then.
        """
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            from bot.cli.mistakes import in_one_line, may_pass

            said = in_one_line(error)
            if said is None:
                raise
            fail(said, 1 if ctx.invoked_subcommand == "serve" and may_pass(error) else 2)
