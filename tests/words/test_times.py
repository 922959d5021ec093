"""Times of day as people write them."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from words.problems import Unclear
from words.times import TimeSaid, exists, read_time

SIX, HALF_SIX, TEN = time(18), time(18, 30), time(10)


@pytest.mark.parametrize(
    ("said", "meant", "words"),
    [
        ("18:00 Station 4", TimeSaid(SIX), 1),
        ("6pm Station 4", TimeSaid(SIX), 1),
        ("6 pm, Station 4", TimeSaid(SIX), 2),
        ("6:30 p.m. at Station 4", TimeSaid(HALF_SIX), 2),
        ("6:30pm", TimeSaid(HALF_SIX), 1),
        ("at 18:30 Room 2", TimeSaid(HALF_SIX), 2),
        ("1800 Station 4", TimeSaid(SIX), 1),
        ("1800 hrs", TimeSaid(SIX), 2),
        ("0600", TimeSaid(time(6)), 1),
        ("06:30", TimeSaid(time(6, 30)), 1),
        ("6:30", TimeSaid(time(6, 30), unsure=True), 1),
        ("12 pm", TimeSaid(time(12)), 2),
        ("12am", TimeSaid(time(0)), 1),
        ("noon", TimeSaid(time(12)), 1),
        ("18:00-22:00", TimeSaid(SIX, 4), 1),
        ("6-10pm", TimeSaid(SIX, 4), 1),
        ("9-1pm", TimeSaid(time(9), 4), 1),
        ("9-13 Room 2", TimeSaid(time(9), 4), 1),
        ("from 6 pm to 10 pm", TimeSaid(SIX, 4), 6),
        ("8:00 to 16:30", TimeSaid(time(8), 8.5), 3),
        ("22:00-02:00", TimeSaid(time(22), 4), 1),
        ("from 9 to noon", TimeSaid(time(9), 3), 4),
        ("9-12", TimeSaid(time(9), 3), 1),
        ("9 to 12", TimeSaid(time(9), 3), 3),
        ("9am to 1pm", TimeSaid(time(9), 4), 3),
        ("9 am to 1", TimeSaid(time(9), 4), 4),
        ("8-5", TimeSaid(time(8), 9), 1),
        ("noon to 4", TimeSaid(time(12), 4), 3),
        ("18:00 to 22", TimeSaid(SIX, 4), 3),
        ("6-10", TimeSaid(time(6), 4, unsure=True), 1),
    ],
)
def test_a_time_is_read_as_people_write_it(said: str, meant: TimeSaid, words: int) -> None:
    assert read_time(said.split(), after_a_day=True) == (meant, words)


@pytest.mark.parametrize(
    "said", ["Station 4", "4", "2026-12-03", "1800 Main Street", "at 1200 Oak Ave", "2 Station", "3-4"]
)
def test_what_is_no_time_is_none(said: str) -> None:
    assert read_time(said.split(), after_a_day=True) is None


def test_four_digits_alone_are_a_room_as_well_as_a_time() -> None:
    assert read_time(["1800"]) is None


@pytest.mark.parametrize("said", ["25:00", "13pm", "18:75", "2560h"])
def test_what_is_meant_as_a_time_and_is_none_is_told(said: str) -> None:
    with pytest.raises(Unclear, match="is no time of day"):
        read_time([said])


def test_an_hour_that_the_clocks_leave_out_is_not_there() -> None:
    zone = ZoneInfo("America/Chicago")
    assert not exists(date(2027, 3, 14), time(2, 30), zone)
    assert exists(date(2027, 3, 14), time(3, 0), zone)
    assert exists(date(2026, 11, 1), time(1, 30), zone)  # twice
