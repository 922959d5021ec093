"""Certificates as files: what one may be, told by its own bytes, and what it is called where it goes.

A name and a media type are what somebody, or somebody's program, says of a file; neither is believed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from words.signs import typeable

MOST_BYTES = 10_000_000
"""The largest certificate; ten megabytes as people count them."""

PDF, PNG, JPEG, HEIC = "application/pdf", "image/png", "image/jpeg", "image/heic"
ENDINGS: Mapping[str, str] = MappingProxyType({PDF: "pdf", PNG: "png", JPEG: "jpg", HEIC: "heic"})
KNOWN_ENDINGS = frozenset(("pdf", "png", "jpg", "jpeg", "heic", "heif"))
"""How the name of a certificate may end; what ends otherwise is not fetched."""

TABLE_ENDINGS = frozenset(("csv", "tsv", "tab", "xlsx", "xlsm", "xls", "ods"))
"""How the name of a table ends: one is offered to be imported, never kept as a certificate."""

KINDS = "a PDF, PNG, JPEG or HEIC of up to 10 MB"

_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_IMAGE_BRANDS = frozenset((b"mif1", b"msf1"))
"""An image of whichever coding; the brands that follow say which."""

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"GIF8", "a GIF"),
    (b"RIFF", "a WebP image or an audio file"),
    (b"II*\x00", "a TIFF"),
    (b"MM\x00*", "a TIFF"),
    (b"#!", "a script"),
    (b"{\\rtf", "a text document"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|script|\?xml|svg)", re.IGNORECASE)
_NAME = 80
_STEM = re.compile(r"[^A-Za-z0-9]+")


def media_type_of(content: bytes) -> str | None:
    """What a file is by its first bytes, of what a certificate may be; None for anything else.

    Source of the signs: ISO 32000-1 7.5.2 (PDF), the PNG specification 5.2, ITU T.81 B.1.1.3 (JPEG),
    ISO/IEC 23008-12 10.2 (HEIC: the brands of its `ftyp` box).
    """
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    return HEIC if _is_heic(content) else None


def looks_like(content: bytes) -> str:
    """What a file that is no certificate seems to be, in words."""
    if not content:
        return "an empty file"
    if _MARKUP.match(content[:512].removeprefix(b"\xef\xbb\xbf")):
        return "a web page"
    if content[4:8] == b"ftyp":
        return "a video or another kind of image"
    return next((said for sign, said in _SIGNS if content.startswith(sign)), "something else")


def ending_of(name: str) -> str:
    """How a name ends, in lower case and without the dot; empty where there is no dot."""
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def is_table(name: str) -> bool:
    """Whether a name is a table's."""
    return ending_of(name) in TABLE_ENDINGS


def shown_name(name: str) -> str:
    """A file's name as it is kept and said: one short line, nothing of a path, no sign that is not seen."""
    last = typeable(name).replace("\\", "/").rpartition("/")[2]
    line = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in last)
    found = " ".join(line.split()).lstrip(".") or "a file"
    if len(found) <= _NAME:
        return found
    stem, dot, ending = found.rpartition(".")
    tail = f"{dot}{ending}" if stem and len(ending) < 8 else ""
    return found[: _NAME - len(tail) - 1].rstrip() + "…" + tail


def given_name(media_type: str, *parts: str) -> str:
    """What a file is called where it is given away: of our words, in letters and digits alone."""
    plain = (unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode() for part in parts)
    stems = (_STEM.sub("-", part).strip("-")[:40] for part in plain)
    stem = "-".join(each for each in stems if each) or "certificate"
    return f"{stem[:120]}.{ENDINGS.get(media_type, 'bin')}"


def _is_heic(content: bytes) -> bool:
    """Whether the file type box names a brand of HEIC; an AVIF image calls itself `mif1` too."""
    if content[4:8] != b"ftyp":
        return False
    size = int.from_bytes(content[:4], "big")
    if not 16 <= size <= 4096 or size > len(content):
        return False
    major, box = content[8:12], content[16:size]
    others = {box[place : place + 4] for place in range(0, len(box), 4)}
    if major in _HEIC_BRANDS:
        return True
    return major in _IMAGE_BRANDS and (not _HEIC_BRANDS.isdisjoint(others) or b"avif" not in others)
