"""How coverage is said and drawn: the counts line, the weakest part, bars by discipline."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from commands.kit.charts import WHOLE, BarChart, DrawnBars, bar_of
from readiness.coverage import Counts
from readiness.records import Anchor, RuleVersion
from readiness.vocabulary import discipline_label, discipline_name
from storage.figures import Figures
from storage.weakest import Part, Untold
from words.amounts import in_percent, plural
from words.days import spoken

BAR = 10


def percent(counts: Counts) -> str:
    """The share, rounded down; "n/a" where nobody is required."""
    return in_percent(counts.share)


def share_line(counts: Counts, of: str = "") -> str:
    """The one way a share is said with its counts: `41 of 52 current (78%)`.

    `of` names what is counted where it is not people.
    """
    return f"{counts.current:,} of {counts.required:,} {of + ' ' if of else ''}current ({percent(counts)})"


def outside_words(counts: Counts) -> list[str]:
    """Who is outside the share: "3 on leave"; nothing of what there is none."""
    parts = [(counts.on_leave, "on leave"), (counts.waived, "waived"), (counts.new, "new")]
    return [f"{count:,} {what}" for count, what in parts if count]


def unverified_words(counts: Counts) -> list[str]:
    """How many of the current are unverified, where any is."""
    there = counts.unverified
    return [f"{there:,} of the {counts.current:,} unverified"] if there else []


def part_label(part: Part) -> str:
    """What an agency or a discipline is called beside a number."""
    return part.name if part.agency else discipline_label(part.name)


def short(name: str) -> str:
    """An agency's name without the word that many of them end with."""
    return name.removesuffix(" Department")


def beside(
    parts: Sequence[Part | None],
    untold: Untold,
    lead: str = " · ",
    called: str = "",
    is_short: bool = False,
) -> str:
    """What stands beside a share: its weakest parts, or that the weaker ones can't be shown."""
    said = (
        f"{short(part_label(part)) if is_short else part_label(part)} {percent(part.counts)}"
        for part in parts
        if part
    )
    there = ", ".join(said)
    return f"{lead}{called}{there}" if there else f"{lead}{untold.said}" if untold else ""


def weakest_of(figures: Figures) -> str:
    """The weakest agency and discipline over all courses, or why none is named, beside which alone a total
    is shown. Empty where there are not two to compare.
    """
    parts = [
        f"{part.name if part.agency else discipline_name(part.name)} {share_of(part.counts)}"
        for part in (figures.weakest_agency, figures.weakest_discipline)
        if part is not None
    ]
    return f"Weakest: {' · '.join(parts)}" if parts else figures.untold.said.capitalize()


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
    return [f"{discipline_name(part.name)}: {share_of(part.counts)}" for part in parts]


def bars(figures: Figures) -> list[Block]:
    """The share by discipline for a surface that takes no chart; the words are all our own."""
    lines = _bar_lines(figures.disciplines)
    return [DrawnBars(lines, share_lines(figures.disciplines))] if lines else []


def bar(counts: Counts) -> str:
    """The share as a bar of signs; dots where nobody is required."""
    if counts.share is None:
        return "·" * BAR
    return bar_of(counts.share, WHOLE, BAR)


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
    width = max((len(discipline_label(part.name)) for part in parts), default=0)
    return [f"{discipline_label(part.name):<{width}}  {_bar(part.counts)}" for part in parts]


def share_of(counts: Counts) -> str:
    """A share with its counts, in short: "62% (5 of 8)"."""
    return f"{percent(counts)} ({counts.current:,} of {counts.required:,})"


def _bar(counts: Counts) -> str:
    if counts.share is None:
        return f"{bar(counts)}  n/a"
    return f"{bar(counts)} {counts.share:>3}%  {counts.current:,} of {counts.required:,}"
