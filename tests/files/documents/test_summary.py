"""The summary for a council: always one page, PDF/UA, the same bytes twice, no text a command."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from files.documents.summary import Bar, CourseLine, Summary, Tile, summary_pdf
from tests.files.documents.test_pdf import ODD, failures

AS_OF = date(2026, 11, 2)
DATED = datetime(2026, 11, 2, 6, tzinfo=UTC)


def summary(**other: Any) -> Summary:
    made = Summary(
        of="Grove County",
        region="Grove County",
        handling_mark="For official use",
        as_of=AS_OF,
        made_at=DATED,
        remarks=[],
        tiles=[
            Tile("78%", "of what is asked is current: 41 of 52 requirements", "7KQ2MNA4WD"),
            Tile("2", "full teams deep; one more is short of Transport", "8ABCDEF"),
            Tile("3", "exercises or incidents in 12 months: 1 with full reach and 2 siloed", "9ABCDEF"),
            Tile("75%", "of 4 actions said to be done were shown to work", "2ABCDEF"),
        ],
        courses=[CourseLine("ASIM Basic", "every 24 months", 41, 52, 78, None, "3ABCDEF")],
        bars_heading="By discipline, weakest first: Law enforcement 40%",
        bars=[
            Bar("Law enforcement", 4, 10, 40, "4ABCDEF"),
            Bar("Fire", 37, 42, 88, "5ABCDEF"),
            Bar("Hospitals", 0, 0, None, "6ABCDEF"),
        ],
        parts=[
            ("What was left out, and why", ["Requirements outside the shares: 3 of people on leave."]),
            ("How to check this", ["A number with a key can be checked."]),
        ],
    )
    return replace(made, **other)


def crowded(text: str) -> Summary:
    """As much as may stand in one, all of it long."""
    return Summary(
        *(text, text, text, AS_OF, DATED),
        [text] * 2,
        [Tile("100%", text, "7KQ2MNA4WD")] * 4,
        [CourseLine(text, text, 123_456, 234_567, 52, 40, "7KQ2MNA4WD")] * 30,
        text[:200],
        [Bar(text, 123_456, 234_567, 52, "7KQ2MNA4WD")] * 300,
        [(text[:60], [text] * 40)] * 3,
    )


def empty() -> Summary:
    return summary(
        handling_mark="", remarks=["Nothing is asked of anybody here yet."], tiles=[], courses=[], bars=[]
    )


def text_of(made: Summary) -> str:
    [page] = PdfReader(io.BytesIO(summary_pdf(made))).pages
    return " ".join(page.extract_text().split())


def test_each_number_stands_with_its_key_on_one_page_as_of_a_day() -> None:
    found = text_of(summary())
    for said in (
        "Readiness of Grove County",
        "As of 2 Nov 2026.",
        "For official use",
        "78% of what is asked is current: 41 of 52 requirements Key 7KQ2MNA4WD",
        "ASIM Basic every 24 months 41 of 52 78% 3ABCDEF",
        "By discipline, weakest first: Law enforcement 40%",
        "Law enforcement 40% 4 of 10 4ABCDEF",
        "n/a",
        "What was left out, and why",
        "Page 1 of 1",
    ):
        assert said in found


def test_a_share_of_the_strength_stands_beside_that_of_those_listed() -> None:
    line = CourseLine("ASIM Basic", "every 24 months", 41, 52, 78, 68, "3ABCDEF")
    found = text_of(summary(courses=[line, replace(line, name="BLS", strength_share=None)]))
    assert "Of strength" in found
    assert "ASIM Basic every 24 months 41 of 52 (78%) 68%" in found
    assert "BLS every 24 months 41 of 52 (78%) 78%" in found


@pytest.mark.parametrize(
    "made",
    [
        crowded("Nguyễn Thị Ánh " * 40),
        crowded("x" * 600),
        crowded("王小明 田中 " * 80),
        empty(),
        summary(bars=[]),
    ],
    ids=["words", "one word", "boxes", "nothing", "no bars"],
)
def test_it_is_one_page_whatever_stands_in_it(made: Summary) -> None:
    content = summary_pdf(made)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    assert failures(content) == []
    assert summary_pdf(made) == content


def test_it_is_tagged_titled_and_says_its_language() -> None:
    reader = PdfReader(io.BytesIO(summary_pdf(summary())))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"].startswith("en")
    assert reader.metadata is not None
    assert reader.metadata.title == "Readiness of Grove County"


@pytest.mark.sliced(5)
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_whatever_somebody_typed_stays_text(text: str) -> None:
    content = summary_pdf(crowded(text))
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    assert failures(content) == []
