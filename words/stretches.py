"""Parts of the calendar as people say them: "January", "next quarter", "Q1 2027", "this year", "last week".

Weeks begin on Monday. A month or a quarter without its year is the one that ends next, or with `past` the
latest that has begun. A fiscal year is asked about: no calendar says when it begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from readiness.dates import add_months, end_of_month, first_of_quarter
from words.classes import listed
from words.dated import MONTH_AND_YEAR
from words.days import read_day
from words.problems import Unclear
from words.reading import MONTH, MONTHS, YEAR, Reading, as_said, typed_year
from words.spans import read_span
from words.written import FIRST_YEAR, LAST_YEAR

_ENDS = ' ,.?!;:"“”()*_`'
QUARTER = re.compile(r"q([1-4])(?:[-/]?['’]?((?:20)?[0-9][0-9]))?|([1-4])q(?:['’]?((?:20)?[0-9][0-9]))?")
HALF = re.compile(r"h([12])")
NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
WHICH = {
    "this": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "upcoming": 1,
    "last": -1,
    "previous": -1,
    "prior": -1,
}
ROLLING = {"next": 1, "coming": 1, "following": 1, "upcoming": 1, "last": -1, "past": -1, "previous": -1}
UNITS = ("week", "weekend", "month", "quarter", "year")
NOT_OF_THE_CALENDAR = ("fiscal", "financial", "budget", "school", "academic", "grant", "program")
FISCAL = re.compile(r"fy(?:[-/]?['’]?[0-9][0-9](?:[0-9][0-9])?)?|fiscal")
MONTHS_JOINED = re.compile(rf"{MONTH.pattern}[-–—]{MONTH.pattern}")
BEHIND_A_TIME = listed(
    "in at of for who what which is are was were the this next last and or by since on as all everyone "
    "please first second third"
)
"""Small words: behind a month or a season one of these makes it no part of a name."""
SEASONS = ("spring", "summer", "fall", "autumn", "winter")
ISO_MONTH = re.compile(r"(20[0-9]{2})[-/](0?[1-9]|1[0-2])")
SO_FAR = ("later", "earlier")
TO_DATE = {"ytd": "year", "mtd": "month", "qtd": "quarter"}
TWICE = {("before", "last"): -2, ("after", "next"): 2}
SHORT_UNITS = {"qtr": "quarter", "yr": "year", "wk": "week"}
ENDS_NAMED = {f"{said}{unit}": unit for unit in ("week", "month", "quarter", "year") for said in ("end-of-",)}
ENDS_NAMED |= {f"{unit}{said}": unit for unit in ("month", "quarter", "year") for said in ("-end", "end")}
ENDS_NAMED |= {"eom": "month", "eoq": "quarter", "eoy": "year", "eow": "week"}
YEAR_MONTHS, QUARTER_MONTHS = 12, 3


@dataclass(frozen=True)
class Stretch:
    """Days in a row, both ends among them, and how many words name them; the end alone without `first`."""

    first: date | None
    last: date
    used: int


def plainly(words: Sequence[str]) -> list[str]:
    """Words as they compare here: lower case, plain apostrophes, no marks around them; a dash stays one."""
    return [word.lower().replace("’", "'").replace("‘", "'").strip(_ENDS) for word in words]


def read_stretch(words: Sequence[str], reading: Reading, *, past: bool, led: bool) -> Stretch | None:
    """The part of the calendar that the first words name; None if they name none.

    `led`: a word such as "in" or "by" stands before them, so that a month, a quarter or a year alone is
    one. Raises Unclear for a fiscal year, and for "the last month", which may be two things.
    """
    plain = [SHORT_UNITS.get(word, word) for word in plainly(words[:8])]
    if not plain or not plain[0]:
        return None
    _refuse_fiscal(plain)
    _refuse_season(plain, led)
    for lead in ("the year", "calendar year", "the calendar year", "year", "cy"):  # "in the year 2027"
        said = lead.split()
        if plain[: len(said)] == said and YEAR.fullmatch("".join(plain[len(said) : len(said) + 1])):
            return replace(_a_year(int(plain[len(said)])), used=len(said) + 1)
    if plain[:3] == ["the", "month", "of"]:
        named = _month(plain[3:], reading, past, led=True) if len(plain) > 3 else None
        return None if named is None else replace(named, used=3 + named.used)
    return (
        _quarter(plain, reading, past)
        or _half(plain, reading, past)
        or _rolling(plain, reading)
        or _edge(plain, reading, past)
        or _relative(plain, reading, past)
        or _month(plain, reading, past, led)
        or _year(plain, led)
    )


def _refuse_fiscal(plain: Sequence[str]) -> None:
    lead = 1 if plain[0] in (*WHICH, "the", "our") and len(plain) > 1 else 0
    word, behind = plain[lead], plain[lead + 1] if len(plain) > lead + 1 else ""
    if FISCAL.fullmatch(word) or (word in NOT_OF_THE_CALENDAR and behind in ("year", "quarter")):
        said = as_said(plain[: lead + 2] if behind in ("year", "quarter") else plain[: lead + 1])
        raise Unclear(
            not_understood=f"I don't know when “{said}” is: give its first and its last day.",
            example="from 1 Jul 2026 to 30 Jun 2027",
        )


def _refuse_season(plain: Sequence[str], led: bool) -> None:
    """Raises Unclear for "this fall", "in the spring", "by summer"; in "in Spring Valley" it is a name."""
    lead = 1 if plain[0] in ("the", "this", "next", "last") and len(plain) > 1 else 0
    if plain[lead] not in SEASONS or not (lead or led):
        return
    if lead or len(plain) < 2 or plain[1] in BEHIND_A_TIME:
        raise Unclear(
            not_understood=f"“{as_said(plain[: lead + 1])}”: from which day to which?",
            example="from 1 Mar 2027 to 31 May 2027",
        )


def _rolling(plain: Sequence[str], reading: Reading) -> Stretch | None:
    """ "the next 45 days", "past 6 months", "the past year": counted from today."""
    lead = 1 if plain[0] == "the" else 0
    if len(plain) < lead + 2 or plain[lead] not in ROLLING:
        return None
    way = ROLLING[plain[lead]]
    behind = plain[lead + 1 :]
    if behind[0] in ("few", "couple", "several"):
        raise Unclear(
            not_understood=f"“{as_said(plain[: lead + 3])}”: how many are that?",
            example="in the next 45 days",
        )
    if behind[0] in UNITS:
        if not lead and plain[lead] in WHICH:
            return None
        if plain[lead] == "previous":
            return None
        if plain[lead] != "past":
            raise _either(as_said(plain[: lead + 2]), plain[lead], behind[0])
        behind = ["a", *behind]
        lead -= 1
    span = read_span(behind)
    if span is None:
        return None
    days, months, used = span
    today = reading.today
    end = moved(today, way * days, way * months)
    return Stretch(None if way > 0 else end, end if way > 0 else today, lead + 1 + used)


def _either(said: str, way: str, unit: str) -> Unclear:
    """ "the last month" may be the one before this, or the days up to today."""
    back = way in ("last", "previous")
    calendar, counted = (f"last {unit}", f"past {unit}") if back else (f"next {unit}", f"within a {unit}")
    return Unclear(
        not_understood=f"“{said}” may be a {unit} of the calendar, or a {unit} counted from today: "
        f"say “{calendar}” or “{counted}”.",
        example=calendar,
    )


def _edge(plain: Sequence[str], reading: Reading, past: bool) -> Stretch | None:
    """The one day that "the end of February", "start of next year", "month's end", "EOY" is."""
    if plain[0] in ENDS_NAMED:
        whole = _of_unit(ENDS_NAMED[plain[0]], reading.today, 0)
        return Stretch(whole[1], whole[1], 1)
    lead = 1 if plain[0] in ("the", "this") else 0
    if len(plain) < lead + 2:
        return None
    unit = plain[lead].removesuffix("'s")
    if unit in UNITS and plain[lead + 1] == "end":
        whole = _of_unit(unit, reading.today, 0)
        return Stretch(whole[1], whole[1], lead + 2)
    at_end = plain[lead] == "end" or plain[lead : lead + 2] in (["last", "day"], ["last", "of"])
    first = plain[lead : lead + 2] in (["first", "day"], ["first", "of"], ["1st", "of"])
    at_start = plain[lead] in ("start", "beginning") or first
    if not at_end and not at_start:
        return None
    lead += 2 if plain[lead + 1] == "day" else 1
    if len(plain) <= lead:
        return None
    lead += 1 if plain[lead] == "of" else 0
    rest = plain[lead:]
    is_open = bool(rest) and (rest[0] == "the" or rest[0] in UNITS)
    if rest and rest[0] == "the" and rest[1:2] and rest[1] in (*UNITS, "calendar"):
        rest = ["this", *rest[1:]]
    elif rest and rest[0] in UNITS:
        rest, lead = ["this", *rest], lead - 1
    of = read_stretch(rest, reading, past=past, led=True) if rest else None
    if of is None or of.first is None:
        return None
    day = of.last if at_end else of.first
    if is_open and rest[0] == "this" and day < reading.today and not past:  # "by the first of the year"
        day = of.last + timedelta(days=1)
    return Stretch(day, day, lead + of.used)


def _relative(plain: Sequence[str], reading: Reading, past: bool) -> Stretch | None:
    """ "this week", "next quarter", "last October", "the rest of the year", "the week of 1 March"."""
    lead = 1 if plain[0] == "the" and len(plain) > 1 else 0
    if plain[lead : lead + 2] in (["rest", "of"], ["remainder", "of"]):
        rest = plain[lead + 2 :]
        if rest and rest[0] in ("the", "this"):
            rest = ["this", *rest[1:]]
        found = _relative(rest, reading, past) or _month(rest, reading, past, led=True) if rest else None
        if found is None or found.last < reading.today:
            return None
        return Stretch(reading.today, found.last, lead + 2 + found.used)
    if plain[lead] in SO_FAR or plain[lead : lead + 2] == ["so", "far"]:
        skip = lead + (2 if plain[lead] == "so" else 1)
        found = _relative(plain[skip:], reading, past) if plain[skip : skip + 1] == ["this"] else None
        if found is None or found.first is None or not found.first <= reading.today <= found.last:
            return None
        ends = (reading.today, found.last) if plain[lead] == "later" else (found.first, reading.today)
        return Stretch(*ends, skip + found.used)
    to_date = TO_DATE.get(plain[lead]) or (
        plain[lead] if plain[lead + 1 : lead + 3] == ["to", "date"] else ""
    )
    if to_date in UNITS:
        used = lead + (1 if plain[lead] in TO_DATE else 3)
        return Stretch(_of_unit(to_date, reading.today, 0)[0], reading.today, used)
    if plain[lead] in UNITS and tuple(plain[lead + 1 : lead + 3]) in TWICE:
        step = TWICE[plain[lead + 1], plain[lead + 2]]
        return Stretch(*_of_unit(plain[lead], reading.today, step), lead + 3)
    if plain[lead : lead + 2] == ["week", "of"]:
        day = read_day(plain[lead + 2 :], replace(reading, looks_back=past))
        if day is None:
            return None
        monday = day[0] - timedelta(days=day[0].weekday())
        return Stretch(monday, monday + timedelta(days=6), lead + 2 + day[1])
    if plain[lead] not in WHICH or len(plain) < lead + 2:
        return None
    step, unit, used = WHICH[plain[lead]], plain[lead + 1], lead + 2
    if unit == "calendar" and len(plain) > used and plain[used] in UNITS:
        unit, used = plain[used], used + 1
    if unit in UNITS:
        first, last = _of_unit(unit, reading.today, step)
        return Stretch(first, last, used)
    if MONTH.fullmatch(unit):
        return _beside(MONTHS.index(unit[:3]) + 1, step, reading.today, used)
    return None


def _beside(month: int, step: int, today: date, used: int) -> Stretch:
    """ "this March" is this year's, "next March" and "last March" the nearest besides this month."""
    first = date(today.year, month, 1)
    if step > 0 and month <= today.month:
        first = add_months(first, YEAR_MONTHS)
    elif step < 0 and month >= today.month:
        first = add_months(first, -YEAR_MONTHS)
    return Stretch(first, end_of_month(first), used)


def _of_unit(unit: str, today: date, step: int) -> tuple[date, date]:
    """The week, weekend, month, quarter or year so many from today's."""
    if unit in ("week", "weekend"):
        monday = moved(today - timedelta(days=today.weekday()), 7 * step, 0)
        return monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6)
    if unit == "month":
        first = add_months(today.replace(day=1), step)
        return first, end_of_month(first)
    if unit == "quarter":
        return _months(add_months(first_of_quarter(today), QUARTER_MONTHS * step), QUARTER_MONTHS)
    return _months(date(today.year + step, 1, 1), YEAR_MONTHS)


def _months(first: date, count: int) -> tuple[date, date]:
    return first, add_months(first, count) - timedelta(days=1)


def _quarter(plain: Sequence[str], reading: Reading, past: bool) -> Stretch | None:
    """ "Q1", "Q1 2027", "2027 Q1", "Q1/2027", "1Q27", "the first quarter of 2027"."""
    if YEAR.fullmatch(plain[0]) and len(plain) > 1 and (match := QUARTER.fullmatch(plain[1])):
        first = date(int(plain[0]), QUARTER_MONTHS * int(match[1] or match[3]) - 2, 1)
        return Stretch(*_months(first, QUARTER_MONTHS), 2)
    match = QUARTER.fullmatch(plain[0])
    lead = 1 if plain[0] == "the" else 0
    if match is not None:
        number, typed, used = int(match[1] or match[3]), match[2] or match[4], 1
        if typed:
            first = date(int(typed) % 2000 + 2000, QUARTER_MONTHS * number - 2, 1)
            return Stretch(*_months(first, QUARTER_MONTHS), used)
    elif len(plain) > lead + 1 and plain[lead] in NTH and plain[lead + 1] == "quarter":
        number, used = NTH[plain[lead]], lead + 2
        if plain[lead] == "last" and typed_year(plain[used:], reading) is None:
            return None
    else:
        return None
    return _part_of_year(QUARTER_MONTHS * number - 2, QUARTER_MONTHS, plain, used, reading, past)


def _half(plain: Sequence[str], reading: Reading, past: bool) -> Stretch | None:
    """ "the first half of 2027", "the second half of the year", "H1 2027"."""
    lead = 1 if plain[0] == "the" else 0
    match = HALF.fullmatch(plain[0])
    if match is not None:
        number, used = int(match[1]), 1
    elif (
        len(plain) > lead + 1
        and plain[lead] in ("first", "1st", "second", "2nd")
        and plain[lead + 1] == "half"
    ):
        number, used = NTH[plain[lead]], lead + 2
    else:
        return None
    if typed_year(plain[used:], reading) is None:
        return None
    return _part_of_year(6 * number - 5, 6, plain, used, reading, past)


def _month(plain: Sequence[str], reading: Reading, past: bool, led: bool) -> Stretch | None:
    """ "January", behind a word that makes it a time; "January 2027", "Oct of last year", anywhere."""
    if led and (numbers := ISO_MONTH.fullmatch(plain[0])) is not None:
        return Stretch(*_months(date(int(numbers[1]), int(numbers[2]), 1), 1), 1)
    numbers = MONTH_AND_YEAR.fullmatch(plain[0]) if led else None
    if numbers is not None and 1 <= int(numbers[1]) <= YEAR_MONTHS:
        return Stretch(*_months(date(int(numbers[2]), int(numbers[1]), 1), 1), 1)
    if several := MONTHS_JOINED.fullmatch(plain[0]):
        names = re.split(r"[-–—]", several[0])
        number, last = (MONTHS.index(name[:3]) + 1 for name in names)
        return _part_of_year(number, (last - number) % YEAR_MONTHS + 1, plain, 1, reading, past)
    if not MONTH.fullmatch(plain[0]):
        return None
    if not led and typed_year(plain[1:], reading) is None:
        return None
    return _part_of_year(MONTHS.index(plain[0][:3]) + 1, 1, plain, 1, reading, past)


def _year(plain: Sequence[str], led: bool) -> Stretch | None:
    return _a_year(int(plain[0])) if led and YEAR.fullmatch(plain[0]) else None


def _a_year(year: int) -> Stretch:
    return Stretch(*_months(date(year, 1, 1), YEAR_MONTHS), 1)


def _part_of_year(
    month: int, months: int, plain: Sequence[str], used: int, reading: Reading, past: bool
) -> Stretch:
    """So many months of a year: of the one that is said behind them, else of the next or the latest."""
    typed = typed_year(plain[used:], reading)
    if typed is not None:
        return Stretch(*_months(date(typed[0], month, 1), months), used + typed[1])
    first, last = _months(date(reading.today.year, month, 1), months)
    if past and first > reading.today:
        first, last = _months(add_months(first, -YEAR_MONTHS), months)
    elif not past and last < reading.today:
        first, last = _months(add_months(first, YEAR_MONTHS), months)
    return Stretch(first, last, used)


def moved(day: date, days: int, months: int) -> date:
    """A day moved by a span. Raises Unclear for what lies out of the years on record."""
    try:
        moved = add_months(day, months) + timedelta(days=days)
    except (ValueError, OverflowError):
        moved = date.max
    if not FIRST_YEAR <= moved.year <= LAST_YEAR:
        raise Unclear(not_understood="That is further away than I count.", example="in the next 45 days")
    return moved
