"""Days known by their name: "Christmas", "New Year's", "Thanksgiving", "the Fourth of July".

Those of the United States that people name deadlines and drills by. A name alone is a day only behind a
word that makes it one ("by Christmas", "on Labor Day"): exercises are called after holidays too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from words.reading import Reading, typed_year

MONDAY, THURSDAY = 0, 3


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, number: int) -> Callable[[int], date]:
    def found(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))

    return found


def _memorial_day(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())


HOLIDAYS: tuple[tuple[str, Callable[[int], date]], ...] = (
    ("new year's eve", _fixed(12, 31)),
    ("new years eve", _fixed(12, 31)),
    ("new year's day", _fixed(1, 1)),
    ("new years day", _fixed(1, 1)),
    ("new year's", _fixed(1, 1)),
    ("new years", _fixed(1, 1)),
    ("the new year", _fixed(1, 1)),
    ("martin luther king day", _nth(1, MONDAY, 3)),
    ("mlk day", _nth(1, MONDAY, 3)),
    ("valentine's day", _fixed(2, 14)),
    ("valentines day", _fixed(2, 14)),
    ("presidents day", _nth(2, MONDAY, 3)),
    ("presidents' day", _nth(2, MONDAY, 3)),
    ("president's day", _nth(2, MONDAY, 3)),
    ("memorial day", _memorial_day),
    ("juneteenth", _fixed(6, 19)),
    ("independence day", _fixed(7, 4)),
    ("the fourth of july", _fixed(7, 4)),
    ("fourth of july", _fixed(7, 4)),
    ("labor day", _nth(9, MONDAY, 1)),
    ("columbus day", _nth(10, MONDAY, 2)),
    ("indigenous peoples' day", _nth(10, MONDAY, 2)),
    ("indigenous peoples day", _nth(10, MONDAY, 2)),
    ("halloween", _fixed(10, 31)),
    ("veterans day", _fixed(11, 11)),
    ("veteran's day", _fixed(11, 11)),
    ("veterans' day", _fixed(11, 11)),
    ("thanksgiving day", _nth(11, THURSDAY, 4)),
    ("thanksgiving", _nth(11, THURSDAY, 4)),
    ("christmas eve", _fixed(12, 24)),
    ("christmas day", _fixed(12, 25)),
    ("christmas", _fixed(12, 25)),
    ("xmas", _fixed(12, 25)),
)


def read_holiday(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """The holiday that the first words name, and how many do: of its year, else the latest or the next.

    The words are plain ones: lower case, without marks around them.
    """
    lead = {"last": True, "past": True, "next": False, "this": None}
    first = words[0] if words else ""
    if first in lead:
        back = lead[first]
        counted = reading if back is None else replace(reading, looks_back=back)
        found = _named(words[1:], counted)
        return None if found is None else (found[0], found[1] + 1)
    return _named(words, reading)


def _named(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    for name, of_year in HOLIDAYS:
        said = name.split()
        if list(words[: len(said)]) != said:
            continue
        year = typed_year(words[len(said) :], reading)
        if year is not None:
            return of_year(year[0]), len(said) + year[1]
        day, step = of_year(reading.today.year), -1 if reading.looks_back else 1
        if (day - reading.today).days * step < 0:
            day = of_year(reading.today.year + step)
        return day, len(said)
    return None
