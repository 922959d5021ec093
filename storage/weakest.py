"""Which part stands beside a total: the weakest of those that may be shown, or that the weaker ones may not.

A total alone hides who is worst off; a part that is better than the total is no weakest one, where others are
of too few people to show. What is said follows from what is shown, so that it tells nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from readiness.coverage import Counts, weakest
from readiness.records import AgencyId


class Part(BaseModel):
    """One agency or discipline (by its code); `people` are those of whom something is asked."""

    model_config = ConfigDict(frozen=True)

    name: str
    agency: AgencyId = 0  # an agency's id; 0 in older digests
    people: int
    counts: Counts


class Untold(StrEnum):
    """What of a total's parts can't stand beside it, since it is of too few people to show."""

    NOTHING = ""
    WEAKER = "weaker"
    """All that are shown are better than the total."""
    ALL = "all"

    @property
    def said(self) -> str:
        """As it stands beside the total; empty where everything is told."""
        match self:
            case Untold.WEAKER:
                return "the weaker parts are too few people to show"
            case Untold.ALL:
                return "its parts are too few people to show"
        return ""


@dataclass(frozen=True)
class Beside:
    """What stands beside a total: its weakest parts, or why none does."""

    agency: Part | None = None
    discipline: Part | None = None
    untold: Untold = Untold.NOTHING


Shown = tuple[Sequence[Part], bool]
"""The parts of a kind that are shown, and whether some are not."""


def beside(whole: Counts, agencies: Shown, disciplines: Shown) -> Beside:
    """What stands beside a total."""
    agency, discipline = (weakest_part(parts, whole, hides) for parts, hides in (agencies, disciplines))
    if agency is not None or discipline is not None:
        return Beside(agency, discipline)
    reasons = [untold(parts, whole, hides) for parts, hides in (agencies, disciplines)]
    return Beside(untold=next((why for why in (Untold.WEAKER, Untold.ALL) if why in reasons), Untold.NOTHING))


def weakest_part(parts: Sequence[Part], whole: Counts, hides: bool = False) -> Part | None:
    """The shown part with the lowest share, as it stands beside the total; None where there is none to name.

    `hides`: some parts are not shown. Then, or where it is the only one, a part better than the total is not
    the weakest. Nor is one that is the whole.
    """
    found = _lowest(parts)
    if found is None or found.counts == whole:
        return None
    is_compared = len(parts) > 1 and not hides
    return found if is_compared or not _is_better(found.counts, whole) else None


def untold(parts: Sequence[Part], whole: Counts, hides: bool) -> Untold:
    """What can't be named beside a total, where `hides` says that some of its parts are not shown."""
    if not hides or not whole.required:
        return Untold.NOTHING
    found = _lowest(parts)
    if found is None:
        return Untold.ALL
    return Untold.WEAKER if _is_better(found.counts, whole) else Untold.NOTHING


def _lowest(parts: Sequence[Part]) -> Part | None:
    rows = {part.name: part for part in parts}
    name = weakest({name: part.counts for name, part in rows.items()})
    return None if name is None else rows[name]


def _is_better(counts: Counts, whole: Counts) -> bool:
    if not (counts.required and whole.required):
        return False
    return Fraction(counts.current, counts.required) > Fraction(whole.current, whole.required)
