"""What stands in a question, word by word: whom, which course, what time, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from commands.kit.member import Member
from commands.kit.problems import ONLY_THEM, Refused
from commands.language.naming import EMAIL, MENTION, find_people
from commands.language.scopes import SCOPES, person_match
from words.classes import FILLERS, MINE, OTHERS, TURNING, plain_word
from words.days import Reading, days_ahead, read_day, read_month, read_span
from words.names import Found, Kind, Lexicon, Match

NAMES = (Kind.COURSE, *SCOPES)
LEADS = ("in", "within", "next", "by", "until", "before", "on", "as", "due")
ENDS = ' ?!.,;:"“”'
MARKS = '?!.,;:<>()"“”*_`'


@dataclass(frozen=True)
class Slot:
    """A name that was said: where it stands, and what it may mean."""

    place: int
    words: int
    said: str
    matches: tuple[Match, ...]


@dataclass
class Heard:
    """A question, its words sorted; `unknown` and `turning` are places of words that were not taken in."""

    words: Sequence[str]
    slots: list[Slot] = field(default_factory=list)
    on: date | None = None
    by: date | None = None
    within: int | None = None
    everyone: bool = False
    mine: bool = False
    others: bool = False
    unknown: list[int] = field(default_factory=list)
    turning: list[int] = field(default_factory=list)

    def said(self, places: Sequence[int]) -> str:
        """The words at some places, as they were typed."""
        return " ".join(self.words[place] for place in places).strip(ENDS)


def split(text: str) -> list[str]:
    """The words of a text; a comma ends the word before it, wherever it was typed."""
    return re.sub(r"\s*,\s*", ", ", text).split()


@dataclass(frozen=True)
class Ear:
    """Takes a question in, word by word, as one speaker may ask it."""

    session: Session
    lexicon: Lexicon
    member: Member
    reading: Reading

    def listen(self, words: Sequence[str]) -> Heard:
        """All of it. Raises Unclear for a day that is none, Refused for somebody not for the speaker."""
        heard = Heard(words)
        place = 0
        while place < len(words):
            place += self._hear(heard, place)
        return heard

    def _hear(self, heard: Heard, place: int) -> int:
        """Takes in what stands at one place; returns how many words that was."""
        rest = heard.words[place:]
        word = plain_word(rest[0])
        if not word:
            return 1
        if MENTION.fullmatch(rest[0].strip("?!.,;:")) or EMAIL.fullmatch(rest[0].strip(MARKS)):
            return self._put(heard, place, 1, (self._person(rest[0].strip("?!.,;:")),))
        whole, timed = self._whole_name(rest, heard), self._time(rest, word)
        if timed is not None and (whole is None or whole.words < timed[0]):
            used, end, value = timed
            setattr(heard, end, value)
            return used
        found = whole
        if timed is None and word not in TURNING | FILLERS | MINE:
            found = self.lexicon.find(rest, NAMES)  # the whole name, or more words that are part of another
            found = whole if whole and found and found.words == whole.words else found
        if found is not None:
            return self._put(heard, place, found.words, found.matches)
        return self._word(heard, place, rest, word)

    def _word(self, heard: Heard, place: int, rest: Sequence[str], word: str) -> int:
        """What is no name and no time: a word of one of the classes, or somebody's name."""
        everyone = _everyone(rest, word)
        if everyone:
            heard.everyone = heard.everyone or everyone == 1
            return everyone
        if word in TURNING:
            heard.turning.append(place)
            return 1
        if word in MINE or word in FILLERS:
            heard.mine = heard.mine or word in MINE
            heard.others = heard.others or word in OTHERS
            return 1
        found = self._people(rest)
        if found is None:
            heard.unknown.append(place)
            return 1
        return self._put(heard, place, found.words, found.matches)

    def _put(self, heard: Heard, place: int, used: int, matches: tuple[Match, ...]) -> int:
        said = " ".join(heard.words[place : place + used]).strip(ENDS)
        heard.slots.append(Slot(place, used, said, matches))
        return used

    def _whole_name(self, rest: Sequence[str], heard: Heard) -> Found | None:
        """A name said in full; a word that says something by itself is one only where it stands alone."""
        found = self.lexicon.exactly(rest, NAMES)
        if found is None:
            return None
        said = rest[: found.words]
        alone = len(rest) == found.words == len(heard.words)
        spoken = FILLERS | MINE | TURNING | {"everyone", "everybody", "all"}
        if not alone and all(plain_word(word) in spoken for word in said):
            return None
        if all(match.kind in (Kind.COURSE, Kind.DISCIPLINE) for match in found.matches):
            return found
        people = find_people(self.session, " ".join(said), self.member, in_full=True)
        return Found((*found.matches, *map(person_match, people)), found.words)

    def _people(self, rest: Sequence[str]) -> Found | None:
        """People by name, of three words, two or one, whom the speaker may name."""
        for length in (3, 2, 1):
            said = " ".join(rest[:length]).strip(" " + MARKS)
            later = any(plain_word(word) in TURNING | FILLERS for word in rest[1:length])
            if length > len(rest) or len(said) < 3 or later:
                continue
            people = find_people(self.session, said, self.member)
            if people:
                return Found(tuple(map(person_match, people)), length)
        return None

    def _person(self, said: str) -> Match:
        people = find_people(self.session, said, self.member)
        if len(people) != 1:
            raise Refused("I can't answer about them.", ONLY_THEM)
        return person_match(people[0])

    def _time(self, rest: Sequence[str], word: str) -> tuple[int, str, date | int] | None:
        """How many words name a time, which end it is, and the day or the number of days."""
        lead = 1 if word in LEADS else 0
        if word == "as" and len(rest) > 1 and rest[1].lower() == "of":
            lead = 2
        if lead >= len(rest):
            return None
        after = rest[lead:]
        if after[0].lower() in ("the", "next") and len(after) > 1:
            after, lead = after[1:], lead + 1
        span = read_span(after)
        if span is not None and word not in ("on", "as"):
            days, months, used = span
            return lead + used, "within", days_ahead(self.reading.today, days, months)
        day = read_day(after, self.reading)
        if day is None:
            month = read_month(after, self.reading) if word in ("by", "until", "before", "due") else None
            if month is None:
                return None
            last = month[0].replace(day=1) - timedelta(days=1) if word == "before" else month[0]
            return lead + month[1], "by", last
        return lead + day[1], "on" if word in ("on", "as") else "by", day[0]


def _everyone(rest: Sequence[str], word: str) -> int:
    """How many words mean all of them: 1 for everybody, 2 for all courses, 0 for neither."""
    if word in ("everyone", "everybody"):
        return 1
    if word != "all":
        return 0
    after = plain_word(rest[1]) if len(rest) > 1 else ""
    if after == "courses":
        return 2
    return 0 if after == "of" else 1
