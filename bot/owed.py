"""What is still owed: answers that were recorded as owed, and those no door takes, which go by message.

A request that changed something leaves its answer, and to whom it is owed, in the transaction of the
change. Here it is noted when the doors have given it; an answer they could not give becomes a message to
the speaker in the outbox, which keeps it until it arrives; and one that nobody gave, because a process
ended in between, is found by its age and becomes such a message too.

A request that had to be acknowledged before its answer was there is promised one: a row of the same kind,
under a key of its own, with what to say should nobody be left to answer. The promise is kept when the answer
was given, or left to the outbox; a request that changed something keeps it by its own row.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import IntegrityError

from bot.answers import Answer
from bot.hearing import Heard
from bot.ways import ELSEWHERE, MAYBE_SEEN, Words, in_words
from commands.kit.reply import say
from storage import deliveries
from storage.answered import (
    answered,
    begin_answer,
    keep_answer,
    note_given,
    owed_answers,
    settle_owed,
)
from storage.engine import Store

FORGOTTEN_AFTER = timedelta(minutes=3)
"""An answer owed for so long is with nobody any more: doors give one up sooner."""

MOST_AT_ONCE = 500
PROMISE = "promise:"
"""Before a request's key: that it is to be answered, though its acknowledgement has gone."""
MOST_QUOTED = 300
INTERRUPTED = (
    "I was stopped while I worked on what you asked: “{}”. If no answer reached you, please ask again."
)
INTERRUPTED_PRESS = (
    "I was stopped while I worked on what you pressed. If nothing came of it, please press it again."
)

log = structlog.get_logger()


class Owed:
    """The answers one workspace's people are owed. `wake` nudges the outbox."""

    def __init__(
        self, store: Store, workspace: str, clock: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._store = store
        self._workspace = workspace
        self._clock = clock
        self._wake = wake
        self._turn = threading.Lock()
        self._given: set[str] = set()
        self._promised: set[str] = set()

    def given(self, key: str) -> None:
        """Notes that an answer was given; it is written down with others, a moment later."""
        if key:
            with self._turn:
                self._given.add(key)

    def promise(self, heard: Heard) -> bool:
        """Has the store know that somebody waits for an answer; False when it can't be written just now."""
        key, now = PROMISE + heard.key, self._clock()
        is_said = heard.text and not heard.name
        told = INTERRUPTED.format(heard.text[:MOST_QUOTED]) if is_said else INTERRUPTED_PRESS
        answer = Answer.of(say(told))
        try:
            with self._store.writing() as session:
                begin_answer(session, key, now)
                keep_answer(session, key, answer.to_store(), self._workspace, heard.user)
        except IntegrityError:
            return True  # the same came before
        except Exception:
            log.exception("answer not promised", door=heard.door.value)
            return False
        with self._turn:
            self._promised.add(key)
        return True

    def is_promised(self, heard: Heard) -> bool:
        """Whether any process promised an answer to this request, be it given by now or not."""
        with self._store.reading() as session:
            return answered(session, PROMISE + heard.key) is not None

    def kept(self, heard: Heard) -> None:
        """Notes that a promise, if there was one, was kept."""
        with self._turn:
            if (key := PROMISE + heard.key) in self._promised:
                self._given.add(key)

    def by_message(self, key: str, user: str, words: Words, maybe_seen: bool) -> None:
        """Has the outbox tell somebody what no door took, once for each request.

        `maybe_seen`: nobody knows whether it arrived at a door; it says so.
        """
        self._by_outbox(key, user, words.under(MAYBE_SEEN if maybe_seen else ELSEWHERE))

    def _by_outbox(self, key: str, user: str, words: Words, unless: str = "") -> None:
        """Once for each key; not at all where the request of the key `unless` left its own answer."""
        try:
            with self._store.writing() as session:
                if not settle_owed(session, key) or (unless and answered(session, unless) is not None):
                    return
                deliveries.post(
                    session,
                    key=f"{key}:answer",
                    workspace=self._workspace,
                    recipient=user,
                    text=words.text,
                    blocks=words.blocks,
                    now=self._clock(),
                )
        except IntegrityError:
            return  # somebody else has just done so
        self._wake()

    def write_down(self) -> None:
        """Writes down what was given since the last time."""
        with self._turn:
            given, self._given = self._given, set()
        if not given:
            return
        try:
            with self._store.writing() as session:
                for some in _batches(sorted(given)):
                    note_given(session, some)
        except Exception:
            with self._turn:
                self._given |= given
            raise
        with self._turn:
            self._promised -= given

    def look(self, now: datetime, under_way: Iterable[str] = ()) -> None:
        """Sends what was owed by a process that is no more; `under_way` are the keys the doors still have."""
        self.write_down()
        with self._store.reading() as session:
            forgotten = owed_answers(session, self._workspace, now - FORGOTTEN_AFTER)
        with self._turn:
            kept = {*under_way, *self._promised}
        for request in forgotten:
            if request.key in kept or not request.owed_to:
                continue
            words = in_words(Answer.stored(request.answer or {}))
            if request.key.startswith(PROMISE):
                self._by_outbox(request.key, request.owed_to, words, unless=request.key.removeprefix(PROMISE))
            else:
                self.by_message(request.key, request.owed_to, words, maybe_seen=True)


def _batches(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + MOST_AT_ONCE] for start in range(0, len(keys), MOST_AT_ONCE))
