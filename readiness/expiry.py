"""Until when qualifying days hold, by the versions of a course's refresher rule.

See "When it expires" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from readiness.dates import ONE_DAY, add_months, end_of_month
from readiness.records import Anchor, RuleVersion

NEVER = date.max
"""The expiry of what never expires."""


class OwnExpiry(NamedTuple):
    """The last day that the certificates of one qualifying day give, whatever the rule says.

    `alone`: nothing else of that day counts for the rule's interval.
    """

    expires_on: date
    alone: bool


_EFFECTIVE_ON = attrgetter("effective_on")
NONE_OWN: Mapping[date, OwnExpiry] = MappingProxyType({})
"""What the certificates say where none gives a day."""


def versions_in_force(versions: Iterable[RuleVersion], on: date) -> tuple[RuleVersion, ...]:
    """The versions that have taken effect by `on`, oldest first; the last one is *the* version in force."""
    in_force = [version for version in versions if version.effective_on <= on]
    if len(in_force) > 1:
        in_force.sort(key=_EFFECTIVE_ON)
    return tuple(in_force)


def expiry(
    versions: Iterable[RuleVersion],
    days: Sequence[date],
    on: date,
    own: Mapping[date, OwnExpiry] = NONE_OWN,
) -> date | None:
    """The last day on which qualifying `days` (ascending) hold, by the versions in force on `on`.

    NEVER when they never expire; None without a day, or before any version has taken effect.
    A newer version never makes anybody expire before the day it takes effect. `own` are the certificates' own
    expiries by qualifying day: the same under every version.
    """
    in_force = versions_in_force(versions, on)
    if not days or not in_force:
        return None
    expires_on = _expiry_by(in_force[0], days, own)
    for version in in_force[1:]:
        kept = min(expires_on, version.effective_on - ONE_DAY)
        expires_on = max(_expiry_by(version, days, own), kept)
    return expires_on


def _expiry_by(version: RuleVersion, days: Sequence[date], own: Mapping[date, OwnExpiry]) -> date:
    """Expiry by one version alone, of at least one day."""
    if not own and version.anchor is not Anchor.ANNIVERSARY:
        # A later day never expires earlier, clamped or not, or is in an earlier cycle: the last decides.
        return _new(version, days[-1])
    expires_on: date | None = None
    for day in days:
        said = own.get(day)
        if said is None:
            new = _new(version, day, expires_on)
        else:
            new = said.expires_on if said.alone else max(said.expires_on, _new(version, day, expires_on))
        expires_on = new if expires_on is None else max(expires_on, new)
    if expires_on is None:
        raise ValueError("without a qualifying day there is no expiry")
    return expires_on


def _new(version: RuleVersion, day: date, shown: date | None = None) -> date:
    """Until when a version's interval makes one day hold, `shown` being the expiry so far."""
    months = version.interval_months
    if months is None:
        return NEVER
    if version.anchor is Anchor.CYCLE:
        return _end_of_next_cycle(version, months, day)
    counted_from = day
    if shown is not None and version.anchor is Anchor.ANNIVERSARY:
        renewed_on_time = 0 <= (shown - day).days <= version.window_days
        counted_from = shown if renewed_on_time else day
    return _settled(version, add_months(counted_from, months))


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
