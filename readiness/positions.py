"""Who could take which position tonight, and how many full teams that makes.

See "Positions and teams" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import add, floordiv

from readiness.asked import is_active
from readiness.dates import add_months
from readiness.due import EVERYONE, Scope
from readiness.records import AbsenceKind, Responder, Rulebook
from readiness.vocabulary import discipline_name

PositionId = int

MOST_NEEDED = 16
"""At most so many positions are needed for a team."""
MOST_OF_ONE = 100
"""At most so many people of one position a team needs."""
MOST_CURRENT_MONTHS = 600
LONGEST_TITLE = 200
LAPSING_DAYS = 90
"""Days before somebody's last day current in a position on which it is said to be lapsing (local policy)."""
CURRENT_MONTHS = 12
"""For how many months having played a position counts when nobody says otherwise (local policy)."""


@dataclass(frozen=True, slots=True)
class Position:
    """Something a person does in a team. No disciplines: anybody's. `place` is its place in the catalogue.

    Raises ValueError for a number below zero, which nothing could be reckoned with.
    """

    key: PositionId
    code: str
    title: str
    disciplines: frozenset[str] = frozenset()
    needed: int = 1  # how many a full team needs; 0: recorded, not needed
    current_months: int = CURRENT_MONTHS
    place: int = 0

    def __post_init__(self) -> None:
        if self.needed < 0 or self.current_months < 0:
            raise ValueError(f"{self.code}: {self.needed} needed, for {self.current_months} months")

    @property
    def filled_by(self) -> str:
        """Whose people may fill it, in words: "EMS, Fire or Law enforcement"; "anybody"."""
        *others, last = [discipline_name(each) for each in sorted(self.disciplines)] or ["anybody"]
        return f"{', '.join(others)} or {last}" if others else last

    def is_filled_by(self, disciplines: Collection[str]) -> bool:
        """Whether people of an agency with these disciplines may fill it."""
        return not self.disciplines or not self.disciplines.isdisjoint(disciplines)


@dataclass(frozen=True, slots=True)
class Stint:
    """One position held as a player on a day; `played` in what counts so, else walked through."""

    held_on: date
    played: bool
    own_word: bool = False  # written by the person of themself, and not verified since


@dataclass(frozen=True, slots=True)
class Experience:
    """When somebody last held a position, up to some day.

    `verified_on` is the last day played by rows that do not rest on the person's own word alone.
    """

    played_on: date | None = None
    walked_on: date | None = None
    verified_on: date | None = None

    @classmethod
    def of(cls, stints: Iterable[Stint], on: date) -> Experience:
        """What these come to on a day; later ones are not known yet."""
        known = [stint for stint in stints if stint.held_on <= on]
        return cls(
            played_on=max((each.held_on for each in known if each.played), default=None),
            walked_on=max((each.held_on for each in known if not each.played), default=None),
            verified_on=max((e.held_on for e in known if e.played and not e.own_word), default=None),
        )


@dataclass(frozen=True, slots=True)
class Currency:
    """How somebody who may fill a position stands in it on a day.

    `through_on` is the last day on which what was last played counts; None where nothing was played.
    """

    is_current: bool
    is_walked: bool  # not current, but walked through as lately
    is_lapsing: bool  # current, for LAPSING_DAYS more at most
    on_own_word: bool  # current, but not without rows that rest on the person's own word
    through_on: date | None


@dataclass(frozen=True, slots=True)
class Bench:
    """How many people of a scope stand how in one position."""

    current: int = 0
    walked: int = 0
    lapsing: int = 0
    on_own_word: int = 0

    @classmethod
    def of(cls, people: Iterable[Currency]) -> Bench:
        """Counts people, each by how they stand."""
        each = list(people)
        return cls(
            current=sum(one.is_current for one in each),
            walked=sum(one.is_walked for one in each),
            lapsing=sum(one.is_lapsing for one in each),
            on_own_word=sum(one.on_own_word for one in each),
        )


@dataclass(frozen=True, slots=True)
class Teams:
    """How many full teams could be seated at once, and what one team more would lack.

    Short of are positions in the catalogue's order; `people` are those current in any of them, `wanted` the
    seats that one team more would have there.
    """

    teams: int
    short_of: tuple[PositionId, ...]
    people: int
    wanted: int

    @property
    def shortage(self) -> int:
        """How many people one team more would want."""
        return self.wanted - self.people


def may_fill(
    rulebook: Rulebook, responder: Responder, position: Position, on: date, scope: Scope = EVERYONE
) -> bool:
    """Whether a person is there on a day, as one of an agency in scope whose people may fill a position.

    Nobody is during a leave; a waiver takes nothing from what a person can do.
    """
    return not is_on_leave(responder, on) and any(
        is_active(affiliation, on)
        and scope.covers(rulebook, responder.key, affiliation.agency, (affiliation.unit,))
        and position.is_filled_by(rulebook.agencies[affiliation.agency].disciplines)
        for affiliation in responder.affiliations
    )


def stands(position: Position, experience: Experience, on: date) -> Currency:
    """How somebody who may fill a position (`may_fill`) stands in it, by their experience up to that day."""
    through_on = through(position, experience.played_on)
    is_current = _lasts(through_on, on)
    return Currency(
        is_current=is_current,
        is_walked=not is_current and _lasts(through(position, experience.walked_on), on),
        is_lapsing=is_current and through_on is not None and (through_on - on).days <= LAPSING_DAYS,
        on_own_word=is_current and not _lasts(through(position, experience.verified_on), on),
        through_on=through_on,
    )


def through(position: Position, last_on: date | None) -> date | None:
    """The last day on which having held a position on a day counts; None where it never was held."""
    return None if last_on is None else add_months(last_on, position.current_months)


def needed(positions: Iterable[Position]) -> tuple[Position, ...]:
    """The positions a full team needs, in the catalogue's order."""
    return tuple(sorted((each for each in positions if each.needed), key=lambda each: each.place))


def mask_of(positions: Sequence[Position], held: Collection[PositionId]) -> int:
    """What somebody is current in, for `teams`: one bit for each of the `needed` positions, by its place."""
    return sum(1 << place for place, position in enumerate(positions) if position.key in held)


def teams(positions: Iterable[Position], people: Mapping[int, int]) -> Teams:
    """How many full teams deep a scope is, and what it is short of.

    `people` counts people by what they are current in, a `mask_of` the positions that are needed. One seat
    a person. By Hall's condition the least any set of positions can seat is what can be seated at once. Of
    sets that can seat equally few it is short of the one with fewest positions, then with the largest
    shortage, then the first in the catalogue's order, its first position deciding before its second.
    Where no position is needed there is no team to seat: none deep, and short of nothing.
    Raises ValueError for more than MOST_NEEDED positions.
    """
    seated = needed(positions)
    if len(seated) > MOST_NEEDED:
        raise ValueError(f"{len(seated)} positions are needed for a team, at most {MOST_NEEDED} may be")
    if not seated:
        return Teams(0, (), 0, 0)
    seats = [0]
    for position in seated:
        seats += [others + position.needed for others in seats]
    able = _people_for(len(seated), people)
    deep = list(map(floordiv, able[1:], seats[1:]))
    fewest = min(deep)
    tied = [held for held, depth in enumerate(deep, 1) if depth == fewest]
    size = min(map(int.bit_count, tied))
    tied = [held for held in tied if held.bit_count() == size]
    shortage = max((fewest + 1) * seats[held] - able[held] for held in tied)
    tied = [held for held in tied if (fewest + 1) * seats[held] - able[held] == shortage]
    short = min(_places(held, len(seated)) for held in tied)
    held = sum(1 << place for place in short)
    return Teams(
        teams=fewest,
        short_of=tuple(seated[place].key for place in short),
        people=able[held],
        wanted=(fewest + 1) * seats[held],
    )


def _people_for(positions: int, people: Mapping[int, int]) -> list[int]:
    """For each set of positions, as a mask: how many people are current in any of it.

    All but those who are current only outside of it. Counted a position at a time over the whole list: the
    lowest bit is summed and turned to the top, until each has been.
    """
    only = [0] * (1 << positions)
    for held, number in people.items():
        only[held] += number
    for _ in range(positions):
        without, with_it = only[0::2], only[1::2]
        only = [*without, *map(add, without, with_it)]
    everyone = only[-1]
    return [everyone - others for others in reversed(only)]


def _places(held: int, positions: int) -> tuple[int, ...]:
    return tuple(place for place in range(positions) if held >> place & 1)


def _lasts(through_on: date | None, on: date) -> bool:
    return through_on is not None and on <= through_on


def is_on_leave(responder: Responder, on: date) -> bool:
    """Whether a leave covers a day; a waiver is none."""
    return any(absence.kind is AbsenceKind.LEAVE and absence.covers(on) for absence in responder.absences)
