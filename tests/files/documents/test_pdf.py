"""PDF documents: accepted by a PDF/UA checker, the same bytes twice, and no text is ever a command."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import page
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from files.documents.pdf import TEMPLATES, pdf, plain_text

NOON = datetime(2026, 11, 2, 18, tzinfo=UTC)
ODD = (
    '#panic("x") #sys.version *bold* _it_ $x^2$ @ref <label> // no /* comment */ \\ ` "quotes" [a] {b} = h',
    "Robert'); DROP TABLE person;--",
    "one\nline\r\n\tonly\x00\x07",
    "Nguyễn Thị Ánh, Łódź, Ωμέγα, Иван",
    "יעל כהן",
    "مريم العلي",
    "प्रिया",
    "王小明 田中",
    "🚒 👩‍🚒 🇺🇸",
    "ไทย ខ្មែរ",
    "a\u202ebc\u2066d\u200b\xad",
    "\ud800\ue000\ufffe\U0010ffff",
    "e\u0301\u0301\u0301",
    "x" * 400,
)


def content(*texts: str) -> dict[str, Any]:
    """A transcript's content with these texts everywhere one may stand."""
    rows = [[each, [each, each], each] for each in texts]
    return {
        **dict.fromkeys(("title", "subject", "head", "mark", "foot"), texts[0]),
        "facts": [[each, each] for each in texts],
        "remarks": list(texts),
        "parts": [
            {"heading": each, "says": each, "widths": [1, 2.5, 0], "header": ["A", "B", "C"], "rows": rows}
            for each in texts[:2]
        ],
    }


def failures(document: bytes) -> list[str]:
    """What the checker has against a document as PDF/UA-1."""
    report = page.validate_pdf_bytes(document, profile="ua1")
    return [f"{each.rule_id}: {each.message}" for each in report.failures]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_whatever_somebody_is_called_stays_text(text: str) -> None:
    made = pdf("report", content(text), NOON)
    assert failures(made) == []
    reader = PdfReader(io.BytesIO(made))
    assert reader.metadata is not None
    assert reader.metadata.title == plain_text(text)


def test_the_text_is_what_was_written_with_signs_that_no_font_has() -> None:
    first = PdfReader(io.BytesIO(pdf("report", content(ODD[0], "Bo 王小明"), NOON))).pages[0]
    assert ODD[0].split(" //")[0] in first.extract_text().replace("\n", " ")
    # The sign drawn as a box says what it is: to who reads aloud by ActualText, or by the font's own map.
    drawn = first.get_contents()
    assert drawn is not None
    spoken = re.findall(rb"/ActualText<FEFF([0-9A-F]+)>", drawn.get_data())
    assert {"小", "明"} <= {bytes.fromhex(each.decode()).decode("utf-16-be") for each in spoken}


def test_it_is_the_same_to_the_byte_and_dated_with_its_own_instant() -> None:
    made = pdf("report", content("Ada"), NOON)
    assert pdf("report", content("Ada"), NOON) == made
    assert pdf("report", content("Ada"), NOON.replace(hour=19)) != made
    metadata = PdfReader(io.BytesIO(made)).metadata
    assert metadata is not None
    assert metadata.creation_date == NOON
    with pytest.raises(ValueError, match="zone"):
        pdf("report", content("Ada"), NOON.replace(tzinfo=None))


def test_screen_readers_find_their_way() -> None:
    """What the checker asks of every PDF, and what it can't: headings, header cells, language, title."""
    reader = PdfReader(io.BytesIO(pdf("report", content("Ada", "Ben"), NOON)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert [each.title for each in reader.outline] == ["Ada", "Ben"]  # type: ignore[union-attr]
    assert {str(each["/Tabs"]) for each in reader.pages} == {"/S"}
    tags = list(kinds(root["/StructTreeRoot"]))
    assert tags.count("/Table") == 2
    assert tags.count("/TH") == 6


def kinds(node: Any) -> Iterator[str]:
    """The kinds of all elements of the structure, in reading order."""
    if isinstance(node, IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from kinds(each)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"])
        yield from kinds(node.get("/K", []))


def test_the_checker_does_find_faults() -> None:
    """Else its silence would mean nothing."""
    made = pdf("report", content("Ada"), NOON)
    assert failures(made.replace(b"/Marked true", b"/Marked null")) != []


def test_the_last_resort_has_a_glyph_for_every_sign_there_is() -> None:
    font = TTFont(TEMPLATES / "any-sign.ttf")
    known = font.getBestCmap()
    assert all(known.get(ord(sign)) == "sign" for sign in "王🚒ไ\u0378\U0002fa1d")
    assert font["name"].getDebugName(1) == "Muster Any Sign"
