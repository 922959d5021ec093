"""What is said of a digest, in any order of its words: which channel, how often, on which day, about whom.

"Every Monday at 7 am here", "fire monthly on the 31st", "Cedar Fire every two weeks in #readiness". The form
shows what was understood; what was not is said above it, and nothing is subscribed by words alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time

from commands.kit.channel import channel_said
from commands.kit.subscription_views import Often
from commands.language.naming import lexicon_of
from commands.language.scopes import OURS, SCOPES, scope_of_match, units_meant
from readiness.due import EVERYONE, Scope
from storage.catalogue import Catalogue
from words.classes import listed, plain_word
from words.days import SHORT_WEEKDAYS, WEEKDAYS
from words.problems import Unclear
from words.recurring import LAST
from words.times import read_time

MOST_SAID = 60
"""Words; whoever says more of a digest says something else."""
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)}|{'|'.join(each[:3] for each in WEEKDAYS)})s?"
_MONTHLY = r"(?:(?:of )?(?:the|each|every|a|per) month|once a month|monthly)"
_NTH_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)"
_TWICE = r"(?:(?:every|each) (?:other|second|2nd|two|2|alternate)|alternate)(?: weeks?)?(?: on)?"
_WAYS: Sequence[tuple[str, Often | None]] = (
    (rf"(?:{_MONTHLY} )?(?:on )?(?:the )?last {_WEEKDAY}(?: {_MONTHLY})?", Often.LAST_WEEKDAY),
    (rf"(?:{_MONTHLY} )?(?:on )?(?:the )?last day(?: {_MONTHLY})?", Often.MONTH),
    (rf"(?:{_MONTHLY} )?(?:on )?(?:the )?{_NTH_DAY}(?: {_MONTHLY})?", Often.MONTH),
    (rf"{_TWICE} {_WEEKDAY}", Often.FORTNIGHT),
    (
        r"(?:(?:every|each) (?:other|second|2nd|two|2) weeks?|bi-?weekly|fortnightly|every fortnight"
        rf"|once a fortnight)(?: (?:on )?{_WEEKDAY})?",
        Often.FORTNIGHT,
    ),
    (rf"(?:weekly|every week|each week|once a week)(?: (?:on )?(?:a )?{_WEEKDAY})?", Often.WEEK),
    (rf"{_MONTHLY} (?:on )?(?:a )?{_WEEKDAY}", Often.LAST_WEEKDAY),
    (_MONTHLY, Often.MONTH),
    (rf"(?:every|each|on|on a)? ?{_WEEKDAY}(?: mornings?| afternoons?)?", None),
)
_OFTEN = tuple((re.compile(rf"\b(?:{way})\b", re.IGNORECASE), often) for way, often in _WAYS)
_CANT = re.compile(
    r"\b(?:(?:the )?(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:\w+day|\w{3}) (?:of )?(?:the|each|"
    r"every|a) "
    r"month|daily|every (?:single )?day|each day|every (?:morning|evening|night|hour)|twice a \w+|"
    r"(?:every|each) (?:quarter|year|three \w+|four \w+|\d+ \w+)|quarterly|yearly|annually|hourly)\b",
    re.IGNORECASE,
)
"""How often no digest comes: said back, for the form to be filled in otherwise."""
_HERE = re.compile(r"\b(?:in(?:to)? |to )?(?:here|this channel|this room|our channel)\b", re.IGNORECASE)
_ALL = listed("everyone everybody region county whole entire all")
_FILLERS = listed(
    "a about again agency an and any are as at be begin begins can change channel channels come comes could "
    "coverage create deliver department digest digests do does for from get gets give got have how i in into "
    "is it its kind let's like list look make me morning move new of on one open or out please post posted "
    "posting preview put readiness receive report room say says schedule see send sends set setup should "
    "show "
    "start started stop subscribe subscribed summary switch tell that the their there these this time times "
    "to turn unsubscribe up update updates want we what what's when where which who will with would you your "
    "end pause cancel off weekly numbers status bulletin overview every each need here subscriptions "
    "subscription instead today next run sent coming figures remove delete edit now us"
)
"""Words of such a sentence that say nothing of where, when or about whom."""


@dataclass
class DigestSaid:
    """What was understood of a digest; None, or no channel, for what was not said; `left`: the unclear."""

    channel: str = ""
    often: Often | None = None
    weekday: int | None = None
    month_day: int | None = None
    at: time | None = None
    scope: Scope | None = None
    left: list[str] = field(default_factory=list)


def digest_said(
    text: str, catalogue: Catalogue, here: str, ours: Scope | None, agencies: frozenset[int]
) -> DigestSaid:
    """What a text says of a digest. `here`: the channel it is said in, if any; `ours`: whom "our" means;
    `agencies`: the speaker's, whose units are meant where several bear a name.

    Raises Unclear for more words than anybody says of one.
    """
    if len(text.split()) > MOST_SAID:
        raise Unclear(
            not_understood=f"That is {len(text.split())} words; I read up to {MOST_SAID} of a digest.",
            example="/readiness digest Cedar Fire every Monday",
        )
    said = DigestSaid()
    said.channel, rest = channel_said(text.replace("\u2019", "'"))
    rest = _HERE.sub(lambda found: _took_here(said, here, found), rest)
    rest = _how_often(said, catalogue, rest)
    _whom(said, catalogue, rest.split(), ours, agencies)
    return said


def _took_here(said: DigestSaid, here: str, found: re.Match[str]) -> str:
    said.channel = said.channel or here
    if not said.channel and not here:
        said.left.append(found[0].strip())
    return " "


def _how_often(said: DigestSaid, catalogue: Catalogue, text: str) -> str:
    """What is left of a text without how often and on which day it comes."""
    cant = _CANT.search(text)
    if cant is not None:
        said.left.append(cant[0])
        text = _without(text, cant)
    for pattern, often in _OFTEN:
        found = next((each for each in pattern.finditer(text) if not _is_named(catalogue, each)), None)
        if found is None:
            continue
        groups = found.groupdict()
        said.often = often or Often.WEEK
        if groups.get("weekday"):
            said.weekday = SHORT_WEEKDAYS[groups["weekday"][:3].lower()]
        elif often is Often.MONTH:
            _month_day(said, groups.get("day"), found[0])
        return _without(text, found)
    return text


def _month_day(said: DigestSaid, day: str | None, words: str) -> None:
    if day is None:
        said.month_day = LAST if "last day" in words.lower() else None
    elif 1 <= int(day) <= LAST:
        said.month_day = int(day)
    else:
        said.left.append(words.strip())


def _is_named(catalogue: Catalogue, found: re.Match[str]) -> bool:
    """Whether what sounds like a day is all of somebody's name: "Sun", an agency."""
    behind = found[0].split()
    named = lexicon_of(catalogue).exactly(behind[-1:], SCOPES)
    return named is not None and len(behind) == 1


def _whom(
    said: DigestSaid, catalogue: Catalogue, words: Sequence[str], ours: Scope | None, agencies: frozenset[int]
) -> None:
    """Takes of whom it is, and the time, of the words that are left; all else stays over."""
    lexicon, place, goes_on = lexicon_of(catalogue), 0, False
    whom: list[Scope] = []
    while place < len(words):
        rest, word = words[place:], plain_word(words[place])
        named = lexicon.exactly(rest, SCOPES)
        if named is None and (at := _time(rest)) is not None:
            said.at, place, goes_on = at[0], place + at[1], False
            continue
        is_small = word in _FILLERS | _ALL | OURS or not word
        if named is None and not is_small:
            named = lexicon.find(rest, SCOPES)
        if named is not None and len(meant := units_meant(named.matches, catalogue, agencies)) == 1:
            whom.append(scope_of_match(meant[0]))
            place, goes_on = place + named.words, False
            continue
        if named is not None:
            said.left.append(" ".join(rest[: named.words]))
            place, goes_on = place + named.words, False
            continue
        if word in _ALL:
            whom.append(EVERYONE)
        elif word in OURS and ours is not None:
            whom.append(ours)
        elif not is_small:
            shown = words[place].strip("?!.,;:")
            said.left[-1:] = [f"{said.left[-1]} {shown}"] if goes_on else [*said.left[-1:], shown]
        goes_on = not is_small
        place += 1
    narrow = list(dict.fromkeys(each for each in whom if each != EVERYONE))
    if len(narrow) > 1:
        said.left.append("about more than one at a time")
    elif whom:
        said.scope = narrow[0] if narrow else EVERYONE


def _time(words: Sequence[str]) -> tuple[time, int] | None:
    if plain_word(words[0]) not in ("at", "noon") and not any(sign.isdigit() for sign in words[0]):
        return None
    try:
        found = read_time(list(words))
    except Unclear:
        return None
    return None if found is None else (found[0].at, found[1])


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"
