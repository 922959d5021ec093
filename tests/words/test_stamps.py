"""Days with times behind them, and without, as files have them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.cells import BadCell, parse_date
from words.stamps import moment_day, stamped_day
from words.written import DateOrder, NotADay, in_other_order, written_day

MDY, DMY = DateOrder.MDY, DateOrder.DMY
CHICAGO = ZoneInfo("America/Chicago")
TWELFTH = date(2026, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-03-12",
            "2026/03/12",
            "2026/3/12",
            "2026.03.12",
            "3/12/2026",
            "3-12-2026",
            "3.12.2026",
            "3/12/26",
        ),
        *(
            "3-12-26",
            "12-Mar-26",
            "12-Mar-2026",
            "12 Mar 26",
            "12 Mar 2026",
            "12MAR26",
            "12mar2026",
            "Mar-12-2026",
        ),
        *("12/Mar/2026", "12.Mar.2026", "2026-Mar-12", "March 12, 2026", "Mar 12 2026", "Mar. 12, 2026"),
        *("March 12th, 2026", "12th of March 2026", "12th March 2026", "Mar 12 '26", "12 March, 2026"),
        *("Thu, Mar 12, 2026", "Thursday, March 12, 2026", "Thu 3/12/2026", "Thurs. 12 Mar 2026"),
        *(
            "3/12/2026 0:00",
            "3/12/2026 00:00",
            "3/12/2026 0:00:00",
            "3/12/2026 12:00:00 AM",
            "3/12/2026 12:00 am",
        ),
        *("2026-03-12T00:00:00", "2026-03-12T00:00:00.000", "2026-03-12 00:00:00", "12-Mar-26 0:00"),
    ],
)
def test_the_twelfth_of_march_as_files_have_it(text: str) -> None:
    assert written_day(text, MDY) == TWELFTH
    assert parse_date(text, MDY) == TWELFTH
    assert parse_date(text, MDY, CHICAGO) == TWELFTH


@pytest.mark.parametrize("text", ["12/3/2026", "12-3-2026", "12.03.2026", "12/3/26", "12.3.26 0:00"])
def test_numbers_follow_the_regions_order(text: str) -> None:
    assert written_day(text, DMY) == TWELFTH
    assert written_day(text, MDY) == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/12/2026 18:30:05", "2026-03-12"),
        ("3/12/2026 6:30 PM", "2026-03-12"),
        ("3/12/2026 6 pm", "2026-03-12"),
        ("3/12/2026, 11:59:59 PM", "2026-03-12"),
        ("Mar 12, 2026, 6:30 PM", "2026-03-12"),
        ("March 12, 2026 at 6:30 PM", "2026-03-12"),
        ("2026-03-12T18:30:05", "2026-03-12"),
        ("2026-03-12 18:30:05.123", "2026-03-12"),
        ("2026/03/12 6:30:05 PM CST", "2026-03-12"),
        ("2026/03/12 6:30:05 PM GMT-6", "2026-03-12"),
        ("2026-03-12T18:30:05-05:00", "2026-03-12"),
        # In March the region is at UTC-5 from the 8th on.
        ("2026-03-13T04:59:59Z", "2026-03-12"),
        ("2026-03-13T05:00:00Z", "2026-03-13"),
        ("2026-03-13 00:30:00 UTC", "2026-03-12"),
        ("2026-03-12T00:00:00Z", "2026-03-11"),
        ("Fri, 13 Mar 2026 02:30:05 +0000", "2026-03-12"),
        ("Thu Mar 12 2026 18:30:05 GMT-0500 (Central Daylight Time)", "2026-03-12"),
        ("2026-03-12T23:30:00-08:00", "2026-03-13"),
        ("3/12/2026", "2026-03-12"),
    ],
)
def test_a_timestamp_is_of_the_day_it_was_in_the_region(text: str, day: str) -> None:
    assert stamped_day(text, MDY, CHICAGO) == date.fromisoformat(day)
    assert parse_date(text, MDY, CHICAGO) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        *("3/12/2026 18:30:05", "3/12/2026 6 PM", "2026-03-12T00:00:00Z", "2026-03-12T00:00:01"),
        *("3/12/2026 24:00", "2026-03-12T00:00:00-05:00"),
    ],
)
def test_outside_a_timestamp_a_time_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="a day without a time"):
        parse_date(text, MDY)


@pytest.mark.parametrize(
    "text",
    [
        *("3/12/2026 25:00", "3/12/2026 13:00 PM", "3/12/2026 6:30 PM XYZ", "2026-03-12T18:30:05+99:00"),
        *(
            "soon 18:30",
            "18:30",
            "3/12/2026 18",
            "2/30/2026 18:30",
            "25/12/2026 18:30",
            "46093.77",
            "12 6:30 PM",
        ),
    ],
)
def test_what_is_no_timestamp_is_refused(text: str) -> None:
    with pytest.raises(NotADay):
        stamped_day(text, MDY, CHICAGO)


def test_a_cell_that_is_a_moment() -> None:
    assert parse_date(datetime(2026, 3, 12, 18, 30), MDY, CHICAGO) == TWELFTH
    assert parse_date(datetime(2026, 3, 13, 2, 0, tzinfo=UTC), MDY, CHICAGO) == TWELFTH
    assert moment_day(datetime(2026, 3, 13, 2, 0), MDY, CHICAGO) == date(2026, 3, 13)
    with pytest.raises(BadCell, match="without a time"):
        parse_date(datetime(2026, 3, 12, tzinfo=UTC), MDY)
    with pytest.raises(BadCell, match="between 1900 and 2100"):
        parse_date(datetime(1, 1, 1, 0, 0, tzinfo=UTC), MDY, CHICAGO)


@pytest.mark.parametrize(
    ("text", "order", "other"),
    [
        ("25/12/2026", MDY, date(2026, 12, 25)),
        ("25-12-26", MDY, date(2026, 12, 25)),
        ("12/25/2026", DMY, date(2026, 12, 25)),
        ("12/11/2026", MDY, None),
        ("12/11/2026", DMY, None),
        ("30/2/2026", MDY, None),
        ("2026-12-25", DMY, None),
        ("25 Dec 2026", MDY, None),
        ("soon", MDY, None),
        ("", MDY, None),
    ],
)
def test_a_day_that_can_only_be_in_the_other_order_proves_it(
    text: str, order: DateOrder, other: date | None
) -> None:
    assert in_other_order(text, order) == other


def test_a_day_in_the_other_order_is_refused_with_both_readings() -> None:
    with pytest.raises(NotADay, match=r"in the calendar \(day first it would be 2026-12-25\)"):
        written_day("25/12/2026", MDY)
    with pytest.raises(NotADay, match=r"in the calendar \(month first it would be 2026-12-25\)"):
        written_day("12/25/2026", DMY)


@pytest.mark.parametrize("text", ["Fri, Mar 12, 2026", "Monday 3/12/2026"])
def test_another_day_of_the_week_than_the_days_is_refused(text: str) -> None:
    with pytest.raises(NotADay, match="2026-03-12 is a Thursday"):
        written_day(text, MDY)


@given(st.text(max_size=30) | st.text(alphabet="0123456789/-:. tzapmMar+", max_size=24))
def test_no_text_breaks_it(text: str) -> None:
    try:
        day = stamped_day(text, MDY, CHICAGO)
    except NotADay:
        return
    assert day is None or 1900 <= day.year <= 2100


@given(st.datetimes(datetime(1950, 1, 1), datetime(2090, 12, 31)))
def test_a_moment_of_any_zone_is_of_the_regions_day(moment: datetime) -> None:
    utc = moment.replace(tzinfo=UTC)
    assert stamped_day(utc.isoformat(), MDY, CHICAGO) == utc.astimezone(CHICAGO).date()
    assert stamped_day(f"{moment:%m/%d/%Y %I:%M:%S %p}", MDY, CHICAGO) == moment.date()
