"""Small files that come to much: what the limits are there for. Made here, and never kept as files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(rows: str, before: str = "", after: str = "") -> str:
    """A sheet's XML."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def table(rows: int = 2, cell: Callable[[int], str] | None = None) -> str:
    """Rows of one cell under the header `email`."""
    make = cell or (lambda row: f'<c r="A{row}" t="inlineStr"><is><t>{text(row)}</t></is></c>')
    return "".join(f'<row r="{row}">{make(row)}</row>' for row in range(1, rows + 1))


def text(row: int) -> str:
    return "email" if row == 1 else f"a{row}@x.gov"


def book(
    sheet: str, shared: str = "", sheets: int = 1, parts: Mapping[str, bytes | str] | None = None
) -> bytes:
    """A workbook, each of whose sheets is the same part."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        )
        archive.writestr("_rels/.rels", _relations(1, "officeDocument", "xl/workbook.xml"))
        names = "".join(
            f'<sheet name="S{number}" sheetId="{number}" r:id="r{number}"/>'
            for number in range(1, sheets + 1)
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>{names}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", _relations(sheets, "worksheet", "worksheets/sheet1.xml")
        )
        archive.writestr(SHEET, sheet)
        if shared:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{shared}</sst>')
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return packed.getvalue()


def _relations(count: int, kind: str, target: str) -> str:
    each = "".join(
        f'<Relationship Id="r{number}" Type="{RELATED}/{kind}" Target="{target}"/>'
        for number in range(1, count + 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def lying(rows: str, spaces: int = 400_000_000) -> bytes:
    """A workbook whose sheet unpacks to far more than the archive says, with a sum that fits what it says."""
    said = sheet_of(rows).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = [packer.compress(said)]
    million = b" " * 1_000_000
    packed += [packer.compress(million) for _ in range(spaces // len(million))]
    packed.append(packer.flush())
    honest = book(said.decode())
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist() if name != SHEET}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
        body = b"".join(packed)
        info = zipfile.ZipInfo(SHEET)
        archive.writestr(info, body)
    claims = bytearray(out.getvalue())
    stored = struct.pack("<LLL", zlib.crc32(body), len(body), len(body))
    claimed = struct.pack("<LLL", zlib.crc32(said), len(body), len(said))
    place = claims.find(stored)
    while place >= 0:
        claims[place : place + 12] = claimed
        # the method (8: deflated) stands six bytes before, behind it the time and day of the entry
        claims[place - 6 : place - 4] = struct.pack("<H", 8)
        place = claims.find(stored)
    return bytes(claims)
