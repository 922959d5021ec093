"""Trouble on demand: what a method does instead of, before or after its work."""

import asyncio
import contextlib
import random
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Trouble:
    """One order to misbehave: wait, then answer with a status or an error or not at all, so many times.

    The first `skip` calls go well. `times` None means until further notice. With `after` the method's work is
    done first and only its answer is late or lost, as when a connection breaks at the wrong moment. With
    `cut` the connection breaks instead of an answer. With a `share` each call is drawn for, from `seed`: about
    that share of them gets the trouble, the others go on to the next order there is, and the same seed draws the same again.
    """

    method: str
    status: int | None = None
    error: str | None = None
    seconds: float = 0.0
    retry_after: int | None = None
    times: int | None = 1
    after: bool = False
    skip: int = 0
    cut: bool = False
    share: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ValueError("a share is more than 0 and at most 1")
        self._draw = random.Random(self.seed)  # noqa: S311 - nobody guards anything by it

    @property
    def is_drawn(self) -> bool:
        """Whether the next call is one of the share that gets the trouble."""
        return self.share >= 1 or self._draw.random() < self.share

    @property
    def loses_answer(self) -> bool:
        """Whether the true answer never comes."""
        return bool(self.status or self.error or self.cut)

    @property
    def word(self) -> str:
        """What the record of calls says went wrong."""
        if self.cut:
            return "connection_cut"
        return "ratelimited" if self.status == 429 else self.error or "internal_error"


@dataclass
class Misbehaviour:
    """The orders that stand, in the order given."""

    orders: list[Trouble] = field(default_factory=list)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def order(self, trouble: Trouble) -> None:
        """Add one."""
        self.orders.append(trouble)

    def stop(self) -> None:
        """Behave again, at once: what waits goes on."""
        self.orders.clear()
        self._over.set()
        self._over = asyncio.Event()

    def take(self, method: str) -> Trouble | None:
        """The first order that stands for a method, counted down."""
        for order in self.orders:
            if order.method not in (method, "*"):
                continue
            if order.skip > 0:
                order.skip -= 1
                return None
            if not order.is_drawn:
                continue
            if order.times is not None:
                order.times -= 1
                if order.times <= 0:
                    self.orders.remove(order)
            return order
        return None

    async def pause(self, trouble: Trouble | None) -> None:
        """Wait as long as an order says, or until all is well again."""
        if trouble is not None and trouble.seconds > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(trouble.seconds):
                    await self._over.wait()


def lost_answer(request: web.Request, trouble: Trouble) -> web.Response:
    """What comes for a plain answer that is lost: a bad status, or nothing and the connection cut."""
    if trouble.cut:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    headers = retry_after(trouble) if trouble.status == 429 else {}
    return web.Response(status=trouble.status or 500, text=trouble.word, headers=headers)


def retry_after(trouble: Trouble) -> dict[str, str]:
    """The header that says how many seconds a rate limit asks to wait."""
    return {"Retry-After": str(1 if trouble.retry_after is None else trouble.retry_after)}
