"""Once a quarter: the bars of every scorecard are kept, and whoever answers is told that questions wait.

A scorecard's slot is the first day of a quarter, claimed in the transaction of its bars and of the lines that
are left for letters, so that a restart or a second process repeats none. The region that is new, and the
agency that came since, begin with the next quarter: nobody is written to about one that was under way. Of
quarters that passed while nothing ran the last one alone is told of. A clock that was ahead and was put right
begins nothing in the middle of a quarter; what it kept gives way to what is kept by the right one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime

import structlog
from sqlalchemy.orm import Session

from commands.kit.may import counting_aloud
from readiness.dates import first_of_quarter
from readiness.records import AgencyId
from readiness.scorecard import Bar
from storage.base import CLOCKS_APART
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.letters import SCORECARD_ASKED, leave_line
from storage.progress import progress, set_progress
from storage.region import Region
from storage.rights import leads_now, led_in_slack, managers_of
from storage.scorecards import SCORECARD_QUARTER, forget_bars_ahead, keep_bars, scorecard_of
from storage.slots import claim_slot, forget_ahead, is_ahead, slots_until

log = structlog.get_logger()

OF_REGION = 0
"""The subject of the region's slots; an agency's is its id."""
TO_NAME = 1
"""The fewest people who are counted in an agency's bars: only who may name them is shown these."""


def keep_quarter(
    store: Store, region: Region, now: datetime, rest: Callable[[float], object] = time.sleep
) -> int:
    """Keeps the bars of a quarter that began, and asks; returns how many scorecards were kept.

    `rest` is told the seconds each took, and may raise to end early: the others are kept by the next round.
    """
    today = region.day(now)
    quarter = first_of_quarter(today)
    with store.reading() as session:
        known = progress(session, SCORECARD_QUARTER)
        if known == quarter.isoformat() and not is_ahead(session, SCORECARD_QUARTER, quarter, now):
            return 0
        begins = known is not None and known < quarter.isoformat()
        waiting = [] if known is None else _waiting(session, quarter, begins, now)
    kept = 0
    for agency in waiting:
        began = time.monotonic()
        with store.reading() as session:
            fewest = counting_aloud(region) if agency is None else TO_NAME
            bars = scorecard_of(session, agency, today, fewest)
        with store.writing() as session:
            kept += _keep(session, region, agency, quarter, bars, now)
        rest(time.monotonic() - began)
    with store.writing() as session:
        set_progress(session, SCORECARD_QUARTER, quarter.isoformat())
    if kept:
        log.info("scorecards kept", quarter=quarter.isoformat(), scorecards=kept)
    return kept


def _waiting(session: Session, quarter: date, begins: bool, now: datetime) -> list[AgencyId | None]:
    """Whose bars are not kept for a quarter yet: the region's, then its agencies'; nobody's without any.

    Where the quarter does not begin (a clock was ahead, and was put right), only of those who were asked for
    one before it, or for it by that clock: the others begin with the next.
    """
    there: list[AgencyId | None] = [*sorted(catalogue_of(session).agencies)]
    kept, ahead, before = set[int](), set[int](), set[int]()
    for slot in slots_until(session, SCORECARD_QUARTER, quarter):
        if slot.written_at > now + CLOCKS_APART:
            ahead |= {slot.subject_id} if slot.local_date == quarter else set()
        else:
            (kept if slot.local_date == quarter else before).add(slot.subject_id)
    return [
        each
        for each in ([None, *there] if there else [])
        if (key := each or OF_REGION) not in kept and (begins or key in ahead | before)
    ]


def _keep(
    session: Session,
    region: Region,
    agency: AgencyId | None,
    quarter: date,
    bars: Sequence[Bar],
    now: datetime,
) -> bool:
    """Keeps one scorecard's bars and leaves the line for who answers; not where it was kept meanwhile."""
    if claim_slot(session, SCORECARD_QUARTER, agency or OF_REGION, quarter, now) is None:
        return False
    today = region.day(now)
    forget_ahead(session, SCORECARD_QUARTER, agency or OF_REGION, now)
    forget_bars_ahead(session, agency, now)
    keep_bars(session, agency, today, bars, now)
    asked = managers_of(session, region) if agency is None else _leads(session, agency, today)
    leave_line(session, asked, SCORECARD_ASKED, agency or OF_REGION, now, quarter.isoformat())
    return True


def _leads(session: Session, agency: AgencyId, today: date) -> Sequence[int]:
    """Who is told of an agency's: its leads; of one without a lead in Slack managers are."""
    led = leads_now(session, today)
    return led.get(agency, ()) if agency in led_in_slack(session, today, led) else ()
