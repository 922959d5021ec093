"""Finding what people name: courses, agencies, disciplines, jurisdictions.

By code, title or part of a name. What is said in full wins over what is said in part; of the
words said, as many together as name something are taken. Two matches are asked about, never guessed,
also when a name is two things at once: an agency called "Fire", and the discipline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from rapidfuzz import fuzz, process

from readiness.vocabulary import Discipline, discipline_name, spoken_names
from words.classes import FILLERS, MINE, TURNING, VERBS, listed
from words.folding import fold_name

LONGEST = 8
"""Words of a name that is said in part."""

ALIKE = 72  # how alike two names must be, of 100, to ask whether one was meant

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|&")
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


def tokens(text: str) -> tuple[str, ...]:
    """The words a name is compared by: no case, accents or marks; hyphens part like spaces, "&" is "and"."""
    return tuple("and" if each == "&" else each for each in _TOKEN.findall(fold_name(text)))


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
        for code in sorted(disciplines):
            match = Match(Kind.DISCIPLINE, code, discipline_name(code))
            for name in (*spoken_names(code), discipline_name(code), code):
                self.exact.setdefault(tokens(name), []).append(match)
        for name, match in named:
            if tokens(name):
                self.exact.setdefault(tokens(name), []).append(match)
                self.parts.append((tokens(name), match))
        self._add_in_full(in_full)
        # Said with hyphens as words of their own, or with spaces where the name has none, it may be longer.
        self.longest = 2 * max(map(len, self.exact), default=0) + LONGEST

    def _add_in_full(self, named: Iterable[tuple[str, Match]]) -> None:
        taken = set(self.exact)
        for name, match in named:
            said = tokens(name)
            tells = any(len(word) > 1 for word in said) and not (_WHOLE | GENERIC).issuperset(said)
            if said and tells and said not in taken and not all(word.isdecimal() for word in said):
                self.exact.setdefault(said, []).append(match)

    def find(self, words: Sequence[str], kinds: Iterable[Kind]) -> Found | None:
        """What the first words name, of some kinds; None if nothing. The most words together win."""
        whole = self.exactly(words, kinds)
        in_part = self._partly(words, set(kinds))
        if whole is None or (in_part is not None and in_part.words > whole.words):
            return in_part
        return whole

    def exactly(self, words: Sequence[str], kinds: Iterable[Kind]) -> Found | None:
        """What the first words are the whole name of; the longest such name."""
        wanted, spread = set(kinds), [tokens(word) for word in words[: self.longest]]
        for length in range(len(spread), 0, -1):
            if not (spread[0] and spread[length - 1]):
                continue
            named = self.exact.get(tuple(chain.from_iterable(spread[:length])), ())
            found = tuple(dict.fromkeys(match for match in named if match.kind in wanted))
            if found:
                return Found(found, length)
        return None

    def beginning(self, words: Sequence[str], kind: Kind) -> Found | None:
        """Whose names begin with the first words, whole words all.

        Generic words, verbs and fillers alone name nothing: "is" is no course whose title begins with IS-100.
        """
        spread = [tokens(word) for word in words[:LONGEST]]
        for length in range(len(spread), 0, -1):
            phrase = tuple(chain.from_iterable(spread[:length]))
            if not (spread[0] and spread[length - 1]) or _says_nothing(phrase):
                continue
            named = (m for parts, m in self.parts if m.kind is kind and parts[: len(phrase)] == phrase)
            found = tuple(dict.fromkeys(named))
            if found:
                return Found(found, length)
        return None

    def near(self, said: str, kinds: Iterable[Kind]) -> list[Match]:
        """What was perhaps meant, the likeliest first; at most three."""
        return list(dict.fromkeys(match for match, _ in self.likely(said, kinds)))[:3]

    def likely(self, said: str, kinds: Iterable[Kind]) -> list[tuple[Match, float]]:
        """What was perhaps meant, with how alike it is, of 100."""
        wanted = set(kinds)
        names = {
            " ".join(name): [match for match in found if match.kind in wanted]
            for name, found in self.exact.items()
        }
        ranked = process.extract(
            " ".join(tokens(said)), list(names), scorer=fuzz.WRatio, limit=8, score_cutoff=ALIKE
        )
        return [(match, score) for name, score, _ in ranked for match in names[name]]

    def _partly(self, words: Sequence[str], wanted: set[Kind]) -> Found | None:
        spread = [tokens(word) for word in words[: _up_to_a_mark(words)]]
        for length in range(len(spread), 0, -1):
            phrase = tuple(chain.from_iterable(spread[:length]))
            if not all(spread[:length]) or phrase[0] in _WHOLE or max(map(len, phrase)) < 3:
                continue
            named = (m for parts, m in self.parts if m.kind in wanted and _stands_in(phrase, parts))
            found = tuple(dict.fromkeys(named))
            if found:
                return Found(found, length)
        return None


def _up_to_a_mark(words: Sequence[str]) -> int:
    """How many words stand together: a comma or a semicolon parts them."""
    for place, word in enumerate(words[:LONGEST]):
        if word.endswith((",", ";")):
            return place + 1
    return LONGEST


def _stands_in(phrase: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each word begins a part of the name, in its order; small words are whole ones."""
    place = 0
    for word in phrase:
        while place < len(parts) and not (
            parts[place] == word or (word not in _WHOLE and parts[place].startswith(word))
        ):
            place += 1
        if place == len(parts):
            return False
        place += 1
    return True
