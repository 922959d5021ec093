"""What happens by itself. APScheduler only ticks; what is due, and for whom, stands in the store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from uuid import uuid4

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk import WebClient

from commands.kit.cards import CardKind
from jobs.cards import Cards
from jobs.channels import stop_undeliverable
from jobs.digests import write_due
from jobs.incoming import work_on_imports
from jobs.linking import SlackAway, walk
from jobs.outbox import KEEP_PAYLOADS, Outbox
from storage.answered import forget_answers
from storage.deliveries import forget_payloads
from storage.engine import Store, out_of_reach
from storage.projecting import move_on
from storage.region import Region

ROUND_SECONDS = 20
IMPORT_SECONDS = 1
CARD_SECONDS = 1
PURGE_SECONDS = 3600
WALK_SECONDS = 24 * 3600
WALK_AGAIN_SECONDS = 600
"""After Slack could not be asked."""

KEEP_ANSWERS = timedelta(days=1)

Clock = Callable[[], datetime]

log = structlog.get_logger()


class _Stopping(Exception):
    """What was being done in parts ends after this one: the ticks are to end."""


class Jobs:
    """All that happens by itself in one workspace: projection, digests, channels, linking, purges, outbox."""

    def __init__(
        self,
        store: Store,
        client: WebClient,
        workspace: str,
        region: Region,
        clock: Clock,
        cards: Mapping[str, CardKind] = MappingProxyType({}),
    ) -> None:
        self._store = store
        self._client = client
        self._workspace = workspace
        self._region = region
        self._clock = clock
        self._stopping = threading.Event()
        self._walked_at: datetime | None = None
        self.outbox = Outbox(store, client, workspace, clock)
        self.cards = Cards(store, client, workspace, region, clock, cards)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Starts the ticks, each at once and then in its turn, and the senders."""
        ticks: tuple[tuple[Callable[[datetime], object], int], ...] = (
            (self.round, ROUND_SECONDS),
            (self.bring_in, IMPORT_SECONDS),
            (self.show, CARD_SECONDS),
            (self.link, WALK_AGAIN_SECONDS),
            (self.purge, PURGE_SECONDS),
        )
        for tick, seconds in ticks:
            self._scheduler.add_job(
                lambda tick=tick: tick(self._clock()),
                "interval",
                seconds=seconds,
                id=tick.__name__,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()
        self.outbox.start()

    def stop(self) -> None:
        """Ends the ticks, and lets the senders finish what they are sending."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self.outbox.stop()

    def wake(self) -> None:
        """Says that something was written into the outbox; to be called after the commit."""
        self.outbox.wake()

    def run_once(self, now: datetime) -> int:
        """One round as of an instant, and everything then due sent, in this thread; how much was tried."""
        self.round(now)
        self.bring_in(now)
        return self.outbox.send_due(lambda: now)

    def round(self, now: datetime) -> None:
        """The projection on to today, the digests that came due, those that can't be delivered stopped."""
        self._guarded("projection", lambda: self._project(now))
        self._guarded("digests", lambda: write_due(self._store, self._workspace, self._region, now))
        self._guarded("channels", lambda: stop_undeliverable(self._store, self._workspace, now))
        self.wake()

    def link(self, now: datetime) -> None:
        """The daily walk through the workspace's users, if it has not been done today."""
        if self._walked_at is not None and now - self._walked_at < timedelta(seconds=WALK_SECONDS):
            return
        self._guarded("linking", lambda: self._walk(now))

    def bring_in(self, now: datetime) -> None:
        """Imports that wait to be read, applied or taken back."""
        self._guarded("imports", lambda: self._work_on_imports(now))

    def show(self, now: datetime) -> None:
        """Cards whose record has changed."""
        self._guarded("cards", self.cards.update_stale)

    def purge(self, now: datetime) -> None:
        """Forgets what holds names and is needed no more: requests answered, messages sent."""
        self._guarded("purge", lambda: self._forget(now))

    def _project(self, now: datetime) -> None:
        """Moves people on, some at a time; it ends early when the ticks are to end."""
        move_on(self._store, self._region.day(now), self._rest)

    def _rest(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise _Stopping

    def _work_on_imports(self, now: datetime) -> None:
        if work_on_imports(self._store, self._client, self._region, now):
            self.wake()

    def _walk(self, now: datetime) -> None:
        walk(self._store, self._client, self._workspace, now, self._region, self._stopping.wait)
        self._walked_at = now

    def _forget(self, now: datetime) -> None:
        with self._store.writing() as session:
            forget_answers(session, now - KEEP_ANSWERS)
            forget_payloads(session, now - KEEP_PAYLOADS)

    def _guarded(self, job: str, run: Callable[[], object]) -> None:
        """Runs one job; whatever goes wrong with it keeps no other from running."""
        try:
            run()
        except _Stopping:
            return
        except SlackAway as away:
            log.warning("Slack is away", job=job, error=str(away))
        except Exception as error:
            reference = uuid4().hex[:8]
            if out_of_reach(error):
                log.warning("the database is away", job=job, reference=reference)
            else:
                log.exception("job failed", job=job, reference=reference)
