"""Muster's ear in Slack: the WebSocket of Socket Mode, watched for silence and made anew.

The connection is our own, over websocket-client; Bolt still reads what comes and says what is answered.
The SDK's own client trusts that a socket object exists, so it stays with one that fell silent. It also looks
after its first connection before that is open, opens a second, and takes the first from under the thread
that reads it ("'NoneType' object has no attribute 'sock'"): what Slack had sent there ended as
`dispatch_failed`. Here each connection has one reader, and nobody else reads or replaces it.
"""

from __future__ import annotations

import json
import logging
import random
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.internals import build_headers, send_response
from slack_sdk import WebClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from websocket import ABNF, STATUS_NORMAL, WebSocketException, WebSocketTimeoutException, create_connection

from bot.acknowledging import DOORS
from bot.app import Listening
from jobs.failures import ODD_SHAPES, Failure, Limited, NotAllowed, TokenRefused, failures

OPEN = "apps.connections.open"
CALL_SECONDS = 10
"""How long a new connection may take to come about."""
SEND_SECONDS = 5
"""How long a frame may take to leave: a connection that takes none for so long is broken."""
FINISH_SECONDS = 2.0
"""How long requests under way may take to be acknowledged when Muster ends."""
RETIRED_SECONDS = 15.0
"""How long a connection Slack wants replaced is still read; Slack ends it sooner."""
LONGEST_PAUSE_SECONDS = 30.0
BROKEN = (OSError, WebSocketException, ValueError, AttributeError)
"""What a connection raises that broke, or was taken away while it was being used."""

NORMAL_END = struct.pack("!H", STATUS_NORMAL)

log = structlog.get_logger()


@dataclass(frozen=True)
class Silence:
    """How silence is met, in seconds: a ping each `ping`; a new connection after `anew` without a message,
    a ping or a pong on this one; `end` is after how long without any on any connection all is given up."""

    ping: float = 5.0
    anew: float = 30.0
    end: float = 120.0


class Line:
    """One connection, read by one thread until it ends.

    `heard_at` is when the last frame came, `spoke_at` the last but a greeting, with which a connection
    begins that may well be mute from then on.
    """

    def __init__(
        self, url: str, told: Callable[[Line, dict[str, Any]], None], ended: Callable[[], None]
    ) -> None:
        """Connects. Raises OSError or WebSocketException."""
        self._socket = create_connection(url, timeout=CALL_SECONDS, enable_multithread=True)
        self._socket.settimeout(SEND_SECONDS)
        self._told, self._ended = told, ended
        self.heard_at = self.pinged_at = time.monotonic()
        self.spoke_at: float | None = None
        self.retired_at: float | None = None
        self.open = True

    def read(self) -> None:
        """Reads until the connection ends, by whichever side."""
        try:
            while self.open:
                with suppress(WebSocketTimeoutException):
                    self._read_one()
        except BROKEN as error:
            if self.open:
                log.info("connection lost", error=type(error).__name__)
        finally:
            self.cut()
            with suppress(*BROKEN):
                self._socket.shutdown()  # type: ignore[no-untyped-call]
            self._ended()

    def say(self, text: str) -> None:
        """Sends a text. Raises OSError or WebSocketException when it can't be."""
        if not self.open:
            raise WebSocketException("this connection has ended")
        self._socket.send_text(text)

    def ping(self, now: float) -> None:
        """Asks whether anybody is there; a connection that takes no question has ended."""
        self.pinged_at = now
        try:
            self._socket.ping()
        except BROKEN:
            self.cut()

    def retire(self, now: float) -> None:
        """Slack wants it replaced: it is read until it ends, but another is to take its place."""
        self.retired_at = self.retired_at or now

    def leave(self) -> None:
        """Ends it with a word to the other side."""
        with suppress(*BROKEN):
            self._socket.send(NORMAL_END, ABNF.OPCODE_CLOSE)
        self.cut()

    def cut(self) -> None:
        """Ends it at once; its reader wakes."""
        self.open = False
        self._socket.abort()  # type: ignore[no-untyped-call]

    def _read_one(self) -> None:
        kind, frame = self._socket.recv_data_frame(control_frame=True)
        self.heard_at = time.monotonic()
        message = _json(frame.data) if kind == ABNF.OPCODE_TEXT else {}
        if message.get("type") != "hello":
            self.spoke_at = self.heard_at
        if kind == ABNF.OPCODE_CLOSE:
            self.open = False
        elif message:
            self._told(self, message)


class Ears:
    """Hears what Slack sends over Socket Mode and has Bolt answer it.

    An acknowledgement goes out by the connection its envelope came in by, or by whichever is open. What is
    not acknowledged Slack delivers again, and a request is known again by its key: a change of connections
    loses nothing and does nothing twice.
    """

    def __init__(self, app: Listening, app_token: str, silence: Silence | None = None) -> None:
        """Opens nothing yet."""
        self._app = app
        self._opening_by = WebClient(
            app_token, base_url=app.client.base_url, timeout=CALL_SECONDS, retry_handlers=[]
        )
        self._silence = silence or Silence()
        self._workers = ThreadPoolExecutor(DOORS, thread_name_prefix="request")
        self._state = threading.RLock()
        self._lines: list[Line] = []
        self._is_opening = self._is_closed = False
        self._attempts = 0
        self._open_from = 0.0
        self._under_way = 0
        self._heard_at = time.monotonic()
        self.has_heard = False

    def begin(self) -> None:
        """Connects for the first time. Raises TokenRefused or NotAllowed when Slack does not take the token;
        whatever else is in the way is tried again by `tend`."""
        self._attempts += 1
        try:
            self._open()
        except (TokenRefused, NotAllowed):
            raise
        except (Failure, *BROKEN) as error:
            self._not_opened(error)

    @property
    def silent_for(self) -> float:
        """Seconds since anything but a greeting came by any connection."""
        return time.monotonic() - self._heard_at

    def tend(self) -> None:
        """One look after the connections: asks whether anybody is there, lets go of silent ones, and sees
        to it that there is one. Comes back at once; to be called often."""
        now = time.monotonic()
        with self._state:
            if self._is_closed:
                return
            lines = [*self._lines]
        for line in lines:
            self._look_after(line, now)
        with self._state:
            self._heard_at = max(self._heard_at, *(line.spoke_at or 0.0 for line in lines), 0.0)
            self._lines = [line for line in self._lines if line.open]
            if any(line.spoke_at for line in self._lines):
                self._attempts = 0
                self.has_heard = True
            is_served = any(line.retired_at is None for line in self._lines)
            if is_served or self._is_opening or now < self._open_from:
                return
            self._is_opening = True
            self._attempts += 1
        threading.Thread(target=self._try_to_open, daemon=True, name="connecting").start()

    def close(self) -> None:
        """Ends: what is being answered is acknowledged if that is quick, the rest Slack delivers again."""
        with self._state:
            self._is_closed = True
        self._workers.shutdown(wait=False, cancel_futures=True)
        deadline = time.monotonic() + FINISH_SECONDS
        while self._under_way and time.monotonic() < deadline:
            time.sleep(0.02)
        with self._state:
            lines, self._lines = self._lines, []
        for line in lines:
            line.leave()

    # -- connections

    def _look_after(self, line: Line, now: float) -> None:
        if line.open and now - line.heard_at > self._silence.anew:
            log.warning("connection silent", seconds=round(now - line.heard_at))
            line.cut()
        elif line.retired_at is not None and now - line.retired_at > RETIRED_SECONDS:
            line.cut()
        elif line.open and now - line.pinged_at >= self._silence.ping:
            line.ping(now)

    def _try_to_open(self) -> None:
        try:
            self._open()
        except (Failure, *BROKEN) as error:
            self._not_opened(error)
        finally:
            with self._state:
                self._is_opening = False

    def _open(self) -> None:
        with failures(OPEN):
            url = str(self._opening_by.apps_connections_open(app_token=str(self._opening_by.token))["url"])
        line = Line(url, self._told, self.tend)
        with self._state:
            # One that comes up mute is no better than none: until it speaks the next try is further off.
            self._open_from = time.monotonic() + _pause(self._attempts)
            if self._is_closed:
                line.cut()
                return
            self._lines.append(line)
        threading.Thread(target=line.read, daemon=True, name="connection").start()

    def _not_opened(self, error: Exception) -> None:
        code = error.code if isinstance(error, Failure) else type(error).__name__
        pause = float(error.seconds) if isinstance(error, Limited) else _pause(self._attempts)
        log.warning("not connected", error=code, again_in=round(pause, 1))
        with self._state:
            self._open_from = time.monotonic() + pause

    # -- what is heard

    def _told(self, line: Line, message: dict[str, Any]) -> None:
        try:
            self._take_in(line, message)
        except ODD_SHAPES as error:  # what comes after it is read all the same
            log.warning("what Slack sent is of an odd shape", error=type(error).__name__)

    def _take_in(self, line: Line, message: dict[str, Any]) -> None:
        kind = message.get("type")
        if kind == "hello":
            log.info("connected to Slack")
        elif kind == "disconnect":
            log.info("Slack asks for a new connection", reason=str(message.get("reason"))[:50])
            line.retire(time.monotonic())
            self.tend()
        else:
            request = SocketModeRequest.from_dict(message)
            if request is not None:
                self._take(line, request)

    def _take(self, line: Line, request: SocketModeRequest) -> None:
        with self._state:
            if self._is_closed:
                return
            self._under_way += 1
        future = self._workers.submit(self._answer, line, request, time.monotonic())
        future.add_done_callback(lambda _: self._done())

    def _done(self) -> None:
        with self._state:
            self._under_way -= 1

    def _answer(self, line: Line, request: SocketModeRequest, arrived: float) -> None:
        started = time.time()
        try:
            response = self._app.hear(request.payload, build_headers(request), arrived)
            send_response(_Mouth(lambda text: self._say(line, text)), request, response, started)
        except Exception:
            log.exception("request not acknowledged")

    def _say(self, line: Line, text: str) -> None:
        with self._state:
            others = [other for other in self._lines if other is not line]
        for each in (line, *reversed(others)):
            with suppress(*BROKEN):
                each.say(text)
                return
        log.warning("acknowledgement not delivered")


class _Mouth(BaseSocketModeClient):
    """What Bolt takes for a client when it acknowledges."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self.logger = logging.getLogger(__name__)

    def send_message(self, message: str) -> None:
        self._say(message)


def _pause(attempts: int) -> float:
    """How long to wait after so many attempts in a row: doubling from a second, with jitter."""
    full: float = min(2.0 ** max(attempts - 1, 0), LONGEST_PAUSE_SECONDS)
    return full * (0.5 + random.random() / 2)  # noqa: S311


def _json(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
