"""Documents that are set when they are sent: of what came through a store, the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from files.documents.setting import Document, Kind
from files.documents.transcript import Transcript, transcript_pdf, transcript_xlsx
from files.documents.wall import WallSheet, wall_sheet
from tests.files.documents.test_transcript import taken, transcript
from tests.files.documents.test_wall import sheet

MADE = transcript(taken(0), taken(2, verified=False), replace(taken(3), hours=None, on=None))


@pytest.mark.parametrize(
    ("kind", "what", "there"),
    [
        (Kind.TRANSCRIPT_PDF, MADE, transcript_pdf(MADE)),
        (Kind.TRANSCRIPT_XLSX, MADE, transcript_xlsx(MADE)),
        (Kind.WALL_SHEET, sheet("ASIM Basic", ""), wall_sheet(sheet("ASIM Basic", ""))),
    ],
)
def test_it_is_the_same_bytes_as_if_it_were_set_at_once(
    kind: Kind, what: Transcript | WallSheet, there: bytes
) -> None:
    kept = json.loads(json.dumps(Document.of(kind, what).content))
    assert Document(kind, kept).set() == there == Document(kind, kept).set()


def test_content_of_another_kind_is_none() -> None:
    with pytest.raises(ValueError, match="code"):
        Document(Kind.WALL_SHEET, Document.of(Kind.TRANSCRIPT_PDF, MADE).content).set()
