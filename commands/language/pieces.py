"""The parts of a question, once its words are sorted, and what may be in doubt about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from readiness.due import Scope
from words.asking import Part, Phrase
from words.names import Kind, Match
from words.periods import Period

ENDS = ' ?!.,;:"“”()[]'
QUIET = frozenset((Part.FOR, Part.FILLER))


@dataclass(frozen=True)
class Piece:
    """A part of a question: where it stands, how many words it is, what it says."""

    part: Part
    place: int
    words: int
    said: str
    matches: tuple[Match, ...] = ()
    period: Period | None = None
    phrase: Phrase | None = None
    number: int = 0
    mark: str = ""  # behind it: a comma, a colon, a full stop

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.place + self.words

    @property
    def is_course(self) -> bool:
        """Whether it names courses."""
        return self.part is Part.NAME and all(match.kind is Kind.COURSE for match in self.matches)

    @property
    def is_scope(self) -> bool:
        """Whether it names somebody."""
        return self.part is Part.NAME and not self.is_course


@dataclass(frozen=True)
class Heard:
    """A question, its words sorted into pieces, in their order."""

    words: Sequence[str]
    pieces: tuple[Piece, ...] = field(default_factory=tuple)

    def said(self, places: Sequence[int]) -> str:
        """The words at some places, as they were typed."""
        return " ".join(self.words[place] for place in places).strip(ENDS)

    def of(self, *parts: Part) -> list[Piece]:
        """The pieces that are of some parts."""
        return [each for each in self.pieces if each.part in parts]

    def has(self, *parts: Part) -> bool:
        """Whether there is one of some parts."""
        return any(each.part in parts for each in self.pieces)


class Why(StrEnum):
    """What keeps a question from being answered as it was meant."""

    TURNING = "turning"
    UNKNOWN = "unknown"
    SEVERAL = "fits several"
    ACT = "act"
    AGENCIES = "agencies"
    PEOPLE = "people"
    ONE_RANKED = "one ranked"
    OURS = "ours"
    NOBODY = "nobody"
    ROLE = "role"
    BOTH = "both"
    TWO = "two"
    ONE_PERSON = "one person"
    SHARE_OF_ONE = "share of one"
    SHARE_OF_OTHERS = "share of others"
    WHETHER = "whether"
    TIMES = "times"
    NO_SHARE = "no share"
    NO_SPAN = "no span"
    COURSES_RANKED = "courses ranked"
    NOT_THERE = "not there"
    TOLD = "told"
    CLASS = "class"
    PAST = "past"
    RECORD = "record"


class Doubt(Exception):
    """Something that keeps a question from being answered as it was meant."""

    def __init__(
        self, why: Why, pieces: Sequence[Piece] = (), said: str = "", scopes: Sequence[Scope] = ()
    ) -> None:
        super().__init__(why)
        self.why, self.pieces, self.said, self.scopes = why, tuple(pieces), said, tuple(scopes)
