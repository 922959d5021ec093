"""The numbers of a digest that was sent, each with its key: kept, told beneath it, and to be pressed.

A line is made together with the numbers that it says (`Said`): no number has a key that no line says, and
what is told of their keys is in the order of the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import StaticSelectElement

from commands.kit.blocks import Line, cut, option, plain
from commands.kit.coverage_views import part_label, percent
from commands.kit.explained import SHOW_NUMBER
from commands.kit.forms import PLACEHOLDER
from commands.language.reach import begun
from commands.readiness.digest_views import scope_title
from commands.readiness.steps_views import Kind, Step
from readiness.actions import ActionState
from readiness.coverage import Counts
from readiness.due import EVERYONE
from readiness.vocabulary import discipline_label
from storage.activity_figures import ReachFigures
from storage.figures import Figures, Lapsed
from storage.plan_figures import PlanFigures
from storage.scopes import scope_in
from storage.shown_numbers import (
    Measure,
    Shown,
    actions_kept,
    adopted_kept,
    counts_kept,
    on_plan_kept,
    reach_kept,
    teams_kept,
)
from storage.weakest import Part
from words.amounts import plural

LABEL = 40


@dataclass(frozen=True)
class Numbered:
    """One number of a digest: what it is of, what it says, and what is kept of it.

    `named`: what its key is told by beneath the digest; empty where it stands in the menu alone.
    """

    label: str
    said: str
    shown: Shown
    named: str = ""


@dataclass(frozen=True)
class Said:
    """A line (what stands out in it, and the rest), and the numbers that it says, in their order."""

    line: Line
    numbers: tuple[Numbered, ...] = ()


def told(lines: Iterable[Said | None]) -> list[Said]:
    """The lines there are."""
    return [each for each in lines if each is not None]


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
    """The key of each line's first number, beside what it is of, in the order of the lines; empty for none.

    The others stand in the menu alone: all of them would be a wall of signs.
    """
    said = " · ".join(f"{each.named} {each.shown.key}" for each in numbers if each.named)
    more = "; others in the menu" if any(not each.named for each in numbers) else ""
    return f"Keys: {said}{more}." if said else ""


@dataclass(frozen=True)
class Numbers:
    """Makes the numbers of some figures, as a line says them.

    `fewest` people are counted in them, and no fewer. Where none of them is kept it is of no account.
    """

    figures: Figures
    fewest: int = 1

    def whole(self) -> Numbered:
        """All courses of the scope together."""
        counts = self.figures.overall
        return self._coverage("All courses", percent(counts), counts, named="current")

    def course(self, title: str, counts: Counts, course: int) -> Numbered:
        """One course of the scope."""
        return self._coverage(title, percent(counts), counts, {"course": course})

    def part(self, part: Part, title: str = "", course: int | None = None) -> Iterator[Numbered]:
        """An agency or a discipline of the scope, in one course or in all.

        Of a discipline that may not be counted as a whole, or within another scope, nothing can be asked
        again: there is none.
        """
        label = f"{part_label(part)}, {title}" if title else part_label(part)
        said = percent(part.counts)
        if part.agency:
            yield self._coverage(label, said, part.counts, {"course": course, "agency": part.agency})
        elif scope_in(self.figures.scope) == EVERYONE and part.name in self._disciplines:
            scope = f"discipline:{part.name}"
            yield self._coverage(label, said, part.counts, {"course": course}, scope)

    def disciplines(self) -> Iterator[Numbered]:
        """The bars of the chart; of one discipline, its only bar is the whole."""
        if scope_in(self.figures.scope) == EVERYONE:
            for part in self.figures.disciplines:
                label, scope = discipline_label(part.name), f"discipline:{part.name}"
                yield self._coverage(label, percent(part.counts), part.counts, scope=scope)

    def on_plan(self, title: str, counts: Counts, course: int) -> Numbered:
        """Of those current in a course, how many are on today's plan."""
        said = f"{counts.on_plan:,} of {counts.current:,}"
        return self._one(f"{title}, on plan", said, Measure.ON_PLAN, on_plan_kept(counts), {"course": course})

    def due(self, days: int, named: bool = False) -> Numbered:
        """What falls due within so many days."""
        count, label = self.figures.due[days], f"due in {days} days"
        question, told = {"within": days}, f"due in {days}" if named else ""
        return self._one(begun(label), f"{count:,}", Measure.DUE, {"count": count}, question, told)

    def adopted(self, plan: PlanFigures, named: bool = False) -> Numbered:
        """How many agencies go by a plan's revision in force."""
        said = f"{plan.adopted:,} of {plan.agencies:,}"
        result = adopted_kept(plan.adopted, plan.agencies)
        told = "plan" if named else ""
        return self._one(f"{plan.name} adopted", said, Measure.ADOPTED, result, {"plan": plan.plan}, told)

    def teams(self) -> Iterator[Numbered]:
        """How many full teams deep; none where that is not said."""
        teams = self.figures.teams
        if teams is not None and teams.teams is not None:
            result = teams_kept(teams.teams, teams.short_titles, teams.people, teams.wanted)
            said = plural(teams.teams, "team")
            yield self._one("Teams deep", said, Measure.TEAMS, result, named="teams")

    def exercises(self, period: ReachFigures, named: bool = False) -> Numbered:
        """The exercises of some months."""
        result = reach_kept(period.reached)
        label, question = f"exercises in {period.months} months", {"months": period.months}
        told = "exercises" if named else ""
        return self._one(begun(label), f"{period.played:,}", Measure.EXERCISES, result, question, told)

    def actions(self, said: str) -> Iterator[Numbered]:
        """The corrective actions, by where they stand; `said` is what a line begins with."""
        if self.figures.activity is not None:
            result = actions_kept(self.figures.activity.actions.standing)
            yield self._one("Corrective actions", said, Measure.ACTIONS, result, named="actions")

    def step(self, step: Step) -> Iterator[Numbered]:
        """What a thing to do counts; none where it counts nothing that can be asked again."""
        figures, owed = self.figures, step.overdue
        year = next(iter(figures.activity.exercises), None) if figures.activity else None
        match step.kind:
            case Kind.TRAIN if step.pair is not None:
                yield from self._lapsed(step.pair)
            case Kind.TRAIN:
                yield self.whole() if figures.overall.to_train else self.due(30)
            case Kind.SETTLE if owed is not None and owed.agency is not None:
                label, said = f"Actions of {owed.name}", f"{owed.overdue:,} overdue"
                of = f"agency:{owed.agency}"
                yield self._one(
                    label, said, Measure.ACTIONS, actions_kept({ActionState.OVERDUE: owed.overdue}), scope=of
                )
            case Kind.JOIN if year is not None:
                yield self.exercises(year)
            case _:
                return

    @property
    def _disciplines(self) -> set[str]:
        return {part.name for part in self.figures.disciplines}

    def _lapsed(self, pair: Lapsed) -> Iterator[Numbered]:
        if pair.agency_id and pair.course_id:
            question = {"course": pair.course_id, "agency": pair.agency_id}
            label, said = f"{pair.agency}, {pair.course}", f"{pair.counts.to_train:,} to train"
            yield self._one(label, said, Measure.LAPSED, counts_kept(pair.counts), question)

    def _coverage(
        self,
        label: str,
        said: str,
        counts: Counts,
        question: Mapping[str, Any] | None = None,
        scope: str = "",
        named: str = "",
    ) -> Numbered:
        asked = question or {"course": None}
        return self._one(label, said, Measure.COVERAGE, counts_kept(counts), asked, named, scope)

    def _one(
        self,
        label: str,
        said: str,
        measure: Measure,
        result: Mapping[str, Any],
        question: Mapping[str, Any] | None = None,
        named: str = "",
        scope: str = "",
    ) -> Numbered:
        figures = self.figures
        of = scope or figures.scope
        shown = Shown(measure, of, figures.as_of, dict(result), question or {}, self.fewest)
        return Numbered(label, said, shown, named)
