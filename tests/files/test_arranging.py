"""What a file is arranged to, or what is asked of it, without any store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from files.arranging import Arranged, arrange
from files.cells import parse_hours
from files.finding import HEADER_WITHIN, Sought
from files.header_words import header_key
from files.instants import as_days, holds_instants
from files.kinds import COMPLETIONS, KINDS
from files.lexicon import Lexicon
from files.mapping import as_compared
from files.settled import Asks, Settled, answered, layout_part, over
from files.table import NotATable, read_table
from words.written import DateOrder

MARCH_12 = date(2026, 3, 12)
CHICAGO = ZoneInfo("America/Chicago")
COURSES = Lexicon.of(
    [
        ("ASIM-B", "ASIM Basic"),
        ("ASIM-A", "ASIM Advanced"),
        ("BLS", "Basic Life Support"),
        ("ICS-100", "Introduction to ICS"),
    ],
    [("CPR", "BLS")],
)


def arranged(
    text: str,
    kind: str = "completions",
    settled: Settled | None = None,
    remembered: Settled | None = None,
    name: str = "brought.csv",
    lexicon: Lexicon = COURSES,
) -> Arranged:
    raw = read_table(text.encode(), name, Sought.of(KINDS[kind]))
    said = as_compared(settled or Settled(), raw)
    return arrange(raw, KINDS[kind], said, lexicon, CHICAGO, remembered)


def columns(text: str, kind: str = "completions") -> dict[str, str]:
    """Our columns of a file with this header, by its own; no row stands under it but one of days."""
    table = read_table(text.encode(), "x.csv", Sought.of(KINDS[kind]))
    found = arrange(table, KINDS[kind], Settled(), COURSES, CHICAGO)
    return {
        header: ours
        for header, ours in zip(table.header, found.table.columns, strict=False)
        if not ours.endswith("(left alone)")
    }


def asked(found: Arranged) -> list[tuple[Asks, str]]:
    return [(each.asks, each.about) for each in found.open]


def raw(found: Arranged, *names: str) -> list[tuple[Any, ...]]:
    places = [found.table.columns.index(name) for name in names]
    return [tuple(row.raw[place] for place in places) for row in found.table.rows]


@pytest.mark.parametrize(
    ("brought", "key"),
    [
        ("Date Completed", "date completed"),
        ("dateCompleted", "date completed"),
        ("DATE_COMPLETED:", "date completed"),
        ("Date Completed (MM/DD/YYYY)*", "date completed"),
        ("Date of completion", "date completion"),
        ("E-mail", "email"),
        ("EmployeeID", "employee id"),
        ("Member #", "member number"),
        ("Badge No.", "badge number"),
        ("7. Date/Time Check-In", "date time check in"),
        ("(Notes)", "notes"),
        ("#", "number"),
        ("", ""),
    ],
)
def test_how_names_of_columns_compare(brought: str, key: str) -> None:
    assert header_key(brought) == key


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("Email Address", "email"),
        ("Work Email", "email"),
        ("student e-mail", "email"),
        ("Employee ID", "member_id"),
        ("employeeNumber", "member_id"),
        ("Member #", "member_id"),
        ("Badge", "member_id"),
        ("First Name:", "first_name"),
        ("Surname", "last_name"),
        ("Learner Name", "full_name"),
        ("Department", "agency"),
        ("Organization", "agency"),
        ("Credit Hours", "hours"),
        ("Status", "result"),
        ("Pass/Fail", "result"),
        ("Expiry Date", "expires_on"),
        ("Certificate expires", "expires_on"),
        ("Taught by", "instructor"),
        ("Certificate #", None),
        ("Notes", None),
        ("Due Date", None),
        ("ID", None),
        ("Score", None),
    ],
)
def test_a_column_beside_those_that_must_be_there(header: str, ours: str | None) -> None:
    who = "Member ID,Course,Completed On" if ours == "email" else "Email,Course,Completed On"
    assert columns(f"{who},{header}\nx,BLS,1/2/2026,\n").get(header) == ours


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("Course Name", "course"),
        ("Title", "course"),
        ("Class", "course"),
        ("Training", "course"),
        ("Which class did you attend?", "course"),
        ("Completion Date", "completed_on"),
        ("Date Completed", "completed_on"),
        ("Completed On", "completed_on"),
        ("Date", "completed_on"),
        ("Timestamp", "completed_on"),
        ("Issue date", "completed_on"),
    ],
)
def test_course_and_day(header: str, ours: str) -> None:
    other = "Completed On,1/2/2026" if ours == "course" else "Course,BLS"
    name, cell = other.split(",")
    value = "Basic Life Support" if ours == "course" else "3/12/2026"
    found = columns(f"Email,{name},{header}\na@b.example,{cell},{value}\n")
    assert found[header] == ours


def test_a_rosters_columns() -> None:
    header = "Emp ID,Given Name,Family Name,Dept,Station,Hire Date,Job Title"
    found = columns(f"{header}\nC-1,A,B,C,4,1/2/2020,x\n", "roster")
    ours = "member_id,first_name,last_name,agency,unit,joined_on,role"
    assert list(found.values()) == ours.split(",")


def test_title_rows_totals_and_headers_that_come_again() -> None:
    found = arranged(
        "Cedar Fire\nTraining 1/1/2026 - 3/31/2026\n\nEmail,Course,Completed On,Hours\n"
        "a@b.example,BLS,1/2/2026,4\nEmail,Course,Completed On,Hours\nc@b.example,BLS,1/2/2026,4\n,,Total,8\n"
    )
    assert [row.line for row in found.table.rows] == [5, 7]
    said = "\n".join(found.named)
    assert "Cedar Fire" in said
    assert "Line 6 left out" in said
    assert "Line 8 left out: Total 8." in said


def test_a_person_whose_row_is_short_is_no_total() -> None:
    found = arranged("Name,Email,Course,Completed On\nTotal Ray,t@b.example,BLS,1/2/2026\n")
    assert len(found.table.rows) == 1


def test_a_header_is_looked_for_so_far_and_no_further() -> None:
    title = "A title of some kind\n"
    table = "Email,Course,Completed On\na@b.example,BLS,1/2/2026\n"
    assert not asked(arranged(title * (HEADER_WITHIN - 1) + table))
    assert asked(arranged(title * (HEADER_WITHIN + 1) + table))


def test_two_columns_that_fit_one_of_ours_are_asked_about() -> None:
    text = "Email,Course,Completion Date,Issue Date\na@b.example,BLS,1/2/2026,1/3/2026\n"
    found = arranged(text)
    (question,) = found.open
    assert question.choices == (
        ("completion_date", "Completion Date (1/2/2026)"),
        ("issue_date", "Issue Date (1/3/2026)"),
    )
    settled = answered(Settled(), question, "issue_date")
    assert raw(arranged(text, settled=settled), "completed_on") == [("1/3/2026",)]


def test_two_columns_of_one_name_matter_where_it_is_wanted() -> None:
    rows = "a@b.example,BLS,1/2/2026,1/3/2026\n"
    assert not asked(arranged(f"Email,Course,Completed On,Notes,Notes\n{rows}"))
    found = arranged(f"Email,Course,Completed On,Completed On\n{rows}")
    assert [key for key, _ in found.open[0].choices] == ["completed_on", "completed_on_2"]


def test_a_status_nobody_called_so_is_never_left_alone_silently() -> None:
    text = "Email,Course,Completed On,Vermerk\na@b.example,BLS,1/2/2026,Failed\n"
    (question,) = arranged(text).open
    assert (question.about, question.seen) == ("result", ("Failed",))
    left = answered(Settled(), question, "")
    assert left.columns == {"vermerk": ""}
    assert arranged(text, settled=left).unknown == ("Vermerk",)


def test_codes_and_titles_beside_each_other() -> None:
    """The column whose courses are known here is the course, whatever the other is called."""
    text = "Email,Course ID,Course Title,Completed On\na@b.example,{},Basic Life Support,1/2/2026\n"
    assert raw(arranged(text.format("BLS")), "course") == [("BLS",)]
    assert raw(arranged(text.format("10234")), "course") == [("Basic Life Support",)]


def test_one_course_for_a_whole_file() -> None:
    text = "Name,Email,Date\nAda,a@b.example,3/12/2026\n"
    (question,) = arranged(text, name="ASIM_Basic-March.csv").open
    assert (question.asks, question.choices[0][0]) == (Asks.COURSE, "ASIM-B")
    settled = answered(Settled(), question, "ASIM-B")
    assert raw(arranged(text, settled=settled), "course") == [("ASIM-B",)]
    assert layout_part(settled) == Settled(), "the next file is of another class"
    labelled = f"Class: Basic Life Support\n{text}"
    assert raw(arranged(labelled), "course") == [("BLS",)]
    (question,) = arranged(f"ASIM Basic or ASIM Advanced\n{text}").open
    assert question.choices[0][0] == "ASIM-A", "a title that speaks of two courses is no hint"


def test_people_by_courses() -> None:
    found = arranged(
        "Employee,Email,ICS-100,CPR,ASIM Basic Exp,DOB\n"
        "Ada,a@b.example,1/2/2026,exempt,3/4/2027,1/1/1990\nBen,b@b.example,,-,,2/2/1992\n"
    )
    assert raw(found, "email", "course", "completed_on", "expires_on") == [
        ("a@b.example", "ICS-100", "1/2/2026", ""),
        ("a@b.example", "BLS", "exempt", ""),
        ("a@b.example", "ASIM-B", "", "3/4/2027"),
    ]
    assert [row.place for row in found.table.rows] == ["C2", "D2", "E2"]
    assert {row.line for row in found.table.rows} == {2}


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["3/12/2026 18:02:11"], ["3/12/2026"]),
        (["2026-03-13T02:30:00Z"], [date(2026, 3, 12)]),
        (["2026-03-12T23:30:00-05:00"], [date(2026, 3, 12)]),
        (["3/12/2026 11:59 PM"], ["3/12/2026"]),
        (["2026/03/12 6:30:05 PM CST", "2026/03/12 10:30 PM GMT-6"], [MARCH_12, MARCH_12]),
        (["3/13/2026 12:30 AM EDT", "Mar 12, 2026 at 6:30 PM"], [MARCH_12, "Mar 12, 2026"]),
        (["3/12/2026 25:30"], ["3/12/2026 25:30"]),
        ([datetime(2026, 3, 12, 23, 59)], [date(2026, 3, 12)]),
        (["3/12/2026", "3/12/2026", "3/12/2026 18:02"], ["3/12/2026", "3/12/2026", "3/12/2026 18:02"]),
    ],
)
def test_the_day_of_an_instant(cells: Sequence[Any], days: Sequence[Any]) -> None:
    are = holds_instants("Completion Date", cells)
    found = [as_days(cell, DateOrder.MDY, CHICAGO) for cell in cells] if are else cells
    assert found == days


def test_what_is_said_of_a_file_stands_over_what_is_remembered() -> None:
    said = Settled(columns={"b": "course"}, values={"course": {"x": "BLS"}})
    old = Settled(
        columns={"a": "course", "c": "hours"}, values={"course": {"y": "ASIM-B"}}, date_order=DateOrder.DMY
    )
    both = over(said, old)
    assert both.columns == {"a": "", "c": "hours", "b": "course"}
    assert both.values == {"course": {"x": "BLS", "y": "ASIM-B"}}
    assert both.date_order is DateOrder.DMY


def test_more_days_than_can_be_taken() -> None:
    names = [f"C{number}" for number in range(450)]
    lexicon = Lexicon.of([(name, name) for name in names])
    row = ",".join(["a@b.example", *["1/2/2026"] * 450])
    raw_table = read_table(
        ("\n".join([",".join(["Email", *names]), *[row] * 450])).encode(), "x.csv", Sought.of(COMPLETIONS)
    )
    with pytest.raises(NotATable, match="more than 200,000 days"):
        arrange(raw_table, COMPLETIONS, Settled(), lexicon, CHICAGO)


def test_a_row_whose_tick_and_instant_are_read_keeps_what_it_was_in_the_file() -> None:
    text = "Email,Course,Timestamp,Fail\na@b.example,BLS,3/12/2026 18:02:11,x\n"
    (row,) = arranged(text, settled=Settled(columns={"fail": "result"})).table.rows
    assert row.source is not None
    assert row.source.raw == ("a@b.example", "BLS", "3/12/2026 18:02:11", "x")


@pytest.mark.parametrize("heading", ["Duration (min)", "Duration Minutes", "Minutes", "Time Spent (mins)"])
def test_minutes_are_no_hours(heading: str) -> None:
    text = f"Email,Course,Date,{heading}\na@b.example,BLS,3/12/2026,240\nb@b.example,BLS,3/12/2026,1:30\n"
    first, second = arranged(text).table.rows
    assert parse_hours(first.raw[3]) == 4
    assert parse_hours(second.raw[3]) == 1.5
