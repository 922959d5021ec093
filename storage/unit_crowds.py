"""Who is in the units of one agency on a day, in numbers, and which of its units may therefore be counted.

A unit is a part of its agency: it is counted only where its agency is, and the agencies, disciplines and
jurisdictions that may be counted are the same whatever units there are. Where a sum of counts would tell of
a few, it is a unit that is hidden.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from readiness.due import Scope
from readiness.records import Affiliation, AgencyId, Responder, UnitId
from readiness.small_counts import Group, shown_within
from storage.catalogue import Catalogue
from storage.people import AffiliationRecord
from storage.roster import is_on_roster

Mark = int
"""An agency by its key; a unit, apart from all agencies, by its key below zero."""
Marked = Mapping[frozenset[Mark], tuple[int, int]]
"""How many people belong to some agencies and units: all, and those who are there."""
KEPT = 500
"""Decisions kept with a catalogue: most courses are asked of the same people."""
Parts = Mapping[Scope, tuple[str, frozenset[AgencyId]]]


def mark_of(unit: UnitId) -> Mark:
    """What stands for a unit among agencies."""
    return -unit


def members_of(
    session: Session, on: date, agency: AgencyId, apart: Iterable[Responder]
) -> Iterator[tuple[Responder, int]]:
    """Who belongs to an agency on a day: people alike together, with how many they are.

    `apart` are those who are counted by themselves: with several memberships on that day, or an absence.
    """
    query = (
        select(AffiliationRecord.role, AffiliationRecord.unit_id, func.count())
        .where(is_on_roster(on), AffiliationRecord.agency_id == agency)
        .group_by(AffiliationRecord.role, AffiliationRecord.unit_id)
    )
    alike = Counter({(role, unit): many for role, unit, many in session.execute(query)})
    for responder in apart:
        theirs = [term for term in responder.affiliations if term.agency == agency]
        alike.subtract((term.role, term.unit) for term in theirs)
        if theirs:
            yield responder, 1
    for (role, unit), many in alike.items():
        if many:
            yield Responder(0, [Affiliation(agency, role=role, unit=unit)]), many


def marks_of(terms: Iterable[Affiliation], agency: AgencyId) -> frozenset[Mark]:
    """The agencies of some memberships, and the units of one of those agencies."""
    marks: set[Mark] = set()
    for term in terms:
        marks.add(term.agency)
        if term.agency == agency and term.unit is not None:
            marks.add(mark_of(term.unit))
    return frozenset(marks)


def in_numbers(
    members: Iterable[tuple[frozenset[Mark], bool, int]],
) -> dict[frozenset[Mark], tuple[int, int]]:
    """People by what they belong to, each given with whether they are there and how many are alike."""
    found: defaultdict[frozenset[Mark], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for marks, is_there, many in members:
        people, there = found[marks]
        found[marks] = (people + many, there + many * is_there)
    return dict(found)


def people_in(marked: Marked, unit: UnitId) -> tuple[int, int]:
    """How many people are in a unit: all, and those who are there."""
    theirs = [number for marks, number in marked.items() if mark_of(unit) in marks]
    return sum(people for people, _ in theirs), sum(there for _, there in theirs)


def shown_units(
    catalogue: Catalogue,
    shown: Parts,
    others: Mapping[frozenset[AgencyId], tuple[int, int]],
    marked: Marked,
    agency: AgencyId,
    fewest: int,
) -> frozenset[Scope]:
    """The units of an agency in which people may be counted, beside the parts that are `shown` anyhow.

    `others` has people by agencies, `marked` those of the agency by its units, too.
    """
    if Scope.agency(agency) not in shown:
        return frozenset()
    apart = {key: number for key, number in others.items() if agency not in key}
    groups = [Group(key, people, there) for key, (people, there) in (*apart.items(), *marked.items())]
    kept = cast(dict[Hashable, frozenset[Scope]], catalogue.made.setdefault("unit counts", {}))
    same = (agency, fewest, frozenset(shown), frozenset(groups))
    if same in kept:
        return kept[same]
    if len(kept) >= KEPT:
        kept.clear()
    units = {
        Scope.unit(unit.id): (unit.name, frozenset([mark_of(unit.id)]))
        for unit in catalogue.units.values()
        if unit.agency == agency
    }
    ordered = sorted(groups, key=lambda each: sorted(each.agencies))
    found = kept[same] = shown_within(shown, units, ordered, fewest)
    return found


NumbersOf = Callable[[AgencyId], Mapping[int, Marked]]
"""The people of an agency by its units, for each of the things that are asked."""
