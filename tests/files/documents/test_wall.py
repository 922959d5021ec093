"""The sheet for a wall: one page, tagged for screen readers, the same bytes twice, its QR code to be read."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from files.documents.wall import WallSheet, qr_code, wall_sheet
from tests.files.documents.test_pdf import failures

ADDRESS = "https://grove.slack.com/archives/C0123456789/p1735854651500008"


def sheet(title: str, address: str) -> WallSheet:
    return WallSheet(
        title=title,
        facts=["Thu 3 Dec 2026, 18:00 to 22:00", "Station 4 " + "and its annex " * 20],
        address=address,
        code="4821",
        region="Grove County",
        handling_mark="For official use",
        made_at=datetime(2026, 11, 2, tzinfo=UTC),
    )


def test_a_sheet_is_one_page_and_fit_for_screen_readers() -> None:
    for title, address in (("ASIM Basic", ADDRESS), ("#eval(1) <b> *x* " * 12, "")):
        made = wall_sheet(sheet(title, address))
        assert made == wall_sheet(sheet(title, address))
        assert failures(made) == []
        [page] = PdfReader(BytesIO(made)).pages
        shown = page.extract_text()
        assert "4821" in shown
        assert ("Scan it" in shown) is bool(address)
    assert qr_code(ADDRESS) != qr_code(ADDRESS[:-1])
    assert qr_code(ADDRESS).startswith("<svg")
