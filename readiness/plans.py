"""Which revision of a shared plan is in force, whom a newer one asks to be trained again, who adopted it.

See "Plans" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from readiness.records import AgencyId, PlanId, Revision

__all__ = ["Adoption", "Ledger", "PlanId", "Revision", "asking_again", "ended_by", "in_force", "ledger"]

MOST_RETRAIN_DAYS = 3650
LONGEST_REVISION = 64
"""Characters of a revision's name."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """An agency adopted a revision, by its key, on a day."""

    agency: AgencyId
    revision: int
    adopted_on: date


@dataclass(frozen=True, slots=True)
class Ledger:
    """Which agencies, by key, go by today's plan, and which by an older one. Others adopted none."""

    adopted: frozenset[AgencyId]
    on_older: frozenset[AgencyId]


def in_force(revisions: Iterable[Revision], on: date) -> Revision | None:
    """The newest revision of a plan that has taken effect by a day; None before the first."""
    effective = (revision for revision in revisions if revision.effective_on <= on)
    return max(effective, key=lambda revision: (revision.effective_on, revision.key), default=None)


def ended_by(revisions: Iterable[Revision], last_on: date, on: date) -> date | None:
    """The last day on which a completion holds that was last renewed on `last_on`; None where none ends it.

    By every revision in effect on a day, superseded ones too, that asks to be trained again and is newer.
    """
    again = (
        revision.again_by
        for revision in revisions
        if revision.again_by is not None and last_on < revision.effective_on <= on
    )
    return min(again, default=None)


def asking_again(revisions: Iterable[Revision], last_on: date | None, due_on: date | None) -> Revision | None:
    """The revision that asks somebody who was last trained on `last_on` to be trained again by `due_on`.

    None where it is none of them that makes that the day. One that is yet to take effect is named, too.
    """
    if last_on is None or due_on is None:
        return None
    asking = (each for each in revisions if each.again_by == due_on and last_on < each.effective_on)
    return max(asking, key=lambda revision: (revision.effective_on, revision.key), default=None)


def ledger(revisions: Iterable[Revision], adoptions: Iterable[Adoption], on: date) -> Ledger:
    """Who has adopted a plan by a day: its revision in force, or one that is yet to be; and who an older one.

    An agency is counted by the newest revision it has adopted. Before any is in force nobody is on an older.
    """
    by_key: Mapping[int, Revision] = {revision.key: revision for revision in revisions}
    today = in_force(by_key.values(), on)
    newest: dict[AgencyId, date] = {}
    for adoption in adoptions:
        revision = by_key.get(adoption.revision)
        if revision is not None and adoption.adopted_on <= on:
            newest[adoption.agency] = max(
                revision.effective_on, newest.get(adoption.agency, revision.effective_on)
            )
    adopted = frozenset(
        agency
        for agency, effective_on in newest.items()
        if today is None or effective_on >= today.effective_on
    )
    return Ledger(adopted, frozenset(newest) - adopted)
