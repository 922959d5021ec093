"""Codes of a wall that no class has: how many somebody sent lately, so that nobody guesses one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.classes import WrongCode
from storage.turns import take_turn

FEW = 5
"""Wrong codes somebody may send within `WITHIN`: of ten thousand, that guesses nothing."""
WITHIN = timedelta(minutes=10)


def may_try(session: Session, person_id: int, now: datetime) -> bool:
    """Whether somebody sent few enough wrong codes lately to try another; their tries take turns."""
    take_turn(session, "wrong codes", person_id)
    sent = select(func.count()).where(
        WrongCode.person_id == person_id, WrongCode.at > now - WITHIN, WrongCode.at <= now
    )
    return (session.scalar(sent) or 0) < FEW


def note_wrong_code(session: Session, person_id: int, now: datetime) -> None:
    """Notes that somebody sent a code no class has; older ones of theirs are forgotten."""
    session.execute(delete(WrongCode).where(WrongCode.person_id == person_id, WrongCode.at <= now - WITHIN))
    session.add(WrongCode(person_id=person_id, at=now))
