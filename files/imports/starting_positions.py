"""The positions most teams have, by generic names: loaded only when somebody asks for it.

Who may fill which, how many a team needs and for how long having played it counts are assumptions (A), to be
edited, and labelled "local policy" wherever they are shown.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from storage.audit import Trail
from storage.position_changes import PositionTerms, add_those_missing

POSITIONS = (
    PositionTerms("COMMAND", "Incident command"),
    PositionTerms("TACTICAL", "Tactical", ["law"]),
    PositionTerms("TRIAGE", "Triage", ["ems", "fire"]),
    PositionTerms("TRANSPORT", "Transport", ["ems", "fire"]),
    PositionTerms("STAGING", "Staging", ["ems", "fire", "law"], current_months=18),
    PositionTerms("RESCUE-TF", "Rescue task force", ["ems", "fire", "law"], needed=2),
    PositionTerms("DISPATCH", "Dispatch", ["dispatch"], current_months=24),
    PositionTerms("PIO", "Public information", ["admin", "em", "law"], needed=0, current_months=36),
)


def load_starting_positions(session: Session, trail: Trail) -> list[PositionTerms]:
    """Adds those that are not there yet, in the given transaction, and changes none; gives what was added."""
    return add_those_missing(session, POSITIONS, trail)
