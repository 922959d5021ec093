"""The head of the audit in the log, once a day: what a log that is kept elsewhere proves a cut tail by."""

from __future__ import annotations

from datetime import date, datetime

import structlog

from storage.engine import Store
from storage.region import Region
from storage.sealing import head

log = structlog.get_logger()


class SaidDaily:
    """Says the head in the log at the start, and then on each of the region's days."""

    def __init__(self, store: Store, region: Region) -> None:
        self._store = store
        self._region = region
        self._said: date | None = None

    def say(self, now: datetime) -> None:
        """Says it, where it was not said today."""
        today = self._region.day(now)
        if self._said == today:
            return
        with self._store.reading() as session:
            newest = head(session)
        if newest is None:
            log.error("there is no seal in the audit, and a record begins with one: muster audit verify")
        else:
            log.info("audit head", head=str(newest), seal=newest.number, sealed_at=newest.at.isoformat())
        self._said = today
