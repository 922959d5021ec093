"""The words in which a class is told of: which course, what day, how long, how it ended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from readiness.vocabulary import Result
from words.classes import listed, plain_word
from words.days import MONTH, Reading, read_day, read_month, weekday_number
from words.hours import read_clock_hours, read_hours
from words.logged_days import read_logged_day
from words.names import GENERIC, Kind, Lexicon, Match, tokens

NEW_LINE = "\n"

LEADING = re.compile(r"^\s*(?:(?:[-*•◦‣▪·–—]|\d{1,2}[.)])\s+|>+\s*)*")
"""Bullets and marks of a quotation, at the start of a line."""
ONE_WORD = re.compile(r"(?:<@[UW][A-Z0-9]+(?:\|[^>]*)?>|\S)+")
KEY = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>|@[^\W_][\w.-]*|[^\W_][\w.+'-]*@[\w.-]*[^\W_]")
"""A mention, also one that Slack knows nobody by, or an e-mail."""
WITHIN = re.compile(r"(?<=[^\W_])[-\u2010\u2011\u2013/](?=[^\W_])")
EMPHASIS = re.compile(r"(?<=[^\W_])!+(?=[^\w]*$)")
WRAPPING = "\"'*_`“”‘’„«»()"
"""Formatting, quotes and brackets around a word."""
MARKS = frozenset(",;:.&" + WRAPPING)
"""Signs that say nothing, wherever they stand."""

FILLERS = listed(
    "log logged record i i've we we've my a an the class course training took take taken did done attended "
    "just please of it and hi hello hey completed complete finished passed pass successfully have "
    "had got ive weve that was were renewed recertified retook redid finally pls plz thx thanks"
)
"""Words of a log that say nothing beside the course, the day, the people and the result."""

WAS_AT = tuple((was, at) for was in ("was", "were", "been") for at in ("at", "in"))
""" "Noor Dahl was at BLS yesterday"; "at" alone stands before an hour, too."""

AGAIN = listed("refresher refreshers refresh recert recertification renewal cert certification")
"""Words by which a course is taken again, or what it gives; without its name they name none."""

NEVER = listed(
    "not never didn't didnt don't dont won't wont will haven't hasn't wasn't weren't couldn't can't going "
    "gonna plan planning planned want wants should would could skipped missed cancelled canceled scheduled "
    "postponed no yet taking attending we're i'll ill we'll they're they'll he'll she'll isn't aren't "
    "ain't may might shall must need needs hope hoping supposed "
    "wouldn't shouldn't can cannot cant couldnt wasnt hasnt havent isnt declined refused withdrew"
)
"""Words of a class that did not take place, or not yet."""
HAVE_NOT = tuple((have, each) for have in ("have", "has", "had", "i've") for each in ("not", "never", "yet"))
""" "I have not finished it" is no end of a class yet; "did not finish" is."""

NOT_PASSED = tuple(
    tuple(phrase.split())
    for phrase in (
        *("failed to finish", "failed to complete", "failed to pass", "dropped out", "dnf", "fails"),
        *("did not finish", "did not complete", "did not pass", "didn't finish", "didn't complete"),
        *("didn't pass", "not finished", "not completed", "not passed", "no show", "no-show", "noshow"),
        *("failed", "fail", "incomplete"),
    )
)
PASSED = (("passed",), ("pass",))
LASTING = ("for", "lasting")
EXPIRES = listed("expires expire expiring expiry expiration exp exps")
LASTS = listed("good valid lasts runs")
LASTS_UNTIL = listed("until til till to through thru thro")
"""Before these stands a certificate, behind them its last day: "exp", "good until", "valid thru"."""
OF_CERTIFICATE = listed("card cards cert certificate certification my the its it's it is and with")
BEFORE_LAST_DAY = listed("on date day is at of by")
ENDING = (("end", "of"), ("the", "end", "of"), ("at", "the", "end", "of"), ("at", "end", "of"))

OF_A_DAY = listed("day days week weeks month months year years quarter ago yesterday today tomorrow")
A_DATE = re.compile(r"q\d|\d{4,}|\d+(?:st|nd|rd|th)|\d+[/.-]\d+(?:[/.-]\d+)?", re.IGNORECASE)
"""A quarter, a year, or a day in figures."""
OF_ITS_DAY = re.compile(
    r"(?<!\S)(yesterday|today|(?:mon|tues|wednes|thurs|fri|satur|sun)day)['’]s(?!\S)", re.IGNORECASE
)
""" "Yesterday's BLS"."""
CUT_SHORT = tuple(
    (re.compile(rf"(?<!\S)(?:{short})(?=[,.;:!]*(?:\s|$))", re.IGNORECASE), day)
    for short, day in (
        ("yest|yday|y['’]day", "yesterday"),
        ("2day|tdy", "today"),
        ("last nite", "last night"),
        ("this am", "this morning"),
    )
)
"""Days as they are typed on a phone; a slip within a word is none of them, and asked about."""


@dataclass
class Telling:
    """The words of a log, sorted; `crew` is what follows "for" and "with", as it was typed.

    `lasted` and `ended` are the words of hours and of a certificate's last day, and of the result; `again`
    are those of `AGAIN`. `signs`
    are the words before the people which bear a sign that may say something, such as "~" or "?".
    """

    courses: Sequence[Match] = ()
    course_words: str = ""
    day: date | None = None
    hours: float | None = None
    result: Result | None = None
    expires_on: date | None = None
    clashing: list[str] = field(default_factory=list)
    lasted: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    crew: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)


def told_words(text: str, reading: Reading, lexicon: Lexicon) -> Telling:
    """All words of a log up to its people. Raises Unclear for a day that is none."""
    text = OF_ITS_DAY.sub(r"\1", text.replace(NEW_LINE, f" {NEW_LINE} "))
    for short, day in CUT_SHORT:
        text = short.sub(day, text)
    words = [word for word in re.split(r"[^\S\n]+", text) if word]
    telling = Telling()
    take_in(telling, words, reading, lexicon)
    telling.signs = signed(words[: len(words) - len(telling.crew)])
    return telling


def signed(words: Sequence[str], parting: str = "", begins_line: bool = True) -> list[str]:
    """The words with a sign that may say something: a question, a denial, something struck through.

    Formatting, quotes and punctuation say nothing, nor does a bullet where a line begins; any other sign
    may. `parting` are signs that stand between people.
    """
    text = " ".join(words)
    lines = [LEADING.sub("", line, count=1) for line in text.split(NEW_LINE)] if begins_line else [text]
    return [
        word for line in lines for word in ONE_WORD.findall(line) if not _says_nothing_more(word, parting)
    ]


def _says_nothing_more(word: str, parting: str) -> bool:
    """Whether a word is letters and digits, and marks that say nothing."""
    if word.lower() == "w/":
        return True
    if word.startswith(":"):  # an emoji by its name
        return False
    bare = KEY.sub("x", unicodedata.normalize("NFC", word))
    bare = EMPHASIS.sub("", WITHIN.sub("", bare))
    return all(sign.isalnum() or sign in MARKS or sign in parting or _is_accent(sign) for sign in bare)


def _is_accent(sign: str) -> bool:
    """Whether a sign belongs to the letter before it; a stroke through the letter does not."""
    return unicodedata.category(sign) in ("Mn", "Mc") and "OVERLAY" not in unicodedata.name(sign, "")


def take_in(telling: Telling, words: Sequence[str], reading: Reading, lexicon: Lexicon) -> None:
    """Adds what some words say to what is known; what says nothing known is added to the unknown."""
    named = _course_named(words, lexicon) if not telling.courses else None
    place = 0
    while place < len(words):
        rest = [word for word in words[place : place + 12] if word != NEW_LINE]
        if named is not None and place == named[0]:
            place, telling.courses, telling.course_words = named[0] + named[1], named[2], named[3]
            continue
        if words[place].lower() in ("for", "with", "w/") and _lasted(rest) is None:
            telling.crew = list(words[place:])
            return
        until = len(words) if named is None or named[0] < place else named[0]
        place += _word(telling, words[place:until], reading)


def _course_named(words: Sequence[str], lexicon: Lexicon) -> tuple[int, int, tuple[Match, ...], str] | None:
    """Where the course is named and how: in full, else by its first words; generic words only in full."""
    places = range(len(words))
    for generic in (False, True):
        for place in places:
            found = lexicon.exactly(words[place:], [Kind.COURSE])
            if found is not None:
                said = " ".join(words[place : place + found.words])
                if generic or not GENERIC.issuperset(tokens(said)):
                    return place, found.words, found.matches, said.strip(" ,;.")
        for place in places:
            if words[place].lower() in ("for", "with", "w/") and _lasted(words[place:]) is None:
                break
            found = None if generic else lexicon.beginning(words[place:], Kind.COURSE)
            if found is not None and NEW_LINE not in words[place : place + found.words]:
                said = " ".join(words[place : place + found.words])
                return place, found.words, found.matches, said.strip(" ,;.")
    return None


def _word(telling: Telling, rest: Sequence[str], reading: Reading) -> int:
    """Takes in what stands first; returns how many words that was."""
    parted = next((place for place, word in enumerate(rest) if word.endswith((",", ";"))), len(rest))
    rest = [word.strip(WRAPPING + ",;:") or word for word in rest]
    word = plain_word(rest[0])
    if not tokens(word) and word != "+":
        return 1
    if tuple(plain_word(each) for each in rest[:2]) in WAS_AT:
        return 2
    hours = _lasted(rest) if word in LASTING else read_hours(rest)
    if hours is not None and telling.hours is None:
        telling.hours, used = hours
        telling.lasted += rest[:used]
        return used
    expiry = _expiry(rest, reading) if telling.expires_on is None else None
    if expiry is not None:
        telling.expires_on = expiry[0]
        telling.lasted += rest[: expiry[1]]
        return expiry[1]
    ended = _result(rest[: parted + 1])  # "not, completed" says two things
    if ended is not None:
        result, used = ended
        telling.ended += rest[:used]
        if telling.result not in (None, result):
            telling.clashing += rest[:used]
        if telling.result is None or result is Result.INCOMPLETE:
            telling.result = result
        return used
    day = read_logged_day(rest, reading) if telling.day is None else None
    if day is not None:
        telling.day = day.day
        return day.used
    if tuple(plain_word(each) for each in rest[:2]) in HAVE_NOT:
        telling.never += rest[:2]
        return 2
    if word in NEVER:
        telling.never.append(rest[0])
    elif word in AGAIN:
        telling.again.append(rest[0].strip(",;"))
    elif word not in FILLERS:
        telling.unknown.append(rest[0].strip(",;"))
    return 1


def says_a_day(words: Sequence[str]) -> bool:
    """Whether words nobody understood are of a day or a year: the one that was read may not be what was said.

    "31 Dec 9999", "99999 days ago", "Q9 2027".
    """
    plain = [plain_word(word) for word in words]
    return any(
        word in OF_A_DAY
        or weekday_number(word) is not None
        or MONTH.fullmatch(word)
        or A_DATE.fullmatch(word)
        for word in plain
    )


def _lasted(words: Sequence[str]) -> tuple[float, int] | None:
    """How long it lasted, behind "for", and how many words say so: "for 4 hours", "for half an hour"."""
    found = read_clock_hours([word for word in words[1:] if word != NEW_LINE]) if words else None
    return None if found is None else (found[0], found[1] + 1)


def _expiry(rest: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """The last day a certificate states, and how many words say it; ahead where no year is said.

    "card expires 2027-11-15", "certificate good until Dec 1 2027", "exp. 11/30/28", "expires end of May".
    """
    plain = [plain_word(word) for word in rest[:12]]
    place = _while(plain, 0, OF_CERTIFICATE)
    if place == len(plain):
        return None
    if plain[place] in EXPIRES:
        place += 1
    elif plain[place] in LASTS and plain[place + 1 : place + 2] and plain[place + 1] in LASTS_UNTIL:
        place += 2
    else:
        return None
    place = _while(plain, place, BEFORE_LAST_DAY | {""})
    day = _last_day(rest[place:], replace(reading, looks_back=False))
    return None if day is None else (day[0], place + day[1])


def _while(plain: Sequence[str], place: int, among: Collection[str]) -> int:
    while place < len(plain) and plain[place] in among:
        place += 1
    return place


def _last_day(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """A day, or the last one of a month: "11/30/28", "end of November 2028", "November 2028", "11/2028"."""
    day = read_day(list(words), reading)
    if day is not None:
        return day
    plain = [plain_word(word) for word in words[:6]]
    lead = next((len(each) for each in ENDING if tuple(plain[: len(each)]) == each), 0)
    month = read_month(words[lead:], reading)
    return None if month is None else (month[0], lead + month[1])


def _result(rest: Sequence[str]) -> tuple[Result, int] | None:
    """How the class ended, and how many words say so."""
    plain = tuple(plain_word(word) for word in rest[:3])
    for phrases, result in ((NOT_PASSED, Result.INCOMPLETE), (PASSED, Result.PASS)):
        for phrase in phrases:
            if plain[: len(phrase)] == phrase:
                return result, len(phrase)
    return None
