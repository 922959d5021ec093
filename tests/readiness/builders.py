"""Small rulebooks and people, said in few words. Days are ISO text.

No two keys are alike, not even of different kinds: a course taken for an agency is found nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from readiness.records import (
    Absence,
    Affiliation,
    Agency,
    AgencyId,
    Completion,
    CourseId,
    Equivalent,
    PersonId,
    PlanId,
    Relation,
    Requirement,
    Responder,
    Revision,
    Rulebook,
    RuleVersion,
)

COURSE, HIGHER, HIGHEST, REFRESHER, OTHER, ARMS, ROLL_CALL, RULELESS = range(101, 109)
FIRE_1, LAW_1, LAW_2, NOWHERE = range(201, 205)
PLAN, OTHER_PLAN = range(501, 503)
ADA, BEN, CORA, DOV, EVE, FAY, NOBODY = range(301, 308)

LONG_AGO = date(2000, 1, 1)
TWO_YEARS = (RuleVersion(LONG_AGO, 24),)

AGENCIES = (
    Agency(FIRE_1, "Alder Fire", frozenset({"fire", "ems"}), "City of Alder"),
    Agency(LAW_1, "Alder Police", frozenset({"law"}), "City of Alder"),
    Agency(LAW_2, "Birch Police", frozenset({"law"}), "City of Birch"),
)
EQUIVALENTS = (
    Equivalent(HIGHER, COURSE, Relation.SATISFIES),
    Equivalent(REFRESHER, COURSE, Relation.RENEWS),
)


def day(iso: str) -> date:
    return date.fromisoformat(iso)


def days(isos: str) -> tuple[date, ...]:
    return tuple(day(iso) for iso in isos.split())


def passed(isos: str, course: CourseId = COURSE, verified: bool = True) -> tuple[Completion, ...]:
    return tuple(Completion(course, each, verified) for each in days(isos))


def certified(iso: str, until: str, course: CourseId = COURSE, verified: bool = True) -> Completion:
    """Passed on a day, with a certificate that says until when it holds."""
    return Completion(course, day(iso), verified, day(until))


def member(agency: AgencyId, joined_on: str = "", left_on: str = "", role: str = "") -> Affiliation:
    return Affiliation(agency, day(joined_on) if joined_on else None, day(left_on) if left_on else None, role)


def rules(
    versions: Sequence[RuleVersion] | Mapping[CourseId, Sequence[RuleVersion]] = TWO_YEARS,
    requirements: Iterable[Requirement] = (Requirement(COURSE),),
    equivalents: Iterable[Equivalent] = EQUIVALENTS,
    revisions: Iterable[Revision] = (),
) -> Rulebook:
    """A rulebook that asks COURSE of everyone, unless told otherwise.

    COURSE teaches PLAN and OTHER teaches OTHER_PLAN, which have no revisions unless some are given.
    """
    known = tuple(revisions)
    return Rulebook(
        agencies={agency.key: agency for agency in AGENCIES},
        requirements=tuple(requirements),
        versions=versions if isinstance(versions, Mapping) else {COURSE: versions},
        equivalents=tuple(equivalents),
        revisions={plan: [each for each in known if each.plan == plan] for plan in (PLAN, OTHER_PLAN)},
        teaches={COURSE: PLAN, OTHER: OTHER_PLAN},
    )


def revised(iso: str, again_within: int | None = None, plan: PlanId = PLAN) -> Revision:
    """A revision of a plan, that perhaps asks people to be trained again within some days."""
    on = day(iso)
    return Revision(on.toordinal(), plan, iso, on, again_within)


def person(
    *completions: Completion,
    at: Iterable[Affiliation] = (member(FIRE_1, "2015-01-01"),),
    away: Iterable[Absence] = (),
    key: PersonId = ADA,
) -> Responder:
    return Responder(key, tuple(at), completions, tuple(away))
