"""Once a quarter bars are kept and questions asked: once, late too, by any number of processes."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from jobs.scorecards import keep_quarter
from storage.engine import Store
from storage.letters import SCORECARD_ASKED, LetterLine
from storage.people import Grant, Person, RightKind, SlackIdentity
from storage.progress import set_progress
from storage.rights import give_right
from storage.scorecards import SCORECARD_QUARTER, ScoreKept, last_kept
from tests.conversations import county
from tests.jobs.mornings import Mornings

NEW_YEAR = datetime(2027, 1, 1, 6, 0, 1, tzinfo=UTC)
"""A moment past midnight in Chicago."""
DAY = timedelta(days=1)


def keep(store: Store, now: datetime) -> int:
    return keep_quarter(store, county.REGION, now, rest=lambda seconds: None)


def kept(store: Store) -> list[tuple[str, date]]:
    with store.reading() as session:
        rows = session.scalars(select(ScoreKept).order_by(ScoreKept.kept_on, ScoreKept.whose))
        return [(each.whose, each.kept_on) for each in rows]


def lines(store: Store) -> list[tuple[str, int, str]]:
    with store.reading() as session:
        query = select(Person.first_name, LetterLine.about_id, LetterLine.mark).join(
            Person, Person.id == LetterLine.person_id
        )
        rows = session.execute(query.where(LetterLine.matter == SCORECARD_ASKED).order_by(LetterLine.id))
        return [(name, about, mark) for name, about, mark in rows]


def in_slack(store: Store, email: str, manages: bool = False) -> None:
    with store.writing() as session:
        person = session.scalars(select(Person.id).where(Person.email == email)).one()
        session.add(
            SlackIdentity(
                workspace="T1", user=f"U{person}", person_id=person, seen_at=county.NOW, email=email
            )
        )
        if manages:
            give_right(session, person, RightKind.MANAGER, None, "a test", county.NOW)


@pytest.mark.postgres
def test_each_is_kept_and_asked_once_a_quarter(county_store: Store) -> None:
    in_slack(county_store, "cora@grove.example")
    in_slack(county_store, "eve@grove.example", manages=True)
    cedar = county.agency_id(county_store, "Cedar Fire Department")
    assert keep(county_store, county.NOW) == 0, "a new region begins with its next quarter"
    assert keep(county_store, NEW_YEAR - 2 * timedelta(seconds=1)) == 0
    assert keep(county_store, NEW_YEAR) == 4
    for later in (timedelta(), DAY, 60 * DAY):
        assert keep(county_store, NEW_YEAR + later) == 0
    assert {day for _, day in kept(county_store)} == {date(2027, 1, 1)}
    assert len(kept(county_store)) == 4
    mark = "2027-01-01"
    assert lines(county_store) == [("Eve", 0, mark), ("Cora", cedar, mark)]
    county.take(county_store, "agencies", "agency,disciplines\nElm Ambulance,ems\n")
    assert keep(county_store, NEW_YEAR + 61 * DAY) == 0, "an agency that came since begins with the next"
    assert keep(county_store, NEW_YEAR + 300 * DAY) == 5, "after a long rest one quarter alone"
    assert [mark for *_, mark in lines(county_store)] == [mark, mark, "2027-10-01", "2027-10-01"]


@pytest.mark.several
@pytest.mark.postgres
def test_two_processes_and_a_clock_that_was_ahead_repeat_nothing(county_store: Store) -> None:
    in_slack(county_store, "cora@grove.example")
    keep(county_store, county.NOW)
    start, counts = threading.Barrier(3), list[int]()

    def tick() -> None:
        start.wait()
        counts.append(keep(county_store, NEW_YEAR))

    threads = [threading.Thread(target=tick) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(counts) == 4
    assert keep(county_store, NEW_YEAR + 3650 * DAY) == 4, "a clock far ahead"
    assert keep(county_store, NEW_YEAR + DAY) == 0
    assert len([each for each in kept(county_store) if each[1] < date(2028, 1, 1)]) == 4
    assert keep(county_store, NEW_YEAR + 90 * DAY) == 4, "and the next quarter is kept as any"


def test_who_was_stopped_in_the_middle_goes_on_where_they_were(county_store: Store) -> None:
    keep(county_store, county.NOW)

    class Ended(Exception):
        pass

    def end(seconds: float) -> None:
        raise Ended

    with pytest.raises(Ended):
        keep_quarter(county_store, county.REGION, NEW_YEAR, rest=end)
    assert len(kept(county_store)) == 1
    assert keep(county_store, NEW_YEAR) == 3
    assert len(kept(county_store)) == 4


YEARS = timedelta(days=3650)


@pytest.mark.postgres
def test_who_began_with_a_clock_that_was_ahead_begins_with_the_next_quarter(county_store: Store) -> None:
    in_slack(county_store, "cora@grove.example")
    assert keep(county_store, county.NOW + YEARS) == 0
    assert keep(county_store, county.NOW + YEARS + 90 * DAY) == 4, "it stayed ahead for a quarter"
    assert keep(county_store, county.NOW) == 0, "put right in the middle of a quarter, nobody is asked"
    with county_store.reading() as session:
        assert last_kept(session, None, county.NOW.date()) is None, "what a wrong clock kept is no trend"
    assert keep(county_store, NEW_YEAR - 2 * timedelta(seconds=1)) == 0
    assert keep(county_store, NEW_YEAR) == 4
    assert {day for _, day in kept(county_store)} == {date(2027, 1, 1)}


@pytest.mark.postgres
def test_what_a_clock_that_was_ahead_kept_is_kept_anew_when_its_day_comes(county_store: Store) -> None:
    keep(county_store, county.NOW)
    assert keep(county_store, NEW_YEAR) == 4
    assert keep(county_store, NEW_YEAR + 365 * DAY) == 4, "a year ahead"
    county.take(county_store, "agencies", "agency,disciplines\nElm Ambulance,ems\n")
    assert keep(county_store, NEW_YEAR + DAY) == 0, "who came since begins with the next quarter all the same"
    assert keep(county_store, NEW_YEAR + 2 * DAY) == 0
    for quarter in (90, 181, 273, 365):
        assert keep(county_store, NEW_YEAR + quarter * DAY) == 5, quarter
        assert keep(county_store, NEW_YEAR + quarter * DAY) == 0
    with county_store.reading() as session:
        found = last_kept(session, None, date(2028, 1, 1))
        assert found is not None
        assert found.kept_on == date(2027, 10, 1)


@pytest.mark.postgres
def test_a_clock_ahead_within_the_quarter_leaves_nothing_that_is_still_to_come(county_store: Store) -> None:
    keep(county_store, county.NOW)
    assert keep(county_store, NEW_YEAR + 80 * DAY) == 4, "the first time in that quarter, and 80 days ahead"
    assert keep(county_store, NEW_YEAR) == 4, "claimed anew"
    assert keep(county_store, NEW_YEAR + DAY) == 0
    assert {day for _, day in kept(county_store)} == {date(2027, 1, 1)}


@pytest.mark.postgres
def test_a_clock_that_is_put_right_in_the_next_quarter_costs_nobody_that_quarter(county_store: Store) -> None:
    keep(county_store, county.NOW)
    keep(county_store, NEW_YEAR)
    keep(county_store, NEW_YEAR + YEARS)
    assert keep(county_store, NEW_YEAR + 91 * DAY) == 4


def test_an_empty_region_keeps_and_asks_nothing(store: Store) -> None:
    with store.writing() as session:
        set_progress(session, SCORECARD_QUARTER, "2026-10-01")
    assert keep(store, NEW_YEAR) == 0
    assert kept(store) == []


def test_a_lead_has_it_in_the_letter_of_that_morning(store: Store) -> None:
    rested = Mornings(store, county.REGION)
    person = rested.person("Cora", zone="America/Chicago")
    agency = rested.agencies["Cedar Fire"]
    with store.writing() as session:
        session.add(
            Grant(person_id=person, kind="lead", agency_id=agency, given_by="a test", given_at=county.NOW)
        )
        set_progress(session, SCORECARD_QUARTER, "2026-10-01")
    rested.job.write_due(NEW_YEAR)
    keep(store, NEW_YEAR)
    morning = datetime(2027, 1, 1, 14, 0, 1, tzinfo=UTC)
    rested.job.write_due(morning)
    [letter] = rested.letters(person)
    assert "Scorecard of Cedar Fire, once a quarter: 2 questions wait." in str(letter)
