import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from files import limits
from files.table import NoRows, NotATable, Table, column_name, read_table

HEADER = "email,course,completed_on"


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.raw for row in table.rows]


def read(text: str, encoding: str = "utf-8") -> Table:
    return read_table(text.encode(encoding), "roster.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_common_dress_of_a_text_file(encoding: str, delimiter: str, end: str) -> None:
    lines = [("First Name", "AGENCY"), (" José ", "Alder\u00a0"), ("Zoë", "Fir")]
    table = read(end.join(delimiter.join(line) for line in lines), encoding)
    assert table.columns == ("first_name", "agency")
    assert cells(table) == [("José", "Alder"), ("Zoë", "Fir")]
    assert [row.line for row in table.rows] == [2, 3]
    assert table.shape.delimiter == delimiter


def test_utf_16_with_either_end_first() -> None:
    for encoding, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        assert cells(read_table(mark + "a,b\nž,2".encode(encoding), "x")) == [("ž", "2")]


@pytest.mark.parametrize(
    ("brought", "known"),
    [
        ("Starts On", "starts_on"),
        ("STARTS_ON", "starts_on"),
        ("starts-on", "starts_on"),
        ("E-mail", "email"),
        (" Member  ID ", "member_id"),
        ("\ufeffemail", "email"),
        ("Fema\nSID", "fema_sid"),
        ("", ""),
    ],
)
def test_names_of_columns(brought: str, known: str) -> None:
    assert column_name(brought) == known


def test_a_row_is_numbered_by_its_first_physical_line() -> None:
    table = read('a,b\r\n1,"two\r\nlines"\r\n\r\n , \r\n,,\r\n3,4\r\n')
    assert [(row.line, row.raw) for row in table.rows] == [(2, ("1", "two\r\nlines")), (7, ("3", "4"))]


def test_a_header_below_blank_lines_and_with_a_line_break_in_it() -> None:
    table = read('\n,,\n"completed\non",course\n2026-11-01,BLS\n')
    assert table.columns == ("completed_on", "course")
    assert table.rows[0].line == 5


def test_the_delimiter_is_the_headers() -> None:
    table = read('agency;disciplines\nAlder, Birch;"ems;fire"\n')
    assert cells(table) == [("Alder, Birch", "ems;fire")]


def test_spaces_around_quotation_marks() -> None:
    assert cells(read('a,b,c\n x, "April 15, 2024" ,y\n')) == [("x", "April 15, 2024", "y")]


def test_the_guard_of_a_spreadsheet_is_taken_off() -> None:
    assert cells(read("a,b\n'=1+1,'+1 555\n'tis,O'Neil\n")) == [("=1+1", "+1 555"), ("'tis", "O'Neil")]


def test_cells_by_name_and_rows_shorter_than_the_header() -> None:
    (row,) = read("email,,course\na@b.example\n").rows
    assert row.cells == {"email": "a@b.example", "course": ""}
    assert row.raw == ("a@b.example", "", "")
    assert row.problem is None


def test_a_row_longer_than_the_header_has_a_problem() -> None:
    fine, empty, longer = read(f"{HEADER}\na,b,c\na,b,c,,\na,b,November 1, 2026\n").rows
    assert (fine.problem, empty.problem) == (None, None)
    assert longer.problem is not None
    assert "4 cells" in longer.problem
    assert "the header 3" in longer.problem
    assert longer.raw == ("a", "b", "November 1", "2026")


def test_a_quotation_mark_never_closed_spoils_its_own_line_only() -> None:
    rows = read(f'{HEADER}\na,b,c\nd,"e,f\ng,h,i\nj,"k",l\nm,"n"o,p\n"q","r\nr",s\n').rows
    assert [(row.line, row.problem is None) for row in rows] == [
        (2, True),
        (3, False),
        (4, True),
        (5, True),
        (6, False),
        (7, True),
    ]
    assert rows[3].raw == ("j", "k", "l")
    assert rows[5].raw == ("q", "r\nr", "s")


def test_many_stray_quotation_marks_take_no_longer_than_the_file() -> None:
    rows = read(f"{HEADER}\n" + '"a,b\n' * 20_000).rows
    assert len(rows) == 20_000
    assert all(row.problem for row in rows)


def test_two_columns_of_one_name_are_read_as_they_stand() -> None:
    """Whether it matters depends on what they are wanted for."""
    table = read("Joined On,email,joined-on\n1,2,3\n")
    assert table.columns == ("joined_on", "email", "joined_on")
    assert cells(table) == [("1", "2", "3")]


def test_a_file_with_nothing_under_its_header() -> None:
    with pytest.raises(NoRows, match="no rows under them"):
        read(f"{HEADER}\r\n,,\r\n")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "is empty"),
        (b" \r\n ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b",,\n,,\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG picture"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\xff\xd8\xff\xe0JFIF", "a JPEG picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
        (b"PK\x03\x04junk", "compressed file (ZIP)"),
        (b"<html><table><tr><td>email</td></tr></table>", "a web page"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML>", "a web page"),
        (b'<?xml version="1.0"?>', "an XML document"),
        (b'[{"email": "a@b.example"}]', "a JSON document"),
        (b"email,course\na\x00b,c\n", "no text"),
        ("email,course\na,b\n".encode("utf-16-le"), "no text"),
        (b"\xff\xfee\x00m", "marked as UTF-16, but damaged"),
        (b"\xef\xbb\xbfemail\xff,b\n1,2\n", "marked as UTF-8, but damaged"),
        (b"email,\x81\n1,2\n", "no text in UTF-8, UTF-16 or Windows-1252"),
        (b"\x01\x02,\x03\n1,2\n", "is no text"),
        ((",".join(f"c{n}" for n in range(600)) + "\n1").encode(), "600 columns"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(content: bytes, found: str) -> None:
    with pytest.raises(NotATable) as refusal:
        read_table(content, "roster.xls")
    assert "roster.xls" in str(refusal.value)
    assert found in str(refusal.value)
    assert "for example: email,course,completed_on" in str(refusal.value)


def test_files_beyond_the_limits() -> None:
    with pytest.raises(NotATable, match="at most 20 MB"):
        read_table(b"x" * (limits.MOST_BYTES + 1), "big.csv")
    with pytest.raises(NotATable, match="more than 200,000 rows"):
        read("a,b\n" + "1,2\n" * (limits.MOST_ROWS + 1))
    assert len(read("a,b\n" + "1,2\n" * limits.MOST_ROWS).rows) == limits.MOST_ROWS


BEGINNINGS = [b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"a,b\n", b'a,b\n"', b"a;b\r'"]


@settings(max_examples=300)
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=200))
def test_random_bytes_are_a_table_or_are_none(beginning: bytes, rest: bytes) -> None:
    try:
        table = read_table(beginning + rest, "random")
    except NotATable:
        return
    assert table.rows
    assert all(len(row.raw) >= len(table.columns) for row in table.rows)


@given(st.text(alphabet="ab,;\t\"' \n\r=é", max_size=60))
def test_lines_count_up_and_no_row_is_blank(text: str) -> None:
    try:
        table = read("h,i\n" + text)
    except NotATable:
        return
    lines = [row.line for row in table.rows]
    assert lines == sorted(set(lines))
    assert all(any(cell != "" for cell in row.raw) or row.problem for row in table.rows)


@pytest.mark.parametrize(
    "name", ["José", "Nuñez", "García", "Díaz", "Jörg", "Müller", "Gómez", "Zoë", "Álvarez"]
)
def test_a_macs_own_letters_are_never_read_as_others(name: str) -> None:
    with pytest.raises(NotATable, match="CSV UTF-8"):
        read(f"name,agency\n{name},Cedar\n", "mac_roman")


@pytest.mark.parametrize(
    "name", ["José Nuñez", "O’Hara", "D’Angelo", "Hašek", "can’t", "Lebœuf", "2019–2020"]
)
def test_windows_letters_are_read_as_they_are(name: str) -> None:
    assert cells(read(f"name,agency\n{name},Cedar\n", "cp1252")) == [(name, "Cedar")]
