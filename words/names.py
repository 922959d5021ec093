"""Finding what people name: courses, agencies, disciplines, jurisdictions.

By code, title or part of a name. What is said in full wins over what is said in part; of the
words said, as many together as name something are taken. Two matches are asked about, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from readiness.text import fold
from readiness.vocabulary import spoken_names

LONGEST = 8  # words in one name


class Kind(StrEnum):
    """What a name stands for."""

    COURSE = "course"
    AGENCY = "agency"
    DISCIPLINE = "discipline"
    JURISDICTION = "jurisdiction"
    PERSON = "person"


@dataclass(frozen=True)
class Match:
    """One thing that was named: its kind, key and full name."""

    kind: Kind
    key: int | str
    name: str


@dataclass(frozen=True)
class Found:
    """What the first words name: one thing, or several to ask about; and how many words."""

    matches: tuple[Match, ...]
    words: int


class Lexicon:
    """The names there are, ready to be looked up."""

    def __init__(self, named: Iterable[tuple[str, Match]], disciplines: Iterable[str]) -> None:
        """`named`: each name with what it stands for; `disciplines`: the codes of those there are."""
        self.exact: dict[str, list[Match]] = {}
        self.parts: list[tuple[tuple[str, ...], Match]] = []
        for name, match in named:
            self._add(name, match)
        for code in sorted(disciplines):
            for word in spoken_names(code):
                self.exact.setdefault(word, []).insert(0, Match(Kind.DISCIPLINE, code, code))

    def find(self, words: Sequence[str], kinds: Iterable[Kind]) -> Found | None:
        """What the first words name, of some kinds; None if nothing. The most words together win."""
        wanted = set(kinds)
        folded = [fold(word.strip(',.?!;:"“”')) for word in words[:LONGEST]]
        for length in range(len(folded), 0, -1):
            phrase = folded[:length]
            if not all(phrase):
                continue
            matches = self._exactly(" ".join(phrase), wanted) or self._in_part(phrase, wanted)
            if matches:
                return Found(matches, length)
        return None

    def near(self, said: str, kinds: Iterable[Kind]) -> list[Match]:
        """What was perhaps meant, the likeliest first; at most three."""
        wanted = set(kinds)
        names = {name: match for name, found in self.exact.items() for match in found if match.kind in wanted}
        ranked = process.extract(fold(said), list(names), scorer=fuzz.WRatio, limit=6, score_cutoff=72)
        return list(dict.fromkeys(names[name] for name, _, _ in ranked))[:3]

    def _add(self, name: str, match: Match) -> None:
        folded = fold(name)
        if not folded:
            return
        self.exact.setdefault(folded, []).append(match)
        self.parts.append((tuple(re.split(r"[\s\-]+", folded)), match))

    def _exactly(self, phrase: str, wanted: set[Kind]) -> tuple[Match, ...]:
        found = tuple(dict.fromkeys(m for m in self.exact.get(phrase, ()) if m.kind in wanted))
        # "law" is the discipline before it is anything else.
        first = [match for match in found if match.kind is Kind.DISCIPLINE]
        return tuple(first) or found

    def _in_part(self, phrase: Sequence[str], wanted: set[Kind]) -> tuple[Match, ...]:
        if max(map(len, phrase)) < 3:
            return ()
        found = [m for parts, m in self.parts if m.kind in wanted and _stands_in(phrase, parts)]
        return tuple(dict.fromkeys(found))


def _stands_in(phrase: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each word begins a part of the name, in its order."""
    place = 0
    for word in phrase:
        while place < len(parts) and not parts[place].startswith(word):
            place += 1
        if place == len(parts):
            return False
        place += 1
    return True
