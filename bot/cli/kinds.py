"""A group of commands one of which is each kind of file."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from typer.core import TyperGroup

from bot.cli.refusing import fail
from words.folding import fold


class KindGroup(TyperGroup):
    """Kinds are named in any case; of one that is not there the nearest is named."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command of the kind meant."""
        name = fold(args[0])
        if self.get_command(ctx, name) is None and not args[0].startswith("-"):
            near = get_close_matches(name, self.commands, n=1, cutoff=0.6)
            hint = f"; did you mean {near[0]}?" if near else "."
            fail(f'"{args[0]}" is no kind of file{hint} There are {", ".join(self.commands)}.')
        return super().resolve_command(ctx, [name, *args[1:]])
