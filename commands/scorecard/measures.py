"""What a summary's numbers of the scorecard, the ladder and the table are called, by which rule, and anew.

What the scorecard is made of keeps no history of its own, so that a category is counted again by what is
known now alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commands.kit.explained import Explains
from commands.kit.may import Action, may_about
from commands.kit.registry import Declared
from commands.kit.request import Request
from commands.scorecard.scorecard_views import (
    AT_MOST_ONE,
    LEFT_OUT,
    MEANING,
    MEANS,
    POINTS,
    details,
    item_called,
    points_words,
)
from readiness.due import ScopeKind
from readiness.scorecard import MOST, Scored
from readiness.scorecard_items import Asked, Category
from readiness.vocabulary import discipline_name
from storage.catalogue import Catalogue
from storage.number_rows import Asking, NumberRow, Recounted
from storage.played_rows import ladder_of, missing_of
from storage.scopes import scope_of
from storage.scorecards import scorecard_of
from storage.shown_numbers import Measure, ShownNumber
from words.amounts import plural

RULES = "From docs/rules.md, “Scorecard”."
EXERCISES_RULES = "From docs/rules.md, “Exercises”."


def score_of(asking: Asking) -> Recounted:
    """A category of the scorecard of the region or an agency, by what is known now."""
    agency = asking.scope.number if asking.scope.kind is ScopeKind.AGENCY else None
    found = scorecard_of(asking.session, agency, asking.on, asking.fewest)
    bar = next(each for each in found if each.category == asking.question["category"])

    def rows() -> list[NumberRow]:
        made = [_row(each, agency is not None) for each in bar.items]
        return sorted(made, key=lambda row: not row.counts)

    return Recounted({"claimed": bar.claimed, "proven": bar.proven}, rows)


def _row(scored: Scored, is_own: bool) -> NumberRow:
    what = item_called(scored.item, is_own)
    if scored.proven is None or scored.claimed is None:
        return NumberRow(what, why="" if scored.reason is None else scored.reason.value)
    said = f"claimed {points_words(scored.claimed)}, proven {points_words(scored.proven)} of {MOST}"
    is_mean = scored.count is not None and scored.item.asked is Asked.AGENCY
    return NumberRow(what, said="; ".join([said, *details(scored, is_mean, shows_evidence=False)]))


def _is_theirs(request: Request, number: ShownNumber) -> bool:
    """Whether a scorecard is for the one who asks: the region's for everybody, an agency's as ever."""
    scope = scope_of(number.scope, request.catalogue)
    if scope is None or scope.kind is not ScopeKind.AGENCY:
        return True
    return bool(may_about(request, Action.SCORE, scope))


def _score_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    category = next(each for each in Category if each == question["category"])
    return f"points of the scorecard, {category.text}"


def _score_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    if result.get("claimed") is None or result.get("proven") is None:
        return "nothing of it can be met here"
    return f"{result['claimed']}% claimed, {result['proven']}% proven"


def _score_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    return [MEANING, POINTS, AT_MOST_ONE, LEFT_OUT, MEANS, RULES]


def _ladder_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    months = plural(int(question.get("months", 24)), "month")
    return f"the highest step of the ladder that was played within {months}"


def _ladder_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    return str(result.get("highest") or "none")


def _ladder_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    return [
        "The steps are tabletop, simulation and full-scale. An exercise counts that has a player on record; "
        "of a part of the region, one of its agencies. Cancelled ones count for nothing.",
        EXERCISES_RULES,
    ]


def _missing_asked(catalogue: Catalogue, question: Mapping[str, Any]) -> str:
    return (
        f"who was most often missing at the table within {plural(int(question.get('months', 12)), 'month')}"
    )


def _missing_said(result: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    if not result.get("times"):
        return "nobody"
    who = discipline_name(str(result.get("discipline")))
    return f"{who}, in {int(result['times']):,} of {int(result.get('of') or 0):,} that were played"


def _missing_rule(catalogue: Catalogue, number: ShownNumber) -> Sequence[str]:
    return [
        "Of law enforcement, fire, EMS and dispatch the one that played in the fewest of the exercises with "
        "a player on record; of equals the first by name. Of a part of the region: of those that one of its "
        "agencies hosts or played in. Disciplines are today’s.",
        EXERCISES_RULES,
    ]


ENTRIES: tuple[Declared, ...] = (
    Explains(Measure.SCORE, _score_asked, _score_said, _score_rule, score_of, by_now=True, is_for=_is_theirs),
    Explains(
        Measure.LADDER,
        _ladder_asked,
        _ladder_said,
        _ladder_rule,
        ladder_of,
        of_people=False,
        rows_for_all=True,
    ),
    Explains(
        Measure.MISSING,
        _missing_asked,
        _missing_said,
        _missing_rule,
        missing_of,
        of_people=False,
        rows_for_all=True,
    ),
)
