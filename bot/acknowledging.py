"""Acknowledged in time: what Slack delivers is worked on by a thread of its own, and its door waits a while.

Slack takes an acknowledgement for three seconds; an event it has none for by then comes again, and of a
command it says that it timed out. An answer that is ready before IN_TIME_SECONDS is acknowledged with it, as
if it were made at the door: what a request changed is committed by then. For one that takes longer the store
is told first that an answer is owed (`Owed.promise`), then the delivery is acknowledged, empty, and the
answer follows by the ways that need no acknowledgement. A process that is killed in between leaves that
promise: whoever asked is told to ask again. Where it can't be written, nothing is acknowledged until the
answer is there.

A submitted modal and an option search are not worked on apart: their answer fits nowhere but in the
acknowledgement, Slack keeps the modal with what was typed in it, and submitted again it is the same request.

An event that comes again while it is being answered waits for the same answer; one that was answered by this
process is acknowledged, and nothing is worked out again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from queue import SimpleQueue
from time import monotonic
from typing import Any

from slack_bolt import BoltResponse

from bot.delivered import text_at
from bot.hearing import Heard
from bot.owed import Owed
from commands.kit.request import Door

IN_TIME_SECONDS = 1.5
"""How long an answer may take to be part of the acknowledgement; writing a promise comes on top."""
MOST_AT_ONCE = 200
"""Requests worked on apart at one time. Beyond it a door works itself, and takes nothing else meanwhile."""
MOST_KNOWN = 10_000
"""Events remembered as answered."""
CLOSE_SECONDS = 1.0
APART = frozenset({"event_callback", "block_actions", "shortcut", "message_action"})
EVENTS = frozenset({Door.MENTION, Door.DIRECT, Door.OPENED_HOME})

Work = Callable[["Taken"], BoltResponse]


class Taken:
    """One delivery that is being worked on, and whether its acknowledgement still waits for the answer."""

    def __init__(self, is_retry: bool = False) -> None:
        """`is_retry`: Slack says that it delivered the same before."""
        self.is_retry = is_retry
        self.heard: Heard | None = None
        self.response: BoltResponse | None = None
        self._over = threading.Event()
        self._state = threading.Lock()
        self._is_answered = self._is_gone = False

    def answers(self) -> bool:
        """The answer is there: whether it may go into the acknowledgement. After it `leaves` is too late."""
        with self._state:
            self._is_answered = not self._is_gone
            return self._is_answered

    def leaves(self) -> bool:
        """The acknowledgement goes without the answer; False when that is there."""
        with self._state:
            self._is_gone = not self._is_answered
            return self._is_gone

    def end(self, response: BoltResponse | None) -> None:
        """All is done but what follows the acknowledgement."""
        self.response = response
        self._over.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it is over within a time."""
        return self._over.wait(seconds)


class Acknowledging:
    """Has deliveries worked on, and gives the acknowledgement of each in time.

    `late` counts those that were acknowledged before their answer was there.
    """

    def __init__(self, owed: Owed, in_time: float = IN_TIME_SECONDS) -> None:
        """Starts no thread yet. `in_time` is in seconds."""
        self._owed, self._in_time = owed, in_time
        self._state = threading.Lock()
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._threads = 0
        self._at_work: set[Taken] = set()
        self._known: OrderedDict[str, Taken | None] = OrderedDict()
        self.late = 0

    def take(self, body: Any, headers: Mapping[str, str | Sequence[str]], work: Work) -> BoltResponse:
        """The acknowledgement of a delivery; `work` makes it with the answer, and never raises."""
        taken = Taken(_is_retry(headers))
        if not _is_apart(body) or not self._begin(taken, work):
            self._answer(taken, work)
        elif not taken.wait(self._in_time) and self._is_promised(taken):
            if taken.leaves():
                self.late += 1
                return BoltResponse(status=200)
            self._keep(taken)  # it comes with the acknowledgement after all
        taken.wait()
        return taken.response or BoltResponse(status=200)

    def is_first(self, taken: Taken, heard: Heard) -> bool:
        """Whether this delivery is to be answered; False, for one that is not, once its like has been.

        Only an event is known again here: what else comes again wants the answer once more.
        """
        taken.heard = heard
        if heard.door not in EVENTS:
            return True
        with self._state:
            first = self._known.setdefault(heard.key, taken)
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        if first is taken:
            # Another process may be at it: one that was slow left word of it.
            return not (taken.is_retry and self._owed.is_promised(heard))
        if first is not None:
            first.wait()
        return False

    def close(self, seconds: float = CLOSE_SECONDS) -> None:
        """Waits a little for what was taken on and is still worked on."""
        until = monotonic() + seconds
        with self._state:
            at_work = [*self._at_work]
        for taken in at_work:
            taken.wait(max(0.0, until - monotonic()))

    def _is_promised(self, taken: Taken) -> bool:
        return taken.heard is not None and self._owed.promise(taken.heard)

    def _keep(self, taken: Taken) -> None:
        if taken.heard is not None:
            self._owed.kept(taken.heard)

    def _begin(self, taken: Taken, work: Work) -> bool:
        """Has a thread take it up; False when there are too many."""
        with self._state:
            if len(self._at_work) >= MOST_AT_ONCE:
                return False
            self._at_work.add(taken)
            begins = len(self._at_work) > self._threads
            self._threads += begins
        self._work.put(lambda: self._answer(taken, work))
        if begins:
            threading.Thread(target=self._keep_working, daemon=True, name="answering").start()
        return True

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
                if taken.heard is not None and self._known.get(taken.heard.key) is taken:
                    self._known[taken.heard.key] = None
            taken.end(response)


def _is_apart(body: Any) -> bool:
    return isinstance(body, Mapping) and ("command" in body or text_at(body, "type") in APART)


def _is_retry(headers: Mapping[str, str | Sequence[str]]) -> bool:
    return str(headers.get("x-slack-retry-num") or "0") != "0"
