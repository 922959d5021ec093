"""What Home says of positions: to each person those they have played and walked."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from commands.kit.blocks import paragraphs, styled
from commands.kit.request import Request
from storage.last_played import Held, LastHeld, last_held
from words.days import spoken

MOST = 8


def positions_i_played(request: Request) -> Iterator[Block]:
    """The positions the speaker has held: "Transport: played 14 Jan 2026 (full-scale), walked 3 Oct 2025"."""
    person_id = request.member.person_id
    held = [] if person_id is None else last_held(request.session, person_id, request.today)
    if not held:
        return
    lines = [_line(request, each) for each in held[:MOST]]
    if len(held) > MOST:
        lines.append(f"{len(held) - MOST} more in your record.")
    yield styled("*Positions you have held*")
    yield from paragraphs(lines)


def _line(request: Request, held: LastHeld) -> str:
    parts = []
    if held.played is not None:
        own = "; your own word until verified" if held.on_own_word else ""
        parts.append(f"played {_when(held.played)}{own}")
    if held.walked is not None:
        parts.append(f"walked {spoken(held.walked.held_on)}")
    return f"{request.catalogue.every_position[held.position].title}: {', '.join(parts)}"


def _when(held: Held) -> str:
    return f"{spoken(held.held_on)} ({held.kind})"
