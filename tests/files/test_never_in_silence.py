"""What looks like a wanted column is never left alone in silence, and no row says two things at once."""

from __future__ import annotations

import pytest

from files.mapping import WrongColumns
from files.settled import Settled
from tests.files.test_arranging import arranged, raw

WHO = "Email,Course,Date"
ADA = "ada@b.example,BLS,3/12/2026"


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("Completed?", ("Yes", "No")),
        ("Complete (Y/N)", ("Y", "N")),
        ("Did they pass?", ("Yes", "No")),
        ("Present", ("Yes", "No")),
        ("Met Standard", ("Met", "Not Met")),
        ("S/U", ("S", "U")),
        ("Mark", ("P", "F")),
        ("No Show", ("", "Yes")),
        ("Percent Complete", ("100%", "45%")),
        ("Progress", ("100%", "45%")),
        ("Remarks", ("Satisfactory", "Withdrew")),
        ("Comment", ("Successful", "Waitlisted")),
        ("Fail", ("", "X")),
    ],
)
def test_what_says_how_a_class_ended_is_asked_about(column: str, cells: tuple[str, str]) -> None:
    found = arranged(f"{WHO},{column}\n{ADA},{cells[0]}\n{ADA},{cells[1]}\n")
    assert [each.about for each in found.open] == ["result"], found.open


@pytest.mark.parametrize(
    "column", ["Score", "Employment Status", "Completed By", "Pass Number Date", "Station"]
)
def test_what_only_sounds_so_is_left_alone_by_name(column: str) -> None:
    value = {"Score": "95", "Employment Status": "Full-time"}.get(column, "x")
    found = arranged(f"{WHO},{column}\n{ADA},{value}\n")
    assert found.open == ()
    assert column in found.unknown


def test_two_columns_that_say_it_are_asked_about_and_the_other_is_left_alone_then() -> None:
    text = f"{WHO},Status,Result\n{ADA},Failed,\n{ADA},No Show,\n"
    assert [each.about for each in arranged(text).open] == ["result"]
    settled = arranged(text, settled=Settled(columns={"status": "result", "result": ""}))
    assert settled.open == ()
    assert raw(settled, "result") == [("Failed",), ("No Show",)]
    named = arranged(text, settled=Settled(columns={"status": "result"}))
    assert named.open == ()


@pytest.mark.parametrize(
    "cells", [("Completed", "Pass"), ("Failed", "Fail"), ("Completed", ""), ("In Progress", "Incomplete")]
)
def test_two_columns_that_say_the_same_are_not_asked_about(cells: tuple[str, str]) -> None:
    found = arranged(f"{WHO},Result,Status\n{ADA},{cells[0]},{cells[1]}\n")
    assert found.open == ()
    assert raw(found, "result") == [(cells[0],)]


def test_a_single_cell_that_says_no_pass_is_no_pass() -> None:
    text = f"{WHO},Role\n{ADA},Student\n{ADA},Instructor\n{ADA},No-show\n"
    assert [bool(row.problem) for row in arranged(text).table.rows] == [False, False, True]
    left = arranged(text, settled=Settled(columns={"role": ""}))
    assert not any(row.problem for row in left.table.rows)


@pytest.mark.parametrize(
    ("columns", "cells"),
    [("Signature", ("AA", "")), ("Initials", ("AA", "")), ("Score,Passing Score", ("80,70", "65,70"))],
)
def test_a_blank_where_others_signed_and_a_score_under_the_mark_are_no_pass(
    columns: str, cells: tuple[str, str]
) -> None:
    found = arranged(f"{WHO},{columns}\n{ADA},{cells[0]}\n{ADA},{cells[1]}\n")
    assert [bool(row.problem) for row in found.table.rows] == [False, True]


@pytest.mark.parametrize("column", ["Supervisor Email", "Instructor E-mail", "Sent to"])
def test_anothers_address_is_not_the_persons(column: str) -> None:
    found = arranged(f"{column},Name,Course,Date\nchief@b.example,Ada Abbott,BLS,3/12/2026\n")
    assert column in found.unknown
    assert "email" not in found.table.columns


def test_notes_below_and_lines_that_bear_only_their_number_are_left_out_by_name() -> None:
    found = arranged(f"#,{WHO}\n1,{ADA}\n2,,,\nNote: a make-up class follows,,,\n* by phone,,,\n")
    assert len(found.table.rows) == 1
    assert sum("left out" in line for line in found.named) == 3


def test_a_start_is_no_completion_where_a_due_day_stands_beside_it() -> None:
    found = arranged("Email,Course,Start Date,Due Date\na@b.example,BLS,3/1/2026,4/1/2026\n")
    assert [each.about for each in found.open] == ["completed_on"]


def test_a_row_that_names_two_courses_is_refused() -> None:
    found = arranged("Email,Course Code,Course Name,Date\na@b.example,ASIM-B,ICS-100,3/1/2026\n")
    assert "two" in str(found.table.rows[0].problem)


@pytest.mark.parametrize(
    ("header", "refuses", "takes"),
    [
        ("Is Void", "Yes", "No"),
        ("Voided", "x", ""),
        ("Deleted At", "3/14/2026", ""),
        ("Cancelled?", "TRUE", "FALSE"),
        ("Superseded", "by record 12", "n/a"),
        ("Remarks", "failed written test", "did well"),
        ("Remarks", "Did not finish the practical", "Finished"),
        ("Comment", "No-show, called in", "-"),
        ("Certificate Issued", "No", "Yes"),
        ("Valid", "N", "Y"),
    ],
)
def test_what_speaks_against_a_row_is_not_left_alone(header: str, refuses: str, takes: str) -> None:
    found = arranged(f"{WHO},{header}\n{ADA},{refuses}\n{ADA},{takes}\n")
    assert found.open or [bool(row.problem) for row in found.table.rows] == [True, False]


def test_what_was_revoked_counts_no_more() -> None:
    found = arranged(f"{WHO},Revoked\n{ADA},\n{ADA},3/20/2026\n")
    assert [row.problem is None for row in found.table.rows] == [True, False]


def test_two_columns_of_one_course_are_two_records() -> None:
    found = arranged(
        "Email,ICS-100,ICS-100 Completed,ICS-100 Expires\na@b.example,3/12/2026,3/14/2026,3/14/2028\n"
    )
    assert raw(found, "completed_on", "expires_on") == [("3/12/2026", ""), ("3/14/2026", "3/14/2028")]


def test_a_total_names_nobody_and_somebody_called_sum_is_none() -> None:
    found = arranged(f"{WHO},Hours\n{ADA},4\nTotals,,2,8\nSum,BLS,,\nsum@b.example,BLS,3/1/2026,\n")
    assert len(found.table.rows) == 2


def test_who_left_is_not_brought_back_by_a_roster_that_does_not_say_when() -> None:
    head = "Email,First Name,Last Name,Agency,Status"
    people = "a@b.example,Ada,Abbott,Cedar Fire,Active\nb@b.example,Ben,Birch,Cedar Fire,Inactive\n"
    found = arranged(f"{head}\n{people}", "roster")
    assert [row.problem is None for row in found.table.rows] == [True, False]
    dated = people.replace("Active\n", "Active,\n").replace("Inactive\n", "Inactive,3/1/2026\n")
    assert all(row.problem is None for row in arranged(f"{head},Left On\n{dated}", "roster").table.rows)


@pytest.mark.parametrize(
    ("heading", "days"),
    [
        ("BLS Date", ("3/12/2026", "")),
        ("BLS Last", ("3/12/2026", "")),
        ("BLS Completion Date", ("3/12/2026", "")),
        ("Date BLS Taken", ("3/12/2026", "")),
        ("BLS Completed On", ("3/12/2026", "")),
        ("BLS Cert Issued", ("3/12/2026", "")),
        ("BLS Expiration Date", ("", "3/12/2026")),
        ("BLS Valid Until", ("", "3/12/2026")),
        ("BLS Good Through", ("", "3/12/2026")),
        ("BLS Card Exp.", ("", "3/12/2026")),
    ],
)
def test_which_day_a_courses_column_says(heading: str, days: tuple[str, str]) -> None:
    found = arranged(f"Email,ICS-100,{heading}\na@b.example,,3/12/2026\n")
    assert raw(found, "course", "completed_on", "expires_on") == [("BLS", *days)]


@pytest.mark.parametrize(
    "columns",
    ["ASIM-B Due,BLS Due", "BLS Next Due,ICS-100", "BLS Renewal Date,ICS-100", "Hazmat Due,Ropes Due"],
)
def test_a_day_due_is_no_record_of_a_class(columns: str) -> None:
    with pytest.raises(WrongColumns, match="are no record that it was taken"):
        arranged(f"Email,{columns}\na@b.example,3/12/2026,3/12/2026\n")
    due = [each for each in columns.split(",") if "-" not in each or "Due" in each]
    if "ICS-100" in columns:
        left = arranged(
            f"Email,{columns}\na@b.example,3/12/2026,3/12/2026\n", settled=Settled(columns={due[0]: ""})
        )
        assert raw(left, "course", "completed_on") == [("ICS-100", "3/12/2026")]


def test_what_stands_beside_the_courses_is_named() -> None:
    head = "Email,ASIM-B Expires,BLS Next Due,BLS Last,BLS Hours,ICS-100 Cert No,Hire Date"
    found = arranged(f"{head}\na@b.example,3/12/2028,3/12/2028,3/12/2026,4,A-1,1/1/2020\n")
    assert raw(found, "course", "completed_on", "expires_on") == [
        ("ASIM-B", "", "3/12/2028"),
        ("BLS", "3/12/2026", ""),
    ]
    assert found.unknown == ("BLS Next Due", "BLS Hours", "ICS-100 Cert No", "Hire Date")


def test_a_last_day_beside_one_course_is_that_courses_and_beside_several_it_is_named() -> None:
    one = arranged("Email,BLS,Expires\na@b.example,3/12/2026,3/12/2028\n")
    assert raw(one, "course", "completed_on", "expires_on") == [("BLS", "3/12/2026", "3/12/2028")]
    several = arranged("Email,BLS,ICS-100,Expires\na@b.example,3/12/2026,,3/12/2028\n")
    assert raw(several, "completed_on", "expires_on") == [("3/12/2026", "")]
    assert several.unknown == ("Expires",)


def test_a_renewal_alone_may_be_when_it_was_renewed() -> None:
    text = "Email,Course,Renewal Date\na@b.example,BLS,3/12/2026\n"
    assert [each.about for each in arranged(text).open] == ["expires_on"]
    assert raw(arranged(text, settled=Settled(columns={"renewal date": "expires_on"})), "expires_on")
    beside = arranged("Email,Course,Completed,Renewal Date\na@b.example,BLS,3/12/2026,3/12/2028\n")
    assert raw(beside, "completed_on", "expires_on") == [("3/12/2026", "3/12/2028")]
