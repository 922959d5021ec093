"""A sheet for the wall of a classroom: a QR code of the class's card, and four digits for a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from files.documents.pdf import pdf

SCAN = "Scan it with your phone, and press I'm here on the card in Slack."
WITHOUT = "No Slack? Tell the instructor, who adds you by name."
ALT = "QR code that opens the card of this class in Slack"


@dataclass(frozen=True, slots=True)
class WallSheet:
    """What stands on one: the class, its facts a line each, the address of its card, its code.

    `address` is empty where the card has none; `made_at` the instant the sheet is of.
    """

    title: str
    facts: Sequence[str]
    address: str
    code: str
    region: str
    handling_mark: str
    made_at: datetime


def wall_sheet(sheet: WallSheet) -> bytes:
    """The sheet as PDF, on one page, for the eye and for screen readers."""
    return pdf(
        "wall",
        {
            "title": sheet.title,
            "subject": "Sign in to this class",
            "head": sheet.region,
            "mark": sheet.handling_mark,
            "facts": list(sheet.facts),
            "qr": qr_code(sheet.address) if sheet.address else "",
            "alt": ALT,
            "scan": SCAN,
            "code": sheet.code,
            "send": f"{'Or send' if sheet.address else 'Send'} Muster a message in Slack: here {sheet.code}",
            "without": WITHOUT,
        },
        sheet.made_at,
    )


def qr_code(address: str) -> str:
    """An address as a QR code, drawn in SVG; it is read with a quarter of it covered."""
    import segno  # by whoever makes a sheet: no start pays for it

    return segno.make(address, error="q", micro=False).svg_inline(border=2)
