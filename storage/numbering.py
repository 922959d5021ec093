"""Codes of a year's records: "EX-2026-001", "CA-2026-001"; none is given twice."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from readiness.text import fold
from storage.progress import KNOWN, lock_progress, progress, set_progress

MOST_DIGITS = 9


def next_code(session: Session, kind: str, year: int, key: InstrumentedAttribute[str]) -> str:
    """The next free code of a kind and a year, by the column that holds the codes as compared.

    Those who ask meanwhile wait.
    """
    counted = f"{kind} codes"
    if progress(session, counted) is None:
        _begin_counting(session, counted)
    lock_progress(session, counted)
    begins = f"{kind}-{year}-"
    numbered = re.compile(rf"{re.escape(fold(begins))}(\d{{1,{MOST_DIGITS}}})")
    keys = session.scalars(select(key).where(key.like(f"{fold(begins)}%")))
    used = [int(match[1]) for each in keys if (match := numbered.fullmatch(each))]
    return f"{begins}{max(used, default=0) + 1:03}"


def _begin_counting(session: Session, counted: str) -> None:
    """Writes the row that is locked; whoever wrote it meanwhile wrote the same."""
    try:
        with session.begin_nested():
            set_progress(session, counted, "counted")
    except IntegrityError:
        session.info.pop(KNOWN, None)
