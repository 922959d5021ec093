"""How many people of a scope could fill each position on a day, and what may therefore be counted of it.

Read from the memberships, not from who played what: whether a part may be counted must not hang on that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from sqlalchemy.orm import Session

from readiness.due import Scope, ScopeKind
from readiness.positions import Position, is_on_leave
from readiness.records import AgencyId
from storage.answers import agencies_in
from storage.catalogue import Catalogue, catalogue_of
from storage.crowd_counted import Numbers
from storage.crowds import apart_from_others, by_agency_and_role, part_of, parts_of, shown_scopes
from storage.tallies import note_kept_back
from storage.unit_crowds import Marked, in_numbers, marks_of, members_of, people_in, shown_units


@dataclass(frozen=True)
class Seatable:
    """Which positions may be counted, in which scopes, by whoever may not name: the same for all of them.

    `roster` counts the people by all agencies they belong to: all, and those who are not on leave.
    """

    catalogue: Catalogue
    roster: Numbers
    fewest: int
    by_unit: Callable[[AgencyId], Marked] = lambda agency: {}
    """The people of an agency by its units, in the same way."""
    keeps_back: Callable[[], object] = lambda: None
    """Told of each scope that may not be counted, for whoever watches how often that is."""

    def may_count(self, scope: Scope, *positions: Position) -> bool:
        """Whether people of a scope may be counted by whether they are current in one of some positions.

        For several it must hold of each and of all together, since who is current in any is counted too.
        """
        may = self.fewest <= 1 or self._is_shown(scope, *positions)
        if not may:
            self.keeps_back()
        return may

    def _is_shown(self, scope: Scope, *positions: Position) -> bool:
        together = frozenset().union(*(each.disciplines for each in positions))
        if any(not each.disciplines for each in positions):
            together = frozenset()
        asked = {together, *(each.disciplines for each in positions)}
        if scope.kind is ScopeKind.UNIT:
            return all(scope in self._units_shown_for(scope, disciplines) for disciplines in asked)
        return all(part_of(scope) in self._shown_for(disciplines) for disciplines in asked)

    def may_seat(self, scope: Scope) -> bool:
        """Whether it may be said how many teams deep a scope is, and which positions it is short of."""
        may = self.fewest <= 1 or self.people(scope) >= self.fewest
        if not may:
            self.keeps_back()
        return may

    def people(self, scope: Scope) -> int:
        """How many people of a scope are not on leave."""
        if scope.kind is ScopeKind.UNIT:
            agency = self.catalogue.rulebook.units.get(scope.number, 0)
            return people_in(self.by_unit(agency), scope.number)[1]
        agencies = agencies_in(self.catalogue, scope)
        return sum(
            there
            for belonging, (_, there) in self.roster.items()
            if agencies is None or not belonging.isdisjoint(agencies)
        )

    @cached_property
    def _shown(self) -> dict[frozenset[str], frozenset[Scope]]:
        return {}

    def _units_shown_for(self, scope: Scope, disciplines: frozenset[str]) -> frozenset[Scope]:
        agency = self.catalogue.rulebook.units.get(scope.number)
        if agency is None:
            return frozenset()
        found = self._shown_for(disciplines)
        return shown_units(
            self.catalogue,
            {part: said for part, said in parts_of(self.catalogue).items() if part in found},
            could_fill(self.catalogue, self.roster, disciplines),
            could_fill(self.catalogue, self.by_unit(agency), disciplines),
            agency,
            self.fewest,
        )

    def _shown_for(self, disciplines: frozenset[str]) -> frozenset[Scope]:
        found = self._shown.get(disciplines)
        if found is None:
            numbers = could_fill(self.catalogue, self.roster, disciplines)
            found = self._shown[disciplines] = shown_scopes(self.catalogue, numbers, self.fewest)
        return found


def could_fill(catalogue: Catalogue, roster: Numbers, disciplines: Collection[str]) -> Numbers:
    """Of a roster those who could fill a position of some disciplines (none: of all), by belonging."""
    fitting = {
        agency.key
        for agency in catalogue.agencies.values()
        if not disciplines or not agency.disciplines.isdisjoint(disciplines)
    }
    found: defaultdict[frozenset[AgencyId], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for belonging, (people, there) in roster.items():
        if through := belonging & fitting:
            through |= {mark for mark in belonging if catalogue.rulebook.units.get(-mark) in fitting}
            before = found[through]
            found[through] = (before[0] + people, before[1] + there)
    return dict(found)


def seatable_on(session: Session, on: date, fewest: int) -> Seatable:
    """What may be counted of positions on a day by somebody who may not name."""

    def by_unit(agency: AgencyId) -> Marked:
        people = members_of(session, on, agency, apart_from_others(session, on))
        return in_numbers(
            (marks_of(each.affiliations, agency), not is_on_leave(each, on), many) for each, many in people
        )

    roster = _roster(session, on) if fewest > 1 else {}
    return Seatable(catalogue_of(session), roster, fewest, by_unit, partial(note_kept_back, session))


def _roster(session: Session, on: date) -> Mapping[frozenset[AgencyId], tuple[int, int]]:
    apart = apart_from_others(session, on)
    alike: Counter[AgencyId] = Counter()
    for (agency, _), many in by_agency_and_role(session, on).items():
        alike[agency] += many
    for responder in apart:
        alike.subtract(term.agency for term in responder.affiliations)
    found: defaultdict[frozenset[AgencyId], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for agency, many in alike.items():
        if many:
            found[frozenset([agency])] = (many, many)
    for responder in apart:
        belonging = frozenset(term.agency for term in responder.affiliations)
        people, there = found[belonging]
        found[belonging] = (people + 1, there + (not is_on_leave(responder, on)))
    return dict(found)
