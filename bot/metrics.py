"""Muster's metrics as Prometheus reads them; what each means is in docs/watching.md.

Labels are names out of the registry, doors, outcomes, states and events of the log: all of them written in
the code, none of a person's, an agency's or a sentence. What stands in the database is asked for when it is
scraped, once in a while however often that is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.health import Health
from bot.lately import Lately
from bot.logs import LineCounts
from bot.noted import Answering, Noted
from jobs.failures import SLOW_DOWN
from jobs.outbox import QUARANTINED
from storage.backlog import Backlog, backlog_of
from storage.engine import Store
from storage.schema import newest_revision
from storage.tallies import Spread

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Bounds of the answers' histogram; Slack waits three seconds for one."""
BACKLOG_KEEP_SECONDS = 30.0
BACKLOG_SECONDS = 2.0
"""How long the database may take over it."""


class Metrics:
    """All of them, in a registry of their own."""

    def __init__(
        self,
        store: Store,
        workspace: str,
        health: Health,
        lines: LineCounts,
        now: Callable[[], datetime],
        day: Callable[[datetime], date],
    ) -> None:
        """`now` is Muster's clock, `day` the region's day of an instant."""
        self._registry = CollectorRegistry()
        self._answers = Histogram(
            "muster_answer_seconds",
            "How long an answer took, from the request read to the answer made.",
            ("door", "handler"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._outcomes = Counter(
            "muster_answers", "How requests ended.", ("door", "outcome"), registry=self._registry
        )
        Info("muster_build", "Which release this is.", registry=self._registry).info(_build())
        self._backlog = backlog = Lately(
            lambda: backlog_of(store, workspace, now(), day(now()), BACKLOG_SECONDS),
            BACKLOG_KEEP_SECONDS,
            2 * BACKLOG_SECONDS,
        )
        for each in (_Told(health, lines, store), _Behind(health, backlog)):
            self._registry.register(each)
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def listen_to(self, answering: Answering) -> None:
        """Notes every answer from now on."""
        answering.tell = self._note

    def go_on(self) -> None:
        """From now on what waits is asked by itself, so that who looks does not wait for it."""
        self._backlog.go_on()

    def stop(self) -> None:
        """It is asked no more by itself."""
        self._backlog.stop()

    def page(self) -> tuple[str, bytes]:
        """All of them as Prometheus reads them."""
        return CONTENT_TYPE_LATEST, generate_latest(self._registry)

    def _note(self, noted: Noted, seconds: float) -> None:
        self._answers.labels(noted.door.value, noted.handler).observe(seconds)
        self._outcomes.labels(noted.door.value, noted.outcome).inc()


class _Told(Collector):
    """What is known without asking anybody."""

    def __init__(self, health: Health, lines: LineCounts, store: Store) -> None:
        self._health, self._lines, self._store = health, lines, store

    def collect(self) -> Iterator[Metric]:
        """Read as they stand."""
        yield GaugeMetricFamily(
            "muster_clock_believed",
            "1 where the clock is believed; 0 where nothing happens by itself.",
            float(self._health.clock_believed),
        )
        silent_for = self._health.silent_for
        if silent_for is not None:
            yield GaugeMetricFamily(
                "muster_slack_silent_seconds", "Seconds since anything came from Slack.", silent_for
            )
        counts = self._lines.read()
        lines = CounterMetricFamily("muster_log_lines", "Lines of the log.", labels=("event", "level"))
        for (event, level), many in sorted(counts.items()):
            lines.add_metric((event, level), many)
        yield lines
        for name, said, event in (
            ("muster_slack_limited", "Calls Slack answered with 429.", SLOW_DOWN),
            ("muster_quarantined", "Messages given up: their recipient can't be written to.", QUARANTINED),
        ):
            yield CounterMetricFamily(
                name, said, sum(many for (it, _), many in counts.items() if it == event)
            )
        tallies = self._store.tallies
        yield CounterMetricFamily(
            "muster_counts_kept_back",
            "Answers in which a count is not given, being of too few people.",
            tallies.kept_back,
        )
        if self._store.is_sqlite:
            yield _spread(
                "muster_write_wait_seconds", "How long a writer waited for its turn (SQLite).", tallies.waited
            )
        yield _spread(
            "muster_write_seconds", "How long a writing transaction lasted; on SQLite a turn.", tallies.wrote
        )


class _Behind(Collector):
    """What the database knows; without it only that it is away."""

    def __init__(self, health: Health, backlog: Lately[Backlog]) -> None:
        self._health, self._backlog = health, backlog

    def collect(self) -> Iterator[Metric]:
        """Asked, or as it was asked lately."""
        database, schema = self._health.database
        yield GaugeMetricFamily(
            "muster_database_up", "1 where the database answers and can be written.", float(database.is_well)
        )
        yield GaugeMetricFamily(
            "muster_schema_known", "1 where it has the shape this release needs.", float(schema.is_well)
        )
        told = self._backlog.answer() if schema.is_well else None
        if told is None:
            return
        yield GaugeMetricFamily("muster_outbox_waiting", "Messages not sent yet.", told.outbox)
        yield GaugeMetricFamily("muster_outbox_due", "Messages that could be sent now.", told.outbox_due)
        yield GaugeMetricFamily(
            "muster_outbox_oldest_due_seconds", "For how long the oldest of them could be.", told.oldest_due
        )
        if told.copied_at is not None:
            yield GaugeMetricFamily(
                "muster_last_copy_timestamp_seconds",
                "When the database was copied last.",
                told.copied_at.timestamp(),
            )
        slots = GaugeMetricFamily("muster_slots_late", "Slots due and not written.", labels=("kind",))
        for kind, many in told.slots_late.items():
            slots.add_metric((kind,), many)
        yield slots
        imports = GaugeMetricFamily("muster_imports_waiting", "Imports to be worked on.", labels=("state",))
        for state, many in told.imports.items():
            imports.add_metric((state,), many)
        yield imports
        yield GaugeMetricFamily(
            "muster_projection_left_behind",
            "People whose standing is not moved on to today.",
            told.left_behind,
        )


def _build() -> dict[str, str]:
    try:
        release = version("muster")
    except PackageNotFoundError:
        release = "unknown"
    python = ".".join(map(str, sys.version_info[:3]))
    return {"version": release, "schema": newest_revision(), "python": python}


def _spread(name: str, said: str, spread: Spread) -> HistogramMetricFamily:
    counts, total = spread.read()
    buckets, so_far = [], 0
    for bound, many in zip((*map(str, spread.bounds), "+Inf"), counts, strict=True):
        so_far += many
        buckets.append((bound, so_far))
    return HistogramMetricFamily(name, said, buckets=buckets, sum_value=total)
