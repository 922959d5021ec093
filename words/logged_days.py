"""The day of a log: one day, today or before it. Days of a span are asked back, days ahead are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from words.dated import read_day_said
from words.days import EVENING, Reading, read_day, read_day_of_month, spoken, weekday_number
from words.ends import PARTS_OF_A_DAY, TO
from words.holidays import read_holiday
from words.periods import read_period
from words.problems import Unclear
from words.stretches import plainly

LEADS = ("on", "dated", "held")
JUST_NOW = (("just", "now"), ("right", "now"))
LATE_PARTS = ("evening", "night")
PEOPLE_FOLLOW = ("for", "with", "w/")
"""Behind these stand people, whatever their names look like: no day is sought there."""


@dataclass(frozen=True)
class LoggedDay:
    """A day that was said, and how many words said it, a leading "on" among them.

    `by_name`: the name of a weekday alone said it ("Tri Thu"). Where people stand, such a word is a name.
    """

    day: date
    used: int
    by_name: bool = False


def read_logged_day(words: Sequence[str], reading: Reading) -> LoggedDay | None:
    """The day that the first words of a log name: "yesterday morning", "on the 14th", "Thu, Mar 12, 2026".

    Ask it at each place of the sentence up to a word of `PEOPLE_FOLLOW`, after names of courses and after
    hours; behind such a word only after a comma, and there take nothing that is `by_name`. A month alone is
    no day.

    Raises Unclear for a day that is none or lies ahead, and for several ("last week", "in January").
    """
    plain = plainly(words[:14])
    if not plain or not plain[0] or plain[0] in PEOPLE_FOLLOW:
        return None
    back = replace(reading, looks_back=True)
    if tuple(plain[:2]) in JUST_NOW:
        return LoggedDay(back.today, 2)
    lead = 1 if plain[0] in LEADS and len(plain) > 1 else 0
    rest, plain_rest = words[lead : lead + 10], plain[lead:]
    found = (
        read_day(rest, back)
        or read_day_of_month(rest, back)
        or (
            read_day_said(plain_rest, back) or read_holiday(plain_rest, back)
            if lead or plain[0] == "last"
            else None
        )
    )
    if found is None or TO.intersection(plain_rest[found[1] : found[1] + 1]):
        _refuse_several(words, plain, back)
    if found is None:
        return None
    day, used = found
    said = " ".join(rest[:used]).strip(" ,.;")
    if plain_rest[used : used + 1] and plain_rest[used] in PARTS_OF_A_DAY:
        if day == back.today and plain_rest[used] in LATE_PARTS and back.hour < EVENING:
            raise _ahead(f"{said} {plain_rest[used]}")
        used += 1
    if day > back.today:
        raise _ahead(spoken(day))
    by_name = lead == 0 and used == 1 and weekday_number(plain[0]) is not None
    return LoggedDay(day, lead + used, by_name)


def _refuse_several(words: Sequence[str], plain: Sequence[str], reading: Reading) -> None:
    """Raises Unclear where some days are said instead of one, or a day ahead."""
    period = read_period(words, reading, past=True)
    if period is not None and period.on is not None and period.on > reading.today:
        raise _ahead(spoken(period.on))


def _ahead(said: str) -> Unclear:
    return Unclear(
        not_understood=f"{said[:1].upper()}{said[1:]} is still to come: log a class once it is over. "
        "Nothing was recorded.",
        example="log BLS yesterday",
    )
