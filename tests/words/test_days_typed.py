"""Days by their date, by every way of typing them, in either order, looking back or ahead."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words.days import Reading, read_day, read_day_of_month, read_month, spoken
from words.problems import Unclear
from words.written import DateOrder

MDY, DMY = DateOrder.MDY, DateOrder.DMY
BACK, AHEAD = True, False

TYPED = [
    ("3 Dec", "2026-11-19", MDY, BACK, "2025-12-03"),
    ("3 Dec", "2026-11-19", MDY, AHEAD, "2026-12-03"),
    ("3rd Dec", "2026-11-19", DMY, BACK, "2025-12-03"),
    ("3. Dec", "2026-11-19", DMY, AHEAD, "2026-12-03"),
    ("Dec 3", "2026-12-03", MDY, BACK, "2026-12-03"),
    ("Dec 3", "2026-12-03", MDY, AHEAD, "2026-12-03"),
    ("Dec. 3rd", "2026-12-04", MDY, AHEAD, "2027-12-03"),
    ("December 3rd,", "2026-12-04", MDY, BACK, "2026-12-03"),
    ("3rd of December", "2027-01-03", MDY, BACK, "2026-12-03"),
    ("the 3rd of December", "2027-01-03", MDY, AHEAD, "2027-12-03"),
    ("the first of March", "2026-11-19", MDY, BACK, "2026-03-01"),
    ("the twenty-first of March", "2026-11-19", MDY, AHEAD, "2027-03-21"),
    ("March first", "2026-11-19", MDY, AHEAD, "2027-03-01"),
    ("November twelfth", "2026-11-19", MDY, BACK, "2026-11-12"),
    ("the thirtieth of September", "2026-11-19", MDY, BACK, "2026-09-30"),
    ("Sept 5", "2026-11-19", MDY, BACK, "2026-09-05"),
    ("Sep. 5", "2026-11-19", MDY, AHEAD, "2027-09-05"),
    ("29 February", "2026-11-19", MDY, AHEAD, "2028-02-29"),
    ("29 February", "2026-11-19", MDY, BACK, "2024-02-29"),
    # a typed year is never dropped
    ("December 31, 2025", "2026-11-19", MDY, BACK, "2025-12-31"),
    ("December 31, 2025", "2026-11-19", MDY, AHEAD, "2025-12-31"),
    ("December 31 2025", "2026-11-19", DMY, AHEAD, "2025-12-31"),
    ("Dec 31st, 2025", "2026-11-19", MDY, AHEAD, "2025-12-31"),
    ("Dec 31,2025", "2026-11-19", MDY, AHEAD, "2025-12-31"),
    ("31 December, 2025", "2026-11-19", MDY, AHEAD, "2025-12-31"),
    ("31 December 2025", "2026-11-19", MDY, BACK, "2025-12-31"),
    ("31st of December 2025", "2026-11-19", MDY, BACK, "2025-12-31"),
    ("31st of December, 2025", "2026-11-19", MDY, AHEAD, "2025-12-31"),
    ("31 December of 2025", "2026-11-19", MDY, AHEAD, "2025-12-31"),
    ("Dec 31 of last year", "2026-11-19", MDY, AHEAD, "2025-12-31"),
    ("Dec 31 last year", "2026-11-19", MDY, BACK, "2025-12-31"),
    ("March 1 this year", "2026-11-19", MDY, AHEAD, "2026-03-01"),
    ("March 1 of next year", "2026-01-19", MDY, AHEAD, "2027-03-01"),
    ("12 Nov 26", "2026-11-19", MDY, BACK, "2026-11-12"),
    ("12 Nov 25", "2026-11-19", MDY, BACK, "2025-11-12"),
    ("Nov 12 25", "2026-11-19", DMY, AHEAD, "2025-11-12"),
    ("Nov 12 '26", "2026-11-19", MDY, BACK, "2026-11-12"),
    ("Nov 12, '25", "2026-11-19", MDY, BACK, "2025-11-12"),
    ("Nov 12 ’24", "2026-11-19", MDY, AHEAD, "2024-11-12"),
    ("12 Nov '19", "2026-11-19", MDY, BACK, "2019-11-12"),
    ("12NOV26", "2026-11-19", MDY, BACK, "2026-11-12"),
    ("12nov2025", "2026-11-19", MDY, BACK, "2025-11-12"),
    ("26-Oct-24", "2026-11-19", MDY, BACK, "2024-10-26"),
    ("26-Oct-24", "2026-11-19", DMY, AHEAD, "2024-10-26"),
    ("26-oct-2024", "2026-11-19", MDY, AHEAD, "2024-10-26"),
    ("Oct-26-24", "2026-11-19", MDY, BACK, "2024-10-26"),
    ("26-October-2024", "2026-11-19", MDY, BACK, "2024-10-26"),
    ("26/Oct/2024", "2026-11-19", MDY, BACK, "2024-10-26"),
    ("26.Oct.24", "2026-11-19", DMY, BACK, "2024-10-26"),
    ("26-Oct", "2026-11-19", MDY, BACK, "2026-10-26"),
    ("26-Oct", "2026-11-19", MDY, AHEAD, "2027-10-26"),
    ("2024 Oct 26", "2026-11-19", MDY, BACK, "2024-10-26"),
    # numbers follow the region's order
    ("11-03-2026", "2026-11-19", MDY, BACK, "2026-11-03"),
    ("11-03-2026", "2026-11-19", DMY, BACK, "2026-03-11"),
    ("11.3.2026", "2026-11-19", MDY, BACK, "2026-11-03"),
    ("11.3.2026", "2026-11-19", DMY, BACK, "2026-03-11"),
    ("11.3.26", "2026-11-19", DMY, AHEAD, "2026-03-11"),
    ("11/3/2026", "2026-11-19", MDY, AHEAD, "2026-11-03"),
    ("11/3/26", "2026-11-19", DMY, AHEAD, "2026-03-11"),
    ("11-3-26", "2026-11-19", MDY, BACK, "2026-11-03"),
    ("(11/3/2026)", "2026-11-19", MDY, BACK, "2026-11-03"),
    ("2026/11/03", "2026-11-19", MDY, BACK, "2026-11-03"),
    ("2026/11/03", "2026-11-19", DMY, BACK, "2026-11-03"),
    ("2026/3/1", "2026-11-19", DMY, AHEAD, "2026-03-01"),
    ("2026.11.03", "2026-11-19", DMY, AHEAD, "2026-11-03"),
    ("2026-11-03", "2026-11-19", DMY, AHEAD, "2026-11-03"),
    ("2026-11-03T00:00:00", "2026-11-19", MDY, BACK, "2026-11-03"),
    ("11/3", "2026-11-19", MDY, BACK, "2026-11-03"),
    ("11/3", "2026-11-19", DMY, BACK, "2026-03-11"),
    ("11/3", "2026-11-19", MDY, AHEAD, "2027-11-03"),
    ("11/20", "2026-11-19", MDY, BACK, "2025-11-20"),
    # the day of the week beside it
    ("Thu, Mar 12, 2026", "2026-11-19", MDY, BACK, "2026-03-12"),
    ("Thursday 12 March 2026", "2026-11-19", DMY, BACK, "2026-03-12"),
    ("Thursday, the 12th of March 2026", "2026-11-19", DMY, AHEAD, "2026-03-12"),
    ("Thurs 3/12/2026", "2026-11-19", MDY, BACK, "2026-03-12"),
    ("Fri Nov 13", "2026-11-19", MDY, BACK, "2026-11-13"),
    ("Friday the 13th", "2026-11-19", MDY, BACK, "2026-11-13"),
]


@pytest.mark.parametrize(("said", "today", "order", "looks_back", "day"), TYPED)
def test_a_day_is_read_as_it_is_typed(
    said: str, today: str, order: DateOrder, looks_back: bool, day: str
) -> None:
    reading = Reading(date.fromisoformat(today), order, looks_back)
    assert read_day(said.split(), reading) == (date.fromisoformat(day), len(said.split()))


@pytest.mark.parametrize(
    ("said", "used", "day"),
    [
        ("12 Nov, 26 hours", 2, "2026-11-12"),
        ("12 Nov 26 hours", 2, "2026-11-12"),
        ("12 Nov 24 hrs", 2, "2026-11-12"),
        ("12 Nov 26 4 hours", 3, "2026-11-12"),
        ("12 Nov 26, 4h", 3, "2026-11-12"),
        ("12 Nov 25 for Ada Abbott", 3, "2025-11-12"),
        ("Nov 12 16 for Ada Abbott", 2, "2026-11-12"),
        ("12 Nov 26 Oak Avenue", 2, "2026-11-12"),
        ("12 Nov 25 people", 2, "2026-11-12"),
        ("12 Nov 10 am", 2, "2026-11-12"),
        ("12 Nov 18:00", 2, "2026-11-12"),
        ("12 Nov 24 to 26", 2, "2026-11-12"),
    ],
)
def test_two_digits_are_a_year_only_where_they_can_be_nothing_else(said: str, used: int, day: str) -> None:
    reading = Reading(date(2026, 11, 19), MDY, looks_back=True)
    assert read_day(said.split(), reading) == (date.fromisoformat(day), used)


@pytest.mark.parametrize(
    "said",
    [
        *("31 February", "2/30/2026", "2026-13-01", "31 Feb 2026", "30.2.2026", "31-Apr-26", "31NOV26"),
        *("0/3/2026", "Feb 29, 2026", "2026/02/29", "32 March", "the 31st of June", "1900-02-29"),
    ],
)
@pytest.mark.parametrize("order", [MDY, DMY])
@pytest.mark.parametrize("looks_back", [True, False])
def test_what_is_no_day_is_said_to_be_none(said: str, order: DateOrder, looks_back: bool) -> None:
    with pytest.raises(Unclear, match="no day in the calendar"):
        read_day(said.split(), Reading(date(2026, 11, 19), order, looks_back))


@pytest.mark.parametrize(
    ("said", "order", "told"),
    [
        ("25/12/2026", MDY, "month first, as days are written here. Day first it is 25 Dec 2026."),
        ("25-12-2026", MDY, "month first, as days are written here. Day first it is 25 Dec 2026."),
        ("25.12.26", MDY, "month first, as days are written here. Day first it is 25 Dec 2026."),
        ("12/25/2026", DMY, "day first, as days are written here. Month first it is 25 Dec 2026."),
        ("25/12", MDY, "month first, as days are written here. Day first it is 25 Dec."),
        ("12/25", DMY, "day first, as days are written here. Month first it is 25 Dec."),
    ],
)
def test_what_cant_be_in_the_regions_order_is_refused_with_both_readings(
    said: str, order: DateOrder, told: str
) -> None:
    with pytest.raises(Unclear) as refused:
        read_day([said], Reading(date(2026, 11, 19), order, looks_back=True))
    assert refused.value.not_understood == f"“{said}” is no day in the calendar, {told}"


@pytest.mark.parametrize("said", ["Fri, Mar 12, 2026", "Friday the 12th", "Mon 11/3/2026", "Sunday 2 Nov"])
def test_a_day_of_the_week_that_is_not_the_days_is_asked_about(said: str) -> None:
    with pytest.raises(Unclear, match=r"is a \w+day, not a \w+day"):
        read_day(said.split(), Reading(date(2026, 11, 19), MDY, looks_back=True))


@pytest.mark.parametrize(
    ("said", "today", "looks_back", "day"),
    [
        ("the 12th", "2026-11-19", BACK, "2026-11-12"),
        ("the 12th", "2026-11-19", AHEAD, "2026-12-12"),
        ("the 19th", "2026-11-19", BACK, "2026-11-19"),
        ("the 19th", "2026-11-19", AHEAD, "2026-11-19"),
        ("the 20th", "2026-11-19", BACK, "2026-10-20"),
        ("the 31st", "2026-11-19", BACK, "2026-10-31"),
        ("the 31st", "2026-11-19", AHEAD, "2026-12-31"),
        ("the 31st", "2027-03-01", BACK, "2027-01-31"),
        ("the 1st", "2027-01-03", BACK, "2027-01-01"),
        ("the 12th of last month", "2026-11-19", BACK, "2026-10-12"),
        ("the 3rd of this month", "2026-11-19", AHEAD, "2026-11-03"),
        ("the first of the month", "2026-11-19", BACK, "2026-11-01"),
        ("the 5th of next month", "2026-12-19", AHEAD, "2027-01-05"),
    ],
)
def test_a_day_of_the_month(said: str, today: str, looks_back: bool, day: str) -> None:
    reading = Reading(date.fromisoformat(today), MDY, looks_back)
    assert read_day_of_month(said.split(), reading) == (date.fromisoformat(day), len(said.split()))
    assert read_day(said.split(), reading) is None  # in a title it is no day


@pytest.mark.parametrize(
    ("said", "used", "day"),
    [
        ("March", 1, "2027-03-31"),
        ("November", 1, "2026-11-30"),
        ("Nov 2028", 2, "2028-11-30"),
        ("Feb, 2028", 2, "2028-02-29"),
        ("Feb '27", 2, "2027-02-28"),
        ("March of next year", 4, "2027-03-31"),
        ("11/2028", 1, "2028-11-30"),
    ],
)
def test_a_month_ends_on_its_last_day(said: str, used: int, day: str) -> None:
    ahead = Reading(date(2026, 11, 19), MDY, looks_back=False)
    assert read_month(said.split(), ahead) == (date.fromisoformat(day), used)


@pytest.mark.parametrize(
    "said",
    [
        *("March first responders", "March", "May", "May Parker", "April May", "12", "12th", "2026", "1800"),
        *(
            "11-3",
            "11.3",
            "1.2.3",
            "555-1234",
            "IS-100.c",
            "4h",
            "90 days",
            "Cedar Fire",
            "half an hour",
            "Q1",
        ),
        *("the first shift", "second Marchand", "Christmas", "last week", "Marchetti 3", "4 x 4", "A-12"),
    ],
)
@pytest.mark.parametrize("looks_back", [True, False])
def test_what_names_no_day_is_left_alone(said: str, looks_back: bool) -> None:
    assert read_day(said.split(), Reading(date(2026, 11, 19), MDY, looks_back)) is None


DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@given(DAYS, st.sampled_from([MDY, DMY]), st.booleans(), DAYS)
def test_a_typed_year_is_never_dropped(day: date, order: DateOrder, looks_back: bool, today: date) -> None:
    reading = Reading(today, order, looks_back)
    first, second = (day.month, day.day) if order is MDY else (day.day, day.month)
    for said in (
        spoken(day),
        day.isoformat(),
        f"{first}/{second}/{day.year}",
        f"{first}-{second}-{day.year}",
        f"{first:02}.{second:02}.{day.year}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%b} {day.day} {day.year}",
        f"the {day.day}th of {day:%B}, {day.year}",
        f"{day.day}-{day:%b}-{day.year}",
        f"{day:%A}, {day:%b} {day.day}, {day.year}",
        *([f"{day:%b} {day.day} '{day:%y}", f"{day:%d%b%y}", f"{day:%d-%b-%y}"] if day.year > 1999 else []),
    ):
        assert read_day(said.split(), reading) == (day, len(said.split()))


@given(DAYS, st.sampled_from([MDY, DMY]), st.booleans(), DAYS)
def test_a_day_without_its_year_lies_on_the_side_that_is_looked_to(
    day: date, order: DateOrder, looks_back: bool, today: date
) -> None:
    reading = Reading(today, order, looks_back)
    found = read_day(f"{day.day} {day:%b}".split(), reading)
    assert found is not None
    assert (found[0].month, found[0].day) == (day.month, day.day)
    assert found[0] <= today if looks_back else found[0] >= today
    assert abs((found[0] - today).days) < (9 * 366 if (day.month, day.day) == (2, 29) else 366)
