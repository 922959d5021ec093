"""A checklist's weekly line: at its time in its zone, once, late within a day, and only with news."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from jobs.checklists import write_weeks
from jobs.ticker import Jobs
from practice.client import Practice
from storage.audit import AuditKind, AuditRow, Trail
from storage.checklist_closing import close_item, drop_item
from storage.checklist_keeping import ItemSaid, add_item, own_checklist
from storage.checklist_weeks import week_counts
from storage.checklists import ChecklistChannel, ChecklistItem, ChecklistRecord
from storage.deliveries import Delivery
from storage.engine import Store
from storage.people import AgencyRecord
from storage.region import Region
from storage.slots import Slot
from storage.subscriptions import CATCH_UP
from tests.jobs.clock import Clock

MONDAY_EIGHT = datetime(2026, 11, 2, 13, tzinfo=UTC)
"""Monday 2 November 2026, 08:00 in New York."""
TODAY = date(2026, 11, 2)
WEEK = timedelta(weeks=1)
TRAIL = Trail("a test", "test", MONDAY_EIGHT - WEEK)


@pytest.fixture
def kept(store: Store) -> int:
    """Cedar Fire's list: two done (one a month ago), one due soon, one overdue, one dropped, one monthly."""
    with store.writing() as session:
        agency = AgencyRecord(key="cedar fire", name="Cedar Fire")
        session.add(agency)
        session.flush()
        checklist = own_checklist(session, agency.id, TRAIL)
        late, soon = TODAY - timedelta(days=3), TODAY + timedelta(days=14)
        days = (None, None, soon, late, None)
        items = [
            add_item(session, checklist, ItemSaid(f"Item {n}", due_on=day), TRAIL)
            for n, day in enumerate(days)
        ]
        monthly = ItemSaid("Siren test", due_on=TODAY - timedelta(days=1), every_months=1)
        siren = add_item(session, checklist, monthly, TRAIL)
        now = Trail("a test", "test", MONDAY_EIGHT)
        close_item(session, items[0], TODAY - timedelta(days=30), "", now)
        close_item(session, items[1], TODAY - timedelta(days=6), "", now)
        close_item(session, siren, TODAY - timedelta(days=1), "", now)
        drop_item(session, items[4], "not ours", TODAY, now)
        return checklist.id


def choose(store: Store, checklist: int, channel: str = "C1", zone: str = "America/New_York") -> int:
    since = MONDAY_EIGHT - timedelta(days=3)
    with store.writing() as session:
        chosen = ChecklistChannel(
            checklist_id=checklist,
            workspace="T1",
            channel=channel,
            at=time(8),
            timezone=zone,
            created_by="morgan@county.example",
            slack_user="UMORGAN",
            created_at=since,
            known_until=since,
        )
        session.add(chosen)
        session.flush()
        return chosen.id


def texts(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Delivery.text).order_by(Delivery.id)))


def days(store: Store, skipped: bool) -> list[date]:
    with store.reading() as session:
        query = select(Slot.local_date).where(Slot.skipped.is_(skipped)).order_by(Slot.local_date)
        return list(session.scalars(query))


@pytest.mark.postgres
def test_it_counts_items_and_comes_once(store: Store, region: Region, kept: int) -> None:
    choose(store, kept)
    assert write_weeks(store, "T1", region, MONDAY_EIGHT - timedelta(seconds=1)) == 0
    assert write_weeks(store, "T1", region, MONDAY_EIGHT) == 1
    assert write_weeks(store, "T1", region, MONDAY_EIGHT + timedelta(seconds=20)) == 0
    [said] = texts(store)
    assert "Checklist of Cedar Fire: 3 of 5 items done." in said
    assert "2 done this week, 1 due in the next 14 days, 1 overdue." in said
    with store.reading() as session:
        [slot] = session.scalars(select(Slot))
        assert slot.figures == {"done": 3, "all": 5, "overdue": 1, "done_lately": 2, "due_soon": 1}


@pytest.mark.several
@pytest.mark.postgres
def test_each_channel_at_eight_in_its_zone_whatever_processes_there_are(
    store: Store, region: Region, kept: int
) -> None:
    zones = {"CNY": "America/New_York", "CCHI": "America/Chicago", "CPHX": "America/Phoenix"}
    for channel, zone in zones.items():
        choose(store, kept, channel, zone)
    written: list[int] = []
    for hour in (13, 14, 15):
        now = datetime(2026, 11, 2, hour, tzinfo=UTC)
        threads = [
            threading.Thread(target=lambda now=now: written.append(write_weeks(store, "T1", region, now)))
            for _ in range(2)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert sum(written) == hour - 12


def test_late_within_a_day_it_comes_later_it_is_left_out(store: Store, region: Region, kept: int) -> None:
    choose(store, kept)
    assert write_weeks(store, "T1", region, MONDAY_EIGHT + CATCH_UP) == 1
    assert write_weeks(store, "T1", region, MONDAY_EIGHT + 3 * WEEK + CATCH_UP + timedelta(hours=1)) == 0
    assert write_weeks(store, "T1", region, MONDAY_EIGHT + 5 * WEEK) == 1
    assert days(store, skipped=True) == [TODAY] + [TODAY + n * WEEK for n in (1, 2, 3, 4)]
    assert days(store, skipped=False) == [TODAY + 5 * WEEK]


def test_when_all_is_done_it_says_so_once_and_then_nothing(store: Store, region: Region, kept: int) -> None:
    choose(store, kept)
    with store.writing() as session:
        for item in session.scalars(select(ChecklistItem).where(ChecklistItem.state == "open")):
            item.every_months = None
            close_item(session, item, TODAY, "", TRAIL_NOW)
    assert write_weeks(store, "T1", region, MONDAY_EIGHT) == 1
    assert "5 of 5 items done." in texts(store)[0]
    assert write_weeks(store, "T1", region, MONDAY_EIGHT + WEEK) == 0
    assert write_weeks(store, "T1", region, MONDAY_EIGHT + 2 * WEEK) == 0


TRAIL_NOW = Trail("a test", "test", MONDAY_EIGHT)


def test_of_a_list_that_was_taken_back_whoever_chose_the_channel_is_told(
    store: Store, region: Region, kept: int
) -> None:
    key = choose(store, kept)
    with store.writing() as session:
        session.get_one(ChecklistRecord, kept).take_back(MONDAY_EIGHT, "a test", "handed out by mistake")
    assert write_weeks(store, "T1", region, MONDAY_EIGHT) == 0
    with store.reading() as session:
        assert session.get_one(ChecklistChannel, key).stopped_by == "Muster"
    assert "That checklist was taken back" in texts(store)[0]


def test_the_month_before_counts_nothing_as_done_lately(store: Store, kept: int) -> None:
    with store.reading() as session:
        assert week_counts(session, [kept], TODAY + timedelta(days=40))[kept].done_lately == 0


@pytest.mark.parametrize(
    ("change", "why", "advice"),
    [
        ({"shared": True}, "shared_outside", "Choose a channel that is not shared."),
        ({"archived": True}, "is_archived", "Choose another channel"),
        ({"bot_in": False}, "not_in_channel", "Type /invite @Muster there"),
    ],
)
def test_a_channel_that_changed_gets_no_line_and_who_chose_it_hears_why(
    store: Store,
    slack: Practice,
    client: WebClient,
    region: Region,
    kept: int,
    change: dict[str, bool],
    why: str,
    advice: str,
) -> None:
    channel, chooser = slack.channel(f"weekly-{why}"), slack.person(f"Morgan {why}")
    key = choose(store, kept, channel.id)
    with store.writing() as session:
        chosen = session.get_one(ChecklistChannel, key)
        chosen.workspace, chosen.slack_user = slack.team_id, chooser.id
    clock = Clock(MONDAY_EIGHT)
    jobs = Jobs(store, client, slack.team_id, region, clock)

    def said(place: str) -> list[str]:
        posts = slack.calls("chat.postMessage")
        return [call.args["text"] for call in posts if call.ok and call.response["channel"] == place]

    def rounds(now: datetime) -> None:
        for seconds in (0, 20, 40):
            clock.now = now + timedelta(seconds=seconds)
            jobs.run_once(clock())

    rounds(MONDAY_EIGHT)
    slack.change_channel(channel, **change)
    rounds(MONDAY_EIGHT + WEEK)
    rounds(MONDAY_EIGHT + 2 * WEEK)
    assert len(said(channel.id)) == 1, "only the one from before"
    [told] = said(chooser.dm.id)
    assert "I stopped a checklist's weekly line in <#" in told
    assert advice in told
    assert "/checklist channel" in told
    with store.reading() as session:
        stopped = select(AuditRow).where(AuditRow.kind == AuditKind.CHECKLIST_CHANNEL_STOPPED.value)
        assert [row.detail["why"] for row in session.scalars(stopped)] == [why]
