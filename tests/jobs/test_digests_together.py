"""Two digests of one channel on one morning are one message, each with its own slot, figures and trend."""

from __future__ import annotations

import threading
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from jobs.digests import write_due
from storage.deliveries import Delivery, DeliveryState, quarantine
from storage.digests import DigestSubscription, live_subscriptions
from storage.engine import Store
from storage.region import Region
from storage.shown_numbers import Measure, ShownNumber
from storage.slots import Slot
from storage.subscriptions import stop, undeliverable
from tests.jobs.county import seed
from tests.jobs.test_digests import (
    FIRE,
    LAW,
    MONDAY_EIGHT,
    WEEK,
    _sent,
    _three_pass,
    deliveries,
    subscribe,
)

pytestmark = pytest.mark.postgres_whole
MINUTE = timedelta(minutes=1)


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, MONDAY_EIGHT.date(), [FIRE, LAW], {"ASIM-B": "ASIM Basic"})


@pytest.fixture
def both(store: Store, county: dict[str, int]) -> tuple[int, int]:
    """One channel's digest of everyone, and its digest of law."""
    return subscribe(store), subscribe(store, scope="discipline:law")


def slots(store: Store) -> list[Slot]:
    with store.reading() as session:
        return list(session.scalars(select(Slot).order_by(Slot.local_date, Slot.subject_id)))


def stopped(store: Store, key: int) -> None:
    with store.writing() as session:
        [subscription] = live_subscriptions(session, "T1", [key], lock=True)
        stop(session, subscription, "morgan@county.example", MONDAY_EIGHT)


def waiting(store: Store) -> list[Delivery]:
    return [each for each in deliveries(store) if each.state == DeliveryState.WAITING]


def test_both_come_in_one_message_with_a_slot_and_figures_each(
    store: Store, region: Region, both: tuple[int, int]
) -> None:
    assert write_due(store, "T1", region, MONDAY_EIGHT) == 1
    assert write_due(store, "T1", region, MONDAY_EIGHT + MINUTE) == 0
    [delivery] = deliveries(store)
    assert delivery.text.index("digest: everyone") < delivery.text.index("digest: Law enforcement")
    assert "Current: 66% (10 of 15 asked)" in delivery.text
    assert "Current: 80% (4 of 5 asked)" in delivery.text
    first, second = slots(store)
    assert (first.subject_id, second.subject_id) == both
    assert first.delivery_id == second.delivery_id == delivery.id
    assert [each.figures["scope"] for each in (first, second)] == ["everyone", "discipline:law"]
    assert not any(each.skipped for each in (first, second))


@pytest.mark.parametrize(
    ("more", "messages"),
    [
        ({"at": time(11, 59)}, 1),
        ({"at": time(12, 1)}, 2),
        ({"zone": "America/Chicago"}, 1),
        ({"at": time(1), "zone": "Asia/Tokyo", "weekday": 1}, 2),
        ({"weekday": 1}, 2),
    ],
)
@pytest.mark.usefixtures("county")
def test_what_comes_later_on_the_same_morning_comes_along_once(
    store: Store, region: Region, more: dict[str, object], messages: int
) -> None:
    subscribe(store)
    subscribe(store, scope="discipline:law", **more)  # type: ignore[arg-type]
    written = sum(write_due(store, "T1", region, MONDAY_EIGHT + MINUTE * 15 * turn) for turn in range(100))
    assert written == messages == len(deliveries(store))
    assert len(slots(store)) == 2
    assert all("Law enforcement" in each.text for each in deliveries(store)[-1:])


@pytest.mark.usefixtures("county")
def test_of_other_channels_nothing_comes_along(store: Store, region: Region) -> None:
    subscribe(store)
    subscribe(store, "C2", scope="discipline:law", at=time(9))
    assert write_due(store, "T1", region, MONDAY_EIGHT) == 1
    assert write_due(store, "T1", region, MONDAY_EIGHT + timedelta(hours=1)) == 1


@pytest.mark.parametrize("which", [0, 1])
def test_where_one_is_stopped_meanwhile_the_other_still_comes_once(
    store: Store, region: Region, both: tuple[int, int], which: int
) -> None:
    write_due(store, "T1", region, MONDAY_EIGHT)
    stopped(store, both[which])
    assert waiting(store) == []
    assert write_due(store, "T1", region, MONDAY_EIGHT) == 1
    assert write_due(store, "T1", region, MONDAY_EIGHT + MINUTE) == 0
    [left] = waiting(store)
    said, gone = ("everyone", "Law enforcement")[:: 1 if which else -1]
    assert f"digest: {said}" in left.text
    assert f"digest: {gone}" not in left.text
    assert [each.skipped for each in slots(store)] == [which == 0, which == 1]


def test_of_two_that_are_both_stopped_none_comes(store: Store, region: Region, both: tuple[int, int]) -> None:
    write_due(store, "T1", region, MONDAY_EIGHT)
    for key in both:
        stopped(store, key)
    assert write_due(store, "T1", region, MONDAY_EIGHT + MINUTE) == 0
    assert waiting(store) == []
    assert all(each.skipped for each in slots(store))


def test_one_stopped_after_it_was_sent_changes_nothing(
    store: Store, region: Region, both: tuple[int, int]
) -> None:
    write_due(store, "T1", region, MONDAY_EIGHT)
    _sent(store)
    stopped(store, both[0])
    assert write_due(store, "T1", region, MONDAY_EIGHT + MINUTE) == 0
    assert len(deliveries(store)) == 1
    assert not any(each.skipped for each in slots(store))


@pytest.mark.usefixtures("both")
def test_each_is_measured_against_the_last_of_its_own_scope(store: Store, region: Region) -> None:
    write_due(store, "T1", region, MONDAY_EIGHT)
    _sent(store)
    _three_pass(store, date(2026, 11, 5))
    write_due(store, "T1", region, MONDAY_EIGHT + WEEK)
    everyone, law = deliveries(store)[1].text.split("Readiness digest: Law enforcement")
    assert "66% → 86% of what is asked is current" in everyone
    assert "What changed since 2 Nov 2026: Nothing moved." in law


@pytest.mark.usefixtures("both")
def test_one_message_that_waits_gives_way_to_the_next(store: Store, region: Region) -> None:
    write_due(store, "T1", region, MONDAY_EIGHT)
    write_due(store, "T1", region, MONDAY_EIGHT + WEEK)
    [left] = waiting(store)
    assert left.text.count("first digest here") == 2
    assert write_due(store, "T1", region, MONDAY_EIGHT + WEEK + MINUTE) == 0
    assert [each.skipped for each in slots(store)] == [True, True, False, False]


def test_where_only_one_comes_again_the_other_that_waited_stays_with_it(
    store: Store, region: Region, both: tuple[int, int]
) -> None:
    with store.writing() as session:
        law = session.get_one(DigestSubscription, both[1])
        law.every, law.amount, law.anchor = "week", 2, MONDAY_EIGHT.date()
    write_due(store, "T1", region, MONDAY_EIGHT)
    write_due(store, "T1", region, MONDAY_EIGHT + WEEK)
    [left] = waiting(store)
    assert "digest: everyone" in left.text
    assert "digest: Law enforcement" in left.text
    assert left.text.count("As of 2 Nov 2026") == 1, "what waited says what it said"


@pytest.mark.several
def test_several_processes_write_one_message(store: Store, region: Region, both: tuple[int, int]) -> None:
    start, written = threading.Barrier(3), []

    def process() -> None:
        start.wait()
        written.append(write_due(store, "T1", region, MONDAY_EIGHT))

    threads = [threading.Thread(target=process) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(written) == [0, 0, 1]
    assert len(deliveries(store)) == 1


def test_a_channel_that_can_not_be_written_to_loses_both(
    store: Store, region: Region, both: tuple[int, int]
) -> None:
    write_due(store, "T1", region, MONDAY_EIGHT)
    with store.writing() as session:
        quarantine(session.scalars(select(Delivery)).one(), "is_archived")
    with store.reading() as session:
        found = undeliverable(session, DigestSubscription, "T1")
    assert [(each.id, why) for each, why in found] == [(key, "is_archived") for key in both]


@pytest.mark.usefixtures("both")
def test_the_numbers_of_both_are_kept_with_what_is_sent(store: Store, region: Region) -> None:
    write_due(store, "T1", region, MONDAY_EIGHT)
    [delivery] = deliveries(store)
    with store.reading() as session:
        kept = list(session.scalars(select(ShownNumber)))
    assert {each.scope for each in kept} >= {"everyone", "discipline:law"}
    assert all(each.key in str(delivery.blocks) for each in kept)
    whole = [each for each in kept if each.measure == Measure.COVERAGE and each.question == {"course": None}]
    assert {each.scope for each in whole if f"current {each.key}" in delivery.text} == {
        "everyone",
        "discipline:law",
    }, "those of the bars stand in the menu alone"
    assert {each.fewest for each in kept} == {region.smallest_count}


@pytest.mark.usefixtures("county")
def test_more_than_one_message_takes_are_as_few_as_they_fit_into(
    store: Store, region: Region, county: dict[str, int]
) -> None:
    scopes = ["everyone", "discipline:law", "discipline:fire", *(f"agency:{key}" for key in county.values())]
    for scope in scopes:
        subscribe(store, scope=scope)
    written = write_due(store, "T1", region, MONDAY_EIGHT)
    there = deliveries(store)
    assert 1 <= written == len(there) < len(scopes)
    assert sum(each.text.count("Readiness digest:") for each in there) == len(scopes)
    assert all(len(each.blocks) <= 50 for each in there)
    charts = [sum(block["type"] == "data_visualization" for block in each.blocks) for each in there]
    assert max(charts) <= 2
    assert {each.delivery_id for each in slots(store)} == {each.id for each in there}


def unreadable(store: Store, key: int) -> None:
    """What was kept with a subscription's digests is of another kind now."""
    with store.writing() as session:
        for each in session.scalars(select(Slot).where(Slot.subject_id == key)):
            each.figures = {**each.figures, "overall": "two thirds", "courses": None}


def test_an_earlier_one_that_can_not_be_read_keeps_none_from_being_written(
    store: Store, region: Region, both: tuple[int, int]
) -> None:
    subscribe(store, "C2")
    write_due(store, "T1", region, MONDAY_EIGHT)
    _sent(store)
    unreadable(store, both[0])
    assert write_due(store, "T1", region, MONDAY_EIGHT + WEEK) == 2
    [together, alone] = sorted(waiting(store), key=lambda each: each.recipient)
    everyone, law = together.text.split("Readiness digest: Law enforcement")
    assert "What changed since" not in everyone
    assert "What changed since 2 Nov 2026" in law
    assert "What changed since 2 Nov 2026" in alone.text
    assert write_due(store, "T1", region, MONDAY_EIGHT + WEEK + MINUTE) == 0


def test_one_to_be_written_again_that_can_not_be_read_is_left_out_once(
    store: Store, region: Region, both: tuple[int, int]
) -> None:
    third = subscribe(store, scope="discipline:fire")
    write_due(store, "T1", region, MONDAY_EIGHT)
    unreadable(store, both[0])
    stopped(store, both[1])
    assert write_due(store, "T1", region, MONDAY_EIGHT + MINUTE) == 1, "that of fire comes again"
    [delivery] = waiting(store)
    assert "Readiness digest: Fire" in delivery.text
    assert [each.skipped for each in slots(store) if each.subject_id in (both[0], third)] == [True, False]
    assert write_due(store, "T1", region, MONDAY_EIGHT + 2 * MINUTE) == 0
    assert write_due(store, "T1", region, MONDAY_EIGHT + WEEK) == 1
