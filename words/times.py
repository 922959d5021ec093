"""Times of day as people write them: "18:00", "6pm", "6:30 p.m.", "1800", "9-13", "from 6 pm to 10 pm".

Hours are those of a wall clock. "6:30" alone may be either half of the day, and is said to be unsure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from words.problems import Unclear

EXAMPLE = "18:00, or 6 pm"
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})\s*(am|pm)?(?:h|hrs|hours)?", re.IGNORECASE)
HALF = re.compile(r"(\d{1,2})(am|pm)", re.IGNORECASE)
ARMY = re.compile(r"(\d{2})(\d{2})(h|hrs|hours)?", re.IGNORECASE)
HALVES = {"am": "am", "a.m": "am", "pm": "pm", "p.m": "pm"}
HOUR_WORDS = ("h", "hrs", "hours")
FROM = ("at", "from", "@", "start", "starts", "starting", "begins")
UNTIL = ("to", "until", "till", "-", "–", "through")
STREET = re.compile(
    r"(st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|hwy|highway|way|ct|court|pkwy|parkway)\.?",
    re.IGNORECASE,
)
RANGE = re.compile(r"(\S*\d\S*?|noon)\s*[-–]\s*(\d\S*|noon)", re.IGNORECASE)


@dataclass(frozen=True)
class TimeSaid:
    """A time of day; `hours` until the end, where that was said; `unsure`: it may be twelve hours later."""

    at: time
    hours: float | None = None
    unsure: bool = False


@dataclass(frozen=True)
class _Clock:
    hour: int
    minute: int
    half: str = ""

    @property
    def is_early(self) -> bool:
        """Whether it may be either half of the day."""
        return not self.half and self.hour < 10


def read_time(words: Sequence[str], after_a_day: bool = False) -> tuple[TimeSaid, int] | None:
    """The time the first words name, and how many of them do; None where they name none.

    Four digits alone are one behind a day or behind "at", and no house's number. Raises Unclear for what is
    meant as a time and is none, such as 25:00.
    """
    lead = 1 if words and words[0].lower() in FROM else 0
    rest = [word.rstrip(",;") for word in words[lead : lead + 6]]
    if not rest:
        return None
    ranged = RANGE.fullmatch(rest[0])
    is_bare = ranged is not None and ranged[1].isdecimal() and ranged[2].isdecimal()
    is_expected = after_a_day or bool(lead)
    if ranged is not None and not _is_a_day(rest[0]) and (is_expected or not is_bare):
        found = _range(ranged[1], ranged[2], rest[1:])
        if found is None and is_bare and (pair := _bare_pair([ranged[1], "-", ranged[2], *rest[1:]])):
            found = pair[0], 1
        return None if found is None else (found[0], lead + found[1])
    first = _clock(rest, is_expected)
    if first is None:
        begun = _bare_pair(rest) or _begun_bare(rest) if is_expected else _begun_bare(rest)
        return None if begun is None else (begun[0], lead + begun[1])
    start, used = first
    if len(rest) > used + 1 and rest[used].lower() in UNTIL:
        last = _clock(rest[used + 1 :], is_expected=True)
        if last is None and (hour := _hour(rest[used + 1])) is not None and hour != start.hour:
            later = hour + 12 if hour < _time(start).hour and hour < 12 else hour
            last = _Clock(later % 24, 0, "24"), 1
        if last is not None:
            return _between(start, last[0]), lead + used + 1 + last[1]
    return TimeSaid(_time(start), unsure=_is_written_short(rest[0], start)), lead + used


def exists(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether a day has that time: where the clocks go forward, an hour of it is not there."""
    there = datetime.combine(day, at, zone)
    return there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == there.replace(tzinfo=None)


def _hour(word: str) -> int | None:
    """An hour said by its number alone."""
    word = word.strip(".,;")
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 3 and int(word) < 25 else None


def _bare_pair(words: Sequence[str]) -> tuple[TimeSaid, int] | None:
    """ "9 to 12", "9-12", "8-5": two hours by their numbers alone, where a time is expected.

    "8-5" ends in the afternoon. What may as well be of the evening ("6-10") is unsure.
    """
    if len(words) < 3 or words[1].lower() not in UNTIL or any(map(STREET.fullmatch, words[3:6])):
        return None
    start, end = _hour(words[0]), _hour(words[2])
    if start is None or end is None or start == end or start > 23:
        return None
    until = end + 12 if end < start and end < 12 else end
    if until <= start:
        return None
    unsure = start > 0 and (start < 6 if until != end else start < 8 and until <= 12)
    if unsure and until - start < 2:  # "3-4" may be two of anything
        return None
    return TimeSaid(time(start), float(until - start), unsure), 3


def _begun_bare(words: Sequence[str]) -> tuple[TimeSaid, int] | None:
    """ "9 to noon", "9 until 5 pm": an hour by its number alone, until a time that is one for sure."""
    hour = _hour(words[0])
    if hour is None or hour > 23 or len(words) < 3 or words[1].lower() not in UNTIL:
        return None
    last = _clock(words[2:], is_expected=False)
    return None if last is None else (_between(_Clock(hour, 0), last[0]), 2 + last[1])


def _is_a_day(word: str) -> bool:
    """ "2026-12-03", "12-3-2026": numbers parted twice are a day's."""
    return len(re.findall(r"[-–]", word)) > 1


def _range(first: str, last: str, rest: Sequence[str]) -> tuple[TimeSaid, int] | None:
    """ "18:00-22:00", "6-10pm", "9–13"; two numbers without a sign of a time are none."""
    end = _clock([last, *rest[:1]], is_expected=True)
    if end is None and last.isdecimal() and int(last) > 12:
        end = _Clock(int(last), 0), 1
    if end is None:
        return None
    start = _clock([first], is_expected=True)
    if start is None and first.isdecimal() and int(first) < 25:
        start = _Clock(int(first), 0), 1
    if start is None:
        return None
    return _between(start[0], end[0]), end[1]


def _between(start: _Clock, end: _Clock) -> TimeSaid:
    """A time and how long it is until another; "6-10pm" begins in the half of the day in which it ends."""
    if not start.half and end.half and start.hour <= 12:
        same = _Clock(start.hour, start.minute, end.half)
        start = same if _time(same) < _time(end) else _Clock(start.hour, start.minute, "am")
    begins, ends = _time(start), _time(end)
    minutes = (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
    hours = (minutes % (24 * 60)) / 60
    unsure = start.is_early and end.is_early
    return TimeSaid(begins, hours or None, unsure)


def _is_written_short(word: str, clock: _Clock) -> bool:
    """ "6:30" and no "06:30": people who write so may mean the evening."""
    return clock.is_early and not word.startswith("0")


def _clock(words: Sequence[str], is_expected: bool) -> tuple[_Clock, int] | None:
    """A time on a clock's face and how many words name it."""
    word = words[0].lower().rstrip(".")
    after = words[1].lower().strip(".,;") if len(words) > 1 else ""
    if word == "noon":
        return _Clock(12, 0), 1
    match = CLOCK.fullmatch(word.replace("p.m", "pm").replace("a.m", "am"))
    if match is not None and (":" in word or match[3]):
        half, used = (match[3] or "", 1) if match[3] else (HALVES.get(after, ""), 1 + (after in HALVES))
        used += 1 if used == 1 and not half and after in HOUR_WORDS else 0
        return _checked(_Clock(int(match[1]), int(match[2]), half), " ".join(words[:used])), used
    match = HALF.fullmatch(word.replace("p.m", "pm").replace("a.m", "am"))
    if match is not None:
        return _checked(_Clock(int(match[1]), 0, match[2]), words[0]), 1
    if word.isdecimal() and len(word) < 3 and after in HALVES:
        return _checked(_Clock(int(word), 0, HALVES[after]), " ".join(words[:2])), 2
    return _army(words, word, after, is_expected)


def _army(words: Sequence[str], word: str, after: str, is_expected: bool) -> tuple[_Clock, int] | None:
    match = ARMY.fullmatch(word)
    if match is None:
        return None
    is_said = bool(match[3]) or after in HOUR_WORDS
    if not is_said and (not is_expected or any(map(STREET.fullmatch, words[1:4]))):
        return None
    if int(match[1]) > 23 or int(match[2]) > 59:
        if is_said:
            raise _no_time(words[0])
        return None
    return _Clock(int(match[1]), int(match[2]), "24"), 1 + (after in HOUR_WORDS and not match[3])


def _checked(clock: _Clock, said: str) -> _Clock:
    hours = range(1, 13) if clock.half else range(24)
    if clock.hour not in hours or clock.minute > 59:
        raise _no_time(said)
    return clock


def _time(clock: _Clock) -> time:
    hour = clock.hour
    if clock.half in ("am", "pm"):
        hour = hour % 12 + (12 if clock.half == "pm" else 0)
    return time(hour % 24, clock.minute)


def _no_time(said: str) -> Unclear:
    return Unclear(not_understood=f"“{said}” is no time of day.", example=EXAMPLE)
