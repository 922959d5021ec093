"""`muster template`: a workbook to fill in, of one kind of file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import desk_of
from bot.cli.output import must_end_in
from bot.cli.printing import echo
from bot.cli.refusing import fail
from files.kinds import KINDS, UnknownKind, kind_named
from files.templates import template, template_name
from storage.private import write_private


def template_of(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}.", show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file.", show_default=False)] = None,
) -> None:
    """A spreadsheet to fill in and import: our columns, a word on each, lists to choose from, an example."""
    with desk_of(context).store() as store, store.reading() as session:
        try:
            found = kind_named(kind)
        except UnknownKind as unknown:
            fail(f"{unknown}.")
        target = out or Path(template_name(found))
        must_end_in(".xlsx", target, "A template")
        content = template(session, found)
    write_private(target, content)
    echo(f"Written to {target}. Fill it in, then: muster import {found.name} {target}", err=True)
