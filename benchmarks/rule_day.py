"""A new rule's first day in a large region: people ask and log while others are moved on.

Answers are held against the plain computation all the while.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from benchmarks.region import MANAGER, WORKSPACE, MadeRegion
from benchmarks.timing import percentile
from bot.conversation import Conversation
from bot.hearing import Heard
from commands.all import registry
from commands.kit.request import Door, Place
from readiness.due import EVERYONE, Scope
from readiness.standing import all_asked
from storage.answers import asked_on
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.projecting import move_on
from storage.region import Region
from storage.responders import load_responders
from storage.totals import coverage_on
from storage.training import RuleRecord

REGION = Region("America/Chicago", "mdy", "", frozenset())
EACH_ONCE = 3
"""So many kinds of requests everybody makes in turn."""
ASKING = 3
"""So many threads ask at once: as many as a served Muster lets work at once."""


@dataclass
class Seen:
    """What a scene showed: seconds of each kind of request, by the clock and by the CPU of its thread;
    refusals; and answers that were not right.
    """

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    moving_on: float | None = None  # seconds until nobody was left to be moved on

    @property
    def slowest(self) -> float:
        """The longest any request took, in seconds."""
        return max((max(each) for each in self.seconds.values()), default=0)


class Scene:
    """One day in a region, with people who ask and log while the tick runs."""

    def __init__(self, store: Store, made: MadeRegion, today: date, with_region: bool = True) -> None:
        self.store, self.made, self.today, self.with_region = store, made, today, with_region
        self._now = datetime(today.year, today.month, today.day, 18, tzinfo=UTC)
        self._conversation = Conversation(
            store, registry(), REGION, lambda: self._now, meet=lambda *_: False, wake=lambda: None
        )
        self._numbers = count()

    def play(self, seconds: float, tick: bool = True) -> Seen:
        """Asks for so many seconds, and until nobody is left to be moved on where the tick runs."""
        seen, over = Seen(), threading.Event()
        with ThreadPoolExecutor(ASKING + 2) as pool:
            asking = [pool.submit(self._ask, seen, over, number) for number in range(ASKING)]
            checking = pool.submit(self._check, seen, over)
            if tick:
                began = time.monotonic()
                move_on(self.store, self.today)
                seen.moving_on = time.monotonic() - began
                seconds -= seen.moving_on
            over.wait(max(0.0, seconds))
            over.set()
            for each in [*asking, checking]:
                each.result()
        return seen

    def _ask(self, seen: Seen, over: threading.Event, number: int) -> None:
        """One of each request in turn, by a thread that waits for each answer and then a little; each once
        at least, however little of the time a busy machine gives it.
        """
        for turn, (name, ask) in enumerate(self._requests(number)):
            if over.is_set() and turn >= EACH_ONCE:
                return
            began, cpu = time.monotonic(), time.thread_time()
            text = ask()
            seen.cpu[name].append(time.thread_time() - cpu)
            seen.seconds[name].append(time.monotonic() - began)
            if is_refused(text):
                seen.refused.append(f"{name}: {text[:200]}")
            over.wait(0.02)

    def _requests(self, number: int) -> Iterator[tuple[str, Callable[[], str]]]:
        agency, users = self.made.agency, self.made.users
        while True:
            for turn in range(20):
                user = users[(number * 17 + turn) % len(users)]
                day = self.today - timedelta(days=1 + next(self._numbers) % 3000)
                yield "/due of an agency", lambda: self.says(f"due {agency}", MANAGER)
                yield "/due alone", lambda user=user: self.says("due", user)  # type: ignore[misc]
                text = f"training log BLS {day.isoformat()} 4h"
                yield "/training log", lambda text=text, user=user: self.says(text, user)  # type: ignore[misc]
            if self.with_region and number == 0:
                yield "/readiness of the region", lambda: self.says("readiness", MANAGER)

    def says(self, text: str, user: str) -> str:
        """The text that somebody is answered."""
        number = next(self._numbers)
        heard = Heard(
            door=Door.COMMAND,
            workspace=WORKSPACE,
            user=user,
            key=f"command:{number}:{self.today}",
            text=text,
            place=Place("D0BENCH", "", True),
        )
        return self._conversation.answer(heard).text

    def _check(self, seen: Seen, over: threading.Event) -> None:
        """An agency after another, today and on other days, held against the plain computation."""
        for turn in count():
            agency = 1 + turn % 7
            on = self.today + timedelta(days=(0, 0, -1, 1, 40)[turn % 5])
            if (problem := differs(self.store, Scope.agency(agency), on)) is not None:
                seen.wrong.append(problem)
            if over.wait(0.1):
                return


def is_refused(text: str) -> bool:
    """Whether an answer is none: a failure, or word to ask once more."""
    return not text or any(each in text.lower() for each in ("eference", "try again", "ask this again"))


def differs(store: Store, scope: Scope, on: date) -> str | None:
    """What is answered beside what is computed from the records in the same look; None where they agree."""
    with store.reading() as session:
        rulebook = catalogue_of(session).rulebook
        answered = asked_on(session, on, scope)
        people = sorted({each.responder for each in answered})
        ids = None if scope == EVERYONE else people
        plain = list(all_asked(rulebook, load_responders(session, ids), on))
        if scope == EVERYONE:
            counted = coverage_on(session, on)
            if not counted:
                return f"nobody is counted on {on}"
    shown, computed = (
        {
            (each.responder, each.course, agency): each.outlook
            for each in found
            for agency in each.agencies
            if scope.covers(rulebook, each.responder, agency)
        }
        for found in (answered, plain)
    )
    return None if shown == computed else f"{scope} on {on}"


def change_the_catalogue(store: Store, today: date, course: int = 2) -> float:
    """A rule of a course asked of everybody that takes effect at once; the seconds the change took."""
    began = time.monotonic()
    with store.writing() as session:
        session.add(RuleRecord(course_id=course, effective_on=today, interval_months=12, grace_days=10))
        catalogue_changed(session)
    return time.monotonic() - began


def shown(title: str, seen: Seen) -> str:
    """What a scene showed, in lines."""
    moved = "" if seen.moving_on is None else f"; everybody moved on in {seen.moving_on:.1f} s"
    lines = [
        f"{title}: {len(seen.refused)} refused, {len(seen.wrong)} wrong, slowest {seen.slowest:.2f} s{moved}"
    ]
    for name, seconds in sorted(seen.seconds.items()):
        p99 = percentile(seconds, 0.99)
        median = statistics.median(seconds)
        cpu = statistics.median(seen.cpu[name])
        lines.append(
            f"  {name:26}{len(seconds):6} asked{1000 * median:9.1f} ms median{1000 * p99:9.1f} ms p99"
            f"{1000 * cpu:9.1f} ms CPU"
        )
    lines += [f"  {each}" for each in (*seen.refused[:3], *seen.wrong[:3])]
    return "\n".join(lines)
