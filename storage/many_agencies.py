"""What is counted of many agencies at once, each as it would be by itself: a morning's digests ask for it.

An agency's people are few, but a question costs what it costs: for hundreds of agencies it is asked once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from readiness.places import Vector
from readiness.records import AgencyId, CourseId
from storage.adopting import PlanOn, plans_on
from storage.answers import STANDING, left_behind_on
from storage.asked_within import alike_sources
from storage.catalogue import catalogue_of
from storage.crowds import Countable, countable_on
from storage.digests import Records, kind_on, records_of_kinds
from storage.responders import AFFILIATION
from storage.rights import leads_now
from storage.roster import headcounts
from storage.totals import Agencies, Profile, Totals, totals_on
from storage.training import CompletionRecord

MOST_LEFT = 200
"""For more people left behind than these, the records behind each agency are counted by themselves."""


@dataclass(frozen=True)
class ManyAgencies:
    """Some agencies in one look at the records; what is asked of it first is read for all of them.

    `fewest` people are counted in them, and no fewer.
    """

    session: Session
    on: date
    agencies: Collection[AgencyId]
    fewest: int

    @cached_property
    def countable(self) -> Countable:
        """What may be counted."""
        return countable_on(self.session, self.on, self.fewest)

    def totals(self, agency: AgencyId) -> Totals:
        """What one of them adds up to, by what it asks alone."""
        catalogue = catalogue_of(self.session)
        return Totals(catalogue, self.on, self._asked.get(agency, ()), self._profiles.get(agency, ()))

    def records(self, agency: AgencyId) -> Records | None:
        """The completions behind all that one of them asks; None where they are to be counted by it alone."""
        if self._left is None or agency in self._left:
            return None
        return records_of_kinds(self._kinds.get(agency, Counter()))

    @cached_property
    def headcounts(self) -> Mapping[AgencyId, int]:
        """How many people each of them has."""
        return headcounts(self.session, self.on, self.agencies)

    @cached_property
    def led(self) -> Collection[AgencyId]:
        """The agencies of the region that somebody leads."""
        return leads_now(self.session, self.on).keys()

    @cached_property
    def plans(self) -> Sequence[PlanOn]:
        """Every plan, and who goes by it."""
        return plans_on(self.session, self.on)

    @cached_property
    def _everybody(self) -> Totals:
        return totals_on(self.session, self.on)

    @cached_property
    def _asked(self) -> Mapping[AgencyId, Sequence[tuple[Agencies, CourseId, Vector]]]:
        wanted = frozenset(self.agencies)
        found: defaultdict[AgencyId, list[tuple[Agencies, CourseId, Vector]]] = defaultdict(list)
        for agencies, course, counts in self._everybody.asked:
            for agency in wanted.intersection(agencies):
                found[agency].append(((agency,), course, counts))
        return found

    @cached_property
    def _profiles(self) -> Mapping[AgencyId, Sequence[tuple[Profile, Vector]]]:
        wanted = frozenset(self.agencies)
        found: defaultdict[AgencyId, list[tuple[Profile, Vector]]] = defaultdict(list)
        for profile, counts in self._everybody.profiles:
            for part in profile:
                if part[0] in wanted:
                    found[part[0]].append(((part,), counts))
        return found

    @cached_property
    def _left(self) -> frozenset[AgencyId] | None:
        """Those of whose people the projection does not say all; None where these are many."""
        people = left_behind_on(self.session, self.on, self.agencies, most=MOST_LEFT + 1)
        if len(people) > MOST_LEFT:
            return None
        theirs = select(AFFILIATION.agency_id).where(AFFILIATION.person_id.in_(sorted(people)))
        return frozenset(self.session.scalars(theirs)) if people else frozenset()

    @cached_property
    def _kinds(self) -> Mapping[AgencyId, Counter[str]]:
        """The completions that may count for what each of them asks, by kind."""
        found: defaultdict[AgencyId, Counter[str]] = defaultdict(Counter)
        catalogue = catalogue_of(self.session)
        kind = kind_on(self.on).label("kind")
        for asked, sources in alike_sources(catalogue, catalogue.courses).items():
            people = (
                select(STANDING.agency_id, STANDING.person_id)
                .where(
                    STANDING.course_id.in_(sorted(asked)),
                    STANDING.agency_id.in_(sorted(self.agencies)),
                    STANDING.from_on <= self.on,
                    STANDING.through_on >= self.on,
                )
                .distinct()
                .subquery()
            )
            query = (
                select(people.c.agency_id, kind, func.count())
                .join(CompletionRecord, CompletionRecord.person_id == people.c.person_id)
                .where(CompletionRecord.course_id.in_(sorted(sources)))
                .group_by(people.c.agency_id, kind)
            )
            for agency, of, many in self.session.execute(query):
                found[agency][of] += many
        return found
