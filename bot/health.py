"""Whether Muster is up, and whether it is ready to answer: for supervisors, balancers and whoever looks.

`/healthz`: the process is up and answers. `/readyz`: everything an answer needs is there, each thing with a
plain word, and status 503 where one is not. Neither says a name, an address or a secret.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.lately import Lately
from storage.base import Instant
from storage.engine import Busy, Store, out_of_reach, was_busy
from storage.reach import CannotWrite, try_to_write
from storage.schema import UnknownSchema, check, revision_of

UP = ("/healthz", "/health")
"""The second is the older name, which proxies were told of."""
READY = "/readyz"
KEEP_SECONDS = 2.0
"""However many ask, the database is asked once in so long."""
PATIENCE_SECONDS = 3.0
"""How long an answer of the database is waited for: a connection to PostgreSQL is given up after two."""
UNREAD = "reachable, and its instants can't be read"
QUIET_SECONDS = 30.0
"""Over Socket Mode something comes every few seconds, a pong at least; after so long it is silent."""


@dataclass(frozen=True)
class State:
    """How one thing is: a plain word, and whether Muster can do with it."""

    what: str
    word: str
    is_well: bool = True

    def __str__(self) -> str:
        return f"{self.what}: {self.word}"


class Health:
    """What is known of a running Muster's health.

    `is_clock_believed` tells of the watched clock. `hears_by_socket`: something comes from Slack by itself,
    so that silence means something; over HTTP it comes when somebody asks.
    """

    def __init__(self, store: Store, is_clock_believed: Callable[[], bool]) -> None:
        """Asks nothing yet."""
        self._store = store
        self._is_clock_believed = is_clock_believed
        self._known = ""
        self._heard_at: float | None = None
        self._database = Lately(self._look, KEEP_SECONDS, PATIENCE_SECONDS)
        self.hears_by_socket = False

    def heard(self, ago: float = 0.0) -> None:
        """Something came from Slack so many seconds ago."""
        self._heard_at = time.monotonic() - ago

    @property
    def silent_for(self) -> float | None:
        """Seconds since anything came from Slack; None before the first."""
        return None if self._heard_at is None else time.monotonic() - self._heard_at

    @property
    def clock_believed(self) -> bool:
        """Whether what happens by itself may go by the clock."""
        return self._is_clock_believed()

    @property
    def database(self) -> tuple[State, State]:
        """Whether the database answers and can be written; whether it has the shape this release may use."""
        away = State("database", "away", is_well=False), State("schema", "unknown", is_well=False)
        return self._database.answer() or away

    def states(self) -> list[State]:
        """Everything that makes it ready, or not."""
        believed = self.clock_believed
        clock = State("clock", "believed" if believed else "not believed", believed)
        return [*self.database, self._slack(), clock]

    def page(self, path: str) -> tuple[bool, str] | None:
        """What is said at a path: whether all is well, and the text. None where there is nothing."""
        if path in UP:
            return True, "Muster is up.\n"
        if path != READY:
            return None
        states = self.states()
        is_ready = all(each.is_well for each in states)
        return is_ready, _lines(["ready" if is_ready else "not ready", *map(str, states)])

    def _slack(self) -> State:
        silent_for = self.silent_for
        if self.hears_by_socket:
            is_heard = silent_for is not None and silent_for <= QUIET_SECONDS
            word = "not heard yet" if silent_for is None else "heard" if is_heard else "silent"
            return State("Slack", word, is_heard)
        return State("Slack", "unknown" if silent_for is None else "heard")

    def go_on(self) -> None:
        """From now on the database is asked by itself, so that who looks does not wait for it."""
        self._database.go_on()

    def stop(self) -> None:
        """It is asked no more by itself."""
        self._database.stop()

    def _look(self) -> tuple[State, State]:
        with self._store.reading() as session:  # SQLite would go on with a file that was taken away
            reads = _reads_instants(session)
            found = revision_of(self._store)
        is_right = found is not None and found == self._known
        if not is_right:
            try:
                check(self._store)
            except UnknownSchema:
                pass
            else:
                self._known, is_right = found or "", True
        word = "as this release needs it" if is_right else "another than this release needs"
        database = self._written() if reads else State("database", UNREAD, is_well=False)
        return database, State("schema", word, is_right)

    def _written(self) -> State:
        """Whether there is a turn to write; nothing is written in it."""
        try:
            try_to_write(self._store)
        except CannotWrite:
            return State("database", "reachable, and can't be written", is_well=False)
        except (Busy, SQLAlchemyError) as error:
            if not was_busy(error):
                raise
            return State("database", "busy: no turn to write", is_well=False)
        return State("database", "reachable")


def _reads_instants(session: Session) -> bool:
    """Whether an instant comes back as it went: a session may be set up to spell it otherwise."""
    now = datetime.now(UTC)
    try:
        return session.scalar(select(literal(now, Instant()))) == now
    except Exception as error:
        if isinstance(error, SQLAlchemyError) and out_of_reach(error):
            raise
        return False


def _lines(said: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in said)
