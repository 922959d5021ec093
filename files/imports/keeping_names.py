"""What a file calls courses and agencies, kept as what else they go by, where somebody wanted it so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from files.imports.lookup import agencies_named, courses_coded
from files.settled import Settled
from files.table import Table
from storage.also_called import also_call
from storage.audit import Trail
from storage.course_records import Gone
from storage.shadowing import AliasTaken
from words.folding import fold
from words.names import Kind, Match

COURSES, AGENCIES = ("course", "counts_for"), ("agency", "host_agency")
"""Our columns that name a course, and those that name an agency."""


def keep_names(session: Session, table: Table, settled: Settled, trail: Trail, today: date) -> None:
    """Keeps them as the table writes them, each with an audit row; one that something else bears, or that
    says too little to name anything by, is passed over. The catalogue is locked by whoever calls.
    """
    if not settled.keep_names:
        return
    written = _written(table, {said for answers in settled.values.values() for said in answers})
    courses, agencies = courses_coded(session), agencies_named(session)
    for column, answers in settled.values.items():
        for said, ours in answers.items():
            if column in COURSES and (course := courses.find(ours)) is not None:
                of = Match(Kind.COURSE, course, courses.name(course))
                _call(session, of, written.get(said, said), trail, today)
            elif column in AGENCIES and (agency := agencies.find(ours)) is not None:
                of = Match(Kind.AGENCY, agency, agencies.name(agency))
                _call(session, of, written.get(said, said), trail, today)


def _written(table: Table, wanted: Collection[str]) -> dict[str, str]:
    """How what is known folded stands in a table."""
    found: dict[str, str] = {}
    for row in table.rows:
        for cell in row.raw:
            if isinstance(cell, str) and (key := fold(cell)) in wanted:
                found.setdefault(key, " ".join(cell.split()))
    return found


def _call(session: Session, of: Match, said: str, trail: Trail, today: date) -> None:
    try:
        also_call(session, of, said, trail, today)
    except (Gone, AliasTaken):
        return
