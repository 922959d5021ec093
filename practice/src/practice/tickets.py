"""What an app may use once, or a few times, or for a short while: trigger ids and response URLs.

Source: Slack's documentation "Handling user interaction": a trigger lasts three seconds and opens one
view; a response URL takes five messages within thirty minutes.
"""

import secrets
from dataclasses import dataclass, field

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


class TicketError(Exception):
    """A ticket that cannot be used; `error` is Slack's word for why."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass
class Trigger:
    """One trigger id: whose act it came from, where, and from which view if from one."""

    id: str
    user: str
    at: float
    conversation: str | None = None
    view: str | None = None
    used: bool = False


@dataclass
class Triggers:
    """Every trigger given out."""

    by_id: dict[str, Trigger] = field(default_factory=dict)
    seconds: float = TRIGGER_SECONDS

    def new(self, user: str, now: float, conversation: str | None = None, view: str | None = None) -> str:
        """Make one and return its id."""
        n = 1_000_000_000_000 + len(self.by_id)
        trigger = Trigger(f"{n}.{n % 9973}.{secrets.token_hex(16)}", user, now, conversation, view)
        self.by_id[trigger.id] = trigger
        return trigger.id

    def check(self, trigger_id: str, now: float) -> Trigger:
        """The trigger with an id, still good for one view; whoever opens that view marks it used.

        Raises:
            TicketError: unknown, older than `seconds`, or spent already.
        """
        trigger = self.by_id.get(trigger_id)
        if trigger is None:
            raise TicketError("invalid_trigger_id")
        if trigger.used:
            raise TicketError("exchanged_trigger_id")
        if now - trigger.at > self.seconds:
            raise TicketError("expired_trigger_id")
        return trigger


@dataclass
class ResponseUrl:
    """One response URL: who it answers, where, and which message it may replace."""

    path: str
    user: str
    conversation: str
    at: float
    message_ts: str | None = None
    uses: int = 0


@dataclass
class ResponseUrls:
    """Every response URL given out, by its path."""

    by_path: dict[str, ResponseUrl] = field(default_factory=dict)

    def new(
        self, kind: str, team: str, user: str, conversation: str, now: float, ts: str | None = None
    ) -> str:
        """Make one and return its path; kind is `commands` or `actions`, as in Slack's own addresses."""
        path = f"/{kind}/{team}/{1_000_000_000_000 + len(self.by_path)}/{secrets.token_urlsafe(18)}"
        self.by_path[path] = ResponseUrl(path, user, conversation, now, ts)
        return path

    def take(self, path: str, now: float) -> ResponseUrl:
        """Use one once.

        Raises:
            TicketError: unknown, older than thirty minutes, or used five times.
        """
        url = self.by_path.get(path)
        if url is None:
            raise TicketError("no_service")
        if now - url.at > RESPONSE_URL_SECONDS:
            raise TicketError("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise TicketError("used_url")
        url.uses += 1
        return url
