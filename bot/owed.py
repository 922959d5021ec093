"""What is still owed: answers that were recorded as owed, and those no door takes, which go by message.

A request that changed something leaves its answer, and to whom it is owed, in the transaction of the
change. Here it is noted when the doors have given it; an answer they could not give becomes a message to
the speaker in the outbox, which keeps it until it arrives; and one that nobody gave, because a process
ended in between, is found by its age and becomes such a message too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from bot.answers import Answer
from bot.ways import ELSEWHERE, MAYBE_SEEN, Words, in_words
from storage import deliveries
from storage.answered import note_given, owed_answers, settle_owed
from storage.engine import Store

FORGOTTEN_AFTER = timedelta(minutes=3)
"""An answer owed for so long is with nobody any more: doors give one up sooner."""

MOST_AT_ONCE = 500


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

    def given(self, key: str) -> None:
        """Notes that an answer was given; it is written down with others, a moment later."""
        if key:
            with self._turn:
                self._given.add(key)

    def by_message(self, key: str, user: str, words: Words, maybe_seen: bool) -> None:
        """Has the outbox tell somebody what no door took, once for each request.

        `maybe_seen`: nobody knows whether it arrived at a door; it says so.
        """
        words = words.under(MAYBE_SEEN if maybe_seen else ELSEWHERE)
        try:
            with self._store.writing() as session:
                if not settle_owed(session, key):
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

    def look(self, now: datetime, under_way: Iterable[str] = ()) -> None:
        """Sends what was owed by a process that is no more; `under_way` are the keys the doors still have."""
        self.write_down()
        with self._store.reading() as session:
            forgotten = owed_answers(session, self._workspace, now - FORGOTTEN_AFTER)
        kept = set(under_way)
        for request in forgotten:
            if request.key not in kept and request.owed_to:
                words = in_words(Answer.stored(request.answer or {}))
                self.by_message(request.key, request.owed_to, words, maybe_seen=True)


def _batches(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + MOST_AT_ONCE] for start in range(0, len(keys), MOST_AT_ONCE))
