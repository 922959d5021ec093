"""Whether the clock may be believed: watched against one that can't leap, what is on record, and Slack's.

A clock that leaps for one tick would write a month's digests and purge what is a day old. So a leap is
noticed, said in the log, and until Slack, whose every answer carries its time, agrees, nothing happens by
itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import structlog
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy import func, select

from jobs.failures import Failure, failures
from storage.audit import AuditRow
from storage.base import CLOCKS_APART
from storage.deliveries import Delivery
from storage.engine import Store

ASK_SECONDS = 6 * 3600.0
"""How often Slack is asked for the time of a clock that is believed."""

ASK_AGAIN_SECONDS = 20.0
"""And of one that is not."""

LONGEST_AWAY = timedelta(days=1)
"""How far past the newest thing on record a clock is believed at the start, when Slack can't be asked."""

Witness = Callable[[], datetime | None]
"""The time somebody else's clock shows; None while it can't be asked."""

log = structlog.get_logger()


class Watch:
    """Watches one clock.

    `newest` is the newest instant on record; `steady` counts seconds and never leaps.
    """

    def __init__(
        self,
        witness: Witness,
        newest: Callable[[], datetime | None] = lambda: None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._witness = witness
        self._newest = newest
        self._steady = steady
        self._lock = threading.Lock()
        self._known: float | None = None  # seconds the clock shows beyond the steady one, when last believed
        self._refuted = False
        self._asked_at: float | None = None
        self._said = True

    @property
    def believed(self) -> bool:
        """Whether it was believed when it was asked about last; nothing is asked for this."""
        return self._said

    def believes(self, now: datetime) -> bool:
        """Whether a clock that shows `now` may be believed; a leap is said in the log."""
        with self._lock:
            ahead = now.timestamp() - self._steady()
            leapt = None if self._known is None else ahead - self._known
            agrees = leapt is not None and abs(leapt) <= CLOCKS_APART.total_seconds()
            if leapt is not None and not agrees and self._said:
                log.warning("the clock leapt", now=now.isoformat(), seconds=round(leapt))
            believed = self._asked(now, ahead, agrees) if self._is_to_be_asked(agrees) else agrees
            self._say(believed, now)
            return believed

    def _is_to_be_asked(self, agrees: bool) -> bool:
        if self._asked_at is None:
            return True
        return self._steady() - self._asked_at >= (ASK_SECONDS if agrees else ASK_AGAIN_SECONDS)

    def _asked(self, now: datetime, ahead: float, agrees: bool) -> bool:
        """What Slack says of the clock; where it can't be asked, what was believed, or what is on record."""
        self._asked_at = self._steady()
        true = self._witness()
        if true is None:
            if self._known is not None or self._refuted or not self._fits_the_record(now):
                return agrees
            self._known = ahead
            return True
        if abs(now - true) <= CLOCKS_APART:
            self._known, self._refuted = ahead, False
            return True
        if agrees or self._known is None:
            self._known, self._refuted = None, True  # else it is believed as soon as it leaps back
        return False

    def _fits_the_record(self, now: datetime) -> bool:
        newest = self._newest()
        return newest is None or newest - CLOCKS_APART <= now <= newest + LONGEST_AWAY

    def _say(self, believed: bool, now: datetime) -> None:
        if believed is self._said:
            return
        self._said = believed
        if believed:
            log.warning("the clock is believed again", now=now.isoformat())
        else:
            log.error("the clock is not believed: nothing happens by itself", now=now.isoformat())


def slack_time(client: WebClient) -> datetime | None:
    """The time Slack's clocks show, from the head of its answer; None while it can't be asked."""
    try:
        with failures("auth.test"):
            answer = client.auth_test()
    except Failure:
        return None
    return time_said(answer)


def time_said(answer: SlackResponse) -> datetime | None:
    """The time Slack's clocks showed as it answered; None where the head of the answer has none."""
    said = next((str(value) for name, value in answer.headers.items() if name.lower() == "date"), "")
    try:
        return parsedate_to_datetime(said).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def newest_on_record(store: Store) -> datetime | None:
    """The newest instant at which something was changed or said."""
    said = select(Delivery.created_at).order_by(Delivery.id.desc()).limit(1)
    with store.reading() as session:
        known = [session.scalar(select(func.max(AuditRow.at))), session.scalar(said)]
    return max((instant for instant in known if instant is not None), default=None)
