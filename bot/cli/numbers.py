"""`muster explain KEY`: how a number of a digest or of a document was reached, and of what it was counted."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.asking import Form, Out
from bot.cli.desk import desk_of
from bot.cli.output import Format, form_of, put
from bot.cli.printing import echo
from commands.all import registry
from commands.kit.reading import text_of
from commands.readiness.explaining import ROW_COLUMNS, not_known, row_values
from commands.readiness.explaining_views import explained_blocks, rule_note
from commands.readiness.recounting import reached
from storage.catalogue import catalogue_of
from storage.shown_numbers import keys_near, number_of


def explain(
    context: typer.Context,
    key: Annotated[list[str], typer.Argument(metavar="KEY", help="As it stands beside it: 7KQ2MNA4WD")],
    form: Form = None,
    out: Out = None,
) -> None:
    """How a number was reached: its rule, what the records of then give, what changed since, its rows."""
    desk, form = desk_of(context), form_of(form, out)
    typed = " ".join(key)
    with desk.store() as store, store.reading() as session:
        number = number_of(session, typed)
        if number is None:
            raise not_known(typed, keys_near(session, typed), "muster explain")
        made = reached(session, number, registry().explains, desk.today, names=True)
        catalogue = catalogue_of(session)
        said = explained_blocks(made, catalogue, desk.region, names=True)
        text = text_of([*said, rule_note(made, catalogue)])
        rows = [row_values(row) for row in made.rows]
        title = f"Key {number.key}: {len(rows):,} rows"
    echo(text, err=form is not Format.TABLE or out is not None)
    if rows:
        put(ROW_COLUMNS, rows, form, out, title)
