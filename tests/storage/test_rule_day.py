"""A new rule's first day, in the small; `make prove` plays it whole, with its figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from benchmarks.region import MadeRegion, make_region
from benchmarks.rule_day import Scene, change_the_catalogue, differs
from readiness.due import EVERYONE, Scope
from storage.engine import Store
from storage.people import Person
from storage.projecting import move_on
from storage.standing import AT_ONCE, StandingRow

pytestmark = pytest.mark.postgres
TODAY = date(2026, 11, 2)
RULE_DAY = TODAY + timedelta(days=1)
PEOPLE = 150


@pytest.fixture
def made(store: Store) -> MadeRegion:
    made = make_region(store, PEOPLE, TODAY, new_rule_on=RULE_DAY)
    assert move_on(store, TODAY, rest=lambda _: None) == PEOPLE
    return made


def test_on_a_rules_first_day_there_is_nothing_to_do(store: Store, made: MadeRegion) -> None:
    with store.reading() as session:
        before = set(session.scalars(select(StandingRow.from_on).distinct()))
    assert RULE_DAY in before, "the rows of the day are there before it begins"
    assert move_on(store, RULE_DAY, rest=lambda _: None) == 0
    assert differs(store, EVERYONE, RULE_DAY) is None


def test_nobody_is_refused_and_every_answer_is_right_while_people_are_moved_on(
    store: Store, made: MadeRegion
) -> None:
    change_the_catalogue(store, RULE_DAY)
    assert PEOPLE > AT_ONCE
    for tick in (False, True):
        seen = Scene(store, made, RULE_DAY).play(1.0, tick)
        assert (seen.refused, seen.wrong) == ([], [])
        assert seen.seconds["/training log"]
        assert differs(store, EVERYONE, RULE_DAY) is None
    assert move_on(store, RULE_DAY, rest=lambda _: None) == 0


def test_a_change_of_the_catalogue_projects_nobody(store: Store, made: MadeRegion) -> None:
    with store.reading() as session:
        before = {person.id: person.projected_by for person in session.scalars(select(Person))}
    change_the_catalogue(store, TODAY)
    with store.reading() as session:
        assert {person.id: person.projected_by for person in session.scalars(select(Person))} == before
    assert differs(store, EVERYONE, TODAY) is None
    assert differs(store, Scope.agency(made.agency_id), TODAY - timedelta(days=30)) is None


def test_it_ends_early_when_told_to_and_goes_on_from_there(store: Store, made: MadeRegion) -> None:
    change_the_catalogue(store, TODAY)

    class Stop(Exception):
        pass

    def stop(_: float) -> None:
        raise Stop

    with pytest.raises(Stop):
        move_on(store, TODAY, rest=stop)
    assert differs(store, EVERYONE, TODAY) is None
    assert 0 < move_on(store, TODAY, rest=lambda _: None) < PEOPLE
    assert differs(store, EVERYONE, TODAY) is None
