"""What stands in a question, part by part: whom, which course, what time, what turns it, and what was not
understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from commands.kit.member import Member
from commands.kit.problems import ONLY_THEM, Refused
from commands.language.naming import EMAIL, MENTION, find_people, names_begun
from commands.language.pieces import Heard, Piece
from commands.language.scopes import SCOPES, person_match
from readiness.text import fold
from storage.people import Person
from words.asking import ABOVE, ASIDES, PHRASES, Part, Phrase, percent_at, phrase_at
from words.classes import listed, plain_word
from words.days import Reading
from words.folding import fold_name
from words.names import Found, Kind, Lexicon, Match
from words.people import without_rank
from words.periods import Period, read_period

NAMES = (Kind.COURSE, *SCOPES)
ENDS = ' ?!.,;:"“”()[]'
MARKS = '?!.,;:<>()"“”*_`[]'
POSSESSIVE = re.compile(r"(?<=\w)['’](s|S)?(?=\W*$)")
BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d])/(?=[^\W\d])")
THE_SHERIFF = re.compile(r"\bthe (?:so\b(?![\s-]+called)|s\.o\.)", re.IGNORECASE)
"""Behind "the" it is the sheriff's office, in small letters too."""
WITHOUT = re.compile(r"(?<!\S)w/o(?!\S)", re.IGNORECASE)
DAYS_SAID = re.compile(r"\(\s*[\d,]+\s+days?\s*\)")
"""How many days lie until the day before: Muster says so itself, and it is no time of its own."""
DASH = re.compile("[-–—]")
OF_A_DAY = re.compile(r"[0-9]|(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?$", re.IGNORECASE)
LATE_BEFORE = listed("overdue late expired lapsed delinquent")
"""Words behind which a span says how late somebody is."""
DUE_BEFORE = listed("due expiring expires expire lapsing lapses lapse renew renewal up")
"""Words behind which a day or a month needs no other word before it."""
LOOKS_BACK = listed("was were wasn't weren't did had expired lapsed came fell")
BEFORE_TIMES = (Part.FOR, Part.TURNING, Part.FILLER, Part.NOT, Part.AND)
"""What words do with which a time may begin."""
SHARE = re.compile(r"\d+(?:\.\d+)?\s?(?:%|percent|pct|per cent)", re.IGNORECASE)
TO_TRAIN = listed("train trains")
RECORDS = listed("record records completion completions entry entries")
"""What is in some state, where one is said: "unverified records"."""
NUMBERS = listed("two three four five six ten")
"""How many of the first or last: "bottom three agencies"."""
BEHIND = listed("behind lagging")
"""Said of people they are a state, and of agencies the end of a ranking."""
HYPHENED = 4
"""Words more than a name has, where it is said with hyphens or signs that stand alone."""
OPENING = (Part.OTHERS, Part.WHAT, Part.HOW_MANY, Part.WHEN, Part.VERB, Part.WHICH)
COMPARED = (Part.SHARE, Part.END, Part.VERSUS, Part.RANKED)
SIGNS = ("&", "+", "/", "%")


def split(text: str) -> list[str]:
    """The words of a text; a comma ends the word before it, wherever it was typed."""
    return re.sub(r"\s*,\s*", ", ", text).split()


def asked(text: str) -> list[str]:
    """The words of a question: signs that join names stand alone, and Muster's own count of days is none."""
    whole = WITHOUT.sub("without", THE_SHERIFF.sub("the SO", text))
    parted = BETWEEN_LETTERS.sub(" / ", DAYS_SAID.sub("", whole))
    return split(re.sub(r"\s*[;+&]\s*|\s+[-–—]+\s+", _joined, parted))


def _joined(sign: re.Match[str]) -> str:
    """A sign that joins, by what it says; a dash between two days stays one."""
    around = [*sign.string[: sign.start()].split()[-1:], *sign.string[sign.end() :].split()[:1]]
    if DASH.search(sign[0]) and len(around) == 2 and all(map(OF_A_DAY.match, around)):
        return " - "
    return next((f" {each} " for each in "+&" if each in sign[0]), ", ")


@dataclass(frozen=True)
class Ear:
    """Takes a question in, word by word, as one speaker may ask it."""

    session: Session
    lexicon: Lexicon
    member: Member
    reading: Reading
    people: dict[tuple[str, bool], tuple[Match, ...]] = field(default_factory=dict)
    starts: dict[str, bool] = field(default_factory=dict)
    named: list[Person] = field(default_factory=list)
    """Those found: kept, so that the session need not read them again for each question offered."""
    looks_back: bool = False
    """Whether a day without a year is the latest past one, whatever tense the words have."""

    def listen(self, words: Sequence[str]) -> Heard:
        """All of it. Raises Unclear for a day that is none, Refused for somebody not for the speaker."""
        plain = [plain_word(word) for word in words]
        past = self.looks_back or _looks_back(plain)
        pieces: list[Piece] = []
        struck = _struck(words)
        place = 0
        while place < len(words):
            piece = self._hear(words, plain, place, past)
            if not struck.isdisjoint(range(place, piece.end)):
                piece = self._piece(Part.UNKNOWN, words, place, piece.words)
            is_but = piece.part is Part.TURNING and plain[place] == "but"
            if is_but and _is_of_all(pieces) and not _is_a_state(plain[piece.end :]):
                piece = replace(piece, part=Part.AWAY)
            if pieces and pieces[-1].part is Part.END and _is_a_number(plain[place]):
                piece = self._piece(Part.FILLER, words, place, 1)
            if piece.part is Part.END and pieces and _is_a_number(plain_word(pieces[-1].said)):
                pieces[-1] = replace(pieces[-1], part=Part.FILLER)
            if piece.part is Part.STATE and plain[piece.end - 1] in BEHIND and _is_of_groups(pieces):
                piece = replace(piece, part=Part.END, phrase=PHRASES[("worst",)])
            holds = piece.is_course and any(each.part is Part.HAS for each in pieces)
            if piece.part is Part.NAME and not holds and pieces and plain_word(pieces[-1].said) == "only":
                pieces[-1] = replace(pieces[-1], part=Part.FILLER)
            pieces.append(replace(piece, mark=_mark(words[piece.end - 1])))
            place = piece.end
        return Heard(words, tuple(pieces))

    def _hear(self, words: Sequence[str], plain: Sequence[str], place: int, past: bool) -> Piece:
        """What stands at one place: of a name, a time and a phrase whichever has the most words."""
        word, rest = plain[place], words[place:]
        if not word or not (word in SIGNS or any(map(str.isalnum, word))):
            return self._piece(Part.FILLER, words, place, 1)
        if MENTION.fullmatch(rest[0].strip(ENDS)) or EMAIL.fullmatch(rest[0].strip(MARKS)):
            return self._piece(Part.NAME, words, place, 1, matches=(self._person(rest[0]),))
        below = percent_at(plain, place)
        if below is not None:
            return self._piece(Part.BELOW, words, place, below[1], number=below[0])
        if word in ABOVE and place + 1 < len(plain) and plain[place + 1].rstrip("%").isdecimal():
            return self._piece(Part.TURNING, words, place, 2)
        if SHARE.fullmatch(" ".join(rest[:2]).strip(ENDS)) or SHARE.fullmatch(rest[0].strip(ENDS)):
            return self._piece(Part.TURNING, words, place, 1)  # "100% current" is no ICS-100
        whole = self._whole_name(words, plain, place)
        phrase = phrase_at(plain, place)
        period = None
        if phrase is None or phrase[0].part in BEFORE_TIMES:
            before = plain[place - 1] if place else ""
            due, late = before in DUE_BEFORE, before in LATE_BEFORE
            period = read_period(rest, self.reading, past, due=due, late=late)
        longest = max(whole.words if whole else 0, period.used if period else 0, phrase[1] if phrase else 0)
        if whole is not None and whole.words == longest:
            return self._piece(Part.NAME, words, place, longest, matches=whole.matches)
        if period is not None and period.used == longest:
            return self._piece(Part.TIME, words, place, longest, period=period)
        named = self._in_class_words(words, plain, place)
        if named is not None:
            return named
        if phrase is not None:
            return self._piece(phrase[0].part, words, place, longest, phrase=phrase[0])
        return self._word(words, plain, place)

    def _word(self, words: Sequence[str], plain: Sequence[str], place: int) -> Piece:
        """What is no whole name, no time and no phrase: a part of a name, somebody's name, a filler."""
        word = plain[place]
        if word in ASIDES and not _is_in_capitals(words, place):
            return self._piece(Part.FILLER, words, place, 1)
        if word in TO_TRAIN and plain[place + 1 : place + 2] != ["the"]:  # no Train-the-Trainer
            return self._piece(Part.TURNING, words, place, 1)
        rest = _nominal(words[place:])
        found = self.lexicon.find(rest, NAMES)
        least = found.words + 1 if found is not None else 1
        people = self._people(words, plain, place, least)
        if people is not None:
            return people
        if found is not None:
            return self._piece(Part.NAME, words, place, found.words, matches=found.matches)
        if word in ASIDES or (word in RECORDS and _says_a_state(plain)):
            return self._piece(Part.FILLER, words, place, 1)
        ranks = len(plain) - place - len(without_rank(plain[place:]))
        if ranks:
            ranked = self._people(words, plain, place + ranks, 1)
            if ranked is not None:
                return replace(ranked, place=place, words=ranked.words + ranks)
        return self._piece(Part.UNKNOWN, words, place, 1)

    def _piece(
        self,
        part: Part,
        words: Sequence[str],
        place: int,
        used: int,
        *,
        matches: tuple[Match, ...] = (),
        period: Period | None = None,
        phrase: Phrase | None = None,
        number: int = 0,
    ) -> Piece:
        said = POSSESSIVE.sub("", " ".join(words[place : place + used]).strip(ENDS))
        return Piece(part, place, used, said, matches, period, phrase, number)

    def _whole_name(self, words: Sequence[str], plain: Sequence[str], place: int) -> Found | None:
        """A name said in full; a word that says something by itself is one only where it stands alone."""
        says = (plain[place],) in PHRASES or plain[place] in ASIDES
        if says and not self.lexicon.may_begin(plain[place]):
            return None
        rest = words[place : place + self.lexicon.most + HYPHENED]
        bare = _nominal(rest)
        found = self.lexicon.exactly(rest, NAMES)
        if found is None and bare != rest:
            found = self.lexicon.exactly(bare, NAMES)
        if found is None:
            return None
        longer = self.lexicon.find(bare, NAMES)  # more words that are part of another's name
        found = longer if longer is not None and longer.words > found.words else found
        alone = found.words == len(words)
        said = plain[place : place + found.words]
        if not alone and all((word,) in PHRASES or word in ASIDES for word in said):
            return None
        if all(match.kind in (Kind.COURSE, Kind.DISCIPLINE) for match in found.matches):
            return found
        if not all(self._begins_a_name(plain[at:]) for at in range(place, place + found.words)):
            return found
        people = self._found(" ".join(rest[: found.words]), in_full=True)
        return Found((*found.matches, *people), found.words)

    def _in_class_words(self, words: Sequence[str], plain: Sequence[str], place: int) -> Piece | None:
        """Somebody whose whole name is made of words that say something: "Will Best", "Mark Good"."""
        for length in (3, 2):
            said = words[place : place + length]
            if len(said) < length or not all(word[:1].isupper() for word in said):
                continue
            if any(_mark(word) for word in said[:-1]):
                continue
            if not all(self._begins_a_name(plain[at:]) for at in range(place, place + length)):
                continue
            people = self._found(_bare(said), in_full=True)
            if people:
                return self._piece(Part.NAME, words, place, length, matches=people)
        return None

    def _people(self, words: Sequence[str], plain: Sequence[str], place: int, least: int) -> Piece | None:
        """People by name, of three words, two or one, whom the speaker may name."""
        for length in (3, 2, 1):
            said = words[place : place + length]
            marks = {_mark(word) for word in said[:-1]} - {""}
            last_first = length == 2 and marks == {","}  # "Kessler, Zoe"
            if len(said) < length or length < least or (marks and not last_first):
                continue
            says = [(word,) in PHRASES or word in ASIDES for word in plain[place : place + length]]
            if any(says) and (length == 1 or not all(word[:1].isupper() for word in said)):
                continue
            if not all(self._begins_a_name(plain[at:]) for at in range(place, place + length)):
                continue
            if length == 1 and self._goes_on(words, plain, place):
                return self._piece(Part.UNKNOWN, words, place, 2)
            bare = _bare(said).replace(",", "") if last_first else _bare(said)
            people = self._found(bare, in_full=any(says))
            if people:
                return self._piece(Part.NAME, words, place, length, matches=people)
        return None

    def _goes_on(self, words: Sequence[str], plain: Sequence[str], place: int) -> bool:
        """Whether a name goes on behind its first word: two names together, and nobody bears both."""
        behind = place + 1
        if behind >= len(words) or _mark(words[place]) or POSSESSIVE.search(words[place].rstrip(ENDS)):
            return False
        says = (plain[behind],) in PHRASES or plain[behind] in ASIDES
        if says or not plain[behind].isalpha() or not self._begins_a_name(plain[behind:]):
            return False
        return self.lexicon.find(_nominal(words[behind:]), NAMES) is None

    def _begins_a_name(self, plain: Sequence[str]) -> bool:
        """Whether a first word may begin somebody's name; all of a question are looked up at once."""
        start = _start(plain[0])
        if start not in self.starts:
            wanted = {_start(word) for word in plain if (word,) not in PHRASES and word not in ASIDES}
            wanted = {each for each in {*wanted, start} if each.isalpha()} - set(self.starts)
            self.starts.update(dict.fromkeys((*wanted, start), False))
            self.starts.update(dict.fromkeys(names_begun(self.session, sorted(wanted), self.member), True))
        return self.starts[start] or any(map(str.isdecimal, plain[0]))

    def _found(self, said: str, in_full: bool = False) -> tuple[Match, ...]:
        """People of a name; where nobody bears it, without an s at its end."""
        if len(said) < 3 or not any(letter.isalpha() for letter in said):
            return ()
        key = (fold(said), in_full)
        if key not in self.people:
            found = find_people(self.session, said, self.member, in_full=in_full)
            if not found and said.endswith("s") and " " in said:
                found = find_people(self.session, said[:-1], self.member, in_full=True)
            self.people[key] = tuple(map(person_match, found))
            self.named.extend(found)
        return self.people[key]

    def _person(self, said: str) -> Match:
        bare = said.strip(MARKS) if EMAIL.fullmatch(said.strip(MARKS)) else said.strip(ENDS)
        people = find_people(self.session, POSSESSIVE.sub("", bare), self.member)
        if len(people) != 1:
            raise Refused("I can't answer about them.", ONLY_THEM)
        return person_match(people[0])


def _bare(said: Sequence[str]) -> str:
    """Words without marks around them, and without a possessive s at their end."""
    return POSSESSIVE.sub("", " ".join(said).strip(" " + MARKS))


def _nominal(words: Sequence[str]) -> list[str]:
    """Words as names have them: a possessive s is no part of one."""
    return [POSSESSIVE.sub("", word) for word in words]


def _start(word: str) -> str:
    """How a word of a name begins, whatever apostrophe may stand in it: "O'Neil", "ONeil", "D'Souza"."""
    letters = "".join(letter for letter in fold_name(word) if letter.isalpha())
    if (word,) in PHRASES or word in ASIDES:
        return letters
    return letters[:1] if letters[:1] in ("o", "d", "l") else letters[:3]


def _is_of_all(pieces: Sequence[Piece]) -> bool:
    """Whether a question speaks of all of something so far: "everyone but dispatch", "anything but BLS"."""
    alls = (Part.EVERYONE, Part.WHAT, Part.OTHERS, Part.OURS)
    return any(
        each.part in alls
        and plain_word(each.said.split()[0])[:3] in ("all", "eve", "any", "who", "our", "my")
        for each in pieces[-3:]
        if each.said
    ) or any(plain_word(each.said) in ("everything", "all", "every") for each in pieces)


def _says_a_state(plain: Sequence[str]) -> bool:
    found = (phrase_at(plain, place) for place in range(len(plain)))
    return any(each is not None and each[0].part is Part.STATE for each in found)


def _is_a_number(word: str) -> bool:
    return word in NUMBERS or (word.isdecimal() and len(word) < 3)


def _is_a_state(plain: Sequence[str]) -> bool:
    """Whether a state comes next: "on leave but overdue" leaves nobody out."""
    first = next((place for place, word in enumerate(plain) if word not in ASIDES), len(plain))
    found = phrase_at(plain, first) if first < len(plain) else None
    return found is not None and found[0].part is Part.STATE


def _is_of_groups(pieces: Sequence[Piece]) -> bool:
    """Whether agencies or disciplines are asked about so far, and nobody in them."""
    parts = {each.part for each in pieces}
    return Part.GROUP in parts and parts.isdisjoint((Part.OTHERS, Part.PEOPLE, Part.HOW_MANY))


def _is_in_capitals(words: Sequence[str], place: int) -> bool:
    """Whether a word stands in capitals among others that do not: "SO", the sheriff's office."""
    word = words[place].strip(MARKS)
    behind = phrase_at([plain_word(each) for each in words[place + 1 : place + 3]], 0)
    opens = place == 0 and behind is not None and behind[0].part in OPENING
    return len(word) > 1 and word.isupper() and not opens and not " ".join(words).isupper()


def _mark(word: str) -> str:
    end = word.rstrip("\"”')]*_`")[-1:]
    return end if end in ",;:?!." and len(word) > 1 and not re.fullmatch(r"\w\.", word) else ""


def _looks_back(plain: Sequence[str]) -> bool:
    """Whether a question looks back, so that a day without its year is the latest past one."""
    if not LOOKS_BACK.isdisjoint(plain):
        return True
    if any(percent_at(plain, place) for place in range(len(plain))):
        return True
    found = (phrase_at(plain, place) for place in range(len(plain)))
    return any(each is not None and each[0].part in COMPARED for each in found)


def _struck(words: Sequence[str]) -> set[int]:
    """The places of words that are struck through: "~who's overdue~". They are asked about."""
    places: set[int] = set()
    is_open = False
    for place, word in enumerate(words):
        if is_open or "~" in word:
            places.add(place)
        is_open ^= word.count("~") % 2 == 1 and (is_open or any("~" in each for each in words[place + 1 :]))
    return places
