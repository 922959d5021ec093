"""Acknowledged in time: what Slack delivers is worked on by a thread of its own, and its door waits a while.

Slack takes an acknowledgement for three seconds; an event it has none for by then comes again, and of a
command it says that it timed out. They are counted from the delivery's arrival, for it may have waited for a
door. An answer that is ready IN_TIME_SECONDS after it is acknowledged with it, as if it were made at the
door: what a request changed is committed by then. For one that takes longer, and at once where so many wait
at their doors already that others would find none, the store is told first that an answer is owed
(`Owed.promise`), then the delivery is acknowledged, empty, and the answer follows by the ways that need no
acknowledgement. A process that is killed in between leaves that promise: whoever asked is told to ask again.

Where a promise can't be written by LAST_SECONDS, because somebody else holds the database, whoever waits for
an acknowledgement is told in it that this is still being worked on; an event, for which nobody waits, is not
acknowledged until the answer is there. So are a submitted modal and an option search, which are promised
nothing: their answer fits nowhere but in the acknowledgement, Slack keeps the modal with what was typed in
it, and submitted again it is the same request.

More than MOST_AT_ONCE are not taken on: they are told so, and nothing is done; an event comes again.

An event that comes again takes no place among those: one that was answered by this process is acknowledged,
and one that is being answered when its first delivery is; where that is not in time, it comes once more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from queue import SimpleQueue
from time import monotonic
from typing import Any

import structlog
from slack_bolt import BoltResponse

from bot.delivered import text_at
from bot.hearing import Heard, event_key
from bot.owed import Owed
from commands.kit.request import Door

IN_TIME_SECONDS = 1.5
"""How long after its arrival an answer may be part of the acknowledgement; writing a promise comes on top."""
LAST_SECONDS = 2.3
"""How long after its arrival something is said at the latest, to whoever waits for it."""
DOORS = 128
"""Deliveries that may be at a door at one time, whichever way Slack delivers."""
MOST_WAITING = 96
"""As many wait there for their answers; the other doors are for those who are acknowledged at once."""
MOST_AT_ONCE = 400
"""Requests taken on at one time: what is worked off in a good many seconds, by the few that are at work."""
MOST_KNOWN = 10_000
"""Events remembered as answered."""
CLOSE_SECONDS = 1.0
QUIET_SECONDS = 1.0
"""Between two lines of the log about those who were turned away."""
APART = frozenset({"event_callback", "block_actions", "shortcut", "message_action"})
EVENTS = frozenset({Door.MENTION, Door.DIRECT, Door.OPENED_HOME})

log = structlog.get_logger()

Work = Callable[["Taken"], BoltResponse]
Instead = Callable[[bool], BoltResponse | None]
"""What is said in place of an answer: of one that was turned away (True), or is still being worked on; None
where there is nobody to say it to."""


class Taken:
    """One delivery that is being worked on, and whether its acknowledgement still waits for the answer."""

    def __init__(self, arrived: float | None = None, event: str = "") -> None:
        """`arrived` is by the monotonic clock; now, unless told otherwise. `event`: its key, if it is one."""
        self.arrived = monotonic() if arrived is None else arrived
        self.event = event
        self.heard: Heard | None = None
        self.response: BoltResponse | None = None
        self._read = threading.Event()
        self._over = threading.Event()
        self._settled = threading.Event()
        self._state = threading.Lock()
        self._is_answered = self._is_gone = False

    def hears(self, heard: Heard) -> None:
        """It was read."""
        self.heard = heard
        self._read.set()

    def answers(self) -> bool:
        """The answer is there: whether it may go into the acknowledgement. After it `leaves` is too late."""
        with self._state:
            self._is_answered = not self._is_gone
            return self._is_answered

    def leaves(self) -> bool:
        """The acknowledgement goes without the answer; False when that is there."""
        with self._state:
            self._is_gone = not self._is_answered
            if self._is_gone:
                self._settled.set()
            return self._is_gone

    def end(self, response: BoltResponse | None) -> None:
        """All is done but what follows the acknowledgement."""
        self.response = response
        self._over.set()
        self._settled.set()
        self._read.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it is over within a time."""
        return self._over.wait(seconds)

    def is_over_by(self, seconds: float) -> bool:
        """Whether it is over so long after its arrival."""
        return self._over.wait(self.left(seconds))

    def is_settled_within(self, seconds: float) -> bool:
        """Whether it is over, or was acknowledged before, within a time."""
        return self._settled.wait(seconds)

    def is_read_by(self, seconds: float) -> bool:
        """Whether it was read, or is over, so long after its arrival."""
        return self._read.wait(self.left(seconds))

    def left(self, seconds: float) -> float:
        """How much is left of so many seconds after its arrival."""
        return max(0.0, self.arrived + seconds - monotonic())


class Acknowledging:
    """Has deliveries worked on, and gives the acknowledgement of each in time.

    `late` counts those that were acknowledged before their answer was there, `turned_away` those that were
    not taken on.
    """

    def __init__(self, owed: Owed, in_time: float = IN_TIME_SECONDS, at_once: int = MOST_AT_ONCE) -> None:
        """Starts no thread yet. `in_time` is in seconds; `at_once` may be worked on at one time."""
        self._owed, self.in_time, self.at_once = owed, in_time, at_once
        self._state = threading.Lock()
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._threads = 0
        self._waiting = 0
        self._at_work: set[Taken] = set()
        self._known: OrderedDict[str, Taken | None] = OrderedDict()
        self.late = self.turned_away = self._said_of = 0
        self._quiet_until = 0.0

    def take(self, body: Any, work: Work, instead: Instead, arrived: float | None = None) -> BoltResponse:
        """The acknowledgement of a delivery; `work` makes it with the answer, and never raises."""
        taken = Taken(arrived, event_key(body))
        with self._state:
            first = self._known.get(taken.event, taken)
            has_place = first is taken and self._gives_place(taken)
        if first is not taken:
            return self._after(first, taken)
        if has_place:
            self._set_to_work(taken, work)
        else:
            self._note_turned_away()
            return instead(True) or BoltResponse(status=503)
        if not _is_apart(body):
            return self._without(taken, instead)
        with self._at_the_door() as patience:
            taken.is_over_by(patience)
        if taken.response is None and self._is_promised(taken):
            if taken.leaves():
                self._note_late()
                return BoltResponse(status=200)
            self._keep(taken)  # it comes with the acknowledgement after all
            return _response(taken)
        return self._without(taken, instead)

    def is_to_be_answered(self, taken: Taken, heard: Heard) -> bool:
        """Whether this process is to answer a delivery, which it has read; not what another promised to."""
        taken.hears(heard)
        return heard.door not in EVENTS or not self._owed.is_left_to_another(heard)

    def close(self, seconds: float = CLOSE_SECONDS) -> None:
        """Waits a little for what was taken on and is still worked on."""
        until = monotonic() + seconds
        with self._state:
            at_work = [*self._at_work]
        for taken in at_work:
            taken.wait(max(0.0, until - monotonic()))

    @contextmanager
    def _at_the_door(self) -> Iterator[float]:
        """A delivery waits while the block lasts; gives how long after its arrival it may do so."""
        with self._state:
            self._waiting += 1
            patience = self.in_time if self._waiting <= MOST_WAITING else 0.0
        try:
            yield patience
        finally:
            with self._state:
                self._waiting -= 1

    def _after(self, first: Taken | None, again: Taken) -> BoltResponse:
        """The acknowledgement of what came before: once that is answered (None), or acknowledged itself."""
        if first is not None:
            with self._at_the_door() as patience:
                if not first.is_settled_within(again.left(LAST_SECONDS) if patience else 0.0):
                    return BoltResponse(status=503)
        return BoltResponse(status=200)

    def _without(self, taken: Taken, instead: Instead) -> BoltResponse:
        """The answer, or, when that is not there at the last moment, what is said instead of it."""
        if not taken.is_over_by(LAST_SECONDS):
            said = instead(False)
            if said is not None and taken.leaves():
                self._note_late()
                return said
        return _response(taken)

    def _note_late(self) -> None:
        with self._state:
            self.late += 1

    def _note_turned_away(self) -> None:
        """Counts one, and says of a crowd how many in a line a second."""
        with self._state:
            self.turned_away += 1
            if monotonic() < self._quiet_until:
                return
            self._quiet_until = monotonic() + QUIET_SECONDS
            since, self._said_of = self.turned_away - self._said_of, self.turned_away
        log.warning("busy", turned_away=since)

    def _is_promised(self, taken: Taken) -> bool:
        if not taken.is_read_by(LAST_SECONDS) or taken.heard is None:
            return False
        return self._owed.promise(taken.heard, taken.left(LAST_SECONDS))

    def _keep(self, taken: Taken) -> None:
        if taken.heard is not None:
            self._owed.kept(taken.heard)

    def _gives_place(self, taken: Taken) -> bool:
        """Whether there is room among those at work, which it takes; `_state` is held."""
        if len(self._at_work) >= self.at_once:
            return False
        self._at_work.add(taken)
        if taken.event:
            self._known[taken.event] = taken
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return True

    def _set_to_work(self, taken: Taken, work: Work) -> None:
        """Has a thread take it up."""
        with self._state:
            begins = len(self._at_work) > self._threads
            self._threads += begins
        self._work.put(lambda: self._answer(taken, work))
        if begins:
            threading.Thread(target=self._keep_working, daemon=True, name="answering").start()

    def _keep_working(self) -> None:
        while True:
            self._work.get()()

    def _answer(self, taken: Taken, work: Work) -> None:
        response = None
        try:
            response = work(taken)
        finally:
            with self._state:
                self._at_work.discard(taken)
                if self._known.get(taken.event) is taken:
                    self._known[taken.event] = None
            taken.end(response)


def _is_apart(body: Any) -> bool:
    return isinstance(body, Mapping) and ("command" in body or text_at(body, "type") in APART)


def _response(taken: Taken) -> BoltResponse:
    taken.wait()
    return taken.response or BoltResponse(status=200)
