"""Socket Mode: the app's WebSocket connections.

Source: Slack's documentation "Using Socket Mode" and the messages the official clients handle.
"""

import asyncio
import contextlib
import json
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from practice.delivery import INTERACTIVE, Ack, Delivery, NotConnectedError
from practice.shapes import Json
from practice.workspace import Workspace

MAX_CONNECTIONS = 10


@dataclass
class Connection:
    """One WebSocket of the app."""

    socket: web.WebSocketResponse
    request: web.Request
    retiring: bool = False
    mute: bool = False
    waiting: set[asyncio.Future[Any]] = field(default_factory=set)

    async def send(self, message: Json) -> None:
        """Send one JSON message, unless it is mute."""
        if not self.mute:
            await self.socket.send_str(json.dumps(message))

    async def hold(self) -> None:
        """Stay open as long as it is mute and the app's end has not let go: no goodbye is answered."""
        while self.mute and self.request.transport is not None and not self.request.transport.is_closing():
            await asyncio.sleep(0.05)

    def gone(self) -> None:
        """It has ended: nothing that waits here will be acknowledged."""
        for waiting in self.waiting:
            if not waiting.done():
                waiting.set_exception(NotConnectedError())


@dataclass
class Sockets:
    """Every connection, and the deliveries that wait for an acknowledgement from any of them."""

    workspace: Workspace
    tickets: set[str] = field(default_factory=set)
    connections: list[Connection] = field(default_factory=list)
    silent: bool = False
    ping_seconds: float = 5.0
    refuse_until: float = 0.0
    _turn: int = 0
    _waiting: dict[str, deque[asyncio.Future[Any]]] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    opened: int = 0
    retry_reason: str = "timeout"

    @property
    def open(self) -> bool:
        """Whether an app is connected."""
        return any(not c.retiring for c in self.connections)

    def ticket(self) -> str:
        """The address of a new connection, good for one."""
        ticket = secrets.token_hex(16)
        self.tickets.add(ticket)
        base = self.workspace.base_url.replace("http://", "ws://", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self.workspace.app_id}"

    @property
    def hindered(self) -> bool:
        """Whether a connection is mute for now."""
        return self.silent or any(c.mute for c in self.connections)

    def hush(self, silent: bool, *, new_too: bool) -> None:
        """Make every open connection mute, and new ones too, or let all speak again."""
        self.silent = silent and new_too
        for connection in self.connections:
            connection.mute = silent

    @property
    def refusing(self) -> bool:
        """Whether new connections are turned away for now."""
        return asyncio.get_running_loop().time() < self.refuse_until

    def refuse(self, seconds: float) -> None:
        """Turn new connections away for a while."""
        self.refuse_until = asyncio.get_running_loop().time() + seconds

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if self.refusing:
            return web.Response(status=503, text="service unavailable")
        if ticket not in self.tickets:
            return web.Response(status=408, text="ticket expired")
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False, autoclose=False, timeout=0.5)
        await socket.prepare(request)
        connection = Connection(socket, request, mute=self.silent)
        if len(self.connections) >= MAX_CONNECTIONS:
            await connection.send(
                {"type": "disconnect", "reason": "too_many_websockets", "debug_info": _DEBUG}
            )
            await socket.close()
            return socket
        self.connections.append(connection)
        self.opened += 1
        pinger = asyncio.create_task(self._ping(connection))
        try:
            await connection.send(self._hello())
            await self._listen(connection)
            await connection.hold()
            if not connection.mute:
                await socket.close()
        finally:
            pinger.cancel()
            connection.gone()
            if connection in self.connections:
                self.connections.remove(connection)
            if request.transport is not None:
                request.transport.close()  # an app that waits for the end of it need not wait long
        return socket

    async def carry(self, delivery: Delivery, attempt: int, reason: str) -> Ack:
        """Send one envelope over the next connection and wait for its acknowledgement.

        Raises:
            NotConnectedError: no connection is open, or this one ended first.
        """
        usable = [c for c in self.connections if not c.retiring]
        if not usable:
            raise NotConnectedError
        connection = usable[self._turn % len(usable)]
        self._turn += 1
        envelope = _envelope(delivery, attempt, reason)
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Any] = loop.create_future()
        queue = self._waiting.setdefault(envelope["envelope_id"], deque())
        queue.append(waiting)
        connection.waiting.add(waiting)
        self._known.add(envelope["envelope_id"])
        started = loop.time()
        try:
            with contextlib.suppress(ConnectionError):
                await connection.send(envelope)
            payload = await waiting
        finally:
            connection.waiting.discard(waiting)
            if waiting in queue:
                queue.remove(waiting)
            if not queue:
                self._waiting.pop(envelope["envelope_id"], None)
        return Ack(payload, loop.time() - started, attempt)

    async def say_as_it_is(self, text: str) -> None:
        """Send a text of whatever shape over every connection."""
        for connection in list(self.connections):
            with contextlib.suppress(ConnectionError):
                await connection.socket.send_str(text)

    async def disconnect(self, reason: str) -> None:
        """Ask the app to reconnect, as Slack does now and then; the old connections end a moment later."""
        for connection in list(self.connections):
            connection.retiring = True
            with contextlib.suppress(ConnectionError):
                await connection.send({"type": "disconnect", "reason": reason, "debug_info": _DEBUG})
        await asyncio.sleep(0.5)
        for connection in [c for c in self.connections if c.retiring]:
            await connection.socket.close()

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self.connections):
            connection.retiring = True
            self.connections.remove(connection)
            connection.gone()
            if connection.request.transport is not None:
                connection.request.transport.abort()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": _DEBUG | {"build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.workspace.app_id},
        }

    async def _ping(self, connection: Connection) -> None:
        while True:
            await asyncio.sleep(self.ping_seconds)
            if not connection.mute:
                with contextlib.suppress(ConnectionError):
                    await connection.socket.ping(b"Ping from practice")

    async def _listen(self, connection: Connection) -> None:
        async for frame in connection.socket:
            if connection.mute:
                continue
            if frame.type is WSMsgType.PING:
                await connection.socket.pong(frame.data)
            elif frame.type is WSMsgType.TEXT:
                self._heard(frame.data)

    def _heard(self, text: str) -> None:
        try:
            message = json.loads(text)
            envelope_id = str(message["envelope_id"])
        except (ValueError, KeyError, TypeError):
            self.workspace.complain(
                "bad_ack", f"a Socket Mode message that is no acknowledgement: {text[:200]}"
            )
            return
        queue = self._waiting.get(envelope_id)
        while queue:
            waiting = queue.popleft()
            if not waiting.done():
                waiting.set_result(message.get("payload"))
                return
        if envelope_id in self._known:
            self.workspace.complain("late_ack", f"envelope {envelope_id} was acknowledged late or twice")
        else:
            self.workspace.complain("bad_ack", f"acknowledged an envelope that was never sent: {envelope_id}")


_DEBUG: Json = {"host": "applink-practice"}


def _envelope(delivery: Delivery, attempt: int, reason: str) -> Json:
    again = f"-{attempt}" if attempt else ""
    envelope: Json = {
        "envelope_id": f"{delivery.envelope_id}{again}",
        "payload": delivery.payload,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind != "events_api",
    }
    if delivery.kind == "events_api" or (attempt and delivery.kind == INTERACTIVE):
        envelope |= {"retry_attempt": attempt, "retry_reason": reason}
    return envelope
