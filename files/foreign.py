"""What a file is that is no table: told from its first bytes, in words a person knows."""

from __future__ import annotations

import io
import zipfile

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "an audio, video or picture file"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"SQLite format 3", "a database"),
    (b"\xff\xfe\x00\x00", "a text in UTF-32"),
    (b"\x00\x00\xfe\xff", "a text in UTF-32"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one locked with a password"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "a web page, even if its name says .xls"),
    (b"<html", "a web page, even if its name says .xls"),
    (b"<table", "a web page, even if its name says .xls"),
    (b"<meta", "a web page, even if its name says .xls"),
    (b"<?xml", "an XML document, even if its name says .xls"),
    (b"mime-version:", "a web archive, even if its name says .xls"),
    (b"[{", "a JSON document"),
    (b'{"', "a JSON document"),
    (b"{\n", "a JSON document"),
    (b"[\n", "a JSON document"),
)
_ZIP = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"

MOST_ENTRIES = 10_000
"""Entries of an archive that are looked at; an archive of more is not opened at all."""


def entries_in_zip(content: bytes) -> int:
    """How many entries an archive has at most; what is no archive has none."""
    return content.count(_ENTRY) if content.startswith(b"PK") else 0


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are an Excel workbook (`.xlsx`, `.xlsm`), whatever the file is named."""
    return content.startswith(_ZIP) and "xl/workbook.xml" in _names_in_zip(content)


def foreign_kind(content: bytes) -> str | None:
    """What the file is when it is known to be neither CSV nor XLSX, else nothing."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    start = content[:256].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginning, kind in _MARKUP:
        if start.startswith(beginning):
            return kind
    if content.startswith(b"PK"):
        return _kind_of_zip(content)
    return None


def _kind_of_zip(content: bytes) -> str:
    names = _names_in_zip(content)
    if not names:
        return "a damaged or compressed file (ZIP)"
    if "xl/workbook.bin" in names:
        return "an Excel binary workbook (.xlsb)"
    if "word/document.xml" in names:
        return "a Word document"
    if "ppt/presentation.xml" in names:
        return "a PowerPoint presentation"
    if "content.xml" in names:
        return "an OpenDocument file (.ods)"
    if any(name.endswith(".iwa") for name in names):
        return "an Apple Numbers file"
    return "a compressed file (ZIP)"


def _names_in_zip(content: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError):
        return frozenset()
