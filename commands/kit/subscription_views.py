"""What forms ask that let something come into a channel by itself, and the list of what comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, InputInteractiveElement, SectionBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject

from commands.kit.blocks import aside, button, option, plain, rule, styled
from commands.kit.fields import time_field
from commands.kit.forms import CantTake, Field, choice_field, one_of
from commands.kit.reply import Message, Post
from commands.kit.request import Request
from readiness.slots import Cadence, Every, first_slot, last_weekday, monthly, weekly
from storage.subscriptions import Subscription
from words.days import WEEKDAYS, spoken
from words.recurring import LAST, numbered

MOST_LISTED = 30
MONDAY = "0"
SHORTEST_MONTH = 28
NTH = ("", "second ", "third ", "fourth ")
AT_EIGHT = "08:00"
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)


class Stop(BaseModel):
    """Which subscription a button stops."""

    subscription: int


def begins_post(subscription: Subscription, message: Message) -> Post:
    """Says in the channel itself what will come: one that can't be told gets nothing by itself either."""
    return Post(
        to=subscription.channel, message=message, key="begins", inside_only=True, about=subscription.subject
    )


@dataclass(frozen=True)
class Listed:
    """A subscription as it is shown."""

    id: int
    channel: str
    about: str
    days: str  # "every Monday"
    at: time
    zone: str

    @property
    def when(self) -> str:
        """Its day and time in words."""
        return f"{self.days} at {self.at:%H:%M} ({self.zone})"


def days_of(cadence: Cadence) -> str:
    """On which days something comes, in words."""
    weekday, apart = WEEKDAYS[cadence.weekday].capitalize(), cadence.amount
    match cadence.every:
        case Every.WEEK if apart <= len(NTH):
            return f"every {NTH[apart - 1]}{weekday}"
        case Every.WEEK:
            return f"every {apart} weeks on {weekday}"
        case Every.BEFORE:
            return "".join(f"on {spoken(day)}" for day in cadence.dates(date.min, date.max))
    months = "each month" if apart == 1 else f"every {apart} months"
    if cadence.every is Every.LAST_WEEKDAY:
        return f"on the last {weekday} of {months}"
    if cadence.day == LAST:
        return f"on the last day of {months}"
    shorter = ", or its last day" if cadence.day > SHORTEST_MONTH else ""
    return f"on the {numbered(cadence.day)} of {months}{shorter}"


def _often(request: Request) -> str:
    return request.typed("often")


def _weekday(request: Request, field: str) -> int:
    return 0 if _often(request) == Often.MONTH else int(WEEKDAY.read(request, field))


def _month_day(request: Request, field: str) -> int:
    return int(_DAY_OF_MONTH.read(request, field)) if _often(request) == Often.MONTH else 1


def _zone_select(initial: str | None) -> InputInteractiveElement:
    names = dict.fromkeys((initial or ZONES[0], *ZONES))
    zones = [option(name.replace("_", " "), name) for name in names]
    return one_of("zone", zones, "A time zone", zones[0])


def _zone(request: Request, field: str) -> ZoneInfo:
    try:
        return ZoneInfo(request.typed(field))
    except (KeyError, ValueError, OSError):
        raise CantTake("Choose a time zone.") from None


class Often(StrEnum):
    """How often something is to come, as a form offers it. The value is what the form carries."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    LAST_WEEKDAY = "last weekday"
    MONTH = "month"


WEEKDAY = choice_field(
    "weekday",
    "Day",
    [option(name.capitalize(), str(number)) for number, name in enumerate(WEEKDAYS)],
    "A day",
    "Choose a day of the week.",
)
OFTEN = choice_field(
    "often",
    "How often",
    [
        option("Every week", Often.WEEK),
        option("Every second week", Often.FORTNIGHT),
        option("Every month, on the last such weekday", Often.LAST_WEEKDAY),
        option("Every month, on a day", Often.MONTH),
    ],
    "How often",
    "Choose how often it comes.",
)
_DAY_OF_MONTH = choice_field(
    "month_day",
    "Day of the month",
    [option("The last day" if day == LAST else numbered(day), str(day)) for day in range(1, LAST + 1)],
    "A day",
    "Choose a day of the month.",
)
OF_WEEK = Field("weekday", WEEKDAY.label, WEEKDAY.draw, _weekday)
"""The weekday, Monday is 0; where a day of the month is asked for it is not."""
OF_MONTH = Field("month_day", _DAY_OF_MONTH.label, _DAY_OF_MONTH.draw, _month_day)
"""The day of the month, 31 being its last; asked for only where it comes every month on a day."""


def days_asked(often: str) -> tuple[Field[int], ...]:
    """Which day a form asks for, beside how often."""
    return (OF_MONTH,) if often == Often.MONTH else (OF_WEEK,)


def cadence_of(
    often: str, weekday: int, month_day: int, at: time, zone: ZoneInfo, after: datetime
) -> Cadence:
    """When something comes that was chosen after an instant; every second week counts from its first day."""
    match Often(often):
        case Often.WEEK:
            return weekly(weekday)
        case Often.FORTNIGHT:
            return weekly(weekday, 2, first_slot(weekly(weekday), at, zone, after))
        case Often.LAST_WEEKDAY:
            return last_weekday(weekday)
        case Often.MONTH:
            return monthly(month_day)


AT = time_field("at", "Time", "Choose a time, such as 08:00.")
ZONE: Field[ZoneInfo] = Field("zone", "Time zone", _zone_select, _zone)


def list_of(known: Sequence[Listed], heading: str, stop: str) -> list[Block]:
    """What comes into which channels, each with a button that stops it; nothing for none."""
    if not known:
        return []
    blocks: list[Block] = [rule(), styled(f"*{heading}*")]
    for each in known[:MOST_LISTED]:
        blocks.append(
            SectionBlock(
                fields=[
                    MarkdownTextObject(text=f"<#{each.channel}>"),
                    plain(f"{each.about}, {each.when}", 2000),
                ],
                accessory=button("Stop", f"{stop}:{each.id}", Stop(subscription=each.id)),
            )
        )
    if len(known) > MOST_LISTED:
        blocks.append(aside(f"{len(known) - MOST_LISTED} more are not listed here."))
    return blocks
