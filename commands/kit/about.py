"""What rights are asked about: people, records, scopes, exercises, classes, meetings, lists, the region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from commands.kit.problems import Refused
from readiness.records import Affiliation, AgencyId, PersonId


@dataclass(frozen=True, slots=True)
class Whom:
    """A person as rights see them: where they belonged, belong and will belong."""

    person: PersonId
    terms: Sequence[Affiliation] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A completion on record as rights see it: whose it is, and whether somebody else confirmed it."""

    whom: Whom
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Agencies:
    """The agencies a scope is made of, by id."""

    keys: frozenset[AgencyId] = frozenset()


@dataclass(frozen=True, slots=True)
class WholeRegion:
    """The whole region and what it is run by."""


@dataclass(frozen=True, slots=True)
class Held:
    """An exercise as rights see it: its host, and its point of contact on the roster.

    `person` is the one whose part in it is spoken of, where it is one person's. `at_table` are the agencies
    that are invited to it or took part, where that matters.
    """

    host: AgencyId | None = None
    poc: PersonId | None = None
    person: PersonId | None = None
    at_table: frozenset[AgencyId] = frozenset()


@dataclass(frozen=True, slots=True)
class Improvement:
    """A corrective action as rights see it: the agency that owes it, and its point of contact."""

    agency: AgencyId | None = None
    poc: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Taught:
    """A class as rights see it: the agency whose it is, and its instructor on the roster.

    `person` is the one whose attendance is spoken of, where it is one person's.
    """

    agency: AgencyId | None = None
    instructor: PersonId | None = None
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Convened:
    """A meeting as rights see it: the agency whose it is, None where it is the region's."""

    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A checklist as rights see it: whose it is (None: the region's), and the owner of an item of it."""

    agency: AgencyId | None = None
    owner: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Confided:
    """What somebody told emergency management as rights see it: all agencies they belong or belonged to.

    `chiefs` led one of those when it was told, or have since; `person` is who told it.
    """

    agencies: frozenset[AgencyId] = frozenset()
    chiefs: frozenset[PersonId] = frozenset()
    person: PersonId | None = None


About = Whom | Written | Agencies | Held | Improvement | Taught | Convened | Kept | Confided | WholeRegion
THE_REGION = WholeRegion()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may; where not, why, and who could."""

    why_not: str = ""
    who_could: str = field(default="")

    def __bool__(self) -> bool:
        return not self.why_not

    def or_refuse(self) -> None:
        """Raises Refused where they may not."""
        if self.why_not:
            raise Refused(self.why_not, self.who_could)


ALLOWED = Verdict()
