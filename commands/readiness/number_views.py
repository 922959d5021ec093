"""The numbers of a digest that was sent, each with its key: kept, shown beneath it, and to be pressed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import StaticSelectElement

from commands.kit.blocks import cut, option, plain
from commands.kit.explained import SHOW_NUMBER
from commands.kit.forms import PLACEHOLDER
from commands.kit.slash import locally
from commands.readiness.coverage_views import percent
from commands.readiness.steps_views import next_steps
from readiness.coverage import Counts
from readiness.due import EVERYONE
from readiness.vocabulary import discipline_label
from storage.figures import Figures, scope_in
from storage.region import Region
from storage.shown_numbers import Measure, Shown, counts_kept
from words.amounts import plural

MENU = f"{SHOW_NUMBER}:menu"
"""What a menu of a digest's numbers is known by; what is chosen is a key."""
LABEL = 40
COURSES = 4
"""Courses of which a digest says a line."""


@dataclass(frozen=True)
class Numbered:
    """One number of a digest: what it is of, what it says, and what is kept of it."""

    label: str
    said: str
    shown: Shown


def numbers_of(figures: Figures, fewest: int) -> list[Numbered]:
    """Every number that a digest of these figures says, in its order. Of too few people it says none."""
    if figures.overall.is_empty:
        return []
    found = [*_of_steps(figures, fewest), *_of_coverage(figures, fewest), *_of_the_rest(figures, fewest)]
    return list({each.shown.key: each for each in found}.values())


def menu_of(numbers: Sequence[Numbered]) -> StaticSelectElement | None:
    """A menu in which every number can be pressed; None for none."""
    if not numbers:
        return None
    choices = [
        option(f"{cut(each.label, LABEL)}: {each.said} · {each.shown.key}", each.shown.key)
        for each in numbers[:100]
    ]
    return StaticSelectElement(
        action_id=MENU, placeholder=plain("How a number was reached", PLACEHOLDER), options=choices
    )


def keys_line(numbers: Sequence[Numbered], region: Region) -> str:
    """The keys, each beside what its number is of; empty for none."""
    if not numbers:
        return ""
    said = " · ".join(f"{cut(each.label, LABEL)} {each.shown.key}" for each in numbers)
    return f"Keys, for {locally('/readiness explain', region)} KEY: {said}"


def _of_steps(figures: Figures, fewest: int) -> Iterator[Numbered]:
    for step in next_steps(figures):
        pair = step.pair
        if pair is not None and pair.agency_id and pair.course_id:
            question = {"course": pair.course_id, "agency": pair.agency_id}
            said = f"{pair.counts.to_train:,} to train"
            yield _one(
                figures,
                fewest,
                f"{pair.agency}, {pair.course}",
                said,
                Measure.LAPSED,
                question,
                _kept(pair.counts),
            )


def _of_coverage(figures: Figures, fewest: int) -> Iterator[Numbered]:
    yield _coverage(figures, fewest, "All courses", figures.scope, None, figures.overall)
    if (scope_in(figures.scope) or EVERYONE) == EVERYONE:
        weakest = figures.weakest_agency
        if weakest is not None and weakest.agency:
            yield _coverage(figures, fewest, weakest.name, f"agency:{weakest.agency}", None, weakest.counts)
        for part in figures.disciplines:
            scope = f"discipline:{part.name}"
            yield _coverage(figures, fewest, discipline_label(part.name), scope, None, part.counts)
    for course in figures.courses[:COURSES]:
        yield _coverage(figures, fewest, course.name, figures.scope, course.course, course.counts)


def _of_the_rest(figures: Figures, fewest: int) -> Iterator[Numbered]:
    for days, count in sorted(figures.due.items()):
        yield _one(
            figures,
            fewest,
            f"Due in {days} days",
            f"{count:,}",
            Measure.DUE,
            {"within": days},
            {"count": count},
        )
    for plan in figures.plans:
        result = {"adopted": plan.adopted, "of": plan.agencies}
        said = f"{plan.adopted:,} of {plan.agencies:,}"
        yield _one(
            figures, fewest, f"{plan.name} adopted", said, Measure.ADOPTED, {"plan": plan.plan}, result
        )
    teams = figures.teams
    if teams is not None and teams.teams is not None:
        short = {"short": teams.short_titles, "people": teams.people, "wanted": teams.wanted}
        said = plural(teams.teams, "team")
        yield _one(figures, fewest, "Teams deep", said, Measure.TEAMS, {}, {"teams": teams.teams, **short})
    if figures.activity is None:
        return
    for each in figures.activity.exercises:
        reach = {"full": each.full, "joint": each.joint, "siloed": each.siloed, "not_played": each.not_played}
        label, said = f"Exercises, {each.months} months", f"{each.held:,}"
        yield _one(figures, fewest, label, said, Measure.EXERCISES, {"months": each.months}, reach)
    actions = figures.activity.actions.model_dump(exclude={"most_overdue"})
    said = f"{figures.activity.actions.overdue:,} overdue"
    yield _one(figures, fewest, "Corrective actions", said, Measure.ACTIONS, {}, actions)


def _coverage(
    figures: Figures, fewest: int, label: str, scope: str, course: int | None, counts: Counts
) -> Numbered:
    shown = Shown(Measure.COVERAGE, scope, figures.as_of, _kept(counts), {"course": course}, fewest)
    return Numbered(label, percent(counts), shown)


def _one(
    figures: Figures,
    fewest: int,
    label: str,
    said: str,
    measure: Measure,
    question: dict[str, Any],
    result: dict[str, Any],
) -> Numbered:
    return Numbered(label, said, Shown(measure, figures.scope, figures.as_of, result, question, fewest))


def _kept(counts: Counts) -> dict[str, Any]:
    return dict(counts_kept(counts))
