import contextlib
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from files.cells import NOT_COMPUTED
from files.table import NotATable, read_table


def saved(workbook: Workbook) -> bytes:
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def sheet_of(*rows: Sequence[object]) -> bytes:
    workbook = Workbook()
    assert workbook.active is not None
    for row in rows:
        workbook.active.append(list(row))
    return saved(workbook)


def repacked(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with something replaced in one of its parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            inside = before.read(name)
            assert name != part or old in inside
            after.writestr(name, inside.replace(old, new) if name == part else inside)
    return packed.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SMALL = sheet_of(["email", "course"], ["a@b.example", "BLS"])


def test_cells_of_every_kind() -> None:
    table = read_table(
        sheet_of(
            ["Email", "When", "At", "Hours", "Verified"],
            [" a@b.example ", date(2026, 11, 1), datetime(2026, 11, 1, 10, 30), 4, True],
            ["'=guarded", datetime(2026, 11, 1), time(10, 30), 0.25, None],
        ),
        "x.xlsx",
    )
    assert table.columns == ("email", "when", "at", "hours", "verified")
    assert table.rows[0].raw == ("a@b.example", date(2026, 11, 1), datetime(2026, 11, 1, 10, 30), 4.0, True)
    assert table.rows[1].raw == ("=guarded", date(2026, 11, 1), time(10, 30), 0.25, "")


def test_a_cell_merged_down_is_each_of_its_rows() -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["email", "course", "completed_on"])
    workbook.active.append(["a@b.example", "BLS", date(2026, 3, 12)])
    workbook.active.append(["c@d.example", None, None])
    workbook.active.append([None, None, None])
    workbook.active.append(["e@f.example", "ASIM-B", None])
    for merged in ("B2:B4", "C2:C20"):
        workbook.active.merge_cells(merged)
    rows = read_table(saved(workbook), "x.xlsx").rows
    assert [row.raw for row in rows] == [
        ("a@b.example", "BLS", date(2026, 3, 12)),
        ("c@d.example", "BLS", date(2026, 3, 12)),
        ("e@f.example", "ASIM-B", date(2026, 3, 12)),
    ]


def test_rows_keep_the_numbers_the_sheet_gives_them() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["C3"], sheet["D3"] = "email", "course"
    sheet["C4"], sheet["D7"] = "a@b.example", "BLS"
    table = read_table(saved(workbook), "x.xlsx")
    assert table.columns == ("", "", "email", "course")
    assert [(row.line, row.cells) for row in table.rows] == [
        (4, {"email": "a@b.example", "course": ""}),
        (7, {"email": "", "course": "BLS"}),
    ]


def test_an_error_and_a_formula_without_result_never_pass_for_empty() -> None:
    content = sheet_of(["email", "left_on", "hours"], ["a@b.example", "#N/A", "=2*2"], ["", "", "#REF!"])
    first, second = read_table(content, "x.xlsx").rows
    assert first.raw == ("a@b.example", "#N/A", NOT_COMPUTED)
    assert second.raw == ("", "", "#REF!")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:  # two libraries write an empty element each its way
        written = archive.read(SHEET)
    empty = next(each for each in (b"<v></v>", b"<v />", b"<v/>") if b"<f>2*2</f>" + each in written)
    with_result = repacked(content, SHEET, b"<f>2*2</f>" + empty, b"<f>2*2</f><v>4</v>")
    assert read_table(with_result, "x.xlsx").rows[0].raw == ("a@b.example", "#N/A", 4.0)
    is_text = b'<c r="C2" t="str"><f>2*2</f>' + empty
    empty_text = repacked(content, SHEET, b'<c r="C2"><f>2*2</f>' + empty, is_text)
    assert read_table(empty_text, "x.xlsx").rows[0].raw == ("a@b.example", "#N/A", "")


def test_the_first_visible_sheet_with_something_in_it_is_read() -> None:
    workbook = Workbook()
    assert workbook.active is not None
    hidden = workbook.create_sheet("Hidden")
    hidden.append(["not", "this"])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("People & more").append(["email", "course"])
    workbook["People & more"].append(["a@b.example", "BLS"])
    workbook.create_sheet("Notes").append(["left alone"])
    table = read_table(saved(workbook), "x.xlsx")
    assert table.shape.sheet == "People & more"
    assert table.shape.other_sheets == ("Notes",)
    assert table.columns == ("email", "course")


def test_formatting_far_below_the_table_is_nothing() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["email"])
    sheet.append(["a@b.example"])
    sheet["XFD1048576"].number_format = "0.00"
    assert len(read_table(saved(workbook), "x.xlsx").rows) == 1


@pytest.mark.parametrize("place", ["A1048576", "XFD2", "ZZ30000"])
def test_a_stray_cell_far_from_the_table_is_refused_not_laid_out_in_memory(place: str) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["A1"], sheet[place] = "email", "stray"
    with pytest.raises(NotATable, match="delete what stands far from the table"):
        read_table(saved(workbook), "x.xlsx")


def test_workbooks_that_are_none() -> None:
    for content, found in [
        (saved(Workbook()), "nothing in its visible sheets"),
        (SMALL[:-40], "ZIP"),
        (repacked(SMALL, SHEET, b"</row>", b"<row>"), "damaged"),
        (repacked(SMALL, SHEET, b'r="A2"', b'r="A299999999999"'), "damaged"),
        (
            repacked(SMALL, "xl/workbook.xml", b"<workbook", b"<!DOCTYPE x [<!ENTITY y 'z'>]><workbook"),
            "document type",
        ),
        (repacked(SMALL, "xl/_rels/workbook.xml.rels", b"sheet1.xml", b"sheet9.xml"), "damaged"),
    ]:
        with pytest.raises(NotATable, match=found):
            read_table(content, "x.xlsx")


def test_a_workbook_that_unpacks_to_far_more_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(310):
                part.write(b" " * 1_000_000)
    with pytest.raises(NotATable, match="once unpacked"):
        read_table(packed.getvalue(), "bomb.xlsx")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_workbook_is_read_or_refused(place: int, damage: bytes) -> None:
    content = SMALL[:place] + damage + SMALL[place + len(damage) :]
    with contextlib.suppress(NotATable):
        assert read_table(content, "x.xlsx").rows
