"""What must hold for every rulebook and every person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from readiness.coverage import Counts, coverage
from readiness.due import who_is_due
from readiness.expiry import expiry
from readiness.plans import in_force
from readiness.qualifying import qualifying
from readiness.records import Anchor, Completion, Responder, Revision, Rulebook, RuleVersion
from readiness.standing import Status, all_asked, changes_on, outlooks
from tests.conftest import WHOLE
from tests.readiness import strategies as some
from tests.readiness.builders import ADA, BEN, CORA, COURSE, FIRE_1, REFRESHER, member, rules
from tests.readiness.plainly import expires_plainly

Record = TypeVar("Record")

HORIZONS = (0, 30, 90, 400)
ONE_DAY = timedelta(days=1)
essential = settings(max_examples=250 if WHOLE else 40, deadline=None)
thorough = settings(max_examples=200 if WHOLE else 35, deadline=None)
quick = settings(max_examples=80 if WHOLE else 15, deadline=None)


def expires(versions: list[RuleVersion], taken: list[Completion], on: date) -> date | None:
    """Until when COURSE holds, shown on a day."""
    counted = qualifying(rules(versions), COURSE, taken, on)
    return expiry(versions, counted.days, on, counted.own)


@thorough
@given(
    some.histories([Anchor.COMPLETION]), st.lists(some.completions, max_size=6), some.completions, some.days
)
def test_under_completion_one_more_never_shortens(
    versions: list[RuleVersion], before: list[Completion], extra: Completion, on: date
) -> None:
    hides = any(each.completed_on == extra.completed_on and each.course == REFRESHER for each in before)
    assume(extra.expires_on is None or not hides)  # a full one hides a refresher of its day
    shown = expires(versions, before, on)
    after = expires(versions, [*before, extra], on)
    assert shown is None or (after is not None and after >= shown)


@thorough
@given(some.histories(), st.lists(some.completions, max_size=6), st.data())
def test_under_any_rule_a_renewal_never_shortens_what_stood_before_it(
    versions: list[RuleVersion], before: list[Completion], data: st.DataObject
) -> None:
    renewed_on = data.draw(some.days.filter(lambda day: all(c.completed_on < day for c in before)))
    shown = expires(versions, before, renewed_on)
    renewal = data.draw(some.completions_of(st.just(renewed_on)))
    after = expires(versions, [*before, renewal], renewed_on)
    assert shown is None or (after is not None and after >= shown)


@thorough
@given(
    some.histories(),
    st.lists(some.completions, min_size=1, max_size=5),
    some.versions(),
    st.integers(0, 1500),
)
def test_a_new_version_expires_nobody_before_its_day(
    versions: list[RuleVersion], taken: list[Completion], new: RuleVersion, later: int
) -> None:
    older = [version for version in versions if version.effective_on < new.effective_on]
    eve = new.effective_on - ONE_DAY
    before = [each for each in taken if each.completed_on <= eve]
    shown = expires(older, before, eve)
    assert expires([*older, new], before, eve) == shown
    if shown is not None:
        then = expires([*older, new], before, new.effective_on + timedelta(days=later))
        assert then is not None
        assert then >= min(shown, eve)


@thorough
@given(
    some.histories(),
    some.completions_of().filter(lambda each: each.course == COURSE and each.expires_on is not None),
    some.days,
)
def test_the_day_a_certificate_says_is_its_day_under_every_version(
    versions: list[RuleVersion], certified: Completion, on: date
) -> None:
    shown = expires(versions, [certified], on)
    assert shown in (None, certified.expires_on)


@essential
@given(some.rulebooks(), some.responders(), st.data())
def test_everybody_expires_when_a_plain_computation_says(
    rulebook: Rulebook, responder: Responder, data: st.DataObject
) -> None:
    on = data.draw(some.days_that_matter(rulebook, responder))
    confirmed = [each for each in responder.completions if each.verified]
    for course, (_, outlook) in outlooks(rulebook, responder, on).items():
        assert outlook.expires_on == expires_plainly(rulebook, course, responder.completions, on)
        assert outlook.verified_expires_on == expires_plainly(rulebook, course, confirmed, on)
        for day, then in outlook.ahead:
            known = [each for each in responder.completions if each.completed_on <= on]
            assert then == expires_plainly(rulebook, course, known, day)


@thorough
@given(some.histories(), st.lists(some.completions, max_size=6), some.days, some.versions())
def test_a_refresher_once_counted_stays_counted(
    versions: list[RuleVersion], taken: list[Completion], on: date, new: RuleVersion
) -> None:
    """Neither later days nor later versions take it back."""
    older = [version for version in versions if version.effective_on < on]
    counted = qualifying(rules(older), COURSE, taken, on).days
    newer = [*older, *([new] if new.effective_on >= on else [])]
    assert qualifying(rules(newer), COURSE, taken, some.LAST).days[: len(counted)] == counted


@essential
@given(some.rulebooks(), some.responders(), st.data())
def test_an_outlook_holds_until_something_takes_effect(
    rulebook: Rulebook, responder: Responder, data: st.DataObject
) -> None:
    the_outlook_holds(rulebook, responder, data)


@quick
@given(
    some.versions(effective_on=st.just(date(2017, 1, 1))),
    st.lists(some.revisions, min_size=1, max_size=3, unique_by=lambda each: each.key),
    st.lists(some.days, min_size=1, max_size=3),
    st.data(),
)
def test_an_outlook_holds_until_a_revised_plan_takes_effect(
    version: RuleVersion, revisions: list[Revision], taken: list[date], data: st.DataObject
) -> None:
    completions = [Completion(COURSE, day, data.draw(st.booleans())) for day in taken]
    responder = Responder(ADA, [member(FIRE_1, "2015-01-01")], completions)
    the_outlook_holds(rules([version], revisions=revisions), responder, data)


def the_outlook_holds(rulebook: Rulebook, responder: Responder, data: st.DataObject) -> None:
    """What is said of a day holds on every day up to the next on which something takes effect."""
    on = data.draw(some.days_that_matter(rulebook, responder))
    change = changes_on(rulebook, responder, on)
    assert change is None or change > on
    last = some.LAST + timedelta(days=2000) if change is None else change - ONE_DAY
    held = outlooks(rulebook, responder, on)
    for later in {on, last, *data.draw(st.lists(st.dates(on, last), max_size=3))}:
        fresh = outlooks(rulebook, responder, later)
        assert held.keys() == fresh.keys()
        for course, (holding, outlook) in held.items():
            holding_then, then = fresh[course]
            assert holding == holding_then
            assert outlook == then
            assert outlook.status(later) is then.status(later)
            assert outlook.due_on(later) == then.due_on(later)
            assert outlook.unverified(later) == then.unverified(later)
            for horizon in HORIZONS:
                assert outlook.due_within(later, horizon) == then.due_within(later, horizon)


@thorough
@given(some.rulebooks(), some.responders(), some.days, st.integers(0, 900))
def test_nobody_trained_expires_unlisted_by_the_rules_already_recorded(
    rulebook: Rulebook, responder: Responder, on: date, horizon: int
) -> None:
    then = on + timedelta(days=horizon)
    known = tuple(each for each in responder.completions if each.completed_on <= on)
    staying = Responder(ADA, [replace(each, left_on=None) for each in responder.affiliations], known)
    later = outlooks(rulebook, staying, then)
    for course, (_, outlook) in outlooks(rulebook, staying, on).items():
        due = outlook.due_within(on, horizon)
        if due is None and outlook.expires_on is not None:
            assert later[course][1].status(then).is_current
        if due is not None and due.due_on is not None:
            assert outlook.soonest_on is not None
            assert due.due_on >= outlook.soonest_on


@thorough
@given(some.rulebooks(), some.responders(), some.days)
def test_a_plan_never_makes_anybody_current_longer(
    rulebook: Rulebook, responder: Responder, on: date
) -> None:
    without = outlooks(replace(rulebook, revisions={}), responder, on)
    for course, (holding, found) in outlooks(rulebook, responder, on).items():
        holding_without, by_rule = without[course]
        assert (holding, found.last_on) == (holding_without, by_rule.last_on), "what qualifies is as it was"
        if found.expires_on is None or by_rule.expires_on is None:
            assert found.expires_on is by_rule.expires_on is None
            continue
        assert found.expires_on <= by_rule.expires_on
        teaching = in_force(rulebook.revisions_of(course), on)
        if teaching is None or (found.last_on is not None and found.last_on >= teaching.effective_on):
            assert found.expires_on == by_rule.expires_on, "whoever is on today's plan is asked nothing again"


@quick
@given(some.rulebooks(), some.responders(), some.days, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(
    rulebook: Rulebook, responder: Responder, on: date, chance: Random
) -> None:
    def shuffled(records: Sequence[Record]) -> list[Record]:
        return chance.sample(list(records), len(records))

    mixed = Responder(
        responder.key,
        responder.affiliations,
        shuffled(responder.completions),
        shuffled(responder.absences),
    )
    mixed_rules = rules(
        {course: shuffled(versions) for course, versions in rulebook.versions.items()},
        rulebook.requirements,
        shuffled(rulebook.equivalents),
        shuffled([revision for plan in rulebook.revisions.values() for revision in plan]),
    )
    assert outlooks(mixed_rules, mixed, on) == outlooks(rulebook, responder, on)


@st.composite
def counties(draw: st.DrawFn) -> list[Responder]:
    return [draw(some.responders(key)) for key in (ADA, BEN, CORA)]


@quick
@given(some.rulebooks(), counties(), some.days)
def test_coverage_adds_up(rulebook: Rulebook, county: list[Responder], on: date) -> None:
    region = {
        course: counts
        for (course, _), counts in coverage(rulebook, all_asked(rulebook, county, on), on).items()
    }
    for course, counts in region.items():
        standing = [found[course][1] for each in county if course in (found := outlooks(rulebook, each, on))]
        assert counts.required == counts.current + counts.grace + counts.expired + counts.never
        outside = counts.new + counts.on_leave + counts.waived
        assert counts.required + outside == len(standing), "everybody asked is in exactly one count"
        assert counts.due_soon <= counts.current
        assert counts.unverified <= counts.current
        assert counts.share is None or (counts.share == 100) == (counts.to_train == 0)
        assert counts.on_plan is None or counts.on_plan <= counts.current
        teaching = in_force(rulebook.revisions_of(course), on)
        since = None if teaching is None else teaching.effective_on
        assert counts == sum((Counts.of([(outlook, on)], since) for outlook in standing), Counts())


@quick
@given(some.rulebooks(), counties(), some.days)
def test_a_region_counts_its_distinct_people(rulebook: Rulebook, county: list[Responder], on: date) -> None:
    region = {
        course: counts
        for (course, _), counts in coverage(rulebook, all_asked(rulebook, county, on), on).items()
    }
    for by in ("agency", "discipline", "jurisdiction"):
        parts = coverage(rulebook, all_asked(rulebook, county, on), on, by)
        assert {course for course, _ in parts} == set(region)
        for course, whole in region.items():
            summed = sum((counts for (of, _), counts in parts.items() if of == course), Counts())
            assert summed.required >= whole.required
            assert all(counts.required <= len(county) for counts in parts.values())
    once = [each for each in county if len(each.affiliations) <= 1]
    for course, whole in (
        (course, c) for (course, _), c in coverage(rulebook, all_asked(rulebook, once, on), on).items()
    ):
        by_agency = coverage(rulebook, all_asked(rulebook, once, on), on, "agency")
        assert whole == sum((c for (of, _), c in by_agency.items() if of == course), Counts())


@quick
@given(some.rulebooks(), counties(), some.days)
def test_everyone_to_train_is_on_the_list(rulebook: Rulebook, county: list[Responder], on: date) -> None:
    rows = who_is_due(rulebook, all_asked(rulebook, county, on), on, within=0)
    assert len({(row.responder, row.course) for row in rows}) == len(rows)
    for (course, _), counts in coverage(rulebook, all_asked(rulebook, county, on), on).items():
        listed = [row.status for row in rows if row.course == course]
        assert counts.grace == listed.count(Status.GRACE)
        assert counts.expired == listed.count(Status.EXPIRED)
        assert counts.never == listed.count(Status.NEVER)
