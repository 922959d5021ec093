"""Carries what people do to the app, waits for its acknowledgement, and delivers again what failed.

Source: Slack's documentation of the Events API (three seconds, up to three retries) and of Socket Mode.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from practice.shapes import Json
from practice.workspace import Workspace

COMMAND = "slash_commands"
INTERACTIVE = "interactive"
EVENT = "events_api"


@dataclass(frozen=True)
class Ack:
    """One acknowledgement: the app's answer, and how long it took. `error` says why it does not count."""

    payload: Any
    seconds: float
    attempt: int
    status: int = 200
    error: str | None = None


@dataclass
class Delivery:
    """One thing delivered: the envelope's id, what it carried, and every acknowledgement that came back."""

    envelope_id: str
    kind: str
    payload: Json
    user: str | None
    time: datetime
    acks: list[Ack] = field(default_factory=list)
    attempts: int = 0
    sent: int = 0
    error: str | None = None


@dataclass(frozen=True)
class Outcome:
    """How a delivery ended: the first good acknowledgement's payload, or Slack's word for the failure."""

    payload: Any = None
    error: str | None = None


class NotConnectedError(Exception):
    """There is no app to deliver to."""


class Door(Protocol):
    """A way to the app: Socket Mode or signed HTTP."""

    @property
    def open(self) -> bool:
        """Whether something can be delivered now."""

    @property
    def hindered(self) -> bool:
        """Whether this door was told to be silent: then a missing answer is not the app's doing."""

    async def carry(self, delivery: Delivery, attempt: int, reason: str) -> Ack:
        """Deliver once and wait for the acknowledgement.

        Raises:
            NotConnectedError: there is nobody to deliver to.
        """

    @property
    def retry_reason(self) -> str:
        """What this door calls a delivery repeated because no acknowledgement came in time."""


@dataclass
class Courier:
    """Delivers through the door in use. Times are in seconds."""

    workspace: Workspace
    door: Door
    ack_seconds: float = 3.0
    backoff: tuple[float, ...] = (0.5, 1.0, 2.0)
    copies: int = 1
    installed: bool = False
    deliveries: list[Delivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    async def deliver(
        self,
        kind: str,
        payload: Json,
        answered: Callable[[Outcome], None],
        *,
        user: str | None = None,
        again: bool = True,
    ) -> Outcome:
        """Deliver, wait for the first attempt's outcome, and hand it to `answered`.

        After a failure the retries run on in the background, unless `again` is false; the first that
        succeeds is handed to `answered` too.
        """
        workspace = self.workspace
        delivery = Delivery(workspace.new_id("E"), kind, payload, user, workspace.clock.now())
        self.installed = self.installed or self.door.open
        if not self.installed:
            delivery.error = "not_installed"
            if kind == EVENT:
                return Outcome(error=delivery.error)
        self.deliveries.append(delivery)
        outcome = await self._attempt(delivery, 0, "")
        answered(outcome)
        if outcome.error and again:
            self.spawn(self._retry(delivery, answered))
        return outcome

    async def repeat(self, user: str, times: int, *, as_retry: bool = False) -> Delivery:
        """Deliver the last thing one person did again, the very same envelope, and wait for the acks.

        What the app answers is kept but not shown: the first answer stands. With `as_retry` it is marked as a
        retry because no acknowledgement came in time.

        Raises:
            LookupError: that person did nothing yet.
        """
        for delivery in reversed(self.deliveries):
            if delivery.user == user:
                for n in range(1, times + 1):
                    reason = self.door.retry_reason if as_retry else ""
                    await self._attempt(delivery, n if as_retry else 0, reason, copies=1)
                return delivery
        raise LookupError(f"{user} did nothing yet")

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something in the background until it is done or the server stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def settled(self) -> None:
        """Wait until nothing runs in the background."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def stop(self) -> None:
        """Stop what runs in the background."""
        for task in list(self._running):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _retry(self, delivery: Delivery, answered: Callable[[Outcome], None]) -> None:
        for attempt, pause in enumerate(self.backoff, start=1):
            await asyncio.sleep(pause)
            outcome = await self._attempt(delivery, attempt, self._reason(delivery.acks[-1]))
            if outcome.error is None:
                answered(outcome)
                return

    def _reason(self, failed: Ack) -> str:
        """Slack's word for why a delivery is repeated."""
        if failed.error == "operation_timeout":
            return self.door.retry_reason
        return "http_error" if failed.status != 200 else "connection_failed"

    async def _attempt(
        self, delivery: Delivery, attempt: int, reason: str, copies: int | None = None
    ) -> Outcome:
        delivery.attempts += 1
        many = self.copies if copies is None else copies
        carried = [self._carry(delivery, attempt, reason) for _ in range(many)]
        acks = await asyncio.gather(*carried)
        good = [ack for ack in acks if ack.error is None]
        if good:
            delivery.error = None
            return Outcome(payload=good[0].payload)
        delivery.error = acks[0].error
        return Outcome(error=delivery.error)

    async def _carry(self, delivery: Delivery, attempt: int, reason: str) -> Ack:
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(self.ack_seconds):
                delivery.sent += 1
                ack = await self.door.carry(delivery, attempt, reason)
        except TimeoutError:
            ack = Ack(None, loop.time() - started, attempt, error="operation_timeout")
            if not self.door.hindered:
                detail = f"{_about(delivery)} was not acknowledged in {self.ack_seconds} s"
                self.workspace.complain("no_ack", detail)
        except NotConnectedError:
            ack = Ack(None, loop.time() - started, attempt, error="dispatch_failed")
        if ack.status != 200:
            self.workspace.complain("bad_ack", f"{_about(delivery)} was answered with HTTP {ack.status}")
        delivery.acks.append(ack)
        return ack


def _about(delivery: Delivery) -> str:
    payload = delivery.payload
    if delivery.kind == EVENT:
        return f"event {payload['event']['type']}"
    if delivery.kind == COMMAND:
        return f"command {payload['command']} {payload['text']}".strip()
    return str(payload.get("type"))
