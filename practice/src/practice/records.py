"""What the harness reads from the workspace's record."""

from dataclasses import dataclass
from typing import Any

from practice.shapes import Json


@dataclass(frozen=True)
class Complaint:
    """Something the app did against the protocol."""

    kind: str
    detail: str


@dataclass(frozen=True)
class Call:
    """One call of the Web API; `response` is the whole answer, `injected` marks trouble that was ordered."""

    method: str
    args: Json
    ok: bool
    error: str | None
    injected: bool
    response: Json


@dataclass(frozen=True)
class Ack:
    """One acknowledgement: what it said, and how many seconds it took; `error` says why it did not count."""

    payload: Any
    seconds: float
    attempt: int
    status: int
    error: str | None


@dataclass(frozen=True)
class Delivery:
    """One thing delivered to the app, and its acknowledgements."""

    envelope_id: str
    kind: str
    payload: Json
    user: str | None
    attempts: int
    sent: int
    error: str | None
    acks: list[Ack]
