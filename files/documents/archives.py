"""Office documents are archives: written again without the instant they were written at, the same twice."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

_OLDEST = (1980, 1, 1, 0, 0, 0)  # the first instant an archive can date an entry with
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def dated(content: bytes, made_at: datetime) -> bytes:
    """The same workbook or document with no other instant in it than the one given."""
    instant = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(again, "w") as copy:
        for name in archive.namelist():
            part = archive.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + instant + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, _OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, part)
    return again.getvalue()
