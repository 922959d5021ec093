"""What a question of other records is understood as, in short, over the county that people ask about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.understood import Said, understood
from commands.kit.request import Door, Place, Request
from tests.commands.language.grove import TODAY, Asker
from tests.commands.language.hearing import everything
from tests.conversations import county

NOON = datetime(2026, 11, 2, 18, tzinfo=UTC)


def request_of(grove: Asker, who: str = "dana", text: str = "") -> Request:
    """A request of somebody of the county, in a direct message."""
    place = Place(is_direct=True)
    return Request(
        grove.session, grove.member(who), county.REGION, NOON, TODAY, Door.DIRECT, "", text=text, place=place
    )


def said(grove: Asker, text: str, who: str = "dana") -> Said:
    """A sentence in the words of its JSON."""
    return understood(everything(), request_of(grove, who), text).said


def short(grove: Asker, text: str, who: str = "dana") -> str:
    """The measure, of whom, without whom, and from when to when; "?" for what is asked back."""
    found = said(grove, text, who)
    if found.get("asked_back"):
        return "?"
    away = "".join(f" -{each}" for each in found["without"])
    courses = "".join(f" {each}" for each in found["courses"])
    times = (
        ""
        if found["from"] is None and found["by"] is None
        else f" {found['from'] or ''}..{found['by'] or ''}"
    )
    scopes = "+".join(found["scopes"]).replace(" Department", "")
    return f"{found['measure']} {scopes}{away}{courses}{times}"


def otherwise(grove: Asker, rows: Iterable[tuple[str, ...]]) -> list[tuple[str, str]]:
    """The phrasings that are understood otherwise than they should be; a row may say who asks."""
    told = [(row[0], row[1], short(grove, row[0], *row[2:])) for row in rows]
    return [(text, found) for text, meant, found in told if found != meant]
