"""The sender of the outbox: what was written with a record, sent after it, each message once.

Senders are threads, here and in other processes; each claims one message at a time and sends it outside any
transaction. They look every second, and at once when woken.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape, unescape
from uuid import uuid4

import structlog
from slack_sdk import WebClient
from slack_sdk.models.blocks import Block
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commands.kit.blocks import aside, cut, raw, styled, words
from jobs.failures import (
    Failure,
    Held,
    Limited,
    NotAllowed,
    NotSetUp,
    Puzzling,
    TokenRefused,
    Unreachable,
)
from jobs.out_of_reach import say_out_of_reach
from jobs.sending import POST, Arrived, is_user, send, without_retry
from storage import claiming, deliveries, workspace_limits
from storage.base import CLOCKS_APART
from storage.claiming import Claimed
from storage.deliveries import Delivery
from storage.engine import Store, out_of_reach
from storage.people import Person
from storage.waits import LONGEST_WAIT

SENDERS = 4
POLL_SECONDS = 1.0
CLAIMS = 3
"""Times a message is looked for anew where another sender was quicker."""
PACE = timedelta(seconds=1)
"""Between two messages to one channel, as Slack asks."""

SHORTEST_LEASE_SECONDS = 120
CALLS_A_SEND = 6
"""The most calls one message takes; a lease lasts longer than all of them timing out."""

FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 600.0
GIVE_UP_PUZZLING_AFTER = 8
"""Attempts at a message that fails for a reason nobody has a name for."""

TOKEN_PAUSE = timedelta(minutes=1)
SCOPE_PAUSE = timedelta(minutes=10)
PATIENCE = timedelta(days=7)
"""How long a message waits for whoever runs Muster to give the app what it lacks."""

ALL_LIMITED_AT = 3
"""So many recipients limited at once mean that Slack limits the workspace."""

KEEP_PAYLOADS = timedelta(days=30)
PAUSE_AFTER_ERROR_SECONDS = 5.0

QUARANTINED = "quarantined"
"""In the log, of each message that is given up."""

Clock = Callable[[], datetime]

log = structlog.get_logger()


class Outbox:
    """Sends one workspace's messages.

    Trying again is done here, from the store: the client's own handlers, which repeat a call at once when a
    connection breaks and so may post twice, are left out.
    """

    def __init__(
        self,
        store: Store,
        client: WebClient,
        workspace: str,
        clock: Clock,
        senders: int = SENDERS,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._client = without_retry(client)
        self._workspace = workspace
        self._clock = clock
        self._draw = draw
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._senders = [
            threading.Thread(target=self._keep_sending, name=f"sender {number}", daemon=True)
            for number in range(senders)
        ]
        lease = timedelta(seconds=max(SHORTEST_LEASE_SECONDS, CALLS_A_SEND * client.timeout))
        # Whoever shares PostgreSQL with us has a clock of their own: by it the lease must not be over yet.
        apart = timedelta() if store.is_sqlite else CLOCKS_APART
        self.lease = min(lease + apart, LONGEST_WAIT)

    def start(self) -> None:
        """Starts the senders."""
        for sender in self._senders:
            sender.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Lets the senders finish what they are sending, for so long at most in all.

        What one of them is still sending then is sent again by whoever comes next, and marked so.
        """
        self._stopping.set()
        self._woken.set()
        until = time.monotonic() + seconds
        for sender in self._senders:
            if sender.is_alive():
                sender.join(max(0.0, until - time.monotonic()))

    def wake(self) -> None:
        """Says that something was written; to be called after the commit."""
        self._woken.set()

    def send_due(self, clock: Clock | None = None) -> int:
        """Sends what is due, one after the other, in this thread; returns how many were tried."""
        tried = 0
        while self.send_one(clock):
            tried += 1
        return tried

    def send_one(self, clock: Clock | None = None) -> bool:
        """Sends the next message due; False when there is none now."""
        clock = clock or self._clock
        claimed = self._claim(clock())
        if claimed is None:
            return False
        self._woken.set()  # there may be more, for the other senders
        delivery = claimed.delivery
        if delivery.maybe_repeated:
            log.warning("sent again, maybe repeated", key=delivery.key)
        try:
            arrived = send(self._client, claimed, clock())
        except Failure as failure:
            self._settle(claimed, failure, clock)
        except Exception as error:
            reference = uuid4().hex[:8]
            log.exception("sending failed", key=delivery.key, reference=reference)
            self._settle(claimed, Puzzling(f"{type(error).__name__} {reference}", "", True), clock)
        else:
            self._mark(claimed, clock, lambda session, row: self._arrived(session, row, arrived, clock()))
        return True

    def _keep_sending(self) -> None:
        while not self._stopping.is_set():
            try:
                while not self._stopping.is_set() and self.send_one():
                    pass
            except Exception as error:
                reference = uuid4().hex[:8]
                if out_of_reach(error):
                    say_out_of_reach(error, job="outbox", reference=reference)
                else:
                    log.exception("job failed", job="outbox", reference=reference)
                self._stopping.wait(PAUSE_AFTER_ERROR_SECONDS)
            if not self._stopping.is_set():
                self._woken.wait(POLL_SECONDS)
                self._woken.clear()

    def _claim(self, now: datetime) -> Claimed | None:
        with self._store.reading() as session:
            if not claiming.is_any_due(session, self._workspace, now, PACE):
                return None
        for _ in range(CLAIMS):
            try:
                with self._store.writing() as session:
                    return claiming.claim(session, self._workspace, now, self.lease, PACE)
            except IntegrityError:
                continue  # another sender took one of the same recipient's at the same moment
        return None

    def _mark(self, claimed: Claimed, clock: Clock, mark: Callable[[Session, Delivery], None]) -> None:
        """Notes what became of a message; with the database away or busy, again until the lease runs out."""
        until = claimed.delivery.leased_until
        while True:
            try:
                with self._store.writing() as session:
                    delivery = claiming.still_mine(session, claimed)
                    if delivery is None:
                        log.warning("another sender took over", key=claimed.delivery.key)
                    else:
                        mark(session, delivery)
                return
            except Exception as error:
                if not out_of_reach(error) or until is None or clock() >= until or self._stopping.is_set():
                    raise
                say_out_of_reach(error, job="outbox", key=claimed.delivery.key)
                self._stopping.wait(POLL_SECONDS)

    def _arrived(self, session: Session, delivery: Delivery, arrived: Arrived, now: datetime) -> None:
        deliveries.mark_sent(delivery, arrived.channel, arrived.ts, now)
        if arrived.richer_refused:
            workspace_limits.note_plain_only(session, self._workspace, now)
            log.warning("richer blocks refused", workspace=self._workspace)

    def _settle(self, claimed: Claimed, failure: Failure, clock: Clock) -> None:
        def settle(session: Session, delivery: Delivery) -> None:
            now = clock()
            log.warning("not sent", key=delivery.key, method=failure.method, error=failure.code)
            match failure:
                case Held():
                    deliveries.put_back(delivery, failure.until, failure.code, counts=False)
                case Limited():
                    self._limited(session, delivery, failure, now)
                case TokenRefused() | NotAllowed():
                    self._refused(session, delivery, failure, now)
                case Unreachable():
                    self._give_up(session, delivery, failure, now)
                case NotSetUp() if abs(now - delivery.created_at) > PATIENCE:
                    self._give_up(session, delivery, failure, now)
                case Puzzling() if delivery.attempts >= GIVE_UP_PUZZLING_AFTER:
                    self._give_up(session, delivery, failure, now)
                case _:
                    until = now + self._pause(delivery.attempts)
                    deliveries.put_back(delivery, until, failure.code, maybe_arrived=failure.maybe_arrived)

        self._mark(claimed, clock, settle)

    def _limited(self, session: Session, delivery: Delivery, failure: Limited, now: datetime) -> None:
        """A message waits for its own channel; a method that knows no channel waits for everybody."""
        until = now + timedelta(seconds=failure.seconds)
        deliveries.put_back(delivery, until, failure.code, counts=False)
        session.flush()
        whole = failure.method != POST or (
            deliveries.recipients_held(session, self._workspace, failure.code, now, ALL_LIMITED_AT)
            == ALL_LIMITED_AT
        )
        if whole:
            workspace_limits.hold(session, self._workspace, failure.method, until, now)

    def _refused(self, session: Session, delivery: Delivery, failure: Failure, now: datetime) -> None:
        """Our token or its scopes are refused: all that needs them waits, and nobody is given up for that.

        Unless others went meanwhile: then it is this recipient's refusal, and theirs alone.
        """
        token = isinstance(failure, TokenRefused)
        refused_again = delivery.error == failure.code and (token or failure.method == POST)
        if refused_again and deliveries.others_went(session, self._workspace, delivery, now):
            return self._give_up(session, delivery, failure, now)
        if not token and abs(now - delivery.created_at) > PATIENCE:
            return self._give_up(session, delivery, failure, now)
        method, pause = ("*", TOKEN_PAUSE) if token else (failure.method, SCOPE_PAUSE)
        log.error("Slack refuses us", method=failure.method, error=failure.code)
        workspace_limits.hold(session, self._workspace, method, now + pause, now)
        return deliveries.put_back(delivery, now + pause, failure.code, counts=False)

    def _give_up(self, session: Session, delivery: Delivery, failure: Failure, now: datetime) -> None:
        """Quarantines a message, and tells whoever is to hear of it, once and with what to do."""
        deliveries.quarantine(delivery, failure.code)
        log.error(QUARANTINED, key=delivery.key, error=failure.code)
        if not delivery.tell or delivery.tell == delivery.recipient:
            return
        advice = "I'm giving it up; whoever runs Muster finds the reason in its log."
        if isinstance(failure, Unreachable):
            advice = f"{failure.why} {failure.what_to_do}"
        began = f"It began: “{cut(unescape(delivery.text), 150)}”"
        what, head = _did_not_arrive(session, delivery)
        deliveries.post(
            session,
            key=f"undelivered:{delivery.id}",
            workspace=delivery.tell_workspace,
            recipient=delivery.tell,
            text=escape(f"{what} {advice} {began}", quote=False),
            blocks=raw([head, words(advice), aside(began)]),
            now=now,
            about=(Delivery.__tablename__, delivery.id),
        )

    def _pause(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts: doubling, with jitter, up to a cap."""
        full = min(FIRST_PAUSE_SECONDS * 2 ** min(attempts - 1, 20), LONGEST_PAUSE_SECONDS)
        return timedelta(seconds=full * (0.5 + self._draw() / 2))


def _did_not_arrive(session: Session, delivery: Delivery) -> tuple[str, Block]:
    """That a message did not arrive: in words alone, and naming whom it was for."""
    if delivery.person_id is not None:
        said = f"A message to {session.get_one(Person, delivery.person_id).name} did not arrive."
        return said, words(said)
    whom = f"<@{delivery.recipient}>" if is_user(delivery.recipient) else f"<#{delivery.recipient}>"
    return "A message you had me send did not arrive.", styled(
        f"A message you had me send to {whom} did not arrive."
    )
