"""Small rulebooks and people, said in few words. Days are ISO text."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date

from readiness.records import (
    Absence,
    Affiliation,
    Agency,
    Completion,
    Equivalent,
    Relation,
    Requirement,
    Responder,
    Rulebook,
    RuleVersion,
)

LONG_AGO = date(2000, 1, 1)
TWO_YEARS = (RuleVersion(LONG_AGO, 24),)

AGENCIES = (
    Agency("fire-1", "Alder Fire", frozenset({"fire", "ems"}), "City of Alder"),
    Agency("law-1", "Alder Police", frozenset({"law"}), "City of Alder"),
    Agency("law-2", "Birch Police", frozenset({"law"}), "City of Birch"),
)
EQUIVALENTS = (
    Equivalent("higher", "course", Relation.SATISFIES),
    Equivalent("refresher", "course", Relation.RENEWS),
)


def day(iso: str) -> date:
    return date.fromisoformat(iso)


def days(isos: str) -> tuple[date, ...]:
    return tuple(day(iso) for iso in isos.split())


def passed(isos: str, course: str = "course", verified: bool = True) -> tuple[Completion, ...]:
    return tuple(Completion(course, each, verified) for each in days(isos))


def member(agency: str, joined_on: str = "", left_on: str = "", role: str = "") -> Affiliation:
    return Affiliation(agency, day(joined_on) if joined_on else None, day(left_on) if left_on else None, role)


def rules(
    versions: Sequence[RuleVersion] | Mapping[Hashable, Sequence[RuleVersion]] = TWO_YEARS,
    requirements: Iterable[Requirement] = (Requirement("course"),),
    equivalents: Iterable[Equivalent] = EQUIVALENTS,
) -> Rulebook:
    """A rulebook that asks "course" of everyone, unless told otherwise."""
    return Rulebook(
        agencies={agency.key: agency for agency in AGENCIES},
        requirements=tuple(requirements),
        versions=versions if isinstance(versions, Mapping) else {"course": versions},
        equivalents=tuple(equivalents),
    )


def person(
    *completions: Completion,
    at: Iterable[Affiliation] = (member("fire-1", "2015-01-01"),),
    away: Iterable[Absence] = (),
    key: str = "ada",
) -> Responder:
    return Responder(key, tuple(at), completions, tuple(away))
