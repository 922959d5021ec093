"""The tally says what counting everybody says: on each day it speaks of, whatever was recorded and meanwhile.

Also while some were moved on and others not, before and after the days that have come are put together, and
where a day is past or too far ahead for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from readiness.coverage import By, Counts, coverage
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.places import COUNTED, LOOK_AHEADS, on_day
from readiness.standing import Asked, all_asked
from storage import cells, counted_meanwhile, crowds
from storage.answers import narrowed
from storage.asked_within import _kinds_of, records_within
from storage.catalogue import catalogue_of
from storage.crowd_counted import Crowd
from storage.digests import records_of_kinds
from storage.engine import Store
from storage.people import AffiliationRecord, Person
from storage.projecting import catch_up, move_on
from storage.responders import load_responders
from storage.roster import is_on_roster
from storage.standing import project, rebuild
from storage.tally import SHARE, TALLY, fold, folded_for, read
from storage.totals import Totals, coverage_on, totals_within
from tests.conftest import WHOLE, Databases
from tests.conversations import county
from tests.counting import statements
from tests.storage.test_projection import TODAY, Step, Town, days, steps

BYS: tuple[By, ...] = ("everyone", "agency", "discipline", "jurisdiction")
SCOPES = (EVERYONE, Scope.discipline("fire"), Scope(ScopeKind.JURISDICTION, "City of Birch"))
DAYS_FROM_TODAY = (-300, -1, 1, 12, 61, 150) if WHOLE else (-1, 12)
Tally = dict[tuple[str, int], tuple[int, ...]]

LEAVES_AND_A_RULE: list[Step] = [
    ("everybody is moved on", 0, 0, TODAY),
    ("leave", 3, 0, TODAY + timedelta(days=5)),
    ("joined", 5, 1, TODAY + timedelta(days=20)),
    ("left", 7, 0, TODAY + timedelta(days=12)),
    ("rule", 11, 1, TODAY + timedelta(days=9)),
    ("some are moved on", 4, 0, TODAY),
    ("days pass", 13, 0, TODAY),
    ("completion", 2, 1, TODAY + timedelta(days=13)),
    ("everybody is moved on", 0, 0, TODAY),
]


@settings(max_examples=300 if WHOLE else 1, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, days)
@example(LEAVES_AND_A_RULE, TODAY + timedelta(days=70))
def test_the_tally_equals_counting_everybody(
    sqlite_databases: Databases, taken: list[Step], other: date
) -> None:
    _walk(Store(sqlite_databases.like("county", county.bring_in)), taken, other)


@settings(max_examples=100 if WHOLE else 1, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, days)
def test_the_tally_equals_counting_everybody_on_postgresql(
    postgres_databases: Databases, taken: list[Step], other: date
) -> None:
    url = postgres_databases.like("county", county.bring_in)
    _walk(Store(url), taken, other)
    postgres_databases.drop(url)


def _walk(store: Store, taken: Sequence[Step], other: date) -> None:
    try:
        town = Town(store)
        for number, step in enumerate(taken):
            town.take(step)
            if WHOLE or number % 6 == 5:
                _agree(town, other)
        move_on(store, town.today, rest=lambda _: None)
        _agree(town, other)
        with store.reading() as session:
            assert _apart(session, town.today) == 0, "nobody is left to be put right"
    finally:
        store.close()


def _agree(town: Town, other: date) -> None:
    with town.store.reading() as session:
        rulebook = catalogue_of(session).rulebook
        people = list(load_responders(session))
        for day in {town.today, other, *(town.today + timedelta(days=n) for n in DAYS_FROM_TODAY)}:
            asked = list(all_asked(rulebook, people, day))
            for scope in SCOPES if day in (town.today, other) else SCOPES[:1]:
                within = narrowed(rulebook, asked, scope)
                for by in BYS:
                    plain = coverage(rulebook, within, day, by)
                    assert coverage_on(session, day, by, scope) == plain, (day, scope, by)
                _add_up(totals_within(session, day, scope), within, day)
            _records_agree(session, day)
            roster = crowds._crowd_of_roster(session, day)
            assert crowds.crowd_on(session, day) == roster, day
        for day in (town.today, town.today + timedelta(days=30)):
            assert _in_the_tally(session, day) == _of_the_shares(session, day)


def _records_agree(session: Session, day: date) -> None:
    """The completions behind a scope: counted by SQL, and one by one."""
    catalogue = catalogue_of(session)
    for scope in (*SCOPES, *map(Scope.agency, sorted(catalogue.agencies)[:2])):
        asked = (session, catalogue, scope, day, sorted(catalogue.courses)[:2])
        assert records_within(*asked) == records_of_kinds(_kinds_of(*asked))


def _add_up(totals: Totals, asked: Sequence[Asked], day: date) -> None:
    assert totals.people == len({each.responder for each in asked})
    for days_on in LOOK_AHEADS:
        due = sum(each.outlook.falling_due(day, days_on) is not None for each in asked)
        assert totals.due_within(days_on) == due
    agencies = {agency for each in asked for agency in each.agencies}
    for agency in agencies:
        theirs = {each.responder for each in asked if agency in each.agencies}
        assert totals.people_by_part[agency] == len(theirs)
    some = sorted({each.course for each in asked})[:1]
    assert totals.of(some).people == len({each.responder for each in asked if each.course in some})


def _in_the_tally(session: Session, day: date) -> Tally:
    columns = [func.sum(TALLY.c[name]) for name in COUNTED]
    query = select(TALLY.c.asked, TALLY.c.course_id, *columns).where(TALLY.c.from_on <= day)
    rows = session.execute(query.group_by(TALLY.c.asked, TALLY.c.course_id)).all()
    return {(row[0], row[1]): tuple(map(int, row[2:])) for row in rows if any(row[2:])}


def _of_the_shares(session: Session, day: date) -> Tally:
    first = folded_for(session)
    day = day if first is None else max(day, first)
    found: dict[tuple[str, int], Counter[str]] = {}
    for history in session.scalars(select(SHARE.c.history)):
        for asked, course, counts in on_day(read(history), day):
            sums = found.setdefault((asked, course), Counter())
            sums.update(dict(zip(COUNTED, counts, strict=True)))
    return {key: tuple(sums[name] for name in COUNTED) for key, sums in found.items()}


def _apart(session: Session, on: date) -> int:
    behind = sum(of[0] + of[3] for of in counted_meanwhile._slices(session, catalogue_of(session)).values())
    return behind + sum(len(session.execute(query, {"on": on}).all()) for query in cells._apart())


@pytest.mark.postgres
def test_rebuilding_the_tally_changes_no_count_and_mends_it(county_store: Store) -> None:
    store = county_store
    move_on(store, TODAY, rest=lambda _: None)
    with store.reading() as session:
        before = _in_the_tally(session, TODAY)
        assert before
        assert before == _of_the_shares(session, TODAY)
        counted = coverage_on(session, TODAY, "agency")
    with store.writing() as session:
        rebuild(session, TODAY)
    with store.reading() as session:
        assert _in_the_tally(session, TODAY) == before
    with store.writing() as session:
        session.execute(TALLY.delete())  # by hand, behind Muster's back
        assert coverage_on(session, TODAY, "agency") != counted
        rebuild(session, TODAY)
    with store.reading() as session:
        assert coverage_on(session, TODAY, "agency") == counted
        assert _in_the_tally(session, TODAY) == before


def test_days_that_have_come_are_put_together_and_past_ones_are_counted(county_store: Store) -> None:
    store, later = county_store, TODAY + timedelta(days=40)
    move_on(store, TODAY, rest=lambda _: None)
    with store.reading() as session:
        then = {day: coverage_on(session, day, "agency") for day in (TODAY, later)}
        assert cells.tally_on(session, TODAY) is not None
        assert cells.tally_on(session, later) is not None
    fold(store, later)
    with store.reading() as session:
        rows = session.execute(select(TALLY.c.asked, TALLY.c.course_id).where(TALLY.c.from_on <= later)).all()
        assert len(rows) == len(set(rows)), "one row for each"
        assert cells.tally_on(session, TODAY) is None
        assert {day: coverage_on(session, day, "agency") for day in (TODAY, later)} == then
    fold(store, TODAY)  # by a clock that is behind: what is put together stays so
    with store.reading() as session:
        assert {day: coverage_on(session, day, "agency") for day in (TODAY, later)} == then


def test_a_change_adds_rows_and_changes_none(county_store: Store) -> None:
    """Whoever records something waits for nobody who records of others in the same agency."""
    store = county_store
    move_on(store, TODAY, rest=lambda _: None)
    with store.reading() as session:
        before = session.execute(select(TALLY)).all()
        people = session.scalars(select(Person.id).order_by(Person.id)).all()
    with store.writing() as session:
        project(session, people[:3], TODAY + timedelta(days=1))
        assert set(before) <= set(session.execute(select(TALLY)).all())


@pytest.mark.postgres
def test_who_is_asked_is_summed_anew_only_when_their_number_changed(county_store: Store) -> None:
    store = county_store
    move_on(store, TODAY, rest=lambda _: None)

    def looked() -> tuple[Crowd, int]:
        with statements(store) as asked, store.reading() as session:
            found = crowds.crowd_on(session, TODAY)
        return found, sum("GROUP BY" in each for each in asked)

    first, sums = looked()
    assert (sums, looked()) == (1, (first, 0))
    fold(store, TODAY)  # the same numbers, in other rows
    assert looked()[0] == first
    with store.writing() as session:
        term = session.scalars(select(AffiliationRecord).where(is_on_roster(TODAY))).first()
        assert term is not None
        term.left_on = TODAY - timedelta(days=1)
        session.flush()
        project(session, [term.person_id], TODAY)
    after, sums = looked()
    assert sums == 1
    assert after != first
    with store.reading() as session:
        assert after == crowds._crowd_of_roster(session, TODAY)


def test_where_nobody_is_counted_yet_everybody_is_read(county_store: Store) -> None:
    """As after an upgrade: the answers are the same while the tick fills the tally."""
    store = county_store
    with store.reading() as session:
        counted = coverage_on(session, TODAY, "discipline")
    with store.writing() as session:
        session.execute(TALLY.delete())
        session.execute(SHARE.update().values(history="", from_on=date.min, turns_on=date.min))
        assert coverage_on(session, TODAY, "discipline") == counted
        assert catch_up(session, TODAY, 5) == 5
        assert coverage_on(session, TODAY, "discipline") == counted
        left = _apart(session, TODAY)
    move_on(store, TODAY, rest=lambda _: None)
    with store.reading() as session:
        assert 0 == _apart(session, TODAY) < left
        assert coverage_on(session, TODAY, "discipline") == counted
        assert isinstance(next(iter(counted.values())), Counts)
