"""On which days a change of a plan is looked at, and whom it moves on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from commands.region.plans_moves import moves_of
from readiness.records import Revision
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.moves import days_that_matter, moves_between
from storage.plans import PlanRecord, RevisionRecord
from storage.standing import rebuild
from storage.training import CompletionRecord, CourseRecord

TODAY = date(2026, 11, 2)


def test_the_days_are_today_when_it_takes_effect_and_when_the_time_is_over() -> None:
    coming = Revision(1, 1, "3.0", date(2027, 1, 1), 180)
    assert days_that_matter([coming], TODAY) == [TODAY, date(2027, 1, 1), date(2027, 7, 1)]
    past = Revision(2, 1, "2.0", date(2020, 1, 1), 180)
    assert days_that_matter([past], TODAY) == [TODAY]
    asks_nobody = Revision(3, 1, "4.0", date(2027, 1, 1))
    assert days_that_matter([asks_nobody], TODAY) == [TODAY, date(2027, 1, 1)]


@pytest.mark.postgres
def test_it_says_the_same_as_computing_everybody_twice(county_store: Store) -> None:
    """Revisions that come, go and change, and courses that change their plan, on days of all kinds."""
    first, second = date(2026, 9, 1), date(2027, 3, 1)
    spring, autumn = Revision(1, 1, "1.0", date(2026, 5, 1), 60), Revision(2, 1, "2.0", first, 90)
    winter, other = Revision(3, 1, "3.0", date(2027, 1, 1), 0), Revision(4, 2, "B", date(2026, 6, 1), 100)
    asks_nobody = Revision(5, 1, "0.9", date(2026, 4, 1))
    kept = (asks_nobody, spring, autumn)
    with county_store.writing() as session:
        plans = [PlanRecord(key=name, name=name) for name in ("one", "two")]
        session.add_all(plans)
        session.flush()
        for each in (*kept, other):
            session.add(
                RevisionRecord(
                    id=each.key,
                    plan_id=each.plan,
                    key=each.name,
                    name=each.name,
                    effective_on=each.effective_on,
                    retrain_within_days=each.retrain_within_days,
                )
            )
        courses = {each.code: each for each in session.query(CourseRecord)}
        basic, advanced, bls = (courses[code].id for code in ("ASIM-B", "ASIM-A", "BLS"))
        courses["ASIM-B"].plan_id = courses["ASIM-A"].plan_id = 1
        courses["BLS"].plan_id = 2
        for record in session.query(CompletionRecord):
            if record.id % 2:  # every other certificate says itself until when it holds
                record.expires_on = record.completed_on + timedelta(days=200 * (1 + record.id % 5))
        catalogue_changed(session)
        rebuild(session, TODAY)
    days = [TODAY, date(2026, 5, 2), first, date(2026, 12, 1), date(2027, 1, 1), date(2027, 1, 2), second]
    with county_store.reading() as session:
        before = catalogue_of(session).rulebook
        assert set(before.revisions[1]) == set(kept)
        changes: list[dict[int, tuple[Revision, ...]]] = [
            {1: (*kept, winter)},
            {1: (asks_nobody, spring)},
            {1: (asks_nobody, autumn)},
            {1: (asks_nobody, replace(spring, effective_on=date(2026, 3, 5)), autumn)},
            {1: (spring, replace(autumn, retrain_within_days=0))},
            {1: ()},
        ]
        afters = [replace(before, revisions={**before.revisions, **each}) for each in changes]
        afters += [replace(before, teaches=each) for each in ({}, {basic: 2, bls: 2}, {basic: 2, bls: 1})]
        moved = 0
        for after in afters:
            wanted = moves_between(session, before, after, days)
            assert moves_of(session, before, after, [basic, advanced, bls], days) == wanted
            moved += len(wanted)
        assert moved > 20
