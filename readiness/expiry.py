"""Until when qualifying days hold, by the versions of a course's refresher rule.

See "When it expires" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from readiness.dates import ONE_DAY, add_months, end_of_month
from readiness.records import Anchor, RuleVersion

NEVER = date.max
"""The expiry of what never expires."""


def versions_in_force(versions: Iterable[RuleVersion], on: date) -> tuple[RuleVersion, ...]:
    """The versions that have taken effect by `on`, oldest first; the last one is *the* version in force."""
    in_force = (version for version in versions if version.effective_on <= on)
    return tuple(sorted(in_force, key=lambda version: version.effective_on))


def expiry(versions: Iterable[RuleVersion], days: Sequence[date], on: date) -> date | None:
    """The last day on which qualifying `days` (ascending) hold, by the versions in force on `on`.

    NEVER when they never expire; None without a day, or before any version has taken effect.
    A newer version never makes anybody expire before the day it takes effect.
    """
    in_force = versions_in_force(versions, on)
    if not days or not in_force:
        return None
    expires_on = _expiry_by(in_force[0], days)
    for version in in_force[1:]:
        kept = min(expires_on, version.effective_on - ONE_DAY)
        expires_on = max(_expiry_by(version, days), kept)
    return expires_on


def _expiry_by(version: RuleVersion, days: Sequence[date]) -> date:
    """Expiry by one version alone, of at least one day."""
    months = version.interval_months
    if months is None:
        return NEVER
    match version.anchor:
        case Anchor.ANNIVERSARY:
            return _anniversary(version, months, days)
        case Anchor.CYCLE:
            # A later day is never in an earlier cycle, so the last one decides.
            return _end_of_next_cycle(version, months, days[-1])
        case Anchor.COMPLETION:
            # A later day never expires earlier, clamped or not, so the last one decides.
            return _settled(version, add_months(days[-1], months))


def _anniversary(version: RuleVersion, months: int, days: Sequence[date]) -> date:
    expires_on = _settled(version, add_months(days[0], months))
    for day in days[1:]:
        renewed_on_time = 0 <= (expires_on - day).days <= version.window_days
        counted_from = expires_on if renewed_on_time else day
        expires_on = max(expires_on, _settled(version, add_months(counted_from, months)))
    return expires_on


def _settled(version: RuleVersion, expires_on: date) -> date:
    return end_of_month(expires_on) if version.month_end else expires_on


def _end_of_next_cycle(version: RuleVersion, months: int, day: date) -> date:
    """The last day of the cycle after the one `day` falls in."""
    first = version.cycle_start
    if first is None:  # RuleVersion refuses this; here for the type's sake
        raise ValueError("a rule by cycles needs the day a cycle starts")
    cycle = ((day.year - first.year) * 12 + day.month - first.month) // months
    if add_months(first, cycle * months) > day:
        cycle -= 1
    return add_months(first, (cycle + 2) * months) - ONE_DAY
