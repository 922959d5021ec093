from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.cells import (
    NOT_COMPUTED,
    BadCell,
    Cell,
    choices,
    parse_choice,
    parse_date,
    parse_email,
    parse_hours,
    parse_list,
    parse_name,
    parse_text,
    parse_whole,
    parse_yes_no,
)
from readiness.vocabulary import Discipline, Governance
from words.written import DateOrder

MDY, DMY = DateOrder.MDY, DateOrder.DMY
FIRST_OF_NOVEMBER = date(2026, 11, 1)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-01",
        "11/1/2026",
        "11/01/2026",
        "11/1/26",
        "1-Nov-2026",
        "01-nov-2026",
        "November 1, 2026",
        " november  1,  2026 ",
        "Nov 1, 2026",
        date(2026, 11, 1),
        datetime(2026, 11, 1),
    ],
)
def test_the_first_of_november_in_every_form(cell: Cell) -> None:
    assert parse_date(cell, MDY) == FIRST_OF_NOVEMBER


def test_the_setting_alone_decides_what_comes_first() -> None:
    assert parse_date("1/11/2026", DMY) == FIRST_OF_NOVEMBER
    assert parse_date("1/11/2026", MDY) == date(2026, 1, 11)
    assert parse_date("25/12/2026", DMY) == date(2026, 12, 25)
    for form in ("2026-11-01", "1-Nov-2026", "November 1, 2026"):
        assert parse_date(form, DMY) == FIRST_OF_NOVEMBER


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("25/12/2026", "in the calendar"),
        ("2/30/2026", "in the calendar"),
        ("2026-02-29", "in the calendar"),
        ("30-Feb-2026", "in the calendar"),
        ("2026-11-01 10:00", "without a time"),
        ("2026-11-01T00:00:00Z", "without a time"),
        ("11/1/2026 5 PM", "without a time"),
        (datetime(2026, 11, 1, 10), "without a time"),
        ("46327", "not a number"),
        ("20261101", "not a number"),
        (46327.0, "not a number"),
        (True, "not a number"),
        (time(10), "not a number"),
        ("11-1.2026", "a date, such as"),
        ("2026-11-1-1", "a date, such as"),
        ("Sun, Nov 2, 2026", "2026-11-02 is a Monday"),
        ("11/1/2026 24:00", "without a time"),
        ("2026-W44-7", "a date, such as"),
        ("soon", "a date, such as"),
        ("Smarch 1, 2026", "a date, such as"),
        ("١١/١/٢٠٢٦", "a date, such as"),
        ("1026-11-01", "between 1900 and 2100"),
        ("9999-12-31", "between 1900 and 2100"),
        ("#N/A", "an error of the spreadsheet"),
        (NOT_COMPUTED, "save it again"),
    ],
)
def test_what_is_no_day_is_refused_never_guessed(cell: Cell, reason: str) -> None:
    with pytest.raises(BadCell, match=reason):
        parse_date(cell, MDY)


def test_a_refusal_says_what_was_found_what_is_wanted_and_an_example() -> None:
    with pytest.raises(BadCell) as refusal:
        parse_date("25/12/2026", MDY)
    assert str(refusal.value) == (
        'found "25/12/2026"; wanted a day that is in the calendar (day first it would be 2026-12-25), '
        "such as 2026-11-01 or, month first, 11/1/2026"
    )


@given(DAYS)
def test_a_day_comes_back_from_every_form(day: date) -> None:
    assert parse_date(day.isoformat(), MDY) == day
    assert parse_date(f"{day.month}/{day.day}/{day.year}", MDY) == day
    assert parse_date(f"{day.day:02}/{day.month:02}/{day.year}", DMY) == day
    assert parse_date(f"{day:%d-%b-%Y}", MDY) == day
    assert parse_date(f"{day:%B} {day.day}, {day.year}", DMY) == day


@given(st.text(max_size=20) | st.text(alphabet="0123456789/-: ", max_size=12))
def test_any_text_is_a_day_or_is_refused(text: str) -> None:
    try:
        day = parse_date(text, MDY)
    except BadCell:
        return
    assert day is None or 1900 <= day.year <= 2100


@pytest.mark.parametrize("cell", ["yes", "Y", "TRUE", "true", "1", "x", "X", True, 1, 1.0, " yes "])
def test_yes(cell: Cell) -> None:
    assert parse_yes_no(cell) is True


@pytest.mark.parametrize("cell", ["no", "N", "False", "0", "", False, 0, 0.0])
def test_no(cell: Cell) -> None:
    assert parse_yes_no(cell) is False


@pytest.mark.parametrize("cell", ["maybe", "2", 2, "ja", date(2026, 1, 1), "#REF!"])
def test_neither_yes_nor_no(cell: Cell) -> None:
    with pytest.raises(BadCell):
        parse_yes_no(cell)


@pytest.mark.parametrize(
    ("cell", "number"), [("24", 24), (24.0, 24), ("24.0", 24), ("0", 0), ("007", 7), (3, 3)]
)
def test_whole_numbers(cell: Cell, number: int) -> None:
    assert parse_whole(cell, name="months", most=600) == number


@pytest.mark.parametrize(
    "cell",
    [
        "-3",
        "24.5",
        24.5,
        "1,000",
        "601",
        "two",
        "1e2",
        "٣",
        True,
        "24 months",
        -1,
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_no_whole_number_of_months(cell: Cell) -> None:
    with pytest.raises(BadCell, match="a whole number of months from 0 to 600, such as 24"):
        parse_whole(cell, name="months", most=600)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("4", 4.0),
        ("4.5", 4.5),
        (".25", 0.25),
        (0.25, 0.25),
        (16, 16.0),
        ("4h", 4.0),
        ("4:00", 4.0),
        ("90 min", 1.5),
        (time(4, 30), 4.5),
        (timedelta(hours=4), 4.0),
    ],
)
def test_hours(cell: Cell, hours: float) -> None:
    assert parse_hours(cell) == hours


@pytest.mark.parametrize(
    "cell",
    [
        "4h to 6h",
        "4,5",
        "-1",
        -0.5,
        "2001",
        "nan",
        "inf",
        float("nan"),
        float("inf"),
        True,
        timedelta(hours=-4),
        "1e3",
    ],
)
def test_what_is_no_number_of_hours(cell: Cell) -> None:
    with pytest.raises(BadCell, match="a number of hours from 0 to 2000"):
        parse_hours(cell)


@pytest.mark.parametrize("cell", ["public_works", "Public Works", "PUBLIC-WORKS", "publicworks"])
def test_a_word_from_a_list_in_any_dress(cell: str) -> None:
    assert parse_choice(cell, choices(Discipline)) is Discipline.PUBLIC_WORKS
    assert parse_choice("Special_District", choices(Governance)) is Governance.SPECIAL_DISTRICT


def test_a_word_that_is_not_listed_is_answered_with_the_list() -> None:
    with pytest.raises(BadCell) as refusal:
        parse_choice("police", choices(Discipline))
    assert str(refusal.value) == (
        'found "police"; wanted one of law, fire, ems, dispatch, em, school, public_works, admin, hospital, '
        "state, federal, other"
    )


def test_a_list_names_each_once_in_its_order() -> None:
    assert parse_list(" ems ; Fire;;EMS; ") == ("ems", "Fire")
    assert parse_list("") == ()


@pytest.mark.parametrize(
    "cell",
    ["Zoe.Moreau0@Grove.Example", " zoe.moreau0@grove.example\u00a0", "mailto:zoe.moreau0@grove.example"],
)
def test_an_email_in_any_dress(cell: str) -> None:
    assert parse_email(cell) == "zoe.moreau0@grove.example"


@pytest.mark.parametrize(
    "cell",
    [
        "zoe",
        "zoe@grove",
        "zoe@@grove.example",
        "zoe moreau@grove.example",
        "a@b.example;c@d.example",
        "@grove.example",
        "Zoe <zoe@grove.example>",
        "zoe@.example",
        "zoe@grove..example",
        "z" * 250 + "@grove.example",
        12,
        "#N/A",
    ],
)
def test_what_is_no_email(cell: Cell) -> None:
    with pytest.raises(BadCell):
        parse_email(cell)


def test_signs_that_nobody_sees_are_taken_off() -> None:
    assert parse_name("\u202eabc\u202c Fire\u200b Dept.") == "abc Fire Dept."
    assert parse_text("\ufeffline\u2066 one\r\ntwo\u00ad") == "line one\ntwo"


def test_texts_and_names() -> None:
    assert parse_text(" two\r\nlines ") == "two\nlines"
    assert parse_name(" Alder  Fire\nDepartment\u00a0") == "Alder Fire Department"
    assert parse_text(5551234567.0) == "5551234567"
    assert parse_text("#1 hose") == "#1 hose"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("bell\x07", "control characters"),
        ("é\x85x", "control characters"),
        ("x" * 201, "at most 200 characters, not 201"),
        (date(2026, 3, 1), "format Text"),
        ("#VALUE!", "an error of the spreadsheet"),
    ],
)
def test_texts_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(BadCell, match=reason):
        parse_text(cell, most=200)


def test_a_refusal_shows_no_more_of_a_cell_than_a_line() -> None:
    with pytest.raises(BadCell) as refusal:
        parse_whole("many\nlines " * 100, name="days")
    assert len(str(refusal.value)) < 200
    assert "\n" not in str(refusal.value)


UNSEEN = ["\u202e", "\u200b", "\ufeff", "\u00ad", "\u200e", "\ud800"]


@pytest.mark.parametrize("sign", UNSEEN)
def test_signs_nobody_sees_are_taken_out_of_every_cell(sign: str) -> None:
    assert parse_name(f"{sign}Ada{sign} Abbott{sign}") == "Ada Abbott"
    assert parse_text(f"two{sign}\nlines") == "two\nlines"
    assert parse_email(f"{sign}ada@x{sign}.example") == "ada@x.example"
    assert parse_date(f"{sign}2026-11-01{sign}", DateOrder.MDY) == date(2026, 11, 1)
    assert parse_yes_no(f"{sign}yes") is True
    assert parse_whole(f"24{sign}", name="months") == 24
    assert parse_hours(f"{sign}1.5") == 1.5
    assert parse_list(f"fire{sign};{sign}ems") == ("fire", "ems")
    assert parse_choice(f"{sign}pass", choices(["pass"])) == "pass"
