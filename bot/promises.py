"""Promises: that an answer is owed is written down before the acknowledgement goes without it.

Where a crowd asks at one time hundreds are to be written in a second. One thread writes them, whatever was
asked for meanwhile in one transaction: a commit each would have the last wait for all the others' disks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from bot.answers import Answer
from bot.hearing import Heard
from commands.kit.reply import say
from storage.answered import answered, owe_answers
from storage.engine import Store

PROMISE = "promise:"
"""Before a request's key: that it is to be answered, though its acknowledgement has gone."""
MOST_QUOTED = 300
INTERRUPTED = (
    "I was stopped while I worked on what you asked: “{}”. If no answer reached you, please ask again."
)
INTERRUPTED_PRESS = (
    "I was stopped while I worked on what you pressed. If nothing came of it, please press it again."
)
INTERRUPTED_ASKED = "I was stopped before you had my answer. Please ask me again."
"""In place of an answer that may be about people, or hold what somebody told: that is kept nowhere else."""

log = structlog.get_logger()


@dataclass(eq=False)
class _Pledge:
    """A promise to be written; `is_void` once there is nothing to promise any more."""

    key: str
    user: str
    answer: dict[str, Any]
    is_void: bool = False
    is_written: bool = False
    over: threading.Event = field(default_factory=threading.Event)


class Promises:
    """What one process of a workspace promised. `void` is told of those written after they were kept."""

    def __init__(
        self,
        store: Store,
        workspace: str,
        clock: Callable[[], datetime],
        void: Callable[[Collection[str]], object],
    ) -> None:
        """Starts no thread yet."""
        self._store = store
        self._workspace = workspace
        self._clock = clock
        self._void = void
        self._changed = threading.Condition()
        self._asked: list[_Pledge] = []
        self._at_pen: list[_Pledge] = []
        self._has_pen = False
        self._made: set[str] = set()

    @property
    def made(self) -> set[str]:
        """The keys of those this process made and that are not known to be kept."""
        with self._changed:
            return {*self._made}

    def make(self, heard: Heard, seconds: float) -> bool:
        """Whether it is written down within so long. It may be so later, and is to be kept all the same.

        What comes again while its answer is made was promised: it waits for nobody else's turn to write.
        """
        pledge = _Pledge(PROMISE + heard.key, heard.user, Answer.of(say(_interrupted(heard))).to_store())
        with self._changed:
            if pledge.key in self._made:
                return True
            self._asked.append(pledge)
            if not self._has_pen:
                self._has_pen = True
                threading.Thread(target=self._keep_writing, daemon=True, name="promises").start()
            self._changed.notify()
        pledge.over.wait(seconds)
        return pledge.is_written

    def is_made(self, heard: Heard) -> bool:
        """Whether any process promised an answer to this request, be it given by now or not."""
        with self._store.reading() as session:
            return answered(session, PROMISE + heard.key) is not None

    def keep(self, heard: Heard) -> str | None:
        """The key to be noted as given, of a promise of this process; one not written yet is void."""
        key = PROMISE + heard.key
        with self._changed:
            for pledge in (*self._asked, *self._at_pen):
                pledge.is_void = pledge.is_void or pledge.key == key
            return key if key in self._made else None

    def forget(self, keys: Collection[str]) -> None:
        """These are noted as given."""
        with self._changed:
            self._made.difference_update(keys)

    def _keep_writing(self) -> None:
        while True:
            with self._changed:
                while not self._asked:
                    self._changed.wait()
                self._at_pen = [pledge for pledge in self._asked if not pledge.is_void]
                self._asked.clear()
            made = self._write(self._at_pen)
            with self._changed:
                pledges, self._at_pen = self._at_pen, []
                self._made |= made or set()
                void = [pledge.key for pledge in pledges if pledge.is_void and pledge.key in self._made]
            if void:
                self._void(void)
            for pledge in pledges:
                pledge.is_written = made is not None
                pledge.over.set()

    def _write(self, pledges: list[_Pledge]) -> set[str] | None:
        """The keys that are new on record; None when they can't be written just now."""
        if not pledges:
            return set()
        try:
            with self._store.writing() as session:
                rows = {pledge.key: (pledge.user, pledge.answer) for pledge in pledges}
                return owe_answers(session, rows, self._workspace, self._clock())
        except Exception:
            log.exception("answers not promised", how_many=len(pledges))
            return None


def _interrupted(heard: Heard) -> str:
    is_said = heard.text and not heard.name
    return INTERRUPTED.format(heard.text[:MOST_QUOTED]) if is_said else INTERRUPTED_PRESS
