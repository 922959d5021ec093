"""How coverage is said and drawn: the counts line, the weakest part, bars by discipline."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from commands.kit.blocks import cut
from commands.kit.charts import BarChart, DrawnBars
from commands.readiness.plan_views import on_plan_words
from readiness.coverage import Counts
from readiness.records import Anchor, RuleVersion
from readiness.vocabulary import discipline_label, discipline_name
from storage.figures import CourseFigures, Figures
from storage.weakest import Part, Untold
from words.amounts import plural
from words.days import spoken

BAR = 10


def percent(counts: Counts) -> str:
    """The share, rounded down; "n/a" where nobody is required."""
    return "n/a" if counts.share is None else f"{counts.share}%"


def counts_line(counts: Counts, of: str = "", strength: int | None = None) -> str:
    """The one way counts are said: `41 of 52 current (79%) · 3 on leave · 2 waived · 1 new · ...`.

    `of` names what is counted where it is not people. Of a declared strength both shares are said.
    """
    share = percent(counts)
    listed = "listed " if strength else ""
    if strength:
        share += f"; {counts.share_of(strength)}% of a strength of {strength:,}"
    parts = [
        f"{counts.current:,} of {counts.required:,} {of + ' ' if of else ''}{listed}current ({share})",
        f"{counts.on_leave:,} on leave",
        f"{counts.waived:,} waived",
        f"{counts.new:,} new",
    ]
    if counts.unverified:
        parts.append(f"{counts.unverified:,} of the {counts.current:,} unverified")
    return " · ".join(parts)


def lapsed_words(counts: Counts) -> str:
    """Why people are not current: "3 in grace, 6 expired, 5 not yet trained"."""
    parts = [
        (counts.grace, "in grace"),
        (counts.expired, "expired"),
        (counts.never, "not yet trained"),
    ]
    return ", ".join(f"{count:,} {what}" for count, what in parts if count)


def weakest_line(agency: Part | None, discipline: Part | None, untold: Untold) -> str:
    """The weakest agency and discipline, or why none is named; empty where there are not two to compare."""
    parts = []
    if agency is not None:
        parts.append(f"{agency.name} {_share(agency.counts)}")
    if discipline is not None:
        parts.append(f"{discipline_name(discipline.name)} {_share(discipline.counts)}")
    return f"Weakest: {' · '.join(parts)}" if parts else untold.said.capitalize()


def total_line(figures: Figures) -> str:
    """All requirements together."""
    return counts_line(figures.overall, "requirements")


def weakest_of(figures: Figures) -> str:
    """The weakest agency and discipline over all courses, beside which alone a total is shown."""
    return weakest_line(figures.weakest_agency, figures.weakest_discipline, figures.untold)


def course_line(course: CourseFigures, strength: int | None) -> str:
    """One course with its counts and, on a line of their own, its weakest parts."""
    line = f"{cut(course.name, 60)}: {counts_line(course.counts, strength=strength)}"
    on_plan = on_plan_words(course.counts)
    line += f" · {on_plan}" if on_plan else ""
    found = weakest_line(course.weakest_agency, course.weakest_discipline, course.untold)
    return f"{line}\n{found}" if found else line


def due_line(figures: Figures) -> str:
    """How many requirements fall due in 30, 60 and 90 days."""
    days = sorted(figures.due)
    return " · ".join(f"{figures.due[day]:,} within {day} days" for day in days)


def chart(figures: Figures) -> BarChart | None:
    """The share by discipline as a native chart; None without any."""
    bars = [
        (discipline_label(part.name), part.counts.share)
        for part in figures.disciplines
        if part.counts.share is not None
    ]
    known = [(label, share) for label, share in bars if share is not None]
    if not known:
        return None
    told = share_lines(figures.disciplines)
    return BarChart.of_percent("Requirements current, by discipline", "Current", known, told)


def share_lines(parts: Sequence[Part]) -> list[str]:
    """The share by discipline in words, for those who are read to."""
    return [f"{discipline_name(part.name)}: {_share(part.counts)}" for part in parts]


def bars(figures: Figures) -> list[Block]:
    """The share by discipline for a surface that takes no chart; the words are all our own."""
    lines = _bar_lines(figures.disciplines)
    return [DrawnBars(lines, share_lines(figures.disciplines))] if lines else []


def bar(counts: Counts) -> str:
    """The share as a bar of signs; dots where nobody is required."""
    if counts.share is None:
        return "·" * BAR
    full = counts.share * BAR // 100
    return f"{'█' * full}{'░' * (BAR - full)}"


def rule_words(rule: RuleVersion) -> str:
    """A version of a rule in a few words."""
    since = f"in force since {spoken(rule.effective_on)}"
    if rule.interval_months is None:
        return f"never expires, {since}"
    anchors = {
        Anchor.COMPLETION: "from the day it was completed",
        Anchor.ANNIVERSARY: f"keeping its date when renewed up to {rule.window_days} days before",
        Anchor.CYCLE: "in cycles that are the same for everybody",
    }
    parts = [f"{plural(rule.interval_months, 'month')} {anchors[rule.anchor]}"]
    if rule.month_end:
        parts.append("to the end of the month")
    if rule.grace_days:
        parts.append(f"{plural(rule.grace_days, 'day')} of grace")
    return ", ".join([*parts, since])


def _bar_lines(parts: Sequence[Part]) -> list[str]:
    width = max((len(discipline_name(part.name)) for part in parts), default=0)
    return [f"{discipline_name(part.name):<{width}}  {_bar(part.counts)}" for part in parts]


def _share(counts: Counts) -> str:
    return f"{percent(counts)} ({counts.current:,} of {counts.required:,})"


def _bar(counts: Counts) -> str:
    if counts.share is None:
        return f"{bar(counts)}  n/a"
    return f"{bar(counts)} {counts.share:>3}%  {counts.current:,} of {counts.required:,}"
