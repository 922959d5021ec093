"""How long something lasted, in words and in minutes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words.hours import read_clock_hours, read_hours, written_hours

SAID = [
    ("4h", 4),
    ("4h,", 4),
    ("16h", 16),
    ("1.5h", 1.5),
    (".5h", 0.5),
    ("4 h", 4),
    ("8 hrs", 8),
    ("8hrs.", 8),
    ("1 hr", 1),
    ("4 hours", 4),
    ("4 Hours", 4),
    ("1.5 hours", 1.5),
    ("8-hour", 8),
    ("8-hr", 8),
    ("eight-hour", 8),
    ("two hours", 2),
    ("twelve hours", 12),
    ("twenty-four hours", 24),
    ("forty hours", 40),
    ("an hour", 1),
    ("one hour", 1),
    ("a half hour", 0.5),
    ("half an hour", 0.5),
    ("half hour", 0.5),
    ("a half-hour", 0.5),
    ("a quarter of an hour", 0.25),
    ("quarter of an hour", 0.25),
    ("three quarters of an hour", 0.75),
    ("three-quarters of an hour", 0.75),
    ("an hour and a half", 1.5),
    ("1 hour and a half", 1.5),
    ("two hours and a quarter", 2.25),
    ("one and a half hours", 1.5),
    ("two and a half hours", 2.5),
    ("two and a quarter hours", 2.25),
    ("1 1/2 hours", 1.5),
    ("2½ hours", 2.5),
    ("1½h", 1.5),
    ("½ hour", 0.5),
    ("3/4 hour", 0.75),
    ("15 min", 0.25),
    ("15min", 0.25),
    ("90 min", 1.5),
    ("90 minutes", 1.5),
    ("90m", 1.5),
    ("45-minute", 0.75),
    ("forty-five minutes", 0.75),
    ("1h30", 1.5),
    ("1h30m", 1.5),
    ("1hr30min", 1.5),
    ("1h 30m", 1.5),
    ("1 hr 30 min", 1.5),
    ("2 hours 15 minutes", 2.25),
    ("2 hours and 15 minutes", 2.25),
    ("an hour and 15 minutes", 1.25),
]


@pytest.mark.parametrize(("said", "hours"), SAID)
def test_hours_are_read_as_they_are_said(said: str, hours: float) -> None:
    assert read_hours(said.split()) == (hours, len(said.split()))
    assert read_hours([*said.split(), "for", "Ada", "Abbott"]) == (hours, len(said.split()))
    assert written_hours(said.rstrip(",.")) == hours


@pytest.mark.parametrize(
    "said",
    [
        *(
            "4",
            "four",
            "4 people",
            "an",
            "a",
            "half",
            "half of it",
            "hours",
            "h",
            "4:00",
            "18:00",
            "1800",
            "-4h",
        ),
        *("2 hours ago", "3 hours late", "two hours before noon", "1,5 h", "Station 4", "4x", "90 days", ""),
        *("nanh", "infh", "1e3h", "٤h", "4hm", "for 4 hours", "hour and a half"),
    ],
)
def test_what_is_no_length_is_none(said: str) -> None:
    assert read_hours(said.split()) is None


@pytest.mark.parametrize(
    ("said", "hours", "used"),
    [
        ("4:00", 4, 1),
        ("1:30,", 1.5, 1),
        ("0:45", 0.75, 1),
        ("4:30 hours", 4.5, 2),
        ("04:00:00", 4, 1),
        ("4h", 4, 1),
        ("4:00 for Ada", 4, 1),
    ],
)
def test_a_clock_counts_hours_behind_a_course(said: str, hours: float, used: int) -> None:
    assert read_clock_hours(said.split()) == (hours, used)


@pytest.mark.parametrize("said", ["4:00 pm", "4:75", "at 4:00", "4", "4:0", ""])
def test_a_time_of_day_is_no_length(said: str) -> None:
    assert read_clock_hours(said.split()) is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("4", 4),
        ("4.5", 4.5),
        ("4h", 4),
        ("4 h", 4),
        ("4:00", 4),
        ("4:30", 4.5),
        ("1:15:00", 1.25),
        (" 8 hrs ", 8),
    ],
)
def test_a_cell_of_hours(text: str, hours: float) -> None:
    assert written_hours(text) == hours


@pytest.mark.parametrize(
    "text", ["", "N/A", "-", "-4", "4 to 6", "4h maybe", "4:00 pm", "1,5", "four", "8h 9h", "4h-5h"]
)
def test_a_cell_that_holds_no_hours(text: str) -> None:
    assert written_hours(text) is None


@given(st.integers(0, 40), st.integers(0, 59))
def test_hours_and_minutes_add_up(hours: int, minutes: int) -> None:
    whole = hours + minutes / 60
    for said in (f"{hours}h{minutes:02}", f"{hours} hours {minutes} min", f"{hours}:{minutes:02}"):
        assert read_clock_hours(said.split()) == (whole, len(said.split()))


@given(st.lists(st.text(max_size=8), max_size=6))
def test_no_words_break_it(words: list[str]) -> None:
    found = read_clock_hours(words)
    assert found is None or (found[0] >= 0 and 1 <= found[1] <= len(words))
