"""What Grove County said of its own readiness, last quarter and this one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from readiness.dates import first_of_quarter
from readiness.scorecard import Answer
from storage.audit import COMMAND_LINE, Trail
from storage.catalogue import catalogue_of
from storage.region import Region
from storage.scorecards import asked_about, keep_bars, said_of, say, scorecard_of

BEFORE, LATELY = timedelta(days=40), timedelta(days=9)
"""How long before the quarter began, and before today, the cards were answered."""
POINTS = (2, 4, 1, 3, 2, 0, 3)
"""What agencies say, one after the other; a quarter ago each said a point less."""
EVIDENCE = (
    "Minutes of the chiefs' meeting, item 4",
    "Procedure 12-3, signed",
    "",
    "County file share, Readiness",
)
"""What they say it stands on, one after the other: some say nothing, and have at most a point for it."""


def answer_scorecards(session: Session, region: Region, now: datetime, manager: str) -> None:
    """Every agency and the region answer twice, and the quarter's bars are kept between."""
    today = region.day(now)
    quarter = first_of_quarter(today)
    catalogue = catalogue_of(session)
    whose = (None, *sorted(catalogue.agencies))
    before, lately = quarter - BEFORE, max(today - LATELY, quarter)
    for agency in whose:
        _answers(session, agency, before, manager, less=1)
    for agency in whose:
        bars = scorecard_of(session, agency, quarter, region.smallest_count if agency is None else 1)
        keep_bars(session, agency, quarter, bars, _at(quarter))
    for agency in whose:
        _answers(session, agency, lately, manager)


def _answers(session: Session, agency: int | None, on: date, by: str, less: int = 0) -> None:
    there = said_of(session, [agency])
    answers = {
        item.code: _answer(place + (agency or 0), on, less) for place, item in enumerate(asked_about(agency))
    }
    seen = {code: row.id for code in answers if (row := there.get((agency, code))) is not None}
    say(session, agency, answers, seen, Trail(by, COMMAND_LINE, _at(on)), on)


def _answer(turn: int, on: date, less: int) -> Answer:
    evidence = EVIDENCE[turn % len(EVIDENCE)]
    points = max(0, POINTS[turn % len(POINTS)] - less)
    return Answer(points, evidence, on - timedelta(days=14) if evidence else None)


def _at(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)
