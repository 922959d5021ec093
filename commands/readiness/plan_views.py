"""What the digest and the overview of coverage say of shared plans: who was trained on them, who adopted."""

from __future__ import annotations

from fractions import Fraction

from commands.kit.blocks import cut
from readiness.coverage import Counts
from readiness.due import ScopeKind
from storage.catalogue import revision_name
from storage.figures import CourseFigures, Figures
from storage.plan_figures import PlanFigures
from storage.scopes import scope_in
from words.amounts import plural
from words.days import spoken

MOST_PLANS = 3
MOST_COURSES = 2
NAME = 60
MEANT = "On today's plan: current, and last trained on or after the day its revision in force took effect."


def plan_lines(figures: Figures, most: int = MOST_PLANS, courses: int = MOST_COURSES) -> list[str]:
    """A line a plan: how many of the current were trained on it as it is, and which agencies go by it."""
    lines = [_line(figures, plan, courses) for plan in figures.plans[:most]]
    if lines and len(figures.plans) > most:
        lines[-1] += f"; {plural(len(figures.plans) - most, 'more shared plan')} in /muster plan"
    return lines


def plan_changes(figures: Figures, before: Figures) -> list[str]:
    """Which plans are in force as another revision than they were; or newly, where that is news."""
    known = {plan.plan: plan.revision for plan in before.plans}
    lines = []
    for plan in figures.plans:
        is_new = plan.effective_on >= before.as_of
        if known.get(plan.plan, plan.revision if not is_new else None) != plan.revision:
            since = spoken(plan.effective_on)
            lines.append(
                f"{_named(plan)} took effect on {since}."
                if is_new
                else f"{_named(plan)} is in force, since {since}."
            )
    return lines


def on_plan_words(counts: Counts) -> str:
    """How many of those current in a course are on today's plan; empty where it teaches none."""
    if counts.on_plan is None or not counts.current:
        return ""
    return f"{counts.on_plan:,} of the {counts.current:,} on today's plan"


def _line(figures: Figures, plan: PlanFigures, most: int) -> str:
    trained = _trained([each for each in figures.courses if each.course in plan.courses], most)
    return f"{_named(plan)}: {'; '.join(part for part in (trained, _adopted(figures, plan)) if part)}"


def _named(plan: PlanFigures) -> str:
    return revision_name(cut(plan.name, NAME), cut(plan.revision, NAME))


def _trained(courses: list[CourseFigures], most: int) -> str:
    """The courses with the lowest shares on it: none of them hides behind another."""
    there = [each for each in courses if each.counts.on_plan is not None and each.counts.current]
    there.sort(key=lambda each: (Fraction(each.counts.on_plan or 0, each.counts.current), each.name))
    parts = [
        f"{each.counts.on_plan:,} of the {each.counts.current:,} current in {cut(each.name, NAME)} "
        f"trained on it ({each.counts.share_on_plan}%)"
        for each in there[:most]
    ]
    return ", ".join(parts)


def _adopted(figures: Figures, plan: PlanFigures) -> str:
    scope = scope_in(figures.scope)
    if scope is not None and scope.kind in (ScopeKind.AGENCY, ScopeKind.UNIT):
        if plan.adopted:
            return "adopted"
        return "an older revision is adopted" if plan.on_older else "not adopted yet"
    parts = [f"{plural(plan.adopted, 'agency', 'agencies')} adopted it"]
    if plan.on_older:
        parts.append(f"{plan.on_older:,} on an older one")
    if plan.adopted_none:
        parts.append(f"{plan.adopted_none:,} none")
    return ", ".join(parts)
