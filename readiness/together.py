"""The joint-readiness matrix: which agencies have played together lately, and which pairs are its holes.

See "Exercises" in docs/rules.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import comb

from readiness.records import AgencyId

Pair = tuple[AgencyId, AgencyId]
"""Two agencies, the lower key first."""


@dataclass(frozen=True, slots=True)
class Between:
    """How many pairs of agencies, one of each of two groups, have played together, of how many there are."""

    met: int
    pairs: int

    @property
    def share(self) -> int | None:
        """In percent, rounded down, so that 100 means all; None where there is no pair."""
        return self.met * 100 // self.pairs if self.pairs else None


@dataclass(frozen=True)
class Matrix:
    """Agencies in the order they are listed, and the last day each pair of them played together.

    `last` may know of pairs of others, too; they are none of its own. With a `centre` its pairs are those of
    that one agency with each of the others.
    """

    agencies: Sequence[AgencyId]
    last: Mapping[Pair, date]
    centre: AgencyId | None = None

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return len(self.agencies) - 1 if self.centre is not None else comb(len(self.agencies), 2)

    @property
    def holes(self) -> int:
        """How many of them have not played together."""
        return self.pairs - len(self.met)

    @cached_property
    def met(self) -> Mapping[Pair, date]:
        """Its pairs that have played together, with the last day."""
        there = set(self.agencies)
        return {
            pair: on
            for pair, on in self.last.items()
            if there.issuperset(pair) and (self.centre is None or self.centre in pair)
        }

    @cached_property
    def partners(self) -> Counter[AgencyId]:
        """With how many of the others each agency has played."""
        return Counter(agency for pair in self.met for agency in pair)

    def last_on(self, agency: AgencyId, other: AgencyId) -> date | None:
        """The last day on which two agencies played together; None where that is a hole."""
        return self.met.get((min(agency, other), max(agency, other)))

    def holes_of(self, agency: AgencyId) -> list[AgencyId]:
        """With whom of the others an agency has not played, in their order."""
        if self.centre in (None, agency):
            others = [each for each in self.agencies if each != agency]
        else:
            others = [each for each in self.agencies if each == self.centre]
        return [each for each in others if self.last_on(agency, each) is None]

    def open_pairs(self) -> Iterator[Pair]:
        """Its holes, each pair once, in the agencies' order."""
        if self.centre is not None:
            yield from ((self.centre, other) for other in self.holes_of(self.centre))
            return
        for place, agency in enumerate(self.agencies):
            for other in self.agencies[place + 1 :]:
                if self.last_on(agency, other) is None:
                    yield agency, other

    def fewest_partners(self) -> list[AgencyId]:
        """The agencies, those with the most holes first; of equals in their order."""
        return sorted(self.agencies, key=lambda each: self.partners[each])


def between(matrix: Matrix, groups: Mapping[AgencyId, frozenset[str]]) -> dict[tuple[str, str], Between]:
    """For each two groups, and each with itself, how many pairs of their agencies have played together.

    `groups` says in which groups an agency is, perhaps several. Both ways round the answer is the same, and
    stands once, the group that comes first by name first. A pair counts once, however it falls into them.
    """
    members: defaultdict[str, set[AgencyId]] = defaultdict(set)
    for agency in matrix.agencies:
        for group in groups.get(agency, ()):
            members[group].add(agency)
    met: Counter[tuple[str, str]] = Counter()
    for agency, other in matrix.met:
        both = {
            (min(one, two), max(one, two)) for one in groups.get(agency, ()) for two in groups.get(other, ())
        }
        met.update(both)
    names = sorted(members)
    return {
        (one, two): Between(met[one, two], _pairs(members[one], members[two]))
        for place, one in enumerate(names)
        for two in names[place:]
    }


def _pairs(one: set[AgencyId], two: set[AgencyId]) -> int:
    """Pairs of two agencies, the one of the first group and the other of the second, each pair once."""
    both = len(one & two)
    return len(one) * len(two) - both - comb(both, 2)
