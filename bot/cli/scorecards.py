"""`muster scorecard`: five bars, or each item of them, as claimed and as proven."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import typer

from bot.cli.asking import AgencyNamed, Form, Named, On, Out, day_in_words, opened
from bot.cli.output import put
from commands.kit.may import counting_aloud
from commands.language.scopes import agency_said
from commands.scorecard.scorecard_views import step_words
from readiness.due import EVERYONE
from readiness.scorecard import Bar
from storage.scorecards import scorecard_of

FILLERS = frozenset(("of", "for", "the", "region", "everyone"))
Whose = Annotated[list[str] | None, typer.Argument(metavar="[AGENCY]", help="An agency: Cedar Fire")]
Each = Annotated[bool, typer.Option("--items", help="Each item with its points, not the five bars.")]
BARS = ("category", "claimed", "proven", "next", "would_be")
ITEMS = ("category", "item", "claimed", "proven", "number", "of", "said")


def scorecard(
    context: typer.Context,
    agency_words: Whose = None,
    on: On = "",
    agency: AgencyNamed = "",
    each_item: Each = False,
    form: Form = None,
    out: Out = None,
) -> None:
    """What the region, or an agency, hopes and can prove, in percent; and the next step of each category."""
    with opened(context, named=Named(agency)) as asked:
        session, catalogue = asked.session, asked.catalogue
        words, day = day_in_words(asked.desk, catalogue, agency_words, on)
        said = [word for word in words if word.lower() not in FILLERS]
        whose = None if asked.scope == EVERYONE else asked.scope.number
        if said:
            whose = agency_said(said, catalogue, lambda match: None, "muster scorecard Cedar Fire")
        fewest = counting_aloud(asked.desk.region) if whose is None else 1  # who is at this door may name
        bars = scorecard_of(session, whose, day, fewest)
        name = "the region" if whose is None else catalogue.agencies[whose].name
    columns, rows = (ITEMS, _items(bars)) if each_item else (BARS, _bars(bars))
    put(columns, rows, form, out, f"Scorecard of {name} on {day.isoformat()}: a local self-assessment")


def _bars(bars: list[Bar]) -> list[tuple[str | int | None, ...]]:
    return [
        (each.category.text, each.claimed, each.proven, step_words(each) or None, each.would_be)
        for each in bars
    ]


def _items(bars: list[Bar]) -> list[tuple[str | float | None, ...]]:
    return [
        (
            bar.category.text,
            each.item.code,
            _points(each.claimed),
            _points(each.proven),
            None if each.count is None else each.count.number,
            None if each.count is None else each.count.of,
            each.said or (each.reason.value if each.reason is not None else None),
        )
        for bar in bars
        for each in bar.items
    ]


def _points(points: Fraction | None) -> float | None:
    """Points to a hundredth, rounded down."""
    return None if points is None else int(points * 100) / 100
