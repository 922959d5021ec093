"""What a question about pace names: of whom, which course, what share, by when; in any order of its words.

"Law in ASIM Basic by 1 March", "when will law reach 90%?", "what would it take to reach 90% by March?".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from commands.kit.member import Member
from commands.kit.ours import own_agencies
from commands.language.naming import lexicon_of
from commands.language.said_plainly import matched, plainly_said, whole
from commands.language.scopes import (
    OURS,
    SCOPES,
    day_ahead,
    ours_or_ask,
    scope_of_match,
    several,
    shown,
    the_one,
    units_meant,
)
from readiness.records import CourseId
from storage.catalogue import Catalogue
from storage.scopes import scope_key
from words.classes import listed, plain_word
from words.days import Reading, read_day, read_month, spoken
from words.names import Kind, Match
from words.problems import Offer, Unclear

PROJECTION, WAVE = "readiness projection", "readiness wave"
SHOW_PROJECTION, SHOW_WAVE = "pace.projection", "pace.wave"
"""What buttons that show them are known by; they carry a `PaceAsked`."""
EXAMPLES = {
    PROJECTION: "/readiness projection law in ASIM Basic by 1 March",
    WAVE: "/readiness wave Cedar Fire in ASIM Basic",
}
SHOWS = {PROJECTION: SHOW_PROJECTION, WAVE: SHOW_WAVE}
MOST_WORDS = 40
PERCENT = re.compile(r"(\d{1,3})(?:%|percent)?")
BY = listed("by until before till")
FILLERS = listed(
    "a about all an and any are as at away be become becomes before can classes close come comes coming "
    "could course coverage covered current do does due each enough ever every everybody everyone expire "
    "expires fall falls far fast for from full fully get gets give goal going handle has have having hit "
    "how if in instructor instructors is it its keep long many me meet month monthly months more much "
    "need needed needs next of off on our pace people per please projected projection reach reached "
    "reaches reaching ready refresher refreshers region renewal renewals requirement requirements seats "
    "see share should show soon take takes taking target teach than that the their there they to track "
    "train trained trainer trainers training until up upcoming us wave we what what's whats when when's "
    "whens which will with would year years"
)
"""Words of such a question that name nobody, no course and no day."""
_HIT = r"(?:reach|reaches|get to|gets to|hit|hits|be at|be up to|have|be|meet|come to|make)"
_AIM = r"(?:\d{1,3} ?(?:%|percent)|(?:the |its |our |their )?(?:target|goal)|full coverage|fully trained)"
OF_PROJECTIONS = whole(
    rf"(?:when|by when|how soon|how fast)(?: will| do| does| would| can| could| are| is) .*{_HIT} .*{_AIM}.*",
    rf"how long (?:until|till|before|will it take|does it take|would it take).*{_AIM}.*",
    rf"(?:what|how much|how many classes)(?: would| will| does| do)?(?: it| we)? (?:take|need).*{_AIM}.*",
    rf"how many classes .*{_AIM}.*",
    r"how many classes(?: (?:a|per|each) month)? (?:do|will|would) we need\b.*",
    rf"(?:will|can|do) .* {_HIT} {_AIM}(?: .*)?",
    r"(?:are|is) .*\bon (?:pace|track)\b.*",
    r"(?:what(?:'s| is) |show(?: me)? )?(?:the |our )?(?:pace|projection)\b.*",
)
OF_WAVES = whole(
    r"(?:how many|what|which|how much) .*\b(?:due|refreshers?|expires?|renewals?)\b.*"
    r"\b(?:each|every|per|a|by) month\b.*",
    r"(?:how many|what) .*\b(?:due|refreshers?|expires?|renewals?)\b.* monthly\b.*",
    r"(?:(?:what(?:'s| is)|show(?: me)?|when is|how big is) )?(?:the |our )?(?:refresher|training) wave\b.*",
    r".*\benough (?:trainers|instructors|seats|classes)\b.*",
    r"(?:can|could|will|do) (?:our|the) (?:trainers|instructors) (?:keep up|cope|handle|manage)\b.*",
    r"how many (?:trainers|instructors) (?:do|will|would) we (?:need|have)\b.*",
)


class PaceAsked(BaseModel):
    """Of whom, which course (None: the one that is taught), what share, by when; carried by buttons."""

    scope: str = "everyone"
    course: CourseId | None = None
    target: int | None = None
    by: date | None = None


@dataclass
class _Heard:
    scopes: list[tuple[str, tuple[Match, ...]]]
    courses: list[tuple[str, tuple[Match, ...]]]
    left: list[str]
    ours: bool = False
    target: int | None = None
    by: date | None = None


def form_of_pace(words: Sequence[str]) -> str | None:
    """The form of this capability that a sentence means without its words; None for any other sentence."""
    said = plainly_said(" ".join(words))
    if matched(OF_PROJECTIONS, said):
        return PROJECTION
    return WAVE if matched(OF_WAVES, said) else None


def pace_asked(text: str, catalogue: Catalogue, reading: Reading, form: str, member: Member) -> PaceAsked:
    """What a text asks. "Our", and a unit whose name several bear, are `member`'s.

    Raises Unclear for a name that fits several or nobody, a share that is none, a day that is not to come.
    """
    words, example = text.split(), EXAMPLES[form]
    if len(words) > MOST_WORDS:
        raise Unclear(
            not_understood=f"That is {len(words)} words; I understand questions of up to {MOST_WORDS}.",
            example=example,
        )
    heard = _listen(words, catalogue, reading, example)
    asked = PaceAsked(target=heard.target, by=heard.by)
    if heard.left:
        near = lexicon_of(catalogue).near(" ".join(heard.left), [Kind.COURSE, *SCOPES])
        raise Unclear(
            not_understood="I can't find any course, agency or discipline called "
            f"“{shown(' '.join(heard.left))}”.",
            example=example,
            offers=[each for match in near if (each := _offer(form, asked, match)) is not None],
        )
    for kind, found in (("scope", heard.scopes), ("course", heard.courses)):
        if len(found) > 1:
            names = " and ".join(matches[0].name for _, matches in found)
            raise Unclear(not_understood=f"One {kind} at a time, please: {names}.", example=example)
    if heard.courses:
        said, matches = heard.courses[0]
        one = the_one(matches, said, lambda match: _offer(form, asked, match), example=example)
        asked.course = int(one.key)
    if heard.scopes:
        said, matches = heard.scopes[0]
        meant = units_meant(matches, catalogue, own_agencies(member))
        if len(meant) > 1:
            raise several(meant, said, lambda match: _offer(form, asked, match), example=example)
        asked.scope = scope_key(scope_of_match(meant[0]))
    elif heard.ours:
        ours = ours_or_ask(member, catalogue, lambda match: _offer(form, asked, match), example)
        asked.scope = scope_key(ours)
    return asked


def _offer(form: str, asked: PaceAsked, match: Match) -> Offer | None:
    """The same question with one more thing settled, ready to be pressed."""
    settled = asked.model_copy()
    if match.kind is Kind.COURSE:
        settled.course = int(match.key)
    else:
        settled.scope = scope_key(scope_of_match(match))
    return Offer(f"{match.name} ({match.kind})", SHOWS[form], settled)


def _listen(words: Sequence[str], catalogue: Catalogue, reading: Reading, example: str) -> _Heard:
    """What each of the words says, the longest names first."""
    lexicon, heard, place, goes_on = lexicon_of(catalogue), _Heard([], [], []), 0, False
    while place < len(words):
        rest, word = words[place:], plain_word(words[place])
        named = lexicon.exactly(rest, [Kind.COURSE, *SCOPES])
        if named is None and (found := _day(rest, reading)) is not None:
            heard.by, goes_on = _to_come(found[0], reading, example), False
            place += found[1]
            continue
        if named is None and (share := _share(rest)) is not None:
            heard.target, goes_on = _sensible(share[0], example), False
            place += share[1]
            continue
        if named is None and word not in FILLERS | OURS:
            named = lexicon.beginning(rest, Kind.COURSE) or lexicon.find(rest, [Kind.COURSE, *SCOPES])
        if named is not None:
            said = " ".join(rest[: named.words]).strip("?!.,;:")
            kept = heard.courses if named.matches[0].kind is Kind.COURSE else heard.scopes
            if named.matches not in [matches for _, matches in kept]:
                kept.append((said, named.matches))
            place, goes_on = place + named.words, False
            continue
        heard.ours = heard.ours or word in OURS
        if word and word not in FILLERS | OURS | BY:
            said = words[place].strip("?!.,;:")
            if goes_on:
                heard.left[-1] += f" {said}"
            else:
                heard.left.append(said)
        goes_on = bool(word) and word not in FILLERS | OURS | BY
        place += 1
    return heard


def _day(rest: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """A day, with or without "by" before it; of a month, and of a year, its last day; "in 6 months"."""
    if (ahead := day_ahead(rest, reading)) is not None:
        return ahead
    lead = 1 if plain_word(rest[0]) in BY | {"on"} and len(rest) > 1 else 0
    behind = list(rest[lead:])
    while lead and behind and plain_word(behind[0]) in ("the", "end", "of"):
        behind.pop(0)
    used = len(rest) - len(behind)
    if not behind:
        return None
    if lead and plain_word(behind[0]) == "year":
        return date(reading.today.year, 12, 31), used + 1
    if lead and re.fullmatch(r"20\d\d", plain_word(behind[0])):
        return date(int(plain_word(behind[0])), 12, 31), used + 1
    found = read_day(behind, reading) or (read_month(behind, reading) if lead else None)
    return None if found is None else (found[0], used + found[1])


def _to_come(day: date, reading: Reading, example: str) -> date:
    if day <= reading.today:
        raise Unclear(
            not_understood=f"{spoken(day)} is not in the future: nothing more can be taught by then.",
            example=example,
        )
    return day


def _share(rest: Sequence[str]) -> tuple[int, int] | None:
    """ "90%", "90 %", "90 percent"; a bare number is none."""
    said = rest[0].strip("?!.,;:()").lower()
    match = PERCENT.fullmatch(said)
    if match is None:
        return None
    if not said.isdecimal():
        return int(match[1]), 1
    if len(rest) > 1 and rest[1].strip("?!.,;:()").lower() in ("%", "percent"):
        return int(match[1]), 2
    return None


def _sensible(share: int, example: str) -> int:
    if not 1 <= share <= 100:
        raise Unclear(
            not_understood=f"{share}% can't be a target: choose one from 1% to 100%.", example=example
        )
    return share
