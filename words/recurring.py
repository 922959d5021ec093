"""How often something comes again, as people say it: "every 6 months", "yearly on 1 March", "quarterly".

By months, for that is how the things of a checklist come again: a day that a month does not have is its last
one, so that what is due on the 31st stays due on the last day of a short month, and on the 31st after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from readiness.dates import add_months, end_of_month
from words.amounts import plural
from words.classes import listed, plain_word
from words.days import MONTHS, ORDINAL, Reading, read_day

MOST_MONTHS = 120
"""What comes again comes so within ten years."""
EVERY = listed("every each")
NAMED = {
    "monthly": 1,
    "quarterly": 3,
    "half-yearly": 6,
    "semiannually": 6,
    "semi-annually": 6,
    "yearly": 12,
    "annually": 12,
}
UNITS = {"month": 1, "months": 1, "quarter": 3, "quarters": 3, "year": 12, "years": 12}
TOO_OFTEN = listed("day days week weeks weekday weekdays daily weekly fortnight fortnightly hour hours")
MANY = {"other": 2, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "two": 2, "three": 3, "four": 4}
MANY |= {"six": 6, "twelve": 12, "five": 5, "one": 1, "half": 0}
YEAR = re.compile(r"(19|20)\d\d")
LAST = 31
"""The day of the month that stands for its last one, whatever month it is."""
BY_MONTHS = "What comes again comes every so many months, such as: every 3 months."


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every how many months, on which day of the month, first on which day, as far as that was said.

    `why_not` says what is wrong with it: it is none then.
    """

    months: int = 0
    day: int | None = None
    first: date | None = None
    why_not: str = ""


def read_recurrence(words: Sequence[str], reading: Reading) -> tuple[Recurrence, int] | None:
    """How often something comes again, by the first words, and how many of them say so; None if they don't.

    Raises Unclear for a day that is none, such as 31 February.
    """
    found = _interval([plain_word(each) for each in words[:4]])
    if found is None:
        return None
    months, used = found
    if not 1 <= months <= MOST_MONTHS:
        return Recurrence(why_not=BY_MONTHS), used
    day, first, behind = _on(words[used:], months, reading)
    return Recurrence(months, day, first), used + behind


def how_often(months: int, day: int | None = None, due_on: date | None = None) -> str:
    """It in words: "every 6 months", "every month on the 31st", "every year".

    The day of the month is said where it is not that of the due day.
    """
    if months == 12:
        said = "every year"
    elif months % 12 == 0:
        said = f"every {plural(months // 12, 'year')}"
    else:
        said = "every month" if months == 1 else f"every {plural(months, 'month')}"
    if day is None or (due_on is not None and due_on.day == day and day <= 28):
        return said
    if day == LAST:
        return f"{said} on the last day of the month"
    return f"{said} on the {numbered(day)} of the month"


def day_on_or_after(start: date, day: int) -> date:
    """The first day from one on that is that day of its month, or the month's last where it has none."""
    month = start.replace(day=1)
    found = month.replace(day=min(day, end_of_month(month).day))
    if found >= start:
        return found
    month = add_months(month, 1)
    return month.replace(day=min(day, end_of_month(month).day))


def _interval(plain: Sequence[str]) -> tuple[int, int] | None:
    if not plain:
        return None
    if plain[0] in NAMED:
        return NAMED[plain[0]], 1
    if plain[0] in ("daily", "weekly", "fortnightly"):
        return 0, 1
    if plain[0] in ("once", "twice") and len(plain) > 2 and plain[1] in ("a", "an", "every", "per"):
        months = UNITS.get(plain[2], 0)
        return (months if plain[0] == "once" else months // 2, 3) if plain[2] in UNITS | _NONE else None
    if plain[0] not in EVERY or len(plain) < 2:
        return None
    if plain[1] in UNITS:
        return UNITS[plain[1]], 2
    if plain[1] in TOO_OFTEN:
        return 0, 2
    number = int(plain[1]) if plain[1].isascii() and plain[1].isdecimal() and len(plain[1]) < 4 else None
    many = MANY.get(plain[1]) if number is None else number
    if many is None or len(plain) < 3 or plain[2] not in UNITS | _NONE:
        return None
    return many * UNITS.get(plain[2], 0), 3


def _on(words: Sequence[str], months: int, reading: Reading) -> tuple[int | None, date | None, int]:
    """The day it is due on: "on the 31st", "on the last day of the month", "on 1 March"; how many words."""
    plain = [plain_word(each) for each in words[:8]]
    lead = 1 if plain[:1] == ["on"] else 0
    rest = plain[lead:]
    the = 1 if rest[:1] == ["the"] else 0
    if rest[the : the + 2] == ["last", "day"]:
        used = lead + the + 2 + _of_the_month(rest[the + 2 :])
        return LAST, day_on_or_after(reading.today, LAST), used
    match = ORDINAL.fullmatch(rest[the]) if len(rest) > the and (lead or the) else None
    is_named = len(rest) > the + 1 and (rest[the + 1][:3] in MONTHS or rest[the + 1 : the + 2] == ["of"])
    if match is not None and not (is_named and _of_the_month(rest[the + 1 :]) == 0):
        day = int(match.group(1))
        if 1 <= day <= LAST:
            used = lead + the + 1 + _of_the_month(rest[the + 1 :])
            return day, day_on_or_after(reading.today, day), used
    found = read_day(words[lead + the :], reading) if lead else None
    if found is None:
        return None, None, 0
    first, used = found[0], the + found[1]
    has_year = any(YEAR.search(each) for each in plain[lead : lead + used])
    if (first.month, first.day) == (2, 29) and not has_year and months % 12 == 0:
        return 29, _end_of_february(reading.today), lead + used
    return first.day, first, lead + used


def _of_the_month(plain: Sequence[str]) -> int:
    """How many words say "of the month", "of each month"."""
    if (
        plain[:1] == ["of"]
        and len(plain) > 2
        and plain[1] in ("the", "each", "every")
        and plain[2] == "month"
    ):
        return 3
    return 0


def _end_of_february(today: date) -> date:
    found = end_of_month(date(today.year, 2, 1))
    return found if found >= today else end_of_month(date(today.year + 1, 2, 1))


def numbered(day: int) -> str:
    """ "1st", "15th": a day of the month in figures, as it is said of days."""
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


_NONE = dict.fromkeys(TOO_OFTEN, 0)
