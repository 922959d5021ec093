"""Times for readers elsewhere: an instant in each reader's own zone, where somebody reads other clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import ContextBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.people import SlackIdentity
from storage.region import Region
from words.days import spoken


def in_their_zone(starts: datetime) -> ContextBlock:
    """When it starts for whoever reads it, by Slack's own format of dates; in UTC where that is not shown."""
    fallback = f"{starts:%d %b %H:%M} UTC"
    shown = f"Where you are: <!date^{int(starts.timestamp())}^{{date_short_pretty}}, {{time}}|{fallback}>"
    return ContextBlock(elements=[MarkdownTextObject(text=shown)])


def is_read_elsewhere(session: Session, workspace: str, starts: datetime, region: Region) -> bool:
    """Whether somebody of the workspace reads clocks that show another time than the region's then."""
    zones = select(SlackIdentity.timezone).where(
        SlackIdentity.workspace == workspace,
        SlackIdentity.person_id.is_not(None),
        SlackIdentity.is_deactivated.is_(False),
    )
    ours = starts.astimezone(region.zone).utcoffset()
    there = session.scalars(zones.distinct())
    return any(_offset(starts, name) not in (None, ours) for name in there)


def where_you_are(starts: datetime, zone: str, region: Region) -> str:
    """What follows a time of the region's for a reader whose clocks show another: " (07:00 where you are)".

    With the day where that is another; empty for a reader whose clocks show the same. `zone` is Slack's name.
    """
    ours = starts.astimezone(region.zone)
    if _offset(starts, zone) in (None, ours.utcoffset()):
        return ""
    there = starts.astimezone(ZoneInfo(zone))
    day = "" if there.date() == ours.date() else f" on {spoken(there.date())}"
    return f" ({there:%H:%M}{day} where you are)"


def _offset(at: datetime, zone: str) -> timedelta | None:
    """How far a zone's clocks are from UTC then; None for a zone nobody knows."""
    try:
        return at.astimezone(ZoneInfo(zone)).utcoffset()
    except (KeyError, ValueError, OSError):
        return None
