"""Finding what people name: courses, agencies, disciplines, jurisdictions.

By code, title or part of a name; an agency's short form as well ("Elm PD", "the sheriff's office"). What is
said in full wins over what is said in part, a whole word over the beginning of one; of the words said, as
many together as name something are taken. Two matches are asked about, never guessed, also when a name is two
things at once: an agency called "Fire", and the discipline.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from readiness.vocabulary import Discipline, discipline_name
from words.classes import FILLERS, MINE, TURNING, VERBS, listed
from words.folding import fold_name
from words.spoken import BEGINS_KIND, IS_KIND, ONLY_IN_CAPITALS, by_kind, short_form, spoken_names

LONGEST = 8
"""Words of a name that is said in part."""
MOST_HEARD = 4096
"""Words and names whose parts are kept, so that a sentence is taken apart once."""

ALIKE = 72  # how alike two names must be, of 100, to ask whether one was meant
SHORT = 6
"""Letters of a short name; one letter wrong, or two that changed places, make another such name of it."""
SLIPPED = 88  # how alike they are then, of 100

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|&")
_POINTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.)+[^\W\d_](?:\.|(?![\w.]))")  # "P.D."
_LETTERS_AND_NUMBER = re.compile(r"([a-z]{2,})(\d{2,})")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_POSSESSIVE = re.compile(r"'s?$")
_WHOLE = FILLERS | TURNING

GENERIC = listed(
    "training trainings refresher refreshers class classes course courses drill session basic advanced "
    "annual initial new introduction intro online test exam enforcement first the a an of and for in to "
    "my our active emergency"
) | {word for code in Discipline for name in spoken_names(code) for word in name.split()}
"""Words that many a course has in its title; they name none."""


_NO_NAME = GENERIC | FILLERS | TURNING | MINE | VERBS


class Kind(StrEnum):
    """What a name stands for."""

    COURSE = "course"
    AGENCY = "agency"
    DISCIPLINE = "discipline"
    JURISDICTION = "jurisdiction"
    UNIT = "unit"
    PERSON = "person"
    EXERCISE = "exercise"
    POSITION = "position"
    CLASS = "class"
    MEETING = "meeting"
    CHECKLIST = "checklist"
    ITEM = "item"


@dataclass(frozen=True)
class Match:
    """One thing that was named: its kind, key and full name, as it is shown to whoever has to choose."""

    kind: Kind
    key: int | str
    name: str


@dataclass(frozen=True)
class Found:
    """What the first words name: one thing, or several to ask about; and how many words."""

    matches: tuple[Match, ...]
    words: int


@lru_cache(MOST_HEARD)
def tokens(text: str) -> tuple[str, ...]:
    """The words a name is compared by: no case, accents or marks; hyphens part like spaces, "&" is "and"."""
    plain = _POINTED.sub(lambda short: short[0].replace(".", ""), fold_name(text))
    return tuple("and" if each == "&" else each for each in _TOKEN.findall(plain))


def is_slip(said: str, name: str) -> bool:
    """Whether a short name was said with one letter wrong, or two that changed places: "BSL"."""
    return 3 <= len(said) <= SHORT and len(name) <= SHORT and OSA.distance(said, name) == 1


def names_nothing(name: str) -> bool:
    """Whether a name is made of words alone that name nothing: generic ones, fillers, mere numbers."""
    return _says_nothing(tokens(name))


def _says_nothing(said: Iterable[str]) -> bool:
    return all(word.isdecimal() or word in _NO_NAME for word in said)


class Lexicon:
    """The names there are, ready to be looked up."""

    def __init__(
        self,
        named: Iterable[tuple[str, Match]],
        disciplines: Iterable[str],
        in_full: Iterable[tuple[str, Match]] = (),
    ) -> None:
        """`named`: each name with what it stands for; `disciplines`: the codes of those there are.

        Names `in_full` stand for nothing in part, and for nothing where they are another thing's name, or
        words that say something by themselves.
        """
        self.exact: dict[tuple[str, ...], list[Match]] = {}
        self.parts: list[tuple[tuple[str, ...], Match]] = []
        self.kinds: dict[tuple[str, ...], list[Match]] = {}
        """Agencies and their units, the kind said in one way."""
        self._likely: dict[frozenset[Kind], dict[str, list[Match]]] = {}
        for code in sorted(disciplines):
            match = Match(Kind.DISCIPLINE, code, discipline_name(code))
            for name in (*spoken_names(code), discipline_name(code), code):
                self.exact.setdefault(_compared(name), []).append(match)
        joined: list[tuple[tuple[str, ...], Match]] = []
        for name, match in named:
            said = _compared(name)
            if not said:
                continue
            self.exact.setdefault(said, []).append(match)
            if match.kind is Kind.AGENCY:
                parted = _compared(_INNER_CAPITAL.sub(" ", name))  # "Med Star"
                self._add_by_kind(said, match)
                if parted != said:
                    self._add_by_kind(parted, match)
                    self.parts.append((by_kind(parted), match))
                said = by_kind(said)
            elif match.kind is Kind.COURSE and len(said) > 1:
                joined.append((("".join(said),), match))
            self.parts.append((said, match))
        for said, match in joined:  # "asimb"
            if said not in self.exact:
                self.exact[said] = [match]
        self._add_in_full(in_full)
        # Said with hyphens as words of their own, or with spaces where the name has none, it may be longer.
        self.longest = 2 * max(map(len, self.exact), default=0) + LONGEST
        self.most = max(map(len, self.exact), default=0)
        self._firsts = {name[0] for name in chain(self.exact, self.kinds)}
        begun = sorted({(word, place) for place, (said, _) in enumerate(self.parts) for word in said})
        self._words, self._places = [word for word, _ in begun], [place for _, place in begun]

    def _add_by_kind(self, said: tuple[str, ...], match: Match) -> None:
        told = by_kind(said)
        if not IS_KIND.issuperset(told):  # a kind alone is a discipline
            self.kinds.setdefault(told, []).append(match)

    def _add_in_full(self, named: Iterable[tuple[str, Match]]) -> None:
        taken, told = set(self.exact), set(self.kinds)
        for name, match in named:
            said = _compared(name)
            if by_kind(said) in told:
                continue
            tells = any(len(word) > 1 for word in said) and not (_WHOLE | GENERIC).issuperset(said)
            if said and tells and said not in taken and not all(word.isdecimal() for word in said):
                self.exact.setdefault(said, []).append(match)
                self._add_by_kind(said, match)

    def find(self, words: Sequence[str], kinds: Iterable[Kind]) -> Found | None:
        """What the first words name, of some kinds; None if nothing. The most words together win."""
        wanted = set(kinds)
        whole = self.exactly(words, wanted)
        in_part = self._partly(words, wanted)
        if whole is None or (in_part is not None and in_part.words > whole.words):
            return in_part
        return whole

    def exactly(self, words: Sequence[str], kinds: Iterable[Kind]) -> Found | None:
        """What the first words are the whole name of, or its short form; the longest such name."""
        if not words or not self._may_stand_first(words[0]):
            return None
        wanted, spread = set(kinds), [_compared(word) for word in words[: self.longest]]
        together = _up_to_a_mark(words)
        for length in range(len(spread), 0, -1):
            if not (spread[0] and spread[length - 1]):
                continue
            phrase = tuple(chain.from_iterable(spread[:length]))
            found = _of(wanted, self.exact.get(phrase, ()))
            if not found and (phrase[-1].endswith("'s") or phrase[-1].endswith("s'")):
                found = _of(wanted, self.exact.get((*phrase[:-1], _POSSESSIVE.sub("", phrase[-1])), ()))
            if not found and length <= together:
                found = _of(wanted, self.kinds.get(by_kind(_plain(phrase, words[:length])), ()))
            if found:
                return Found(tuple(found), length)
        return None

    def _may_stand_first(self, word: str) -> bool:
        """Whether any name said in full can begin with a word: most words of a sentence begin none."""
        first = next(iter(_compared(word)), "")
        plain = _POSSESSIVE.sub("", first)
        return not self._firsts.isdisjoint((first, plain)) or plain in BEGINS_KIND

    def may_begin(self, word: str) -> bool:
        """Whether some whole name begins with a word; for words that say something by themselves."""
        said = _compared(word)
        return bool(said) and said[0] in self._firsts

    def beginning(self, words: Sequence[str], kind: Kind) -> Found | None:
        """Whose names begin with the first words, whole words all.

        Generic words, verbs and fillers alone name nothing: "is" is no course whose title begins with IS-100.
        """
        spread = [_compared(word) for word in words[:LONGEST]]
        for length in range(len(spread), 0, -1):
            phrase = tuple(chain.from_iterable(spread[:length]))
            if not (spread[0] and spread[length - 1]) or _says_nothing(phrase):
                continue
            named = (m for parts, m in self.parts if m.kind is kind and parts[: len(phrase)] == phrase)
            found = tuple(dict.fromkeys(named))
            if found:
                return Found(tuple(found), length)
        return None

    def near(self, said: str, kinds: Iterable[Kind]) -> list[Match]:
        """What was perhaps meant, the likeliest first; at most three."""
        return list(dict.fromkeys(match for match, _ in self.likely(said, kinds)))[:3]

    def likely(self, said: str, kinds: Iterable[Kind]) -> list[tuple[Match, float]]:
        """What was perhaps meant, with how alike it is, of 100."""
        names = self._names_of(frozenset(kinds))
        meant = " ".join(tokens(said))
        ranked = process.extract(meant, list(names), scorer=fuzz.WRatio, limit=8, score_cutoff=ALIKE)
        scores = {name: score for name, score, _ in ranked}
        if len(meant) <= SHORT:
            slipped = (name for name in names if is_slip(meant, name))
            scores |= {name: max(SLIPPED, scores.get(name, 0)) for name in slipped}
        likely = sorted(scores.items(), key=lambda each: (-fuzz.ratio(meant, each[0]), -each[1]))
        return [(match, score) for name, score in likely for match in names[name]]

    def _names_of(self, wanted: frozenset[Kind]) -> dict[str, list[Match]]:
        """Every name of some kinds, in one text each; put together once."""
        kept = self._likely.get(wanted)
        if kept is None:
            told = ((name, _of(set(wanted), found)) for name, found in self._spoken())
            kept = self._likely[wanted] = {" ".join(name): theirs for name, theirs in told if theirs}
        return kept

    def agencies_of(self, place: Sequence[str]) -> tuple[Match, ...]:
        """The agencies in whose name the words of a place stand."""
        places = sorted(set(self._with(place[0]))) if place else ()
        agencies = (self.parts[at] for at in places if self.parts[at][1].kind is Kind.AGENCY)
        return tuple(
            dict.fromkeys(match for parts, match in agencies if _stands_in(place, parts, in_whole=True))
        )

    def _spoken(self) -> Iterator[tuple[tuple[str, ...], list[Match]]]:
        """Every name, agencies' also as they are said in short."""
        yield from self.exact.items()
        for told, found in self.kinds.items():
            for name in dict.fromkeys((told, short_form(told))):
                if name not in self.exact:
                    yield name, found

    def _partly(self, words: Sequence[str], wanted: set[Kind]) -> Found | None:
        spread = [_compared(word) for word in words[: _up_to_a_mark(words)]]
        for length in range(len(spread), 0, -1):
            phrase = tuple(chain.from_iterable(spread[:length]))
            if not all(spread[:length]) or not _may_begin(words[0], phrase):
                continue
            told = by_kind(_plain(phrase, words[:length]))
            if max(map(len, chain(phrase, told))) < 3:
                continue
            found = self._fitting(phrase, told, wanted)
            if found:
                return Found(tuple(found), length)
        return None

    def _fitting(
        self, phrase: tuple[str, ...], told: tuple[str, ...], wanted: set[Kind]
    ) -> tuple[Match, ...]:
        """Those in whose names the words stand; those in which they stand whole, where there are any."""
        whole, begun = dict[Match, None](), dict[Match, None]()
        for place in sorted({*self._with(phrase[0]), *self._with(told[0])}):
            parts, match = self.parts[place]
            if match.kind not in wanted:
                continue
            said = told if match.kind is Kind.AGENCY else phrase
            if _stands_in(said, parts, in_whole=True):
                whole[match] = None
            elif _stands_in(said, parts):
                begun[match] = None
        return tuple(whole or begun)

    def _with(self, word: str) -> Iterator[int]:
        """The places of names with a word that begins so."""
        for at in range(bisect_left(self._words, word), len(self._words)):
            if not self._words[at].startswith(word):
                return
            yield self._places[at]


@lru_cache(MOST_HEARD)
def _compared(name: str) -> tuple[str, ...]:
    """The words of a name as it is looked up: letters and a number behind them are two, "ICS100"."""
    return tuple(chain.from_iterable(map(_parted, tokens(name))))


def _parted(word: str) -> tuple[str, ...]:
    both = _LETTERS_AND_NUMBER.fullmatch(word)
    return (both[1], both[2]) if both else (word,)


def _plain(phrase: tuple[str, ...], words: Sequence[str]) -> tuple[str, ...]:
    """The words without a possessive s; a short form that is a word of its own stays one in small letters."""
    plain = tuple(_POSSESSIVE.sub("", word) or word for word in phrase)
    if ONLY_IN_CAPITALS.isdisjoint(plain):
        return plain
    capital = {word.strip(",;:!?").replace(".", "") for word in words}
    return tuple(
        f"{word}." if word in ONLY_IN_CAPITALS and word.upper() not in capital else word for word in plain
    )


def _of(wanted: set[Kind], named: Iterable[Match]) -> list[Match]:
    return list(dict.fromkeys(match for match in named if match.kind in wanted))


def _may_begin(word: str, phrase: Sequence[str]) -> bool:
    """Whether a part of a name may begin so: with no filler, unless a number makes a code of it, "IS-100"."""
    if phrase[0] not in _WHOLE:
        return True
    if word.isupper() and phrase[0] in ONLY_IN_CAPITALS:
        return True
    return len(phrase) > 1 and phrase[1].isdecimal() and len(_compared(word)) > 1


def _up_to_a_mark(words: Sequence[str]) -> int:
    """How many words stand together: a comma or a semicolon parts them."""
    for place, word in enumerate(words[:LONGEST]):
        if word.endswith((",", ";")):
            return place + 1
    return LONGEST


def _stands_in(phrase: Sequence[str], parts: Sequence[str], in_whole: bool = False) -> bool:
    """Whether each word begins a part of the name, in its order; small words are whole ones."""
    place = 0
    for word in phrase:
        whole = in_whole or word in _WHOLE
        while place < len(parts) and not (
            parts[place] == word or (not whole and parts[place].startswith(word))
        ):
            place += 1
        if place == len(parts):
            return False
        place += 1
    return True
