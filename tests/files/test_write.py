import csv
import io
import json
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from files.intake import Parsed, Refused, check_columns, parse_rows
from files.kinds import ABSENCES, COMPLETIONS, ROSTER
from files.table import Table, read_table
from files.write import Value, json_to, rejected_name, write_csv, write_rejected, write_xlsx
from words.written import DateOrder

TODAY = date(2026, 11, 1)
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
FORMULAS = ["=1+1", "+1 555 0100", "-2+3", "@SUM(A1)", "\t=1", "'=1", "''=1", "  =1", " '=1", "＝1", "\r\n=1"]

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.text(
    alphabet="'=+-@\t\r\n ab＝_x0041\u200b;,\"", max_size=10
)


def without_edges(text: str) -> str:
    """What reading leaves of a text that bears no guard: nothing unseen around it."""
    while text != (shorter := text.strip().strip(INVISIBLE)):
        text = shorter
    return text


def came_back(content: bytes) -> list[object]:
    return [row.raw[1] for row in read_table(content, "x").rows]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_and_every_text_comes_back(text: str) -> None:
    as_csv = write_csv(["a", "b"], [["x", text]])
    (written,) = list(csv.reader(io.StringIO(as_csv.decode("utf-8-sig"), newline="")))[1:]
    assert written[1].startswith("'")
    as_xlsx = write_xlsx(["a", "b"], [["x", text]])
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx)).active
    assert sheet is not None
    assert sheet["B2"].data_type == "s"
    assert came_back(as_csv) == came_back(as_xlsx) == [text]


@settings(max_examples=300)
@given(texts)
def test_any_text_comes_back_from_csv(text: str) -> None:
    (found,) = came_back(write_csv(["a", "b"], [["x", text]]))
    assert str(found) in text, "only the edges may be lost"
    assert without_edges(str(found)) == without_edges(text)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_any_text_comes_back_from_xlsx(text: str) -> None:
    (found,) = came_back(write_xlsx(["a", "b"], [["x", text]]))
    assert without_edges(str(found)) == without_edges(text)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@settings(max_examples=50)
@given(row=st.lists(texts, min_size=3, max_size=3))
def test_any_row_comes_back_whatever_stands_between_its_cells(delimiter: str, row: list[str]) -> None:
    content = write_csv(["a", "b", "c", "d"], [["x", *row]], delimiter=delimiter)
    (found,) = read_table(content, "x").rows
    assert [without_edges(str(cell)) for cell in found.raw[1:]] == [without_edges(cell) for cell in row]


def test_a_csv_file() -> None:
    row = ["Zoë", None, True, False, 4.0, 0.25, 7, date(2026, 11, 1), datetime(2026, 11, 1, 12, tzinfo=UTC)]
    content = write_csv([f"c{place}" for place in range(9)], [row])
    assert content.startswith(b"\xef\xbb\xbfc0,c1")
    assert content.decode("utf-8-sig").splitlines()[1] == (
        "Zoë,,yes,no,4,0.25,7,2026-11-01,2026-11-01T12:00:00+00:00"
    )
    assert content.endswith(b"\r\n")
    assert write_csv(["c0"], [["x"]], mark=False) == b"c0\r\nx\r\n"


def test_a_workbook() -> None:
    row = [
        "Zoë",
        None,
        True,
        4.5,
        7,
        date(2026, 11, 1),
        datetime(2026, 11, 1, 12, tzinfo=UTC),
        "#N/A",
        "_x0041_",
    ]
    content = write_xlsx([f"c{place}" for place in range(9)], [row])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    assert sheet["F2"].number_format == "yyyy-mm-dd"
    assert sheet["H2"].data_type == "s"
    assert read_table(content, "x").rows[0].raw == (
        *("Zoë", "", "yes", 4.5, 7.0, date(2026, 11, 1), "2026-11-01T12:00:00+00:00", "#N/A", "_x0041_"),
    )


def as_json(columns: list[str], rows: list[list[Value]]) -> bytes:
    content = io.BytesIO()
    assert json_to(content, columns, rows) == len(rows)
    return content.getvalue()


def test_json() -> None:
    content = as_json(
        ["name", "on", "hours", "verified"], [["=Zoë", date(2026, 11, 1), 4.5, True], [None] * 4]
    )
    assert json.loads(content) == [
        {"name": "=Zoë", "on": "2026-11-01", "hours": 4.5, "verified": True},
        {"name": None, "on": None, "hours": None, "verified": None},
    ]
    assert "Zoë".encode() in content
    assert json.loads(as_json(["name"], [])) == []


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_days_come_back_as_days(write: object) -> None:
    assert callable(write)
    columns = ["email", "course", "completed_on"]
    days = [date(2020, 2, 29), date(2024, 12, 31), date(2026, 11, 1)]
    content = write(columns, [["a@b.example", "BLS", day] for day in days])
    for order in DateOrder:
        outcomes = parse_rows(COMPLETIONS, read_table(content, "x"), order, TODAY)
        assert [outcome.values.completed_on for outcome in outcomes if isinstance(outcome, Parsed)] == days


def refused_of(table: Table) -> list[Refused]:
    outcomes = parse_rows(ABSENCES, table, DateOrder.MDY, TODAY)
    return [outcome for outcome in outcomes if isinstance(outcome, Refused)]


def test_rejected_rows_go_back_in_the_shape_they_were_brought_in() -> None:
    brought = (
        "Email;KIND;Course;Starts On;Reason\r\n"
        "a@b.example;leave;;2026-01-05;ill\r\n"
        "b@b.example;leave;BLS;1/5/26;'=ill\r\n"
    )
    table = read_table(brought.encode(), "absences.csv")
    name, content = write_rejected(table, refused_of(table))
    assert name == rejected_name("absences.csv") == "absences.csv.rejected.csv"
    assert content.decode() == (
        "line;rejection_reason;Email;KIND;Course;Starts On;Reason\r\n"
        "3;course: a leave is for all courses, so none is named (found BLS);"
        "b@b.example;leave;BLS;1/5/26;'=ill\r\n"
    )


def test_rejected_rows_can_be_mended_and_imported_again() -> None:
    lines = (
        "email,kind,course,starts_on,reason",
        "a@b.example,leave,BLS,2026-01-05,=ill",
        "b@b.example,leave,,soon,",
    )
    table = read_table("\n".join(lines).encode("utf-8-sig"), "absences.csv")
    name, content = write_rejected(table, refused_of(table))
    again = read_table(content.replace(b",BLS,", b",,"), name)
    assert check_columns(ABSENCES, again).unknown == ()
    mended, still = parse_rows(ABSENCES, again, DateOrder.MDY, TODAY)
    assert isinstance(mended, Parsed)
    assert mended.values.reason == "=ill"
    assert isinstance(still, Refused)
    _, once_more = write_rejected(again, [still])
    assert read_table(once_more, name).header == again.header


def test_rejected_rows_of_a_workbook_and_of_lines_that_fell_apart() -> None:
    workbook = write_xlsx(["email", "kind", "starts_on"], [["a@b.example", "holiday", date(2026, 1, 5)]])
    table = read_table(workbook, "absences.xlsx")
    _, content = write_rejected(table, refused_of(table))
    assert read_table(content, "x").rows[0].raw[2:] == ("a@b.example", "holiday", "2026-01-05")
    lines = 'email,kind,starts_on\na@b.example,leave,"November 1, 2026\nb@b.example,leave,November 1, 2026\n'
    apart = read_table(lines.encode(), "absences.csv")
    _, content = write_rejected(apart, refused_of(apart))
    header, first, second = csv.reader(io.StringIO(content.decode(), newline=""))
    assert header == ["line", "rejection_reason", "email", "kind", "starts_on"]
    assert (first[0], first[2:4]) == ("2", ["a@b.example", "leave"])
    assert (second[0], second[2:]) == ("3", ["b@b.example", "leave", "November 1", "2026"])


def test_the_files_of_an_export_can_be_imported() -> None:
    row: list[Value] = [
        "a@b.example",
        "",
        "Pia",
        "O'Neil",
        "Elm Fire",
        "",
        "",
        "Station 4",
        "",
        "+1 555 0100",
        date(2020, 1, 1),
        None,
    ]
    for content in (write_csv(ROSTER.columns, [row]), write_xlsx(ROSTER.columns, [row])):
        (outcome,) = parse_rows(ROSTER, read_table(content, "roster"), DateOrder.DMY, TODAY)
        assert isinstance(outcome, Parsed)
        assert outcome.values.phone == "+1 555 0100"
        assert outcome.values.joined_on == date(2020, 1, 1)


def test_a_workbook_opens_well_and_is_read_back() -> None:
    rows: list[list[Value]] = [["a@b.example", "x" * 90, date(2026, 1, 5)], ["c@d.example", None, None]]
    content = write_xlsx(
        ["email", "reason", "starts_on"], rows, sheet="absences: all/today", heading="Absences · R&D use only"
    )
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page is not None
    assert page.title == "absences  all today"
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:C3")
    assert all(cell.font.bold for cell in page[1])
    widths = [page.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [13, 60, 12]
    assert page.oddHeader is not None
    assert page.oddHeader.left.text == "Absences · R&&D use only"
    assert page.print_title_rows == "$1:$1"
    table = read_table(content, "absences.xlsx")
    assert table.header == ("email", "reason", "starts_on")
    assert [row.line for row in table.rows] == [2, 3]
