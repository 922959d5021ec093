"""What the demo's county is in the middle of, on whichever day the demo is run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, true

from bot.demo_county import ROADMAP_DONE, begin_lists, next_room_on
from storage.catalogue import catalogue_of
from storage.checklist_counts import counts_by_list
from storage.checklists import ChecklistRecord
from storage.engine import Store
from tests.conversations import county

HOST = "Cedar Fire Department"
DAYS = (date(2026, 11, 2), date(2028, 2, 29), date(2027, 1, 1))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_roadmap_is_half_done_and_one_line_of_the_hosts_list_is_late(
    county_store: Store, day: date
) -> None:
    now = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    with county_store.writing() as session:
        begin_lists(session, county.REGION, now, "dana@grove.example", HOST)
    with county_store.reading() as session:
        lists = {each.agency_id: each for each in session.scalars(select(ChecklistRecord))}
        counts = counts_by_list(session, day, true())
        host = county.agency_id(county_store, HOST)
        assert counts[lists[None].id].done == ROADMAP_DONE
        assert counts[lists[None].id].overdue == 0
        assert counts[lists[host].id].overdue == 1
        assert lists.keys() == {None, *catalogue_of(session).agencies}, "every agency has its list"


@pytest.mark.parametrize("ahead", range(7))
def test_the_next_room_meets_on_a_weekday_in_nine_to_eleven_days(ahead: int) -> None:
    today = date(2026, 12, 28) + timedelta(days=ahead)
    meets = next_room_on(today)
    assert meets.weekday() < 5
    assert 9 <= (meets - today).days <= 11
