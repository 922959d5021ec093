"""The one right way to answer at each of Slack's doors, and what becomes of an answer a door does not take.

What goes into the acknowledgement is returned; what has to follow it is given by `follow_up`, after the
acknowledgement, on a few threads of its own.

What is guaranteed. An answer that needs the Web API is waited with as long as Slack's 429 says, tried again
after a passing error, given without its blocks where those are not taken, and given another way where its
own is shut: a form that would not open is said by the response URL, a message that can't be said where it
was asked is sent to the speaker. An answer that no door takes within a minute, or that is not given when
Muster ends, goes to the speaker by the outbox, which keeps it until it arrives. The answer to a request
that changed something is owed in the store from the change's own commit on, and outlives a kill; what goes
into the acknowledgement counts as given once Bolt has it. What had to be acknowledged before its answer was
there (`bot.acknowledging`) is promised in the store, and a kill leaves the promise. Nothing is said twice
without saying that it may be there already. An event that comes to
several processes is answered by one of them. A command or a press that changed nothing, and comes again to
another process, is answered by both.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from datetime import datetime
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.answers import Answer, in_a_modal
from bot.calling import Calling
from bot.giving import Giving
from bot.hearing import Heard
from bot.owed import Owed
from bot.ways import MAYBE_SEEN, By, Way, in_words, lane_of, ways
from commands.kit.request import Door
from jobs.failures import Away, BlocksRefused, Failure, Limited, PileFull, ViewGone

PATIENCE_SECONDS = 60.0
"""How long an answer is tried at its door."""
TRIGGER_SECONDS = 3.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
STORE_PAUSE_SECONDS = 5.0
CLOSE_SECONDS = 2.0
SAID_TO_AN_EVENT = frozenset({Door.MENTION, Door.DIRECT})
"""Doors whose deliveries come again, to any process, and whose answers would stand there twice."""
MOST_KNOWN = 10_000
"""Requests remembered, so that one delivered again is not answered again."""

log = structlog.get_logger()


class Doors:
    """Gives answers: the part for the acknowledgement at once, the rest by the Web API afterwards."""

    def __init__(self, client: WebClient, owed: Owed, patience: float = PATIENCE_SECONDS) -> None:
        """Calls nobody yet. `patience` is in seconds."""
        self._calling = Calling(client)
        self.owed = owed
        self._patience = patience
        self._giving = Giving()
        self._turn = threading.Lock()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._under_way: set[_Errand] = set()
        self._shut: dict[str, float] = {}

    def acknowledgement(self, heard: Heard, answer: Answer) -> dict[str, Any] | None:
        """What the acknowledgement carries; None for an empty one."""
        match heard.door:
            case Door.COMMAND if answer.modal is None and answer.text:
                return {"response_type": "ephemeral", "text": answer.text, "blocks": answer.blocks}
            case Door.SEARCH:
                return {"options": answer.options}
            case Door.SUBMITTED:
                return _submitted(answer)
            case _:
                return None

    def follow_up(self, heard: Heard, answer: Answer, is_late: bool = False) -> None:
        """Gives what follows the acknowledgement, and comes back at once.

        `is_late`: the acknowledgement could not wait for the answer, and carried none of it. A request that
        comes again has been given its answer, is being given it, or will be sent it.
        """
        found = ways(heard, answer, is_late)
        # A form that was refused is submitted again by the same key, and that is no repeat.
        if answer.is_repeat or (found and not answer.errors and self._is_known(heard.key)):
            self.owed.kept(heard)
            return
        if not found:
            self._given(heard, answer)
            return
        if heard.door in SAID_TO_AN_EVENT and not answer.is_owed and not self.owed.takes_on(heard, answer):
            self.owed.kept(heard)
            return
        errand = _Errand(self, heard, answer, found)
        with self._turn:
            self._under_way.add(errand)
        if not self._giving.begin(errand):
            errand.hand_over()

    def look(self, now: datetime) -> None:
        """Sends the answers that a process owed which is no more."""
        with self._turn:
            under_way = [errand.heard.key for errand in self._under_way]
        self.owed.look(now, under_way)

    def close(self, seconds: float = CLOSE_SECONDS) -> None:
        """Ends: waits a little for calls at hand; what is not given goes into the outbox."""
        self._giving.close(seconds)
        with self._turn:
            undone = list(self._under_way)
        deadline = time.monotonic() + seconds
        for errand in undone:
            if time.monotonic() < deadline:
                errand.hand_over()
        self.owed.write_down()

    # -- for errands

    def call(self, heard: Heard, way: Way) -> None:
        """One call. Raises a Failure."""
        self._calling.call(heard, way)

    def done(self, errand: _Errand) -> None:
        """An answer was given, or nobody waits for it any more."""
        self._given(errand.heard, errand.answer)
        self._gone(errand)

    def hand_over(self, errand: _Errand, maybe_seen: bool) -> bool:
        """Leaves an answer to the outbox; False when the store can't be written just now."""
        heard = errand.heard
        try:
            if heard.user:  # nobody knows whose what could not be read was
                self.owed.by_message(heard.key, heard.user, in_words(errand.answer), maybe_seen)
        except Exception:
            log.exception("answer not handed over", door=heard.door.value)
            return False
        self.owed.kept(heard)
        self._gone(errand)
        return True

    def shut(self, lane: str, seconds: float) -> None:
        """Slack wants nothing there for so long, whoever it is for."""
        with self._turn:
            self._shut[lane] = max(self._shut.get(lane, 0.0), time.monotonic() + seconds)

    def shut_for(self, lane: str) -> float:
        """Seconds until something may be called there."""
        with self._turn:
            left = self._shut.get(lane, 0.0) - time.monotonic()
            if left <= 0:
                self._shut.pop(lane, None)
        return max(left, 0.0)

    @property
    def patience(self) -> float:
        """Seconds an answer is tried at its door."""
        return self._patience

    def _given(self, heard: Heard, answer: Answer) -> None:
        if answer.is_owed:
            self.owed.given(heard.key)
        self.owed.kept(heard)

    def _gone(self, errand: _Errand) -> None:
        with self._turn:
            self._under_way.discard(errand)

    def _is_known(self, key: str) -> bool:
        if not key:
            return False
        with self._turn:
            known = key in self._known
            self._known[key] = None
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return known


class _Errand:
    """One answer on its way: called by `Giving` until it is given or handed over."""

    def __init__(self, doors: Doors, heard: Heard, answer: Answer, found: list[Way]) -> None:
        self._doors, self.heard, self.answer, self._ways = doors, heard, answer, found
        self._begun = time.monotonic()
        self._attempts = 0
        self._maybe_done = self._maybe_said = False
        self._turn = threading.Lock()
        self._is_over = False

    def __call__(self) -> float | None:
        """One round of tries: None once it is over, else the seconds until the next."""
        while self._ways:
            pause = self._try(self._ways[0])
            if self._is_over:
                return None
            if pause is not None:
                return pause
        return None if self.hand_over() else STORE_PAUSE_SECONDS

    def hand_over(self) -> bool:
        """Leaves it to the outbox, at once."""
        with self._turn:
            if not self._is_over:
                self._is_over = self._doors.hand_over(self, self._maybe_said)
            return self._is_over

    def _try(self, way: Way) -> float | None:
        """Tries one way; the seconds to wait, or None when it is done or its way is no more."""
        lane = lane_of(self.heard, way)
        wait = self._doors.shut_for(lane)
        if wait:
            return self._waits(way, wait)
        if self._maybe_said and way.words is not None:
            way = Way(way.by, words=way.words.under(MAYBE_SEEN), replaces=way.replaces)
        said_before, self._maybe_said = self._maybe_said, self._maybe_said or way.says
        try:
            self._doors.call(self.heard, way)
        except Failure as failure:
            maybe_arrived = isinstance(failure, Away) and failure.maybe_arrived
            self._maybe_said = said_before or (way.says and maybe_arrived)
            if isinstance(failure, Limited):
                self._doors.shut(lane, failure.seconds)
            return self._after(way, failure)
        except Exception:
            log.exception("answer not given", door=self.heard.door.value, by=way.by.value)
            return self._next_way()
        return self._over()

    def _after(self, way: Way, failure: Failure) -> float | None:
        """What follows from a failure."""
        match failure:
            case Limited():
                self._note(way, failure)
                return self._waits(way, failure.seconds)
            case Away():
                self._note(way, failure)
                self._attempts += 1
                self._maybe_done = self._maybe_done or failure.maybe_arrived
                pause = min(FIRST_PAUSE_SECONDS * 2 ** min(self._attempts - 1, 10), LONGEST_PAUSE_SECONDS)
                return self._waits(way, pause)
            case BlocksRefused() if (plainer := self._ways[0].plainer()) is not None:
                self._note(way, failure)
                self._ways[0] = plainer
                return None
            case ViewGone() if not self.answer.is_owed:
                return self._over()  # they have closed it, or chosen again
        if self._maybe_done and failure.code in ("exchanged_trigger_id", "trigger_exchanged"):
            return self._over()  # an earlier try opened it
        if not isinstance(failure, PileFull):
            self._note(way, failure)
        return self._next_way(failure)

    def _note(self, way: Way, failure: Failure) -> None:
        """One line for each try that failed; what came of it shows in the outbox, or in none after it."""
        log.warning("answer not delivered", door=self.heard.door.value, by=way.by.value, error=failure.code)

    def _waits(self, way: Way, seconds: float) -> float | None:
        """The wait, if the way is still open after it."""
        open_for = TRIGGER_SECONDS if way.needs_trigger else self._doors.patience
        if time.monotonic() - self._begun + seconds > open_for:
            return self._next_way()
        return seconds

    def _next_way(self, failure: Failure | None = None) -> float | None:
        """This way is shut: the next, at once."""
        way = self._ways.pop(0)
        if way.by is By.PUSH and not isinstance(failure, PileFull):
            self._ways.clear()  # in place of what is shown only where the pile is full
        self._maybe_said = self._maybe_said or (self._maybe_done and self.answer.is_owed)
        self._maybe_done = False
        self._attempts = 0
        return None

    def _over(self) -> float | None:
        """It was given, or nobody waits for it any more."""
        with self._turn:
            if not self._is_over:
                self._is_over = True
                self._doors.done(self)
        return None


def _submitted(answer: Answer) -> dict[str, Any] | None:
    if answer.errors:
        return {"response_action": "errors", "errors": answer.errors}
    if answer.updated is not None:
        return {"response_action": "update", "view": answer.updated}
    if answer.modal is not None:
        return {"response_action": "push", "view": answer.modal}
    if answer.closes:
        return {"response_action": "clear"}
    # Nothing was done, and the modal is still there: say why on top of it, so that nothing typed is lost.
    return {"response_action": "push", "view": in_a_modal(answer)} if answer.text else None
