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
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from bot.answers import Answer
from bot.hearing import Heard
from bot.promises import INTERRUPTED_ASKED, PROMISE, Promises
from bot.ways import ELSEWHERE, MAYBE_SEEN, Words, in_words
from commands.kit.reply import say
from jobs.out_of_reach import say_out_of_reach
from storage import deliveries
from storage.answered import (
    answered,
    note_given,
    owe_answers,
    owed_answers,
    settle_owed,
)
from storage.engine import Store, out_of_reach

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
        self._promises = Promises(store, workspace, clock, self._note)

    def given(self, key: str) -> None:
        """Notes that an answer was given; it is written down with others, a moment later."""
        if key:
            self._note([key])

    def promise(self, heard: Heard, seconds: float) -> bool:
        """Has the store know that somebody waits for an answer; False when it could not within so long."""
        return self._promises.make(heard, seconds)

    def is_left_to_another(self, heard: Heard) -> bool:
        """Whether a process before this one promised the answer, which is told of after its end.

        With PostgreSQL others are at work beside this one: there `takes_on` decides, once there is an answer.
        """
        try:
            return self._store.is_sqlite and self._promises.is_made(heard)
        except Exception as error:
            if not out_of_reach(error):
                raise
            return False

    def takes_on(self, heard: Heard, answer: Answer) -> bool:
        """Whether this process gives an answer that changed nothing; False where another has it, or gave it.

        Several processes, on PostgreSQL, may be delivered the same event: whose answer is kept first gives
        it, and it is owed as that of a change is. What it says is not kept: it may hold what was told in
        confidence. Where that can't be written, each gives its own.
        """
        if self._store.is_sqlite:
            return True
        try:
            with self._store.writing() as session:
                kept = {heard.key: (heard.user, Answer.of(say(INTERRUPTED_ASKED)).to_store())}
                is_first = bool(owe_answers(session, kept, self._workspace, self._clock()))
        except Exception as error:
            if not out_of_reach(error):
                raise
            say_out_of_reach(error, job="answer taken on")
            return True
        answer.is_owed = answer.is_owed or is_first
        return is_first

    def kept(self, heard: Heard) -> None:
        """Notes that a promise, if there was one, was kept."""
        self.given(self._promises.keep(heard) or "")

    def by_message(self, key: str, user: str, words: Words, maybe_seen: bool) -> None:
        """Has the outbox tell somebody what no door took, once for each request.

        `maybe_seen`: nobody knows whether it arrived at a door; it says so.
        """
        self._by_outbox(key, user, words.under(MAYBE_SEEN if maybe_seen else ELSEWHERE))

    def _note(self, keys: Collection[str]) -> None:
        with self._turn:
            self._given.update(keys)

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
        self._promises.forget(given)

    def look(self, now: datetime, under_way: Iterable[str] = ()) -> None:
        """Sends what was owed by a process that is no more; `under_way` are the keys the doors still have."""
        self.write_down()
        with self._store.reading() as session:
            forgotten = owed_answers(session, self._workspace, now, FORGOTTEN_AFTER)
        kept = {*under_way, *self._promises.made}
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
