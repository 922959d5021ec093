"""The numbers of a digest that was sent, each with its key: kept, shown beneath it, and to be pressed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import StaticSelectElement

from commands.kit.blocks import cut, option, plain
from commands.kit.explained import SHOW_NUMBER
from commands.kit.forms import PLACEHOLDER
from commands.readiness.coverage_views import percent
from commands.readiness.digest_views import scope_title
from commands.readiness.steps_views import next_steps
from readiness.coverage import Counts
from readiness.due import EVERYONE
from readiness.vocabulary import discipline_label
from storage.figures import Figures, scope_in
from storage.shown_numbers import Measure, Shown, counts_kept
from words.amounts import plural

LABEL = 40
DISCIPLINES = "disciplines"
COURSES, MOST_PLANS = 3, 2
"""Courses and plans of which a digest says something."""


@dataclass(frozen=True)
class Numbered:
    """One number of a digest: among which others it stands, what it is of, what it says, what is kept."""

    group: str
    label: str
    said: str
    shown: Shown


def numbers_of(figures: Figures, fewest: int) -> list[Numbered]:
    """Every number that a digest of these figures says, in its order. Of too few people it says none."""
    if figures.overall.is_empty:
        return []
    return list({each.shown.key: each for each in _Numbers(figures, fewest).all()}.values())


def menu_of(numbers: Sequence[Numbered], figures: Figures) -> StaticSelectElement | None:
    """A menu in which every number can be pressed, by its key; None for none.

    It says of whom they are: another digest in the same message has its own.
    """
    if not numbers:
        return None
    choices = [
        option(f"{cut(each.label, LABEL)}: {each.said} · {each.shown.key}", each.shown.key)
        for each in numbers[:100]
    ]
    return StaticSelectElement(
        action_id=f"{SHOW_NUMBER}:{figures.scope}",
        placeholder=plain(f"How it was counted: {scope_title(figures)}", PLACEHOLDER),
        options=choices,
    )


def keys_line(numbers: Sequence[Numbered]) -> str:
    """The keys, each group in the order in which its numbers stand above; empty for none.

    Those of a chart's bars stand in the menu alone.
    """
    groups: dict[str, list[str]] = {}
    for each in numbers:
        if each.group == DISCIPLINES:
            continue
        groups.setdefault(each.group, []).append(each.shown.key)
    said = " · ".join(f"{group} {' '.join(keys)}" for group, keys in groups.items())
    return f"Keys: {said}" if said else ""


@dataclass(frozen=True)
class _Numbers:
    """The numbers of some figures, one group after the other."""

    figures: Figures
    fewest: int

    def all(self) -> Iterator[Numbered]:
        """All of them, in their order."""
        yield from self._steps()
        yield from self._parts()
        for course in self.figures.courses[:COURSES]:
            yield self._coverage("courses", course.name, self.figures.scope, course.counts, course.course)
        yield from self._due_and_plans()
        yield from self._teams()
        yield from self._activity()

    def _steps(self) -> Iterator[Numbered]:
        pairs = [step.pair for step in next_steps(self.figures) if step.pair is not None]
        for pair in pairs:
            if pair.agency_id and pair.course_id:
                question = {"course": pair.course_id, "agency": pair.agency_id}
                label, said = f"{pair.agency}, {pair.course}", f"{pair.counts.to_train:,} to train"
                yield self._one("steps", label, said, Measure.LAPSED, question, _kept(pair.counts))

    def _parts(self) -> Iterator[Numbered]:
        """The whole and, of everyone, the weakest agency and each discipline."""
        figures = self.figures
        yield self._coverage("coverage", "All courses", figures.scope, figures.overall)
        if scope_in(figures.scope) != EVERYONE:
            return
        weakest = figures.weakest_agency
        if weakest is not None and weakest.agency:
            yield self._coverage("coverage", weakest.name, f"agency:{weakest.agency}", weakest.counts)
        for part in figures.disciplines:
            label, scope = discipline_label(part.name), f"discipline:{part.name}"
            yield self._coverage(DISCIPLINES, label, scope, part.counts)

    def _due_and_plans(self) -> Iterator[Numbered]:
        for days, count in sorted(self.figures.due.items()):
            label, said = f"Due in {days} days", f"{count:,}"
            yield self._one("due", label, said, Measure.DUE, {"within": days}, {"count": count})
        for plan in self.figures.plans[:MOST_PLANS]:
            label, said = f"{plan.name} adopted", f"{plan.adopted:,} of {plan.agencies:,}"
            result = {"adopted": plan.adopted, "of": plan.agencies}
            yield self._one("plans", label, said, Measure.ADOPTED, {"plan": plan.plan}, result)

    def _teams(self) -> Iterator[Numbered]:
        teams = self.figures.teams
        if teams is not None and teams.teams is not None:
            result = {
                "teams": teams.teams,
                "short": teams.short_titles,
                "people": teams.people,
                "wanted": teams.wanted,
            }
            yield self._one("teams", "Teams deep", plural(teams.teams, "team"), Measure.TEAMS, {}, result)

    def _activity(self) -> Iterator[Numbered]:
        activity = self.figures.activity
        if activity is None:
            return
        for each in activity.exercises:
            result = each.model_dump(include={"full", "joint", "siloed", "not_played"})
            label, question = f"Exercises, {each.months} months", {"months": each.months}
            yield self._one("exercises", label, f"{each.played:,}", Measure.EXERCISES, question, result)
        result = activity.actions.model_dump(exclude={"most_overdue"})
        said = f"{activity.actions.overdue:,} overdue"
        yield self._one("actions", "Corrective actions", said, Measure.ACTIONS, {}, result)

    def _coverage(
        self, group: str, label: str, scope: str, counts: Counts, course: int | None = None
    ) -> Numbered:
        asked = {"course": course}
        as_of = self.figures.as_of
        shown = Shown(Measure.COVERAGE, scope, as_of, _kept(counts), asked, self.fewest)
        return Numbered(group, label, percent(counts), shown)

    def _one(
        self,
        group: str,
        label: str,
        said: str,
        measure: Measure,
        question: dict[str, Any],
        result: dict[str, Any],
    ) -> Numbered:
        figures = self.figures
        shown = Shown(measure, figures.scope, figures.as_of, result, question, self.fewest)
        return Numbered(group, label, said, shown)


def _kept(counts: Counts) -> dict[str, Any]:
    return dict(counts_kept(counts))
