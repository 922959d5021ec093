"""The day of a timestamp, as a sign-in form or another tool writes it: "3/12/2026 18:30:05".

A timestamp that bears its zone is of the day that it was in the region then; one without is of the day as
it is written.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from words.written import DateOrder, NotADay, day_example, within_years, written_day

_STAMP = re.compile(
    r"(?P<day>.+?)(?:, ?|(?<=[0-9])t|,? at | )"
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]|60)(?:[.,][0-9]+)?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?(?: ?(?P<zone>z|[a-z]{2,4}|(?:utc|gmt)?[+-][0-9]{1,2}(?::?[0-9]{2})?))?"
    r"(?: \([a-z .]+\))?"
)
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?")
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6}
_ZONES |= {"pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "ast": -4, "adt": -3}
_MOST_OFFSET = 14


def stamped_day(text: str, order: DateOrder, zone: ZoneInfo) -> date | None:
    """The day of a timestamp in the region, whose zone is given; None for an empty text.

    A day without a time is itself. Raises NotADay as `written_day` does, and for a time or a zone that is
    none.
    """
    plain = " ".join(text.split()).casefold()
    try:
        return written_day(plain, order)
    except NotADay:
        match = _STAMP.fullmatch(plain)
        if match is None or not (match["minute"] or match["half"]):
            raise
    day = written_day(match["day"].rstrip(","), order)
    if day is None:
        return None
    at = _time(match["hour"], match["minute"], match["half"])
    if at is None:
        raise NotADay(f"a time that is on the clock behind the day, {day_example(order)}")
    if not match["zone"]:
        return day
    there = _zone(match["zone"])
    if there is None:
        raise NotADay(f"a timestamp without a zone, or with one such as -06:00, {day_example(order)}")
    return moment_day(datetime.combine(day, at, there), order, zone)


def moment_day(moment: datetime, order: DateOrder, zone: ZoneInfo) -> date:
    """The day of a moment in the region; of one without a zone, the day as it is written.

    Raises NotADay for one long ago or far ahead.
    """
    within_years(moment.date(), order)
    day = moment.date() if moment.tzinfo is None else moment.astimezone(UTC).astimezone(zone).date()
    return within_years(day, order)


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half == "p" else 0)
    return time(number, int(minute or 0)) if number < 24 else None


def _zone(said: str) -> tzinfo | None:
    if said in _ZONES:
        return timezone(timedelta(hours=_ZONES[said]))
    match = _OFFSET.fullmatch(said)
    if match is None:
        return None
    sign = -1 if match[1] == "-" else 1
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > _MOST_OFFSET or minutes > 59:
        return None
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
