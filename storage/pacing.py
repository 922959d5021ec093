"""When a target is reached at the pace on record, and what falls due: read for a scope and a course.

The rules are `readiness.pace`'s. Where each person stands is read from the projection; of completions only
those of people whose last one lies in the months a pace is measured over.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from readiness.due import Scope


def trainers_share(session: Session, scope: Scope, on: date, months: int = 12) -> int | None:
    """What share of what falls due in a scope within some months its courses' trainers can teach, in percent.

    0 to 100, rounded down; None where nothing falls due of a course whose trainer course is named, or where
    none is named.
    """
    raise NotImplementedError
