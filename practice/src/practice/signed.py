"""Deliveries over HTTP, signed as Slack signs them.

Source: Slack's documentation "Verifying requests from Slack" and "The Events API".
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession

from practice.delivery import COMMAND, EVENT, Ack, Delivery, NotConnectedError
from practice.shapes import Json
from practice.workspace import Workspace

_FORM = "application/x-www-form-urlencoded"


class HandshakeError(Exception):
    """The app's address did not answer Slack's url_verification."""


@dataclass
class SignedHttp:
    """The app's request URL. Slack signs with real time, so that the app's own clock agrees."""

    workspace: Workspace
    url: str = ""
    session: ClientSession | None = None
    retry_reason: str = "http_timeout"

    @property
    def hindered(self) -> bool:
        """Never: there is no silence over HTTP."""
        return False

    @property
    def open(self) -> bool:
        """Whether an address is known."""
        return bool(self.url)

    async def verify(self, url: str) -> None:
        """Do Slack's handshake and use the address from now on.

        Raises:
            HandshakeError: the address does not give the challenge back.
        """
        challenge = secrets.token_urlsafe(24)
        hello = {
            "token": self.workspace.verification_token,
            "challenge": challenge,
            "type": "url_verification",
        }
        try:
            status, kind, body = await self._post(url, json.dumps(hello), "application/json", {})
        except (ClientError, OSError) as error:
            raise HandshakeError(f"{url} cannot be reached: {error}") from error
        answer = body.strip()
        if "json" in kind:
            answer = str(json.loads(body).get("challenge"))
        if status != 200 or answer != challenge:
            raise HandshakeError(f"{url} answered {status} {body[:200]!r}, not the challenge")
        self.url = url

    async def carry(self, delivery: Delivery, attempt: int, reason: str) -> Ack:
        """Post once and take the response for the acknowledgement.

        Raises:
            NotConnectedError: no address is known, or nobody answers there.
        """
        if not self.url:
            raise NotConnectedError
        headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        loop = asyncio.get_running_loop()
        started = loop.time()
        body, kind = _body(delivery)
        try:
            status, answer_kind, text = await self._post(self.url, body, kind, headers)
        except (ClientError, OSError) as error:
            raise NotConnectedError from error
        error_word = None if status == 200 else "dispatch_failed"
        return Ack(_payload(answer_kind, text), loop.time() - started, attempt, status, error_word)

    async def close(self) -> None:
        """Let go of the connections."""
        if self.session is not None:
            await self.session.close()
            self.session = None

    async def _post(self, url: str, body: str, kind: str, headers: dict[str, str]) -> tuple[int, str, str]:
        if self.session is None:
            self.session = ClientSession()
        timestamp = str(int(time.time()))
        signed = headers | {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.workspace.signing_secret, timestamp, body),
        }
        async with self.session.post(url, data=body.encode(), headers=signed) as response:
            return response.status, response.headers.get("Content-Type", ""), await response.text()


def signature(secret: str, timestamp: str, body: str) -> str:
    """Slack's v0 signature of a request."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return f"v0={digest}"


def _body(delivery: Delivery) -> tuple[str, str]:
    if delivery.kind == EVENT:
        return json.dumps(delivery.payload), "application/json"
    if delivery.kind == COMMAND:
        return urlencode(delivery.payload), _FORM
    return urlencode({"payload": json.dumps(delivery.payload)}), _FORM


def _payload(kind: str, text: str) -> Any:
    if not text.strip():
        return None
    if "json" in kind:
        try:
            parsed: Json = json.loads(text)
        except ValueError:
            return {"text": text}
        return parsed
    return {"text": text}
