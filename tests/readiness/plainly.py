"""When a course expires for somebody, worked out as "When it expires" reads: slowly, and from nothing else.

Shares no line with `readiness`, so that the two can be held against each other.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from readiness.records import Anchor, Completion, CourseId, Relation, Rulebook, RuleVersion

ONE_DAY = timedelta(days=1)
Told = tuple[date, list[date | None]]
"""A qualifying day, with what its completions say: a certificate's own last day, or None for the rule's."""


def expires_plainly(
    rulebook: Rulebook, course: CourseId, completions: Sequence[Completion], on: date
) -> date | None:
    """The expiry shown on a day, date.max where there is none to come; None where nothing qualifies."""
    told = _told(rulebook, course, completions, on)
    by_rule = _expiry(rulebook, course, told, on)
    if by_rule is None:
        return None
    plan = rulebook.teaches.get(course)
    for revision in rulebook.revisions.get(plan, ()) if plan is not None else ():
        if revision.retrain_within_days is not None and told[-1][0] < revision.effective_on <= on:
            again_by = revision.effective_on + timedelta(days=revision.retrain_within_days)
            by_rule = min(by_rule, again_by)
    return by_rule


def _told(rulebook: Rulebook, course: CourseId, completions: Sequence[Completion], on: date) -> list[Told]:
    edges = {(each.course, each.relation) for each in rulebook.equivalents if each.counts_for == course}
    told: list[Told] = []
    for day in sorted({each.completed_on for each in completions if each.completed_on <= on}):
        done = [each for each in completions if each.completed_on == day]
        own = [each.expires_on for each in done if each.course == course]
        full = own + [None for each in done if (each.course, Relation.SATISFIES) in edges]
        refreshed = any((each.course, Relation.RENEWS) in edges for each in done)
        if full:
            told.append((day, full))
        elif refreshed and told and _suffices(rulebook, course, told, day):
            told.append((day, [None]))
    return told


def _suffices(rulebook: Rulebook, course: CourseId, told: list[Told], day: date) -> bool:
    shown = _expiry(rulebook, course, told, day - ONE_DAY)
    if shown is None or shown.year > 9000:
        return True
    in_force = [each for each in rulebook.versions.get(course, ()) if each.effective_on < day]
    newest = max(in_force, key=lambda each: each.effective_on)
    return day <= _later(shown, newest.lapse_months)


def _expiry(rulebook: Rulebook, course: CourseId, told: list[Told], on: date) -> date | None:
    in_force = [each for each in rulebook.versions.get(course, ()) if each.effective_on <= on]
    in_force.sort(key=lambda each: each.effective_on)
    shown: date | None = None
    for version in in_force if told else ():
        alone = _by_one(version, told)
        eve = version.effective_on - ONE_DAY
        shown = alone if shown is None else max(alone, min(shown, eve))
    return shown


def _by_one(version: RuleVersion, told: list[Told]) -> date:
    shown = date.min
    for day, says in told:
        news = [_by_interval(version, day, shown) if each is None else each for each in says]
        shown = max(shown, *news)
    return shown


def _by_interval(version: RuleVersion, day: date, shown: date) -> date:
    if version.interval_months is None:
        return date.max
    if version.anchor is Anchor.CYCLE:
        assert version.cycle_start is not None
        number = 0
        while _later(version.cycle_start, number * version.interval_months) > day:
            number -= 1
        while _later(version.cycle_start, (number + 1) * version.interval_months) <= day:
            number += 1
        return _later(version.cycle_start, (number + 2) * version.interval_months) - ONE_DAY
    in_window = version.anchor is Anchor.ANNIVERSARY and day <= shown
    in_window = in_window and shown - timedelta(days=min(version.window_days, shown.toordinal() - 1)) <= day
    new = _later(shown if in_window else day, version.interval_months)
    return new.replace(day=calendar.monthrange(new.year, new.month)[1]) if version.month_end else new


def _later(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        year, month = (year + 1, 1) if month > 12 else (year - 1, 12) if month < 1 else (year, month)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
