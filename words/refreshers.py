"""How often a course is to be taken again, and of whom it is asked, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from readiness.records import Anchor, Requirement, RuleVersion
from readiness.text import fold
from readiness.vocabulary import discipline_name
from words.amounts import listing, plural
from words.days import spoken

SINCE_EVER = "since ever"


def begun(text: str) -> str:
    """A text as a sentence begins."""
    return f"{text[:1].upper()}{text[1:]}"


def how_often(rule: RuleVersion) -> str:
    """How often, and counted from where: "every 24 months, at the end of the month"."""
    if rule.interval_months is None:
        return "once; it does not run out"
    match rule.anchor:
        case Anchor.COMPLETION:
            counted = ""
        case Anchor.ANNIVERSARY:
            counted = f", keeping its date when renewed up to {plural(rule.window_days, 'day')} before"
        case Anchor.CYCLE:
            began = "" if rule.cycle_start is None else f" (one began {spoken(rule.cycle_start)})"
            counted = f", in cycles that are the same for everybody{began}"
    end = ", at the end of the month" if rule.month_end and rule.anchor is not Anchor.CYCLE else ""
    return f"every {plural(rule.interval_months, 'month')}{counted}{end}"


def allowances(rule: RuleVersion) -> str:
    """What time a rule leaves besides: to begin with, once it ran out, until the full course is needed."""
    parts = []
    if rule.initial_days:
        parts.append(f"{plural(rule.initial_days, 'day')} to take it first")
    if rule.interval_months is not None:
        if rule.grace_days:
            parts.append(f"{plural(rule.grace_days, 'day')} of grace")
        parts.append(f"a refresher is enough until {plural(rule.lapse_months, 'month')} after it ran out")
    return "; ".join(parts)


def of_whom(asked: Requirement) -> str:
    """Of whom a course is asked: "everybody", "Fire and EMS, as captain"."""
    whom = listing(sorted(map(discipline_name, asked.disciplines))) if asked.disciplines else "everybody"
    return f"{whom}, as {listing(sorted(asked.roles, key=fold))}" if asked.roles else whom


def since(day: date | None, today: date) -> str:
    """Since when, or from when on: "since ever", "since 1 Jan 2020", "from 1 Jan 2027"."""
    if day is None:
        return SINCE_EVER
    return f"{'since' if day <= today else 'from'} {spoken(day)}"


def asked_of(rows: Iterable[Requirement], today: date) -> str:
    """All of whom a course is asked, and since when; empty where of nobody."""
    ordered = sorted(rows, key=lambda row: (row.effective_on or date.min, of_whom(row)))
    return "; ".join(f"{of_whom(row)}, {since(row.effective_on, today)}" for row in ordered)
