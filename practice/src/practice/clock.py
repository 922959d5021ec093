"""The workspace's clock, which can be moved forward."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus whatever it was moved ahead, so that a 30-minute rule can be tested in a second."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def seconds(self) -> float:
        """Seconds since 1970, as Slack's timestamps count them."""
        return self.now().timestamp()

    def advance(self, by: timedelta) -> None:
        """Move ahead by a span.

        Raises:
            ValueError: the span is negative; Slack's timestamps never go back.
        """
        if by < timedelta():
            raise ValueError("the clock only moves forward")
        self._ahead += by
