"""The region's own settings, as every answer needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Region:
    """The zone its days are counted in, how it writes dates, and what its digests carry."""

    timezone: str = "America/New_York"
    date_order: str = "mdy"  # or dmy
    handling_mark: str = ""
    emergency_managers: frozenset[str] = frozenset()  # e-mails, lower case

    @property
    def zone(self) -> ZoneInfo:
        """The region's zone; never the server's."""
        return ZoneInfo(self.timezone)

    def day(self, instant: datetime) -> date:
        """The calendar date an instant falls on in the region."""
        return instant.astimezone(self.zone).date()
