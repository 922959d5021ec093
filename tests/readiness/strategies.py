"""Rulebooks and people such as a county may have, for properties that must hold for all of them.

Days are drawn from a few years, so that rules, memberships, absences and completions meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from readiness.records import (
    Absence,
    AbsenceKind,
    Affiliation,
    Anchor,
    Completion,
    PersonId,
    Requirement,
    Responder,
    Revision,
    Rulebook,
    RuleVersion,
)
from tests.readiness.builders import (
    ADA,
    AGENCIES,
    COURSE,
    HIGHER,
    OTHER,
    OTHER_PLAN,
    PLAN,
    REFRESHER,
    rules,
)

FIRST, LAST = date(2018, 1, 1), date(2028, 12, 31)
COURSES = (COURSE, OTHER)
TAKEN = (COURSE, HIGHER, REFRESHER, OTHER)

days = st.dates(FIRST, LAST)
maybe_days = st.none() | days
early_days = st.dates(FIRST, date(2021, 12, 31))


@st.composite
def versions(
    draw: st.DrawFn, anchors: Sequence[Anchor] = tuple(Anchor), effective_on: st.SearchStrategy[date] = days
) -> RuleVersion:
    return RuleVersion(
        effective_on=draw(effective_on),
        interval_months=draw(st.sampled_from([None, 1, 6, 12, 24, 36])),
        anchor=draw(st.sampled_from(anchors)),
        window_days=draw(st.sampled_from([0, 30, 60, 400])),
        month_end=draw(st.booleans()),
        cycle_start=draw(days),
        grace_days=draw(st.sampled_from([0, 30, 200])),
        initial_days=draw(st.sampled_from([0, 90, 400])),
        lapse_months=draw(st.sampled_from([0, 6, 36])),
    )


def histories(
    anchors: Sequence[Anchor] = tuple(Anchor), min_size: int = 1
) -> st.SearchStrategy[list[RuleVersion]]:
    """The versions of one rule, in any order, each with a day of its own."""
    return st.lists(
        versions(anchors), min_size=min_size, max_size=4, unique_by=lambda version: version.effective_on
    )


requirements = st.builds(
    Requirement,
    course=st.sampled_from(COURSES),
    disciplines=st.sampled_from([frozenset[str](), frozenset({"law"}), frozenset({"fire", "law"})]),
    roles=st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"chief"})]),
    effective_on=st.none() | early_days | days,
)


revisions = st.builds(
    Revision,
    key=st.integers(1, 99),
    plan=st.sampled_from([PLAN, PLAN, OTHER_PLAN]),
    name=st.just("revised"),
    effective_on=days,
    retrain_within_days=st.sampled_from([None, 0, 30, 180, 400]),
)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    return rules(
        {
            COURSE: [
                draw(versions(effective_on=st.just(date(2017, 1, 1)))),
                *draw(histories(min_size=0)),
            ],
            OTHER: draw(histories(min_size=0)),
        },
        draw(st.lists(requirements, min_size=1, max_size=4)),
        revisions=draw(st.lists(revisions, max_size=3, unique_by=lambda each: each.key)),
    )


@st.composite
def affiliations(draw: st.DrawFn) -> Affiliation:
    joined_on, left_on = (
        draw(st.none() | early_days | early_days | days),
        draw(st.none() | st.none() | maybe_days),
    )
    if joined_on is not None and left_on is not None:
        joined_on, left_on = min(joined_on, left_on), max(joined_on, left_on)
    agency = draw(st.sampled_from([agency.key for agency in AGENCIES]))
    return Affiliation(agency, joined_on, left_on, draw(st.sampled_from(["", "Chief"])))


@st.composite
def absences(draw: st.DrawFn) -> Absence:
    one, other = draw(days), draw(maybe_days)
    kind = draw(st.sampled_from(AbsenceKind))
    return Absence(
        kind=kind,
        starts_on=one if other is None else min(one, other),
        ends_on=None if other is None else max(one, other),
        course=draw(st.sampled_from([None, *COURSES])) if kind is AbsenceKind.WAIVER else None,
    )


@st.composite
def completions_of(draw: st.DrawFn, on: st.SearchStrategy[date] = days) -> Completion:
    """One of some course, perhaps with a certificate that says how many days it holds."""
    completed_on = draw(on)
    holds = draw(st.none() | st.none() | st.sampled_from([0, 40, 200, 700, 1500]) | st.integers(0, 2000))
    expires_on = None if holds is None else completed_on + timedelta(days=holds)
    return Completion(draw(st.sampled_from(TAKEN)), completed_on, draw(st.booleans()), expires_on)


completions = completions_of()


@st.composite
def responders(draw: st.DrawFn, key: PersonId = ADA) -> Responder:
    return Responder(
        key=key,
        affiliations=draw(st.lists(affiliations(), min_size=1, max_size=3)),
        completions=draw(st.lists(completions, max_size=6)),
        absences=draw(st.just([]) | st.lists(absences(), max_size=2)),
    )


def days_that_matter(rulebook: Rulebook, responder: Responder) -> st.SearchStrategy[date]:
    """Any day, but preferably one on which something recorded takes effect, its eve or the day after."""
    named = [
        *(version.effective_on for history in rulebook.versions.values() for version in history),
        *(row.effective_on for row in rulebook.requirements),
        *(each.effective_on for plan in rulebook.revisions.values() for each in plan),
        *(each.joined_on for each in responder.affiliations),
        *(each.left_on for each in responder.affiliations),
        *(each.starts_on for each in responder.absences),
        *(each.ends_on for each in responder.absences),
        *(each.completed_on for each in responder.completions),
        *(each.expires_on for each in responder.completions),
    ]
    near = sorted({day + timedelta(days=by) for day in named if day is not None for by in (-1, 0, 1)})
    return st.sampled_from(near) | st.sampled_from(near) | days if near else days
