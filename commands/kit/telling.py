"""Who is told of a change at once, and whom it waits for: what begins within a day waits for no letter.

At once is outside letter and quiet hours, by design: what is moved at 21:00 for 07:00 is said at 21:00.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.kit.request import Request
from readiness.records import PersonId
from storage.accounts import accounts_of
from storage.letters import LetterLine, leave_line

AT_ONCE = timedelta(hours=24)
"""How near something is when a change of it waits for no letter."""


def is_near(now: datetime, *starts: datetime) -> bool:
    """Whether it begins within a day, at one of the times it had or has; what is over is not near."""
    return any(-AT_ONCE < start - now <= AT_ONCE for start in starts)


def told_at_once(
    request: Request, people: Iterable[PersonId], matter: str, about_id: int, near: bool
) -> list[PersonId]:
    """Of some people those who are told at once; for the others a line of their letter is left.

    Who does it themself hears it anyway. Whom Slack does not reach at once has it in a letter: their lead's.
    A letter speaks of one record in one matter once, as it is by then.
    """
    session, now, workspace = request.session, request.now, request.member.workspace
    told = sorted(set(people) - {request.member.person_id or 0})
    reached = accounts_of(session, told, workspace, now) if near else {}
    at_once = [each for each in told if each in reached]
    later = set(told) - set(at_once)
    waits = _who_waits_for_it(session, sorted(later), matter, about_id)
    leave_line(session, later - waits, matter, about_id, now, mark=now.isoformat())
    return at_once


def _who_waits_for_it(
    session: Session, people: Sequence[PersonId], matter: str, about_id: int
) -> set[PersonId]:
    """For whom a line of this matter waits already."""
    found = select(LetterLine.person_id).where(
        LetterLine.person_id.in_(people),
        LetterLine.matter == matter,
        LetterLine.about_id == about_id,
        LetterLine.told_on.is_(None),
    )
    return set(session.scalars(found))
