"""Slots of digests: each written once, on its local day, late within a window, never a flood."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jobs.digests import write_due
from readiness.slots import Cadence, before, last_weekday, monthly, weekly
from storage.deliveries import Delivery, DeliveryState, mark_sent
from storage.digests import DigestSubscription, live_subscriptions
from storage.engine import Store
from storage.people import Person
from storage.region import Region
from storage.slots import Slot
from storage.standing import project
from storage.subscriptions import CATCH_UP, stop
from storage.training import CourseRecord
from tests.jobs.county import Staff, passes, seed

pytestmark = pytest.mark.postgres

MONDAY_EIGHT = datetime(2026, 11, 2, 13, tzinfo=UTC)
"""Monday 2 November 2026, 08:00 in New York."""

WEEK = timedelta(weeks=1)
FIRE = Staff("Cedar Fire", ["fire"], {"ASIM-B": ["current"] * 6 + ["expired"] * 3 + ["never"]})
LAW = Staff("Oak Police", ["law"], {"ASIM-B": ["current"] * 4 + ["expired"]})


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, date(2026, 11, 2), [FIRE, LAW], {"ASIM-B": "ASIM Basic"})


def subscribe(
    store: Store,
    channel: str = "C1",
    zone: str = "America/New_York",
    at: time = time(8),
    weekday: int = 0,
    scope: str = "everyone",
    since: datetime = MONDAY_EIGHT - timedelta(days=3),
) -> int:
    with store.writing() as session:
        subscription = DigestSubscription(
            workspace="T1",
            channel=channel,
            weekday=weekday,
            at=at,
            timezone=zone,
            scope=scope,
            created_by="morgan@county.example",
            slack_user="UMORGAN",
            created_at=since,
            known_until=since,
        )
        session.add(subscription)
        session.flush()
        return subscription.id


def deliveries(store: Store) -> list[Delivery]:
    with store.reading() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.id)))


def days(store: Store, skipped: bool) -> list[date]:
    with store.reading() as session:
        query = select(Slot.local_date).where(Slot.skipped.is_(skipped))
        return list(session.scalars(query.order_by(Slot.local_date)))


@pytest.mark.usefixtures("county")
def test_a_digest_is_written_at_its_time_and_once(store: Store, region: Region) -> None:
    key = subscribe(store)
    assert write_due(store, "T1", region, MONDAY_EIGHT - timedelta(seconds=1)) == 0
    assert write_due(store, "T1", region, MONDAY_EIGHT) == 1
    assert write_due(store, "T1", region, MONDAY_EIGHT) == 0
    assert write_due(store, "T1", region, MONDAY_EIGHT + timedelta(seconds=20)) == 0
    [delivery] = deliveries(store)
    assert (delivery.subject_kind, delivery.subject_id) == ("digest_subscription", str(key))
    assert delivery.recipient == "C1"
    assert delivery.inside_only
    assert "Current: 66% (10 of 15 asked)" in delivery.text
    assert "As of 2 Nov 2026" in delivery.text


@pytest.mark.usefixtures("county")
def test_each_channel_has_it_at_eight_in_its_own_zone(store: Store, region: Region) -> None:
    """18F #76: local time, Arizona too."""
    zones = {"CNY": "America/New_York", "CCHI": "America/Chicago", "CPHX": "America/Phoenix"}
    for channel, zone in zones.items():
        subscribe(store, channel, zone)
    written: dict[str, int] = {}
    for hour in range(13, 18):
        now = datetime(2026, 11, 2, hour, tzinfo=UTC)
        write_due(store, "T1", region, now)
        for delivery in deliveries(store):
            written.setdefault(delivery.recipient, hour)
    assert written == {"CNY": 13, "CCHI": 14, "CPHX": 15}


@pytest.mark.sliced(5)
@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("cadence", "expected"),
    [
        (weekly(0, 2, date(2026, 11, 9)), ["2026-11-09", "2026-11-23", "2026-12-07", "2026-12-21"]),
        (monthly(31), ["2026-11-30", "2026-12-31"]),
        (monthly(15, 2, date(2026, 10, 1)), ["2026-12-15"]),
        (last_weekday(4), ["2026-11-27", "2026-12-25"]),
        (before(date(2026, 12, 1), 7), ["2026-11-24"]),
    ],
    ids=lambda each: each.every.value if isinstance(each, Cadence) else "",
)
def test_a_digest_comes_as_its_cadence_says(
    store: Store, region: Region, cadence: Cadence, expected: list[str]
) -> None:
    key = subscribe(store)
    with store.writing() as session:
        session.get_one(DigestSubscription, key).cadence = cadence
    came = []
    for day in range(60):
        for hours in (0, 12):
            if write_due(store, "T1", region, MONDAY_EIGHT + timedelta(days=day, hours=hours)):
                came.append((MONDAY_EIGHT + timedelta(days=day)).date().isoformat())
    assert came == expected
    assert [day.isoformat() for day in days(store, skipped=False)] == expected[-1:]


@pytest.mark.usefixtures("county")
def test_what_was_due_while_nobody_was_there_is_sent_afterwards(store: Store, region: Region) -> None:
    """18F #97: not sent."""
    subscribe(store)
    assert write_due(store, "T1", region, MONDAY_EIGHT + timedelta(hours=5)) == 1
    assert days(store, skipped=False) == [date(2026, 11, 2)]


@pytest.mark.usefixtures("county")
def test_what_is_too_late_is_left_out_and_recorded(store: Store, region: Region) -> None:
    """18F #99: hours late."""
    subscribe(store)
    assert write_due(store, "T1", region, MONDAY_EIGHT + CATCH_UP + timedelta(seconds=1)) == 0
    assert deliveries(store) == []
    assert days(store, skipped=True) == [date(2026, 11, 2)]


@pytest.mark.usefixtures("county")
def test_after_weeks_away_a_channel_gets_one(store: Store, region: Region) -> None:
    """18F #100: everything at once."""
    subscribe(store)
    assert write_due(store, "T1", region, MONDAY_EIGHT + 4 * WEEK + timedelta(hours=1)) == 1
    assert days(store, skipped=False) == [date(2026, 11, 30)]
    assert days(store, skipped=True) == [date(2026, 11, day) for day in (2, 9, 16, 23)]


@pytest.mark.usefixtures("county")
def test_late_in_the_evening_the_slot_is_the_local_day_and_the_figures_the_regions(store: Store) -> None:
    """18F #111: the date boundary late in the evening."""
    subscribe(store, at=time(23, 30), weekday=6, zone="America/Los_Angeles")
    sunday_evening = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
    region = Region(timezone="America/New_York")
    assert write_due(store, "T1", region, sunday_evening) == 1
    assert days(store, skipped=False) == [date(2026, 11, 1)]
    assert "As of 2 Nov 2026" in deliveries(store)[0].text


@pytest.mark.usefixtures("county")
def test_subscribed_after_todays_time_it_begins_next_week(store: Store, region: Region) -> None:
    subscribe(store, since=MONDAY_EIGHT + timedelta(minutes=1))
    assert write_due(store, "T1", region, MONDAY_EIGHT + timedelta(hours=1)) == 0
    assert write_due(store, "T1", region, MONDAY_EIGHT + WEEK) == 1
    assert days(store, skipped=False) == [date(2026, 11, 9)]
    assert days(store, skipped=True) == []


@pytest.mark.usefixtures("county")
def test_on_the_days_the_clocks_change_it_comes_once(store: Store, region: Region) -> None:
    subscribe(store, at=time(1, 30), weekday=6, since=datetime(2026, 10, 30, tzinfo=UTC))
    now = datetime(2026, 11, 1, 5, tzinfo=UTC)
    written = 0
    while now < datetime(2026, 11, 1, 9, tzinfo=UTC):
        written += write_due(store, "T1", region, now)
        now += timedelta(minutes=15)
    assert written == 1


@pytest.mark.several
@pytest.mark.usefixtures("county")
def test_several_processes_write_each_slot_once(store: Store, region: Region) -> None:
    for number in range(12):
        subscribe(store, f"C{number}")
    start, written = threading.Barrier(3), []

    def process() -> None:
        start.wait()
        written.append(write_due(store, "T1", region, MONDAY_EIGHT))

    threads = [threading.Thread(target=process) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(written) == 12
    assert sorted(delivery.recipient for delivery in deliveries(store)) == sorted(f"C{n}" for n in range(12))


def test_change_is_measured_against_the_digest_sent_last(
    store: Store, region: Region, county: dict[str, int]
) -> None:
    subscribe(store)
    write_due(store, "T1", region, MONDAY_EIGHT)
    assert "first digest here" in deliveries(store)[0].text
    _sent(store)
    _three_pass(store, date(2026, 11, 5))
    write_due(store, "T1", region, MONDAY_EIGHT + WEEK)
    text = deliveries(store)[1].text
    assert "What changed since 2 Nov 2026" in text
    assert "66% → 86% of what is asked is current; weakest: Oak Police 80%." in text
    assert "ASIM Basic  ████████░░ 86% (13 of 15, 3 more) · Oak Police 80%" in text


@pytest.mark.usefixtures("county")
def test_one_still_waiting_gives_way_to_the_next_and_nothing_is_measured_against_it(
    store: Store, region: Region
) -> None:
    subscribe(store)
    write_due(store, "T1", region, MONDAY_EIGHT)
    write_due(store, "T1", region, MONDAY_EIGHT + WEEK)
    first, second = deliveries(store)
    assert (first.state, second.state) == (DeliveryState.WITHDRAWN, DeliveryState.WAITING)
    assert "first digest here" in second.text
    assert days(store, skipped=True) == [date(2026, 11, 2)]


@pytest.mark.usefixtures("county")
def test_a_stopped_subscription_sends_nothing_more(store: Store, region: Region) -> None:
    key = subscribe(store)
    write_due(store, "T1", region, MONDAY_EIGHT)
    with store.writing() as session:
        [subscription] = live_subscriptions(session, "T1", [key], lock=True)
        stop(session, subscription, "morgan@county.example", MONDAY_EIGHT)
    assert write_due(store, "T1", region, MONDAY_EIGHT + WEEK) == 0
    assert [delivery.state for delivery in deliveries(store)] == [DeliveryState.WITHDRAWN]


@pytest.mark.usefixtures("county")
def test_a_channel_has_one_live_digest_of_a_scope(store: Store) -> None:
    key = subscribe(store)
    with pytest.raises(IntegrityError):
        subscribe(store, at=time(9))
    with store.writing() as session:
        [subscription] = live_subscriptions(session, "T1", [key], lock=True)
        stop(session, subscription, "morgan@county.example", MONDAY_EIGHT)
    assert subscribe(store, at=time(9)) != key


def test_each_digest_is_about_its_own_scope(store: Store, region: Region, county: dict[str, int]) -> None:
    subscribe(store, "C1")
    subscribe(store, "C2", scope="discipline:law")
    subscribe(store, "C3", scope=f"agency:{county['Cedar Fire']}")
    assert write_due(store, "T1", region, MONDAY_EIGHT) == 3
    everyone, law, fire = (delivery.text for delivery in deliveries(store))
    assert "(10 of 15 asked)" in everyone
    assert "(4 of 5 asked)" in law
    assert "(6 of 10 asked)" in fire


def test_whoever_is_alone_in_an_agency_is_counted_and_not_shown(store: Store, region: Region) -> None:
    solo = Staff("Solo Dispatch", ["dispatch"], {"ASIM-B": ["never"]})
    seed(store, date(2026, 11, 2), [FIRE, LAW, solo], {"ASIM-B": "ASIM Basic"})
    subscribe(store)
    assert write_due(store, "T1", region, MONDAY_EIGHT) == 1
    [delivery] = deliveries(store)
    assert "Current: 62% (10 of 16 asked)" in delivery.text
    assert "Solo Dispatch" not in delivery.text
    assert "911 and dispatch" not in delivery.text
    assert "Parts and courses of too few people are left out" in delivery.text


@pytest.mark.usefixtures("county")
def test_other_workspaces_are_left_to_their_own(store: Store, region: Region) -> None:
    subscribe(store)
    assert write_due(store, "T2", region, MONDAY_EIGHT) == 0


def _sent(store: Store) -> None:
    with store.writing() as session:
        for delivery in session.scalars(select(Delivery)):
            mark_sent(delivery, delivery.recipient, "1.1", MONDAY_EIGHT)


def _three_pass(store: Store, on: date) -> None:
    with store.writing() as session:
        course = session.scalars(select(CourseRecord.id)).one()
        people = session.scalars(select(Person.id).where(Person.email.contains("cedar")).order_by(Person.id))
        lapsed = list(people)[6:9]
        for person in lapsed:
            passes(session, person, course, on)
        project(session, lapsed, on)
