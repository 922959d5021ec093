"""What happens by itself: a list of jobs. APScheduler only ticks; what is due stands in the store."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from uuid import uuid4

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from commands.kit.cards import CardKind
from commands.kit.letters import LetterPart
from jobs.calendars import send_owed
from jobs.cards import Cards
from jobs.certificates import work_on_certificates
from jobs.channels import stop_undeliverable
from jobs.checklists import write_weeks
from jobs.class_cards import find_links, open_due
from jobs.classes import ask_to_close
from jobs.clock import Watch
from jobs.digests import write_due
from jobs.heads import SaidDaily
from jobs.incoming import work_on_imports
from jobs.letters import Letters
from jobs.linking import SlackAway, walk
from jobs.lists import work_on_lists
from jobs.out_of_reach import say_out_of_reach
from jobs.outbox import KEEP_PAYLOADS, Outbox
from jobs.scorecards import keep_quarter
from storage.answered import forget_answers
from storage.brought_lists import forget_lists
from storage.cards import changed
from storage.deliveries import forget_payloads
from storage.engine import Store, out_of_reach
from storage.imports import IMPORT_CARD, rosters_since
from storage.projecting import move_on
from storage.region import Region
from storage.reminding import leave_for_the_unreached
from storage.sealing import seal_what_is_owed

ROUND_SECONDS = 20
IMPORT_SECONDS = 1
CARD_SECONDS = 1
SEAL_SECONDS = 5
PURGE_SECONDS = 3600
WALK_SECONDS = 24 * 3600
WALK_AGAIN_SECONDS = 600
"""After Slack could not be asked."""

STOP_SECONDS = 6.0
KEEP_ANSWERS = timedelta(days=1)
FORGOTTEN_A_BATCH = 500

Clock = Callable[[], datetime]

log = structlog.get_logger()


class _Stopping(Exception):
    """What was being done in parts ends after this one: the ticks are to end."""


@dataclass(frozen=True)
class Job:
    """Something that happens by itself: a command that nobody had to type.

    `run` is given the instant, every so many `seconds`; it may do nothing. Jobs of one interval are run one
    after the other in the order of their list, others beside them; and beside those of its interval is one
    that `is_long`: at times it is at it for minutes, and others are due by the minute.
    """

    name: str
    seconds: int
    run: Callable[[datetime], object]
    is_long: bool = False

    @property
    def turn(self) -> str:
        """Whose turn it shares."""
        return self.name if self.is_long else f"every {self.seconds}"


class Jobs:
    """All that happens by itself in one workspace: a list of jobs, and the outbox's senders.

    `watch` tells whether the clock may be believed: while it may not, no job runs. Without one it always is.
    `more` are jobs of whoever answers people, `letters` what capabilities have to tell in them.
    """

    def __init__(
        self,
        store: Store,
        client: WebClient,
        workspace: str,
        region: Region,
        clock: Clock,
        cards: Mapping[str, CardKind] = MappingProxyType({}),
        watch: Watch | None = None,
        more: Sequence[Job] = (),
        letters: Sequence[LetterPart] = (),
    ) -> None:
        self._store = store
        self._client = client
        self._workspace = workspace
        self._region = region
        self._clock = clock
        self._watch = watch
        self._stopping = threading.Event()
        self._walked_at: datetime | None = None
        self.outbox = Outbox(store, client, workspace, clock)
        self.cards = Cards(store, client, workspace, region, clock, cards)
        self.letters = Letters(store, workspace, region, letters, self._rest)
        jobs = (
            Job("projection", ROUND_SECONDS, self._project, is_long=True),
            Job("digests", ROUND_SECONDS, lambda now: write_due(store, workspace, region, now, self._rest)),
            Job(
                "checklist weeks",
                ROUND_SECONDS,
                lambda now: write_weeks(store, workspace, region, now, self._rest),
            ),
            Job(
                "reminders",
                ROUND_SECONDS,
                lambda now: leave_for_the_unreached(store, region, now, self._rest),
            ),
            Job("classes", ROUND_SECONDS, lambda now: ask_to_close(store, region, now)),
            Job("scorecards", ROUND_SECONDS, lambda now: keep_quarter(store, region, now, self._rest)),
            Job("letters", ROUND_SECONDS, self.letters.write_due),
            Job("calendars", ROUND_SECONDS, lambda now: send_owed(store, workspace, region, now)),
            Job("audit head", ROUND_SECONDS, SaidDaily(store, region).say),
            Job("channels", ROUND_SECONDS, lambda now: stop_undeliverable(store, workspace, now, region)),
            Job("class hours", CARD_SECONDS, lambda now: open_due(store, region, now)),
            Job("cards", CARD_SECONDS, lambda now: self.cards.update_stale()),
            Job("class links", CARD_SECONDS, lambda now: find_links(store, client, workspace, now)),
            Job("imports", IMPORT_SECONDS, self._work_on_imports, is_long=True),
            Job("certificates", IMPORT_SECONDS, lambda now: work_on_certificates(store, client, now), True),
            Job("lists", IMPORT_SECONDS, lambda now: work_on_lists(store, client, region, now), True),
            Job("seals", SEAL_SECONDS, self._seal),
            Job("linking", WALK_AGAIN_SECONDS, self._walk),
            Job("purge", PURGE_SECONDS, self._forget),
            *more,
        )
        self._turns = [
            _Turn([job for job in jobs if job.turn == turn], self._take_turn)
            for turn in dict.fromkeys(job.turn for job in jobs)
        ]
        self._jobs = {job.name: job for job in jobs}
        self._due = {job.name: turn.due for turn in self._turns for job in turn.jobs}
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Starts the ticks, each at once and then in its turn, and the senders."""
        for turn in self._turns:
            turn.start()
            self._scheduler.add_job(
                turn.due.set, "interval", seconds=turn.jobs[0].seconds, next_run_time=datetime.now(UTC)
            )
        self._scheduler.start()
        self.outbox.start()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ends the ticks, and lets what is under way be finished, for so long at most in all.

        A job that takes longer is left where it is: its transaction is not committed, and it is taken up
        again after the next start.
        """
        until = time.monotonic() + seconds
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for turn in self._turns:
            turn.end()
        self.outbox.stop(seconds)
        for turn in self._turns:
            turn.join(max(0.0, until - time.monotonic()))

    def wake(self) -> None:
        """Says that something was written into the outbox; to be called after the commit."""
        self.outbox.wake()

    def run_once(self, now: datetime) -> int:
        """One round as of an instant, and everything then due sent, in this thread; how much was tried."""
        self.round(now)
        self.run("imports", now)
        return self.outbox.send_due(lambda: now)

    def round(self, now: datetime) -> None:
        """The projection on to today; digests, weekly lines and letters due; what can't be delivered is
        stopped; who is to close a class is asked to.
        """
        self.run("projection", now)
        self.run("digests", now)
        self.run("checklist weeks", now)
        self.run("reminders", now)
        self.run("classes", now)
        self.run("scorecards", now)
        self.run("letters", now)
        self.run("calendars", now)
        self.run("channels", now)

    def run(self, name: str, now: datetime) -> None:
        """Runs one job as of an instant, if the clock that shows it is believed."""
        job = self._jobs[name]
        self._guarded(job.name, lambda: (self._watch is None or self._watch.believes(now)) and job.run(now))

    def _take_turn(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            if not self._stopping.is_set():
                self.run(job.name, self._clock())

    def _project(self, now: datetime) -> None:
        """Moves people on, some at a time; it ends early when the ticks are to end."""
        move_on(self._store, self._region.day(now), self._rest)

    def _rest(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise _Stopping

    def _work_on_imports(self, now: datetime) -> None:
        if work_on_imports(self._store, self._client, self._region, now):
            self._due["linking"].set()

    def _walk(self, now: datetime) -> None:
        """The daily walk through the workspace's users, if it has not been done today.

        After a roster came, in whatever process, it is done at once; what told of the import says the result.
        """
        walked = self._walked_at
        with self._store.reading() as session:
            came = rosters_since(session, walked or now, now)
        is_done = walked is not None and abs(now - walked) < timedelta(seconds=WALK_SECONDS)
        if is_done and not came:
            return
        walk(self._store, self._client, self._workspace, now, self._region, self._stopping.wait)
        self._walked_at = now
        if came:
            with self._store.writing() as session:
                for each in came:
                    changed(session, IMPORT_CARD, each, now)

    def _seal(self, now: datetime) -> None:
        """Seals what the audit grew by; nobody is waiting for it."""
        seal_what_is_owed(self._store, now)

    def _forget(self, now: datetime) -> None:
        """Forgets what holds names and is needed no more: requests answered, messages sent, lists."""
        self._in_batches(lambda session: forget_answers(session, now, KEEP_ANSWERS, FORGOTTEN_A_BATCH))
        self._in_batches(lambda session: forget_payloads(session, now, KEEP_PAYLOADS, FORGOTTEN_A_BATCH))
        with self._store.writing() as session:
            forget_lists(session, now)

    def _in_batches(self, forget: Callable[[Session], int]) -> None:
        """Forgets all there is to forget, some at a time; after each batch the others get their turn."""
        while True:
            began = time.monotonic()
            with self._store.writing() as session:
                forgotten = forget(session)
            if forgotten < FORGOTTEN_A_BATCH:
                return
            self._rest(time.monotonic() - began)

    def _guarded(self, name: str, run: Callable[[], object]) -> None:
        """Runs a job, once the clock was looked at; whatever goes wrong with either keeps no other from
        running.
        """
        try:
            if run():
                self.wake()
        except _Stopping:
            return
        except SlackAway as away:
            log.warning("Slack is away", job=name, error=str(away))
        except Exception as error:
            reference = uuid4().hex[:8]
            if out_of_reach(error):
                say_out_of_reach(error, job=name, reference=reference)
            else:
                log.exception("job failed", job=name, reference=reference)


class _Turn:
    """The jobs of one interval and the thread they run in, which the end of the process does not wait for."""

    def __init__(self, jobs: Sequence[Job], take: Callable[[Sequence[Job]], None]) -> None:
        self.jobs = jobs
        self.due = threading.Event()
        self._take = take
        self._ending = False
        self._thread = threading.Thread(target=self._keep, name=f"jobs {jobs[0].name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ending = True
        self.due.set()

    def join(self, seconds: float) -> None:
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _keep(self) -> None:
        while not self._ending:
            self.due.wait()
            self.due.clear()
            if not self._ending:
                self._take(self.jobs)
