"""The region's own settings, as every answer needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from readiness.small_counts import SMALLEST_COUNT


@dataclass(frozen=True)
class Region:
    """The zone its days are counted in, how it writes dates, what its digests carry, its slash commands."""

    timezone: str = "America/New_York"
    date_order: str = "mdy"  # or dmy
    handling_mark: str = ""
    emergency_managers: frozenset[str] = frozenset()  # e-mails, lower case
    smallest_count: int = SMALLEST_COUNT  # people who are counted for those who may not name them
    command_prefix: str = ""  # before every slash command but /muster
    short_commands: bool = True  # whether there are others than /muster
    name: str = ""  # what its people call it, such as "Grove County"

    @property
    def called(self) -> str:
        """What it is called where a sentence begins with it."""
        return self.name or "The region"

    @property
    def called_within(self) -> str:
        """What it is called within a sentence."""
        return self.name or "the region"

    @property
    def zone(self) -> ZoneInfo:
        """The region's zone; never the server's."""
        return ZoneInfo(self.timezone)

    def day(self, instant: datetime) -> date:
        """The calendar date an instant falls on in the region."""
        return instant.astimezone(self.zone).date()
